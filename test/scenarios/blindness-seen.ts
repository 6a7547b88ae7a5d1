/** What is seen of a watch that does not see: its status and its mails, as far as the table speaks of them. */
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { Place, Sight } from './blindness-table.ts';
import { rulesIn } from './mail-reading.ts';
import type { HistoryLine, Status } from './scene.ts';

export const checkOf = ({ source }: Pick<Place, 'source'>): string => source.split('/')[0] ?? '';
export const nameOf = ({ source }: Pick<Place, 'source'>): string => source.split('/')[1] ?? '';

export const codesOf = ({ problems }: Status): string[] => problems.map(({ code }) => code);
export const titlesOf = ({ openAlerts }: Status): string[] => openAlerts.map(({ title }) => title).sort();

export const seen = (status: Status, place: Place): Sight => ({
  state: status.sources.find(({ check, name }) => `${check}/${name}` === place.source)?.state ?? 'never',
  status: `${status.http} ${status.status}` as Sight['status'],
  codes: codesOf(status),
});

interface Sections {
  readonly writeback: { readonly state: string; readonly evidence: readonly unknown[] };
  readonly agents: { readonly state: string; readonly agents: readonly unknown[] };
  readonly resetAdmins: { readonly state: string; readonly top: readonly unknown[] };
}

/** What the status says of the tenant, without what moves by itself; by check. */
export function verdicts(status: Status): Record<string, { readonly state: string; readonly shown: unknown }> {
  const { writeback, agents, resetAdmins } = status as unknown as Sections;
  return {
    writeback: { state: writeback.state, shown: writeback.evidence.length },
    agents: { state: agents.state, shown: agents.agents },
    'reset-admins': { state: resetAdmins.state, shown: resetAdmins.top },
  };
}

/** As before, but that the state of a check is unknown while a required source of it is not seen. */
export function honest(
  before: Status,
  place: Place,
  { state }: Sight,
  isRequired: boolean,
): ReturnType<typeof verdicts> {
  const known = verdicts(before);
  const own = known[checkOf(place)];
  if (!own || !isRequired || state === 'ok' || state === 'stale') return known;
  return { ...known, [checkOf(place)]: { ...own, state: 'unknown' } };
}

export const rulesOf = (mails: readonly StoredMail[]): string[] => mails.flatMap(rulesIn);

/** Rules, each once, in order of name. */
export const kindsOf = (mails: readonly StoredMail[]): string[] =>
  [...new Set(rulesOf(mails).map((rule) => rule.split('~')[0] ?? ''))].sort();

/** Words of something that is over, or was never there. */
export const END = /no longer|gone|removed|taken|recovered|turned off|is off\b|none left|\bended\b/i;

/** That a sign of life shows no time is a line of history, and nothing more. */
export const tellsOfAnEnd = ({ change, title }: HistoryLine): boolean => change === 'removed' || END.test(title);

/** What is seen of a watch that does not see: its status and its mails, as far as the table speaks of them. */
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { SourceState } from '../../shared/core/model/source.ts';
import type { ResetAdminsDocument } from '../../shared/web/reset-admins.ts';
import type { Place } from './blindness-places.ts';
import type { Course, Failure, Sight, StatusWord } from './blindness-table.ts';
import { rulesIn } from './mail-reading.ts';
import type { HistoryLine, Status } from './scene.ts';

/** As the status says it, and all of both lists of who can reset whom. */
export type Seen = Status & { readonly resetAdmins: ResetAdminsDocument };

export const checkOf = ({ source }: Pick<Place, 'source'>): string => source.split('/')[0] ?? '';
export const nameOf = ({ source }: Pick<Place, 'source'>): string => source.split('/')[1] ?? '';

/** Every source that fails with a place: its own first. */
export const sourcesAt = (place: Place): string[] => [
  place.source,
  ...(place.also ?? []).map((name) => `${checkOf(place)}/${name}`),
];

export const codesOf = ({ problems }: Pick<Status, 'problems'>): string[] => problems.map(({ code }) => code);
export const titlesOf = ({ openAlerts }: Pick<Status, 'openAlerts'>): string[] =>
  openAlerts.map(({ title }) => title).sort();

/** What the status says while some sources are all that is wrong. */
export interface SeenSources {
  readonly states: { readonly [source: string]: SourceState };
  readonly status: StatusWord;
  /** Of its problems, in order. */
  readonly codes: readonly string[];
}

export const seen = (status: Seen, place: Place): SeenSources => ({
  states: Object.fromEntries(
    sourcesAt(place).map((source) => [
      source,
      status.sources.find(({ check, name }) => `${check}/${name}` === source)?.state ?? 'never',
    ]),
  ),
  status: `${status.http} ${status.status}` as StatusWord,
  codes: codesOf(status),
});

const WORDS: readonly StatusWord[] = ['200 pass', '200 warn', '503 fail'];
const ORDER = ['source', 'verdict', 'open'];

/** A required source is critical while writeback is on, which a stage knows that watches writeback. */
export const severityAt = (place: Place, isRequired: boolean): 'critical' | 'warning' =>
  isRequired && checkOf(place) === 'writeback' ? 'critical' : 'warning';

const weighed = (sight: Sight, place: Place): Sight => ({
  ...sight,
  codes: sight.codes.map((code) => (code === 'open-warning' ? `open-${severityAt(place, true)}` : code)),
});

/** What is mailed about the watch beside what is mailed about the sources of the place. */
export const besides = (place: Place, { beside }: Pick<Failure, 'beside'>): string[] =>
  beside && checkOf(place) !== 'watch' ? [`${beside.rule}~${beside.subject}`] : [];

/** The same as the table says it, row by row for each source of the place. */
export function expected(
  place: Place,
  failure: Pick<Failure, 'required' | 'optional' | 'beside'>,
  when: keyof Course,
  required: ReadonlyMap<string, boolean>,
): SeenSources {
  const rows = sourcesAt(place).map((source): [string, Sight] => [
    source,
    required.get(source) ? weighed(failure.required[when], place) : failure.optional[when],
  ]);
  const rank = (code: string): number => ORDER.indexOf(code.split('-')[0] ?? '');
  const beside = when === 'later' ? besides(place, failure).map(() => 'open-warning') : [];
  const codes = [...rows.flatMap(([, sight]) => sight.codes), ...beside].sort((a, b) => rank(a) - rank(b));
  return {
    states: Object.fromEntries(rows.map(([source, { state }]) => [source, state])),
    status: WORDS.findLast((word) => rows.some(([, sight]) => sight.status === word)) ?? '200 pass',
    codes: codes.filter((code, n) => code !== 'verdict-unknown' || codes.indexOf(code) === n),
  };
}

interface Sections {
  readonly writeback?: { readonly state: string; readonly evidence: readonly unknown[] };
  readonly agents?: { readonly state: string; readonly agents: readonly unknown[] };
}

interface Verdict {
  readonly state: string;
  readonly missing: readonly string[];
  readonly shown: unknown;
}

/** What the status says of the tenant, without what moves by itself; by check. */
export function verdicts(status: Seen): Record<string, Verdict> {
  const { writeback, agents } = status as unknown as Sections;
  const { state, missing, readAt: _, ...lists } = status.resetAdmins;
  return {
    writeback: { state: writeback?.state ?? 'unknown', missing: [], shown: writeback?.evidence.length ?? 0 },
    agents: { state: agents?.state ?? 'unknown', missing: [], shown: agents?.agents ?? [] },
    'reset-admins': { state, missing, shown: withoutEnds(lists) },
  };
}

/** An activation that is not listed any more ends a few minutes later, whatever its list once said. */
const withoutEnds = (lists: object): unknown =>
  JSON.parse(JSON.stringify(lists, (name, value) => (name === 'until' ? null : value)));

/** What only shows what is active for a time, or one step away. */
const PIM = ['reset-admins/assignmentSchedules', 'reset-admins/eligibilities', 'reset-admins/groupEligibilities'];

/**
 * As before, but that the state of a check is unknown while a required source of it is not seen; who can reset whom is
 * then partial, as while one of PIM is not seen.
 */
export function honest(
  before: Seen,
  place: Place,
  { states }: SeenSources,
  required: ReadonlyMap<string, boolean>,
): Record<string, Verdict> {
  const known = verdicts(before);
  const own = known[checkOf(place)];
  if (!own) return known;
  const unseen = Object.entries(states).filter(([, state]) => state !== 'ok' && state !== 'stale');
  const lost = unseen.filter(([source]) => required.get(source)).map(([source]) => source);
  const partly = unseen.filter(([source]) => PIM.includes(source));
  const missing = [...lost, ...partly.map(([source]) => source)].map((source) => nameOf({ source }));
  const isPartial = checkOf(place) === 'reset-admins';
  const unseenState = isPartial ? 'partial' : 'unknown';
  const state = lost.length > 0 ? unseenState : partly.length > 0 ? 'partial' : own.state;
  return { ...known, [checkOf(place)]: { ...own, state, missing: isPartial ? missing : [] } };
}

export const rulesOf = (mails: readonly StoredMail[]): string[] => mails.flatMap(rulesIn);

/** Rules, each once, in order of name. */
export const kindsOf = (mails: readonly StoredMail[]): string[] =>
  [...new Set(rulesOf(mails).map((rule) => rule.split('~')[0] ?? ''))].sort();

/** Words of something that is over, or was never there. */
export const END = /no longer|gone|removed|taken|recovered|turned off|is off\b|none left|\bended\b/i;

/** That a sign of life shows no time is a line of history, and nothing more. */
export const tellsOfAnEnd = ({ change, title }: HistoryLine): boolean => change === 'removed' || END.test(title);

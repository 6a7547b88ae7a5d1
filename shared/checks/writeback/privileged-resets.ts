/**
 * Resets of synced users who hold a privileged role of the cloud, or could take one: whoever sets such a password has the
 * role, and while writeback is on the account on-premises too. Who holds what is the last verdict of the check
 * `reset-admins`; while there is none nothing is said. What was told once stays told while its event is in the window.
 *
 * A change by users themselves takes the old password and is none; a reset by them takes only their registered methods.
 */
import type { Finding, SourceDrift } from '../../core/model/check.ts';
import { asRead, type Fact } from '../../core/model/fact.ts';
import type { WritebackState } from '../../core/model/rule.ts';
import { idBehind, named, valueWords } from '../../core/text/outside.ts';
import { type Words, words } from '../../core/text/words.ts';
import { ADMIN_RESET, OWN_RESET } from '../entra/activities.ts';
import { findingOf } from '../findings.ts';
import { type Privileged, privilegedUsers } from '../reset-admins/privileged.ts';
import { agentOf } from './proofs.ts';
import type { ResetEvent } from './reset-log.ts';
import { RULES, TITLES } from './rules.ts';
import { actorOf, type WritebackAccess } from './sources.ts';
import { isOfSynced, type Synced } from './synced.ts';

const PRIVILEGED = 'privileged ';

const ASKED: ReadonlySet<string> = new Set([ADMIN_RESET, OWN_RESET]);

/** By id; nobody where nothing may be said of resets. */
export const holdersNow = async ({
  judgedBy,
  resetHistory,
}: Pick<WritebackAccess, 'judgedBy' | 'resetHistory'>): Promise<ReadonlyMap<string, Privileged>> =>
  resetHistory === 'off' ? new Map() : privilegedUsers(await judgedBy('reset-admins'));

/** @param before the facts of the last reading: what was told stays as it was told. @returns facts `privileged {event}` */
export function privilegedResets(
  events: readonly ResetEvent[],
  synced: Synced,
  holders: ReadonlyMap<string, Privileged>,
  before: readonly Fact[],
): Fact[] {
  const asked = events.filter(
    (event) => ASKED.has(event.activity) && event.result === 'success' && isOfSynced(event, synced) === true,
  );
  const told = new Map(before.filter(isPrivilegedReset).map((fact) => [fact.key, fact]));
  return asked.flatMap((event) => {
    const before = told.get(`${PRIVILEGED}${event.id}`);
    if (before) return [asRead(before)];
    const holder = event.user && holders.get(event.user.id);
    return holder ? [factOf(event, holder)] : [];
  });
}

const factOf = (event: ResetEvent, { id, name, upn, holds }: Privileged): Fact => ({
  key: `${PRIVILEGED}${event.id}`,
  attributes: { at: event.at, user: id },
  label: upn ?? name ?? event.user?.name ?? id,
  details: {
    ...{ name, upn: upn ?? event.user?.name ?? null, holds: [...holds] },
    ...{ isOwn: event.activity === OWN_RESET, agent: agentOf(event), actor: event.by && { ...event.by } },
  },
});

export const isPrivilegedReset = ({ key }: Pick<Fact, 'key'>): boolean => key.startsWith(PRIVILEGED);

/** As `factOf` writes them. */
interface Told {
  readonly name: string | null;
  readonly upn: string | null;
  readonly holds: readonly Words[];
  readonly isOwn: boolean;
  readonly agent: string | null;
}

/** One for each reset, once. */
export const privilegedFindings = ({ drift }: SourceDrift, writeback: WritebackState): Finding[] =>
  drift.flatMap(({ change, after }) =>
    change === 'added' && after && isPrivilegedReset(after) ? [findingIn(after, writeback)] : [],
  );

function findingIn(fact: Fact, writeback: WritebackState): Finding {
  const { name, upn, holds, isOwn, agent } = fact.details as unknown as Told;
  const { user, at } = fact.attributes;
  const who = named({ id: String(user), name, upn });
  const title = TITLES.privilegedReset(who, isOwn);
  const actor = actorOf(fact);
  const line = {
    source: 'resets',
    change: 'added',
    key: fact.key,
    title,
    before: null,
    after: fact.attributes,
    ...(actor && { actor }),
  } as const;
  const about = {
    subject: fact.key.slice(PRIVILEGED.length),
    title,
    lines: [
      words`Whose password: ${who}${idBehind({ id: String(user), upn })}`,
      ...holds.slice(0, MOST_SHOWN).map((one) => words`Holds: ${one}`),
      words`Written back by: ${agent === null ? 'the event does not say' : valueWords(agent)}`,
    ],
    ...(actor && { actor }),
    ...(typeof at === 'string' && { happenedAt: at }),
  };
  return findingOf(line, { rule: RULES.privilegedReset, about }, writeback);
}

const MOST_SHOWN = 5;

/**
 * What mails, `/api/status` and `/api/reset-admins` say of who can reset whom: headline, evidence, section and the whole
 * list. Decides no reach; a list that cannot be seen now stands with its age and is never called known.
 */

import type { EvidenceLine, Sight } from '../../core/model/check.ts';
import type { Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { own } from '../../core/model/own.ts';
import { isRequired, isSeen, type SourceState } from '../../core/model/source.ts';
import { ms } from '../../core/model/times.ts';
import { listed, NO_WORDS, type Words, words } from '../../core/text/words.ts';
import { isP2Seen } from '../watch/licence.ts';
import { isPathShown, isShown } from './authority/resetters.ts';
import { SOURCES } from './sources/index.ts';
import { indirectList, pathsOf, resettersOf, type StoredPath, type StoredResetter, totalsOf } from './stored.ts';
import { counted, fullName, nameOf, number, pathText, someone, stepText, syncedUsers } from './words.ts';

export function headline(verdict: Snapshot | null): Words {
  const totals = totalsOf(verdict);
  if (!totals) return words`Who can reset synced users is not known yet.`;
  const { resetters, reachable, syncedUsers: all } = totals;
  const [widest] = shownIn(verdict);
  if (!widest) return words`Nobody can reset any of ${syncedUsers(all)}.`;
  const reach =
    widest.reach !== 0
      ? number(widest.reach)
      : words`${number(widest.reachOneStep)} after ${stepOf(pathsOf(verdict).get(widest.id))}`;
  const inReach =
    reachable === null
      ? words`how many are in reach cannot be read now`
      : words`${number(reachable)} of ${number(all)} are in reach now`;
  return words`${counted(resetters, 'principal')} can reset synced users; ${inReach}. Widest: ${nameOf(widest)} (${reach}).`;
}

/** Those of the list, without their paths. */
const shownIn = (verdict: Snapshot | null): StoredResetter[] => resettersOf(verdict).filter(isShown);

const MOST_SHOWN = 10;

/** The widest first. */
export function evidence(verdict: Snapshot | null): EvidenceLine[] {
  const all = shownIn(verdict);
  const paths = pathsOf(verdict);
  const lines = all
    .slice(0, MOST_SHOWN)
    .map(
      (one) =>
        words`${someone(one.type)}: ${fullName(one)}: ${reachText(one, paths.get(one.id))}: ${ways(paths.get(one.id))}`,
    );
  const rest = all.length - lines.length;
  const more = rest > 0 ? [words`and ${number(rest)} more, see GET /api/reset-admins`] : [];
  return [...lines, ...more].map((text) => ({ text, at: null }));
}

type Reach = Pick<StoredResetter, 'reach' | 'reachOneStep'>;

/** "40 synced users, 1,231 after an activation in PIM" */
export function reachText({ reach, reachOneStep }: Reach, paths: readonly Pick<StoredPath, 'way'>[] = []): Words {
  const more = reachOneStep === reach ? NO_WORDS : words`, ${number(reachOneStep)} after ${stepOf(paths)}`;
  return words`${syncedUsers(reach)}${more}`;
}

const stepOf = (paths: readonly Pick<StoredPath, 'way'>[] = []): Words => stepText(paths.map(({ way }) => way));

const ways = (paths: readonly StoredPath[] = []): Words => listed(paths.filter(isPathShown).map(pathText), '; ');

/** The keys and their order are the contract's. */
export function section(verdict: Snapshot | null, sight: Sight): Json {
  return { ...stateOf(verdict, sight), ...countsOf(verdict), top: listOf(verdict, MOST_SHOWN) };
}

/** The document of `/api/reset-admins`. */
export function resetAdminsDocument(verdict: Snapshot | null, sight: Sight) {
  const { resetters: _, ...counts } = countsOf(verdict);
  return { ...stateOf(verdict, sight), ...counts, ...listsOf(verdict) };
}

/** All of both lists. */
export const listsOf = (verdict: Snapshot | null) => ({
  list: listOf(verdict),
  indirect: indirectList(verdict).map(({ id, type, name, means, detail }) => ({ id, type, name, means, detail })),
});

/** For the log of a poll. */
export const figures = (verdict: Snapshot | null) => {
  const { reachable, resetters } = countsOf(verdict);
  return { reachable, resetters };
};

const countsOf = (verdict: Snapshot | null) => {
  const { syncedUsers: all = null, reachable = null, resetters = null } = totalsOf(verdict) ?? {};
  return { syncedUsers: all, reachable, resetters };
};

const listOf = (verdict: Snapshot | null, most?: number) => {
  const paths = pathsOf(verdict);
  return shownIn(verdict)
    .slice(0, most)
    .map(({ id, type, name, upn, enabled, reach, reachOneStep }) => ({
      ...{ id, type, name, upn, enabled, reach, reachOneStep },
      paths: (paths.get(id) ?? []).filter(isPathShown).map(shownPath),
    }));
};

const shownPath = ({ way, role, roleId, scope, via, reach, activated, until, undocumented }: StoredPath) => ({
  ...{ way, role, roleId, scope },
  via: via.map(({ id, name }) => ({ id, name })),
  ...{ reach, activated, until, undocumented },
});

/** A required source that was never read leaves nothing to show; any other that is not seen is named. */
function stateOf(verdict: Snapshot | null, { sources, remembered }: Pick<Sight, 'sources' | 'remembered'>) {
  const rows = SOURCES.flatMap(({ name, inVerdict }) => {
    const seen = own(sources, name);
    return seen ? [{ name, inVerdict, ...seen }] : [];
  });
  const required = rows.filter(isRequired);
  const hasP2 = isP2Seen({ remembered });
  const unshown = new Set(totalsOf(verdict)?.missing ?? []);
  const isMissing = (row: (typeof rows)[number]): boolean =>
    unshown.has(row.name) || !(row.inVerdict === 'enriches' ? countsAsRead(row, hasP2) : isSeen(row.state));
  const missing = rows
    .filter((row) => (isRequired(row) || row.inVerdict === 'enriches') && isMissing(row))
    .map(({ name }) => name);
  const readAt = verdict && oldest(required.map(({ lastGoodAt }) => lastGoodAt));
  const isUnknown = totalsOf(verdict) === null || required.some(({ lastGoodAt }) => lastGoodAt === null);
  const state = isUnknown ? 'unknown' : missing.length > 0 ? 'partial' : 'known';
  return { state, missing, readAt } as const;
}

/**
 * A tenant that never had the licence has nobody who is eligible; one that had it is shown what was last read. Where the
 * licence is seen, a refusal for want of it is one like any other.
 */
const countsAsRead = (
  { state, lastGoodAt }: { state: SourceState; lastGoodAt: string | null },
  hasLicence: boolean,
): boolean => isSeen(state) || (state === 'unlicensed' && lastGoodAt === null && !hasLicence);

/** Null: one of them was never read, so nothing can be as old as that. */
function oldest(times: readonly (string | null)[]): string | null {
  const known = times.filter((at) => at !== null).sort((a, b) => ms(a) - ms(b));
  return known.length === times.length ? (known[0] ?? null) : null;
}

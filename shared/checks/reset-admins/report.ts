/**
 * What mails, `/api/status` and `/api/reset-admins` say of who can reset whom: headline, evidence, section and the whole
 * list. Decides no reach; a list that cannot be seen now stands with its age and is never called known.
 */
import type { EvidenceLine, Sight } from '../../core/model/check.ts';
import type { Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { isSeen, type SourceState } from '../../core/model/source.ts';
import { ms } from '../../core/model/times.ts';
import { counted, nameOf, number, pathText, syncedUsers } from './drift/words.ts';
import { indirectList, pathsOf, resettersOf, type StoredPath, type StoredResetter, totalsOf } from './stored.ts';

export function headline(verdict: Snapshot | null): string {
  const totals = totalsOf(verdict);
  if (!totals) return 'Who can reset synced users is not known yet.';
  const { resetters, reachable, syncedUsers: all } = totals;
  const [widest] = resettersOf(verdict);
  if (!widest) return `Nobody can reset any of ${syncedUsers(all)}.`;
  const reach = widest.reach > 0 ? number(widest.reach) : `${number(widest.reachOneStep)} after one more step`;
  return `${counted(resetters, 'principal')} can reset synced users; ${number(reachable)} of ${number(all)} are in reach now. Widest: ${nameOf(widest)} (${reach}).`;
}

const MOST_SHOWN = 10;

/** The widest first. */
export function evidence(verdict: Snapshot | null): EvidenceLine[] {
  const all = resettersOf(verdict);
  const paths = pathsOf(verdict);
  const lines = all.slice(0, MOST_SHOWN).map((one) => `${nameOf(one)}: ${reachText(one)}: ${ways(paths.get(one.id))}`);
  const rest = all.length - lines.length;
  const more = rest > 0 ? [`and ${number(rest)} more, see GET /api/reset-admins`] : [];
  return [...lines, ...more].map((text) => ({ text, at: null }));
}

export function reachText({ reach, reachOneStep }: Pick<StoredResetter, 'reach' | 'reachOneStep'>): string {
  const more = reachOneStep > reach ? `, ${number(reachOneStep)} after one more step` : '';
  return `${syncedUsers(reach)}${more}`;
}

const ways = (paths: readonly StoredPath[] = []): string => paths.map(pathText).join('; ');

/** DESIGN 4.3: the keys and their order are the contract's. */
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

const countsOf = (verdict: Snapshot | null) => {
  const { syncedUsers: all = null, reachable = null, resetters = null } = totalsOf(verdict) ?? {};
  return { syncedUsers: all, reachable, resetters };
};

const listOf = (verdict: Snapshot | null, most?: number) => {
  const paths = pathsOf(verdict);
  return resettersOf(verdict)
    .slice(0, most)
    .map(({ id, type, name, upn, enabled, reach, reachOneStep }) => ({
      ...{ id, type, name, upn, enabled, reach, reachOneStep },
      paths: (paths.get(id) ?? []).map(shownPath),
    }));
};

const shownPath = ({ way, role, roleId, scope, via, reach, activated, until, undocumented }: StoredPath) => ({
  ...{ way, role, roleId, scope },
  via: via.map(({ id, name }) => ({ id, name })),
  ...{ reach, activated, until, undocumented },
});

/** What only shows what is active for a time, or one step away. */
const PIM: ReadonlySet<string> = new Set(['eligibilities', 'assignmentSchedules', 'groupEligibilities']);

/** What has no influence on who can reset whom. */
const BESIDE: ReadonlySet<string> = new Set(['applicationOwners', 'sspr']);

/** DESIGN 4.4. */
function stateOf(verdict: Snapshot | null, { visible, sources }: Sight) {
  const rows = Object.entries(sources).map(([name, source]) => ({ name, ...source }));
  const required = rows.filter(({ name }) => !PIM.has(name) && !BESIDE.has(name));
  const missing = [
    ...required.filter((row) => !isSeen(row.state)),
    ...rows.filter((row) => PIM.has(row.name) && !countsAsRead(row.state)),
  ].map(({ name }) => name);
  const known = visible && totalsOf(verdict) !== null;
  const state = known ? (missing.length > 0 ? 'partial' : 'known') : 'unknown';
  return { state, missing, readAt: verdict && oldest(required.map(({ lastGoodAt }) => lastGoodAt)) } as const;
}

/** A tenant without the licence has nobody who is eligible. */
const countsAsRead = (state: SourceState): boolean => isSeen(state) || state === 'unlicensed';

/** Null: one of them was never read, so nothing can be as old as that. */
function oldest(times: readonly (string | null)[]): string | null {
  const known = times.filter((at) => at !== null).sort((a, b) => ms(a) - ms(b));
  return known.length === times.length ? (known[0] ?? null) : null;
}

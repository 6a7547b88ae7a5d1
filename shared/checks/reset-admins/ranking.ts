/** Who can reset, widest reach first, with every way and how many it reaches: "why can she reset 1,231 users?". */
import type { Plot, RankedRow, Ranking } from '../../core/model/check.ts';
import type { Snapshot } from '../../core/model/fact.ts';
import { figureMeasure } from '../../core/model/trace.ts';
import { isPathShown, isShown } from './authority/resetters.ts';
import { reachText } from './report.ts';
import { SYNCED_USERS } from './sources/synced-users.ts';
import { pathsOf, resettersOf, type StoredResetter, totalsOf } from './stored.ts';
import { nameOf, number, pathLine } from './words.ts';

/** In reach by what works now; the measures of a name are recorded by the poll. */
export const PLOTS: readonly Plot[] = [
  {
    title: 'Synced users, and how many of them somebody can reset now',
    lines: [
      { measure: SYNCED_USERS, label: 'synced users' },
      { measure: figureMeasure('reset-admins', 'reachable'), label: 'in reach' },
    ],
  },
  {
    title: 'Principals that can reset a synced user, now or after one more step',
    lines: [{ measure: figureMeasure('reset-admins', 'resetters'), label: 'principals' }],
  },
];

export function ranking(verdict: Snapshot | null): Ranking {
  const all = resettersOf(verdict).filter(isShown);
  const users = totalsOf(verdict)?.syncedUsers ?? null;
  const row = (one: StoredResetter, paths: ReturnType<typeof pathsOf>): RankedRow => ({
    id: one.id,
    name: nameOf(one),
    about: aboutOf(one),
    amount: reachText(one, paths.get(one.id)),
    share: users === null || users === 0 || one.reach === null ? null : one.reach / users,
    reasons: (paths.get(one.id) ?? []).filter(isPathShown).map(pathLine),
  });
  return {
    title: 'Who can reset passwords',
    counts:
      verdict === null
        ? 'not known yet'
        : `${number(all.length)} who can reset a synced user, now or after one more step; widest reach first`,
    total: all.length,
    rows: (from, most) => {
      const paths = pathsOf(verdict);
      return all.slice(from, from + most).map((one) => row(one, paths));
    },
  };
}

const KINDS = { user: 'user', servicePrincipal: 'application', unknown: 'unknown kind' } as const;

const aboutOf = ({ id, type, upn, enabled }: StoredResetter): string[] => [
  upn ?? id,
  KINDS[type],
  ...(enabled === false ? ['disabled'] : []),
];

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeAuthority } from '../../../shared/checks/reset-admins/authority/authority.ts';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { naive } from './naive.ts';
import { randomTenants } from './random-tenants.ts';

/** Another seed, or more runs: `SEED=7 RUNS=100000 vitest run test/checks/reset-admins/exactness.test.ts`. */
const RUNS = Number(process.env.RUNS ?? 20_000);
const SEED = Number(process.env.SEED ?? 20261120);
const LONG_MS = 600_000;

describe('who can reset whom, against the naive model', () => {
  test(`agrees on ${RUNS} random tenants (seed ${SEED})`, { timeout: LONG_MS }, () => {
    fc.assert(
      fc.property(randomTenants, (tenant) => {
        const { rows, believed: _, ...expected } = naive(tenant);
        const { syncedUsers, reachable, resetters, list, shielded } = computeAuthority(tenant);
        expect({ syncedUsers, reachable, resetters, list }).toEqual(expected);
        const shieldedRows = Object.entries(rows).filter(([, row]) => row !== 'none');
        expect(Object.fromEntries(shielded.map(({ id, row }) => [id, row]))).toEqual(Object.fromEntries(shieldedRows));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('agrees where numbers, members of units or units themselves cannot be seen', { timeout: LONG_MS }, () => {
    fc.assert(
      fc.property(randomTenants, fc.boolean(), fc.subarray([0, 1, 2, 3]), (whole, isCounted, unseen) => {
        const tenant: Tenant = {
          ...whole,
          syncedUserCount: isCounted ? whole.syncedUserCount : null,
          unreadUnits: unseen.includes(0) ? ['gone'] : [],
          units: whole.units.map((unit, at) =>
            unseen.includes(at) ? { ...unit, syncedUserIds: [], isHidden: true } : unit,
          ),
        };
        const { rows: _, believed: __, ...expected } = naive(tenant);
        const { syncedUsers, reachable, resetters, list } = computeAuthority(tenant);
        expect({ syncedUsers, reachable, resetters, list }).toEqual(expected);
      }),
      { seed: SEED, numRuns: Math.ceil(RUNS / 10) },
    );
  });

  test('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(randomTenants, (tenant) => {
        expect(computeAuthority(backwards(tenant))).toEqual(computeAuthority(tenant));
      }),
      { seed: SEED, numRuns: Math.ceil(RUNS / 10) },
    );
  });

  test('the random tenants mix every feature', () => {
    const seen = new Map<string, number>();
    const note = (feature: string, is: boolean) => seen.set(feature, (seen.get(feature) ?? 0) + (is ? 1 : 0));
    for (const tenant of fc.sample(randomTenants, { seed: SEED, numRuns: 500 })) {
      const { list, rows, reachable, syncedUsers } = naive(tenant);
      const paths = list.flatMap((resetter) => resetter.paths);
      for (const way of ['direct', 'group', 'application', 'eligible', 'eligibleGroup', 'owner'])
        note(
          way,
          paths.some((path) => path.way === way),
        );
      for (const type of ['user', 'servicePrincipal', 'unknown'])
        note(
          type,
          list.some((one) => one.type === type),
        );
      for (const row of ['restricted', 'guarded', 'roles', 'none'])
        note(row, Object.values(rows).includes(row as 'none'));
      note(
        'two groups',
        paths.some(({ via }) => via.length > 1),
      );
      note(
        'activated',
        paths.some(({ activated }) => activated),
      );
      note(
        'until',
        paths.some(({ until }) => until !== null),
      );
      note(
        'undocumented',
        paths.some(({ undocumented }) => undocumented),
      );
      note(
        'tenant scope',
        paths.some(({ scope }) => scope === '/'),
      );
      note(
        'unit scope',
        paths.some(({ scope }) => scope.startsWith('/administrativeUnits/')),
      );
      note(
        'object scope',
        paths.some(({ scope }) => /^\/u/.test(scope)),
      );
      note('not all reachable', Number(reachable) > 0 && Number(reachable) < Number(syncedUsers));
      note(
        'one step more',
        list.some(({ reach, reachOneStep }) => Number(reach) > 0 && Number(reachOneStep) > Number(reach)),
      );
    }
    const rare = [...seen].filter(([, times]) => times < 25).map(([feature, times]) => `${feature}: ${times}`);
    expect(rare).toEqual([]);
  });
});

/** Every list the other way round, those within rows too. */
function backwards(tenant: Tenant): Tenant {
  const turn = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turn).reverse();
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, turn(one)]));
  };
  return turn(tenant) as Tenant;
}

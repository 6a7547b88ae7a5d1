/**
 * Random tenants that change from poll to poll, while a random part of the sources cannot be read: whatever some reading
 * showed is told, nothing is told that no mix of what was read could show, and once all is read again the list is the
 * naive model's.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { resetAdmins } from '../../../shared/checks/reset-admins/index.ts';
import { listsOf } from '../../../shared/checks/reset-admins/report.ts';
import { consistent } from './consistent.ts';
import { naive } from './naive.ts';
import { randomTenants } from './random-tenants.ts';
import { ResetScript } from './script.ts';

/** Another seed, or more runs: `SEED=7 RUNS=5000 vitest run test/checks/reset-admins/unread.test.ts`. */
const RUNS = Number(process.env.RUNS ?? 40);
const SEED = Number(process.env.SEED ?? 20261128);
const LONG_MS = 3_600_000;

/** Which rows a source reads. */
const READS: { readonly [source: string]: readonly (keyof Tenant)[] } = {
  roleDefinitions: ['roleDefinitions'],
  roleAssignments: ['assignments'],
  groups: ['groups'],
  units: ['units'],
  appRoleAssignments: ['appRoleAssignments'],
  principals: ['users', 'servicePrincipals'],
  syncedUsers: ['syncedUserCount'],
  assignmentSchedules: ['assignmentSchedules'],
  eligibilities: ['eligibilities'],
  groupEligibilities: ['groupEligibilities'],
  applicationOwners: ['applicationOwners'],
  roleEvents: [],
};
const SOURCES = Object.keys(READS);

/** Groups that can all hold a role, so that each is read by itself, whatever else is. Ended rights end nothing here. */
const readable = (random: Tenant): Tenant => {
  const tenant = consistent(random);
  return { ...tenant, groups: tenant.groups.map((group) => ({ ...group, isRoleAssignable: true })) };
};

interface Step {
  readonly tenant: Tenant;
  readonly unread: readonly string[];
}

/** Half of the parts of a tenant stay as they were in the one before. */
const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    randomTenants,
    fc.array(
      fc.tuple(
        randomTenants,
        fc.array(fc.boolean(), { minLength: 13, maxLength: 13 }),
        fc.array(fc.subarray(SOURCES), { minLength: 1, maxLength: 3, size: 'max' }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([first, changes]) => {
    const all: Step[] = [{ tenant: readable(first), unread: [] }];
    let known = first;
    for (const [next, keeps, unreads] of changes) {
      known = { ...next, ...Object.fromEntries(Object.entries(known).filter((_, n) => keeps[n])) };
      for (const unread of unreads) all.push({ tenant: readable(known), unread });
    }
    return all;
  });

type Rows = readonly { readonly id?: string }[];

/** Every row that any of the tenants had, and nobody protected: who has no path here can have none in any mix of them. */
function together(tenants: readonly Tenant[]): Tenant {
  const last = tenants.at(-1) as Tenant;
  const all = <K extends keyof Tenant>(part: K): Rows => tenants.flatMap((one) => one[part] as unknown as Rows);
  const merged = (part: 'groups' | 'roleDefinitions', join: (rows: readonly never[]) => object) =>
    [...Map.groupBy(all(part), ({ id }) => id)].map(([id, rows]) => ({ ...rows[0], ...join(rows as never[]), id }));
  const scopes = [...all('assignments'), ...all('assignmentSchedules'), ...all('eligibilities')].map(
    (row) => (row as { readonly scope?: string }).scope ?? '',
  );
  const units = [...new Set(scopes.filter((scope) => scope.startsWith('/administrativeUnits/')))].map((scope) => ({
    ...{ id: scope.split('/').at(-1) ?? '', name: null, isRestricted: false },
    syncedUserIds: ['z'],
  }));
  return {
    ...last,
    ...(Object.fromEntries(ROWS.map((part) => [part, all(part)])) as unknown as Pick<Tenant, (typeof ROWS)[number]>),
    users: [{ id: 'z', upn: null, name: null, isEnabled: true, isSynced: true }],
    units,
    groups: merged('groups', (rows: readonly Tenant['groups'][number][]) => ({
      isRoleAssignable: false,
      members: rows.flatMap(({ members }) => members),
      owners: rows.flatMap(({ owners }) => owners),
    })) as unknown as Tenant['groups'],
    roleDefinitions: merged('roleDefinitions', (rows: readonly Tenant['roleDefinitions'][number][]) => ({
      isEnabled: rows.some(({ isEnabled }) => isEnabled),
      permissions: rows.filter(({ isEnabled }) => isEnabled).flatMap(({ permissions }) => permissions),
    })) as unknown as Tenant['roleDefinitions'],
    syncedUserCount: 50,
  };
}

const ROWS = [
  'assignments',
  'assignmentSchedules',
  'eligibilities',
  'groupEligibilities',
  'appRoleAssignments',
] as const;

const keysIn = (tenant: Tenant): string[] =>
  naive(tenant).list.flatMap(({ id, paths }) =>
    paths.map(({ way, roleId, scope }) => `path:${way}:${roleId}:${scope}:${id}`),
  );

/** Who is in a group that was not read is not known, and the group itself is nobody. */
const isOfGroup = (key: string): boolean => /:g\d$/.test(key);

const isOverAll = (key: string): boolean => key.split(':')[3] === '/';

/** Whom an object scope reaches depends on who that one is. */
const isOverObject = (key: string): boolean => /^\/(?!administrativeUnits\/|$)/.test(key.split(':')[3] ?? '');

it(`tells what was read and nothing else in ${RUNS} random stories (seed ${SEED})`, { timeout: LONG_MS }, async () => {
  const seen = { told: 0, unread: 0 };
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      const script = new ResetScript();
      const [first] = story as [Step, ...Step[]];
      await script.settle(first.tenant);
      let read = first.tenant;
      const tenants = [first.tenant];
      const mixes = [first.tenant];
      const gone = new Set<string>();
      for (const { tenant, unread } of story) {
        tenants.push(tenant);
        const told = await script.poll(
          tenant,
          unread.map((source) => ({ source, code: 'unavailable' as const })),
        );
        const fresh = SOURCES.filter((source) => !unread.includes(source)).flatMap((source) => READS[source] ?? []);
        read = { ...read, ...Object.fromEntries(fresh.map((part) => [part, tenant[part]])) };
        mixes.push(read);
        // Told: whoever can reset over the whole tenant by what was last read of each source is in the verdict.
        const verdict = new Set((told.outcome.verdict ?? []).map(({ key }) => key));
        expect(
          keysIn(read)
            .filter((key) => isOverAll(key) && !isOfGroup(key))
            .filter((key) => !verdict.has(key)),
        ).toEqual([]);
        // Nothing else: whoever is told could reset by some mix of what was ever there.
        const possible = new Set(keysIn(together(tenants)));
        const items = told.outcome.change?.items ?? [];
        const added = items
          .filter(({ key, change }) => key.startsWith('path:') && change === 'added')
          .map(({ key }) => key);
        expect(added.filter((key) => !isOverObject(key) && !possible.has(key))).toEqual([]);
        for (const { key, change } of items) if (change === 'removed') gone.add(key);
        // An id of which only the schedule speaks, which says no type, may be anyone until the groups are read.
        const called = [...verdict].filter((key) => /^(path|resetter):/.test(key) && isOfGroup(key));
        if (!unread.includes('groups')) expect(called).toEqual([]);
        seen.told += added.length;
        seen.unread += unread.length;
      }
      const { tenant } = story.at(-1) as Step;
      await script.settle(tenant);
      // So late that no assignment is taken for one that outlives its activation.
      script.wait(15);
      const end = await script.settle(tenant);
      expect(listsOf(end.at(-1)?.outcome.verdict ?? null).list).toEqual(naive(tenant).list);
      expect(end.at(-1)?.unchanged).toBe(true);
      // What was there in every one of them, and in all that was read of them, never went.
      const stays = keysIn(first.tenant).filter(
        (key) => isOverAll(key) && [...tenants, ...mixes].every((one) => keysIn(one).includes(key)),
      );
      expect(stays.filter((key) => gone.has(key))).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: !process.env.SHRINK },
  );
  expect(Math.min(seen.told, seen.unread)).toBeGreaterThan(RUNS);
});

it('knows what each source reads', () => {
  expect(SOURCES.toSorted()).toEqual(
    resetAdmins.sources
      .filter(({ resumable }) => !resumable)
      .map(({ name }) => name)
      .toSorted(),
  );
});

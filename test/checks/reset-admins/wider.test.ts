/**
 * The lattice of wider: over random pairs of tenants every step wider raises its rule, and nothing else raises any. What
 * is expected comes from the naive model, which is written from the words of the rule and not from the code.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import type { Finding } from '../../../shared/core/model/check.ts';
import { change } from './change.ts';
import { wider } from './naive-wider.ts';
import { randomTenants } from './random-tenants.ts';

/** More: `RUNS=20000 vitest run test/checks/reset-admins/wider.test.ts`. */
const RUNS = Number(process.env.RUNS ?? 400);

/** Most of the time a part of the second tenant is that of the first, so that single changes are met too. */
const anotherTenant: fc.Arbitrary<[Tenant, Tenant]> = fc
  .tuple(randomTenants, randomTenants, fc.array(fc.nat({ max: 3 }), { minLength: 12, maxLength: 12 }))
  .map(([was, is, keeps]) => [was, { ...is, ...Object.fromEntries(Object.entries(was).filter((_, n) => keeps[n])) }]);

type Ending = { readonly endsAt: string | null };

const endless = <T extends Ending>(rows: readonly T[]): T[] => rows.map((row) => ({ ...row, endsAt: null }));

const longer = <T extends Ending>(rows: readonly T[]): T[] =>
  rows.map((row) => ({ ...row, endsAt: row.endsAt && '2027-09-01T00:00:00Z' }));

/** One act over a whole tenant, of which a pair of random ones seldom has two. */
const EDITS: readonly ((tenant: Tenant) => Partial<Tenant>)[] = [
  ({ assignmentSchedules }) => ({ assignmentSchedules: endless(assignmentSchedules) }),
  ({ eligibilities }) => ({ eligibilities: endless(eligibilities) }),
  ({ groupEligibilities }) => ({ groupEligibilities: endless(groupEligibilities) }),
  ({ assignmentSchedules, eligibilities, groupEligibilities }) => ({
    assignmentSchedules: longer(assignmentSchedules),
    eligibilities: longer(eligibilities),
    groupEligibilities: longer(groupEligibilities),
  }),
  ({ assignmentSchedules, eligibilities }) => ({
    assignmentSchedules: [
      ...assignmentSchedules,
      ...eligibilities.map((row) => ({ ...row, assignmentType: 'Activated', endsAt: '2026-11-21T00:00:00Z' })),
    ],
  }),
  ({ users, servicePrincipals }) => ({
    users: users.map((one) => ({ ...one, isEnabled: true })),
    servicePrincipals: servicePrincipals.map((one) => ({ ...one, isEnabled: true })),
  }),
  ({ roleDefinitions }) => ({
    roleDefinitions: roleDefinitions.map((role) => ({
      ...role,
      permissions: role.permissions.map((permission) => ({ ...permission, condition: null })),
    })),
  }),
  ({ groups }) => ({
    groups: groups.map((group) => ({ ...group, members: [...new Set([...group.members, ...group.owners])] })),
  }),
];

const editedTenant: fc.Arbitrary<[Tenant, Tenant]> = fc
  .tuple(randomTenants, fc.constantFrom(...EDITS))
  .map(([was, edit]) => [was, { ...was, ...edit(was) }]);

const twoTenants = fc.oneof(anotherTenant, editedTenant);

/** That a protection is gone, that units have grown, and who somebody turned out to be, is compared elsewhere. */
const isOfLattice = ({ key, event }: Finding): boolean =>
  !/^(shield|unit):/.test(key) && event?.rule !== 'principal-identified';

describe('over two tenants', () => {
  it('every step wider raises its rule, and nothing else does', { timeout: 600_000 }, () => {
    const met = new Map<string, number>();
    fc.assert(
      fc.property(twoTenants, ([was, is]) => {
        const raised = change(was, is)
          .filter(isOfLattice)
          .flatMap(({ key, event }) => (event ? [[key, event.rule] as const] : []));
        const expected = wider(was, is);
        const told = Object.entries(expected).map(([key, [...rules]]): [string, unknown] => [
          key,
          rules.length > 1 ? expect.toSatisfy((rule) => rules.includes(rule)) : rules[0],
        ]);
        expect(Object.fromEntries(raised)).toEqual(Object.fromEntries(told));
        for (const [, rule] of raised) met.set(rule, (met.get(rule) ?? 0) + 1);
      }),
      { numRuns: RUNS },
    );
    const rules = [
      ...['resetter-new', 'resetter-path', 'resetter-wider', 'resetter-sooner', 'resetter-permanent'],
      ...['resetter-maybe-pim', 'resetter-lasting', 'resetter-longer', 'resetter-group', 'pim-activated'],
      ...['application-can-reset', 'role-can-reset', 'role-condition-dropped', 'group-can-reset', 'holder-enabled'],
      ...['can-grant-new', 'can-turn-on-new', 'can-take-application-new', 'can-become-users-new'],
      ...['right-longer', 'right-new'],
    ];
    expect(rules.filter((rule) => !met.has(rule))).toEqual([]);
  });

  it('nothing is wider than itself', () => {
    fc.assert(
      fc.property(randomTenants, (tenant) => {
        expect(wider(tenant, tenant)).toEqual({});
        expect(change(tenant, tenant)).toEqual([]);
      }),
      { numRuns: Math.ceil(RUNS / 10) },
    );
  });
});

/**
 * Small tenants at random that mix every feature the rules speak of, and shrink well: all ids come from small pools,
 * so that the same few meet in many ways. What it leaves out, the comparison with the naive model does not show.
 */
import fc from 'fast-check';
import type { RoleDefinition, Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';

const USERS = ['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7'];
const APPLICATIONS = ['s0', 's1', 's2'];
const GROUPS = ['g0', 'g1', 'g2', 'g3', 'g4'];
const UNITS = ['a0', 'a1', 'a2', 'a3'];
const NOBODY = ['x0', 'x1'];

const RESETTING = 'microsoft.directory/users/password/update';
const HARMLESS = 'microsoft.directory/users/basic/read';

const BUILT_IN: readonly (readonly [templateId: string, name: string, action: string])[] = [
  ['62e90394-69f5-4237-9190-012177145e10', 'Global Administrator', 'microsoft.directory/users/allProperties/allTasks'],
  ['7be44c8a-adaf-4e2a-84d6-ab2649e08a13', 'Privileged Authentication Administrator', RESETTING],
  ['e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8', 'Partner Tier2 Support', RESETTING],
  ['966707d0-3269-4727-9be2-8c3a10f19b9d', 'Password Administrator', RESETTING],
  ['729827e3-9c14-49f7-bb1b-9608f156bbb8', 'Helpdesk Administrator', RESETTING],
  ['c4e39bd9-1100-46d3-8c65-fb160da0071f', 'Authentication Administrator', RESETTING],
  ['fe930be7-5e62-47db-91af-98c3a49a38b1', 'User Administrator', RESETTING],
  ['4ba39ca4-527c-499a-b93d-d9b492c50246', 'Partner Tier1 Support', RESETTING],
  ['5f2222b1-57c3-48ba-8ad5-d4759f1fde6f', 'Security Operator', RESETTING],
  ['58f930cc-fcf4-4152-852c-1d7dbf502139', 'Entra SOC Identity Responder', RESETTING],
  ['194ae4cb-b126-40b2-bd5b-6091b380977d', 'Security Administrator', HARMLESS],
  ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b', 'Directory Readers', HARMLESS],
  ['790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b', 'Message Center Reader', HARMLESS],
  ['fdd7a751-b60b-444a-984c-02652fe8fa1c', 'Groups Administrator', HARMLESS],
  ['29232cdf-9323-42fd-ade2-1d097af3e4de', 'Exchange Administrator', HARMLESS],
  ['e8611ab8-c189-46e8-94e1-60213ab1f814', 'Privileged Role Administrator', HARMLESS],
  ['9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'Application Administrator', HARMLESS],
  ['8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2', 'Hybrid Identity Administrator', HARMLESS],
  ['8329153b-31d0-4727-b945-745eb3bc5f31', 'Domain Name Administrator', HARMLESS],
  ['00000000-0000-4000-8000-00000000cafe', 'A Built-in Role Nobody Documented', RESETTING],
];
const CUSTOM = ['custom0', 'custom1'];
const ROLES = [...BUILT_IN.map(([templateId]) => templateId), ...CUSTOM, 'deleted'];

const action = fc.constantFrom(
  RESETTING,
  HARMLESS,
  'microsoft.directory/*',
  'microsoft.directory/users/*',
  'microsoft.directory/allEntities/allTasks',
  'microsoft.directory/*/password/*',
  'microsoft.directory/users/allProperties/update',
  'microsoft.directory/users/passwordPolicies/update',
  'microsoft.directory/groups/allProperties/allTasks',
  'microsoft.office365.webPortal/allEntities/allTasks',
);
const permission = fc.record({
  allowedActions: fc.array(action, { maxLength: 2 }),
  condition: fc.constantFrom(null, null, '$ResourceIsSelf', '$SubjectIsOwner'),
});

const definitions: fc.Arbitrary<RoleDefinition[]> = fc
  .tuple(
    fc.array(fc.tuple(fc.nat({ max: BUILT_IN.length - 1 }), fc.array(permission, { maxLength: 2 })), { maxLength: 2 }),
    fc.array(fc.tuple(fc.constantFrom(...ROLES.slice(0, 8)), fc.boolean(), fc.array(permission, { maxLength: 2 })), {
      minLength: CUSTOM.length,
      maxLength: CUSTOM.length,
    }),
    fc.subarray(BUILT_IN.map((_, at) => at)),
  )
  .map(([changed, custom, disabled]) => [
    ...BUILT_IN.map(([templateId, name, granted], at) => ({
      id: templateId,
      templateId,
      name,
      isBuiltIn: true,
      isEnabled: disabled.length > 2 || !disabled.includes(at),
      permissions: changed.find(([which]) => which === at)?.[1] ?? [{ allowedActions: [granted], condition: null }],
    })),
    ...custom.map(([templateId, isEnabled, permissions], at) => ({
      id: CUSTOM[at] ?? '',
      templateId,
      name: `Custom ${at}`,
      isBuiltIn: false,
      isEnabled,
      permissions,
    })),
  ]);

const someone = fc.constantFrom(...USERS, ...USERS, ...APPLICATIONS, ...GROUPS, ...GROUPS, ...NOBODY);
const scope = fc.oneof(
  { weight: 4, arbitrary: fc.constant('/') },
  { weight: 4, arbitrary: fc.constantFrom(...UNITS, 'gone').map((id) => `/administrativeUnits/${id}`) },
  { weight: 2, arbitrary: fc.constantFrom(...USERS, ...GROUPS, 's0', 'x0').map((id) => `/${id}`) },
);
const role = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('729827e3-9c14-49f7-bb1b-9608f156bbb8', 'custom0') },
  { weight: 3, arbitrary: fc.constantFrom(...ROLES) },
);
const endsAt = fc.constantFrom(null, '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z', '2027-06-01T00:00:00Z');
const right = { roleDefinitionId: role, scope };
const eligibility = {
  ...right,
  memberType: fc.constantFrom('Direct', 'Direct', 'Direct', 'Group', 'Inherited'),
  endsAt,
};
const schedule = { ...eligibility, assignmentType: fc.constantFrom('Assigned', 'Activated') };

/** Rows by which one or more have the same right, so that paths meet. */
const granted = <T extends object>(row: fc.Arbitrary<T>, maxLength: number) =>
  fc
    .array(fc.tuple(row, fc.array(someone, { minLength: 1, maxLength: 4, size: 'max' })), { maxLength, size: 'max' })
    .map((rights) => rights.flatMap(([one, ids]) => ids.map((principalId) => ({ ...one, principalId }))));

const groupEligibility = fc.record({
  groupId: fc.constantFrom(...GROUPS),
  principalId: someone,
  access: fc.constantFrom('member' as const, 'member' as const, 'owner' as const),
  memberType: fc.constantFrom('direct', 'direct', 'group'),
  endsAt,
});

/** Some ids of a pool, each with a record of its own. */
const each = <T extends object>(pool: readonly string[], row: fc.Arbitrary<T>): fc.Arbitrary<(T & { id: string })[]> =>
  fc
    .tuple(fc.subarray([...pool], { minLength: pool.length - 2 }), fc.array(row, atLeast(pool.length)))
    .map(([ids, rows]) => ids.flatMap((id, at) => rows.slice(at, at + 1).map((one) => ({ ...one, id }))));
const atLeast = (length: number) => ({ minLength: length, maxLength: length });

const groups = each(
  GROUPS,
  fc.record({
    name: fc.constantFrom('Helpers', 'Ops', null),
    isRoleAssignable: fc.boolean(),
    members: fc.array(someone, { maxLength: 6, size: 'max' }),
    owners: fc.array(fc.constantFrom(...USERS, ...APPLICATIONS, ...NOBODY), { maxLength: 2 }),
  }),
);
const units = each(
  UNITS,
  fc.record({
    name: fc.constantFrom('Plant', null),
    isRestricted: fc.boolean(),
    syncedUserIds: fc.array(fc.constantFrom(...USERS, 'm0', 'm1', 'm2'), { maxLength: 5, size: 'max' }),
  }),
);
const users = each(
  USERS,
  fc.record({
    upn: fc.constantFrom('someone@example.org', null),
    name: fc.constantFrom('Someone', null),
    isEnabled: fc.constantFrom(true, false, null),
    isSynced: fc.constantFrom(true, true, false),
  }),
);
const servicePrincipals = each(
  APPLICATIONS,
  fc.record({
    name: fc.constantFrom('Backup', null),
    isEnabled: fc.constantFrom(true, false, null),
    isSyncClient: fc.boolean(),
  }),
);

export const randomTenants: fc.Arbitrary<Tenant> = fc.record({
  roleDefinitions: definitions,
  assignments: granted(fc.record(right), 8),
  assignmentSchedules: granted(fc.record(schedule), 3),
  eligibilities: granted(fc.record(eligibility), 3),
  groupEligibilities: fc.array(groupEligibility, { maxLength: 4, size: 'max' }),
  groups,
  units,
  appRoleAssignments: fc.array(
    fc.record({
      principalId: someone,
      appRoleId: fc.constantFrom(
        'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7',
        '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
        '50483e42-d915-4231-9639-7fdb7fd190e5',
        '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
        '00000000-0000-4000-8000-000000000001',
      ),
    }),
    { maxLength: 2 },
  ),
  applicationOwners: fc.array(
    fc.record({ servicePrincipalId: fc.constantFrom(...APPLICATIONS), ownerId: fc.constantFrom(...USERS, 'x0') }),
    { maxLength: 2 },
  ),
  users,
  servicePrincipals,
  syncedUserCount: fc.nat({ max: 20 }),
});

import { describe, expect, test } from 'vitest';
import {
  activated,
  application,
  assign,
  at,
  authority,
  definitionsWith,
  eligible,
  group,
  ids,
  ROLE,
  reachesTarget,
  restricted,
  scheduled,
  synced,
  told,
  unit,
  user,
} from './tenants.ts';

type RoleName = keyof typeof ROLE;

const THREE: RoleName[] = ['global', 'privilegedAuthentication', 'partnerTier2'];
const UNDOCUMENTED: RoleName[] = ['newcomer', 'custom'];
const LIMITED: RoleName[] = ['password', 'helpdesk', 'authentication', 'user'];
const NON_ADMINS: RoleName[] = ['partnerTier1', 'securityOperator', 'socResponder'];
const ALL = [...THREE, ...UNDOCUMENTED, ...LIMITED, ...NON_ADMINS];
const APP = [{ principalId: 'portal', appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' }];

describe('targets', () => {
  const helpdesk = [assign('ann', 'helpdesk')];

  test('are the synced users, enabled or not', () => {
    const users = [user('ann'), synced('joe', { isEnabled: false }), synced('jim')];
    expect(authority({ users, assignments: helpdesk, syncedUserCount: 12 })).toMatchObject({
      syncedUsers: 12,
      reachable: 12,
      list: [{ reach: 12 }],
    });
  });

  test('are not the users of the cloud', () => {
    const users = [user('ann'), user('cloud')];
    expect(told(authority({ users, assignments: [assign('ann', 'helpdesk', '/cloud')] }), 'ann')).toEqual([]);
  });

  test('never are the resetter itself', () => {
    const answer = authority({ users: [synced('ann')], assignments: [assign('ann', 'global')], syncedUserCount: 5 });
    expect(answer).toMatchObject({ syncedUsers: 5, reachable: 4, list: [{ reach: 4, paths: [{ reach: 4 }] }] });
  });

  test('are the resetter of another resetter', () => {
    const assignments = [assign('ann', 'global'), assign('bob', 'global')];
    const answer = authority({ users: [synced('ann'), synced('bob')], assignments, syncedUserCount: 5 });
    expect(answer).toMatchObject({ reachable: 5, list: [{ reach: 4 }, { reach: 4 }] });
  });

  test('may be nobody but oneself: then there is no resetter', () => {
    const answer = authority({ users: [synced('ann')], assignments: [assign('ann', 'global')], syncedUserCount: 1 });
    expect(answer).toMatchObject({ resetters: 0, reachable: 0, list: [] });
  });

  test('are at least as many as are known by id, whatever the count says', () => {
    const users = [user('ann'), synced('joe'), synced('jim')];
    expect(authority({ users, assignments: helpdesk, syncedUserCount: 1 })).toMatchObject({
      syncedUsers: 2,
      reachable: 2,
    });
  });
});

describe('a member of a restricted unit', () => {
  const shielded = { units: [restricted('vault', ['target'])] };
  const here = at('vault');

  test.each(ALL)('is not reached by %s over the tenant', (role) => {
    expect(reachesTarget(role, shielded)).toBe(false);
  });

  test.each(ALL)('is not reached by %s at an ordinary unit of the same user', (role) => {
    const units = [...shielded.units, unit('plant', ['target'])];
    expect(reachesTarget(role, { units }, at('plant'))).toBe(false);
  });

  test.each(ALL)('is not reached by %s at another restricted unit', (role) => {
    const units = [...shielded.units, restricted('other', ['somebody'])];
    expect(reachesTarget(role, { units }, at('other'))).toBe(false);
  });

  test.each(ALL)('is not reached by %s over the object itself', (role) => {
    expect(reachesTarget(role, shielded, '/target')).toBe(false);
  });

  test('is not reached by an application', () => {
    const answer = authority({ ...shielded, servicePrincipals: [application('portal')], appRoleAssignments: APP });
    expect(answer).toMatchObject({ syncedUsers: 11, list: [{ reach: 10 }] });
  });

  test.each(ALL)('is reached by %s at that unit', (role) => {
    expect(reachesTarget(role, shielded, here)).toBe(true);
  });

  test.each(ALL)('of two restricted units is reached by %s at either', (role) => {
    const units = [...shielded.units, restricted('safe', ['target'])];
    expect(reachesTarget(role, { units }, here)).toBe(true);
    expect(reachesTarget(role, { units }, at('safe'))).toBe(true);
  });

  test.each(LIMITED)('with a role nobody lists is not reached by %s at that unit', (role) => {
    expect(reachesTarget(role, { ...shielded, assignments: [assign('target', 'exchange')] }, here)).toBe(false);
  });

  test.each([...THREE, ...UNDOCUMENTED])('with any role is reached by %s at that unit', (role) => {
    const parts = { ...shielded, groups: [group('tier0', ['target'])], assignments: [assign('target', 'exchange')] };
    expect(reachesTarget(role, parts, here)).toBe(true);
  });
});

describe('a guarded target', () => {
  const guards: Record<string, Parameters<typeof reachesTarget>[1]> = {
    'member of a role-assignable group': { groups: [group('tier0', ['target'])] },
    'member of a group in a role-assignable group': {
      groups: [group('tier0', ['inner']), group('inner', ['target'], { isRoleAssignable: false })],
    },
    'owner of a role-assignable group': { groups: [group('tier0', [], { owners: ['target'] })] },
    'holder of a role at a restricted unit': {
      units: [restricted('vault', ['somebody'])],
      assignments: [assign('target', 'directoryReaders', at('vault'))],
    },
    'holder through a group of a role at a restricted unit': {
      units: [restricted('vault', ['somebody'])],
      groups: [group('keepers', ['target'], { isRoleAssignable: false })],
      assignments: [assign('keepers', 'directoryReaders', at('vault'))],
    },
  };
  const cases = Object.entries(guards);

  test.each(cases)('(%s) is reached by the three that reach everyone', (_, parts) => {
    for (const role of THREE) expect([role, reachesTarget(role, parts)]).toEqual([role, true]);
  });

  test.each(cases)('(%s) is reached by undocumented roles', (_, parts) => {
    for (const role of UNDOCUMENTED) expect([role, reachesTarget(role, parts)]).toEqual([role, true]);
  });

  test.each(cases)('(%s) is reached by an application', (_, parts) => {
    const users = [synced('target')];
    const answer = authority({ ...parts, users, servicePrincipals: [application('portal')], appRoleAssignments: APP });
    const beyond = (parts.units ?? []).length; // the restricted unit's own member
    expect(answer.list[0]).toMatchObject({ id: 'portal', reach: Number(answer.syncedUsers) - beyond });
  });

  test.each(cases)('(%s) is reached by no other role', (_, parts) => {
    for (const role of [...LIMITED, ...NON_ADMINS]) expect([role, reachesTarget(role, parts)]).toEqual([role, false]);
  });

  test('is not made by a group that is not role-assignable', () => {
    const groups = [group('crowd', ['target'], { isRoleAssignable: false, owners: ['target'] })];
    expect(reachesTarget('helpdesk', { groups })).toBe(true);
  });

  test('is not made by a disabled or deleted role at a restricted unit', () => {
    const roleDefinitions = definitionsWith('customReader', { isEnabled: false });
    const assignments = [assign('target', 'customReader', at('vault')), assign('target', 'deleted', at('vault'))];
    expect(reachesTarget('helpdesk', { roleDefinitions, assignments, units: [restricted('vault', ['x'])] })).toBe(true);
  });

  test('is not made by a role at an ordinary unit', () => {
    const assignments = [assign('target', 'directoryReaders', at('plant'))];
    expect(reachesTarget('helpdesk', { assignments, units: [unit('plant', ['x'])] })).toBe(true);
  });
});

describe('a target with active roles', () => {
  const holds = (...roles: (RoleName | 'deleted')[]) => ({ assignments: roles.map((role) => assign('target', role)) });

  test.each([
    ['password', 'directoryReaders', true],
    ['password', 'password', true],
    ['password', 'messageCenterReader', false],
    ['password', 'helpdesk', false],
    ['helpdesk', 'helpdesk', true],
    ['helpdesk', 'reportsReader', true],
    ['helpdesk', 'authentication', false],
    ['authentication', 'authentication', true],
    ['authentication', 'helpdesk', false],
    ['authentication', 'experienceManager', true],
    ['user', 'user', true],
    ['user', 'groups', true],
    ['user', 'helpdesk', true],
    ['user', 'authentication', false],
    ['user', 'global', false],
    ['partnerTier1', 'directoryReaders', false],
    ['securityOperator', 'directoryReaders', false],
    ['socResponder', 'guestInviter', false],
    ['privilegedAuthentication', 'global', true],
    ['global', 'privilegedAuthentication', true],
    ['custom', 'global', true],
    ['newcomer', 'exchange', true],
  ] as [RoleName, RoleName, boolean][])('%s over a holder of %s: %s', (role, held, expected) => {
    expect(reachesTarget(role, holds(held))).toBe(expected);
  });

  test('needs all of them in the row', () => {
    expect(reachesTarget('helpdesk', holds('directoryReaders', 'reportsReader'))).toBe(true);
    expect(reachesTarget('helpdesk', holds('directoryReaders', 'exchange'))).toBe(false);
  });

  test('is reached by an application, whatever the roles', () => {
    const parts = { ...holds('global'), users: [synced('target')], appRoleAssignments: APP };
    expect(authority(parts).list).toContainEqual(expect.objectContaining({ id: 'portal', reach: 11 }));
  });

  test('custom roles are in no row, also under the template id of a listed one', () => {
    expect(reachesTarget('user', holds('customReader'))).toBe(false);
    const roleDefinitions = definitionsWith('customReader', { templateId: ROLE.directoryReaders });
    expect(reachesTarget('user', { ...holds('customReader'), roleDefinitions })).toBe(false);
  });

  test('counts roles held through a group, nested ones too', () => {
    const groups = [
      group('outer', ['inner'], { isRoleAssignable: false }),
      group('inner', ['target'], { isRoleAssignable: false }),
    ];
    expect(reachesTarget('helpdesk', { groups, assignments: [assign('outer', 'exchange')] })).toBe(false);
  });

  test('counts roles of whatever scope', () => {
    const assignments = [assign('target', 'exchange', '/some-object')];
    expect(reachesTarget('helpdesk', { assignments })).toBe(false);
  });

  test('does not count disabled and deleted definitions', () => {
    const roleDefinitions = definitionsWith('customReader', { isEnabled: false });
    expect(reachesTarget('helpdesk', { ...holds('customReader', 'deleted'), roleDefinitions })).toBe(true);
  });

  test('does not count eligibility', () => {
    expect(reachesTarget('helpdesk', { eligibilities: [eligible('target', 'global')] })).toBe(true);
  });

  test('counts a PIM-activated role while it is active', () => {
    expect(reachesTarget('helpdesk', { assignmentSchedules: [activated('target', 'exchange')] })).toBe(false);
  });

  test('does not count PIM rows that only echo a group', () => {
    const assignmentSchedules = [scheduled('target', 'exchange', { memberType: 'Group' })];
    expect(reachesTarget('helpdesk', { assignmentSchedules })).toBe(true);
  });
});

test.each(ALL)('a target without a role is reached by %s', (role) => {
  expect(reachesTarget(role, {})).toBe(true);
});

test('Security Administrator resets nobody, and those without a role once it has the action', () => {
  expect(reachesTarget('securityAdministrator', {})).toBe(false);
  const permissions = [{ allowedActions: ['microsoft.directory/users/password/update'], condition: null }];
  const roleDefinitions = definitionsWith('securityAdministrator', { permissions });
  expect(reachesTarget('securityAdministrator', { roleDefinitions })).toBe(true);
  const assignments = [assign('target', 'directoryReaders')];
  expect(reachesTarget('securityAdministrator', { roleDefinitions, assignments })).toBe(false);
});

describe('a scope', () => {
  test('over a unit is its members that are users', () => {
    const parts = { users: [user('ann')], units: [unit('plant', ['a', 'b', 'b'])] };
    expect(told(authority({ ...parts, assignments: [assign('ann', 'helpdesk', at('plant'))] }), 'ann')).toEqual([
      'direct helpdesk /administrativeUnits/plant 2',
    ]);
  });

  test('over a unit that is gone is nobody', () => {
    expect(ids(authority({ assignments: [assign('ann', 'global', at('gone'))] }))).toEqual([]);
  });

  test('over a user is that user, by the same rows', () => {
    expect(reachesTarget('helpdesk', {}, '/target')).toBe(true);
    expect(reachesTarget('helpdesk', { assignments: [assign('target', 'helpdesk')] }, '/target')).toBe(true);
    expect(reachesTarget('helpdesk', { assignments: [assign('target', 'exchange')] }, '/target')).toBe(false);
    expect(reachesTarget('global', { assignments: [assign('target', 'exchange')] }, '/target')).toBe(true);
  });

  test('over oneself is nobody', () => {
    expect(ids(authority({ users: [synced('ann')], assignments: [assign('ann', 'global', '/ann')] }))).toEqual([]);
  });

  test('over a group is nobody, not its members', () => {
    const groups = [group('crowd', ['joe'], { isRoleAssignable: false })];
    const parts = { users: [synced('joe')], groups, assignments: [assign('ann', 'global', '/crowd')] };
    expect(ids(authority(parts))).toEqual([]);
  });
});

describe('at a unit', () => {
  const units = [unit('plant', ['target'])];
  const over = (role: RoleName, held?: RoleName) =>
    reachesTarget(role, { units, assignments: held ? [assign('target', held)] : [] }, at('plant'));

  test.each([...(['helpdesk', 'authentication', 'password'] as RoleName[]), ...NON_ADMINS])(
    '%s reaches only members without any role',
    (role) => {
      expect(over(role)).toBe(true);
      expect(over(role, 'directoryReaders')).toBe(false);
      expect(over(role, role)).toBe(false);
    },
  );

  test('User Administrator reaches its row', () => {
    expect(over('user')).toBe(true);
    expect(over('user', 'helpdesk')).toBe(true);
    expect(over('user', 'exchange')).toBe(false);
  });

  test.each([...THREE, ...UNDOCUMENTED])('%s reaches any member', (role) => {
    expect(over(role)).toBe(true);
    expect(over(role, 'global')).toBe(true);
    expect(reachesTarget(role, { units, groups: [group('tier0', ['target'])] }, at('plant'))).toBe(true);
  });

  test('guarded members are out of reach for all others', () => {
    for (const role of [...LIMITED, ...NON_ADMINS]) {
      expect(reachesTarget(role, { units, groups: [group('tier0', ['target'])] }, at('plant'))).toBe(false);
    }
  });

  test('restricted, the same roles reach the same', () => {
    const vault = [restricted('vault', ['target'])];
    const inVault = (role: RoleName, held: RoleName) =>
      reachesTarget(role, { units: vault, assignments: [assign('target', held)] }, at('vault'));
    expect(inVault('helpdesk', 'directoryReaders')).toBe(false);
    expect(inVault('user', 'directoryReaders')).toBe(true);
    expect(inVault('user', 'exchange')).toBe(false);
  });
});

test('paths that take one more step reach by the same rows', () => {
  const answer = authority({
    users: [synced('joe'), synced('jim'), user('ann')],
    groups: [group('tier0', ['jim'])],
    assignments: [assign('joe', 'exchange')],
    eligibilities: [eligible('ann', 'helpdesk')],
  });
  expect(told(answer, 'ann')).toEqual(['eligible helpdesk / 10']);
});

test('reachable counts what works now alone', () => {
  const answer = authority({
    users: [user('ann'), user('bob')],
    units: [unit('plant', ['joe'])],
    assignments: [assign('bob', 'helpdesk', at('plant'))],
    eligibilities: [eligible('ann', 'global')],
  });
  expect(answer).toMatchObject({ syncedUsers: 11, reachable: 1, resetters: 2 });
});

test('whoever is synced without role, protection or unit is known by the count alone', () => {
  const answer = authority({ users: [user('ann')], assignments: [assign('ann', 'helpdesk')], syncedUserCount: 5e9 });
  expect(answer).toMatchObject({ syncedUsers: 5e9, reachable: 5e9, list: [{ reach: 5e9 }] });
});

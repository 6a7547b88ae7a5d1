import { describe, expect, test } from 'vitest';
import { MEANS, PERMISSION_MEANS } from '../../../shared/checks/reset-admins/authority/indirect-means.ts';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { application, assign, at, authority, eligible, group, groupEligible, unit, user } from './tenants.ts';

const lines = (parts: Partial<Tenant>): string[] =>
  authority(parts).indirect.map(({ id, means, detail }) => `${id}: ${means}: ${detail}`);

describe('two steps from a role that resets', () => {
  test('the owner of a group that is eligible', () => {
    const groups = [group('helpers', [], { owners: ['ann'], isRoleAssignable: false })];
    expect(lines({ groups, eligibilities: [eligible('helpers', 'helpdesk')] })).toEqual([
      `ann: ${MEANS.twoSteps}: owner of group "helpers" (id helpers), which is eligible for Helpdesk Administrator`,
    ]);
  });

  test('the eligible owner of a group that holds the role, at its scope', () => {
    const parts = {
      groups: [group('helpers', [])],
      units: [unit('plant', ['joe'], { name: 'Plant' })],
      assignments: [assign('helpers', 'helpdesk', at('plant'))],
      groupEligibilities: [groupEligible('ann', 'helpers', { access: 'owner' })],
    };
    expect(lines(parts)).toEqual([
      `ann: ${MEANS.twoSteps}: eligible owner of group "helpers" (id helpers), which holds Helpdesk Administrator at administrative unit "Plant" (id plant)`,
    ]);
  });

  test('the eligible member of a group that is eligible, a group expanded', () => {
    const parts = {
      groups: [group('helpers', []), group('crowd', ['ann'], { isRoleAssignable: false })],
      eligibilities: [eligible('helpers', 'helpdesk')],
      groupEligibilities: [groupEligible('crowd', 'helpers'), groupEligible('bob', 'helpers', { memberType: 'group' })],
    };
    expect(lines(parts)).toEqual([
      `ann: ${MEANS.twoSteps}: eligible member of group "helpers" (id helpers), which is eligible for Helpdesk Administrator`,
    ]);
  });

  test('not by a PIM row that only echoes another', () => {
    const groups = [group('helpers', [], { owners: ['ann'], isRoleAssignable: false })];
    expect(lines({ groups, eligibilities: [eligible('helpers', 'helpdesk', { memberType: 'Inherited' })] })).toEqual(
      [],
    );
  });

  test('not of a role that resets nothing', () => {
    const groups = [group('helpers', [], { owners: ['ann'], isRoleAssignable: false })];
    expect(lines({ groups, eligibilities: [eligible('helpers', 'exchange')] })).toEqual([]);
  });
});

describe('roles', () => {
  test('that grant others, held now, eligible or through a group', () => {
    const parts = {
      groups: [group('admins', ['bob'], { owners: ['eve'], isRoleAssignable: false })],
      assignments: [assign('ann', 'privilegedRole'), assign('admins', 'privilegedRole')],
      eligibilities: [eligible('tim', 'privilegedRole')],
    };
    expect(lines(parts).filter((line) => line.includes(MEANS.grant))).toEqual([
      `ann: ${MEANS.grant}: privilegedRole`,
      `bob: ${MEANS.grant}: privilegedRole through a group`,
      `eve: ${MEANS.grant}: privilegedRole (as owner of a group that holds it)`,
      `tim: ${MEANS.grant}: privilegedRole (eligible)`,
    ]);
  });

  test('that turn writeback on', () => {
    expect(lines({ assignments: [assign('ann', 'hybridIdentity')] })).toContain(
      `ann: ${MEANS.writeback}: hybridIdentity`,
    );
  });

  test('that say nothing about resets are not shown', () => {
    expect(lines({ assignments: [assign('ann', 'exchange'), assign('ann', 'customReader')] })).toEqual([]);
  });
});

describe('applications', () => {
  test.each([...PERMISSION_MEANS])('with the permission %s', (appRoleId, { name, means }) => {
    const parts = {
      servicePrincipals: [application('portal')],
      appRoleAssignments: [{ principalId: 'portal', appRoleId }],
    };
    expect(authority(parts).indirect).toEqual([
      {
        id: 'portal',
        type: 'servicePrincipal',
        name: 'portal',
        means: MEANS[means],
        detail: `application permission ${name}`,
        kind: means,
        by: { kind: 'permission', id: appRoleId },
        isActivated: false,
        until: null,
        enabled: true,
      },
    ]);
  });

  test('that reset can be taken by their owners', () => {
    const parts = {
      users: [user('ann')],
      servicePrincipals: [application('portal'), application('calendar')],
      appRoleAssignments: [{ principalId: 'portal', appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' }],
      applicationOwners: [
        { servicePrincipalId: 'portal', ownerId: 'ann' },
        { servicePrincipalId: 'calendar', ownerId: 'ann' },
      ],
    };
    expect(lines(parts)).toEqual([`ann: ${MEANS.takeApplication}: owner of application "portal" (id portal)`]);
  });

  test('that hold a role that resets can be taken by their owners', () => {
    const parts = {
      servicePrincipals: [application('portal')],
      assignments: [assign('portal', 'helpdesk')],
      applicationOwners: [{ servicePrincipalId: 'portal', ownerId: 'ann' }],
    };
    expect(lines(parts)).toEqual([`ann: ${MEANS.takeApplication}: owner of application "portal" (id portal)`]);
  });

  test('that are the sync client turn writeback on, and so do their owners', () => {
    const parts = {
      servicePrincipals: [application('connect', { isSyncClient: true })],
      applicationOwners: [{ servicePrincipalId: 'connect', ownerId: 'ann' }],
    };
    expect(lines(parts)).toEqual([
      `ann: ${MEANS.writeback}: owner of application "connect" (id connect)`,
      `connect: ${MEANS.writeback}: application of a sync client`,
    ]);
  });
});

test('owners of role-assignable groups manage them', () => {
  const groups = [
    group('tier0', [], { owners: ['ann'] }),
    group('crowd', [], { owners: ['bob'], isRoleAssignable: false }),
  ];
  expect(lines({ groups })).toEqual([`ann: ${MEANS.manageGroups}: owner of group "tier0" (id tier0)`]);
});

test('who is indirect is no resetter', () => {
  const answer = authority({ users: [user('ann')], assignments: [assign('ann', 'privilegedRole')] });
  expect(answer).toMatchObject({ resetters: 0, reachable: 0, list: [] });
  expect(answer.indirect[0]).toMatchObject({ id: 'ann', type: 'user', name: 'ann' });
});

test('no line is there twice', () => {
  const assignments = [assign('ann', 'privilegedRole'), assign('ann', 'privilegedRole')];
  expect(lines({ assignments })).toHaveLength(2);
});

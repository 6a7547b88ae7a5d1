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
  groupEligible,
  ids,
  pathsOf,
  scheduled,
  synced,
  told,
  unit,
  user,
} from './tenants.ts';

const APP_ROLE = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';
const ADMIN = { users: [user('ann')] };

describe('direct', () => {
  test('an assignment is a path', () => {
    const answer = authority({ ...ADMIN, assignments: [assign('ann', 'helpdesk')] });
    expect(pathsOf(answer, 'ann')).toEqual([
      {
        way: 'direct',
        role: 'helpdesk',
        roleId: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
        scope: '/',
        via: [],
        reach: 10,
        activated: false,
        until: null,
        undocumented: false,
      },
    ]);
  });

  test('an assignment of a role that cannot reset is none', () => {
    expect(ids(authority({ ...ADMIN, assignments: [assign('ann', 'exchange')] }))).toEqual([]);
  });

  test('an assignment of a disabled role is none', () => {
    const roleDefinitions = definitionsWith('custom', { isEnabled: false });
    expect(ids(authority({ ...ADMIN, roleDefinitions, assignments: [assign('ann', 'custom')] }))).toEqual([]);
  });

  test('an assignment of a deleted role is none', () => {
    expect(ids(authority({ ...ADMIN, assignments: [assign('ann', 'deleted')] }))).toEqual([]);
  });

  test('a PIM activation is a direct path that says so, and until when', () => {
    const answer = authority({
      ...ADMIN,
      assignments: [assign('ann', 'helpdesk')],
      assignmentSchedules: [activated('ann', 'helpdesk', { endsAt: '2026-11-20T20:00:00Z' })],
    });
    expect(pathsOf(answer, 'ann')).toMatchObject([{ way: 'direct', activated: true, until: '2026-11-20T20:00:00Z' }]);
  });

  test('a PIM activation counts before the list of assignments shows it', () => {
    const answer = authority({ ...ADMIN, assignmentSchedules: [activated('ann', 'helpdesk')] });
    expect(told(answer, 'ann')).toEqual(['direct helpdesk / 10']);
  });

  test('an activation beside an assignment of the same role and scope is not "activated"', () => {
    const assignmentSchedules = [
      activated('ann', 'helpdesk', { endsAt: '2026-11-20T20:00:00Z' }),
      scheduled('ann', 'helpdesk', { endsAt: null }),
    ];
    const answer = authority({ ...ADMIN, assignments: [assign('ann', 'helpdesk')], assignmentSchedules });
    expect(pathsOf(answer, 'ann')).toMatchObject([{ activated: false, until: null }]);
  });

  test('of several ends the latest stands', () => {
    const assignmentSchedules = [
      activated('ann', 'helpdesk', { endsAt: '2026-11-20T20:00:00.5Z' }),
      activated('ann', 'helpdesk', { endsAt: '2026-11-20T20:00:00Z' }),
    ];
    expect(pathsOf(authority({ ...ADMIN, assignmentSchedules }), 'ann')).toMatchObject([
      { activated: true, until: '2026-11-20T20:00:00.5Z' },
    ]);
  });

  test.each(['Group', 'Inherited'])('a row of memberType %s only echoes a group and is ignored', (memberType) => {
    const answer = authority({
      ...ADMIN,
      assignmentSchedules: [scheduled('ann', 'helpdesk', { memberType })],
      eligibilities: [eligible('ann', 'helpdesk', { memberType })],
    });
    expect(ids(answer)).toEqual([]);
  });

  test('another role and another scope are paths of their own', () => {
    const answer = authority({
      ...ADMIN,
      assignments: [assign('ann', 'helpdesk'), assign('ann', 'user'), assign('ann', 'helpdesk', at('plant'))],
      units: [unit('plant', ['joe'])],
    });
    expect(told(answer, 'ann')).toEqual([
      'direct helpdesk / 11',
      'direct user / 11',
      'direct helpdesk /administrativeUnits/plant 1',
    ]);
  });

  test('the same row twice is one path', () => {
    const answer = authority({ ...ADMIN, assignments: [assign('ann', 'helpdesk'), assign('ann', 'helpdesk')] });
    expect(told(answer, 'ann')).toEqual(['direct helpdesk / 10']);
  });
});

describe('group', () => {
  test('members of a group that holds the role have a path through it, and the group is not listed itself', () => {
    const answer = authority({
      users: [user('ann'), user('bob')],
      groups: [group('helpers', ['ann', 'bob'])],
      assignments: [assign('helpers', 'helpdesk')],
    });
    expect(ids(answer)).toEqual(['ann', 'bob']);
    expect(told(answer, 'ann')).toEqual(['group helpdesk / via helpers 10']);
  });

  test('service principals are members like users', () => {
    const answer = authority({
      servicePrincipals: [application('backup')],
      groups: [group('helpers', ['backup'])],
      assignments: [assign('helpers', 'helpdesk')],
    });
    expect(answer.list).toMatchObject([{ id: 'backup', type: 'servicePrincipal', upn: null }]);
  });

  test('groups are expanded through groups, also in a circle', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('outer', ['middle']), group('middle', ['inner']), group('inner', ['ann', 'outer'])],
      assignments: [assign('outer', 'helpdesk')],
    });
    expect(ids(answer)).toEqual(['ann']);
    expect(told(answer, 'ann')).toEqual(['group helpdesk / via outer 10']);
  });

  test('the same role and scope through two groups is one path that names both', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('b-team', ['ann'], { name: 'B' }), group('a-team', ['ann'], { name: null })],
      assignments: [assign('b-team', 'helpdesk'), assign('a-team', 'helpdesk')],
    });
    expect(pathsOf(answer, 'ann')).toMatchObject([
      {
        way: 'group',
        via: [
          { id: 'a-team', name: null },
          { id: 'b-team', name: 'B' },
        ],
      },
    ]);
  });

  test('direct and through a group are two paths', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('helpers', ['ann'])],
      assignments: [assign('ann', 'helpdesk'), assign('helpers', 'helpdesk')],
    });
    expect(told(answer, 'ann')).toEqual(['direct helpdesk / 10', 'group helpdesk / via helpers 10']);
  });

  test('a time-bound assignment of the group says until when', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('helpers', ['ann'])],
      assignments: [assign('helpers', 'helpdesk')],
      assignmentSchedules: [scheduled('helpers', 'helpdesk', { endsAt: '2027-01-01T00:00:00Z' })],
    });
    expect(pathsOf(answer, 'ann')).toMatchObject([{ activated: false, until: '2027-01-01T00:00:00Z' }]);
  });
});

describe('eligible', () => {
  test('an eligibility is one step away: not in reach, but in reachOneStep', () => {
    const answer = authority({
      ...ADMIN,
      eligibilities: [eligible('ann', 'helpdesk', { endsAt: '2027-01-01T00:00:00Z' })],
    });
    expect(answer.list).toMatchObject([
      { id: 'ann', reach: 0, reachOneStep: 10, paths: [{ way: 'eligible', until: '2027-01-01T00:00:00Z' }] },
    ]);
    expect(answer).toMatchObject({ resetters: 1, reachable: 0 });
  });

  test('an activated eligibility is both an eligible path and a direct one', () => {
    const answer = authority({
      ...ADMIN,
      eligibilities: [eligible('ann', 'helpdesk')],
      assignmentSchedules: [activated('ann', 'helpdesk')],
    });
    expect(told(answer, 'ann')).toEqual(['direct helpdesk / 10', 'eligible helpdesk / 10']);
  });

  test('an eligibility for a disabled role is none', () => {
    const roleDefinitions = definitionsWith('custom', { isEnabled: false });
    expect(ids(authority({ ...ADMIN, roleDefinitions, eligibilities: [eligible('ann', 'custom')] }))).toEqual([]);
  });
});

describe('eligibleGroup', () => {
  test('an eligible member of a group that holds the role', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('helpers', [])],
      assignments: [assign('helpers', 'helpdesk')],
      groupEligibilities: [groupEligible('ann', 'helpers')],
    });
    expect(told(answer, 'ann')).toEqual(['eligibleGroup helpdesk / via helpers 10']);
    expect(answer.list).toMatchObject([{ reach: 0, reachOneStep: 10 }]);
  });

  test('a member of a group that is eligible for the role', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('helpers', ['ann'])],
      eligibilities: [eligible('helpers', 'helpdesk')],
    });
    expect(told(answer, 'ann')).toEqual(['eligibleGroup helpdesk / via helpers 10']);
  });

  test('a group that is the eligible member is expanded', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('helpers', []), group('everyone', ['nested']), group('nested', ['ann'])],
      assignments: [assign('helpers', 'helpdesk')],
      groupEligibilities: [groupEligible('everyone', 'helpers')],
    });
    expect(ids(answer)).toEqual(['ann']);
    expect(told(answer, 'ann')).toEqual(['eligibleGroup helpdesk / via helpers 10']);
  });

  test('both kinds for the same role and scope are one path', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('holding', []), group('eligible', ['ann'])],
      assignments: [assign('holding', 'helpdesk')],
      eligibilities: [eligible('eligible', 'helpdesk')],
      groupEligibilities: [groupEligible('ann', 'holding')],
    });
    expect(told(answer, 'ann')).toEqual(['eligibleGroup helpdesk / via eligible+holding 10']);
  });

  test('ends with the eligibility or with what the group holds, whichever is first', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('helpers', [])],
      assignmentSchedules: [scheduled('helpers', 'helpdesk', { endsAt: '2027-06-01T00:00:00Z' })],
      groupEligibilities: [groupEligible('ann', 'helpers', { endsAt: '2027-01-01T00:00:00Z' })],
    });
    expect(pathsOf(answer, 'ann')).toMatchObject([{ until: '2027-01-01T00:00:00Z' }]);
  });

  test('a PIM row that only echoes a group membership is ignored', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('helpers', [])],
      assignments: [assign('helpers', 'helpdesk')],
      groupEligibilities: [groupEligible('ann', 'helpers', { memberType: 'group' })],
    });
    expect(ids(answer)).toEqual([]);
  });

  test.each([
    ['an eligible owner', groupEligible('ann', 'holding', { access: 'owner' })],
    ['an eligible member of an eligible group', groupEligible('ann', 'eligible')],
  ])('%s needs two steps and has no path', (_, row) => {
    const answer = authority({
      ...ADMIN,
      groups: [group('holding', []), group('eligible', [])],
      assignments: [assign('holding', 'helpdesk')],
      eligibilities: [eligible('eligible', 'helpdesk')],
      groupEligibilities: [row],
    });
    expect(ids(answer)).toEqual([]);
  });
});

describe('owner', () => {
  test('the owner of a group that holds the role is one step away', () => {
    const answer = authority({
      servicePrincipals: [application('deploy')],
      ...ADMIN,
      groups: [group('helpers', [], { owners: ['ann', 'deploy'] })],
      assignments: [assign('helpers', 'helpdesk')],
    });
    expect(ids(answer)).toEqual(['ann', 'deploy']);
    expect(told(answer, 'ann')).toEqual(['owner helpdesk / via helpers 10']);
    expect(answer.list).toMatchObject([
      { reach: 0, reachOneStep: 10 },
      { reach: 0, reachOneStep: 10 },
    ]);
  });

  test('the owner of a group that is only eligible has no path', () => {
    const answer = authority({
      ...ADMIN,
      groups: [group('helpers', [], { owners: ['ann'] })],
      eligibilities: [eligible('helpers', 'helpdesk')],
    });
    expect(ids(answer)).toEqual([]);
  });
});

describe('application', () => {
  test('the permission to reset reaches everyone, named as the permission', () => {
    const answer = authority({
      servicePrincipals: [application('portal', { isEnabled: false })],
      appRoleAssignments: [{ principalId: 'portal', appRoleId: APP_ROLE }],
    });
    expect(answer.list).toEqual([
      {
        id: 'portal',
        type: 'servicePrincipal',
        name: 'portal',
        upn: null,
        enabled: false,
        reach: 10,
        reachOneStep: 10,
        paths: [
          {
            way: 'application',
            role: 'User-PasswordProfile.ReadWrite.All',
            roleId: APP_ROLE,
            scope: '/',
            via: [],
            reach: 10,
            activated: false,
            until: null,
            undocumented: false,
          },
        ],
      },
    ]);
  });

  test('other permissions are no path', () => {
    const appRoleAssignments = [{ principalId: 'portal', appRoleId: '741f803b-c850-494e-b5df-cde7c675a1ca' }];
    expect(ids(authority({ servicePrincipals: [application('portal')], appRoleAssignments }))).toEqual([]);
  });
});

test('a principal that resolves to nothing is listed as unknown', () => {
  const answer = authority({
    groups: [group('helpers', ['partner'])],
    assignments: [assign('helpers', 'helpdesk'), assign('reseller', 'user')],
    eligibilities: [eligible('guest', 'helpdesk')],
  });
  expect(answer.list).toMatchObject([
    { id: 'partner', type: 'unknown', name: null, upn: null, enabled: null },
    { id: 'reseller', type: 'unknown' },
    { id: 'guest', type: 'unknown', reach: 0, reachOneStep: 10 },
  ]);
});

describe('the list', () => {
  test('is ordered by reach, then by what is one step away, then by id', () => {
    const answer = authority({
      users: [user('d'), user('c'), user('b'), user('a'), synced('joe')],
      units: [unit('plant', ['joe'])],
      assignments: [
        assign('a', 'helpdesk', at('plant')),
        assign('c', 'helpdesk'),
        assign('b', 'helpdesk', at('plant')),
      ],
      eligibilities: [eligible('b', 'helpdesk'), eligible('d', 'helpdesk')],
    });
    expect(answer.list.map(({ id, reach, reachOneStep }) => [id, reach, reachOneStep])).toEqual([
      ['c', 11, 11],
      ['b', 1, 11],
      ['a', 1, 1],
      ['d', 0, 11],
    ]);
  });

  test('leaves out paths that reach nobody, and principals without another', () => {
    const answer = authority({
      users: [user('ann'), user('bob')],
      units: [unit('empty', [])],
      assignments: [
        assign('ann', 'helpdesk', at('empty')),
        assign('bob', 'helpdesk', at('empty')),
        assign('bob', 'helpdesk'),
      ],
    });
    expect(ids(answer)).toEqual(['bob']);
    expect(told(answer, 'bob')).toEqual(['direct helpdesk / 10']);
    expect(answer.resetters).toBe(1);
  });

  test('counts the union of the ways that work now, and of all', () => {
    const answer = authority({
      ...ADMIN,
      units: [unit('north', ['a', 'b']), unit('south', ['b', 'c']), unit('west', ['c', 'd'])],
      assignments: [assign('ann', 'helpdesk', at('north')), assign('ann', 'user', at('south'))],
      eligibilities: [eligible('ann', 'helpdesk', { scope: at('west') })],
    });
    expect(answer.list).toMatchObject([{ reach: 3, reachOneStep: 4 }]);
    expect(answer.reachable).toBe(3);
  });

  test('keeps disabled resetters, and counts whom they reach', () => {
    const answer = authority({ users: [user('ann', { isEnabled: false })], assignments: [assign('ann', 'helpdesk')] });
    expect(answer).toMatchObject({ reachable: 10, resetters: 1, list: [{ id: 'ann', enabled: false }] });
  });

  test('has exactly the keys of the contract', () => {
    const { list } = authority({ ...ADMIN, assignments: [assign('ann', 'helpdesk')] });
    expect(list.map((one) => Object.keys(one))).toEqual([
      ['id', 'type', 'name', 'upn', 'enabled', 'reach', 'reachOneStep', 'paths'],
    ]);
    expect(Object.keys(list[0]?.paths[0] ?? {})).toEqual([
      ...['way', 'role', 'roleId', 'scope', 'via', 'reach', 'activated', 'until', 'undocumented'],
    ]);
  });
});

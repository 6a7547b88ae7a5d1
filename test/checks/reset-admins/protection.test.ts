import { describe, expect, test } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { activated, assign, at, authority, eligible, group, ROLE, restricted, synced, unit, user } from './tenants.ts';

const JOE = { users: [synced('joe')] };
const shieldsOf = (parts: Partial<Tenant>) => authority({ ...JOE, ...parts }).shielded;

describe('what keeps resetters away, by name', () => {
  test('is nothing for who has no role, group or restricted unit', () => {
    expect(shieldsOf({ units: [unit('plant', ['joe'])], eligibilities: [eligible('joe', 'global')] })).toEqual([]);
  });

  test('is a role', () => {
    expect(shieldsOf({ assignments: [assign('joe', 'exchange')] })).toEqual([
      {
        id: 'joe',
        name: 'joe',
        upn: 'joe@example.org',
        row: 'roles',
        by: [{ kind: 'role', id: ROLE.exchange, name: 'exchange' }],
      },
    ]);
  });

  test('is a PIM-activated role while it is active', () => {
    expect(shieldsOf({ assignmentSchedules: [activated('joe', 'exchange')] })).toMatchObject([{ row: 'roles' }]);
  });

  test('is a role once, though held twice', () => {
    const groups = [group('posts', ['joe'], { isRoleAssignable: false })];
    const assignments = [assign('joe', 'exchange'), assign('posts', 'exchange'), assign('joe', 'exchange', '/x')];
    expect(shieldsOf({ groups, assignments })).toMatchObject([{ by: [{ kind: 'role' }] }]);
  });

  test('is membership and ownership of a role-assignable group', () => {
    expect(shieldsOf({ groups: [group('tier0', ['joe'], { owners: ['joe'] })] })).toMatchObject([
      {
        row: 'guarded',
        by: [
          { kind: 'groupMember', id: 'tier0', name: 'tier0' },
          { kind: 'groupOwner', id: 'tier0' },
        ],
      },
    ]);
  });

  test('is a role at a restricted unit', () => {
    const parts = {
      units: [restricted('vault', [])],
      assignments: [assign('joe', 'directoryReaders', at('vault'))],
    };
    expect(shieldsOf(parts)).toMatchObject([
      { row: 'guarded', by: [{ kind: 'restrictedUnitRole', id: 'vault' }, { kind: 'role' }] },
    ]);
  });

  test('is a restricted unit before all else, with a member known by id alone', () => {
    const parts = { units: [restricted('vault', ['joe', 'jim'])], assignments: [assign('joe', 'exchange')] };
    expect(shieldsOf(parts)).toMatchObject([
      { id: 'jim', name: null, upn: null, row: 'restricted', by: [{ kind: 'restrictedUnit', id: 'vault' }] },
      { id: 'joe', row: 'restricted', by: [{ kind: 'restrictedUnit' }, { kind: 'role' }] },
    ]);
  });

  test('is said of synced users only', () => {
    expect(shieldsOf({ users: [user('joe')], assignments: [assign('joe', 'exchange')] })).toEqual([]);
  });
});

describe('losing a protection widens reach though no resetter changed', () => {
  const helpdesk = assign('ann', 'helpdesk');
  const before: Record<string, Partial<Tenant>> = {
    'drops the last role': { assignments: [helpdesk, assign('joe', 'exchange')] },
    'leaves a role-assignable group': { assignments: [helpdesk], groups: [group('tier0', ['joe'])] },
    'leaves a restricted unit': { assignments: [helpdesk], units: [restricted('vault', ['joe'])] },
  };
  test.each(Object.entries(before))('%s', (_, parts) => {
    const after = authority({ ...JOE, assignments: [helpdesk] });
    const answer = authority({ ...JOE, ...parts });
    expect(answer.list.find(({ id }) => id === 'ann')?.reach).toBe(10);
    expect(answer.shielded.map(({ id }) => id)).toEqual(['joe']);
    expect(after.list.find(({ id }) => id === 'ann')?.reach).toBe(11);
    expect(after.shielded).toEqual([]);
  });
});

test('more synced users change counts alone: paths and protections stay what they are', () => {
  const parts = { ...JOE, assignments: [assign('ann', 'helpdesk'), assign('joe', 'exchange')] };
  const few = authority({ ...parts, syncedUserCount: 100 });
  const many = authority({ ...parts, syncedUserCount: 200 });
  expect(many.shielded).toEqual(few.shielded);
  const withoutCounts = (answer: typeof few) =>
    answer.list.map(({ id, paths }) => [id, paths.map(({ reach: _, ...path }) => path)]);
  expect(withoutCounts(many)).toEqual(withoutCounts(few));
});

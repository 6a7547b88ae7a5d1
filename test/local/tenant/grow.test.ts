import { expect, it } from 'vitest';
import { growTenant, LARGE, ORDINARY, scaled } from '../../../local/tenant/directory/grow.ts';
import { newState } from '../../../local/tenant/new-state.ts';
import { EVENTUAL, NOON, tenantFor } from './reader.ts';

const counts = (factor: number) => {
  const state = newState(1, NOON);
  const before = structuredClone(state.directory);
  growTenant(state, scaled(LARGE, factor));
  const { users, groups, units, assignments, unnamedSyncedUsers } = state.directory;
  const named = Object.values(users).filter(({ synced }) => synced).length;
  const grown = <T>(after: Record<string, T>, was: Record<string, T>) =>
    Object.keys(after).length - Object.keys(was).length;
  return {
    users: grown(users, before.users),
    groups: grown(groups, before.groups),
    units: grown(units, before.units),
    assignments: grown(assignments, before.assignments),
    synced: named + unnamedSyncedUsers,
  };
};

it('grows to the size it is told, and to any part or multiple of it', () => {
  expect(counts(1)).toEqual({ users: 2000, groups: 500, units: 100, assignments: 2500, synced: 500_000 });
  expect(counts(0.1)).toEqual({ users: 200, groups: 50, units: 10, assignments: 250, synced: 50_000 });
  expect(counts(2)).toMatchObject({ users: 4000, units: 200, synced: 1_000_000 });
});

it('gives every resetter as many paths as it is told', () => {
  const state = newState(1, NOON);
  growTenant(state, LARGE);
  const { users, groups, assignments, eligibilities } = state.directory;
  const paths = new Map<string, number>();
  const add = (id: string) => paths.set(id, (paths.get(id) ?? 0) + 1);
  for (const { principalId } of [...Object.values(assignments), ...Object.values(eligibilities)]) add(principalId);
  for (const { members, owners } of Object.values(groups)) for (const id of [...members, ...owners]) add(id);
  const resetters = Object.values(users).filter(({ displayName }) => displayName.startsWith('Resetter'));
  expect(resetters).toHaveLength(2000);
  expect(new Set(resetters.map(({ id }) => paths.get(id)))).toEqual(new Set([4]));
});

it('makes up the number of assignments with roles that reset nothing', () => {
  const state = newState(1, NOON);
  growTenant(state, ORDINARY);
  expect(Object.keys(state.directory.assignments)).toHaveLength(200);
});

it('is the same for the same seed, and another for another', () => {
  const grown = (seed: number) => {
    const state = newState(1, NOON);
    growTenant(state, { ...ORDINARY, seed });
    return state.directory;
  };
  expect(grown(1)).toEqual(grown(1));
  expect(grown(1)).not.toEqual(grown(2));
});

it('adds nothing when it is grown to the same size again', () => {
  const state = newState(1, NOON);
  growTenant(state, ORDINARY);
  const once = structuredClone(state.directory);
  growTenant(state, ORDINARY);
  expect(state.directory).toEqual(once);
});

it('serves a page of a large unit without making the others', async () => {
  const { tenant, get } = await tenantFor();
  tenant.change((state) => growTenant(state, LARGE));
  const unit = Object.values(tenant.state.directory.units).find(({ displayName }) => displayName === 'Unit 50');
  const path = `/v1.0/directory/administrativeUnits/${unit?.id}/members/microsoft.graph.user`;
  const options = { $select: 'id,onPremisesSyncEnabled', $count: 'true', $top: '999' };
  const { body } = await get(path, options, EVENTUAL);
  expect([body['@odata.count'], body.value.length]).toEqual([5000, 999]);
  expect(body.value[0]).toEqual({ id: expect.any(String), onPremisesSyncEnabled: true });
});

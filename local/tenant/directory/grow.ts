/**
 * Grows a tenant to any size for benchmarks: the same seed and numbers give the same rights, groups and units. Synced
 * users stay a number, so half a million of them take no memory. Writes no audit events: it is a tenant, not a story.
 */
import { drawBelow, guidOf, type Random, seeded } from '../random.ts';
import type { TenantState } from '../state.ts';
import { type Right, rightKey } from './directory-state.ts';
import { namedSyncedUsers } from './users.ts';

export interface Growth {
  /** Default 1. */
  readonly seed?: number;
  /** In all, named ones included. */
  readonly syncedUsers: number;
  readonly resetters: number;
  /** Of each resetter: directly at a unit, through a group, eligible, as owner of a group, and again directly. */
  readonly pathsEach: number;
  /** Role-assignable, each with a role that resets. */
  readonly groups: number;
  readonly units: number;
  readonly unitMembers: number;
  /** Of the units. */
  readonly restrictedUnits: number;
  /** Role assignments in all: others, of roles that reset nothing, make up the number. Default: none of those. */
  readonly assignments?: number;
  /** Members of one more group that resets in the whole tenant, as its owner may fill it. Default: there is none. */
  readonly crowd?: number;
}

/** A large tenant, at which speed is measured. */
export const LARGE: Growth = {
  syncedUsers: 500_000,
  resetters: 2000,
  pathsEach: 4,
  groups: 500,
  units: 100,
  unitMembers: 5000,
  restrictedUnits: 3,
};

/** One whose traffic is counted: 200 assignments, 20 groups, 5 units. */
export const ORDINARY: Growth = {
  syncedUsers: 5000,
  resetters: 60,
  pathsEach: 2,
  groups: 20,
  units: 5,
  unitMembers: 200,
  restrictedUnits: 1,
  assignments: 200,
};

/** Every number times a factor; what is there at all stays there. Members of a unit keep their number. */
export const scaled = (growth: Growth, factor: number): Growth => {
  const times = (count: number): number => (count === 0 ? 0 : Math.max(1, Math.round(count * factor)));
  return {
    ...growth,
    syncedUsers: times(growth.syncedUsers),
    resetters: times(growth.resetters),
    groups: times(growth.groups),
    units: times(growth.units),
    restrictedUnits: times(growth.restrictedUnits),
    ...(growth.assignments !== undefined && { assignments: times(growth.assignments) }),
  };
};

/** Helpdesk, Password, Authentication and User Administrator. */
const RESETTING = [
  '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  '966707d0-3269-4727-9be2-8c3a10f19b9d',
  'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  'fe930be7-5e62-47db-91af-98c3a49a38b1',
];
/** Directory Readers, Reports Reader, Global Reader, Teams Administrator: holders are targets of other rows. */
const OTHERS = [
  '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  '4a5d8f65-41da-4de4-8968-e035b65339cf',
  'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  '69091246-20e8-4a56-aa4d-066075b2a7a8',
];

/** Adds to what the tenant has. Twice the same growth adds nothing the second time. */
export function growTenant(state: TenantState, growth: Growth): void {
  const grower = new Grower(state, growth);
  grower.growUnits();
  grower.growGroups();
  grower.growCrowd();
  for (let n = 0; n < growth.resetters; n += 1) grower.growResetter(n);
  grower.fillUp();
  const { directory } = state;
  directory.unnamedSyncedUsers = Math.max(0, growth.syncedUsers - namedSyncedUsers(state));
}

class Grower {
  readonly #state: TenantState;
  readonly #growth: Growth;
  readonly #random: Random;
  readonly #units: string[] = [];
  readonly #groups: string[] = [];

  constructor(state: TenantState, growth: Growth) {
    this.#state = state;
    this.#growth = growth;
    this.#random = seeded(growth.seed ?? 1);
  }

  growUnits(): void {
    const { units, unitMembers, restrictedUnits, syncedUsers, resetters, assignments = 0 } = this.#growth;
    // Everyone who gets a name, resetters and holders, is none of the others.
    const others = syncedUsers - resetters - assignments - unitMembers;
    for (let n = 0; n < units; n += 1) {
      const id = this.#id('unit', n);
      const from = drawBelow(this.#random, Math.max(1, others));
      const isRestricted = n < restrictedUnits;
      const displayName = `${isRestricted ? 'Restricted' : 'Unit'} ${n + 1}`;
      const ranges = [{ from, to: from + unitMembers }];
      this.#state.directory.units[id] = {
        id,
        displayName,
        isRestricted,
        rule: null,
        isHidden: false,
        members: [],
        ranges,
      };
      this.#units.push(id);
    }
  }

  growGroups(): void {
    for (let n = 0; n < this.#growth.groups; n += 1) {
      const id = this.#id('group', n);
      const displayName = `Group ${n + 1}`;
      this.#state.directory.groups[id] = { id, displayName, isAssignableToRole: true, members: [], owners: [] };
      this.#groups.push(id);
      this.#assign(this.#right(id, RESETTING, n));
    }
  }

  growCrowd(): void {
    const { crowd = 0 } = this.#growth;
    if (crowd === 0) return;
    const id = this.#id('crowd', 0);
    const members = Array.from({ length: crowd }, (_, n) => this.#user('member', n, false));
    const group = { id, displayName: 'Crowd', isAssignableToRole: true, members, owners: [] };
    this.#state.directory.groups[id] = group;
    this.#assign(this.#right(id, RESETTING, 0, '/'));
  }

  /** Every second one is a synced user, so that resetters are targets too. */
  growResetter(n: number): void {
    const id = this.#user('resetter', n, n % 2 === 0);
    for (let path = 0; path < this.#growth.pathsEach; path += 1) this.#growPath(id, n, path);
  }

  fillUp(): void {
    const { assignments } = this.#state.directory;
    const missing = (this.#growth.assignments ?? 0) - Object.keys(assignments).length;
    for (let n = 0; n < missing; n += 1) this.#assign(this.#right(this.#user('holder', n, true), OTHERS, n, '/'));
  }

  #growPath(id: string, n: number, path: number): void {
    const { groups, eligibilities } = this.#state.directory;
    const group = groups[this.#groups[(n + path) % Math.max(1, this.#groups.length)] ?? ''];
    if (path === 1 && group) group.members.push(...(group.members.includes(id) ? [] : [id]));
    else if (path === 3 && group) group.owners.push(...(group.owners.includes(id) ? [] : [id]));
    else if (path === 2) {
      const right = this.#right(id, RESETTING, n + path);
      eligibilities[rightKey(right)] = right;
    } else this.#assign(this.#right(id, RESETTING, n + path));
  }

  /** Every tenth at the whole tenant, else at a unit. */
  #right(principalId: string, roles: readonly string[], n: number, scope = this.#scope(n)): Right {
    const roleId = roles[n % roles.length] ?? '';
    return { principalId, roleId, scope, startsAt: Date.parse(this.#state.createdDateTime), endsAt: null };
  }

  #scope(n: number): string {
    const unit = this.#units[n % Math.max(1, this.#units.length)];
    return n % 10 === 0 || unit === undefined ? '/' : `/administrativeUnits/${unit}`;
  }

  #assign(right: Right): void {
    this.#state.directory.assignments[rightKey(right)] = { ...right, isActivated: false };
  }

  #user(what: string, n: number, isSynced: boolean): string {
    const id = this.#id(what, n);
    const displayName = `${what[0]?.toUpperCase()}${what.slice(1)} ${n + 1}`;
    const userPrincipalName = `${what}${n + 1}@contoso.com`;
    this.#state.directory.users[id] = {
      id,
      displayName,
      userPrincipalName,
      synced: isSynced ? true : null,
      enabled: true,
    };
    return id;
  }

  #id(what: string, n: number): string {
    return guidOf(`${this.#state.tenantId}|grown|${what}|${n}`);
  }
}

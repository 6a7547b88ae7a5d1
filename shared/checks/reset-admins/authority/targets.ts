/**
 * The synced users as classes: whoever has no role, protection or scoped unit is in one class known by its count
 * alone, everyone else is an index with a profile. Work and memory grow with privileged objects, never with users.
 */
import { listedRole } from './capability.ts';
import type { Directory } from './directory.ts';
import { MATRIX } from './matrix.ts';
import { unitIdIn } from './scope.ts';
import type { RoleDefinition, Tenant } from './tenant.ts';

/** All that decides by which rows a target is reached, but for its scopes. */
export interface Profile {
  /** Member of a restricted management unit. */
  readonly isRestricted: boolean;
  /** Member or owner of a role-assignable group, or holder of a role assigned at a restricted unit. */
  readonly isGuarded: boolean;
  /** Active roles; all that no row of the matrix lists are one. */
  readonly roles: readonly string[];
}

/** Index into `Targets.profiles` of those without role and protection. */
export const PLAIN = 0;

export interface Targets {
  /** All synced users. At least as many as are known by id, whatever the count said a moment before; null: not counted. */
  readonly syncedUsers: number | null;
  /** By target index. */
  readonly profileOf: Uint32Array;
  readonly profiles: readonly Profile[];
  /** How many synced users have a profile, those known by their count included where it is known. */
  readonly sizes: readonly number[];
  /** Sorted target indexes of each unit's members; who is listed twice is there twice. */
  readonly unitMembers: ReadonlyMap<string, Uint32Array>;
  /** The index of a synced user known by id. */
  indexOf(id: string): number | undefined;
}

export function targetsOf(tenant: Tenant, directory: Directory): Targets {
  const index = new Map<string, number>();
  const intern = (id: string): number => {
    const known = index.get(id) ?? index.size;
    if (known === index.size) index.set(id, known);
    return known;
  };
  for (const { id, isSynced } of tenant.users) if (isSynced) intern(id);
  const unitMembers = new Map(tenant.units.map(({ id, syncedUserIds }) => [id, interned(syncedUserIds, intern)]));

  const marks = marksOf(tenant, directory, index);
  for (const { id, isRestricted } of tenant.units) {
    if (isRestricted) for (const target of unitMembers.get(id) ?? []) markOf(marks, target).isRestricted = true;
  }
  const { syncedUserCount } = tenant;
  const syncedUsers = syncedUserCount === null ? null : Math.max(syncedUserCount, index.size);
  const sized = profiled(marks, index.size, syncedUsers ?? index.size);
  return { syncedUsers, ...sized, unitMembers, indexOf: (id) => index.get(id) };
}

function interned(ids: readonly string[], intern: (id: string) => number): Uint32Array {
  const sorted = new Uint32Array(ids.length);
  ids.forEach((id, at) => {
    sorted[at] = intern(id);
  });
  return sorted.sort();
}

interface Marks {
  isRestricted: boolean;
  isGuarded: boolean;
  readonly roles: Set<string>;
}

function markOf(marks: Map<number, Marks>, target: number): Marks {
  const known = marks.get(target) ?? { isRestricted: false, isGuarded: false, roles: new Set<string>() };
  marks.set(target, known);
  return known;
}

/** Roles and groups of the targets that have any. */
function marksOf(tenant: Tenant, directory: Directory, index: ReadonlyMap<string, number>): Map<number, Marks> {
  const marks = new Map<number, Marks>();
  const each = (ids: readonly string[], mark: (marks: Marks) => void): void => {
    for (const id of ids) {
      const target = index.get(id);
      if (target !== undefined) mark(markOf(marks, target));
    }
  };
  for (const { holder, definition, scope } of directory.holdings) {
    const isAtRestricted = directory.units.get(unitIdIn(scope) ?? '')?.isRestricted ?? false;
    each(directory.principalsOf(holder), (target) => {
      target.roles.add(roleName(definition));
      target.isGuarded ||= isAtRestricted;
    });
  }
  for (const { id, owners, isRoleAssignable } of tenant.groups) {
    if (!isRoleAssignable) continue;
    for (const ids of [directory.principalsOf(id), owners]) {
      each(ids, (target) => {
        target.isGuarded = true;
      });
    }
  }
  return marks;
}

const TARGETED = new Set(MATRIX.flatMap(({ targets }) => targets));

function roleName(definition: RoleDefinition): string {
  const listed = listedRole(definition);
  return listed !== null && TARGETED.has(listed) ? listed : 'unlisted';
}

function profiled(marks: ReadonlyMap<number, Marks>, known: number, syncedUsers: number) {
  const profileOf = new Uint32Array(known);
  const profiles: Profile[] = [{ isRestricted: false, isGuarded: false, roles: [] }];
  const sizes = [syncedUsers];
  const byKey = new Map<string, number>([['', PLAIN]]);
  for (const [target, { isRestricted, isGuarded, roles }] of marks) {
    const profile = { isRestricted, isGuarded, roles: isGuarded ? [] : [...roles].sort() };
    const key = `${isRestricted ? 'restricted ' : ''}${isGuarded ? 'guarded ' : ''}${profile.roles.join(' ')}`;
    const at = byKey.get(key) ?? profiles.length;
    if (at === profiles.length) {
      byKey.set(key, profiles.push(profile) - 1);
      sizes.push(0);
    }
    profileOf[target] = at;
    sizes[at] = (sizes[at] ?? 0) + 1;
    sizes[PLAIN] = (sizes[PLAIN] ?? 0) - 1;
  }
  return { profileOf, profiles, sizes };
}

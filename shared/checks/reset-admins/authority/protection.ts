/**
 * What keeps resetters away from which synced user, by name. Losing one of these widens reach although no resetter
 * changed, so each is a fact to be compared. Restriction and roles alone; being out of a role's scope is no protection.
 */
import { compareText } from '../../../core/model/fact.ts';
import type { Directory } from './directory.ts';
import { unitIdIn } from './scope.ts';
import type { Targets } from './targets.ts';
import type { Tenant } from './tenant.ts';

export interface ShieldedTarget {
  readonly id: string;
  readonly name: string | null;
  readonly upn: string | null;
  /** The row of the table that fits first: only restricted units' roles, only those who reach everyone, or the matrix. */
  readonly row: 'restricted' | 'guarded' | 'roles';
  /** Ordered by kind, then id. */
  readonly by: readonly Shield[];
}

export interface Shield {
  readonly kind: 'restrictedUnit' | 'restrictedUnitRole' | 'groupMember' | 'groupOwner' | 'role';
  /** Of the unit, the group or the role definition. */
  readonly id: string;
  readonly name: string | null;
  /** A role that is held by activation alone, and was never meant to last. */
  readonly isActivated?: true;
}

/** Ordered by id. Only synced users known by id can be protected: all others have neither role, group nor unit. */
export function shieldedTargets(tenant: Tenant, directory: Directory, targets: Targets): ShieldedTarget[] {
  const shields = new Map<string, Set<Shield>>();
  const give = (ids: readonly string[], shield: Shield): void => {
    for (const id of ids) {
      if (targets.indexOf(id) === undefined) continue;
      const own = shields.get(id) ?? new Set<Shield>();
      shields.set(id, own.add(shield));
    }
  };
  giveByGroups(tenant, directory, give);
  giveByRoles(directory, give);
  for (const { id, name, isRestricted, syncedUserIds } of tenant.units) {
    if (isRestricted) give(syncedUserIds, { kind: 'restrictedUnit', id, name });
  }
  return [...shields].map(([id, by]) => shielded(id, [...by], directory)).sort((a, b) => compareText(a.id, b.id));
}

type Give = (ids: readonly string[], shield: Shield) => void;

function giveByGroups(tenant: Tenant, directory: Directory, give: Give): void {
  for (const { id, name, owners, isRoleAssignable } of tenant.groups) {
    if (!isRoleAssignable) continue;
    give(directory.principalsOf(id), { kind: 'groupMember', id, name });
    give(owners, { kind: 'groupOwner', id, name });
  }
}

/** One object per role and per unit, so that what someone has in two ways is there once. */
function giveByRoles(directory: Directory, give: Give): void {
  const shields = new Map<string, Shield>();
  const once = (shield: Shield): Shield => {
    const key = `${shield.kind} ${shield.id} ${shield.isActivated}`;
    const known = shields.get(key) ?? shield;
    shields.set(key, known);
    return known;
  };
  for (const { holder, definition, scope, duration } of directory.holdings) {
    const ids = directory.principalsOf(holder);
    const role = { kind: 'role', id: definition.id, name: definition.name } as const;
    give(ids, once(duration.activated ? { ...role, isActivated: true } : role));
    const unit = directory.units.get(unitIdIn(scope) ?? '');
    if (unit?.isRestricted) give(ids, once({ kind: 'restrictedUnitRole', id: unit.id, name: unit.name }));
  }
}

/** Each once: who holds a role for good too does not hold it by activation alone. */
function longest(all: readonly Shield[]): Shield[] {
  const found = new Map<string, Shield>();
  for (const shield of all) {
    const key = `${shield.kind} ${shield.id}`;
    if (!found.has(key) || !shield.isActivated) found.set(key, shield);
  }
  return [...found.values()];
}

function shielded(id: string, by: readonly Shield[], directory: Directory): ShieldedTarget {
  const user = directory.users.get(id);
  const shields = longest(by);
  const kinds = new Set(shields.map(({ kind }) => kind));
  return {
    id,
    name: user?.name ?? null,
    upn: user?.upn ?? null,
    row: kinds.has('restrictedUnit') ? 'restricted' : kinds.has('role') && kinds.size === 1 ? 'roles' : 'guarded',
    by: shields.sort((a, b) => compareText(a.kind, b.kind) || compareText(a.id, b.id)),
  };
}

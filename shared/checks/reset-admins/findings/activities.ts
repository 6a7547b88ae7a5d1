/**
 * In which audit activities to look for who did it: every name of the same change. Names of one family are one question
 * to the log, which allows few. That these cover every way to do it is unconfirmed; what they miss names nobody.
 */
import { ACTIVATED, CORE_ROLE, PERMISSION, PIM } from '../../entra/role-activities.ts';
import type { Shield } from '../authority/protection.ts';
import { TENANT_SCOPE, unitIdIn } from '../authority/scope.ts';
import type { StoredPath } from '../stored.ts';

/** How a principal comes by a path. */
export function pathActivities({
  way,
  scope,
  activated,
}: Pick<StoredPath, 'way' | 'scope' | 'activated'>): readonly string[] {
  if (activated) return [...ACTIVATED];
  switch (way) {
    case 'direct':
      return roleGiven(scope);
    case 'group':
      return ['Add member to group', ...roleGiven(scope)];
    case 'application':
      return PERMISSION.gives;
    case 'eligible':
      return PIM.gives.eligible;
    case 'eligibleGroup':
      return ['Add member to group', ...PIM.gives.eligible];
    case 'owner':
      return ['Add owner to group', ...roleGiven(scope)];
  }
}

const roleGiven = (scope: string): readonly string[] => [...CORE_ROLE.gives[placeOf(scope)], ...PIM.gives.role];

function placeOf(scope: string): keyof (typeof CORE_ROLE)['gives'] {
  if (scope === TENANT_SCOPE) return 'tenant';
  return unitIdIn(scope) === null ? 'object' : 'unit';
}

/** How a target loses what shields it, by the kind of the shield. A role may have been held anywhere. */
export const LOSS_ACTIVITIES: { readonly [kind in Shield['kind']]: readonly string[] } = {
  restrictedUnit: ['Remove member from restricted management administrative unit'],
  restrictedUnitRole: [...CORE_ROLE.takes.unit, ...PIM.takes.role],
  groupMember: ['Remove member from group', ...PIM.takes.role],
  groupOwner: ['Remove owner from group', ...PIM.takes.role],
  role: [...CORE_ROLE.takes.tenant, ...PIM.takes.role],
};

export const APPLICATION_GRANTED: readonly string[] = PERMISSION.gives;

export const OWNER_ADDED: readonly string[] = ['Add owner to service principal', 'Add owner to application'];

/** By source and change. A unit also comes and goes as a scope, without anything being done to it. */
export const SOURCE_ACTIVITIES: { readonly [source: string]: { readonly [change: string]: readonly string[] } } = {
  roleDefinitions: {
    added: ['Add role definition'],
    changed: ['Update role definition'],
    removed: ['Delete role definition'],
  },
  units: { changed: ['Update administrative unit'] },
};

/**
 * In which audit activities to look for who did it, at most three for each kind of change: every activity is a query,
 * and the audit log allows few. That these cover every way to do it is unconfirmed; what they miss names nobody.
 */
import type { Shield } from '../authority/protection.ts';
import { unitIdIn } from '../authority/scope.ts';
import type { StoredPath } from '../stored.ts';

const IN_PIM = ['Add member to role in PIM completed (permanent)', 'Add member to role in PIM completed (timebound)'];

const ELIGIBLE_IN_PIM = [
  'Add eligible member to role in PIM completed (permanent)',
  'Add eligible member to role in PIM completed (timebound)',
];

const ACTIVATED = ['Add member to role completed (PIM activation)'];

/** How a principal comes by a path. */
export function pathActivities({ way, scope, activated }: Pick<StoredPath, 'way' | 'scope' | 'activated'>): string[] {
  if (activated) return ACTIVATED;
  switch (way) {
    case 'direct':
      return [scope === '/' ? 'Add member to role' : scopedActivity(scope), ...IN_PIM];
    case 'group':
      return ['Add member to group', 'Add member to role', ...IN_PIM.slice(0, 1)];
    case 'application':
      return ['Add app role assignment to service principal'];
    case 'eligible':
      return ['Add eligible member to role', ...ELIGIBLE_IN_PIM];
    case 'eligibleGroup':
      return ['Add member to group', ...ELIGIBLE_IN_PIM];
    case 'owner':
      return ['Add owner to group', 'Add member to role'];
  }
}

const scopedActivity = (scope: string): string =>
  unitIdIn(scope) === null ? 'Add role assignment to role definition' : 'Add scoped member to role';

/** How a target loses what shields it, by the kind of the shield. */
export const LOSS_ACTIVITIES: { readonly [kind in Shield['kind']]: string } = {
  restrictedUnit: 'Remove member from restricted management administrative unit',
  restrictedUnitRole: 'Remove scoped member from role',
  groupMember: 'Remove member from group',
  groupOwner: 'Remove owner from group',
  role: 'Remove member from role',
};

export const APPLICATION_GRANTED: readonly string[] = ['Add app role assignment to service principal'];

/** By source and change. A unit also comes and goes as a scope, without anything being done to it. */
export const SOURCE_ACTIVITIES: { readonly [source: string]: { readonly [change: string]: readonly string[] } } = {
  roleDefinitions: {
    added: ['Add role definition'],
    changed: ['Update role definition'],
    removed: ['Delete role definition'],
  },
  units: { changed: ['Update administrative unit'] },
};

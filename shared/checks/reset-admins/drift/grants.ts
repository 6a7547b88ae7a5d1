/**
 * Which of the new paths widen who can reset whom, and as what each is told. Decides the rule alone; what the mail says
 * is written in grant-alerts.ts. A path that only shrank is no grant.
 */
import type { Drift } from '../../../core/model/drift.ts';
import { TENANT_SCOPE } from '../authority/scope.ts';
import { pathOf, type StoredPath } from '../stored.ts';
import type { Caused } from './causes.ts';
import type { Scene } from './scene.ts';

export type GrantRule =
  | 'resetter-new'
  | 'resetter-path'
  | 'resetter-wider'
  | 'resetter-permanent'
  | 'pim-activated'
  | 'application-can-reset';

export interface Grant extends Caused {
  readonly rule: GrantRule;
  readonly drift: Drift;
  readonly path: StoredPath;
  /** It may be the activation of an eligibility that is known: nothing that can be read tells. */
  readonly mayBeActivation: boolean;
}

/** Told with the role, and not by itself: nobody was given anything. */
export function isOfNewRole({ before, after }: Drift, { newRoles }: Scene): boolean {
  if (before || !after) return false;
  const { way, roleId } = pathOf(after);
  return way !== 'application' && newRoles.has(roleId);
}

/** Null: nobody can do more than before. */
export function grantOf(drift: Drift, scene: Scene): Grant | null {
  if (!drift.after) return null;
  const path = pathOf(drift.after);
  const rule = drift.before ? changedRule(path, pathOf(drift.before)) : newRule(path, scene);
  if (rule === null) return null;
  const { principal, way, roleId, scope, via } = path;
  const cause = [way, roleId, scope, ...via.map(({ id }) => id)].join(' ');
  return { rule, principal, cause, drift, path, mayBeActivation: mayBeActivation(rule, path, scene) };
}

/** That a grant turns out to be an activation takes nothing back and gives nothing. */
const changedRule = (is: StoredPath, was: StoredPath): GrantRule | null =>
  was.activated && !is.activated ? 'resetter-permanent' : null;

function newRule(path: StoredPath, scene: Scene): GrantRule {
  const before = scene.before.paths.get(path.principal) ?? [];
  if (path.way === 'application') return 'application-can-reset';
  if (path.activated && before.some(isEligibilityOf(path))) return 'pim-activated';
  if (isActive(path) && !path.activated && scene.activationsRead && before.some(isEligibilityOf(path)))
    return 'resetter-permanent';
  if (before.length === 0) return 'resetter-new';
  return before.some(isNarrower(path)) ? 'resetter-wider' : 'resetter-path';
}

const isActive = ({ way }: StoredPath): boolean => way === 'direct' || way === 'group';

const isEligible = ({ way }: StoredPath): boolean => way === 'eligible' || way === 'eligibleGroup';

const isEligibilityOf =
  ({ roleId, scope }: StoredPath) =>
  (other: StoredPath): boolean =>
    isEligible(other) && other.roleId === roleId && other.scope === scope;

/** The same role over a unit or an object alone. */
const isNarrower =
  (path: StoredPath) =>
  (other: StoredPath): boolean =>
    path.scope === TENANT_SCOPE && other.scope !== TENANT_SCOPE && other.roleId === path.roleId;

/** PIM for Groups activates membership, which looks like any other membership. */
function mayBeActivation(rule: GrantRule, path: StoredPath, { before, after, activationsRead }: Scene): boolean {
  if (rule === 'pim-activated' || !isActive(path) || path.activated) return false;
  const own = [...(before.paths.get(path.principal) ?? []), ...(after.paths.get(path.principal) ?? [])];
  const eligibilities = own.filter(isEligibilityOf(path));
  const isByGroup = path.way === 'group' && eligibilities.some(({ way }) => way === 'eligibleGroup');
  return isByGroup || (!activationsRead && eligibilities.length > 0);
}

/**
 * Which of the new paths widen who can reset whom, and as what each is told. Decides the rule alone; what the mail says
 * is written in grant-alert.ts. A path that only shrank is no grant.
 */
import type { Drift } from '../../../../core/model/drift.ts';
import { isLater } from '../../authority/duration.ts';
import { TENANT_SCOPE } from '../../authority/scope.ts';
import { isCrowd } from '../../sources/keys.ts';
import { pathOf, type StoredPath } from '../../stored.ts';
import type { GrantRule } from '../../titles.ts';
import type { Comparison } from '../comparison.ts';
import type { Effect } from '../one-act.ts';

export interface Grant extends Effect<GrantRule> {
  readonly drift: Drift;
  readonly path: StoredPath;
  /** It may be the activation of an eligibility that is known: nothing that can be read tells. */
  readonly mayBeActivation: boolean;
}

/** Told with the role, and not by itself: nobody was given anything. Also of groups that hold it. */
export function isOfNewRole({ before, after }: Drift, { newRoles }: Comparison): boolean {
  if (before || !after) return false;
  const { way, roleId } = pathOf(after);
  return way !== 'application' && newRoles.has(roleId);
}

/** Null: nobody can do more than before. */
export function grantOf(drift: Drift, compared: Comparison): Grant | null {
  if (!drift.after) return null;
  const path = pathOf(drift.after);
  const rule = drift.before
    ? changedRule(path, pathOf(drift.before), isOfEligible(path, compared))
    : newRule(path, compared);
  if (rule === null) return null;
  return {
    rule,
    principal: path.principal,
    // Never one of many names: it is more people than they are.
    act: isCrowd(path.principal) ? `${actOf(path)} ${path.principal}` : actOf(path),
    drift,
    path,
    mayBeActivation: mayBeActivation(rule, path, compared),
  };
}

/** The same for all who come by a role in the same way, through the same groups. */
const actOf = ({ way, roleId, scope, via }: StoredPath): string =>
  [way, roleId, scope, ...via.map(({ id }) => id)].join(' ');

/** Of several changes the gravest tells. That a grant turns out to be an activation takes nothing back and gives nothing. */
export function changedRule(is: StoredPath, was: StoredPath, isActivation: boolean): GrantRule | null {
  if (was.activated && !is.activated) return 'resetter-permanent';
  const isLonger = isLater(is.until, was.until);
  const known = new Set(was.via.map(({ id }) => id));
  const isByMore = is.via.some(({ id }) => !known.has(id));
  if (is.activated && isActivation && (isLonger || isByMore)) return 'pim-activated';
  if (isLonger && is.until === null) return 'resetter-lasting';
  if (isByMore) return 'resetter-group';
  return isLonger ? 'resetter-longer' : null;
}

/** Null: the right was there, but an older version did not write down who reaches nobody. */
function newRule(path: StoredPath, compared: Comparison): GrantRule | null {
  if (!compared.namesAll && path.reach === 0) return null;
  const before = compared.before.paths.get(path.principal) ?? [];
  if (path.way === 'application') return 'application-can-reset';
  if (path.activated && before.some(isEligibilityOf(path))) return 'pim-activated';
  if (isActive(path) && !path.activated && compared.activationsRead && before.some(isEligibilityOf(path)))
    return isMembershipToBe(path, before) ? 'resetter-maybe-pim' : 'resetter-permanent';
  if (before.length === 0) return 'resetter-new';
  if (before.some(isNarrower(path))) return 'resetter-wider';
  return isActive(path) && before.some(isOwnership(path)) ? 'resetter-sooner' : 'resetter-path';
}

/** Whether an eligibility for it is known, so that activating it is what was expected. */
const isOfEligible = (path: StoredPath, { before }: Comparison): boolean =>
  (before.paths.get(path.principal) ?? []).some(isEligibilityOf(path));

const isActive = ({ way }: StoredPath): boolean => way === 'direct' || way === 'group';

const isEligible = ({ way }: StoredPath): boolean => way === 'eligible' || way === 'eligibleGroup';

const isEligibilityOf =
  ({ roleId, scope }: StoredPath) =>
  (other: StoredPath): boolean =>
    isEligible(other) && other.roleId === roleId && other.scope === scope;

/** Someone eligible for membership is a member now: PIM for Groups writes the same as whoever adds a member. */
const isMembershipToBe = (path: StoredPath, before: readonly StoredPath[]): boolean =>
  path.way === 'group' && before.filter(isEligibilityOf(path)).some(({ way }) => way === 'eligibleGroup');

/** The same through a group that they own and have not joined. */
const isOwnership =
  ({ roleId, scope }: StoredPath) =>
  (other: StoredPath): boolean =>
    other.way === 'owner' && other.roleId === roleId && other.scope === scope;

/** The same role over a unit or an object alone. */
const isNarrower =
  (path: StoredPath) =>
  (other: StoredPath): boolean =>
    path.scope === TENANT_SCOPE && other.scope !== TENANT_SCOPE && other.roleId === path.roleId;

/** PIM for Groups activates membership, which looks like any other membership. */
function mayBeActivation(rule: GrantRule, path: StoredPath, { before, after, activationsRead }: Comparison): boolean {
  if (rule === 'pim-activated' || !isActive(path) || path.activated) return false;
  const own = [...(before.paths.get(path.principal) ?? []), ...(after.paths.get(path.principal) ?? [])];
  const eligibilities = own.filter(isEligibilityOf(path));
  const isByGroup = path.way === 'group' && eligibilities.some(({ way }) => way === 'eligibleGroup');
  return isByGroup || (!activationsRead && eligibilities.length > 0);
}

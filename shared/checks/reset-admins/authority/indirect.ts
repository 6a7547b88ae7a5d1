/**
 * Who is more than one step from a reset, or can give, take or turn on what it needs: shown beside the resetters,
 * never counted with them, and of no influence on them. One line for each principal and each right.
 */

import { compareText } from '../../../core/model/fact.ts';
import { named, ours, quoted } from '../../../core/text/outside.ts';
import { type Words, words } from '../../../core/text/words.ts';
import { groupWords, roleWords, unitWords } from '../names.ts';
import { type Basis, basisText, type Step } from './basis.ts';
import { type Directory, isDirect } from './directory.ts';
import { type Duration, EVER } from './duration.ts';
import { isWatchedPermission, MEANS, type MeansName, meansOf, PERMISSION_MEANS } from './indirect-means.ts';
import type { Paths } from './paths.ts';
import type { PrincipalType, Way } from './resetters.ts';
import { otherScopeIn, TENANT_SCOPE, unitIdIn } from './scope.ts';
import type { RoleDefinition, Tenant } from './tenant.ts';

export interface Indirect {
  readonly id: string;
  readonly type: PrincipalType;
  readonly name: string | null;
  /** What it comes to, one of `MEANS`. */
  readonly means: string;
  /** By which role, permission, group or application, with the tenant's names for them in quotes. */
  readonly detail: Words;
  /** The same two by ids, so that a new name is not a new right. */
  readonly kind: MeansName;
  readonly by: Basis;
  /** It comes by a role that is held through PIM activation alone. */
  readonly isActivated: boolean;
  /** When the role by which it comes ends, ISO 8601; null: no end known. */
  readonly until: string | null;
  /** Whether the principal is; null: not known. */
  readonly enabled: boolean | null;
}

/**
 * Ordered by means, id and detail; no right twice. `paths`: all paths to roles that reset or mean something here;
 * `resetting`: the roles that reset.
 */
export function indirectOf(
  tenant: Tenant,
  directory: Directory,
  paths: Paths,
  resetting: ReadonlySet<RoleDefinition>,
): Indirect[] {
  const found = new Map<string, Indirect>();
  const add: Add = (principal, means, detail, by, duration = EVER) => {
    for (const id of directory.principalsOf(principal)) {
      const { type, name, enabled } = directory.identify(id);
      const { activated: isActivated, until } = duration;
      const right = { id, type, name, means: MEANS[means], detail, kind: means, by, isActivated, until, enabled };
      found.set(`${means} ${id} ${basisText(by)}`, right);
    }
  };
  addRoles(paths, directory, add);
  addPermissions(tenant, add);
  addGroupOwners(tenant, add);
  addTwoSteps(tenant, directory, resetting, add);
  addApplications(tenant, directory, paths, add);
  return [...found.values()].sort(
    (a, b) =>
      compareText(a.means, b.means) ||
      compareText(a.id, b.id) ||
      compareText(a.detail, b.detail) ||
      compareText(basisText(a.by), basisText(b.by)),
  );
}

type Add = (principal: string, means: MeansName, detail: Words, by: Basis, duration?: Duration) => void;

const WAY_TEXT = {
  direct: '',
  group: ' through a group',
  application: '',
  eligible: ' (eligible)',
  eligibleGroup: ' (eligible through a group)',
  owner: ' (as owner of a group that holds it)',
} as const satisfies { readonly [way in Way]: string };

function addRoles(paths: Paths, directory: Directory, add: Add): void {
  for (const [id, own] of paths) {
    for (const { definition, way, scope, duration } of own) {
      if (definition === null || meansOf(definition).length === 0) continue;
      const detail = words`${roleText(definition, scope, directory)}${WAY_TEXT[way]}`;
      const by = { kind: 'role', way, roleId: definition.id, scope } as const;
      for (const means of meansOf(definition)) add(id, means, detail, by, duration);
    }
  }
}

function roleText({ id, name, isBuiltIn }: RoleDefinition, scope: string, directory: Directory): Words {
  const role = roleWords({ role: name, roleId: id, isCustom: !isBuiltIn, isBuiltIn });
  if (scope === TENANT_SCOPE) return role;
  const unit = unitIdIn(scope);
  if (unit !== null) return words`${role} at ${unitWords({ id: unit, name: directory.units.get(unit)?.name ?? null })}`;
  const other = otherScopeIn(scope);
  return other === null
    ? words`${role} over ${quoted(scope)}`
    : words`${role} over the ${ours(other.kind)} ${quoted(other.name)} alone`;
}

function addPermissions(tenant: Tenant, add: Add): void {
  for (const { principalId, appRoleId } of tenant.appRoleAssignments) {
    const permission = PERMISSION_MEANS.get(appRoleId);
    const by = { kind: 'permission', id: appRoleId } as const;
    if (permission) add(principalId, permission.means, words`application permission ${ours(permission.name)}`, by);
  }
}

function addGroupOwners(tenant: Tenant, add: Add): void {
  for (const { id, name, owners, isRoleAssignable } of tenant.groups) {
    if (!isRoleAssignable) continue;
    for (const owner of owners)
      add(owner, 'manageGroups', words`owner of ${groupWords({ id, name })}`, { kind: 'group', id });
  }
}

/** By role and scope. */
type Roles = Map<string, { readonly roleId: string; readonly scope: string; readonly text: Words }>;

/** Owners of a group that is eligible; eligible owners of one that holds or is eligible; eligible members of the latter. */
function addTwoSteps(tenant: Tenant, directory: Directory, resetting: ReadonlySet<RoleDefinition>, add: Add): void {
  const holds = new Map<string, Roles>();
  const eligible = new Map<string, Roles>();
  const note = (groups: Map<string, Roles>, id: string, role: RoleDefinition, scope: string): void => {
    if (!directory.groups.has(id) || !resetting.has(role)) return;
    const known: Roles = groups.get(id) ?? new Map();
    groups.set(
      id,
      known.set(`${role.id} ${scope}`, { roleId: role.id, scope, text: roleText(role, scope, directory) }),
    );
  };
  for (const { holder, definition, scope } of directory.holdings) note(holds, holder, definition, scope);
  for (const row of tenant.eligibilities) {
    const role = directory.definitions.get(row.roleDefinitionId);
    if (role && isDirect(row)) note(eligible, row.principalId, role, row.scope);
  }
  const tell = (principal: string, { as, group, does }: Step, roles: Roles = new Map()): void => {
    const called = groupWords({ id: group, name: directory.groups.get(group)?.name ?? null });
    for (const { roleId, scope, text } of roles.values()) {
      const by = { kind: 'steps', as, group, does, roleId, scope } as const;
      add(principal, 'twoSteps', words`${as} of ${called}, which ${does} ${text}`, by);
    }
  };
  for (const [group, roles] of eligible) {
    for (const owner of directory.groups.get(group)?.owners ?? [])
      tell(owner, { as: 'owner', group, does: 'is eligible for' }, roles);
  }
  for (const row of tenant.groupEligibilities.filter(isDirect)) {
    const { principalId, groupId: group, access } = row;
    tell(principalId, { as: `eligible ${access}`, group, does: 'is eligible for' }, eligible.get(group));
    if (access === 'owner') tell(principalId, { as: 'eligible owner', group, does: 'holds' }, holds.get(group));
  }
}

/** The sync client itself, and the owners of every application that resets, leads to a reset, or is the sync client. */
function addApplications(tenant: Tenant, directory: Directory, paths: Paths, add: Add): void {
  const permitted = tenant.appRoleAssignments.filter(({ appRoleId }) => isWatchedPermission(appRoleId));
  const privileged = new Set([...paths.keys(), ...permitted.map(({ principalId }) => principalId)]);
  for (const { id, isSyncClient } of tenant.servicePrincipals) {
    if (isSyncClient) add(id, 'writeback', words`application of a sync client`, { kind: 'itself' });
  }
  for (const { servicePrincipalId, ownerId } of tenant.applicationOwners) {
    const application = directory.servicePrincipals.get(servicePrincipalId);
    const detail = words`owner of application ${named({ id: servicePrincipalId, name: application?.name ?? null })}`;
    const by = { kind: 'application', id: servicePrincipalId } as const;
    if (privileged.has(servicePrincipalId)) add(ownerId, 'takeApplication', detail, by);
    if (application?.isSyncClient) add(ownerId, 'writeback', detail, by);
  }
}

/** A random tenant as Graph can show it: rows that contradict each other are no tenant at all. */
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';

/** One truth about who is synced, and no membership to be activated in a group that cannot hold a role. */
export function consistent(random: Tenant): Tenant {
  const tenant = selfContained(random);
  const synced = new Set(tenant.users.filter(({ isSynced }) => isSynced).map(({ id }) => id));
  // Users `m…` are named by nothing but their unit.
  const isSynced = (id: string) => synced.has(id) || id.startsWith('m');
  const assignable = new Set(tenant.groups.filter((group) => group.isRoleAssignable).map(({ id }) => id));
  const ending = <T extends { readonly endsAt: string | null }>(rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, endsAt: row.endsAt && new Date(row.endsAt).toISOString() }));
  const unitMembers = tenant.units.map((unit) => ({
    ...unit,
    syncedUserIds: unit.syncedUserIds.filter(isSynced),
  }));
  return {
    ...tenant,
    // No tenant is without any: who cannot be resolved holds a role that no definition has, and so resets nobody.
    assignments:
      tenant.assignments.length > 0 ? tenant.assignments : [{ principalId: 'x', roleDefinitionId: 'x', scope: '/' }],
    units: unitMembers,
    assignmentSchedules: ending(tenant.assignmentSchedules),
    eligibilities: ending(tenant.eligibilities),
    groupEligibilities: ending(tenant.groupEligibilities).filter(({ groupId }) => assignable.has(groupId)),
    applicationOwners: tenant.applicationOwners.filter(({ servicePrincipalId }) =>
      tenant.servicePrincipals.some(({ id }) => id === servicePrincipalId),
    ),
    syncedUserCount: 20 + (tenant.syncedUserCount ?? 0),
  };
}

/** Whoever is deleted takes along what names them; ids of partners, `x…`, are named and never there. */
function selfContained(tenant: Tenant): Tenant {
  const known = new Set([...tenant.users, ...tenant.servicePrincipals, ...tenant.groups].map(({ id }) => id));
  const isThere = (id: string): boolean => known.has(id) || id.startsWith('x');
  const held = <T extends { readonly principalId: string }>(rows: readonly T[]): T[] =>
    rows.filter(({ principalId }) => isThere(principalId));
  return {
    ...tenant,
    assignments: held(tenant.assignments),
    assignmentSchedules: held(tenant.assignmentSchedules),
    eligibilities: held(tenant.eligibilities),
    groupEligibilities: held(tenant.groupEligibilities),
    appRoleAssignments: held(tenant.appRoleAssignments),
    applicationOwners: tenant.applicationOwners.filter(({ ownerId }) => isThere(ownerId)),
    groups: tenant.groups.map((group) => ({
      ...group,
      members: group.members.filter(isThere),
      owners: group.owners.filter(isThere),
    })),
  };
}

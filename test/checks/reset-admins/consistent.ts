/** A random tenant as Graph can show it: rows that contradict each other are no tenant at all. */
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';

/** One truth about who is synced, and no membership to be activated in a group that cannot hold a role. */
export function consistent(tenant: Tenant): Tenant {
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
    syncedUserCount: 20 + tenant.syncedUserCount,
  };
}

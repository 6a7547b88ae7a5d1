/**
 * Graph as it would answer for a tenant given as rows: every path the sources of this check ask for, and an error for
 * any other. Pages, batches and faults are the simulated tenant's; here it is what rows come to mean.
 */

import { CLOUD_SYNC_TEMPLATE_ID } from '../../../shared/checks/entra/well-known.ts';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';

type Row = { readonly [name: string]: unknown };

/** @param otherwise what it answers where that is other than the tenant has it */
export const graphFor = (
  tenant: () => Tenant,
  otherwise: (path: string, answer: unknown) => unknown = (_, rows) => rows,
): StubGraphReader =>
  new StubGraphReader((path) => {
    const asked = decodeURIComponent(path);
    return otherwise(asked, answer(tenant(), asked));
  });

function answer(tenant: Tenant, path: string): unknown {
  for (const [pattern, rows] of PATHS) {
    const match = pattern.exec(path);
    if (match) return rows(tenant, match[1] ?? '', match[2] ?? '');
  }
  return new Error(`nobody asks Graph for ${path}`);
}

const PATHS: readonly (readonly [pattern: RegExp, rows: (tenant: Tenant, id: string, kind: string) => unknown])[] = [
  [/^\/roleManagement\/directory\/roleDefinitions$/, ({ roleDefinitions }) => roleDefinitions.map(definition)],
  [/\/roleAssignments$/, () => []],
  [/\/roleAssignments\?\$expand=principal$/, (tenant) => tenant.assignments.map((row) => right(tenant, row))],
  [
    /\/roleAssignmentScheduleInstances\?\$select=.*&\$filter=memberType ne 'Group'$/,
    ({ assignmentSchedules }) =>
      assignmentSchedules.filter(isNoEcho).map(({ scope, endsAt, ...row }) => ({
        ...row,
        directoryScopeId: scope,
        endDateTime: endsAt,
      })),
  ],
  [
    /\/roleEligibilityScheduleInstances\?\$filter=memberType ne 'Group'&\$expand=principal$/,
    (tenant) =>
      tenant.eligibilities.filter(isNoEcho).map((row) => ({ ...right(tenant, row), endDateTime: row.endsAt })),
  ],
  [/^\/groups\?\$filter=isAssignableToRole eq true&/, ({ groups }) => groups.filter(assignable).map(group)],
  [/^\/groups\?\$filter=id in \((.*)\)&/, ({ groups }, ids) => among(groups, ids).map(group)],
  [/^\/groups\/(.+)\/(members|owners)\?\$select=id&\$top=999$/, (tenant, id, kind) => content(tenant, id, kind, false)],
  [
    /^\/groups\/(.+)\/(members|owners)\/microsoft\.graph\.servicePrincipal\?\$select=id&\$count=true&\$top=999$/,
    (tenant, id, kind) => content(tenant, id, kind, true),
  ],
  [
    /\/group\/eligibilityScheduleInstances\?\$filter=groupId eq '(.*)'&\$expand=principal$/,
    (tenant, id) =>
      tenant.groupEligibilities
        .filter(({ groupId }) => groupId === id)
        .map(({ access, endsAt, ...row }) => ({ ...named(tenant, row), accessId: access, endDateTime: endsAt })),
  ],
  [/^\/directory\/administrativeUnits\?/, ({ units }) => units.map(unit)],
  [
    /^\/directory\/administrativeUnits\/(.+)\/members\/microsoft\.graph\.user\?/,
    (tenant, id) => tenant.units.find((one) => one.id === id)?.syncedUserIds.map((user) => member(tenant, user)) ?? [],
  ],
  [/^\/servicePrincipals\(appId='6bf85cfa[^']+'\)\/appRoleAssignedTo/, () => []],
  [/^\/servicePrincipals\(appId='93625bc8[^']+'\)\/appRoleAssignedTo/, () => []],
  [/\/appRoleAssignedTo\?\$top=999$/, (tenant) => tenant.appRoleAssignments.map((row) => permission(tenant, row))],
  [/^\/servicePrincipals\?\$filter=appId eq /, () => []],
  [
    /^\/servicePrincipals\?\$filter=applicationTemplateId eq /,
    ({ servicePrincipals }) => servicePrincipals.filter(({ isSyncClient }) => isSyncClient).map(application),
  ],
  [
    /^\/servicePrincipals\?\$filter=id in \((.*)\)&/,
    (tenant, ids) => among(tenant.servicePrincipals, ids).map(application),
  ],
  [/^\/servicePrincipals\/(.+)\/owners\?/, (tenant, id) => owners(tenant, id)],
  [/^\/applications\(appId='(.+)'\)\/(owners|federatedIdentityCredentials)\?/, () => []],
  [/^\/applications\?\$filter=appId eq /, () => []],
  [/^\/users\/\$count\?\$filter=onPremisesSyncEnabled eq true$/, ({ syncedUserCount }) => syncedUserCount],
  [/^\/auditLogs\/directoryAudits\?/, () => []],
  [/^\/users\?\$filter=id in \((.*)\)&/, (tenant, ids) => among(tenant.users, ids).map(user)],
];

const isNoEcho = ({ memberType }: { readonly memberType: string }): boolean => memberType !== 'Group';

const among = <T extends { readonly id: string }>(rows: readonly T[], ids: string): T[] =>
  rows.filter(({ id }) => ids.split(',').includes(`'${id}'`));

function typeIn({ users, groups, servicePrincipals }: Tenant, id: string): Row {
  if (users.some((one) => one.id === id)) return { '@odata.type': '#microsoft.graph.user' };
  if (groups.some((one) => one.id === id)) return { '@odata.type': '#microsoft.graph.group' };
  if (servicePrincipals.some((one) => one.id === id)) return { '@odata.type': '#microsoft.graph.servicePrincipal' };
  return {};
}

/** A principal of another tenant is not expanded. */
function named<T extends { readonly principalId: string }>(tenant: Tenant, row: T) {
  const { principalId: id } = row;
  const type = typeIn(tenant, id);
  if (Object.keys(type).length === 0) return row;
  const [known] = [...tenant.users, ...tenant.servicePrincipals, ...tenant.groups].filter((one) => one.id === id);
  const upn = tenant.users.find((one) => one.id === id)?.upn ?? null;
  return { ...row, principal: { ...type, id, displayName: known?.name ?? null, userPrincipalName: upn } };
}

const right = <T extends { readonly principalId: string; readonly scope: string }>(tenant: Tenant, row: T) => ({
  ...named(tenant, row),
  directoryScopeId: row.scope,
});

const definition = ({ name, permissions, ...row }: Tenant['roleDefinitions'][number]): Row => ({
  ...row,
  displayName: name,
  rolePermissions: permissions.map(({ allowedActions, condition }) => ({
    allowedResourceActions: allowedActions,
    condition,
  })),
});

const assignable = ({ isRoleAssignable }: Tenant['groups'][number]): boolean => isRoleAssignable;

const group = ({ id, name, isRoleAssignable }: Tenant['groups'][number]): Row => ({
  id,
  displayName: name,
  isAssignableToRole: isRoleAssignable || null,
});

/** v1.0 leaves service principals out, and the cast gives them alone. */
function content(tenant: Tenant, id: string, kind: string, applications: boolean): Row[] {
  const own = tenant.groups.find((one) => one.id === id);
  const ids = (kind === 'members' ? own?.members : own?.owners) ?? [];
  const isApplication = (one: string) => tenant.servicePrincipals.some((application) => application.id === one);
  return ids.filter((one) => isApplication(one) === applications).map((one) => ({ id: one, ...typeIn(tenant, one) }));
}

const unit = ({ id, name, isRestricted }: Tenant['units'][number]): Row => ({
  id,
  displayName: name,
  isMemberManagementRestricted: isRestricted || null,
  membershipType: null,
  membershipRule: null,
  visibility: null,
});

const member = ({ users }: Tenant, id: string): Row => ({
  id,
  onPremisesSyncEnabled: (users.find((one) => one.id === id)?.isSynced ?? true) || null,
});

const permission = (tenant: Tenant, { principalId, appRoleId }: Tenant['appRoleAssignments'][number]): Row => ({
  principalId,
  appRoleId,
  principalType: String(typeIn(tenant, principalId)['@odata.type'] ?? '').replace('#microsoft.graph.', '') || null,
});

const application = ({ id, name, isEnabled, isSyncClient }: Tenant['servicePrincipals'][number]): Row => ({
  id,
  appId: `app-${id}`,
  displayName: name,
  accountEnabled: isEnabled,
  applicationTemplateId: isSyncClient ? CLOUD_SYNC_TEMPLATE_ID : null,
});

const owners = (tenant: Tenant, id: string): Row[] =>
  tenant.applicationOwners
    .filter(({ servicePrincipalId }) => servicePrincipalId === id)
    .map(({ ownerId }) => ({
      id: ownerId,
      ...typeIn(tenant, ownerId),
      displayName: tenant.users.find((one) => one.id === ownerId)?.name ?? null,
      accountEnabled: tenant.users.find((one) => one.id === ownerId)?.isEnabled ?? null,
    }));

const user = ({ id, name, upn, isEnabled, isSynced }: Tenant['users'][number]): Row => ({
  id,
  displayName: name,
  userPrincipalName: upn,
  accountEnabled: isEnabled,
  onPremisesSyncEnabled: isSynced || null,
});

/**
 * The application permissions granted to a principal, by id or by application. Only the managed identity holds any.
 * v1.0 says when it was granted as `createdDateTime`, beta as `creationTimestamp`.
 */
import { createHash } from 'node:crypto';
import { isPermission } from '../changes.ts';
import type { Endpoint, Row, Scope, Version } from '../endpoint.ts';
import { ALL_APP_ROLES, type Grantable } from '../permissions.ts';
import { graphOf, type Principal } from '../principals.ts';
import { principalByApp, principalById } from './service-principals.ts';

export const appRoleAssignments: Endpoint = {
  path: '/servicePrincipals/{id}/appRoleAssignments',
  permission: 'Application.Read.All',
  options: ['$top'],
  properties,
  read: (scope) => ({ rows: rowsOf(principalById(scope.state, scope.ids[0]), scope) }),
};

export const appRoleAssignmentsByApp: Endpoint = {
  path: "/servicePrincipals(appId='{id}')/appRoleAssignments",
  permission: 'Application.Read.All',
  options: ['$top'],
  properties,
  read: (scope) => ({ rows: rowsOf(principalByApp(scope.state, scope.ids[0]), scope) }),
};

function properties(version: Version): string[] {
  return [
    'id',
    'deletedDateTime',
    'appRoleId',
    grantedProperty(version),
    'principalDisplayName',
    'principalId',
    'principalType',
    'resourceDisplayName',
    'resourceId',
  ];
}

const grantedProperty = (version: Version): string => (version === 'beta' ? 'creationTimestamp' : 'createdDateTime');

function rowsOf(principal: Principal, scope: Scope): Row[] {
  const { state } = scope;
  if (principal.id !== state.identity.objectId) return [];
  return state.granted.filter(isPermission).map((permission) => rowOf(permission, principal, scope));
}

function rowOf(permission: Grantable, principal: Principal, { state, version }: Scope): Row {
  const grantedAt = state.grantedAt[permission] ?? state.createdDateTime;
  const graph = graphOf(state);
  return {
    id: createHash('sha256').update(`${principal.id}|${permission}|${grantedAt}`).digest('base64url'),
    deletedDateTime: null,
    appRoleId: ALL_APP_ROLES[permission],
    [grantedProperty(version)]: grantedAt,
    principalDisplayName: principal.displayName,
    principalId: principal.id,
    principalType: 'ServicePrincipal',
    resourceDisplayName: graph.displayName,
    resourceId: graph.id,
  };
}

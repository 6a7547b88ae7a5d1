/**
 * The application permissions on Microsoft Graph: of one principal, by id or by application, or of everyone who has any.
 * v1.0 says when it was granted as `createdDateTime`, beta as `creationTimestamp`.
 */
import { createHash } from 'node:crypto';
import { isPermission } from '../changes.ts';
import { entryOf } from '../directory/directory-state.ts';
import type { Endpoint, EndpointCall, Version } from '../endpoint.ts';
import { SYNC_SERVICES } from '../known-ids.ts';
import { listOf, type Row } from '../odata/row-list.ts';
import { ALL_APP_ROLES, type Grantable } from '../permissions.ts';
import { graphOf, type Principal } from '../principals.ts';
import type { TenantState } from '../state.ts';
import { principalByApp, principalById } from './service-principals.ts';

export const appRoleAssignments: Endpoint = {
  path: '/servicePrincipals/{id}/appRoleAssignments',
  permission: 'Application.Read.All',
  options: ['$top'],
  properties,
  read: (call) => ({ rows: rowsOf(principalById(call.state, call.ids[0]), call) }),
};

export const appRoleAssignmentsByApp: Endpoint = {
  path: "/servicePrincipals(appId='{id}')/appRoleAssignments",
  permission: 'Application.Read.All',
  options: ['$top'],
  properties,
  read: (call) => ({ rows: rowsOf(principalByApp(call.state, call.ids[0]), call) }),
};

export const appRoleAssignedTo: Endpoint = {
  path: "/servicePrincipals(appId='{id}')/appRoleAssignedTo",
  versions: ['v1.0'],
  permission: 'Application.Read.All',
  options: ['$top'],
  properties,
  read: (call) => {
    const { state } = call;
    const resource = principalByApp(state, call.ids[0]);
    const service = SYNC_SERVICES.find(({ appId }) => appId === resource.appId);
    if (service) return { rows: serverRows(service, resource, call) };
    // Nothing else of this tenant has app roles to be granted.
    const isGraph = resource.id === graphOf(state).id;
    const holders = isGraph ? [principalById(state, state.identity.objectId), ...appsOf(state)] : [];
    const grants = holders.flatMap((principal) => grantsOf(state, principal));
    return {
      list: listOf(grants, idOf, (grant) => rowOf(grant, call)),
    };
  },
};

/** Each server's application holds all of them. When they were granted is as old as the tenant. */
function serverRows(
  { appRoles }: (typeof SYNC_SERVICES)[number],
  resource: Principal,
  { state, version }: EndpointCall,
): Row[] {
  return state.connect.servers.flatMap(({ principalId, displayName }) =>
    appRoles.map((appRoleId) => ({
      id: createHash('sha256').update(`${principalId}|${appRoleId}`).digest('base64url'),
      deletedDateTime: null,
      appRoleId,
      [grantedProperty(version)]: state.createdDateTime,
      principalDisplayName: displayName,
      principalId,
      principalType: 'ServicePrincipal',
      resourceDisplayName: resource.displayName,
      resourceId: resource.id,
    })),
  );
}

const appsOf = (state: TenantState): Principal[] =>
  Object.keys(state.directory.apps).map((id) => principalById(state, id));

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

interface Grant {
  readonly principal: Principal;
  readonly permission: Grantable;
  /** ISO 8601. */
  readonly at: string;
}

const rowsOf = (principal: Principal, call: EndpointCall): Row[] =>
  grantsOf(call.state, principal).map((grant) => rowOf(grant, call));

function grantsOf(state: TenantState, principal: Principal): Grant[] {
  if (principal.id === state.identity.objectId) {
    return state.granted.filter(isPermission).map((permission) => ({
      principal,
      permission,
      at: state.grantedAt[permission] ?? state.createdDateTime,
    }));
  }
  const granted = Object.entries(entryOf(state.directory.apps, principal.id)?.granted ?? {});
  return granted.flatMap(([permission, at]) => (isPermission(permission) ? [{ principal, permission, at }] : []));
}

const idOf = ({ principal, permission, at }: Grant): string =>
  createHash('sha256').update(`${principal.id}|${permission}|${at}`).digest('base64url');

function rowOf(grant: Grant, { state, version }: EndpointCall): Row {
  const { principal, permission, at } = grant;
  const graph = graphOf(state);
  return {
    id: idOf(grant),
    deletedDateTime: null,
    appRoleId: ALL_APP_ROLES[permission],
    [grantedProperty(version)]: at,
    principalDisplayName: principal.displayName,
    principalId: principal.id,
    principalType: 'ServicePrincipal',
    resourceDisplayName: graph.displayName,
    resourceId: graph.id,
  };
}

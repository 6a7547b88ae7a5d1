/**
 * The service principals, as a list and one by one, by id or by application. A principal may always read itself
 * (documented for the object; not for what is below it). `startswith` ignores case, as the directory does.
 */
import type { Endpoint, EndpointCall, Version } from '../endpoint.ts';
import type { Row } from '../odata/row-list.ts';
import { ALL_APP_ROLES } from '../permissions.ts';
import { graphOf, NOBODY, type Principal, principalOf, principalsOf } from '../principals.ts';
import { notFound } from '../reply.ts';
import type { TenantState } from '../state.ts';
import { credentialRows } from './credential-rows.ts';
import { idsAskedFor } from './ids-asked-for.ts';

export const servicePrincipals: Endpoint = {
  path: '/servicePrincipals',
  permission: 'Application.Read.All',
  options: ['$filter', '$top'],
  filters: {
    id: { in: 'list' },
    appId: { eq: 'string' },
    applicationTemplateId: { eq: 'string' },
    displayName: { startswith: 'string' },
  },
  properties,
  read: (call, query) => {
    const ids = idsAskedFor(query);
    const found = ids ? ids.flatMap((id) => principalOf(call.state, id) ?? []) : principalsOf(call.state);
    return { rows: found.map((principal) => shown(principal, call)) };
  },
};

export const servicePrincipal: Endpoint = {
  path: '/servicePrincipals/{id}',
  permission: 'Application.Read.All',
  isOpen: ({ state, ids }) => ids[0] === state.identity.objectId,
  options: [],
  properties,
  read: (call) => ({ entity: shown(principalById(call.state, call.ids[0]), call) }),
};

export const servicePrincipalByApp: Endpoint = {
  path: "/servicePrincipals(appId='{id}')",
  permission: 'Application.Read.All',
  isOpen: ({ state, ids }) => ids[0] === state.identity.appId,
  options: [],
  properties,
  read: (call) => ({ entity: shown(principalByApp(call.state, call.ids[0]), call) }),
};

/** @throws GraphRefusal 404 */
export function principalById(state: TenantState, id = ''): Principal {
  const found = principalOf(state, id);
  if (!found) throw notFound(id);
  return found;
}

/** @throws GraphRefusal 404 */
export function principalByApp(state: TenantState, appId = ''): Principal {
  const found = principalsOf(state).find((principal) => principal.appId === appId);
  if (!found) throw notFound(appId);
  return found;
}

function properties(version: Version): string[] {
  return Object.keys(rowOf(NOBODY, [], version));
}

/** Without app roles. Null: of nobody, which has all properties too. */
export const principalRow = (principal: Principal | null, version: Version): Row =>
  rowOf(principal ?? NOBODY, [], version);

function shown(principal: Principal, { state, version }: EndpointCall): Row {
  const row = rowOf(principal, principal.id === graphOf(state).id ? APP_ROLES : [], version);
  const type = principal.isAgent ? { '@odata.type': '#microsoft.graph.agentIdentity' } : {};
  return { ...type, ...row, ...credentialRows(state, principal.id, 'servicePrincipal') };
}

/** What a self-check of permissions turns ids into names with. */
const APP_ROLES: readonly Row[] = Object.entries(ALL_APP_ROLES).map(([value, id]) => ({
  allowedMemberTypes: ['Application'],
  description: `Allows the app to use ${value} without a signed-in user.`,
  displayName: value,
  id,
  isEnabled: true,
  origin: 'Application',
  value,
}));

function rowOf(principal: Principal, appRoles: readonly Row[], version: Version): Row {
  return {
    id: principal.id,
    deletedDateTime: null,
    accountEnabled: principal.enabled,
    addIns: [],
    alternativeNames: [],
    appDescription: null,
    appDisplayName: principal.displayName,
    appId: principal.isAgent ? null : principal.appId,
    applicationTemplateId: principal.templateId,
    appOwnerOrganizationId: null,
    appRoleAssignmentRequired: false,
    appRoles,
    createdByAppId: null,
    description: null,
    disabledByMicrosoftStatus: null,
    displayName: principal.displayName,
    homepage: null,
    info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
    isDisabled: null,
    keyCredentials: [],
    loginUrl: null,
    logoutUrl: null,
    notes: null,
    notificationEmailAddresses: [],
    passwordCredentials: [],
    preferredSingleSignOnMode: null,
    preferredTokenSigningKeyThumbprint: null,
    replyUrls: [],
    samlSingleSignOnSettings: null,
    servicePrincipalNames: principal.isAgent ? [] : [principal.appId],
    servicePrincipalType: principal.type,
    signInAudience: 'AzureADMyOrg',
    tags: [],
    tokenEncryptionKeyId: null,
    ...(version === 'beta' ? BETA_ONLY : V1_ONLY),
  };
}

const V1_ONLY = { oauth2PermissionScopes: [], resourceSpecificApplicationPermissions: [], verifiedPublisher: null };

const BETA_ONLY = {
  errorUrl: null,
  passwordSingleSignOnSettings: null,
  preferredTokenSigningKeyEndDateTime: null,
  publishedPermissionScopes: [],
  publisherName: null,
  samlMetadataUrl: null,
};

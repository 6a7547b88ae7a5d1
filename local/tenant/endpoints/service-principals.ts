/**
 * The service principals: Graph itself, the managed identity, and one for each Cloud Sync configuration.
 * Only those of Cloud Sync come from its application template.
 */
import type { Endpoint, Row, Scope, Version } from '../endpoint.ts';
import { CLOUD_SYNC_TEMPLATE_ID, GRAPH_APP_ID } from '../known-ids.ts';
import { guidOf } from '../random.ts';

export const servicePrincipals: Endpoint = {
  path: '/servicePrincipals',
  permission: 'Application.Read.All',
  options: ['$filter', '$top'],
  filters: { applicationTemplateId: { eq: 'string' } },
  properties: (version) => Object.keys(rowOf(NOBODY, version)),
  read: (scope) => ({ rows: principals(scope).map((principal) => rowOf(principal, scope.version)) }),
};

interface Principal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly type: 'Application' | 'ManagedIdentity';
  readonly templateId: string | null;
}

const NOBODY: Principal = { id: '', appId: '', displayName: '', type: 'Application', templateId: null };

function principals({ state }: Scope): Principal[] {
  const { identity, tenantId } = state;
  return [
    { ...NOBODY, id: guidOf(`${tenantId}|graph`), appId: GRAPH_APP_ID, displayName: 'Microsoft Graph' },
    { ...NOBODY, ...identity, id: identity.objectId, type: 'ManagedIdentity' },
    ...state.cloudSync.map((sync) => ({ ...NOBODY, ...sync, templateId: CLOUD_SYNC_TEMPLATE_ID })),
  ];
}

function rowOf(principal: Principal, version: Version): Row {
  return {
    id: principal.id,
    deletedDateTime: null,
    accountEnabled: true,
    addIns: [],
    alternativeNames: [],
    appDescription: null,
    appDisplayName: principal.displayName,
    appId: principal.appId,
    applicationTemplateId: principal.templateId,
    appOwnerOrganizationId: null,
    appRoleAssignmentRequired: false,
    appRoles: [],
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
    servicePrincipalNames: [principal.appId],
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

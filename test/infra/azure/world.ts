/**
 * The state behind the stand-in for Azure, Graph and the app: a deployment in which nothing is wrong, in the shapes of
 * Microsoft's REST references. A test spoils one thing in it. Written without the product's own lists.
 */
export const TENANT = '11111111-aaaa-4bbb-8ccc-000000000001';
export const OTHER_TENANT = '22222222-aaaa-4bbb-8ccc-000000000002';
export const SUBSCRIPTION = '33333333-aaaa-4bbb-8ccc-000000000003';
export const OTHER_SUBSCRIPTION = '44444444-aaaa-4bbb-8ccc-000000000004';
export const OBJECT_ID = '55555555-aaaa-4bbb-8ccc-000000000005';
export const CLIENT_ID = '66666666-aaaa-4bbb-8ccc-000000000006';
export const GRAPH_ID = '77777777-aaaa-4bbb-8ccc-000000000007';
export const KEY = 'AbC123_the_function_key_that_nobody_may_see_987xyz==';
export const APP = 'watch-abc123';
export const GROUP = 'rg-watch';

/** 2026-11-28T12:00:00Z. */
export const NOW = Date.UTC(2026, 10, 28, 12);
export const UPLOADED = '2026-11-28T11:00:00Z';

/** Name and id as Microsoft's permission reference has them. */
export const GRAPH_ROLES: Readonly<Record<string, string>> = {
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
  'Organization.Read.All': '498476ce-e0fe-48b0-b801-37ba7e2685c6',
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'Policy.Read.All': '246dd0d5-5bd0-4def-940b-0421030a5b68',
  'OnPremDirectorySynchronization.Read.All': 'bb70e231-92dc-4729-aff5-697b3f04be95',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
  'RoleManagement.Read.Directory': '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
  'GroupMember.Read.All': '98830695-27a2-44f7-8c18-0c3ebc9698f6',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'AdministrativeUnit.Read.All': '134fd756-38ce-4afd-ba33-e9623dbe66c2',
  'PrivilegedEligibilitySchedule.Read.AzureADGroup': 'edb419d6-7edc-42a3-9345-509bfdf5d87c',
  'Member.Read.Hidden': '658aa5d8-239f-45c4-aa12-864f4fc7e490',
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  'User.ReadWrite.All': '741f803b-c850-494e-b5df-cde7c675a1ca',
};

/** What `infra/README.md` lists, in the alphabet's order. */
export const NEEDED_NAMES = Object.keys(GRAPH_ROLES)
  .filter((name) => !['Member.Read.Hidden', 'Directory.Read.All', 'User.ReadWrite.All'].includes(name))
  .sort();

export interface Assigned {
  id: string;
  principalId: string;
  resourceId: string;
  appRoleId: string;
}

export interface RoleAssignment {
  name: string;
  scope: string;
  role: string;
  principalId: string;
}

export interface SiteState {
  subscription: string;
  group: string;
  name: string;
  /** Default host name; made of the app's name unless given. */
  host?: string;
  state: string;
  identity: Record<string, unknown> | undefined;
  settings: Record<string, string>;
  functions: { name: string; schedule?: string; isDisabled?: boolean }[];
  deployments: { status: number; end_time: string }[] | null;
}

export interface World {
  tokenTenants: { arm: string; graph: string };
  subscriptions: { subscriptionId: string; displayName: string; tenantId: string; state: string }[];
  sites: SiteState[];
  /** Object ids that Graph knows; `looksUntilKnown` more looks until it knows ours. */
  looksUntilKnown: number;
  /** Grants that still fail because a part of Graph does not know the identity. */
  grantsUntilKnown: number;
  graphRoles: Record<string, string>;
  assigned: Assigned[];
  mayGrant: boolean;
  roleAssignments: RoleAssignment[];
  roleDefinitions: Record<string, { roleName: string; actions: string[]; dataActions?: string[] }>;
  storageAccounts: string[];
  references: Record<string, string>;
  communication: { hostName: string; linkedDomains: string[] };
  domains: Record<
    string,
    { domainManagement: string; fromSenderDomain: string; proofs: Record<string, string>; names: string[] }
  >;
  /** name, newest, runs, failed */
  telemetry: [string, string, number, number][];
  keys: Record<string, string>;
  live: { status: number; body: string };
  status: { status: number; body: unknown };
  /** Answers instead of the real one: by method and a part of the path; `times` counts down. */
  refusals: {
    method: string;
    path: RegExp;
    status: number;
    code: string;
    message?: string;
    retryAfter?: string;
    times?: number;
  }[];
}

const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}`;
export const ID = {
  storage: `${group}/providers/Microsoft.Storage/storageAccounts/watchstore`,
  table: `${group}/providers/Microsoft.Storage/storageAccounts/watchstore/tableServices/default/tables/writebackwatch`,
  component: `${group}/providers/Microsoft.Insights/components/watch-insights`,
  communication: `${group}/providers/Microsoft.Communication/communicationServices/watch-mail`,
  domain: `${group}/providers/Microsoft.Communication/emailServices/watch-domains/domains/AzureManagedDomain`,
  ownDomain: `${group}/providers/Microsoft.Communication/emailServices/watch-domains/domains/example.com`,
  vault: `${group}/providers/Microsoft.KeyVault/vaults/watch-vault`,
};

export const ROLE = {
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  tableContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
  metrics: '3913510d-42f4-4e42-8a64-420c390055eb',
  secretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  mail: '88888888-aaaa-4bbb-8ccc-000000000008',
  mailBuiltIn: '09976791-48a7-449e-bb21-39d1a415f350',
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
};

export const site = (name = APP, subscription = SUBSCRIPTION): SiteState => ({
  subscription,
  group: GROUP,
  name,
  state: 'Running',
  identity: {
    type: 'UserAssigned',
    userAssignedIdentities: {
      [`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/watch-identity`]: {
        principalId: OBJECT_ID,
        clientId: CLIENT_ID,
      },
    },
  },
  settings: {
    TENANT_ID: TENANT,
    AZURE_CLIENT_ID: CLIENT_ID,
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    AzureWebJobsStorage__accountName: 'watchstore',
    AzureWebJobsStorage__credential: 'managedidentity',
    AzureWebJobsStorage__clientId: CLIENT_ID,
    AzureWebJobsDisableHomepage: 'true',
    APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=99999999-aaaa-4bbb-8ccc-000000000009;IngestionEndpoint=https://westeurope.in.applicationinsights.azure.com/`,
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `ClientId=${CLIENT_ID};Authorization=AAD`,
    STATE_TABLES_URL: 'https://watchstore.table.core.windows.net/',
    MAIL_ENDPOINT: 'https://watch-mail.europe.communication.azure.com',
    MAIL_FROM: 'DoNotReply@abc.azurecomm.net',
    MAIL_TO: 'oncall@example.com',
  },
  functions: [
    { name: 'poll-writeback', schedule: '0 * * * * *' },
    { name: 'poll-agents', schedule: '0 */5 * * * *' },
    { name: 'poll-reset-admins', schedule: '10 * * * * *' },
    { name: 'notify', schedule: '20 * * * * *' },
    { name: 'live' },
    { name: 'status' },
    { name: 'drift' },
    { name: 'alerts' },
    { name: 'answer' },
    { name: 'reset-admins' },
    { name: 'metrics' },
  ],
  deployments: [
    { status: 4, end_time: UPLOADED },
    { status: 3, end_time: '2026-11-28T11:30:00Z' },
  ],
});

const assignment = (name: string, scope: string, role: string): RoleAssignment => ({
  name,
  scope,
  role,
  principalId: OBJECT_ID,
});

/** Everything right. */
export const deployed = (): World => ({
  tokenTenants: { arm: TENANT, graph: TENANT },
  subscriptions: [{ subscriptionId: SUBSCRIPTION, displayName: 'Production', tenantId: TENANT, state: 'Enabled' }],
  sites: [site()],
  looksUntilKnown: 0,
  grantsUntilKnown: 0,
  graphRoles: { ...GRAPH_ROLES },
  assigned: NEEDED_NAMES.map((name) => held(name)),
  mayGrant: true,
  roleAssignments: [
    assignment('a-blob', ID.storage, ROLE.blobOwner),
    assignment('a-table', ID.table, ROLE.tableContributor),
    assignment('a-metrics', ID.component, ROLE.metrics),
    assignment('a-mail', ID.communication, ROLE.mail),
  ],
  roleDefinitions: {
    [ROLE.blobOwner]: { roleName: 'Storage Blob Data Owner', actions: [] },
    [ROLE.tableContributor]: { roleName: 'Storage Table Data Contributor', actions: [] },
    [ROLE.metrics]: { roleName: 'Monitoring Metrics Publisher', actions: [] },
    [ROLE.secretsUser]: { roleName: 'Key Vault Secrets User', actions: [] },
    [ROLE.mailBuiltIn]: { roleName: 'Communication and Email Service Owner', actions: ['Microsoft.Communication/*'] },
    [ROLE.owner]: { roleName: 'Owner', actions: ['*'] },
    [ROLE.mail]: {
      roleName: 'Writeback Watch mail sender',
      // Azure gives actions back in whatever case they were written.
      actions: [
        'microsoft.communication/communicationservices/read',
        'Microsoft.Communication/CommunicationServices/Write',
      ],
    },
  },
  storageAccounts: [ID.storage],
  references: {},
  communication: { hostName: 'watch-mail.europe.communication.azure.com', linkedDomains: [ID.domain] },
  domains: {
    [ID.domain]: {
      domainManagement: 'AzureManaged',
      fromSenderDomain: 'abc.azurecomm.net',
      proofs: {},
      names: ['donotreply'],
    },
    [ID.ownDomain]: {
      domainManagement: 'CustomerManaged',
      fromSenderDomain: 'example.com',
      proofs: { Domain: 'Verified', SPF: 'Verified', DKIM: 'Verified', DKIM2: 'Verified' },
      names: ['donotreply', 'watch'],
    },
  },
  telemetry: [
    ['poll-writeback', '2026-11-28T11:56:00Z', 56, 0],
    ['poll-agents', '2026-11-28T11:55:00Z', 11, 1],
    ['poll-reset-admins', '2026-11-28T11:56:10Z', 56, 0],
    ['notify', '2026-11-28T11:56:20Z', 56, 0],
    ['live', '2026-11-28T11:55:30Z', 50, 0],
  ],
  keys: { default: KEY },
  live: { status: 200, body: '{"status":"pass"}' },
  status: { status: 200, body: goodStatus() },
  refusals: [],
});

export function held(name: string, id = `assignment-${name}`): Assigned {
  return { id, principalId: OBJECT_ID, resourceId: GRAPH_ID, appRoleId: GRAPH_ROLES[name] ?? name };
}

interface ToldSoFar {
  pending: number;
  lastSentAt: string | null;
  lastError: string | null;
}

export interface StatusBody {
  status: string;
  problems: { code: string; what: string; hint: string }[];
  writeback: { state: string; declared: string | null };
  agents: { state: string };
  resetAdmins: { state: string };
  mail: ToldSoFar;
  receivers?: (ToldSoFar & { name: string; state: string })[];
  sources: {
    check: string;
    name: string;
    required: boolean;
    state: string;
    error: { code: string; message: string; hint: string } | null;
  }[];
}

export function goodStatus(): StatusBody {
  const source = (check: string, name: string, required: boolean) => ({
    check,
    name,
    required,
    state: 'ok',
    error: null,
  });
  return {
    status: 'pass',
    problems: [],
    writeback: { state: 'on', declared: 'on' },
    agents: { state: 'healthy' },
    resetAdmins: { state: 'known' },
    mail: { pending: 0, lastSentAt: '2026-11-28T10:00:00.000Z', lastError: null },
    sources: [
      source('writeback', 'directoryAudits', true),
      source('agents', 'organization', true),
      source('reset-admins', 'roleDefinitions', true),
      source('writeback', 'authorizationPolicy', false),
    ],
  };
}

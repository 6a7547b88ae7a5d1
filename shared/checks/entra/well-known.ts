/**
 * Ids and names of Microsoft's that are the same in every tenant, each said once: applications, templates, service
 * plans, prefixes and feature flags. Permissions and audit activities have files of their own. Data alone.
 */

/** The application Microsoft Graph. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** The application in whose name PIM changes the directory (MS-PIM). */
export const PIM_APP_ID = '01fc33a7-78ba-4d2f-a4b7-768e336e890e';

/** An app role of this id means "may sign in to it" and grants nothing. */
export const DEFAULT_ACCESS_ROLE_ID = '00000000-0000-0000-0000-000000000000';

/** The application template, and the gallery application, that Cloud Sync configurations are. */
export const CLOUD_SYNC_TEMPLATE_ID = '1a4721b3-e57f-4451-ae87-ef078703ec94';

/**
 * Sign-in name of the account that Cloud Sync makes in the tenant with its first agent and works under, in the role Directory
 * Synchronization Accounts (learn.microsoft.com/entra/identity/hybrid/cloud-sync/reference-error-codes names it).
 */
export const CLOUD_SYNC_ACCOUNT_PREFIX = 'ADToAADSyncServiceAccount';

/** Cloud Sync jobs, by the template that begins their id. The documented `templateId` has been seen to be another one. */
export const CLOUD_SYNC_JOBS = {
  provisioning: 'AD2AADProvisioning',
  passwordHashes: 'AD2AADPasswordHash',
} as const;

/** The services that a client of Connect Sync signs in to, and their app roles: only an administrator grants these. */
export const SYNC_SERVICES = [
  {
    appId: '6bf85cfa-ac8a-4be5-b5de-425a0d0dc016',
    name: 'Microsoft Entra AD Synchronization Service',
    roles: [{ id: 'ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9', name: 'ADSynchronization.ReadWrite.All' }],
  },
  {
    appId: '93625bc8-bfe2-437a-97e0-3d0060024faa',
    name: 'Microsoft password reset service',
    roles: [
      { id: '69201c67-737b-4a20-8f16-e0c8c64e0b0e', name: 'PasswordWriteback.OffboardClient.All' },
      { id: 'fc7e8088-95b5-453e-8bef-b17ecfec5ba3', name: 'PasswordWriteback.RefreshClient.All' },
      { id: 'e006e431-a65b-4f3e-8808-77d29d4c5f1a', name: 'PasswordWriteback.RegisterClientVersion.All' },
    ],
  },
] as const;

/** Connect Sync with application-based authentication registers one application of such a name for each server. */
export const CONNECT_SYNC_NAME_PREFIX = 'ConnectSyncProvisioning_';

/** Names of the service plans behind Entra ID P1 and P2. That every product with them names them so is unconfirmed. */
export const SERVICE_PLANS = { p1: 'AAD_PREMIUM', p2: 'AAD_PREMIUM_P2' } as const;

/** Sync feature flags that decide something here, as `onPremisesDirectorySynchronization.features` names them. */
export const SYNC_FEATURES = {
  passwordWriteback: 'passwordWritebackEnabled',
  blockHardMatch: 'blockCloudObjectTakeoverThroughHardMatchEnabled',
  blockSoftMatch: 'blockSoftMatchEnabled',
  quarantineUpnConflict: 'quarantineUponUpnConflictEnabled',
  quarantineAddressConflict: 'quarantineUponProxyAddressesConflictEnabled',
  cloudPasswordPolicy: 'cloudPasswordPolicyForPasswordSyncedUsersEnabled',
} as const;

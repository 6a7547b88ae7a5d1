/**
 * Ids and names of Microsoft's that are the same in every tenant, each said once: applications, templates, service
 * plans, prefixes and feature flags. Permissions and audit activities have files of their own. Data alone.
 */

/** The application Microsoft Graph. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** An app role of this id means "may sign in to it" and grants nothing. */
export const DEFAULT_ACCESS_ROLE_ID = '00000000-0000-0000-0000-000000000000';

/** Every Cloud Sync configuration is a service principal made from this application template. */
export const CLOUD_SYNC_TEMPLATE_ID = '1a4721b3-e57f-4451-ae87-ef078703ec94';

/** Cloud Sync jobs, told apart by the prefix of their id: the documented `templateId` comes back as something else. */
export const CLOUD_SYNC_JOB_PREFIXES = {
  provisioning: 'AD2AADProvisioning.',
  passwordHashes: 'AD2AADPasswordHash.',
} as const;

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

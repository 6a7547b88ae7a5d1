/** What a new simulated tenant looks like. Pure: the same seed and time give the same tenant, but for its token key. */
import { newDirectory } from './directory/new-directory.ts';
import { newAgents, newConnect } from './hybrid-state.ts';
import { DEFAULT_PERMISSIONS } from './permissions.ts';
import { guidOf } from './random.ts';
import type { TenantState } from './state.ts';

/** A hybrid tenant with password hash sync, protected against takeover, writeback never switched, every licence. */
export function newState(seed: number, now: number): TenantState {
  const id = (what: string): string => guidOf(`${seed}|${what}`);
  const admins = ADMINS.map(([displayName, name]) => ({
    id: id(name),
    displayName,
    userPrincipalName: `${name}@contoso.com`,
  }));
  return {
    version: 1,
    tenantId: id('tenant'),
    displayName: 'Contoso',
    createdDateTime: new Date(now).toISOString(),
    tokenKey: crypto.randomUUID(),
    identity: { objectId: id('identity'), appId: id('identity app'), displayName: 'writeback-watch' },
    granted: [...DEFAULT_PERMISSIONS],
    grantedAt: {},
    licences: { p1: 'enabled', p2: 'enabled' },
    dateSkewSeconds: 0,
    retentionDays: 30,
    ingestionDelaySeconds: 0,
    sync: { enabled: true, features: { ...NEW_FEATURES } },
    connect: newConnect(`${seed}`),
    allowedToUseSspr: true,
    cloudSync: [],
    agents: newAgents(`${seed}`),
    agentListsReadable: false,
    agentInactiveAfterSeconds: 0,
    admins,
    directory: newDirectory(id('tenant'), admins, now),
    audits: [],
    counter: 0,
  };
}

const ADMINS: readonly (readonly [string, string])[] = [
  ['Adele Vance', 'adelev'],
  ['Megan Bowen', 'meganb'],
  ['Lynne Robbins', 'lynner'],
];

/** The 20 documented features (onPremisesDirectorySynchronizationFeature). */
const NEW_FEATURES: Readonly<Record<string, boolean>> = {
  allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: false,
  blockCloudObjectTakeoverThroughHardMatchEnabled: true,
  blockSoftMatchEnabled: true,
  bypassDirSyncOverridesEnabled: false,
  cloudPasswordPolicyForPasswordSyncedUsersEnabled: true,
  concurrentCredentialUpdateEnabled: false,
  concurrentOrgIdProvisioningEnabled: false,
  deviceWritebackEnabled: false,
  directoryExtensionsEnabled: false,
  fopeConflictResolutionEnabled: false,
  groupWriteBackEnabled: false,
  passwordSyncEnabled: true,
  passwordWritebackEnabled: false,
  quarantineUponProxyAddressesConflictEnabled: true,
  quarantineUponUpnConflictEnabled: true,
  softMatchOnUpnEnabled: true,
  synchronizeUpnForManagedUsersEnabled: true,
  unifiedGroupWritebackEnabled: false,
  userForcePasswordChangeOnLogonEnabled: false,
  userWritebackEnabled: false,
};

/**
 * What the simulated tenant is: plain JSON, and what a new one looks like.
 * It holds causes (who is granted what, which flags are set), never responses: those are made per request.
 */
import type { Directory } from './directory/directory-state.ts';
import { newDirectory } from './directory/new-directory.ts';
import { type Agent, type CloudSync, type ConnectSync, newAgents, newConnect } from './hybrid-state.ts';
import type { Licence, LicenceState } from './licences.ts';
import { DEFAULT_PERMISSIONS } from './permissions.ts';
import { guidOf } from './random.ts';

export interface Admin {
  id: string;
  displayName: string;
  userPrincipalName: string;
}

export interface AuditTarget {
  id: string;
  displayName: string | null;
  type: string;
  userPrincipalName?: string;
}

export interface AuditEvent {
  id: string;
  /** ISO 8601 with seven fractional digits, as Graph writes it. */
  activityDateTime: string;
  /** ms since 1970: it can be read from then on. */
  readableAt: number;
  activityDisplayName: string;
  category: string;
  loggedByService: string;
  operationType: string | null;
  result: 'success' | 'failure' | 'timeout' | 'unknownFutureValue';
  resultReason: string;
  /** An administrator or user; when null, `app`, or the tenant's own managed identity. */
  by: Admin | null;
  app?: { appId: string; objectId: string; displayName: string };
  target: AuditTarget;
  /** More targets, after the first. */
  others?: AuditTarget[];
  modified: { displayName: string; oldValue: string | null; newValue: string | null }[];
  /** Beside the usual one. */
  details?: { key: string; value: string }[];
}

export interface TenantState {
  version: 1;
  tenantId: string;
  displayName: string;
  createdDateTime: string;
  /** Signs the tokens this tenant issues, so that nobody else's pass. */
  tokenKey: string;
  /** The managed identity that asks. */
  identity: { objectId: string; appId: string; displayName: string };
  granted: string[];
  /** When what was granted after the beginning was granted, ISO 8601. */
  grantedAt: Record<string, string>;
  licences: Record<Licence, LicenceState>;
  /** Graph's `Date` header is the tenant's clock and this. */
  dateSkewSeconds: number;
  /** How long audit events can be read: 7 on Entra ID Free, 30 on P1 and P2. */
  retentionDays: number;
  /** How long after it is recorded a new audit event can be read; minutes at the real service, 0 here. */
  ingestionDelaySeconds: number;
  sync: {
    enabled: boolean;
    features: Record<string, boolean | null>;
  };
  connect: ConnectSync;
  /** Whether administrators may use self-service password reset. */
  allowedToUseSspr: boolean;
  cloudSync: CloudSync[];
  agents: Agent[];
  /** Documented as not supported for an app identity, so off unless someone tries what if. */
  agentListsReadable: boolean;
  /** How long without contact makes an agent inactive; not documented. */
  agentInactiveAfterSeconds: number;
  admins: Admin[];
  /** Users, groups, units, applications, roles and who holds them. */
  directory: Directory;
  audits: AuditEvent[];
  /** Counts everything that ever got an id here. */
  counter: number;
}

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

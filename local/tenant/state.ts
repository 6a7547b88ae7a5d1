/**
 * What the simulated tenant is, as plain JSON.
 * It holds causes (who is granted what, which flags are set), never responses: those are made per request.
 */
import type { Directory } from './directory/directory-state.ts';
import type { Agent, CloudSync, ConnectSync } from './hybrid-state.ts';
import type { Licence, LicenceState } from './licences.ts';

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
  app?: { appId: string | null; objectId: string; displayName: string };
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

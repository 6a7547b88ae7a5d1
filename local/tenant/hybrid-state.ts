/**
 * The on-premises side of the tenant: sync servers, Cloud Sync jobs and agents, as plain JSON. It holds what runs
 * and since when; what Graph shows of it is worked out per request. All times are ms since 1970.
 */
import { guidOf } from './random.ts';

/** A server with Connect Sync, and its application `ConnectSyncProvisioning_<server>_<hex>`. */
export interface ConnectServer {
  name: string;
  principalId: string;
  appId: string;
  displayName: string;
  version: string;
  /** A staging server imports and signs in, but exports nothing. */
  isStaging: boolean;
  /** When it stopped running; null while it runs. */
  stoppedAt: number | null;
}

export interface ConnectSync {
  servers: ConnectServer[];
  intervalMinutes: number;
  /** Shown instead of the time that moves by itself; null: it moves. */
  lastSyncAt: number | null;
  lastPasswordSyncAt: number | null;
  /** How long after a sign-in the report shows it; the real delay is not documented. */
  signInDelaySeconds: number;
}

/** One synchronization job of a Cloud Sync configuration. */
export interface SyncJob {
  /** `AD2AADProvisioning.` or `AD2AADPasswordHash.`, and 32 hexadecimal digits. */
  id: string;
  intervalSeconds: number;
  isPaused: boolean;
  /** An agent runs that can do the work. */
  hasAgent: boolean;
  firstRanAt: number | null;
  /** Since when it runs without a break, each interval; null: it never ran. */
  ranFrom: number | null;
  /** When that ended; null while it runs. */
  ranUntil: number | null;
  quarantine: { beganAt: number; reason: QuarantineReason; errorCode: string } | null;
}

/** The members of quarantineReason in the schema. */
export const QUARANTINE_REASONS = [
  'EncounteredBaseEscrowThreshold',
  'EncounteredTotalEscrowThreshold',
  'EncounteredEscrowProportionThreshold',
  'EncounteredQuarantineException',
  'Unknown',
  'QuarantinedOnDemand',
  'TooManyDeletes',
  'IngestionInterrupted',
] as const;

export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** One configuration for one domain: a service principal made from the Cloud Sync template. */
export interface CloudSync {
  id: string;
  appId: string;
  displayName: string;
  jobs: SyncJob[];
}

/** Publishing types whose agent lists are served; only `provisioning` agents carry Cloud Sync. */
export const AGENT_TYPES = ['provisioning', 'authentication'] as const;

export type AgentType = (typeof AGENT_TYPES)[number];

export interface Agent {
  id: string;
  machineName: string;
  externalIp: string;
  type: AgentType;
  /** When it lost contact; null while it runs. */
  stoppedAt: number | null;
  /** Shown inactive in every second period, the first included. Its work goes on. */
  flapping: { since: number; everySeconds: number } | null;
}

const CLIENT_VERSION = '2.6.92.0';

/** @param id unique in all tenants: the server's ids and the end of its application's name come from it */
export function newServer(id: string, name: string): ConnectServer {
  const hex = guidOf(`${id}|installation`).replaceAll('-', '').slice(0, 12);
  return {
    name,
    principalId: guidOf(`${id}|principal`),
    appId: guidOf(`${id}|app`),
    displayName: `ConnectSyncProvisioning_${name}_${hex}`,
    version: CLIENT_VERSION,
    isStaging: false,
    stoppedAt: null,
  };
}

export const newConnect = (id: string): ConnectSync => ({
  servers: [newServer(`${id}|SYNC-01`, 'SYNC-01')],
  intervalMinutes: 30,
  lastSyncAt: null,
  lastPasswordSyncAt: null,
  signInDelaySeconds: 0,
});

/** As many as Microsoft recommends for Cloud Sync. */
export const newAgents = (id: string): Agent[] =>
  [1, 2, 3].map((n) =>
    newAgent(`${id}|agent|${n}`, `agent-0${n}.contoso.local`, 'provisioning', `203.0.113.${10 + n}`),
  );

export const newAgent = (id: string, machineName: string, type: AgentType, externalIp: string): Agent => ({
  id: guidOf(id),
  machineName,
  externalIp,
  type,
  stoppedAt: null,
  flapping: null,
});

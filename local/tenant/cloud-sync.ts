/**
 * What is done to Cloud Sync: configurations come and go, their jobs are paused, quarantined and recovered. The
 * names of the audit events are documented; who initiates a quarantine is a guess (the configuration's own application).
 */
import { audit, type By } from './changes.ts';
import type { CloudSync, QuarantineReason, SyncJob } from './hybrid-state.ts';
import { moveJob, newJobs, recoverJob, setJobInterval } from './jobs.ts';
import { CLOUD_SYNC_TEMPLATE_ID } from './known-ids.ts';
import { guidOf } from './random.ts';
import type { AuditEvent, TenantState } from './state.ts';
import { known } from './unknown-object.ts';

export interface QuarantineOptions {
  /** Default `EncounteredQuarantineException`. */
  readonly reason?: QuarantineReason;
  /** Default `HybridIdentityServiceNoActiveAgents`, a documented Cloud Sync error. */
  readonly errorCode?: string;
  /** ms since 1970. Default now. */
  readonly at?: number;
}

/** `job`: id of a job, or id or name of a configuration, which stands for its provisioning job. */
export interface CloudSyncActions {
  /** @returns the id of its service principal */
  add(displayName?: string, by?: By, isStarted?: boolean): string;
  /** The gallery application itself in place of a configuration made from its template, as seen in 2019. */
  addGallery(by?: By): string;
  /** By id or name. */
  remove(configuration: string, by?: By): void;
  pause(job: string, at?: number): void;
  /** Also starts a job that was added without being started. */
  resume(job: string): void;
  quarantine(job: string, options?: QuarantineOptions): void;
  recover(job: string): void;
  setInterval(job: string, seconds: number): void;
}

type Change = (edit: () => void) => void;

export function cloudSyncActions(state: TenantState, clock: () => number, change: Change): CloudSyncActions {
  const withJob = (name: string, edit: (job: SyncJob, configuration: CloudSync) => void): void =>
    change(() => edit(...jobOf(state, name)));
  return {
    add(displayName = 'contoso.local', by = {}, isStarted = true) {
      let id = '';
      change(() => {
        id = addCloudSync(state, clock(), displayName, by, isStarted);
      });
      return id;
    },
    addGallery(by = {}) {
      let id = '';
      change(() => {
        id = addCloudSync(state, clock(), GALLERY_NAME, by, true, CLOUD_SYNC_TEMPLATE_ID);
      });
      return id;
    },
    remove: (name, by = {}) => change(() => removeCloudSync(state, clock(), configurationOf(state, name), by)),
    pause: (name, at = clock()) =>
      withJob(name, (job, configuration) => {
        moveJob(job, at, { isPaused: true });
        auditJob(state, clock(), 'Disable/pause provisioning configuration', configuration);
      }),
    resume: (name) =>
      withJob(name, (job, configuration) => {
        moveJob(job, clock(), { isPaused: false });
        auditJob(state, clock(), 'Enable/start provisioning configuration', configuration);
      }),
    quarantine: (name, options = {}) =>
      withJob(name, (job, configuration) => quarantine(state, clock(), job, configuration, options)),
    recover: (name) =>
      withJob(name, (job, configuration) => {
        recoverJob(job, clock());
        auditJob(state, clock(), 'Enable/restart provisioning configuration', configuration);
      }),
    setInterval: (name, seconds) => withJob(name, (job) => setJobInterval(job, clock(), seconds)),
  };
}

function quarantine(
  state: TenantState,
  now: number,
  job: SyncJob,
  configuration: CloudSync,
  { reason = 'EncounteredQuarantineException', errorCode = NO_AGENTS, at = now }: QuarantineOptions,
): void {
  job.quarantine = { beganAt: at, reason, errorCode };
  const { appId, id: objectId, displayName } = configuration;
  auditJob(state, now, 'Quarantine', configuration, { by: null, app: { appId, objectId, displayName } });
}

const NO_AGENTS = 'HybridIdentityServiceNoActiveAgents';

const GALLERY_NAME = 'Active Directory to Azure Active Directory Provisioning';

function addCloudSync(
  state: TenantState,
  now: number,
  displayName: string,
  by: By,
  isStarted: boolean,
  ownAppId: string | null = null,
): string {
  state.counter += 1;
  const id = guidOf(`${state.tenantId}|cloud sync|${state.counter}`);
  const jobs = newJobs(id, now, hasProvisioningAgent(state), isStarted);
  const added = { id, appId: ownAppId ?? guidOf(`${id}|app`), displayName, jobs };
  state.cloudSync.push(added);
  auditJob(state, now, 'Add provisioning configuration', added, by);
  return id;
}

function removeCloudSync(state: TenantState, now: number, removed: CloudSync, by: By): void {
  state.cloudSync = state.cloudSync.filter((other) => other !== removed);
  auditJob(state, now, 'Delete provisioning configuration', removed, by);
}

/** Removes all configurations. */
export function removeAllCloudSync(state: TenantState, now: number, by: By): void {
  for (const configuration of [...state.cloudSync]) removeCloudSync(state, now, configuration, by);
}

export const hasProvisioningAgent = ({ agents }: TenantState): boolean =>
  agents.some(({ type, stoppedAt }) => type === 'provisioning' && stoppedAt === null);

function configurationOf({ cloudSync }: TenantState, name: string): CloudSync {
  const found = cloudSync.find(({ id }) => id === name) ?? cloudSync.find(({ displayName }) => displayName === name);
  return known(found, 'Cloud Sync configuration', name);
}

function jobOf(state: TenantState, name: string): [SyncJob, CloudSync] {
  const all = state.cloudSync.flatMap((configuration) =>
    configuration.jobs.map((job) => [job, configuration] as const),
  );
  const [job, owner] = all.find(([{ id }]) => id === name) ?? [];
  if (job && owner) return [job, owner];
  const configuration = configurationOf(state, name);
  return [known(configuration.jobs[0], 'job of', name), configuration];
}

function auditJob(
  state: TenantState,
  now: number,
  activity: string,
  { id, displayName }: CloudSync,
  by: By & { app?: AuditEvent['app'] } = {},
): void {
  const target = { id, displayName, type: 'ServicePrincipal' };
  audit(state, now, { activity, category: 'ProvisioningManagement', service: 'Account Provisioning', target, ...by });
}

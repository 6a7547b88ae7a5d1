/**
 * When a Cloud Sync job ran: worked out from since when it runs and how often, so nothing has to tick. A run ends on
 * the interval; in quarantine one attempt a day fails (the service tries with reduced frequency; how often exactly
 * is not documented).
 */

import type { CloudSync, SyncJob } from './hybrid-state.ts';
import { guidOf } from './random.ts';

/** How often a running job runs, as Microsoft documents it (and `PT2M` in its sample of a live job). */
const RUNNING_SECONDS = 120;
/** What the sample of a job that was just created shows. */
const CREATED_SECONDS = 2400;

/** Every so many runs one has something to export. */
const EXPORTS_EVERY = 12;
const DAY_MS = 86_400_000;

/** Both jobs of a configuration: objects, and password hashes. They first run when they can. */
export function newJobs(principalId: string, now: number, hasAgent: boolean, isStarted = true): SyncJob[] {
  return ['AD2AADProvisioning', 'AD2AADPasswordHash'].map((name) => {
    const job: SyncJob = {
      id: `${name}.${guidOf(`${principalId}|${name}`).replaceAll('-', '')}`,
      intervalSeconds: isStarted ? RUNNING_SECONDS : CREATED_SECONDS,
      isPaused: true,
      hasAgent,
      firstRanAt: null,
      ranFrom: null,
      ranUntil: null,
      quarantine: null,
    };
    if (isStarted) moveJob(job, now, { isPaused: false });
    return job;
  });
}

const runs = ({ isPaused, hasAgent }: SyncJob): boolean => !isPaused && hasAgent;

/** Changes what holds a job back. One that can run again runs at once; one that no longer can last ran before `at`. */
export function moveJob(job: SyncJob, at: number, edit: Partial<Pick<SyncJob, 'isPaused' | 'hasAgent'>>): void {
  const ran = runs(job);
  Object.assign(job, edit);
  if (ran === runs(job)) return;
  if (ran) job.ranUntil = at;
  else Object.assign(job, { ranFrom: at, ranUntil: null, firstRanAt: job.firstRanAt ?? at });
}

/** Out of quarantine: it runs at once, if anything lets it. */
export function recoverJob(job: SyncJob, now: number): void {
  const { quarantine } = job;
  if (!quarantine) return;
  job.quarantine = null;
  if (runs(job)) job.ranFrom = now;
  else if (job.ranUntil !== null) job.ranUntil = Math.min(job.ranUntil, quarantine.beganAt);
}

/** Another interval: the last run stays where it was. */
export function setJobInterval(job: SyncJob, now: number, seconds: number): void {
  job.ranFrom = runsOf(job, now).lastGood;
  job.intervalSeconds = seconds;
}

/** When runs ended, ms since 1970; null: there was none. */
interface Runs {
  readonly last: number | null;
  readonly lastGood: number | null;
  readonly lastExport: number | null;
}

/** A job that was stopped before it first ran here has an endless past all the same. */
export function runsOf(job: SyncJob, now: number): Runs {
  const { ranFrom, quarantine } = job;
  if (ranFrom === null) return { last: null, lastGood: null, lastExport: null };
  const until = Math.min(now, job.ranUntil ?? now);
  const good = gridOf(ranFrom, job.intervalSeconds * 1000, Math.min(until, quarantine?.beganAt ?? until));
  const failed = quarantine && until >= quarantine.beganAt ? gridOf(quarantine.beganAt, DAY_MS, until) : null;
  const lastExport = gridOf(ranFrom, job.intervalSeconds * 1000 * EXPORTS_EVERY, good);
  return { last: failed ?? good, lastGood: good, lastExport };
}

/** The newest point of a grid that is not after `until`. */
const gridOf = (anchor: number, stepMs: number, until: number): number =>
  anchor + Math.floor((until - anchor) / stepMs) * stepMs;

/** What a quarantine shows beside its cause. */
export function quarantineTimes(beganAt: number, now: number): { attempts: number; nextAttemptAt: number } {
  const attempts = Math.max(0, Math.floor((now - beganAt) / DAY_MS)) + 1;
  return { attempts, nextAttemptAt: beganAt + attempts * DAY_MS };
}

/** The newest successful run of any job; null without one. */
export function lastCloudSync(cloudSync: readonly CloudSync[], now: number): number | null {
  const times = cloudSync.flatMap(({ jobs }) => jobs.map((job) => runsOf(job, now).lastGood ?? 0));
  return Math.max(0, ...times) || null;
}

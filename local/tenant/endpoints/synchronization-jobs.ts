/**
 * The synchronization jobs of a Cloud Sync configuration. Without its permission this service answers 401 with an
 * empty message where the rest of Graph says 403 (recorded). "Never" is the first day of the year 1, "not scheduled"
 * an interval of ten million days, and the template of a provisioning job is not the one that was asked for,
 * but for the gallery application.
 */
import type { Endpoint } from '../endpoint.ts';
import type { SyncJob } from '../hybrid-state.ts';
import { quarantineTimes, runsOf } from '../jobs.ts';
import type { Row } from '../odata/row-list.ts';
import { guidOf } from '../random.ts';
import { refusalOf } from '../reply.ts';
import { principalById } from './service-principals.ts';
import { later } from './times.ts';

export const synchronizationJobs: Endpoint = {
  path: '/servicePrincipals/{id}/synchronization/jobs',
  permission: 'Synchronization.Read.All',
  denied: () => refusalOf(401, 'UnknownError', ''),
  options: [],
  properties: () => ['id', 'schedule', 'status', 'synchronizationJobSettings', 'templateId'],
  read: ({ state, now, ids }) => {
    const principal = principalById(state, ids[0]);
    const jobs = state.cloudSync.find(({ id }) => id === principal.id)?.jobs ?? [];
    return { rows: jobs.map((job) => rowOf(job, now, principal.templateId === null)) };
  },
  drifted: (row, seconds) => ({ ...row, status: movedStatus(row.status as Row, seconds) }),
};

function rowOf(job: SyncJob, now: number, isOfGallery: boolean): Row {
  const isOtherTemplate = !isOfGallery && job.id.startsWith('AD2AADProvisioning.');
  return {
    id: job.id,
    templateId: isOtherTemplate ? 'ADDCInPassthrough' : job.id.split('.')[0],
    schedule: { expiration: null, interval: intervalOf(job), state: job.isPaused ? 'Disabled' : 'Active' },
    status: statusOf(job, now),
    synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }],
  };
}

/** As in the samples: a job that was only created has its interval, one that was paused is not scheduled. */
const intervalOf = (job: SyncJob): string =>
  job.isPaused && job.ranFrom !== null ? NOT_SCHEDULED : durationText(job.intervalSeconds);

const NOT_SCHEDULED = 'P10675199DT2H48M5.4775807S';
const NEVER = '0001-01-01T00:00:00Z';

export function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor((seconds % 3600) / 60), 'M'],
    [seconds % 60, 'S'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return `PT${shown.join('') || '0S'}`;
}

function statusOf(job: SyncJob, now: number): Row {
  const { last, lastGood, lastExport } = runsOf(job, now);
  const hasFailed = last !== lastGood;
  return {
    code: codeOf(job),
    countSuccessiveCompleteFailures: quarantineCount(job, last),
    escrowsPruned: false,
    lastExecution: last === null ? null : execution(job, last, hasFailed),
    lastSuccessfulExecution: lastGood === null ? null : execution(job, lastGood),
    lastSuccessfulExecutionWithExports: lastExport === null ? null : { ...execution(job, lastExport), countExports: 3 },
    progress: [],
    quarantine: quarantineOf(job, last ?? now),
    steadyStateFirstAchievedTime: lastGood === null ? NEVER : longTime(Math.min(job.firstRanAt ?? lastGood, lastGood)),
    steadyStateLastAchievedTime: lastGood === null ? NEVER : longTime(lastGood),
    synchronizedEntryCountByType: [],
    troubleshootingUrl: null,
  };
}

function codeOf(job: SyncJob): string {
  if (job.isPaused) return 'Paused';
  if (job.quarantine) return 'Quarantine';
  return job.ranFrom === null ? 'NotRun' : 'Active';
}

const quarantineCount = ({ quarantine }: SyncJob, last: number | null): number =>
  quarantine && last !== null ? quarantineTimes(quarantine.beganAt, last).attempts : 0;

/** Error codes are documented, their messages are ours. */
function quarantineOf({ quarantine }: SyncJob, at: number): Row | null {
  if (!quarantine) return null;
  const { attempts, nextAttemptAt } = quarantineTimes(quarantine.beganAt, at);
  return {
    currentBegan: longTime(quarantine.beganAt),
    nextAttempt: longTime(nextAttemptAt),
    reason: quarantine.reason,
    seriesBegan: longTime(quarantine.beganAt),
    seriesCount: attempts,
    error: errorOf(quarantine.errorCode),
  };
}

const errorOf = (code: string): Row => ({
  code,
  message: 'The provisioning service could not finish the run.',
  tenantActionable: true,
});

const RUN_MS = 20_000;

function execution(job: SyncJob, endedAt: number, hasFailed = false): Row {
  return {
    activityIdentifier: guidOf(`${job.id}|${endedAt}`),
    countEntitled: 0,
    countEntitledForProvisioning: 0,
    countEscrowed: 0,
    countEscrowedRaw: 0,
    countExported: 0,
    countExports: 0,
    countImported: 0,
    countImportedDeltas: 0,
    countImportedReferenceDeltas: 0,
    error: hasFailed && job.quarantine ? errorOf(job.quarantine.errorCode) : null,
    state: hasFailed ? 'Failed' : 'Succeeded',
    timeBegan: longTime(endedAt - RUN_MS),
    timeEnded: longTime(endedAt),
  };
}

/** Seven fractional digits. */
const longTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '0000Z');

function movedStatus(status: Row, seconds: number): Row {
  const moved = (name: string): Row => {
    const run = status[name];
    return run ? { [name]: later(run as Row, ['timeBegan', 'timeEnded'], seconds) } : {};
  };
  return { ...status, ...moved('lastExecution'), ...moved('lastSuccessfulExecution') };
}

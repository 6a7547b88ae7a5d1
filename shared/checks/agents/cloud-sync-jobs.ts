/**
 * The jobs of every Cloud Sync configuration: the one heartbeat of cloud sync that an app identity can read. A job that
 * runs needs a living agent; it does not prove that each agent lives.
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { Pulse } from '../../core/model/heartbeat.ts';
import type { GraphReader } from '../../graph/graph.ts';
import { CLOUD_SYNC_JOBS } from '../entra/well-known.ts';
import { anything, count, part, rowId, shownText, text } from '../rows.ts';
import { cloudSyncPrincipals } from '../sync-clients.ts';
import { durationMs, lifeTime } from '../times.ts';
import { type AgentsAccess, V1 } from './access.ts';

const KINDS = [
  { template: CLOUD_SYNC_JOBS.provisioning, kind: 'cloudSyncJob', name: 'provisioning' },
  { template: CLOUD_SYNC_JOBS.passwordHashes, kind: 'cloudPasswordJob', name: 'password hashes' },
] as const;

/** This many complete failures in a row, and a job that runs on time does not count as alive: the product's choice. */
const FAILING_AFTER = 3;

const principalShape = z.object({ id: rowId, displayName: text });

const jobShape = z.object({
  id: rowId,
  templateId: text,
  schedule: part({ interval: text, state: shownText }),
  status: part({
    code: shownText,
    countSuccessiveCompleteFailures: count,
    lastExecution: part({ timeEnded: anything }),
    lastSuccessfulExecution: part({ timeEnded: anything }),
    quarantine: part({ reason: shownText }),
  }),
});
type Job = z.infer<typeof jobShape>;

export const cloudSyncJobs: Source<AgentsAccess> = {
  name: 'cloudSyncJobs',
  inVerdict: 'whileSeen',
  kind: 'state',
  version: V1,
  shows: 'whether Cloud Sync runs, and whether one of its jobs is in quarantine or paused',
  permissions: ['Application.Read.All', 'Synchronization.Read.All'],
  async read({ graph }): Promise<ReadResult> {
    const principals = await cloudSyncPrincipals(graph, principalShape, 'id,displayName');
    const results = await Promise.all(principals.map((principal) => readJobs(graph, principal)));
    return { facts: results.flatMap(({ facts }) => facts), pulses: uniquePulses(results.flatMap((one) => one.pulses)) };
  },
};

/** Singly, not in a batch: whether the synchronization API may be batched is documented nowhere. */
async function readJobs(graph: GraphReader, principal: z.infer<typeof principalShape>) {
  const path = `/servicePrincipals/${encodeURIComponent(principal.id)}/synchronization/jobs`;
  const jobs = await graph.list(path, jobShape, { permission: 'Synchronization.Read.All' });
  const watched = jobs.flatMap((job) => {
    const kind = KINDS.find(({ template }) => job.id.startsWith(`${template}.`) || job.templateId === template);
    return kind ? [{ job, kind }] : [];
  });
  return {
    facts: watched.map(({ job, kind }) => jobFact(job, `${principal.displayName || principal.id}, ${kind.name}`)),
    pulses: watched.map(({ job, kind }) => jobPulse(job, kind.kind)),
  };
}

function jobFact({ id, schedule, status }: Job, label: string): Fact {
  const code = status?.code ?? null;
  return {
    key: id,
    label,
    attributes: {
      code,
      quarantine: isQuarantined(code) ? status?.quarantine?.reason || 'no reason given' : null,
      schedule: schedule?.state ?? null,
      interval: durationMs(schedule?.interval) === null ? null : (schedule?.interval ?? null),
      failing: (status?.countSuccessiveCompleteFailures ?? 0) >= FAILING_AFTER,
      everRan: lastRun(status) !== null,
    },
  };
}

/** Whichever Graph tells: one that only says when it last succeeded ran then. */
const lastRun = (status: Job['status']): string | null =>
  [status?.lastExecution, status?.lastSuccessfulExecution]
    .map((run) => lifeTime(run?.timeEnded) ?? '')
    .sort()
    .at(-1) || null;

const isQuarantined = (code: string | null): boolean => code?.toLowerCase() === 'quarantine';

/** A job that is stopped on purpose has no beat: that it does not run is told as such. */
function jobPulse({ id, schedule, status }: Job, kind: string): Pulse {
  const stopped = status?.code?.toLowerCase() === 'paused' || schedule?.state?.toLowerCase() === 'disabled';
  const at = stopped ? null : lastRun(status);
  return { key: id, kind, at, intervalMs: durationMs(schedule?.interval) };
}

/** Rows that Graph repeats are one; of two that differ the newer sign of life counts, in whatever order they came. */
export function uniquePulses(pulses: readonly Pulse[]): Pulse[] {
  const byKey = new Map<string, Pulse>();
  for (const pulse of pulses) {
    const other = byKey.get(pulse.key);
    if (!other || (pulse.at ?? '') > (other.at ?? '')) byKey.set(pulse.key, pulse);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

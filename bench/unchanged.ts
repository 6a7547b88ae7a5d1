/**
 * What a pass costs when nothing changed: a poll of each check, and a run of the notifier that finds nothing due, the
 * step of the watch over the watch included. Requests to Graph, storage operations, and its own time.
 */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { growTenant, ORDINARY } from '../local/tenant/directory/grow.ts';
import type { Access } from '../shared/checks/access.ts';
import { CHECKS } from '../shared/checks/index.ts';
import type { Monitor } from '../shared/compose.ts';
import type { Check } from '../shared/core/model/check.ts';
import { openWorld, type World } from '../test/world/world.ts';
import type { BenchRow } from './bench-row.ts';

interface Pass {
  readonly name: string;
  /** Most that any of them took: requests to Graph, and how many of these to the audit log. */
  readonly requests: number;
  readonly audit: number;
  readonly reads: number;
  readonly writes: number;
  /** Median of its own time, the simulated tenant adding no latency. */
  readonly medianMs: number;
  /** Median of a bare loop that only fetches and parses the same answers; null where there are none. */
  readonly bareMs: number | null;
}

/** Within the hour after the first run, so that no hourly sweep is among them. */
const PASSES = 50;
const WARM_UP = 5;
const MINUTE_MS = 60_000;

type Run = (watch: Monitor) => Promise<{ readonly kind: string }>;

/** Runs take turns as they do in the app, so that to none of them anything is overdue. */
const RUNS: Readonly<Record<string, Run>> = {
  writeback: (watch) => watch.poll('writeback'),
  agents: (watch) => watch.poll('agents'),
  'reset-admins': (watch) => watch.poll('reset-admins'),
  notify: (watch) => watch.notify(),
};

/** As much of a pass may be unchanged. */
const UNCHANGED = ['unchanged', 'idle'];

export async function measureUnchanged(): Promise<readonly Pass[]> {
  const whole = await measureAll(CHECKS);
  const alone = (await measureAll(CHECKS.filter(({ timer }) => timer))).filter(({ name }) => name === 'notify');
  return [...whole, ...alone.map((pass) => ({ ...pass, name: 'notify without the watch step' }))];
}

interface Counted {
  readonly paths: readonly string[];
  readonly reads: number;
  readonly writes: number;
  readonly ms: number;
}

/** In a tenant of 200 role assignments, 20 role-assignable groups and 5 units. */
async function measureAll(checks: readonly Check<Access>[]): Promise<Pass[]> {
  const world = await openWorld({ checks });
  world.tenant.change((state) => growTenant(state, ORDINARY));
  world.tenant.addCloudSync();
  const calls = { reads: 0, writes: 0 };
  const watch = world.watch({ tablePolicies: [{ policy: counting(calls), position: 'perRetry' }] });
  const found = new Map<string, Counted[]>(Object.keys(RUNS).map((name) => [name, []]));
  await warmUp(world, watch);
  for (let pass = 0; pass < PASSES; pass += 1) {
    world.wait(MINUTE_MS);
    for (const [name, run] of Object.entries(RUNS)) found.get(name)?.push(await counted(world, calls, watch, run));
  }
  const passes: Pass[] = [];
  for (const [name, all] of found) passes.push(await passOf(world, name, all));
  await world.close();
  return passes;
}

/** Summaries are mailed and their delivery is asked for, until nothing is left to do. */
async function warmUp(world: World, watch: Monitor): Promise<void> {
  for (let round = 0; round < WARM_UP; round += 1) {
    world.wait(MINUTE_MS);
    for (const run of Object.values(RUNS)) {
      await run(watch);
      world.wait(1000);
    }
  }
}

async function counted(world: World, calls: { reads: number; writes: number }, watch: Monitor, run: Run) {
  world.tenant.requests.clear();
  Object.assign(calls, { reads: 0, writes: 0 });
  const started = performance.now();
  const { kind } = await run(watch);
  const ms = performance.now() - started;
  if (!UNCHANGED.includes(kind)) throw new Error(`a pass that should find nothing is ${kind}`);
  // Steps are listed beside the batch that they came in.
  const sent = world.tenant.requests.list().filter(({ path, step }) => !step && !path.startsWith('/msi/'));
  const paths = sent.map(({ path }) => path);
  return { ...calls, paths, ms };
}

async function passOf(world: World, name: string, all: readonly Counted[]): Promise<Pass> {
  const paths = all.at(-1)?.paths ?? [];
  const most = (of: (one: Counted) => number) => Math.max(...all.map(of));
  return {
    name,
    requests: most((one) => one.paths.length),
    audit: most((one) => one.paths.filter((path) => path.includes('/auditLogs/')).length),
    reads: most(({ reads }) => reads),
    writes: most(({ writes }) => writes),
    medianMs: median(all.map(({ ms }) => ms)),
    // A batch is no GET; bench/authority.ts has the loop for those.
    bareMs: paths.length === 0 || paths.includes('/v1.0/$batch') ? null : await bareLoop(world, paths),
  };
}

const counting = (calls: { reads: number; writes: number }): PipelinePolicy => ({
  name: 'bench-counting',
  sendRequest: (request, next) => {
    if (request.method === 'GET') calls.reads += 1;
    else calls.writes += 1;
    return next(request);
  },
});

/** The same paths with the same token, side by side as a poll reads them, and nothing else. */
async function bareLoop(world: World, paths: readonly string[]): Promise<number> {
  const token = await world.token();
  const times: number[] = [];
  for (let loop = 0; loop < PASSES; loop += 1) {
    const started = performance.now();
    await Promise.all(paths.map((path) => fetchJson(`${world.tenant.origin}${path}`, token)));
    times.push(performance.now() - started);
  }
  return median(times);
}

/** A list that is denied is an answer like any other here. */
async function fetchJson(url: string, token: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok && answer.status !== 403) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

interface Bound {
  /** Requests to Graph. */
  readonly requests: number;
  readonly reads: number;
  readonly writes: number;
}

/** The bounds that the product promises; where it promises none, what the sources and rows need. */
const BOUNDS: Readonly<Record<string, Bound>> = {
  writeback: { requests: 6, reads: 1, writes: 1 },
  agents: { requests: 13, reads: 1, writes: 1 },
  // Ten for rights as they stand and as the log tells of them, and one for what the log tells of groups.
  'reset-admins': { requests: 11, reads: 1, writes: 1 },
  // The write is the trace of the run: the head of the watch. One run in ten looks for what to remind of, and says so.
  notify: { requests: 0, reads: 12, writes: 2 },
  'notify without the watch step': { requests: 0, reads: 9, writes: 1 },
};

export const unchangedRows = (passes: readonly Pass[]): BenchRow[] => passes.flatMap(rowsOf);

function rowsOf({ name, requests, audit, reads, writes, medianMs, bareMs }: Pass): BenchRow[] {
  const bound = BOUNDS[name] ?? { requests: 0, reads: 0, writes: 0 };
  const ratio = bareMs === null ? '' : `, ${(medianMs / bareMs).toFixed(1)} x a loop that only fetches and parses`;
  const what = `unchanged ${name}`;
  return [
    {
      what: `${what}: Graph requests (most of ${PASSES})`,
      measured: `${requests}${requests === 0 ? '' : `, ${audit} of them to the audit log`}`,
      bound: `at most ${bound.requests}`,
      holds: requests <= bound.requests,
    },
    {
      what: `${what}: storage operations`,
      measured: `${reads} read, ${writes} write`,
      bound: `${bound.reads} read, ${bound.writes} write`,
      holds: reads <= bound.reads && writes <= bound.writes,
    },
    {
      what: `${what}: own time (median)`,
      measured: `${medianMs.toFixed(0)} ms${ratio}`,
      bound: 'at most 1 s billed',
      holds: medianMs <= 1000,
    },
  ];
}

/** What an unchanged poll of `writeback` costs: requests to Graph, storage operations, and its own time. */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { openWorld, type World } from '../test/world/world.ts';
import type { Row } from './bench.ts';

export interface Unchanged {
  readonly polls: number;
  /** Per poll, the most that any of them took. */
  readonly requests: number;
  readonly reads: number;
  readonly writes: number;
  /** Median of the poll's own time, the simulated tenant adding no latency. */
  readonly medianMs: number;
  /** Median of a bare loop that only fetches and parses the same answers. */
  readonly bareMs: number;
}

const POLLS = 50;

export async function measureUnchangedPoll(): Promise<Unchanged> {
  const world = await openWorld();
  const calls = { reads: 0, writes: 0 };
  const watch = world.watch({ tablePolicies: [{ policy: counting(calls), position: 'perRetry' }] });
  const counted: { requests: number; reads: number; writes: number; ms: number }[] = [];
  let paths: string[] = [];
  await watch.poll('writeback');
  for (let poll = 0; poll < POLLS; poll += 1) {
    world.wait(60_000);
    world.tenant.requests.clear();
    Object.assign(calls, { reads: 0, writes: 0 });
    const started = performance.now();
    await watch.poll('writeback');
    const ms = performance.now() - started;
    paths = world.tenant.requests.list().flatMap(({ path }) => (path.startsWith('/msi/') ? [] : [path]));
    counted.push({ ...calls, requests: paths.length, ms });
  }
  const bareMs = await bareLoop(world, paths);
  await world.close();
  const most = (of: 'requests' | 'reads' | 'writes') => Math.max(...counted.map((one) => one[of]));
  return {
    polls: POLLS,
    requests: most('requests'),
    reads: most('reads'),
    writes: most('writes'),
    medianMs: median(counted.map(({ ms }) => ms)),
    bareMs,
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

/** The same paths with the same token, side by side as the poll reads them, and nothing else. */
async function bareLoop(world: World, paths: readonly string[]): Promise<number> {
  const token = await world.token();
  const times: number[] = [];
  for (let loop = 0; loop < POLLS; loop += 1) {
    const started = performance.now();
    await Promise.all(paths.map((path) => fetchJson(`${world.tenant.origin}${path}`, token)));
    times.push(performance.now() - started);
  }
  return median(times);
}

async function fetchJson(url: string, token: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export function unchangedRows(found: Unchanged): Row[] {
  const { requests, reads, writes, medianMs, bareMs, polls } = found;
  const ratio = (medianMs / bareMs).toFixed(1);
  return [
    {
      what: `Graph requests of an unchanged writeback poll (most of ${polls})`,
      measured: String(requests),
      bound: 'at most 6',
      holds: requests <= 6,
    },
    {
      what: 'storage operations of an unchanged poll',
      measured: `${reads} read, ${writes} write`,
      bound: '1 read, 1 write',
      holds: reads === 1 && writes === 1,
    },
    {
      what: 'own time of an unchanged poll (median)',
      measured: `${medianMs.toFixed(0)} ms, ${ratio} x a loop that only fetches and parses`,
      bound: 'at most 1 s billed',
      holds: medianMs <= 1000,
    },
  ];
}

/**
 * Whole passes over one tenant, and the same requests by a loop that only fetches and parses, in turns and in a process
 * that does nothing else. Arguments: the tenant as JSON, number of turns. Writes the figures as JSON.
 */

import { computeAuthority } from '../shared/checks/reset-admins/authority/authority.ts';
import { resetAdmins } from '../shared/checks/reset-admins/index.ts';
import { tenantOf } from '../shared/checks/reset-admins/tenant-of.ts';
import { sha256 } from '../shared/compose/parts.ts';
import { minutesMs } from '../shared/core/model/times.ts';
import { openGraph } from '../shared/graph/client.ts';
import { onePass } from '../shared/runs/one-pass.ts';
import { poll } from '../shared/runs/poll.ts';
import { type Grant, readAll } from '../shared/runs/read.ts';
import { MemoryStore } from '../test/stubs/store.ts';

export interface Figures {
  /** Medians, in ms. A pass that finds nothing new, and one that believes, computes and tells all anew. */
  readonly unchangedMs: number;
  readonly passMs: number;
  /** One request after the other, and as many at a time as a pass has under way. */
  readonly loopMs: number;
  readonly lanesMs: number;
  readonly computeMs: number;
  /** What the arithmetic alone added to the heap, garbage included. */
  readonly computeHeapMb: number;
  /** Most memory the process ever had. */
  readonly peakMb: number;
  /** Round trips of one pass. */
  readonly requests: number;
  readonly answersMb: number;
  readonly resetters: number;
  readonly paths: number;
}

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

const GROWTH = { percent: 10, min: 10 };
const POLICY = {
  blindAfterMinutes: 15,
  blindAfter: minutesMs(15),
  gapAfter: Number.POSITIVE_INFINITY,
  floor: 'warning' as const,
  growth: GROWTH,
};
const LANES = 4;

const [tenantText = '{}', turnsText = '3'] = process.argv.slice(2);
const tenant = JSON.parse(tenantText) as { origin: string; msi: { endpoint: string; header: string } };

const credential = {
  async getToken() {
    const url = `${tenant.msi.endpoint}?api-version=2019-08-01&resource=${encodeURIComponent(tenant.origin)}`;
    const answer = await fetch(url, { headers: { 'X-IDENTITY-HEADER': tenant.msi.header } });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return { token, expiresOnTimestamp: Date.now() + minutesMs(60) };
  },
};

/** Access as compose grants it, over a fetch that may be listened to. */
function grantOver(listening: typeof fetch): Grant<never> {
  const graph = openGraph({ origin: tenant.origin, credential, tenantId: null, fetch: listening });
  const limits = { deadline: Date.now() + minutesMs(4) };
  const gathered = graph.within(limits).sharedBatches();
  return (signal, others) =>
    ({
      ...others,
      graph: graph.within({ ...limits, signal }),
      lists: gathered.within(signal),
      hash: sha256,
      startedAt: Date.now(),
    }) as never;
}

/** As the timer runs it, over a store in memory: the first makes the baseline, the others find nothing new. */
function poller() {
  const store = new MemoryStore();
  return () =>
    poll({
      check: resetAdmins as never,
      store,
      grant: grantOver(fetch),
      now: Date.now,
      hash: sha256,
      tenantId: 'bench',
      policy: POLICY,
      receivers: ['mail'],
      readUntil: Date.now() + minutesMs(4),
    });
}

/** Read, believed, judged and told, with nothing stored. */
async function pass(listening: typeof fetch = fetch) {
  const { checks } = await onePass({
    check: resetAdmins as never,
    grant: grantOver(listening),
    now: Date.now,
    hash: sha256,
    policy: POLICY,
    intervalMs: minutesMs(1),
    writeback: 'unknown',
    readUntil: Date.now() + minutesMs(4),
    clockSkewMs: () => null,
    tell: (source, reading) => {
      if (!reading.ok) throw new Error(`${source}: ${reading.error.message}`);
    },
  });
  return checks[0]?.verdict ?? [];
}

async function loop(sent: readonly Sent[], lanes: number): Promise<number> {
  const queue = [...sent];
  let bytes = 0;
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const text = await (await fetch(next.url, next.init)).text();
      bytes += text.length;
      JSON.parse(text);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return bytes;
}

async function timed<T>(run: () => Promise<T> | T): Promise<[ms: number, result: T]> {
  globalThis.gc?.();
  const started = performance.now();
  const result = await run();
  return [performance.now() - started, result];
}

/** The arithmetic alone, over rows as they were just read. */
async function compute() {
  const readings = await readAll(resetAdmins as never, {}, grantOver(fetch), {
    at: Date.now() + minutesMs(4),
    now: Date.now,
  });
  const views = Object.entries(readings).map(([source, reading]) => {
    const facts = reading.ok ? reading.facts.map((fact) => ({ ...fact, firstSeen: '', since: '' })) : null;
    return [source, { state: 'ok' as const, isFresh: true, facts, unbrokenSince: null, heartbeats: [] }] as const;
  });
  const rows = tenantOf(Object.fromEntries(views), { verdict: null, day: 0, growth: GROWTH, at: Date.now() });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const [ms] = await timed(() => computeAuthority(rows));
  return { ms, heapMb: (process.memoryUsage().heapUsed - before) / 2 ** 20 };
}

const sent: Sent[] = [];
const recording: typeof fetch = (input, init = {}) => {
  sent.push({ url: String(input), init: { ...init, signal: null } });
  return fetch(input, init);
};
const verdict = await pass(recording);
const bytes = await loop(sent, 1);
const [quiet, passes, loops, inLanes]: [number[], number[], number[], number[]] = [[], [], [], []];
const polled = poller();
await polled();
// Summaries of counts that were read for the first time are over with the second.
await polled();
const computes: { ms: number; heapMb: number }[] = [];
for (let turn = 0; turn < Number(turnsText); turn += 1) {
  loops.push((await timed(() => loop(sent, 1)))[0]);
  inLanes.push((await timed(() => loop(sent, LANES)))[0]);
  passes.push((await timed(() => pass()))[0]);
  const [ms, { kind }] = await timed(polled);
  if (kind !== 'unchanged') throw new Error(`a pass that should find nothing is ${kind}`);
  quiet.push(ms);
  computes.push(await compute());
}
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const kinds = verdict.map(({ key }) => key.split(':')[0]);
const figures: Figures = {
  unchangedMs: median(quiet),
  passMs: median(passes),
  loopMs: median(loops),
  lanesMs: median(inLanes),
  computeMs: median(computes.map(({ ms }) => ms)),
  computeHeapMb: median(computes.map(({ heapMb }) => heapMb)),
  peakMb: process.resourceUsage().maxRSS / 1024,
  requests: sent.length,
  answersMb: bytes / 2 ** 20,
  resetters: kinds.filter((kind) => kind === 'resetter').length,
  paths: kinds.filter((kind) => kind === 'path').length,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

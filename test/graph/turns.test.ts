/** The quota of the audit log, as whoever keeps it would count: the times at which requests arrive, whoever sent them. */
import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { auditActors } from '../../shared/checks/actors.ts';
import { connectSignIn } from '../../shared/checks/agents/connect.ts';
import { roleEvents } from '../../shared/checks/reset-admins/sources/role-events.ts';
import { resets } from '../../shared/checks/writeback/resets.ts';
import { directoryAudits } from '../../shared/checks/writeback/sources.ts';
import { ssprSettings } from '../../shared/checks/writeback/sspr-settings.ts';
import type { MonitorError } from '../../shared/errors.ts';
import { openGraph } from '../../shared/graph/client.ts';
import type { GraphReader } from '../../shared/graph/graph.ts';
import { Turns } from '../../shared/graph/turns.ts';
import { writebackAccess } from '../stubs/writeback-access.ts';
import { credentialOf } from './fake-graph.ts';

const NOON = Date.UTC(2026, 10, 20, 12);

/** Passes when nobody has anything left to do but wait. */
class Clock {
  time = NOON;
  #waiting: { readonly until: number; readonly wake: () => void }[] = [];
  readonly now = (): number => this.time;
  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => void this.#waiting.push({ until: this.time + ms, wake }));

  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      for (let n = 0; n < 20 && !isDone; n += 1) await settled();
      this.#waiting.sort((a, b) => a.until - b.until);
      const next = this.#waiting.shift();
      if (next) this.time = Math.max(this.time, next.until);
      next?.wake();
    }
    return done;
  }
}

/** Every list is empty, but for what `bodyOf` says of a URL. */
function graphWith(bodyOf: (url: URL, nth: number) => object | null = () => null) {
  const clock = new Clock();
  const asked: { readonly path: string; readonly at: number }[] = [];
  const fetch = async (input: unknown): Promise<Response> => {
    const url = new URL(String(input));
    asked.push({ path: url.pathname, at: clock.time });
    const headers = { Date: new Date(clock.time).toUTCString() };
    return Response.json(bodyOf(url, asked.length) ?? { value: [] }, { headers });
  };
  const { now, sleep } = clock;
  const origin = 'https://graph.example';
  const graph = openGraph({ origin, credential: credentialOf('t'), tenantId: null, fetch, now, sleep });
  const run = (seconds = 240): GraphReader => graph.within({ deadline: clock.time + seconds * 1000 });
  const counted = () => asked.filter(({ path }) => /auditLogs|reports/.test(path)).map(({ at }) => at);
  return { clock, asked, run, counted };
}

/** The most that arrived in any span of ten seconds, its ends counted. */
const mostInTenSeconds = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at <= from + 10_000).length));

const AUDITS = '/auditLogs/directoryAudits';
const anyRow = z.object({});
const many = (count: number, read: (n: number) => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: count }, (_, n) => read(n)));

describe('the audit log', () => {
  it('is never asked more than 5 times in 10 s, however many checks and look-ups want it at once', async () => {
    const twelve = Array.from({ length: 12 }, (_, n) => ({ id: `p${n}`, appId: `a${n}`, displayName: `server ${n}` }));
    const { clock, run, counted } = graphWith(({ href, pathname, search, searchParams }, nth) => {
      if (pathname.endsWith('/appRoleAssignedTo'))
        return { value: twelve.map(({ id }) => ({ principalId: id, appRoleId: 'sync' })) };
      if (pathname.endsWith('/servicePrincipals') && search.includes('id%20in')) return { value: twelve };
      const isBusy = searchParams.get('$filter')?.startsWith('loggedByService') && !searchParams.has('$skiptoken');
      return isBusy ? { value: [], '@odata.nextLink': `${href}&$skiptoken=${nth}` } : null;
    });
    const read = { ...writebackAccess(run()), startedAt: NOON, standing: async () => null, believed: async () => null };
    const signal = new AbortController().signal;
    const actors = auditActors(() => run());
    const all = await clock.until(
      Promise.allSettled([
        ...[directoryAudits, ssprSettings, resets].map((source) => source.read(read, null)),
        roleEvents.read({ ...read, graph: run() } as never, null),
        connectSignIn.read({ ...read, graph: run() } as never, null),
        ...Array.from({ length: 4 }, (_, n) =>
          actors.find(`Activity ${n}`, '2026-11-20T11:00:00Z', '2026-11-20T12:00:00Z', signal),
        ),
      ]),
    );
    expect(all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([]);
    expect(counted().length).toBeGreaterThan(20);
    expect(mostInTenSeconds(counted())).toBe(5);
  });

  it('makes only its own readers wait', async () => {
    const { clock, asked, run } = graphWith();
    const burst = many(12, () => run().list(AUDITS, anyRow));
    await clock.until(Promise.all([burst, run().list('/groups', anyRow)]));
    expect(asked.find(({ path }) => path === '/v1.0/groups')?.at).toBe(NOON);
  });

  it('counts the reports of both versions with it, and every retry', async () => {
    const { clock, run, counted } = graphWith();
    const paths = ['/reports/authenticationMethods/userRegistrationDetails', AUDITS];
    await clock.until(
      many(12, (n) => run().list(paths[n % 2] ?? AUDITS, anyRow, { version: n % 3 ? 'v1.0' : 'beta' })),
    );
    expect([counted().length, mostInTenSeconds(counted())]).toEqual([12, 5]);
  });

  it('is not asked by whose turn comes after the end of its run, which says why and tries nothing else', async () => {
    const { clock, run, counted } = graphWith();
    const results = await clock.until(many(30, () => run(20).list(AUDITS, anyRow)));
    const failed = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as MonitorError] : []));
    expect([counted().length, failed.length]).toEqual([10, 20]);
    expect(new Set(failed.map(({ code }) => code))).toEqual(new Set(['throttled']));
    expect(failed[0]?.message).toBe(
      'GET /v1.0/auditLogs/directoryAudits: no turn within the time of this run (audit log and reports: 5 requests in 10 s, for all runs together)',
    );
  });

  it('tells what was waited for it, and no more attempts than there were', async () => {
    const { clock, run } = graphWith();
    const reader = run();
    await clock.until(many(6, () => reader.list(AUDITS, anyRow)));
    expect(reader.waited()).toEqual({ times: 0, ms: 10_500 });
  });
});

describe('turns', () => {
  const quota = { name: 'two in a second', paths: /./, requests: 2, windowMs: 1000 };
  const url = 'https://graph.example/x';

  it('given by a clock that was ahead by an hour keep nobody waiting once it is right', () => {
    let now = NOON + 3_600_000;
    const turns = new Turns(quota, () => now);
    expect([1, 2, 3].map(() => turns.take(url, 'x', 40_000))).toEqual([0, 0, 1000]);
    now = NOON;
    expect(turns.take(url, 'x', 40_000)).toBe(0);
  });

  it('that did not fit are left to others', () => {
    const turns = new Turns(quota, () => NOON);
    for (const _ of [1, 2]) turns.take(url, 'x', 40_000);
    expect(() => turns.take(url, 'x', 1000)).toThrow('x: no turn within the time of this run (two in a second');
    expect(turns.take(url, 'x', 1001)).toBe(1000);
  });
});

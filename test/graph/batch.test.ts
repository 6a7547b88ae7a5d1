import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { BatchStep, GraphReader } from '../../shared/graph/graph.ts';
import {
  type Answer,
  type Asked,
  type FakeGraph,
  fakeGraph,
  graphFailure,
  json,
  readerOf,
  reset,
  TestClock,
} from './fake-graph.ts';

interface Request {
  id: string;
  method: string;
  url: string;
  headers?: Record<string, string>;
}
type StepReply = { status: number; headers?: Record<string, unknown>; body?: unknown };

const row = z.object({ id: z.string() });
const requestsOf = (asked: Asked | undefined): Request[] => JSON.parse(asked?.body ?? '{}').requests;
const urlsOf = (asked: Asked | undefined): string[] => requestsOf(asked).map(({ url }) => url);
const stepsOf = (...names: string[]): BatchStep[] =>
  names.map((name) => ({ id: name, path: `/groups/${name}/members` }));
const nameOf = (url: string): string => url.split('/')[2] ?? '';
const failure = (status: number, headers: Record<string, unknown> = {}, code = 'SomeCode'): StepReply => ({
  status,
  headers,
  body: { error: { code, message: 'Adele Vance' } },
});

/** Answers every step by its URL, last step first: Graph keeps no order. */
const answering =
  (reply: (request: Request, nth: number) => StepReply, status = 200): Answer =>
  (response, asked, nth) => {
    const responses = requestsOf(asked).map((request) => ({ id: request.id, ...reply(request, nth) }));
    json(response, { responses: responses.reverse() }, status);
  };

let graph: FakeGraph;
let clock: TestClock;

const serve = async (answer: Answer): Promise<GraphReader> => {
  graph = await fakeGraph(answer);
  return readerOf(graph.origin, clock);
};

beforeEach(() => {
  clock = new TestClock();
});

afterEach(async () => {
  vi.useRealTimers();
  await graph.close();
});

describe('a batch', () => {
  it('sends GETs relative to the version, headers with each step, under ids of its own', async () => {
    const reader = await serve(answering(({ url }) => ({ status: 200, body: { url } })));
    const steps = [
      { id: 'Ä/1', path: "/users?$filter=a eq '+1'", headers: { ConsistencyLevel: 'eventual' } },
      { id: 'b', path: '/groups/1' },
    ];
    const answers = await reader.batch(steps, { version: 'beta' });
    expect(graph.asked).toHaveLength(1);
    expect(graph.asked[0]).toMatchObject({ method: 'POST', url: '/beta/$batch' });
    expect(graph.asked[0]?.headers).toMatchObject({
      authorization: 'Bearer test-token',
      'content-type': 'application/json',
    });
    expect(requestsOf(graph.asked[0])).toEqual([
      { id: '1', method: 'GET', url: '/users?$filter=a%20eq%20%27%2B1%27', headers: { ConsistencyLevel: 'eventual' } },
      { id: '2', method: 'GET', url: '/groups/1' },
    ]);
    expect([...answers]).toEqual([
      ['Ä/1', { ok: true, body: { url: '/users?$filter=a%20eq%20%27%2B1%27' } }],
      ['b', { ok: true, body: { url: '/groups/1' } }],
    ]);
  });

  it('splits any number of steps by 20 and gives each its own answer', async () => {
    const reader = await serve(answering(({ url }) => ({ status: 200, body: nameOf(url) })));
    const names = Array.from({ length: 105 }, (_, n) => `g${n}`);
    const answers = await reader.batch(stepsOf(...names));
    expect(graph.asked.map((asked) => requestsOf(asked).length).sort()).toEqual([20, 20, 20, 20, 20, 5]);
    expect(names.map((name) => answers.get(name))).toEqual(names.map((name) => ({ ok: true, body: name })));
    expect(answers.size).toBe(105);
  });

  it('sends nothing for no steps', async () => {
    const reader = await serve(answering(() => ({ status: 200 })));
    expect(await reader.batch([])).toEqual(new Map());
    expect(graph.asked).toEqual([]);
  });

  it('tries throttled, 408 and 5xx steps again by themselves, after the longest wait', async () => {
    const faults: Record<string, StepReply> = {
      b: failure(429, { 'Retry-After': '0.249' }),
      c: failure(503, { 'retry-after': 6 }),
      d: failure(408),
      e: failure(500),
      f: failure(403, {}, 'Authorization_RequestDenied'),
    };
    const reader = await serve(
      answering(({ url }, nth) => (nth === 1 && faults[nameOf(url)]) || { status: 200, body: {} }),
    );
    const answers = await reader.batch(stepsOf('a', 'b', 'c', 'd', 'e', 'f'));
    expect(graph.asked.map((asked) => urlsOf(asked).map(nameOf))).toEqual([
      ['a', 'b', 'c', 'd', 'e', 'f'],
      ['b', 'c', 'd', 'e'],
    ]);
    expect(clock.waits).toEqual([6_000]);
    expect(
      [...answers]
        .filter(([, answer]) => answer.ok)
        .map(([id]) => id)
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(answers.get('f')).toMatchObject({ ok: false, error: { code: 'denied', status: 403 } });
  });

  it('gives a step up after 3 retries and keeps the others', async () => {
    const reader = await serve(answering(({ url }) => (nameOf(url) === 'a' ? { status: 200, body: 7 } : failure(429))));
    const answers = await reader.batch(stepsOf('a', 'b'));
    expect(clock.waits).toEqual([1_000, 2_000, 4_000]);
    expect(reader.requests()).toBe(4);
    expect(answers.get('a')).toEqual({ ok: true, body: 7 });
    expect(answers.get('b')).toMatchObject({
      ok: false,
      error: { code: 'throttled', message: 'GET /v1.0/groups/b/members: Graph answered 429 (SomeCode)' },
    });
  });

  it('gives a step up at once whose wait does not fit, and does not let the others wait for it', async () => {
    const reader = await serve(
      answering(({ url }, nth) => {
        if (nameOf(url) === 'long') return failure(429, { 'Retry-After': '3600' });
        return nth === 1 ? failure(429, { 'Retry-After': '2' }) : { status: 200 };
      }),
    );
    const answers = await reader.batch(stepsOf('long', 'short'));
    expect(clock.waits).toEqual([2_000]);
    expect(answers.get('short')).toMatchObject({ ok: true });
    expect(answers.get('long')).toMatchObject({ ok: false, error: { code: 'throttled', retryAfterMs: 3_600_000 } });
  });

  it('shares 3 retries between the batch and its steps', async () => {
    const reader = await serve((...args) => {
      if (args[2] % 2 === 1) return graphFailure(args[0], 503, 'x');
      return answering(() => failure(503))(...args);
    });
    await reader.batch(stepsOf('a'));
    expect(reader.requests()).toBe(4);
  });

  it('spends at most 40 s on a step, waits and repeated batches together', async () => {
    const started = clock.time;
    const reader = await serve(answering(() => failure(429, { 'Retry-After': '15' })));
    const answers = await reader.batch(stepsOf('a'));
    expect(clock.waits).toEqual([15_000, 15_000]);
    expect(clock.time - started).toBeLessThan(40_000);
    expect(answers.get('a')).toMatchObject({ ok: false, error: { code: 'throttled' } });
  });

  it('reads the answers of a batch that itself says 424', async () => {
    const reader = await serve((...args) =>
      answering(() => (args[2] === 1 ? failure(429) : { status: 200, body: 1 }), args[2] === 1 ? 424 : 200)(...args),
    );
    expect(await reader.batch(stepsOf('a'))).toEqual(new Map([['a', { ok: true, body: 1 }]]));
  });

  it.each<[name: string, responses: (id: string) => object[], message: string]>([
    ['is missing', () => [], 'the batch has no answer for it'],
    [
      'comes twice',
      (id) => [
        { id, status: 200 },
        { id, status: 200 },
      ],
      'the batch answered it more than once',
    ],
    ['is a success that is none', (id) => [{ id, status: 204 }], 'Graph answered 204'],
    ['is a redirect', (id) => [{ id, status: 302 }], 'Graph answered 302'],
  ])('calls it a contract error of that step when its answer %s', async (_, responses, message) => {
    const reader = await serve((response) =>
      json(response, { responses: [{ id: 1, status: 200, body: 'good' }, ...responses('2')] }),
    );
    const answers = await reader.batch(stepsOf('a', 'b'));
    expect(answers.get('a')).toEqual({ ok: true, body: 'good' });
    expect(answers.get('b')).toMatchObject({
      ok: false,
      error: { code: 'contract', message: `GET /v1.0/groups/b/members: ${message}` },
    });
  });

  it.each<[name: string, answer: Answer, error: object]>([
    [
      'is denied',
      (response) => graphFailure(response, 403, 'X'),
      { code: 'denied', message: 'POST $batch: Graph answered 403 (X)' },
    ],
    [
      'has no responses',
      (response) => json(response, {}),
      { code: 'contract', message: 'POST $batch: responses is not as agreed (expected array)' },
    ],
    [
      'is HTML',
      (response) => response.end('<html>'),
      { code: 'contract', message: 'POST $batch: the answer is not whole JSON' },
    ],
    [
      'has a step without status',
      (response) => json(response, { responses: [{ id: '1' }] }),
      { code: 'contract', message: 'POST $batch: responses[0].status is not as agreed (expected number)' },
    ],
    ['is reset for good', reset, { code: 'unavailable' }],
    [
      'is throttled for too long',
      (response) => graphFailure(response, 429, 'X', { 'retry-after': '99' }),
      { code: 'throttled' },
    ],
  ])('fails as a whole when the call itself %s', async (_, answer, error) => {
    const reader = await serve(answer);
    await expect(reader.batch(stepsOf('a'))).rejects.toMatchObject(error);
  });

  it('ends its other calls when one fails', async () => {
    await serve((response, asked) => {
      if (urlsOf(asked)[0]?.includes('g40')) graphFailure(response, 403, 'X');
    });
    const signals: (AbortSignal | null | undefined)[] = [];
    const watched: typeof fetch = (url, init) => {
      signals.push(init?.signal);
      return fetch(url, init);
    };
    const reader = readerOf(graph.origin, clock, { fetch: watched });
    const names = Array.from({ length: 200 }, (_, n) => `g${n}`);
    await expect(reader.batch(stepsOf(...names))).rejects.toMatchObject({ code: 'denied' });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true, true, true]);
    expect(reader.requests()).toBe(4);
  });

  it('names the permission of the step, else of the batch', async () => {
    const reader = await serve(answering(() => failure(403)));
    const steps = [
      { id: 'a', path: '/a' },
      { id: 'b', path: '/b', permission: 'User.Read.All' },
    ];
    const answers = await reader.batch(steps, { permission: 'GroupMember.Read.All' });
    expect(answers.get('a')).toMatchObject({ error: { hint: expect.stringContaining('Grant GroupMember.Read.All ') } });
    expect(answers.get('b')).toMatchObject({ error: { hint: expect.stringContaining('Grant User.Read.All ') } });
  });

  it('refuses two steps of one id', async () => {
    const reader = await serve(answering(() => ({ status: 200 })));
    await expect(reader.batch(stepsOf('a', 'a'))).rejects.toMatchObject({ code: 'internal' });
    expect(graph.asked).toEqual([]);
  });

  it('ends with the run', async () => {
    const run = new AbortController();
    await serve(() => run.abort());
    const reader = readerOf(graph.origin, clock, {}, { signal: run.signal });
    await expect(reader.batch(stepsOf('a'))).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('lists by batch', () => {
  const origin = () => graph.origin;
  const page = (ids: string[], next?: string): StepReply => ({
    status: 200,
    body: { value: ids.map((id) => ({ id })), ...(next && { '@odata.nextLink': next }) },
  });
  const lists = (reader: GraphReader) => reader.sharedBatches().within(new AbortController().signal);

  it('follow the next link of every step, headers re-sent, nothing twice although pages are retried', async () => {
    const reader = await serve(
      answering(({ url }, nth) => {
        if (url === '/a?$top=1') return page(['a1'], `${origin()}/v1.0/a?$top=1&$skiptoken=x%2B`);
        if (url === '/b') return nth === 1 ? failure(429) : page(['b1', 'b1'], `${origin()}/v1.0/b?p=2`);
        if (url === '/c') return page([]);
        return url.includes('skiptoken') ? page([], `${origin()}/v1.0/a?p=3`) : page(['z']);
      }),
    );
    const headers = { ConsistencyLevel: 'eventual' };
    const { list } = lists(reader);
    const found = await Promise.all(['/a?$top=1', '/b', '/c'].map((path) => list(path, row, { headers })));
    expect(found).toEqual([[{ id: 'a1' }, { id: 'z' }], [{ id: 'b1' }, { id: 'b1' }, { id: 'z' }], []]);
    expect(graph.asked.map(urlsOf)).toEqual([
      ['/a?$top=1', '/b', '/c'],
      ['/b'],
      ['/a?$top=1&$skiptoken=x%2B', '/b?p=2'],
      ['/a?p=3'],
    ]);
    const sent = graph.asked.flatMap(requestsOf).map((request) => request.headers);
    expect(sent).toEqual(Array(sent.length).fill(headers));
  });

  it.each<[name: string, second: () => StepReply, message: string]>([
    ['a second page that is denied', () => failure(403), 'Graph answered 403 (SomeCode)'],
    ['a second page without value', () => ({ status: 200, body: {} }), 'value is not as agreed (expected array)'],
    ['a second page without a body', () => ({ status: 200 }), 'the answer is not as agreed (expected object)'],
    [
      'a wrong item on the second page',
      () => ({ status: 200, body: { value: [{}] } }),
      'value[1].id is not as agreed (expected string)',
    ],
    ['a loop', () => page(['2'], `${origin()}/v1.0/a?p=2`), 'a next link leads back to a page already read'],
    ['another origin', () => page(['2'], 'https://evil.example/v1.0/a'), 'the next link leads to another origin'],
    ['too many pages', () => page(['2'], `${origin()}/v1.0/a?p=3`), 'more than 2 pages'],
  ])('are an error, not half a list: %s; the others are whole', async (_, second, message) => {
    const reader = await serve(
      answering(({ url }) => {
        if (url === '/b') return page(['b']);
        return url === '/a' ? page(['1'], `${origin()}/v1.0/a?p=2`) : second();
      }),
    );
    const { list } = lists(reader);
    const [a, b] = await Promise.allSettled([list('/a', row, { maxPages: 2 }), list('/b', row)]);
    expect(b).toEqual({ status: 'fulfilled', value: [{ id: 'b' }] });
    expect(a).toMatchObject({ status: 'rejected', reason: { message: `GET /v1.0/a: ${message}` } });
  });

  it('say of a 404 that it is one', async () => {
    const reader = await serve(answering(() => failure(404)));
    await expect(lists(reader).list('/a', row)).rejects.toMatchObject({ code: 'contract', status: 404 });
  });

  it('share calls, 20 lists in each, whoever asks', async () => {
    const reader = await serve(answering(({ url }) => page([url])));
    const batches = reader.sharedBatches();
    const [one, other] = [new AbortController(), new AbortController()].map(({ signal }) => batches.within(signal));
    const paths = Array.from({ length: 41 }, (_, n) => `/${n}`);
    const found = await Promise.all(paths.map((path, n) => (n % 2 === 0 ? one : other)?.list(path, row)));
    expect(found.flat()).toEqual(paths.map((id) => ({ id })));
    expect(graph.asked.map((asked) => urlsOf(asked).length).sort()).toEqual([1, 20, 20]);
  });

  it('end with whoever asked for them, and no other with them', async () => {
    const reader = await serve(answering(({ url }) => page([url])));
    const batches = reader.sharedBatches();
    const ended = new AbortController();
    const gone = batches.within(ended.signal).list('/gone', row);
    const kept = batches.within(new AbortController().signal).list('/kept', row);
    ended.abort();
    await expect(gone).rejects.toMatchObject({ code: 'unavailable', message: 'GET /v1.0/gone: the run was ended' });
    await expect(batches.within(ended.signal).list('/late', row)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await kept).toEqual([{ id: '/kept' }]);
    expect(graph.asked.flatMap(urlsOf)).toEqual(['/kept']);
  });

  it('all fail when the call that they share fails', async () => {
    const reader = await serve((response) => graphFailure(response, 403, 'Denied'));
    const { list } = lists(reader);
    const [a, b] = await Promise.allSettled([list('/a', row), list('/b', row)]);
    expect(a).toMatchObject({ status: 'rejected', reason: { code: 'denied' } });
    expect(b).toMatchObject({ status: 'rejected', reason: { code: 'denied' } });
  });
});

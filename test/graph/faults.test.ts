/** The fault matrix: whatever Graph or the network does, a read ends with the right answer or a clear reason. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { ErrorCode } from '../../shared/errors.ts';
import { openGraph } from '../../shared/graph/client.ts';
import {
  type Answer,
  credentialOf,
  type FakeGraph,
  fakeGraph,
  graphFailure,
  json,
  readerOf,
  reset,
  TestClock,
} from './fake-graph.ts';

const row = z.object({ id: z.string() });
const good: Answer = (response) => json(response, { value: [{ id: '1' }] });
const raw =
  (text: string, contentType = 'application/json'): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': contentType }).end(text);
  };
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    graphFailure(response, code, 'SomeCode', headers);
/** Announces more than it sends. */
const cutOff: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
  response.write('{"value":[{"id":"1"}', () => response.socket?.destroy());
};
const linkTo =
  (link: (origin: string) => string): Answer =>
  (response, asked) =>
    json(response, { value: [{ id: '1' }], '@odata.nextLink': link(`http://${asked.headers.host}`) });

describe('the fault matrix', () => {
  let graph: FakeGraph;
  let clock: TestClock;

  const serve = async (answer: Answer) => {
    clock = new TestClock();
    graph = await fakeGraph(answer);
    return readerOf(graph.origin, clock);
  };

  afterEach(async () => {
    vi.useRealTimers();
    await graph.close();
  });

  describe('passes by itself', () => {
    it.each<[name: string, fault: Answer, waits: number[]]>([
      ['408', status(408), [1_000]],
      ['429 without a wait', status(429), [1_000]],
      ['429 with seconds', status(429, { 'retry-after': '7' }), [7_000]],
      ['429 with a decimal', status(429, { 'retry-after': '3.5' }), [3_500]],
      ['429 with a short decimal', status(429, { 'retry-after': '0.249' }), [1_000]],
      ['429 with a date', status(429, { 'retry-after': 'Fri, 20 Nov 2026 12:00:09 GMT' }), [9_000]],
      ['429 with a past date', status(429, { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }), [1_000]],
      ['429 with nonsense', status(429, { 'retry-after': 'later' }), [1_000]],
      ['500', status(500), [1_000]],
      ['502', status(502), [1_000]],
      ['502 with an HTML body', (response) => response.writeHead(502).end('<html>Bad gateway</html>'), [1_000]],
      ['503 with a wait', status(503, { 'retry-after': '5' }), [5_000]],
      ['504', status(504), [1_000]],
      ['a reset connection', reset, [1_000]],
      ['a body that breaks off', cutOff, [1_000]],
    ])('%s', async (_, fault, waits) => {
      const reader = await serve((...args) => (args[2] === 1 ? fault(...args) : good(...args)));
      expect(await reader.list('/a', row)).toEqual([{ id: '1' }]);
      expect(clock.waits).toEqual(waits);
      expect(reader.requests()).toBe(2);
    });

    it('a hang, after 10 s', async () => {
      const reader = await serve((...args) => (args[2] === 1 ? clock.pass(10_000) : good(...args)));
      clock.fakeTimers();
      expect(await reader.list('/a', row)).toEqual([{ id: '1' }]);
      expect(clock.waits).toEqual([1_000]);
    });

    it('a body that stops half way, after 10 s', async () => {
      const reader = await serve((response, asked, nth) => {
        if (nth > 1) return good(response, asked, nth);
        response.writeHead(200, { 'content-length': '500' });
        response.write('{"value":[', () => setImmediate(() => clock.pass(10_000)));
      });
      clock.fakeTimers();
      expect(await reader.list('/a', row)).toEqual([{ id: '1' }]);
    });

    it('on a later page, without reading the first again', async () => {
      const reader = await serve((response, asked, nth) => {
        if (nth === 1) return linkTo((origin) => `${origin}/v1.0/a?page=2`)(response, asked, nth);
        return nth === 2 ? reset(response) : json(response, { value: [{ id: '2' }] });
      });
      expect(await reader.list('/a', row)).toEqual([{ id: '1' }, { id: '2' }]);
      expect(graph.asked.map(({ url }) => url)).toEqual(['/v1.0/a', '/v1.0/a?page=2', '/v1.0/a?page=2']);
    });
  });

  describe('lasts', () => {
    it.each<[name: string, fault: Answer, code: ErrorCode, message: string]>([
      ['408', status(408), 'unavailable', 'Graph answered 408 (SomeCode)'],
      ['429', status(429), 'throttled', 'Graph answered 429 (SomeCode)'],
      ['500', status(500), 'unavailable', 'Graph answered 500 (SomeCode)'],
      ['502', status(502), 'unavailable', 'Graph answered 502 (SomeCode)'],
      ['503', status(503), 'unavailable', 'Graph answered 503 (SomeCode)'],
      ['504', status(504), 'unavailable', 'Graph answered 504 (SomeCode)'],
      ['a reset connection', reset, 'unavailable', 'the connection failed'],
      ['a body that breaks off', cutOff, 'unavailable', 'the connection failed'],
    ])('%s: given up after 3 retries', async (_, fault, code, message) => {
      const reader = await serve(fault);
      const start = expect.stringContaining(`GET /v1.0/a: ${message}`);
      await expect(reader.list('/a', row)).rejects.toMatchObject({ code, message: start });
      expect(clock.waits).toEqual([1_000, 2_000, 4_000]);
      expect(reader.requests()).toBe(4);
    });

    it('a hang: given up within 40 s all told', async () => {
      const started = Date.UTC(2026, 10, 20, 12);
      const reader = await serve(() => clock.pass(Math.min(10_000, started + 40_000 - clock.time)));
      clock.fakeTimers();
      await expect(reader.list('/a', row)).rejects.toMatchObject({
        code: 'unavailable',
        message: 'GET /v1.0/a: no complete answer in time',
      });
      expect(clock.time - started).toBe(40_000);
      expect(reader.requests()).toBe(4);
    });

    it('a hang: given up at the deadline of the run', async () => {
      await serve(() => clock.pass(5_000));
      const reader = readerOf(graph.origin, clock, {}, { deadline: clock.time + 5_000 });
      clock.fakeTimers();
      await expect(reader.list('/a', row)).rejects.toMatchObject({ code: 'unavailable' });
      expect(reader.requests()).toBe(1);
    });

    it('a fetch that never ends and does not listen: given up all the same', async () => {
      await serve(good);
      clock.fakeTimers();
      const deaf = vi.fn(() => {
        queueMicrotask(() => clock.pass(10_000));
        return new Promise<never>(() => {});
      });
      const reader = readerOf(graph.origin, clock, { fetch: deaf });
      await expect(reader.get('/a', row)).rejects.toMatchObject({ code: 'unavailable' });
      expect(deaf).toHaveBeenCalledTimes(4);
    });

    it.each<[name: string, code: number, wait: string]>([
      ['429 for longer than the request may take', 429, '40'],
      ['429 until a date beyond it', 429, 'Fri, 20 Nov 2026 12:01:00 GMT'],
      ['503 for longer than that', 503, '3600'],
    ])('%s: throttled at once', async (_, code, wait) => {
      const reader = await serve(status(code, { 'retry-after': wait }));
      const reading = reader.list('/a', row);
      await expect(reading).rejects.toMatchObject({ code: 'throttled', status: code });
      await expect(reading).rejects.toThrow(/asked to wait \d+ s, which is longer than this run has left$/);
      expect(clock.waits).toEqual([]);
      expect(reader.requests()).toBe(1);
    });

    it('429 for longer than the run has left: throttled at once', async () => {
      await serve(status(429, { 'retry-after': '8' }));
      const reader = readerOf(graph.origin, clock, {}, { deadline: clock.time + 8_000 });
      await expect(reader.list('/a', row)).rejects.toMatchObject({ code: 'throttled', retryAfterMs: 8_000 });
      expect(reader.requests()).toBe(1);
    });

    it('a run that is ended during a wait ends at once', async () => {
      await serve(status(503));
      const run = new AbortController();
      const sleep = () => {
        run.abort();
        return new Promise<never>(() => {});
      };
      const reader = readerOf(graph.origin, clock, { sleep }, { signal: run.signal });
      await expect(reader.list('/a', row)).rejects.toMatchObject({
        code: 'unavailable',
        message: 'GET /v1.0/a: the run was ended',
      });
    });

    it('a run that is ended during a call ends at once', async () => {
      const run = new AbortController();
      await serve(() => run.abort());
      const reader = readerOf(graph.origin, clock, {}, { signal: run.signal });
      await expect(reader.list('/a', row)).rejects.toMatchObject({ code: 'unavailable' });
      expect(reader.requests()).toBe(1);
    });
  });

  describe('is final at once', () => {
    it.each<[name: string, fault: Answer, code: ErrorCode, message: string]>([
      ['401', status(401), 'denied', 'Graph answered 401 (SomeCode)'],
      ['403', status(403), 'denied', 'Graph answered 403 (SomeCode)'],
      ['404', status(404), 'contract', 'Graph answered 404 (SomeCode)'],
      ['truncated JSON', raw('{"value":[{"id":"1"}'), 'contract', 'the answer is not whole JSON'],
      ['an empty body', raw(''), 'contract', 'the answer is not whole JSON'],
      ['an HTML body with 200', raw('<html>Sign in</html>', 'text/html'), 'contract', 'the answer is not whole JSON'],
      ['a missing value', raw('{}'), 'contract', 'value is not as agreed (expected array)'],
      ['a value that is null', raw('{"value":null}'), 'contract', 'value is not as agreed (expected array)'],
      ['a body that is null', raw('null'), 'contract', 'the answer is not as agreed (expected object)'],
      [
        'a wrong item',
        raw('{"value":[{"id":"1"},{"id":2}]}'),
        'contract',
        'value[1].id is not as agreed (expected string)',
      ],
      [
        'a next link that is a number',
        raw('{"value":[],"@odata.nextLink":5}'),
        'contract',
        '@odata.nextLink is not as agreed (expected string)',
      ],
      ['a partial answer', (response) => json(response, { value: [] }, 206), 'contract', 'Graph answered 206'],
      [
        'a next link to itself',
        linkTo((origin) => `${origin}/v1.0/a?$top=1`),
        'contract',
        'a next link leads back to a page already read',
      ],
      ['a relative next link', linkTo(() => '/v1.0/a?page=2'), 'contract', 'the next link is not a URL'],
      ['an empty next link', linkTo(() => ''), 'contract', 'the next link is not a URL'],
      [
        'a next link to the other version',
        linkTo((origin) => `${origin}/beta/a?page=2`),
        'contract',
        'the next link leads outside the version of the list',
      ],
      [
        'a next link that climbs out',
        linkTo((origin) => `${origin}/v1.0/%2e%2e/beta/a`),
        'contract',
        'the next link leads outside the version of the list',
      ],
      [
        'a next link to another list',
        linkTo((origin) => `${origin}/v1.0/users?$top=1&page=2`),
        'contract',
        'the next link leads to another path',
      ],
      [
        'a next link to a part of the list',
        linkTo((origin) => `${origin}/v1.0/a/members?$top=1&page=2`),
        'contract',
        'the next link leads to another path',
      ],
      [
        'a next link that leaves rows out',
        linkTo((origin) => `${origin}/v1.0/a?%24Filter=id+eq+'1'&page=2`),
        'contract',
        'the next link asks another question',
      ],
      [
        'a next link with credentials',
        linkTo((origin) => `${origin.replace('//', '//a:b@')}/v1.0/a?page=2`),
        'contract',
        'the next link leads to another origin',
      ],
      [
        'a next link with a user name',
        linkTo((origin) => `${origin.replace('//', '//a@')}/v1.0/a?page=2`),
        'contract',
        'the next link leads to another origin',
      ],
      [
        'a next link with an empty segment',
        linkTo((origin) => `${origin}/v1.0//a?page=2`),
        'contract',
        'the next link leads outside the version of the list',
      ],
    ])('%s', async (_, fault, code, message) => {
      const reader = await serve(fault);
      await expect(reader.list('/a?$top=1', row)).rejects.toMatchObject({ code, message: `GET /v1.0/a: ${message}` });
      expect(clock.waits).toEqual([]);
      expect(reader.requests()).toBe(1);
    });

    it.each([
      ['in other escapes', "/a?$filter=id eq 'x y'&$select=id", '/v1.0/a?$filter=id+eq+%27x%20y%27&$skiptoken=1'],
      ['in capitals', '/a/1234-ab/members?$select=id', '/v1.0/a/1234-AB/members?%24select=id&$skiptoken=1'],
      ['with the key in parentheses', '/a/1/members', "/v1.0/a('1')/members?$skiptoken=1"],
    ])('but not a next link that says the same %s', async (_, asked, next) => {
      const reader = await serve((response, _asked, nth) =>
        json(response, {
          value: [{ id: String(nth) }],
          ...(nth === 1 && { '@odata.nextLink': `${graph.origin}${next}` }),
        }),
      );
      expect(await reader.list(asked, row)).toEqual([{ id: '1' }, { id: '2' }]);
    });

    it('a next-link loop over several pages', async () => {
      const reader = await serve((response, asked, nth) =>
        linkTo((origin) => `${origin}/v1.0/a?page=${(nth % 3) + 1}`)(response, asked, nth),
      );
      await expect(reader.list('/a?page=1', row)).rejects.toMatchObject({
        code: 'contract',
        message: 'GET /v1.0/a: a next link leads back to a page already read',
      });
      expect(reader.requests()).toBe(3);
    });

    it('a next link to another origin, which is sent neither request nor token', async () => {
      const other = await fakeGraph(good);
      const reader = await serve(linkTo(() => `${other.origin}/v1.0/a?page=2`));
      await expect(reader.list('/a', row)).rejects.toMatchObject({
        code: 'contract',
        message: 'GET /v1.0/a: the next link leads to another origin',
      });
      expect(other.asked).toEqual([]);
      await other.close();
    });

    it.each([301, 302, 303, 307, 308])('a redirect with %i, which is not followed', async (code) => {
      const other = await fakeGraph(good);
      const reader = await serve((response) => response.writeHead(code, { location: `${other.origin}/v1.0/a` }).end());
      await expect(reader.list('/a', row)).rejects.toMatchObject({
        code: 'contract',
        message: `GET /v1.0/a: Graph answered ${code}`,
        hint: 'Redirects are not followed: check GRAPH_BASE_URL.',
      });
      expect(other.asked).toEqual([]);
      expect(graph.asked).toHaveLength(1);
      await other.close();
    });
  });

  it('with the real clock, waits between attempts and stops waiting when the run ends', async () => {
    const run = new AbortController();
    await serve((response, asked, nth) => {
      if (nth === 2) setImmediate(() => run.abort());
      status(503, nth === 1 ? {} : { 'retry-after': '30' })(response, asked, nth);
    });
    const graphClient = openGraph({
      origin: graph.origin,
      credential: credentialOf('t'),
      tenantId: null,
      random: () => 0,
    });
    const started = Date.now();
    const reader = graphClient.within({ deadline: started + 60_000, signal: run.signal });
    await expect(reader.list('/a', row)).rejects.toMatchObject({ code: 'unavailable' });
    expect(reader.requests()).toBe(2);
    expect(Date.now() - started).toBeGreaterThanOrEqual(490);
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('nothing listens at the origin', async () => {
    const reader = await serve(good);
    await graph.close();
    await expect(reader.list('/a', row)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'GET /v1.0/a: the connection failed (ECONNREFUSED)',
    });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openGraph } from '../../shared/graph/client.ts';
import {
  type Answer,
  credentialOf,
  type FakeGraph,
  fakeGraph,
  graphFailure,
  json,
  readerOf,
  TestClock,
} from './fake-graph.ts';

const row = z.object({ id: z.string() });

describe('a reader', () => {
  let graph: FakeGraph;
  const clock = new TestClock();

  const serve = async (answer: Answer) => {
    graph = await fakeGraph(answer);
    return readerOf(graph.origin, clock);
  };

  afterEach(() => graph.close());

  it('gets an object as our own type, extra fields and a wrong content type notwithstanding', async () => {
    const reader = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('{"id":"1","@microsoft.graph.tips":"x","new":[1]}');
    });
    expect(await reader.get('/organization', row, { version: 'beta' })).toEqual({ id: '1' });
    expect(graph.asked[0]).toMatchObject({
      method: 'GET',
      url: '/beta/organization',
      headers: { accept: 'application/json' },
    });
  });

  it('says what time it is at Graph, as the last good answer said it', async () => {
    const dates = ['Fri, 20 Nov 2026 12:00:07 GMT', 'Fri, 20 Nov 2026 12:00:09 GMT', 'soon'];
    const reader = await serve((response, _asked, nth) => {
      if (nth === 3)
        return graphFailure(response, 404, 'Request_ResourceNotFound', { Date: 'Fri, 01 Jan 2100 00:00:00 GMT' });
      json(response, { id: '1' }, 200, { Date: dates[nth - 1] ?? 'soon' });
    });
    const times = [reader.serverTime()];
    for (let n = 0; n < 4; n += 1) {
      await reader.get('/organization', row).catch(() => null);
      times.push(reader.serverTime());
    }
    const [first, second] = dates.slice(0, 2).map((date) => Date.parse(date));
    expect(times).toEqual([null, first, second, second, second]);
  });

  it('sends a query as it was asked: plus, quotes, https:// and order', async () => {
    const reader = await serve((response) => json(response, { value: [] }));
    await reader.list("/users?skip=1&$filter=a eq 'https://h/v1.0/x' and t ge 2026-01-01T00:00:00+01:00&$top=2", row);
    expect(graph.asked[0]?.url).toBe(
      '/v1.0/users?skip=1&$filter=a%20eq%20%27https://h/v1.0/x%27%20and%20t%20ge%202026-01-01T00:00:00%2B01:00&$top=2',
    );
  });

  it('follows next links whole, re-sends headers, takes empty pages and keeps repeated rows', async () => {
    const reader = await serve((response, asked, nth) => {
      const next = `http://${asked.headers.host}/v1.0/users?$skiptoken=a%2Bb%2f+c'&$filter=x&n=${nth}`;
      if (nth === 1) return json(response, { value: [{ id: '1' }], '@odata.nextLink': next });
      if (nth === 2) return json(response, { value: [], '@odata.nextLink': next });
      return json(response, { value: [{ id: '1' }, { id: '2' }] });
    });
    const headers = { ConsistencyLevel: 'eventual', Prefer: 'x' };
    expect(await reader.list('/users?$count=true&$filter=x', row, { headers })).toEqual([
      { id: '1' },
      { id: '1' },
      { id: '2' },
    ]);
    expect(graph.asked.map(({ url }) => url)).toEqual([
      '/v1.0/users?$count=true&$filter=x',
      '/v1.0/users?$skiptoken=a%2Bb%2f+c%27&$filter=x&n=1',
      '/v1.0/users?$skiptoken=a%2Bb%2f+c%27&$filter=x&n=2',
    ]);
    expect(graph.asked.map(({ headers: sent }) => [sent.consistencylevel, sent.prefer])).toEqual(
      Array(3).fill(['eventual', 'x']),
    );
    expect(reader.requests()).toBe(3);
  });

  it('reads as many pages as it may, and not one more', async () => {
    const endless: Answer = (response, asked, nth) =>
      json(response, {
        value: [{ id: String(nth) }],
        '@odata.nextLink': `http://${asked.headers.host}/v1.0/a?n=${nth}`,
      });
    const reader = await serve(endless);
    await expect(reader.list('/a', row, { maxPages: 5 })).rejects.toMatchObject({
      code: 'contract',
      message: 'GET /v1.0/a: more than 5 pages',
    });
    expect(graph.asked).toHaveLength(5);
  });

  it('counts with the header that Graph demands', async () => {
    const reader = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('\ufeff12345');
    });
    expect(await reader.count('/users/$count?$filter=onPremisesSyncEnabled eq true')).toBe(12_345);
    expect(graph.asked[0]?.url).toBe('/v1.0/users/$count?$filter=onPremisesSyncEnabled%20eq%20true');
    expect(graph.asked[0]?.headers.consistencylevel).toBe('eventual');
  });

  it.each(['', '-1', '1.5', '{"value":1}', 'NaN', '9'.repeat(20)])('takes %j for no count', async (text) => {
    const reader = await serve((response) => response.end(text));
    await expect(reader.count('/users/$count')).rejects.toMatchObject({
      code: 'contract',
      message: 'GET /v1.0/users/$count: the answer is not a number',
    });
  });

  it('names path and first field of a wrong shape, never a value or a key of the tenant', async () => {
    const shape = z.object({ roles: z.record(z.string(), z.object({ ids: z.array(z.number()) })) });
    const reader = await serve((response) => json(response, { roles: { 'Adele Vance': { ids: [1, 'secret'] } } }));
    await expect(reader.get('/a?$filter=secret', shape)).rejects.toMatchObject({
      code: 'contract',
      message: 'GET /v1.0/a: roles.(key).ids[1] is not as agreed (expected number)',
    });
  });

  it('names a 404 by its status', async () => {
    const reader = await serve((response) => graphFailure(response, 404, 'Request_ResourceNotFound'));
    await expect(reader.get('/groups/1', row)).rejects.toMatchObject({ code: 'contract', status: 404 });
  });

  it('sends nothing once the deadline has passed or the run has ended', async () => {
    await serve((response) => json(response, {}));
    const late = readerOf(graph.origin, clock, {}, { deadline: clock.time });
    await expect(late.get('/a', row)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'GET /v1.0/a: no time was left in this run',
    });
    const ended = readerOf(graph.origin, clock, {}, { signal: AbortSignal.abort() });
    await expect(ended.get('/a', row)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'GET /v1.0/a: the run was ended',
    });
    expect(graph.asked).toEqual([]);
  });

  it('serves many requests at once without a warning about listeners', async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    await serve((response) => json(response, { id: '1' }));
    const reader = readerOf(graph.origin, clock, {}, { signal: new AbortController().signal });
    await Promise.all(Array.from({ length: 40 }, (_, n) => reader.get(`/a/${n}`, row)));
    await new Promise(setImmediate);
    process.off('warning', warn);
    expect(warnings).toEqual([]);
  });
});

describe('openGraph', () => {
  it.each([
    '',
    'graph.microsoft.com',
    'https://graph.microsoft.com/v1.0',
    'https://a:b@graph.microsoft.com',
    'ftp://x',
  ])('refuses %j as origin', (origin) => {
    expect(() => openGraph({ origin, credential: credentialOf('t'), tenantId: null })).toThrow(
      expect.objectContaining({ code: 'config', message: 'GRAPH_BASE_URL is not the origin of a Graph service' }),
    );
  });

  it('takes an origin with a slash at its end for the same', async () => {
    const graph = await fakeGraph((response) => json(response, { id: '1' }));
    const reader = readerOf(`${graph.origin}/`, new TestClock());
    expect(await reader.get('/a', row)).toEqual({ id: '1' });
    await graph.close();
  });
});

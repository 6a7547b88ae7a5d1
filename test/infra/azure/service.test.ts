/** Requests to Azure and Graph: when they are sent again, where the token may go, and what is refused as an answer. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Service } from '../../../infra/azure/service.ts';

const TOKEN = ['{"alg":"none"}', '{"tid":"AAAA"}', 'secret-signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

type Reply = { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(
  answer: (request: IncomingMessage, count: number) => Reply,
): Promise<{ origin: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(request);
    const { status, body = '', headers = {} } = answer(request, asked.length);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

interface Opened {
  readonly service: Service;
  readonly waits: number[];
  readonly said: string[];
}

function open(
  origin: string,
  getToken = async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }),
): Opened {
  const waits: number[] = [];
  const said: string[] = [];
  const service = new Service({
    name: 'Azure',
    origin,
    credential: { getToken },
    say: (line) => void said.push(line),
    sleep: async (ms) => void waits.push(ms),
  });
  return { service, waits, said };
}

const thrown = (work: Promise<unknown>): Promise<Record<string, unknown>> =>
  work.then(
    () => ({}),
    (error: Record<string, unknown>) => ({ message: error.message, code: error.code, hint: error.hint }),
  );

const any = z.unknown();

describe('is sent again', () => {
  test.each([408, 429, 500, 503])('after %i, and then answered', async (status) => {
    const { origin } = await serve((_request, count) => (count < 3 ? { status } : { status: 200, body: '{"a":1}' }));
    const { service, waits } = open(origin);
    expect(await service.get('/x', any)).toEqual({ a: 1 });
    // Longer each time, where nobody says how long.
    expect(waits).toEqual([2000, 4000]);
  });

  test('as late as it is told, and that is said', async () => {
    const { origin } = await serve((_request, count) =>
      count === 1 ? { status: 429, headers: { 'retry-after': '17' } } : { status: 200, body: '{}' },
    );
    const { service, waits, said } = open(origin);
    await service.get('/x', any);
    expect([waits, said]).toEqual([[17_000], ['Azure asks us to wait 17 s …']]);
  });

  test('five times at most', async () => {
    const { origin, asked } = await serve(() => ({ status: 503 }));
    const { message, code } = await thrown(open(origin).service.get('/x?secret=1', any));
    expect([message, code, asked.length]).toEqual(['Azure answered 503 to GET /x', 'unavailable', 5]);
  });

  test.each([400, 401, 403, 404])('never after %i', async (status) => {
    const { origin, asked } = await serve(() => ({
      status,
      body: '{"error":{"code":"Why","message":"So.\\r\\nAnd more"}}',
    }));
    expect((await thrown(open(origin).service.get('/x', any))).message).toBe(
      `Azure answered ${status} to GET /x: Why: So.`,
    );
    expect(asked).toHaveLength(1);
  });
});

describe('the token', () => {
  test('is asked for once', async () => {
    let asked = 0;
    const { origin } = await serve(() => ({ status: 200, body: '{}' }));
    const { service } = open(origin, async () => {
      asked += 1;
      return { token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 };
    });
    await Promise.all([service.get('/a', any), service.get('/b', any)]);
    await service.get('/c', any);
    expect([await service.tenantId(), asked]).toEqual(['aaaa', 1]);
  });

  test('is asked for again when it ends within the minute', async () => {
    let asked = 0;
    const { origin, asked: requests } = await serve(() => ({ status: 200, body: '{}' }));
    const { service } = open(origin, async () => {
      asked += 1;
      return { token: `${asked}`, expiresOnTimestamp: Date.now() + (asked === 1 ? 30_000 : 3_600_000) };
    });
    await service.get('/a', any);
    await service.get('/b', any);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 2', 'Bearer 2']);
    expect(asked).toBe(2);
  });

  test('is asked for again after it could not be had', async () => {
    let asked = 0;
    const { origin } = await serve(() => ({ status: 200, body: '{}' }));
    const { service } = open(origin, async () => {
      asked += 1;
      if (asked === 1) throw new Error('not yet');
      return { token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 };
    });
    expect((await thrown(service.get('/a', any))).code).toBe('auth');
    expect(await service.get('/a', any)).toEqual({});
  });

  test('follows no next link to another host, and no redirect', async () => {
    const lure = await serve(() => ({ status: 200, body: '{"value":[]}' }));
    const { origin } = await serve(({ url }) =>
      url === '/away'
        ? { status: 302, headers: { location: `${lure.origin}/steal` } }
        : { status: 200, body: JSON.stringify({ value: [], nextLink: `${lure.origin}/steal` }) },
    );
    const { service } = open(origin);
    expect((await thrown(service.list('/things', any))).message).toBe(
      'Azure answered /things with a next link to another host',
    );
    expect((await thrown(service.get('/away', any))).message).toBe('Azure answered 302 to GET /away');
    expect(lure.asked).toEqual([]);
  });

  test('and what the credential says are never in a message', async () => {
    const { origin } = await serve(() => ({ status: 200, body: '{}' }));
    const failing = open(origin, async () => {
      throw new Error(`AADSTS70043: the refresh token ${TOKEN} has expired`);
    });
    const { message, hint } = await thrown(failing.service.get('/x', any));
    expect(message).toBe('Not signed in to Azure: Error, AADSTS70043');
    expect(hint).toContain('az login');
    const broken = open(origin, async () => ({ token: `${TOKEN}\n`, expiresOnTimestamp: Date.now() + 3_600_000 }));
    expect((await thrown(broken.service.get('/x', any))).message).toBe(
      'Not signed in to Azure: the credential returned no usable token',
    );
  });
});

describe('an answer is refused', () => {
  test.each([
    ['no JSON', 'half a {', 'Azure answered /x with something that is not JSON, or only part of it'],
    ['another shape', '{"value":"many"}', 'Azure answered /x with an unexpected value'],
  ])('that is %s', async (_what, body, message) => {
    const { origin } = await serve(() => ({ status: 200, body }));
    expect(await thrown(open(origin).service.list('/x', any))).toMatchObject({ message, code: 'contract' });
  });

  test('of pages without end', async () => {
    const { origin, asked } = await serve(({ url }) => ({
      status: 200,
      body: JSON.stringify({ value: [url], nextLink: `${origin}/x` }),
    }));
    expect((await thrown(open(origin).service.list('/x', any))).message).toBe(
      'Azure answered /x with more than 200 pages',
    );
    expect(asked).toHaveLength(200);
  });

  test('that does not come', async () => {
    const { service, waits } = open('http://127.0.0.1:9');
    expect(await thrown(service.get('/x', any))).toMatchObject({
      message: 'Azure does not answer at http://127.0.0.1:9',
      code: 'unavailable',
    });
    expect(waits).toHaveLength(4);
  });
});

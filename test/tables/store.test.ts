import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { MonitorError } from '../../shared/errors.ts';
import { type OpenedStore, openStore } from '../../shared/tables/store.ts';
import { alert, commit, mailbox, mailOutbox, NOW, pending, settleMail, sha256, TENANT } from './world.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A store whose service is this listener. */
async function against(listener: RequestListener): Promise<OpenedStore> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const endpoint = `http://127.0.0.1:${address.port}/account`;
  const account = {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=a2V5;TableEndpoint=${endpoint};`,
  };
  return openStore({ account, table: 'watch', tenantId: TENANT, hash: sha256 });
}

const within = (store: OpenedStore, milliseconds: number) => store.within({ deadline: Date.now() + milliseconds });

type Call = (store: ReturnType<OpenedStore['within']>) => Promise<unknown>;

const calls: [name: string, call: Call][] = [
  ['heads', (store) => store.heads(NOW)],
  ['load', (store) => store.load(sha256('x'))],
  ['save', (store) => store.save(sha256('x'), 'x')],
  ['commit', (store) => store.commit(commit({ alerts: [alert()] }))],
  ['openAlerts', (store) => store.openAlerts()],
  ['outbox', (store) => mailOutbox(store)],
  ['putMailbox', (store) => store.putMailbox('mail', mailbox(), null)],
  ['settleMail', (store) => settleMail(store, mailbox(), 'W/"1"', ['pending|a|1'])],
  ['history', (store) => store.history({ check: null, since: null, limit: 1, from: null })],
  ['changesWithoutActor', (store) => store.changesWithoutActor('2026-11-20T10:00:00.000Z')],
  [
    'recordActors',
    (store) => store.recordActors({ ...pending(), items: [], alerts: [], wantsActor: false }, 'W/"1"', null, []),
  ],
  ['sweep', (store) => store.sweep('2026-11-20T10:00:00.000Z', NOW, ['mail'])],
];

describe('the time of a run', () => {
  test.each(calls)('ends %s when the service hangs', async (_, call) => {
    const store = await against(() => {});
    const started = performance.now();
    await expect(call(within(store, 150))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'Table watch did not answer within the time of this run',
    });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test.each(calls)('ends %s when the service keeps asking to wait', async (_, call) => {
    const store = await against((_request, response) => response.writeHead(503, { 'retry-after': '60' }).end());
    await expect(call(within(store, 150))).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('that is over already sends nothing', async () => {
    const store = await against(() => {});
    await expect(store.within({ deadline: Date.now() - 1 }).heads(NOW)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(
      store.within({ deadline: Date.now() + 60_000, signal: AbortSignal.abort() }).heads(NOW),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect(store.operations()).toEqual({ reads: 0, writes: 0 });
  });

  test('ends with the signal of its caller, too', async () => {
    const store = await against(() => {});
    const stop = new AbortController();
    const call = store.within({ deadline: Date.now() + 60_000, signal: stop.signal }).heads(NOW);
    setTimeout(() => stop.abort(), 50);
    await expect(call).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('sign-in', () => {
  test.each([
    ['no identity', Object.assign(new Error('secret detail'), { name: 'CredentialUnavailableError' }), 'auth'],
    ['an error of our own', new MonitorError('auth', 'No token for storage'), 'auth'],
  ])('with %s says that there is no token, and shows no detail', async (_, thrown, code) => {
    const getToken = () => Promise.reject(thrown);
    const account = { url: 'https://account.table.core.windows.net', credential: { getToken } };
    const store = openStore({ account, table: 'watch', tenantId: TENANT, hash: sha256 });
    const failure = await within(store, 2000)
      .heads(NOW)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining('No token') });
    expect(store.operations()).toEqual({ reads: 0, writes: 0 });
  });
});

describe('an answer', () => {
  const listeners: [name: string, listener: RequestListener, code: string][] = [
    [
      'that is an HTML page',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'contract',
    ],
    [
      'that is an HTML page called JSON',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
      'contract',
    ],
    ['without rows', (_request, response) => json(response, {}), 'contract'],
    ['whose rows are no list', (_request, response) => json(response, { value: 'none' }), 'contract'],
    ['that is empty', (_request, response) => response.writeHead(200).end(), 'contract'],
    [
      'that breaks off',
      (_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).end('{"value":['),
      'unavailable',
    ],
    ['403', (_request, response) => response.writeHead(403).end(), 'denied'],
    ['500', (_request, response) => response.writeHead(500).end(), 'unavailable'],
  ];

  test.each(listeners)('%s is never taken for an empty table', async (_, listener, code) => {
    const store = await against(listener);
    for (const [, call] of calls.filter(([name]) =>
      ['heads', 'load', 'openAlerts', 'outbox', 'history'].includes(name),
    )) {
      await expect(call(within(store, 120))).rejects.toMatchObject({ code });
    }
  });

  test('that always has another page fails loudly', async () => {
    const store = await against((_request, response) => {
      response.setHeader('x-ms-continuation-NextPartitionKey', 'p');
      response.setHeader('x-ms-continuation-NextRowKey', 'r');
      json(response, { value: [] });
    });
    await expect(within(store, 10_000).openAlerts()).rejects.toMatchObject({
      code: 'contract',
      message: expect.stringContaining('100 pages'),
    });
    expect(store.operations().reads).toBe(101);
  });
});

function json(response: Parameters<RequestListener>[1], body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** One request to a real server on this machine: what it carries, and what each answer means. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { FrozenMessage } from '../../../shared/core/model/outbox.ts';
import { post } from '../../../shared/receivers/webhook/send.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Got {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listening(answer: (response: ServerResponse) => void): Promise<{ origin: string; got: Got[] }> {
  const got: Got[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    got.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

const MESSAGE: FrozenMessage = {
  operationId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  subject: 's',
  text: '{"version":1}',
  html: '',
  rows: [],
  alertIds: [],
  severity: 'critical',
  frozenAt: '2026-11-20T12:00:00.000Z',
  unpaced: false,
};

const send = (url: string, over: { isSigned?: boolean; callMs?: number } = {}) =>
  post(MESSAGE, { url, isSigned: true, ...over }, new AbortController().signal);

describe('a message', () => {
  it('is posted once, with its id, and signed with the key behind the hash sign, which never leaves', async () => {
    const { origin, got } = await listening((response) => response.writeHead(202).end('ok'));
    expect(await send(`${origin}/in?x=1#the-key`)).toEqual({ kind: 'accepted' });
    const expected = createHmac('sha256', 'the-key').update('{"version":1}').digest('hex');
    expect(got).toMatchObject([
      {
        method: 'POST',
        url: '/in?x=1',
        body: '{"version":1}',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-watch-delivery': MESSAGE.operationId,
          'x-watch-signature': `sha256=${expected}`,
        },
      },
    ]);
  });

  it('is signed with the whole address where that holds no key', async () => {
    const { origin, got } = await listening((response) => response.writeHead(200).end());
    await send(`${origin}/secret`);
    const expected = createHmac('sha256', `${origin}/secret`).update('{"version":1}').digest('hex');
    expect(got[0]?.headers['x-watch-signature']).toBe(`sha256=${expected}`);
  });

  it('is not signed where nobody would look', async () => {
    const { origin, got } = await listening((response) => response.writeHead(200).end());
    await send(`${origin}/secret#key`, { isSigned: false });
    expect(got[0]?.headers['x-watch-signature']).toBeUndefined();
  });
});

describe('an answer', () => {
  it.each<[status: number, headers: Record<string, string>, result: object]>([
    [200, {}, { kind: 'accepted' }],
    [204, {}, { kind: 'accepted' }],
    [302, { Location: '/elsewhere' }, { kind: 'refused', why: 'access', message: 'The webhook answered 302' }],
    [400, {}, { kind: 'refused', why: 'content', message: 'The webhook answered 400' }],
    [401, {}, { kind: 'refused', why: 'access' }],
    [404, {}, { kind: 'refused', why: 'access' }],
    [410, {}, { kind: 'refused', why: 'access' }],
    [413, {}, { kind: 'refused', why: 'content' }],
    [429, { 'Retry-After': '30' }, { kind: 'unclear', code: 'throttled', retryAfterMs: 30_000 }],
    [500, {}, { kind: 'unclear', code: 'unavailable', retryAfterMs: null }],
  ])('%i means what it should, and its text is in no error', async (status, headers, result) => {
    const { origin, got } = await listening((response) =>
      response.writeHead(status, headers).end(status === 204 ? undefined : 'Authorization: Bearer tenant-secret'),
    );
    const found = await send(`${origin}/secret-path?sig=secret-query#secret-key`);
    expect(found).toMatchObject(result);
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(got).toHaveLength(1);
  });

  it('that never comes is unclear after the time limit', async () => {
    const { origin } = await listening(() => {});
    expect(await send(`${origin}/secret`, { callMs: 50 })).toEqual({
      kind: 'unclear',
      code: 'unavailable',
      message: 'The webhook did not answer within its time limit',
      hint: expect.any(String),
      retryAfterMs: null,
    });
  });

  it('that cannot come names the reason and not the address', async () => {
    const { origin } = await listening(() => {});
    await new Promise((resolve) => server?.close(resolve));
    const found = await send(`${origin}/secret-path#secret-key`);
    expect(found).toMatchObject({ kind: 'unclear', message: 'The connection to the webhook failed (ECONNREFUSED)' });
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});

/** The SDKs for tables, mail and tokens, each with a service that answers without end. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { TokenCredential } from '@azure/identity';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { boundedHttpClient } from '../../shared/compose/bounded-http.ts';
import { credentialOf } from '../../shared/compose/credential.ts';
import { sha256 } from '../../shared/compose/parts.ts';
import { openGraph } from '../../shared/graph/client.ts';
import { openMailer } from '../../shared/receivers/mail/send.ts';
import { openStore } from '../../shared/tables/store.ts';

const MIB = 2 ** 20;
const KEY = Buffer.from('not a real key').toString('base64');

type Way = 'packed' | 'streamed';

/** One for all: the SDK remembers the first identity endpoint of the process, and who first asked it. */
let credential: TokenCredential | undefined;
let server: Server;
let origin: string;
let answer: (response: ServerResponse) => Promise<void>;
let ended: Promise<void>;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    ended = answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

describe.each<Way>(['packed', 'streamed'])('an answer without end, %s', (way) => {
  let asked: number;

  beforeEach(() => {
    asked = 0;
    answer = (response) => {
      asked += 1;
      return endless(response, way);
    };
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
  });

  it('of the tables names the setting and the cap, is asked for once, and ends the connection', async () => {
    const store = openStore({
      account: {
        connectionString: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${KEY};TableEndpoint=${origin}/devstoreaccount1`,
      },
      table: 'watch',
      tenantId: 'tenant',
      hash: sha256,
      httpClient: boundedHttpClient(4 * MIB),
    });
    const reading = store.within({ deadline: Date.now() + 20_000 }).heads(Date.now());
    await expect(reading).rejects.toMatchObject({
      code: 'contract',
      kind: 'unclear',
      message: 'Table watch gave an answer that is larger than 4 MiB',
      hint: expect.stringContaining('STATE_CONNECTION_STRING'),
    });
    expect(asked).toBe(1);
    // By whoever did not want more of it: the server would go on.
    await ended;
  });

  it('of the mail service names it and the cap, and may mean that the mail was accepted', async () => {
    const mailer = openMailer({
      service: { connectionString: `endpoint=${origin};accesskey=${KEY}` },
      from: 'watch@contoso.example',
      to: ['admins@contoso.example'],
      settingsKey: '',
      httpClient: boundedHttpClient(MIB),
    });
    const mail = { operationId: crypto.randomUUID(), subject: 's', text: 't', html: 'h' };
    const result = await mailer.send(mail as Parameters<typeof mailer.send>[0], new AbortController().signal);
    expect(result).toMatchObject({
      kind: 'unclear',
      code: 'contract',
      message: 'The mail service gave an answer that is larger than 1 MiB',
    });
    expect(asked).toBe(1);
  });

  it('of the token endpoint is no token', async () => {
    vi.stubEnv('IDENTITY_ENDPOINT', `${origin}/msi/token`);
    vi.stubEnv('IDENTITY_HEADER', 'x');
    vi.stubEnv('AZURE_TOKEN_CREDENTIALS', 'ManagedIdentityCredential');
    credential ??= credentialOf({ clientId: null, tenantId: null });
    const reader = openGraph({ origin, credential, tenantId: null }).within({ deadline: Date.now() + 20_000 });
    await expect(reader.get('/organization', z.unknown())).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('larger than 1 MiB'),
    });
    expect(asked).toBe(1);
  });
});

async function endless(response: ServerResponse, way: Way): Promise<void> {
  const block = Buffer.alloc(MIB, ' ');
  const blanks = Readable.from(
    (function* () {
      for (let n = 0; n < 2048; n += 1) yield block;
    })(),
  );
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(way === 'packed' && { 'content-encoding': 'gzip' }),
  });
  await (way === 'packed' ? pipeline(blanks, createGzip(), response) : pipeline(blanks, response)).catch(() => {});
}

/** Behind a real proxy on this machine, each time in a process of its own, since all that a process sends follows one. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { PROXY_HINT } from '../shared/proxy.ts';

let proxy: Server;
let url: string;
let asked: string[];

/** Opens no tunnel: what is sent through it is seen, and goes nowhere. */
beforeAll(async () => {
  proxy = createServer((request, response) => {
    asked.push(String(request.url));
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    // Whoever asked may be gone before the answer.
    socket.on('error', () => {});
    asked.push(String(request.url));
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

beforeEach(() => {
  asked = [];
});

afterAll(() => new Promise((resolve) => proxy.close(resolve)));

const from = (path: string): string => JSON.stringify(new URL(`../shared/${path}`, import.meta.url).href);

/** Reserved names: without the proxy nobody answers to them. */
const GRAPH = `
  const { followProxy } = await import(${from('proxy.ts')});
  followProxy(process.env);
  const { openGraph } = await import(${from('graph/client.ts')});
  const { z } = await import('zod');
  const getToken = async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3600000 });
  const options = { origin: 'https://graph.example', credential: { getToken }, tenantId: null, sleep: async () => {} };
  const said = await openGraph(options).within({ deadline: Date.now() + 30000 }).list('/users', z.unknown())
    .catch(({ message, hint }) => ({ message, hint }));
  console.log(JSON.stringify(said));`;

const WEBHOOK = `
  const { followProxy } = await import(${from('proxy.ts')});
  followProxy(process.env);
  const { post } = await import(${from('receivers/webhook/send.ts')});
  const options = { url: 'https://hook.example/secret', isSigned: false };
  const { message, hint } = await post({ operationId: '1', text: '{}' }, options, new AbortController().signal);
  console.log(JSON.stringify({ message, hint }));`;

const IDENTITY = `
  const { followProxy } = await import(${from('proxy.ts')});
  followProxy(process.env);
  const { ManagedIdentityCredential } = await import('@azure/identity');
  const { token } = await new ManagedIdentityCredential().getToken('https://graph.example/.default');
  console.log(JSON.stringify({ message: token }));`;

const NOT_PROXIED = `
  const { followProxy } = await import(${from('proxy.ts')});
  followProxy(process.env);
  console.log(JSON.stringify({ message: process.env.NO_PROXY }));`;

/** What the app's process has: a proxy, and an endpoint on its own machine that gives the identity its token. */
async function behindProxy(token: string): Promise<{ readonly [name: string]: string }> {
  const endpoint = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({ access_token: token, expires_on: 4_102_444_800, resource: 'r', token_type: 'Bearer' }),
    );
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void endpoint.close());
  const { port } = endpoint.address() as AddressInfo;
  const at = `http://127.0.0.1:${port}/msi/token`;
  return { HTTPS_PROXY: url, IDENTITY_ENDPOINT: at, IDENTITY_HEADER: 'secret' };
}

async function run(code: string, env: Readonly<Record<string, string>>): Promise<{ message?: string; hint?: string }> {
  const options = { env, cwd: new URL('..', import.meta.url).pathname };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], options);
  return JSON.parse(stdout);
}

describe('HTTPS_PROXY', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('is followed to Graph, and named when it refuses: %s', async (name) => {
    const said = await run(GRAPH, { [name]: url });
    expect(new Set(asked)).toEqual(new Set(['graph.example:443']));
    const message = 'GET /v1.0/users: the proxy answered 407, and Graph was not asked';
    expect(said).toEqual({ message, hint: PROXY_HINT });
  });

  it('that does not answer is named, too', async () => {
    const said = await run(GRAPH, { HTTPS_PROXY: 'http://127.0.0.1:1' });
    const message = 'GET /v1.0/users: the connection to or through the proxy failed (ECONNREFUSED)';
    expect(said).toEqual({ message, hint: PROXY_HINT });
  });

  it('is followed to the webhook, and its address stays a secret', async () => {
    const said = await run(WEBHOOK, { HTTPS_PROXY: url });
    expect(asked).toEqual(['hook.example:443']);
    expect(said).toEqual({ message: 'The proxy answered 407, and the webhook was not asked', hint: PROXY_HINT });
  });

  it.each(['graph.example', '.example', '*'])(
    'is not followed to a host of NO_PROXY, nor blamed: %s',
    async (hosts) => {
      const said = await run(GRAPH, { HTTPS_PROXY: url, NO_PROXY: hosts });
      expect(asked).toEqual([]);
      expect(said.message).toMatch(/^GET \/v1.0\/users: the connection failed \(E[A-Z_]+\)$/);
      expect(said.hint).not.toBe(PROXY_HINT);
    },
  );

  it('that is no address keeps nothing from being loaded', async () => {
    expect((await run(GRAPH, { HTTPS_PROXY: 'nonsense' })).message).toContain('the connection failed');
  });

  it('never sees what the identity of the app is asked with', async () => {
    expect(await run(IDENTITY, await behindProxy('t'))).toEqual({ message: 't' });
    expect(asked).toEqual([]);
  });

  it.each(['grant', 'doctor'])('is followed by npm run %s, to Azure itself', async (command) => {
    const id = '8f6f3c2a-1111-4222-8333-944455556666';
    const claims = Buffer.from(JSON.stringify({ tid: id })).toString('base64url');
    const options = {
      env: { ...(await behindProxy(`a.${claims}.c`)), AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential' },
      cwd: new URL('..', import.meta.url).pathname,
    };
    const args = [`infra/${command}.ts`, '--app', 'watch', '--group', 'rg', '--subscription', id];
    const child = execFile(process.execPath, args, options);
    onTestFinished(() => void child.kill());
    // It would try again for minutes.
    await vi.waitFor(() => expect(asked).toContain('management.azure.com:443'), { timeout: 18_000 });
  });

  it('is kept from the host that gives the identity its tokens, wherever that is, beside what NO_PROXY names', async () => {
    const env = { HTTPS_PROXY: url, NO_PROXY: '.near.example', IDENTITY_ENDPOINT: 'http://10.1.2.3:4141/msi/token' };
    const { message } = await run(NOT_PROXIED, env);
    expect(message?.split(',')).toEqual(
      expect.arrayContaining(['.near.example', 'localhost', '127.0.0.1', '10.1.2.3']),
    );
  });
});

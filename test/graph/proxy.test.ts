/** Behind a proxy: by which setting requests to Graph go through it, in a process of its own, where Node reads it. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

let proxy: Server;
let url: string;
let asked: string[];

beforeAll(async () => {
  proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(String(request.url));
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

beforeEach(() => {
  asked = [];
});

afterAll(() => new Promise((resolve) => proxy.close(resolve)));

/** A reserved name: without the proxy nobody answers to it. */
const FETCH = "await fetch('https://graph.example/v1.0/users').catch(() => {})";

const run = (env: Readonly<Record<string, string>>) =>
  promisify(execFile)(process.execPath, ['--input-type=module', '-e', FETCH], { env });

it.each([
  { name: 'HTTPS_PROXY alone does not', env: {}, through: [] },
  { name: 'HTTPS_PROXY and NODE_USE_ENV_PROXY do', env: { NODE_USE_ENV_PROXY: '1' }, through: ['graph.example:443'] },
  { name: 'not for a host of NO_PROXY', env: { NODE_USE_ENV_PROXY: '1', NO_PROXY: 'graph.example' }, through: [] },
])('sends what the Graph client fetches through the proxy: $name', async ({ env, through }) => {
  await run({ HTTPS_PROXY: url, ...env });
  expect(asked).toEqual(through);
});

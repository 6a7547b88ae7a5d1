/**
 * The wire: one plain HTTP server on 127.0.0.1 for Graph, the identity endpoint and the console. Faults that act on
 * a connection or its raw text happen here. A Host header that is not ours is refused: no DNS rebinding.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Version } from './endpoint.ts';
import type { Fault, Target } from './faults.ts';
import { faultyReply } from './faulty-reply.ts';
import { answerGraph } from './graph.ts';
import { identityFailure, tokenReply } from './managed-identity.ts';
import { badRequest, errorReply, type Reply } from './reply.ts';
import type { World } from './world.ts';

export const TOKEN_PATH = '/msi/token';

/** Answers what is neither Graph's nor the identity endpoint's; false when it does not know the path. */
export type PageHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: string,
) => Promise<boolean>;

/**
 * Listens on 127.0.0.1, before anybody answers.
 * @param port 0 for any free one
 * @throws Error that names the port when it cannot be had
 */
export async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

function listenError(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
  const why = error.code === 'EACCES' ? 'may not be used' : 'is already in use';
  return new Error(
    `Port ${port} on 127.0.0.1 ${why}. Choose another one for the simulated tenant with --console-port.`,
    { cause: error },
  );
}

export function createHandler(world: World, page: PageHandler) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(world, page, request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return; // Whoever asked has gone.
      console.error('The simulated tenant failed:', error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

async function answer(world: World, page: PageHandler, request: IncomingMessage, response: ServerResponse) {
  const url = urlOf(request.url ?? '/', world.origin);
  const body = await bodyOf(request);
  if (!isOwnHost(request.headers.host, world.origin)) return send(response, plain(403, 'Wrong host.'));
  if (url === null || body === null) return send(response, plain(400, 'Bad request.'));
  if (await page(request, response, url, body)) return;
  await answerService(world, request, response, url, body);
}

/** Graph and the identity endpoint: what faults and the log are for. */
async function answerService(world: World, request: IncomingMessage, response: ServerResponse, url: URL, body: string) {
  const at = new Date(world.clock()).toISOString();
  const method = request.method ?? 'GET';
  const target = targetOf(url);
  const fault = world.faults.take(target);
  const log = (status: number | 'reset' | 'hang'): void =>
    world.requests.add({ at, method, path: url.pathname + target.query, status, step: false });
  if (fault?.kind === 'reset') {
    log('reset');
    (request.socket as Socket).resetAndDestroy();
    return;
  }
  if (fault?.kind === 'hang') return log('hang');
  const answered = faultyReply(serviceReply(world, request, url, body, fault), fault);
  const reply = url.pathname === TOKEN_PATH ? answered : dated(world, answered);
  log(reply.status);
  const delayMs = (fault?.kind === 'delay' ? (fault.delayMs ?? 0) : 0) + world.latencyMs;
  if (delayMs > 0) await wait(delayMs);
  send(response, reply);
}

function targetOf(url: URL): Target {
  const query = url.search === '' ? '' : `?${[...url.searchParams].map((pair) => pair.join('=')).join('&')}`;
  const path = url.pathname === TOKEN_PATH ? TOKEN_PATH : withoutVersion(url.pathname).path;
  return { path, query, step: false, laterPage: url.searchParams.has('$skiptoken') };
}

function withoutVersion(pathname: string): { version: Version | null; path: string } {
  const [, version, path = ''] = /^\/(v1\.0|beta)(\/.*)$/.exec(pathname) ?? [];
  return version === undefined ? { version: null, path: pathname } : { version: version as Version, path };
}

function serviceReply(world: World, request: IncomingMessage, url: URL, body: string, fault: Fault | null): Reply {
  if (url.pathname === TOKEN_PATH) {
    if (fault?.kind === 'status') return identityFailure(fault.status ?? 503, fault.message);
    const isTrusted = request.method === 'GET' && request.headers['x-identity-header'] === world.identityHeader;
    return tokenReply(world.state, world.origin, url.searchParams, isTrusted);
  }
  const { version, path } = withoutVersion(url.pathname);
  if (version === null) return errorReply(badRequest(`Invalid version: ${url.pathname.split('/')[1] ?? ''}`));
  const { authorization, consistencylevel } = request.headers;
  const method = request.method ?? 'GET';
  const isEventual = String(consistencylevel).toLowerCase() === 'eventual';
  return answerGraph(
    world,
    { method, version, path, params: url.searchParams, authorization, body, step: false, isEventual },
    fault,
  );
}

/** Graph goes by the tenant's clock and its skew, not by the machine's. */
function dated(world: World, reply: Reply): Reply {
  const now = world.clock() + world.state.dateSkewSeconds * 1000;
  return { ...reply, headers: { ...reply.headers, Date: new Date(now).toUTCString() } };
}

export function send(response: ServerResponse, reply: Reply): void {
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

export const plain = (status: number, body: string): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  body,
});

const MAX_BODY_BYTES = 1_000_000;

/** Null when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : null;
}

/** Null for a target that is no path of ours, such as `//host/` or `http://…`. */
function urlOf(target: string, origin: string): URL | null {
  if (!target.startsWith('/') || target.startsWith('//')) return null;
  return URL.parse(target, origin);
}

function isOwnHost(host: string | undefined, origin: string): boolean {
  const { port } = new URL(origin);
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/**
 * Azure Resource Manager, Microsoft Graph, the sign-in endpoint of a managed identity and the app itself, each on a
 * loopback port of its own. A token holds at the service it was asked for alone. A path that the real service does not
 * have is refused and remembered, so a wrong request fails its test.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';
import type { Surroundings } from '../../../infra/azure/sign-in.ts';
import { lineOf } from '../../../infra/terminal.ts';
import type { Answer } from './exchange.ts';
import { route, type ServiceName } from './routes.ts';
import { KEY, NOW, type World } from './world.ts';

export interface Call {
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

export interface StandIn {
  readonly env: NodeJS.ProcessEnv;
  readonly appUrl: string;
  readonly calls: Call[];
  /** Requests that no real service would have answered. */
  readonly unknown: string[];
  close(): Promise<void>;
}

const SECRET_HEADER = 'the-identity-header';

export async function standIn(world: World): Promise<StandIn> {
  const calls: Call[] = [];
  const unknown: string[] = [];
  const azure = (name: ServiceName) => (origin: string) => service(name, world, origin, calls, unknown);
  const [arm, graph, app] = await Promise.all([
    listen(azure('arm')),
    listen(azure('graph')),
    listen(() => (request, response) => void theApp(world, calls, request, response)),
  ]);
  tenants.set(arm.url, world.tokenTenants.arm).set(graph.url, world.tokenTenants.graph);
  const env = {
    ARM_BASE_URL: arm.url,
    GRAPH_BASE_URL: graph.url,
    IDENTITY_ENDPOINT: `${(await signInEndpoint()).url}/msi/token`,
    IDENTITY_HEADER: SECRET_HEADER,
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
  };
  const close = async (): Promise<void> => void (await Promise.all([arm, graph, app].map((one) => one.close())));
  return { env, appUrl: app.url, calls, unknown, close };
}

export interface Ran {
  /** Exit code, or what was thrown. */
  readonly ended: unknown;
  readonly lines: readonly string[];
  /** Ms that the command waited. */
  readonly waited: number;
}

/** Runs a command against the stand-in, with a clock that only waiting moves. */
export async function runAgainst(
  { env }: StandIn,
  run: (around: Surroundings) => Promise<number>,
  onWait: (waited: number) => void = () => {},
): Promise<Ran> {
  // The SDK reads these from the process alone.
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const lines: string[] = [];
  let waited = 0;
  const around: Surroundings = {
    env,
    say: (line, depth) => void lines.push(lineOf(line, depth)),
    sleep: async (ms) => {
      waited += ms;
      onWait(waited);
    },
    now: () => NOW + waited,
  };
  const ended = await run(around).catch((thrown: unknown) => thrown);
  vi.unstubAllEnvs();
  return { ended, lines, waited };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listen(handler: (origin: string) => Handler): Promise<{ url: string; close: () => Promise<void> }> {
  let handle: Handler = () => {};
  const server: Server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  handle = handler(url);
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function service(name: ServiceName, world: World, origin: string, calls: Call[], unknown: string[]): Handler {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    const path = decodeURIComponent(url.pathname);
    const method = request.method ?? '';
    calls.push({ service: name, method, path });
    const body = await json(request);
    if (audienceOf(request) !== origin)
      return reply(response, {
        status: 401,
        body: { error: { code: 'InvalidAuthenticationTokenAudience', message: 'The token is of another audience.' } },
      });
    const refusal = refused(world, method, path);
    if (refusal) return reply(response, refusal);
    const isVersioned = name === 'graph' || url.searchParams.has('api-version');
    const answer = isVersioned ? route(name, world, { method, path, query: url.searchParams, body, origin }) : null;
    if (answer === null) unknown.push(`${name}: ${method} ${url.pathname}${url.search}`);
    reply(
      response,
      answer ?? { status: 400, body: { error: { code: 'NoSuchPath', message: `No such path: ${path}` } } },
    );
  };
}

function refused({ refusals }: World, method: string, path: string): Answer | null {
  const found = refusals.find((one) => one.method === method && one.path.test(path) && one.times !== 0);
  if (!found) return null;
  if (found.times !== undefined) found.times -= 1;
  const { status, code, message = `Refused as ${code}.`, retryAfter } = found;
  return { status, body: { error: { code, message } }, ...(retryAfter && { headers: { 'retry-after': retryAfter } }) };
}

/** Of which tenant a token is, by the service it is for. */
const tenants = new Map<string, string>();

let endpoint: ReturnType<typeof listen> | undefined;

/** One for all stand-ins of a process: the SDK looks once where the endpoint is, and never again. */
function signInEndpoint(): ReturnType<typeof listen> {
  endpoint ??= listen(() => (request, response) => reply(response, token(request)));
  return endpoint;
}

/** As App Service gives them to a managed identity. */
function token(request: IncomingMessage): Answer {
  const resource = new URL(request.url ?? '/', 'http://login').searchParams.get('resource') ?? '';
  const isTrusted = request.headers['x-identity-header'] === SECRET_HEADER;
  if (!isTrusted || !tenants.has(resource)) return { status: 400, body: { message: 'No token for this.' } };
  const claims = JSON.stringify({ aud: resource, tid: tenants.get(resource) });
  const access_token = ['{"alg":"none"}', claims, 'unsigned'].map((part) => Buffer.from(part).toString('base64url'));
  const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
  return { status: 200, body: { access_token: access_token.join('.'), resource, token_type: 'Bearer', expires_on } };
}

function audienceOf({ headers }: IncomingMessage): unknown {
  try {
    const payload = headers.authorization?.split(' ')[1]?.split('.')[1] ?? '';
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')).aud;
  } catch {
    return undefined;
  }
}

function theApp(world: World, calls: Call[], request: IncomingMessage, response: ServerResponse): void {
  calls.push({ service: 'app', method: request.method ?? '', path: request.url ?? '' });
  if (request.url === '/api/live') return void response.writeHead(world.live.status).end(world.live.body);
  const isOpen = request.url === '/api/status' && request.headers['x-functions-key'] === KEY;
  reply(response, isOpen ? world.status : { status: 401, body: {} });
}

async function json(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? null : JSON.parse(text);
}

function reply(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

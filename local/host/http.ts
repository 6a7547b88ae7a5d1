/**
 * Answers HTTP calls as the Functions front does: route, method, key, then the function; without a socket, so
 * that tests need none. A caller never sees why something failed: 404, 401 and 500 have empty bodies.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { InvocationResponse, TypedData } from './contract.ts';
import { httpAnswer } from './http-answer.ts';
import type { HttpAnswer, HttpCall, HttpFront } from './http-message.ts';
import { byPrecedence, matchRoute, parseRoute, pathSegments, type Segment } from './routes.ts';
import { type HostedFunction, type HttpTrigger, refused } from './triggers.ts';

type HttpFunction = HostedFunction<HttpTrigger>;
type Endpoint = { readonly fn: HttpFunction; readonly segments: readonly Segment[] };

interface HttpFrontOptions {
  readonly functions: readonly HttpFunction[];
  readonly routePrefix: string;
  /** Opens every function, as the master key does in Azure. */
  readonly key: string;
  readonly invoke: (fn: HttpFunction, input: TypedData, reason: string) => Promise<InvocationResponse>;
  /** Takes what went wrong after a function had succeeded. */
  readonly complain: (message: string) => void;
}

const empty = (status: number): HttpAnswer => ({ status, headers: [], body: Buffer.alloc(0) });

/** Loopback names only: a page elsewhere that points its own name at this machine must get nothing. */
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** @throws MonitorError `config` for routes that Azure or this host would refuse. */
export function httpFront({ functions, routePrefix, key, invoke, complain }: HttpFrontOptions): HttpFront {
  const endpoints = functions.map((fn) => endpoint(fn, routePrefix));
  refuseConflicts(functions);
  endpoints.sort((a, b) => byPrecedence(a.segments, b.segments));

  return async (call) => {
    if (!LOOPBACK_HOST.test(call.headers.host ?? '')) return empty(421);
    const url = new URL(call.url);
    const path = pathSegments(url.pathname);
    if (path === null) return empty(400);
    const found = find(endpoints, call.method, path);
    if (found === null) return empty(404);
    if (found.fn.trigger.authLevel !== 'anonymous' && !isKey(key, call, url)) return empty(401);
    const input = httpInput(call, url, found.params);
    const response = await invoke(found.fn, input, `${call.method} ${url.pathname}`).catch(() => null);
    return response === null ? empty(500) : sendable(response, (why) => complain(`${found.fn.name}: ${why}`));
  };
}

function sendable(response: InvocationResponse, complain: (why: string) => void): HttpAnswer {
  try {
    return httpAnswer(response);
  } catch (error) {
    complain(`its answer cannot be sent: ${error instanceof Error ? error.message : String(error)}`);
    return empty(500);
  }
}

function endpoint(fn: HttpFunction, routePrefix: string): Endpoint {
  const { route } = fn.trigger;
  if (/^(admin|runtime)/i.test(route)) throw refused(fn.name, `route "${route}" conflicts with one of the host`);
  try {
    return { fn, segments: parseRoute([routePrefix, route].filter((part) => part !== '').join('/')) };
  } catch (error) {
    throw refused(fn.name, error instanceof Error ? error.message : String(error));
  }
}

function refuseConflicts(functions: readonly HttpFunction[]): void {
  for (const [index, fn] of functions.entries()) {
    const other = functions.slice(0, index).find((earlier) => conflict(earlier.trigger, fn.trigger));
    if (other !== undefined) throw refused(fn.name, `its route and methods conflict with those of ${other.name}`);
  }
}

function conflict(a: HttpTrigger, b: HttpTrigger): boolean {
  if (a.route.toLowerCase() !== b.route.toLowerCase()) return false;
  const others = b.methods;
  return a.methods === null || others === null || [...a.methods].some((method) => others.has(method));
}

function find(endpoints: readonly Endpoint[], method: string, path: readonly string[]) {
  for (const { fn, segments } of endpoints) {
    const params = matchRoute(segments, path);
    if (params !== null && (fn.trigger.methods === null || fn.trigger.methods.has(method))) return { fn, params };
  }
  return null;
}

/**
 * The header goes before the query, even if it is wrong; in the query it is named `code` in any case, and the first
 * value counts (host `AuthenticationLevelHandler.cs`).
 */
function isKey(key: string, call: HttpCall, url: URL): boolean {
  const inQuery = [...url.searchParams].find(([name]) => name.toLowerCase() === 'code')?.[1];
  const given = call.headers['x-functions-key'] ?? inQuery ?? '';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}

function httpInput(call: HttpCall, url: URL, params: Record<string, string>): TypedData {
  const nullable = (values: Record<string, string>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
  return {
    http: {
      method: call.method,
      url: call.url,
      headers: {},
      nullableHeaders: nullable(call.headers),
      query: {},
      nullableQuery: nullable(queryOf(url)),
      params: {},
      nullableParams: nullable(params),
      body: call.body.length > 0 ? { bytes: call.body } : undefined,
    },
  };
}

/** Names that differ only in case are one, as first spelt; its values arrive as one, joined by commas. */
function queryOf(url: URL): Record<string, string> {
  const found = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of url.searchParams) {
    const same = found.get(name.toLowerCase());
    if (same === undefined) found.set(name.toLowerCase(), { name, values: [value] });
    else same.values.push(value);
  }
  return Object.fromEntries([...found.values()].map(({ name, values }) => [name, values.join(',')]));
}

/**
 * Turns what Graph answered, or did not answer, into a MonitorError that on-call can act on.
 * Graph's error code is shown, cleaned; its message, the body and the query never are: they may hold tenant data.
 */

import type { TooLarge } from '../bounded.ts';
import { parseJson } from '../core/model/json.ts';
import { own } from '../core/model/own.ts';
import { errorCodeIn } from '../core/text/secrets.ts';
import { type ErrorCode, MonitorError } from '../errors.ts';
import { PROXY_HINT, proxyStatus } from '../proxy.ts';

/** What a request to Graph came to. */
export class GraphError extends MonitorError {
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** Graph's own error code, for example `Authorization_RequestDenied`. */
  readonly graphCode: string | null;

  constructor(code: ErrorCode, message: string, options: GraphErrorOptions = {}) {
    super(code, message, options);
    this.status = options.status ?? null;
    this.graphCode = options.graphCode ?? null;
  }
}

interface GraphErrorOptions {
  hint?: string;
  retryAfterMs?: number | undefined;
  cause?: unknown;
  status?: number | null;
  graphCode?: string | null;
}

/** One failed answer, of a call or of a step in a batch. */
interface FailedAnswer {
  /** How to name the request: `GET /v1.0/users`. */
  readonly what: string;
  readonly status: number;
  /** The parsed body, or whatever there was instead. */
  readonly body: unknown;
  readonly retryAfterMs: number | null;
  readonly permission: string | undefined;
}

/** The two ways seen to say "this tenant has not bought that": PIM's, and that of the premium reports. */
const UNLICENSED = new Set(['AadPremiumLicenseRequired', 'Authentication_RequestFromNonPremiumTenantOrB2CTenant']);

export function errorOfAnswer(answer: FailedAnswer): GraphError {
  const { what, status } = answer;
  const graphCode = codeOf(answer.body);
  const code = errorCode(status, graphCode);
  const passing = code === 'throttled' || code === 'unavailable';
  return new GraphError(code, `${what}: Graph answered ${status}${graphCode ? ` (${graphCode})` : ''}`, {
    status,
    graphCode,
    retryAfterMs: passing ? (answer.retryAfterMs ?? undefined) : undefined,
    hint: hintFor(code, status, graphCode, answer.permission),
  });
}

/** A network error; `thrown` is what fetch threw. Behind a proxy it may be the proxy's as well as Graph's. */
export function errorOfNetwork(what: string, thrown: unknown, isProxied = false): GraphError {
  const status = proxyStatus(thrown);
  if (status !== null)
    return networkError(`${what}: the proxy answered ${status}, and Graph was not asked`, thrown, true);
  const inner = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const reason = errorCodeIn((inner as { code?: unknown } | null)?.code);
  const through = isProxied ? ' to or through the proxy' : '';
  return networkError(`${what}: the connection${through} failed${reason ? ` (${reason})` : ''}`, thrown, isProxied);
}

const networkError = (message: string, cause: unknown, isProxied: boolean): GraphError =>
  new GraphError('unavailable', message, { hint: isProxied ? PROXY_HINT : HINTS.unavailable, cause });

/** Says no number of seconds: what was left of the run differs each time, and a stored error should not. */
export function errorOfTimeLimit(what: string): GraphError {
  return new GraphError('unavailable', `${what}: no complete answer in time`, { hint: HINTS.unavailable });
}

/** The run was ended, or its time is over. Not a GraphError: there is nothing to try again. */
export function errorOfEnd(what: string, why: 'ended' | 'no time left'): MonitorError {
  const reason = why === 'ended' ? 'the run was ended' : 'no time was left in this run';
  return new MonitorError('unavailable', `${what}: ${reason}`, { hint: 'The next run reads it again.' });
}

/** An answer came, but not what was agreed. */
export function contractError(what: string, reason: string, hint = HINTS.contract): GraphError {
  return new GraphError('contract', `${what}: ${reason}`, { hint });
}

/** Not tried again: it would be as large, and the memory is that of all checks. */
export const errorOfSize = (what: string, { what: size }: TooLarge): GraphError =>
  contractError(what, `the answer is ${size}`, HINTS.size);

/** The same failure, once it is clear that the stated wait does not fit into this run. */
export function throttledBy(error: GraphError): GraphError {
  const seconds = Math.ceil((error.retryAfterMs ?? 0) / 1000);
  const message = `${error.message} and asked to wait ${seconds} s, which is longer than this run has left`;
  const { status, graphCode, retryAfterMs } = error;
  return new GraphError('throttled', message, { status, graphCode, retryAfterMs, hint: HINTS.throttled });
}

function errorCode(status: number, graphCode: string | null): ErrorCode {
  if (status === 429) return 'throttled';
  if (status === 408 || status >= 500) return 'unavailable';
  if (status >= 400 && graphCode !== null && UNLICENSED.has(graphCode)) return 'unlicensed';
  if (status === 401 || status === 403) return 'denied';
  return 'contract';
}

const HINTS = {
  throttled:
    'Graph limits the requests of this tenant. The next run tries again. If it lasts, find out what else reads so much.',
  unavailable: 'This usually passes by itself. If it lasts, look at the service health of Microsoft 365.',
  unlicensed: 'The tenant has no licence for this API. There is nothing to do unless it should have one.',
  size: 'No list is this large here, so something else may answer at GRAPH_BASE_URL. If it is Graph, report it with the version.',
  contract: 'Either Graph changed, or something else answers at GRAPH_BASE_URL. Report it with the version.',
};

function hintFor(code: ErrorCode, status: number, graphCode: string | null, permission: string | undefined): string {
  if (code === 'denied' && graphCode === 'InvalidAuthenticationToken') {
    return 'Graph refused the token itself: check GRAPH_BASE_URL and the tenant of the identity.';
  }
  if (code === 'denied' && permission === undefined)
    return 'The identity may not read this. README lists the permissions that it needs.';
  if (code === 'denied')
    return `Grant ${permission} to the identity of the app: npm run grant -- --app NAME --group RG.`;
  if (status === 404)
    return 'What was asked for is not there: it was deleted meanwhile, or it never was in this tenant.';
  if (status >= 300 && status < 400) return 'Redirects are not followed: check GRAPH_BASE_URL.';
  return code in HINTS ? HINTS[code as keyof typeof HINTS] : '';
}

/** `error.code`, or the better one inside: some services wrap their answer as a JSON string in `message`. */
function codeOf(body: unknown): string | null {
  const error = fieldOf(body, 'error');
  const outer = errorCodeIn(fieldOf(error, 'code'));
  const wrapped = wrappedIn(fieldOf(error, 'message'));
  const inner = fieldOf(error, 'innerError') ?? fieldOf(error, 'innererror');
  return wrapped ?? outer ?? errorCodeIn(fieldOf(inner, 'code'));
}

function wrappedIn(message: unknown): string | null {
  if (typeof message !== 'string' || !message.trimStart().startsWith('{')) return null;
  const wrapped = parseJson(message);
  return (
    errorCodeIn(fieldOf(wrapped, 'errorCode')) ?? errorCodeIn(fieldOf(fieldOf(wrapped, 'error') ?? wrapped, 'code'))
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? own(value as Record<string, unknown>, name) : undefined;
}

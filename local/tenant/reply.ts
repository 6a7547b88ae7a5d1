/**
 * What the tenant answers, before it meets the wire: a status, headers and a JSON body.
 * Also the documented error bodies.
 */
import { randomUUID } from 'node:crypto';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A request that Graph refuses. Thrown inside the tenant and turned into the documented error body. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const badRequest = (message: string): GraphRefusal => new GraphRefusal(400, 'BadRequest', message);

/** An object that is not there. */
export const notFound = (id: string): GraphRefusal =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const jsonReply = (body: unknown): Reply => ({ status: 200, headers: GRAPH_HEADERS, body });

export const textReply = (text: string): Reply => ({
  status: 200,
  headers: { ...GRAPH_HEADERS, 'Content-Type': 'text/plain' },
  body: text,
});

/** The refusal as Graph words it (`innerError` is what the wire has; the specification page says `innererror`). */
export function errorReply(refusal: GraphRefusal): Reply {
  const ids = { 'request-id': randomUUID(), 'client-request-id': randomUUID() };
  const date = new Date().toISOString().slice(0, 19);
  // The documented body of a throttled request has other parts than the rest.
  const innerError =
    refusal.status === 429
      ? { code: '429', date, message: 'Please retry after', 'request-id': ids['request-id'], status: '429' }
      : { date, ...ids };
  return {
    status: refusal.status,
    headers: { ...PLAIN_HEADERS, ...ids, ...refusal.headers },
    body: { error: { code: refusal.code, message: refusal.message, innerError } },
  };
}

/** Codes and messages as seen at Graph; the 5xx ones are the gateway's, whose words are not documented. */
const WORDS: Readonly<Record<number, readonly [string, string]>> = {
  400: ['BadRequest', 'Bad request.'],
  401: ['InvalidAuthenticationToken', 'Access token validation failure.'],
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  429: ['TooManyRequests', 'Please retry again later.'],
  500: ['InternalServerError', 'An error has occurred.'],
  502: ['BadGateway', 'The gateway got a wrong answer.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['UnknownError', ''],
};

export function refusalOf(status: number, code?: string, message?: string, retryAfter?: string): GraphRefusal {
  const [usualCode, usualMessage] = WORDS[status] ?? ['UnknownError', ''];
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  return new GraphRefusal(status, code ?? usualCode, message ?? usualMessage, headers);
}

const PLAIN_HEADERS = { 'Cache-Control': 'no-cache', 'x-ms-resource-unit': '1', 'Content-Type': 'application/json' };

const GRAPH_HEADERS = {
  ...PLAIN_HEADERS,
  'OData-Version': '4.0',
  'Content-Type': 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
};

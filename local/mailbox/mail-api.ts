/**
 * The mail API of Communication Services as far as it is documented: send, and ask what became of it. Paths, headers,
 * status codes and bodies are the service's; the words in an error message are not.
 */
import { randomUUID } from 'node:crypto';
import type { MailFault, MailFaults } from './faults.ts';
import type { MailFolder } from './mail-folder.ts';
import { parseMessage } from './message.ts';
import type { Outcome, Reply, Request } from './server.ts';
import { signatureProblem } from './signature.ts';
import type { StoredMail } from './stored-mail.ts';

export interface MailService {
  readonly folder: MailFolder;
  readonly faults: MailFaults;
  readonly origin: string;
  /** Base64. */
  readonly accessKey: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long a mail is `Running` before it has ended. */
  readonly deliveryMs: number;
}

const SEND = '/emails:send';
const OPERATION = /^\/emails\/operations\/([^/]+)$/;
const API_VERSIONS = ['2023-03-31', '2025-09-01'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The answer to a request of the mail API; null: it is none. */
export function mailApi(service: MailService, request: Request): Outcome | null {
  const { pathname } = request.url;
  if (pathname !== SEND && !pathname.startsWith('/emails/')) return null;
  const problem = signatureProblem(request, service.accessKey);
  if (problem) return refusal(401, 'Denied', problem);
  const operation = OPERATION.exec(pathname)?.[1];
  if (pathname === SEND && request.method === 'POST') return send(service, request);
  if (operation !== undefined && request.method === 'GET') return operationOf(service, request, operation);
  if (pathname === SEND || operation !== undefined) return refusal(405, 'MethodNotAllowed', 'No such method here.');
  return refusal(404, 'NotFound', 'No such resource.');
}

function send(service: MailService, request: Request): Outcome {
  const fault = service.faults.take('send');
  const stopped = fault && stoppedBy(fault);
  if (stopped) return stopped;
  const operationId = request.headers['operation-id'] ?? randomUUID();
  const reason = versionProblem(request.url) ?? requestProblem(request, operationId);
  if (reason) return reason;
  const parsed = parseMessage(request.body);
  if (!parsed.ok) return refusal(400, 'BadRequest', parsed.reason);
  const receivedAt = new Date(service.now()).toISOString();
  service.folder.add({ operationId, receivedAt, ...parsed.message, failure: failureBy(fault) });
  return fault?.kind === 'drop' ? 'reset' : accepted(service, request.url, operationId);
}

/** Faults that end a request before anything is accepted. */
function stoppedBy({ kind, status = 500, code, retryAfter }: MailFault): Outcome | null {
  if (kind === 'hang' || kind === 'reset') return kind;
  if (kind !== 'status') return null;
  const [usualCode, message] = WORDS[status] ?? ['UnknownError', 'Refused on demand.'];
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  return refusal(status, code ?? usualCode, message, headers);
}

/** `TooManyRequests` is documented, the other codes are the usual ones of Azure. */
const WORDS: Readonly<Record<number, readonly [string, string]>> = {
  400: ['BadRequest', 'Refused on demand: bad request.'],
  401: ['Denied', 'Denied by the resource provider.'],
  403: ['Forbidden', 'Refused on demand: not permitted.'],
  429: ['TooManyRequests', 'Refused on demand: too many requests.'],
  500: ['InternalServerError', 'Failed on demand.'],
};

const failureBy = (fault: MailFault | null): StoredMail['failure'] =>
  fault?.kind === 'fail-delivery' ? { code: fault.code ?? 'EmailDropped', message: 'Dropped on demand.' } : null;

/** Codes after the Azure REST guidelines. */
function versionProblem(url: URL): Reply | null {
  const version = url.searchParams.get('api-version');
  if (version === null) return refusal(400, 'MissingApiVersionParameter', 'The query needs api-version.');
  if (API_VERSIONS.includes(version)) return null;
  return refusal(400, 'UnsupportedApiVersionValue', `Known values of api-version: ${API_VERSIONS.join(', ')}.`);
}

function requestProblem(request: Request, operationId: string): Reply | null {
  if (!UUID.test(operationId)) return refusal(400, 'BadRequest', 'The Operation-Id header is not a UUID.');
  if (/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')) return null;
  return refusal(415, 'UnsupportedMediaType', 'The content type is not application/json.');
}

function accepted({ origin }: MailService, url: URL, operationId: string): Reply {
  const location = `${origin}/emails/operations/${operationId}?api-version=${url.searchParams.get('api-version')}`;
  return json(202, { id: operationId, status: 'Running' }, { 'Operation-Location': location, ...RETRY_AFTER });
}

const RETRY_AFTER = { 'Retry-After': '1' };

function operationOf(service: MailService, { url }: Request, operationId: string): Outcome {
  const fault = service.faults.take('operation');
  const stopped = fault && stoppedBy(fault);
  if (stopped) return stopped;
  if (fault?.kind === 'drop') return 'reset';
  const reason = versionProblem(url);
  if (reason) return reason;
  const mail = service.folder.byOperation(operationId);
  return mail ? statusOf(service, mail) : refusal(404, 'NotFound', 'No operation has this id.');
}

function statusOf({ now, deliveryMs }: MailService, mail: StoredMail): Reply {
  const id = mail.operationId;
  if (now() - Date.parse(mail.receivedAt) < deliveryMs) return json(200, { id, status: 'Running' }, RETRY_AFTER);
  return json(200, mail.failure ? { id, status: 'Failed', error: mail.failure } : { id, status: 'Succeeded' });
}

const refusal = (status: number, code: string, message: string, headers: Reply['headers'] = {}): Reply =>
  json(status, { error: { code, message } }, { 'x-ms-error-code': code, ...headers });

const json = (status: number, value: unknown, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  body: JSON.stringify(value),
});

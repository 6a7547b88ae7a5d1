/**
 * Decides what an answer of the mail service means: accepted, refused for good, or unclear. Only a 202 is accepted;
 * what is unclear may have been accepted. Texts of the service are neutral, and without secrets, before they are stored or
 * shown.
 */

import { parseJson } from '../../core/model/json.ts';
import type { DeliveryOutcome, RefusalKind, SendResult } from '../../core/model/outbox.ts';
import { told } from '../../core/text/outside.ts';
import { retryAfter } from '../../core/text/retry-after.ts';
import { withoutSecrets } from '../../core/text/secrets.ts';
import { type ErrorCode, MonitorError } from '../../errors.ts';
import type { Exchange, ServiceAnswer } from './exchange.ts';

/** How the app signs in to the service, for hints. */
export type SignIn = 'key' | 'identity';

/**
 * | answer | result |
 * |---|---|
 * | 202 | accepted |
 * | 401, 403, 404 | refused for access: no mail would be taken |
 * | other 4xx but 408, 429 | refused for its content |
 * | 408, 429, 5xx, any other | unclear, after `Retry-After`; 5xx but 503 may be the fault of this very message |
 * | none | unclear; so may be this |
 */
export function sendResultOf(exchange: Exchange, signIn: SignIn): SendResult {
  const { answer } = exchange;
  if (answer?.status === 202) return { kind: 'accepted' };
  const problem = problemOf(exchange, signIn);
  if (answer && isRefusal(answer.status)) return { kind: 'refused', why: whyOf(answer.status), ...problem };
  const retryAfterMs = answer && retryAfter(answer.retryAfter, Date.now());
  const fault = retryAfterMs === null ? faultOf(exchange) : null;
  return { kind: 'unclear', ...problem, ...(fault && { fault }), retryAfterMs };
}

/** A service that is down does not know operations either; so one that does not take this message alone is told apart. */
function faultOf({ sent, answer, ended }: Exchange): 'answered' | 'unanswered' | null {
  if (answer) return answer.status >= 500 && answer.status !== 503 ? 'answered' : null;
  return sent && ended !== 'abort' ? 'unanswered' : null;
}

const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

const whyOf = (status: number): Exclude<RefusalKind, 'dropped'> =>
  status === 401 || status === 403 || status === 404 ? 'access' : 'content';

/** What an operation says of itself, or the error why it cannot be told. 404: the service knows none. */
export function deliveryOf(exchange: Exchange, signIn: SignIn): DeliveryOutcome | MonitorError {
  const { answer } = exchange;
  if (answer?.status === 404) return { kind: 'unknown' };
  const delivery = answer?.status === 200 ? operationOf(answer) : null;
  if (delivery) return delivery;
  const { code, message, hint } = problemOf(exchange, signIn);
  const waitMs = answer && retryAfter(answer.retryAfter, Date.now());
  return new MonitorError(code, message, { hint, retryAfterMs: waitMs ?? undefined });
}

function operationOf(answer: ServiceAnswer): DeliveryOutcome | null {
  const { status, error } = bodyOf(answer);
  if (status === 'Succeeded') return { kind: 'delivered' };
  if (status === 'NotStarted' || status === 'Running') return { kind: 'running' };
  if (status !== 'Failed' && status !== 'Canceled') return null;
  const code = saidLine(error.code || status, 100);
  return { kind: 'failed', code, message: saidLine(error.message || `The operation is ${status}`, MOST_MESSAGE) };
}

const MOST_MESSAGE = 300;

/** Some services echo the request that they refuse, and with it names of the tenant. */
const saidLine = (text: string, most: number): string => told(withoutSecrets(text), most);

interface ServiceError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

function problemOf({ sent, answer, oversize, ended }: Exchange, signIn: SignIn): ServiceError {
  if (answer) return { ...meaningOf(answer.status, signIn), message: `The mail service answered ${said(answer)}` };
  if (oversize !== null) {
    return { code: 'contract', message: `The mail service gave an answer that is ${oversize}`, hint: NO_SERVICE };
  }
  if (ended !== 'itself') {
    const why = ended === 'abort' ? 'before the run had to end' : 'within its time limit';
    return { code: 'unavailable', message: `The mail service did not answer ${why}`, hint: UNREACHABLE };
  }
  if (sent) return { code: 'unavailable', message: 'The connection to the mail service broke', hint: UNREACHABLE };
  return { code: 'auth', message: 'No request to the mail service could be made', hint: SIGN_IN[signIn] };
}

function said(answer: ServiceAnswer): string {
  const { error } = bodyOf(answer);
  const code = error.code || answer.errorCode || '';
  const text = [code, error.message].filter((part) => part !== '').join(': ');
  return saidLine(text === '' ? String(answer.status) : `${answer.status} ${text}`, MOST_MESSAGE);
}

function meaningOf(status: number, signIn: SignIn): Omit<ServiceError, 'message'> {
  if (status === 401 || status === 403) return { code: 'denied', hint: DENIED[signIn] };
  if (status === 429) return { code: 'throttled', hint: THROTTLED };
  if (status === 408 || status >= 500) return { code: 'unavailable', hint: UNREACHABLE };
  if (status >= 400) return { code: 'config', hint: ADDRESSES };
  return { code: 'contract', hint: NO_SERVICE };
}

const NO_SERVICE = 'Check that MAIL_ENDPOINT is a Communication Services resource.';
const UNREACHABLE = 'The watch tries again by itself. If it lasts, check MAIL_ENDPOINT and the state of the service.';
const THROTTLED =
  'The limits apply to the whole subscription. Compare MAIL_PER_MINUTE and MAIL_PER_HOUR with those of the mail domain.';
const ADDRESSES =
  'Check MAIL_FROM (a sender of a domain that is linked to the Communication Services resource) and MAIL_TO.';

const SIGN_IN: { readonly [way in SignIn]: string } = {
  identity: 'Check that the app has an identity and that AZURE_CLIENT_ID names it.',
  key: 'Check MAIL_CONNECTION_STRING.',
};

const DENIED: { readonly [way in SignIn]: string } = {
  identity:
    'Grant the identity of the app (AZURE_CLIENT_ID) a role that may send through the Communication Services resource of MAIL_ENDPOINT: Communication and Email Service Owner, or the custom role of the deployment.',
  key: 'Check the access key in MAIL_CONNECTION_STRING, and that the resource allows keys (disableLocalAuth).',
};

interface Body {
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string };
}

/** The parts of an answer that are used; empty where they are missing or no text. */
function bodyOf({ body }: ServiceAnswer): Body {
  const parsed = record(parseJson(body));
  const error = record(parsed.error);
  return {
    status: textOrEmpty(parsed.status),
    error: { code: textOrEmpty(error.code), message: textOrEmpty(error.message) },
  };
}

const record = (value: unknown): { readonly [name: string]: unknown } =>
  value !== null && typeof value === 'object' ? (value as { readonly [name: string]: unknown }) : {};

const textOrEmpty = (value: unknown): string => (typeof value === 'string' ? value : '');

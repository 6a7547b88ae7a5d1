/**
 * Posts a frozen message to WEBHOOK_URL: one request, no redirect, no hidden retry. The address is a secret: it is in no
 * error, and of an answer nothing but its status is read.
 */
import { createHmac } from 'node:crypto';
import type { FrozenMessage, SendResult } from '../../core/model/outbox.ts';
import { CALL_MS } from '../../core/model/times.ts';
import { retryAfter } from '../../core/text/retry-after.ts';
import { isProxied, PROXY_HINT, proxyStatus } from '../../proxy.ts';

export interface PostOptions {
  /** With the key behind `#`, if there is one: that part never leaves. */
  readonly url: string;
  /** Format `json` is signed. */
  readonly isSigned: boolean;
  /** Time limit of the call, in ms. */
  readonly callMs?: number;
}

export async function post(message: FrozenMessage, options: PostOptions, signal: AbortSignal): Promise<SendResult> {
  const { address, key } = partsOf(options.url);
  const limit = AbortSignal.timeout(options.callMs ?? CALL_MS);
  try {
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'User-Agent': 'writeback-watch',
        'X-Watch-Delivery': message.operationId,
        ...(options.isSigned && { 'X-Watch-Signature': signatureOf(message.text, key) }),
      },
      body: message.text,
      signal: AbortSignal.any([signal, limit]),
    });
    await response.body?.cancel();
    return resultOf(response);
  } catch (thrown) {
    return unanswered(thrown, limit.aborted, isProxied(address));
  }
}

/** What is signed with: the part behind `#`; without one, the whole address, which is a secret too. */
function partsOf(url: string): { readonly address: string; readonly key: string } {
  const [address = '', fragment = ''] = url.split('#', 2);
  return { address, key: fragment === '' ? url : fragment };
}

/** `sha256=` and the HMAC-SHA256 of the body, in hex. */
export const signatureOf = (body: string, key: string): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

/**
 * | answer | result |
 * |---|---|
 * | 2xx | accepted |
 * | 3xx, 401, 403, 404, 405, 410 | refused: the address takes no message |
 * | 408, 429, 5xx | unclear, after `Retry-After`; 500 may be the fault of this very message |
 * | other 4xx | refused for its content |
 */
function resultOf({ status, ok, headers }: Response): SendResult {
  if (ok) return { kind: 'accepted' };
  const message = `The webhook answered ${status}`;
  if (status === 408 || status === 429 || status >= 500) {
    const waitMs = retryAfter(headers.get('retry-after'), Date.now());
    const code = status === 429 ? 'throttled' : 'unavailable';
    const isOwnFault = status === 500 && waitMs === null;
    return { kind: 'unclear', code, message, hint: TRIES_AGAIN, retryAfterMs: waitMs, ...(isOwnFault && ANSWERED) };
  }
  const isAddress = status < 400 || [401, 403, 404, 405, 410].includes(status);
  if (isAddress) return { kind: 'refused', why: 'access', code: 'denied', message, hint: ADDRESS };
  return { kind: 'refused', why: 'content', code: 'config', message, hint: FORMAT };
}

/** Nobody can be asked whether it was accepted after all, so other failures are taken for those of the service. */
const ANSWERED = { fault: 'answered' } as const;

const TRIES_AGAIN = 'The watch tries again by itself. If it lasts, look at the service behind WEBHOOK_URL.';
const ADDRESS = 'Make a new webhook at the service and set WEBHOOK_URL to its address. Redirects are not followed.';
const FORMAT = 'Check that WEBHOOK_FORMAT is a format that the service behind WEBHOOK_URL accepts.';

function unanswered(thrown: unknown, isOverTime: boolean, throughProxy: boolean): SendResult {
  const hint = throughProxy ? PROXY_HINT : TRIES_AGAIN;
  const message = isOverTime ? 'The webhook did not answer within its time limit' : failureOf(thrown, throughProxy);
  return { kind: 'unclear', code: 'unavailable', message, hint, retryAfterMs: null };
}

function failureOf(thrown: unknown, throughProxy: boolean): string {
  const status = proxyStatus(thrown);
  if (status !== null) return `The proxy answered ${status}, and the webhook was not asked`;
  const code = reasonOf(thrown);
  return `The connection to the webhook${throughProxy ? ', to or through the proxy,' : ''} failed${code === '' ? '' : ` (${code})`}`;
}

/** Such as `ECONNREFUSED`; the message of the error names the host. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code) ? code : '';
}

/**
 * The whole chain below the client package, in one middleware: token for the configured origin only, time limit,
 * retries, the body read to its end inside both. It gives the package a complete good answer or throws. The stock
 * chain retries 429, 503 and 504 only, never times out and sends its token by a list of hosts.
 */

import { type Context, GraphClientError, type Middleware } from '@microsoft/microsoft-graph-client';
import { boundedText, TooLarge } from '../bounded.ts';
import { parseJson } from '../core/model/json.ts';
import { CALL_MS } from '../core/model/times.ts';
import { retryAfter } from '../core/text/retry-after.ts';
import { MonitorError } from '../errors.ts';
import { isProxied } from '../proxy.ts';
import { Call, type CallFields } from './call.ts';
import { contractError, errorOfAnswer, errorOfEnd, errorOfNetwork, errorOfSize, errorOfTimeLimit } from './errors.ts';
import { limited, RunEnded, TimeLimitReached } from './limited.ts';
import { type Clock, finalError, isPassing, slept, spendWait } from './retry.ts';
import { REPORTS, Turns } from './turns.ts';

/**
 * Decoded bytes of one answer. Twenty lists of 999 rows, the largest that is asked for at once, are about a tenth of it;
 * four answers of this size fit into the smallest instance.
 */
const MOST_ANSWER_BYTES = 16 * 2 ** 20;

/** Time, chance and the network. */
export interface Surroundings extends Clock {
  readonly fetch: typeof fetch;
}

export class GraphMiddleware implements Middleware {
  readonly #origin: string;
  readonly #surroundings: Surroundings;
  readonly #turns: Turns;

  /** @param origin the only one that is sent a token */
  constructor(origin: string, surroundings: Surroundings) {
    this.#origin = origin;
    this.#surroundings = surroundings;
    this.#turns = new Turns(REPORTS, surroundings.now);
  }

  /** @throws GraphClientError holding the MonitorError: the one kind that the package lets through untouched */
  async execute(context: Context): Promise<void> {
    try {
      const call = context.middlewareControl?.getMiddlewareOptions(Call);
      if (!(call instanceof Call) || typeof context.request !== 'string') throw new TypeError('not a request of ours');
      const url = context.request + call.fields.query;
      context.response = new Response(await this.#persist(url, context.options ?? {}, call.fields));
    } catch (error) {
      throw carrying(error);
    }
  }

  /** Attempts until one succeeds, fails for good, or nothing is left to spend. */
  async #persist(url: string, init: RequestInit, call: CallFields): Promise<string> {
    for (;;) {
      try {
        return await this.#attempt(url, init, call);
      } catch (error) {
        if (!isPassing(error)) throw error;
        const again = await spendWait([error], call, this.#surroundings);
        if (!again) throw finalError(error, call.budget, this.#surroundings.now());
      }
    }
  }

  async #attempt(url: string, init: RequestInit, call: CallFields): Promise<string> {
    if (new URL(url).origin !== this.#origin) throw contractError(call.what, 'it would leave the configured origin');
    const token = await call.tokens.take(this.#leftOf(call), call.signal);
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${token}`);
    await this.#turn(url, call);
    const limitMs = Math.min(CALL_MS, this.#leftOf(call));
    const { status, text, wait, date } = await this.#send(url, { ...init, headers, redirect: 'manual' }, call, limitMs);
    if (call.statuses.includes(status)) {
      call.onDate(date);
      return text;
    }
    const retryAfterMs = retryAfter(wait, this.#surroundings.now());
    throw errorOfAnswer({ what: call.what, status, body: parseJson(text), retryAfterMs, permission: call.permission });
  }

  /** What the request may still take, in ms. */
  #leftOf({ what, budget, signal }: CallFields): number {
    if (signal?.aborted) throw errorOfEnd(what, 'ended');
    const left = budget.until - this.#surroundings.now();
    if (left <= 0) throw errorOfEnd(what, 'no time left');
    return left;
  }

  /** Nothing is sent before its turn; retries take one, too. */
  async #turn(url: string, call: CallFields): Promise<void> {
    const waitMs = this.#turns.take(url, call.what, this.#leftOf(call));
    if (waitMs === 0) return;
    call.onTurn(waitMs);
    await slept(waitMs, call, this.#surroundings);
  }

  async #send(url: string, init: RequestInit, call: CallFields, limitMs: number): Promise<Received> {
    const work = async (signal: AbortSignal): Promise<Received> => {
      call.onSend();
      const response = await this.#surroundings.fetch(url, { ...init, signal });
      const { status, headers } = response;
      const text = await boundedText(response.body, MOST_ANSWER_BYTES, call.allowance);
      return { status, text, wait: headers.get('Retry-After'), date: headers.get('Date') };
    };
    try {
      return await limited(work, limitMs, call.signal);
    } catch (thrown) {
      if (thrown instanceof RunEnded) throw errorOfEnd(call.what, 'ended');
      if (thrown instanceof TimeLimitReached) throw errorOfTimeLimit(call.what);
      if (thrown instanceof TooLarge) throw errorOfSize(call.what, thrown);
      throw errorOfNetwork(call.what, thrown, isProxied(url));
    }
  }
}

interface Received {
  readonly status: number;
  readonly text: string;
  /** The header `Retry-After`. */
  readonly wait: string | null;
  /** The header `Date`. */
  readonly date: string | null;
}

function carrying(error: unknown): GraphClientError {
  const carrier = new GraphClientError();
  carrier.customError = error;
  return carrier;
}

/** Anything thrown in this folder, also through the package, as the MonitorError that may leave it. */
export function carried(thrown: unknown): MonitorError {
  const error: unknown = thrown instanceof GraphClientError ? thrown.customError : thrown;
  if (error instanceof MonitorError) return error;
  return new MonitorError('internal', 'The Graph client failed unexpectedly', {
    hint: 'Report it with the version.',
    cause: error,
  });
}

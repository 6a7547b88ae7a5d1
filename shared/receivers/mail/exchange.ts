/**
 * Makes one call of the mail SDK and notes what really passed on the wire: at most one request, and its answer.
 * Every further request that the SDK tries is refused, so no budget is spent behind our back.
 */
import type { EmailClientOptions } from '@azure/communication-email';
import { TooLarge } from '../../bounded.ts';

/** A policy of the Azure SDK's pipeline and its position. */
export type PipelineStep = NonNullable<EmailClientOptions['additionalPolicies']>[number];

export interface ServiceAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly errorCode: string | null;
  readonly body: string;
}

export interface Exchange {
  /** Whether a request left. */
  readonly sent: boolean;
  /** Null: none came, or not whole. */
  readonly answer: ServiceAnswer | null;
  /** What is wrong with the size of an answer that was not taken; null: nothing. */
  readonly oversize: string | null;
  /** Whether the call ended by its time limit or by its caller's signal. */
  readonly ended: 'itself' | 'time limit' | 'abort';
}

/** @param run makes the call, with the policy that watches it and a signal that ends it */
export async function exchange(
  run: (witness: PipelineStep, signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
  callMs: number,
): Promise<Exchange> {
  const noted: Noted = { sent: false, answer: null, oversize: null };
  const limit = AbortSignal.timeout(callMs);
  const either = AbortSignal.any([signal, limit]);
  // What the SDK throws says less than the answer: it also throws after a mail was accepted.
  if (!either.aborted) await Promise.race([attempt(() => run(witnessOf(noted), either)), aborted(either)]);
  const stopped = signal.aborted ? 'abort' : limit.aborted ? 'time limit' : 'itself';
  return { ...noted, ended: noted.answer === null ? stopped : 'itself' };
}

async function attempt(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch {}
}

/** Not every credential listens to a signal. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

type Noted = { -readonly [part in 'sent' | 'answer' | 'oversize']: Exchange[part] };

const witnessOf = (noted: Noted): PipelineStep => ({
  position: 'perRetry',
  policy: {
    name: 'watchWitness',
    async sendRequest(request, next) {
      if (noted.sent || request.abortSignal?.aborted) throw new Error('one request for each call, and none after it');
      noted.sent = true;
      const response = await next(request).catch((thrown: unknown) => {
        if (thrown instanceof TooLarge) noted.oversize = thrown.what;
        throw thrown;
      });
      noted.answer = {
        status: response.status,
        retryAfter: response.headers.get('retry-after') ?? null,
        errorCode: response.headers.get('x-ms-error-code') ?? null,
        body: response.bodyAsText ?? '',
      };
      return response;
    },
  },
});

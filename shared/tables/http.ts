/**
 * What every HTTP request to storage passes: a time limit of its own, so that a hanging connection can be retried
 * while the run still has time, a count, and a look at the clock of the service. Must never look into a request or at what
 * an answer says.
 */

import { RestError, type TableServiceClientOptions } from '@azure/data-tables';
import { CALL_MS } from '../core/model/times.ts';

/** A policy of the Azure SDK's pipeline and its position; `perRetry` sees every attempt, `perCall` each call once. */
export type PipelineStep = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

/** HTTP requests sent so far, retries included; a transaction is one write. */
export interface Operations {
  reads: number;
  writes: number;
}

/** Ends an attempt after `CALL_MS` with an error that the SDK retries. */
export const callLimit = (limitMs = CALL_MS): PipelineStep => ({
  position: 'perRetry',
  policy: {
    name: 'watchCallLimit',
    async sendRequest(request, next) {
      const outer = request.abortSignal;
      const limit = new AbortController();
      const stop = () => limit.abort();
      const timer = setTimeout(stop, limitMs);
      outer?.addEventListener('abort', stop);
      request.abortSignal = limit.signal;
      try {
        return await next(request);
      } catch (thrown) {
        if (!limit.signal.aborted || outer?.aborted) throw thrown;
        throw new RestError('Storage did not answer in time', { code: 'ETIMEDOUT', request });
      } finally {
        clearTimeout(timer);
        outer?.removeEventListener('abort', stop);
        if (outer) request.abortSignal = outer;
        else delete request.abortSignal;
      }
    },
  },
});

/** The clock of the service as its last answer showed it. */
export interface ServiceClock {
  /** How far it is ahead of ours, in ms; null: it did not say. */
  aheadMs: number | null;
}

/** `Date` has no fractions, and an answer takes a while. */
const CLOCK_GRAIN_MS = 5000;

export const watchingClock = (clock: ServiceClock, now: () => number): PipelineStep => ({
  position: 'perCall',
  policy: {
    name: 'watchClock',
    async sendRequest(request, next) {
      const answer = await next(request);
      const ahead = Date.parse(answer.headers.get('date') ?? '') - now();
      clock.aheadMs = Number.isNaN(ahead) ? null : Math.abs(ahead) <= CLOCK_GRAIN_MS ? 0 : ahead;
      return answer;
    },
  },
});

export const counting = (operations: Operations): PipelineStep => ({
  position: 'perRetry',
  policy: {
    name: 'watchCount',
    sendRequest(request, next) {
      if (request.method === 'GET') operations.reads += 1;
      else operations.writes += 1;
      return next(request);
    },
  },
});

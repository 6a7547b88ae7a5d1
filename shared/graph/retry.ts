/**
 * Decides whether and when a failed request is tried again: at most 3 times, 40 s all told, never before
 * the stated wait is over, never past the deadline of the run. A wait that does not fit ends the request at once.
 */
import { errorOfEnd, GraphError, throttledBy } from './errors.ts';
import { limited, TimeLimitReached } from './limited.ts';

const REQUEST_LIMIT_MS = 40_000;
const MAX_RETRIES = 3;
const FIRST_WAIT_MS = 1_000;

/** Time and chance, so that tests can pass theirs. */
export interface Clock {
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What one request may still spend. A batch and the retries of its steps are one request. */
export interface Budget {
  /** Epoch ms. */
  readonly until: number;
  retriesLeft: number;
}

export const budgetFrom = (now: number, deadline: number): Budget => ({
  until: Math.min(deadline, now + REQUEST_LIMIT_MS),
  retriesLeft: MAX_RETRIES,
});

/** Whether the failure may pass by itself: 408, 429, 5xx, network errors, time limits. */
export const isPassing = (error: unknown): error is GraphError =>
  error instanceof GraphError && (error.code === 'throttled' || error.code === 'unavailable');

/** Whether the wait that the other side asked for, if any, ends inside the budget. */
export const fits = (error: GraphError, budget: Budget, now: number): boolean =>
  error.retryAfterMs === undefined || now + error.retryAfterMs < budget.until;

/** The error to hand on once nothing is tried again. */
export const finalError = (error: GraphError, budget: Budget, now: number): GraphError =>
  fits(error, budget, now) ? error : throttledBy(error);

/**
 * The wait before the next attempt, in ms: the longest stated one, but no shorter than our own, which doubles and is
 * spread over its upper half so that two instances do not come back together. Null: do not try again.
 */
export function waitBefore(
  errors: readonly GraphError[],
  budget: Budget,
  now: number,
  random: () => number,
): number | null {
  if (budget.retriesLeft <= 0) return null;
  const own = FIRST_WAIT_MS * 2 ** (MAX_RETRIES - budget.retriesLeft);
  const wait = Math.max((own * (1 + random())) / 2, ...errors.map((error) => error.retryAfterMs ?? 0));
  return now + wait < budget.until ? wait : null;
}

/**
 * Waits before another attempt and takes one retry from the budget. False: there is nothing left to spend.
 * @throws MonitorError `unavailable` when the run is ended meanwhile
 */
export async function spendWait(
  errors: readonly GraphError[],
  request: {
    readonly what: string;
    readonly budget: Budget;
    readonly signal: AbortSignal | undefined;
    readonly onWait: (waitMs: number) => void;
  },
  { now, random, sleep }: Clock,
): Promise<boolean> {
  const { what, budget, signal, onWait } = request;
  const wait = waitBefore(errors, budget, now(), random);
  if (wait === null) return false;
  budget.retriesLeft -= 1;
  onWait(wait);
  await slept(wait, { what, signal }, { sleep });
  return true;
}

/** @throws MonitorError `unavailable` when the run is ended meanwhile */
export async function slept(
  wait: number,
  { what, signal }: { readonly what: string; readonly signal: AbortSignal | undefined },
  { sleep }: Pick<Clock, 'sleep'>,
): Promise<void> {
  try {
    // The second more is for a sleep that never wakes: then the next attempt is made all the same.
    await limited((ended) => sleep(wait, ended), wait + 1_000, signal);
  } catch (thrown) {
    if (signal?.aborted) throw errorOfEnd(what, 'ended');
    if (!(thrown instanceof TimeLimitReached)) throw thrown;
  }
}

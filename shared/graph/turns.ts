/**
 * Gives each request to the audit log its turn, so that all runs of this process together keep its quota. Whoever would go
 * over it waits and is never sent: a burst of ours would be refused, and with it the reader that matters most.
 */
import { MonitorError } from '../errors.ts';

/** So many requests in any span of so many ms. */
export interface Quota {
  readonly name: string;
  readonly paths: RegExp;
  readonly requests: number;
  readonly windowMs: number;
}

/**
 * Identity and access reports: 5 requests in 10 s for each application and tenant
 * (learn.microsoft.com/graph/throttling-limits). The half second more is for requests that overtake others on their way.
 * A second instance of the app has a count of its own: what both send too much is answered 429, and waited for.
 */
export const REPORTS: Quota = {
  name: 'audit log and reports: 5 requests in 10 s',
  paths: /^\/(v1\.0|beta)\/(auditLogs|reports)\//i,
  requests: 5,
  windowMs: 10_500,
};

/** No request waits longer than its own 40 s, so a turn further ahead was given by a clock that has been set back. */
const FURTHEST_MS = 60_000;

export class Turns {
  readonly #quota: Quota;
  readonly #now: () => number;
  /** When the last requests were, or are to be, sent: as many as the quota has, oldest first, in ms. */
  #given: number[] = [];

  constructor(quota: Quota, now: () => number) {
    this.#quota = quota;
    this.#now = now;
  }

  /** @returns ms to wait before sending; 0 for what has no quota @throws MonitorError `throttled` when that is `leftMs` or more */
  take(url: string, what: string, leftMs: number): number {
    if (!this.#quota.paths.test(new URL(url).pathname)) return 0;
    const now = this.#now();
    this.#given = this.#given.filter((at) => at <= now + FURTHEST_MS);
    const turn = this.#next(now);
    if (turn - now >= leftMs) throw errorOfTurn(what, this.#quota);
    this.#given = [...this.#given, turn].slice(-this.#quota.requests);
    return turn - now;
  }

  #next(now: number): number {
    const { requests, windowMs } = this.#quota;
    const last = this.#given.length < requests ? undefined : this.#given[0];
    return last === undefined ? now : Math.max(now, last + windowMs);
  }
}

/** Not a GraphError: to try again would only take another turn. */
const errorOfTurn = (what: string, { name }: Quota): MonitorError =>
  new MonitorError('throttled', `${what}: no turn within the time of this run (${name}, for all runs together)`, {
    hint: 'The next run tries again. If it lasts, more lookups are due at once than the quota allows, and some wait for later runs.',
  });

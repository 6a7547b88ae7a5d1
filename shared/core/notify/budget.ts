/**
 * Decides whether the service of a receiver may be called now: send and status requests in a sliding minute and hour, refused
 * ones too, since the service counts them all. Whoever calls charges the ledger before the request, never after it.
 */
import type { Severity } from '../model/alert.ts';
import { iso, minutesMs, ms } from '../model/times.ts';

/** Requests that one receiver may make, such as MAIL_PER_MINUTE and MAIL_PER_HOUR. */
export interface SendPolicy {
  readonly perMinute: number;
  readonly perHour: number;
}

export interface SendEntry {
  readonly at: string;
  readonly severity: Severity;
}

/** Send requests of an hour that only critical alerts may use. */
const KEPT_FOR_CRITICAL = 3;

const MINUTE_MS = minutesMs(1);
const HOUR_MS = minutesMs(60);

/**
 * Whether a stored time lies in the last `windowMs`, its ends included. A time ahead of now counts as now, and one
 * that is further ahead than the window counts as past: a clock that was wrong once must not stop the mail for days.
 */
export const isWithin = (at: string, now: number, windowMs: number): boolean => Math.abs(now - ms(at)) <= windowMs;

/** Why no send request may be made now, or null. `critical`: may use what is kept for critical alerts. */
export function sendHold(
  sends: readonly SendEntry[],
  now: number,
  policy: SendPolicy,
  critical: boolean,
): string | null {
  const kept = critical ? 0 : Math.min(KEPT_FOR_CRITICAL, policy.perHour - 1);
  const times = sends.map(({ at }) => at);
  return hold('send', times, now, { perMinute: policy.perMinute, perHour: policy.perHour - kept });
}

/** Why no status request may be made now, or null. The service allows two of these for each mail. */
export const askHold = (asks: readonly string[], now: number, policy: SendPolicy): string | null =>
  hold('status', asks, now, { perMinute: 2 * policy.perMinute, perHour: 2 * policy.perHour });

function hold(what: string, times: readonly string[], now: number, most: SendPolicy): string | null {
  const inMinute = times.filter((at) => isWithin(at, now, MINUTE_MS)).length;
  if (inMinute >= most.perMinute) return `${inMinute} ${what} requests in the last minute, ${most.perMinute} allowed`;
  const inHour = times.filter((at) => isWithin(at, now, HOUR_MS)).length;
  if (inHour >= most.perHour) return `${inHour} ${what} requests in the last hour, ${most.perHour} allowed`;
  return null;
}

/** Longer than any window, so that it can be told what was held a while ago. */
const REMEMBERED_MS = 2 * HOUR_MS;

/** The ledger with one more send request, without what no window holds any more. */
export const withSend = (sends: readonly SendEntry[], now: number, severity: Severity): SendEntry[] => [
  ...sends.filter(({ at }) => isWithin(at, now, REMEMBERED_MS)),
  { at: iso(now), severity },
];

export const withAsk = (asks: readonly string[], now: number): string[] => [
  ...asks.filter((at) => isWithin(at, now, REMEMBERED_MS)),
  iso(now),
];

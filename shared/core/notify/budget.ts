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

const MINUTE_MS = minutesMs(1);
const HOUR_MS = minutesMs(60);

/**
 * Whether a stored time lies in the last `windowMs`, its ends included. A time ahead of now counts as now, and one
 * that is further ahead than the window counts as past: a clock that was wrong once must not stop the mail for days.
 */
export const isWithin = (at: string, now: number, windowMs: number): boolean => Math.abs(now - ms(at)) <= windowMs;

/**
 * How much news a critical alert is.
 *
 * | novelty | when |
 * |---|---|
 * | `heaviest` | a `first` that weighs more than anything told within the hour |
 * | `first` | nothing of its rule was told within the hour, or it weighs ten times what was |
 * | `second` | one alert of its rule was told within the hour |
 * | `repeat` | more were: it is joined with others |
 */
export type Novelty = 'heaviest' | 'first' | 'second' | 'repeat';

/** Who wants to send: a critical alert by how much news it is, or anything else. */
export type Sender = Novelty | 'other';

/**
 * Sends of the hour that each leaves to those before it, of a budget of ten: the last is for what outweighs all that was
 * told, the last three are for critical alerts. A small budget keeps less, and always lets one other message leave.
 */
const LEAVES: { readonly [sender in Sender]: (perHour: number) => number } = {
  heaviest: () => 0,
  first: (perHour) => Math.min(1, Math.floor(perHour / 4)),
  second: (perHour) => Math.min(2, Math.floor(perHour / 4)),
  repeat: (perHour) => Math.min(3, Math.floor(perHour / 3)),
  other: (perHour) => Math.min(3, perHour - 1),
};

export const leftBy = (sender: Sender, { perHour }: SendPolicy): number => LEAVES[sender](perHour);

/** Why no send request may be made now, or null. `leaves`: see `leftBy`. */
export function sendHold(sends: readonly SendEntry[], now: number, policy: SendPolicy, leaves: number): string | null {
  const times = sends.map(({ at }) => at);
  return hold('send', times, now, { perMinute: policy.perMinute, perHour: Math.max(1, policy.perHour - leaves) });
}

/** Repeats are spread over the hour: minutes between two messages for the sake of them alone. */
export const repeatPauseMs = ({ perHour }: SendPolicy): number => Math.floor(HOUR_MS / Math.max(1, perHour - 4));

/** Why no status request may be made now, or null. The service allows two of these for each mail. */
export const askHold = (asks: readonly string[], now: number, policy: SendPolicy): string | null =>
  hold('status', asks, now, { perMinute: 2 * policy.perMinute, perHour: 2 * policy.perHour });

/** What was sent by a clock that was ahead was sent, at the latest now: it counts. See clock.ts for how that ends. */
const isSince = (at: string, now: number, windowMs: number): boolean => now - ms(at) <= windowMs;

function hold(what: string, times: readonly string[], now: number, most: SendPolicy): string | null {
  const inMinute = times.filter((at) => isSince(at, now, MINUTE_MS)).length;
  if (inMinute >= most.perMinute) return `${inMinute} ${what} requests in the last minute, ${most.perMinute} allowed`;
  const inHour = times.filter((at) => isSince(at, now, HOUR_MS)).length;
  if (inHour >= most.perHour) return `${inHour} ${what} requests in the last hour, ${most.perHour} allowed`;
  return null;
}

/** Longer than any window, so that it can be told what was held a while ago. */
const REMEMBERED_MS = 2 * HOUR_MS;

/** The ledger with one more send request, without what no window holds any more. */
export const withSend = (sends: readonly SendEntry[], now: number, severity: Severity): SendEntry[] => [
  ...sends.filter(({ at }) => isSince(at, now, REMEMBERED_MS)),
  { at: iso(now), severity },
];

export const withAsk = (asks: readonly string[], now: number): string[] => [
  ...asks.filter((at) => isSince(at, now, REMEMBERED_MS)),
  iso(now),
];

/**
 * How long a right lasts, and whether it stands on PIM activation alone. Several rights side by side last as long as
 * the longest; rights that need each other as long as the shortest. Compares two given times, never with the clock.
 */
import { ms } from '../../../core/model/times.ts';

export interface Duration {
  readonly activated: boolean;
  /** ISO 8601; null: no end known. */
  readonly until: string | null;
}

export const EVER: Duration = { activated: false, until: null };

/** Of two rights to the same thing. */
export const eitherDuration = (a: Duration, b: Duration): Duration => ({
  activated: a.activated && b.activated,
  until: a.until === null || b.until === null ? null : ms(a.until) >= ms(b.until) ? a.until : b.until,
});

/** Whether an end is later than another; none is the latest. */
export const isLater = (is: string | null, was: string | null): boolean =>
  was !== null && (is === null || ms(is) > ms(was));

/** The end of a right that needs another one. */
export function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return ms(a) <= ms(b) ? a : b;
}

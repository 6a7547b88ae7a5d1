/**
 * One answer for all who ask at about the same time: whoever comes while it is being made, or within a few seconds
 * after it was begun, gets the same. A failure is shared like anything else, so that a store in trouble is not asked
 * more often than a healthy one. It must never outlive its time: not by a clock that was set back, nor by work that hangs.
 */

/** As old as an answer of the status may be, in ms. A failure is hidden no longer than that. */
export const SHARED_MS = 15_000;

export interface Shared<T> {
  take(): Promise<T>;
  /** The next one who asks gets a new answer: what this process did itself is shown at once. */
  forget(): void;
}

/** @param now the clock by which answers age, in ms */
export function sharedFor<T>(make: () => Promise<T>, now: () => number, lifeMs = SHARED_MS): Shared<T> {
  let kept: { readonly answer: Promise<T>; readonly since: number } | null = null;
  const isFresh = (since: number): boolean => now() >= since && now() - since < lifeMs;
  return {
    take: () => {
      if (!kept || !isFresh(kept.since)) kept = { since: now(), answer: make() };
      return kept.answer;
    },
    forget: () => {
      kept = null;
    },
  };
}

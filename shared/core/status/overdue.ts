/**
 * Decides whether a poll is overdue, from its head and the clock. Timers can die silently while everything else of
 * the app lives, so whoever runs asks this of all others.
 */
import type { Head } from '../model/head.ts';
import { ageMs, minutesMs } from '../model/times.ts';

/** A check with a timer of its own. `intervalMs`: longest gap between two polls of its schedule. */
export interface TimedCheck {
  readonly name: string;
  readonly head: Head | null;
  readonly intervalMs: number;
}

const GRACE_MS = minutesMs(1);

/** Three intervals or three times its last duration, whichever is longer; the first poll has two intervals. */
export function overduePoll(
  { name, head, intervalMs }: TimedCheck,
  installedAt: string,
  now: number,
): { readonly what: string; readonly hint: string } | null {
  if (!head) {
    if (ageMs(installedAt, now) <= 2 * intervalMs + GRACE_MS) return null;
    const hint = 'Look at the timer function of this check: it has not finished once since the install.';
    return { what: `${name}: no poll has finished yet`, hint };
  }
  const limit = Math.max(3 * intervalMs + GRACE_MS, 3 * head.durationMs);
  if (ageMs(head.finishedAt, now) <= limit) return null;
  const hint =
    'Look at the timer function of this check in the app: is it running, and what does its last log line say?';
  return { what: `${name}: last poll finished at ${head.finishedAt}`, hint };
}

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

/** From when on a poll is overdue, ms after the last one, unless that one took very long. */
const overdueAfterMs = (intervalMs: number): number => 3 * intervalMs + GRACE_MS;

/**
 * Two runs that are further apart than this (ms) have a gap between them. Shorter than what makes a poll overdue or a
 * source blind, so that what was down with the whole watch is known before it is judged.
 */
export const gapAfterMs = (intervalMs: number): number => 2 * intervalMs + GRACE_MS;

/**
 * Three intervals or three times its last duration, whichever is longer; the first poll has two intervals.
 *
 * @param upSince no silence before this time (ISO 8601) counts: who judges was down itself; null: all of it does
 */
export function overduePoll(
  { name, head, intervalMs }: TimedCheck,
  installedAt: string,
  now: number,
  upSince: string | null = null,
): { readonly what: string; readonly hint: string } | null {
  const silence = (since: string): number =>
    Math.min(ageMs(since, now), upSince === null ? Infinity : ageMs(upSince, now));
  if (!head) {
    if (silence(installedAt) <= 2 * intervalMs + GRACE_MS) return null;
    const hint = 'Look at the timer function of this check: it has not finished once since the install.';
    return { what: `${name}: no poll has finished yet`, hint };
  }
  const limit = Math.max(overdueAfterMs(intervalMs), 3 * head.durationMs);
  if (silence(head.finishedAt) <= limit) return null;
  const hint =
    'Look at the timer function of this check in the app: is it running, and what does its last log line say?';
  return { what: `${name}: last poll finished at ${head.finishedAt}`, hint };
}

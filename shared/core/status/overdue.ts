/**
 * Decides whether a poll is overdue, from its head and the clock. Timers can die silently while everything else of
 * the app lives, so whoever runs asks this of all others.
 */
import type { Head } from '../model/head.ts';
import { ageMs, minutesMs } from '../model/times.ts';
import { utcText } from '../text/ages.ts';

/** A check with a timer of its own. `intervalMs`: longest gap between two polls of its schedule. */
export interface TimedCheck {
  readonly name: string;
  readonly head: Head | null;
  readonly intervalMs: number;
}

const GRACE_MS = minutesMs(1);

/**
 * Ceilings that no schedule and no duration lifts: a watch that does not look for an hour, or could not tell anybody for
 * a day, is late, whoever set it so.
 */
const POLL_CEILING_MS = minutesMs(60);
const NOTIFIER_CEILING_MS = minutesMs(24 * 60);

/** From when on a poll is overdue, ms after the last one. */
const overdueAfterMs = (intervalMs: number, durationMs: number): number =>
  Math.min(Math.max(3 * intervalMs + GRACE_MS, 3 * durationMs), POLL_CEILING_MS);

/** Since the install. */
const firstOverdueAfterMs = (intervalMs: number): number => Math.min(2 * intervalMs + GRACE_MS, POLL_CEILING_MS);

/** From when on the notifier is overdue. `usualMs`: what it may be silent on a short schedule. */
export const notifierOverdueAfterMs = (usualMs: number, intervalMs: number): number =>
  Math.min(Math.max(usualMs, 3 * intervalMs) + NOTIFIER_GRACE_MS, NOTIFIER_CEILING_MS);

const NOTIFIER_GRACE_MS = minutesMs(5);

/**
 * Two runs that are further apart than this (ms) have a gap between them. Shorter than what makes a poll overdue or a
 * source blind, so that what was down with the whole watch is known before it is judged.
 */
export const gapAfterMs = (intervalMs: number): number => 2 * intervalMs + GRACE_MS;

/**
 * Three intervals or three times its last duration, whichever is longer; the first poll has two intervals; never more
 * than an hour.
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
    if (silence(installedAt) <= firstOverdueAfterMs(intervalMs)) return null;
    const hint = 'Look at the timer function of this check: it has not finished once since the install.';
    return { what: `${name}: no poll has finished yet`, hint };
  }
  if (silence(head.finishedAt) <= overdueAfterMs(intervalMs, head.durationMs)) return null;
  const hint =
    'Look at the timer function of this check in the app: is it running, and what does its last log line say?';
  return { what: `${name}: the last poll finished at ${utcText(head.finishedAt) ?? 'an unknown time'}`, hint };
}

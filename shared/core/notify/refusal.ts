/**
 * Decides what a refusal holds back, and for how long. A message refused for its content holds back its own rows alone,
 * and these only until they are told in words of ours; one refused for sign-in or permission holds all, for minutes.
 */
import type { FrozenMessage, Mailbox, Refusal, RefusalKind } from '../model/outbox.ts';
import { iso, minutesMs } from '../model/times.ts';
import { isWithin } from './budget.ts';

/** Keys that are remembered, the newest; a row beyond them is tried as it is once more. */
const MOST_ROWS = 500;
/** After each refusal in a row, then always the last: what was mended is used within minutes, and an hour's tries leave budget. */
const PAUSE_MINUTES = [1, 4, 10] as const;

/** @param old the refusal before, if any; rows that it remembers stay refused */
export function refusalAfter(
  old: Refusal | null,
  message: FrozenMessage,
  kind: Exclude<RefusalKind, 'dropped'>,
  now: number,
  settings: string,
  concluded: boolean,
): Refusal {
  const known = old?.settings === settings ? (old.rows ?? []) : [];
  const rows = kind === 'content' ? [...new Set([...known, ...message.rows])].slice(-MOST_ROWS) : known;
  const again = old?.settings === settings && old.kind === kind && (kind === 'access' || message.plain === true);
  // The first message in our words goes at once, so that none of these is a pause.
  const first = kind === 'content' && !message.plain ? 0 : 1;
  const times = again ? (old.times ?? 0) + 1 : first;
  return { at: iso(now), settings, alertIds: message.alertIds, kind, times, rows, ...(concluded && { concluded }) };
}

/** What is left of a refusal once a message was accepted: rows that were refused and not in it, and that one was dropped. */
export function refusalLeft(refused: Refusal | null, message: FrozenMessage): Refusal | null {
  const told = new Set(message.rows);
  const rows = refused?.rows?.filter((row) => !told.has(row)) ?? [];
  if (refused && rows.length > 0) return { ...refused, kind: 'content', rows };
  return refused?.kind === 'dropped' ? refused : null;
}

export function isPaused({ at, times = 1 }: Refusal, now: number): boolean {
  if (times === 0) return false;
  const minutes = PAUSE_MINUTES[Math.min(times, PAUSE_MINUTES.length) - 1] ?? 0;
  return isWithin(at, now, minutesMs(minutes) - 1);
}

/** The refusal that still counts: under other settings everything is tried anew. */
export const standingRefusal = ({ refused }: Mailbox, settings: string): Refusal | null =>
  refused?.settings === settings ? refused : null;

/** Rows that are told in words of ours alone. */
export const refusedRows = (refused: Refusal | null): ReadonlySet<string> => new Set(refused?.rows ?? []);

/** Whether nothing at all may be sent. What was dropped after it was accepted holds nothing back. */
export const holdsAll = (refused: Refusal | null): refused is Refusal =>
  refused !== null && refused.kind !== 'content' && refused.kind !== 'dropped';

/** Whether somebody has to be told: one refusal of the sign-in may be a service that restarts. */
export const isRefused = (refused: Refusal | null): refused is Refusal =>
  refused !== null && (refused.kind !== 'access' || (refused.times ?? 1) > 1);

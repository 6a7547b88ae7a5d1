/**
 * The notifier's trace: each of its runs says that it was there, so that a silence of the whole watch is known as such
 * afterwards and nothing else is concluded from it. Pure.
 */
import type { Mailbox } from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';

export interface Trace {
  readonly aliveAt: string;
  /** Since when runs follow each other without a gap. */
  readonly upSince: string;
  /** The silence that ended with this run, ISO 8601; null: there was none. */
  readonly gap: { readonly from: string; readonly to: string } | null;
}

/** Beyond two intervals: a run may be late by as long as it lasts. */
const GRACE_MS = minutesMs(1);

/** @param mailbox that of mail, as the last run left it; @param intervalMs longest gap between two runs by schedule */
export function traceAt(mailbox: Mailbox | null, now: number, intervalMs: number): Trace {
  const aliveAt = iso(now);
  const last = mailbox?.aliveAt ?? null;
  if (last === null) return { aliveAt, upSince: aliveAt, gap: null };
  if (now - ms(last) > 2 * intervalMs + GRACE_MS)
    return { aliveAt, upSince: aliveAt, gap: { from: last, to: aliveAt } };
  const since = mailbox?.upSince ?? aliveAt;
  return { aliveAt, upSince: ms(since) > now ? aliveAt : since, gap: null };
}

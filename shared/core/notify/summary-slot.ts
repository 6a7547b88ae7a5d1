/**
 * Decides when the periodic summary of a receiver is due: once for each slot of its schedule, the newest one alone where
 * several were missed, and none that lies before the schedule was set. By the clock of the mailbox.
 */
import type { FrozenMessage, Mailbox, SummaryMemory } from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';

/** The newest firing that is not after a time, in ms; null: there was none. */
export type LastFiring = (at: number) => number | null;

export interface SummaryTimes {
  /** SUMMARY_SCHEDULE; null: there is no summary. */
  readonly schedule: string | null;
  readonly lastFiring: LastFiring;
}

export interface DueSlot {
  readonly slot: string;
  readonly isLate: boolean;
  readonly isMissed: boolean;
}

/** From then on it is said that it is late. */
const LATE_MS = minutesMs(15);

/** What is remembered under another schedule than before, or at first; null: what is remembered stands. */
export function newMemory({ summary }: Mailbox, { schedule }: SummaryTimes, now: number): SummaryMemory | null {
  const known = schedule ?? OFF;
  if (summary?.schedule === known) return null;
  return { since: iso(now), figures: null, ...summary, schedule: known, after: iso(now) };
}

const OFF = 'off';

export function slotDue({ summary }: Mailbox, { schedule, lastFiring }: SummaryTimes, now: number): DueSlot | null {
  if (schedule === null || !summary || summary.schedule !== schedule) return null;
  const slot = lastFiring(now);
  if (slot === null || slot <= ms(summary.after)) return null;
  const before = lastFiring(slot - 1);
  return {
    slot: iso(slot),
    isLate: now - slot > LATE_MS,
    isMissed: before !== null && before > ms(summary.after),
  };
}

/** What is remembered once a message was accepted. */
export function summaryAfter({ summary }: Mailbox, { summary: told }: FrozenMessage): SummaryMemory | undefined {
  if (!summary || !told) return summary;
  const { plain: _, ...rest } = summary;
  const { slot: after, madeAt: since, figures } = told;
  return { ...rest, after, since, figures };
}

/** What was refused for its content is told in words of ours alone. */
export const summaryRefused = ({ summary }: Mailbox): SummaryMemory | undefined =>
  summary && { ...summary, plain: true };

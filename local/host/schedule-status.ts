/**
 * When a timer last ran and when it is due next, and what follows at a start from what was kept of it. Pure. A slot is
 * missed only by the schedule that it was kept under: a new schedule begins anew and owes nothing.
 * Source: webjobs-sdk-extensions, `ScheduleMonitor.cs` (CheckPastDueAsync) and `TimerListener.cs` (StartAsync).
 */
import type { Schedule } from './ncrontab.ts';

/** Times in ms since 1970. */
export interface ScheduleStatus {
  /** Null: never. */
  readonly lastMs: number | null;
  /** Null: the schedule has no further occurrence. */
  readonly nextMs: number | null;
  /** When this was kept: from then on `nextMs` is counted where the timer never ran. Null: not kept yet. */
  readonly updatedMs: number | null;
}

interface StartingPoint {
  readonly status: ScheduleStatus;
  /** A slot was missed since the status was kept. */
  readonly isPastDue: boolean;
  /** What is to be kept before anything runs; null: it stays as it is. */
  readonly toKeep: ScheduleStatus | null;
}

export const neverRan = (schedule: Schedule, nowMs: number): ScheduleStatus => ({
  lastMs: null,
  nextMs: schedule.next(nowMs),
  updatedMs: null,
});

/** @param kept null: the timer is new, or what was kept cannot be read */
export function startingPoint(kept: ScheduleStatus | null, schedule: Schedule, nowMs: number): StartingPoint {
  if (kept === null) {
    const status = neverRan(schedule, nowMs);
    return { status, isPastDue: false, toKeep: { ...status, updatedMs: nowMs } };
  }
  const countedFromMs = kept.lastMs ?? kept.updatedMs ?? nowMs;
  const expectedMs = schedule.next(countedFromMs);
  if (kept.nextMs === expectedMs) return { status: kept, isPastDue: isPast(expectedMs, nowMs), toKeep: null };
  const updatedMs = isPast(expectedMs, nowMs) ? nowMs : countedFromMs;
  const status = { lastMs: null, nextMs: schedule.next(updatedMs), updatedMs };
  return { status, isPastDue: false, toKeep: status };
}

const isPast = (timeMs: number | null, nowMs: number): boolean => timeMs !== null && nowMs > timeMs;

/** After a run that began at `invokedMs`. */
export const afterRun = (schedule: Schedule, invokedMs: number): ScheduleStatus => ({
  lastMs: invokedMs,
  nextMs: schedule.next(invokedMs),
  updatedMs: invokedMs,
});

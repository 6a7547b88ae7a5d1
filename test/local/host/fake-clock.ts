/** A clock that moves only when a test moves it. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../local/host/clock.ts';

export interface FakeClock extends Clock {
  /** Moves to `timeMs`, running what falls due on the way in its order, and lets promises settle after each. */
  moveTo(timeMs: number): Promise<void>;
  /** Stands at `timeMs` before anything that fell due on the way runs, as after a sleep of the machine. */
  jumpTo(timeMs: number): Promise<void>;
  /** How many waits are pending. */
  readonly pending: number;
}

export function fakeClock(startMs: number): FakeClock {
  let nowMs = startMs;
  const waits = new Set<{ timeMs: number; run: () => void }>();
  const nextDue = (untilMs: number) =>
    [...waits].filter(({ timeMs }) => timeMs <= untilMs).sort((a, b) => a.timeMs - b.timeMs)[0];
  const moveTo = async (untilMs: number): Promise<void> => {
    for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
      waits.delete(due);
      nowMs = Math.max(nowMs, due.timeMs);
      due.run();
      await setImmediate();
    }
    nowMs = untilMs;
    await setImmediate();
  };
  return {
    now: () => nowMs,
    at(timeMs, run) {
      const wait = { timeMs, run };
      waits.add(wait);
      return () => waits.delete(wait);
    },
    moveTo,
    jumpTo(timeMs) {
      nowMs = timeMs;
      return moveTo(timeMs);
    },
    get pending() {
      return waits.size;
    },
  };
}

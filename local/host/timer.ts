/**
 * Runs one timer as the Azure listener does (webjobs-sdk-extensions, `TimerListener.cs`): the next wait begins
 * when a run has ended, so runs never overlap; a run that overran its slot is followed by one run at once, however
 * many slots it missed. Nothing is stored: a slot missed while the host was down is not caught up (`IsPastDue` false).
 */
import type { Clock } from './clock.ts';
import type { TypedData } from './contract.ts';
import type { Schedule } from './ncrontab.ts';

interface Status {
  readonly lastMs: number | null;
  readonly nextMs: number | null;
}

export interface TimerOptions {
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Whether the function is told the schedule status; forced off for schedules within a minute, as on Azure. */
  readonly useMonitor: boolean;
  readonly clock: Clock;
  /** One invocation; what it throws has already been logged. */
  readonly run: (input: TypedData) => Promise<void>;
}

export interface RunningTimer {
  /** Follows the schedule until stopped. */
  start(): void;
  /** Runs now, after a run in progress. Rejects with what the function threw. The schedule stays as it is. */
  fire(): Promise<void>;
  /** Starts no further run; one in progress goes on. */
  stop(): void;
}

/** What .NET writes for a time that never was. */
const NEVER = '0001-01-01T00:00:00+00:00';

export function createTimer({ schedule, runOnStartup, useMonitor, clock, run }: TimerOptions): RunningTimer {
  let status: Status = { lastMs: null, nextMs: schedule.next(clock.now()) };
  let isStopped = false;
  let cancelWait = (): void => {};
  let lastRun: Promise<void> = Promise.resolve();
  const isMonitored = useMonitor && !repeatsWithinMinute(schedule, clock.now());

  function exclusively(): Promise<void> {
    const mine = lastRun.then(async () => {
      if (isStopped) throw new Error('The host is closing');
      await run(timerInput(isMonitored ? status : null));
    });
    lastRun = mine.catch(() => {});
    return mine;
  }

  async function tick(isStartup: boolean): Promise<void> {
    const invokedMs = clock.now();
    await exclusively().catch(() => {});
    // A timer that fires early must not count as before its own slot, or that slot would run twice.
    const isEarly = !isStartup && status.nextMs !== null && status.nextMs > invokedMs;
    const lastMs = isEarly ? status.nextMs : invokedMs;
    status = { lastMs, nextMs: schedule.next(lastMs ?? invokedMs) };
    wait(status.nextMs, false);
  }

  function wait(untilMs: number | null, isStartup: boolean): void {
    if (isStopped || untilMs === null) return;
    cancelWait = clock.at(untilMs, () => void tick(isStartup));
  }

  return {
    start: () => (runOnStartup ? wait(clock.now(), true) : wait(status.nextMs, false)),
    fire: exclusively,
    stop() {
      isStopped = true;
      cancelWait();
    },
  };
}

function repeatsWithinMinute(schedule: Schedule, nowMs: number): boolean {
  const first = schedule.next(nowMs);
  const second = first === null ? null : schedule.next(first);
  return second !== null && second < nowMs + 60_000;
}

function timerInput(status: Status | null): TypedData {
  const time = (ms: number | null): string => (ms === null ? NEVER : new Date(ms).toISOString());
  const ScheduleStatus = status && {
    Last: time(status.lastMs),
    Next: time(status.nextMs),
    LastUpdated: time(status.lastMs),
  };
  return { json: JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus, IsPastDue: false }) };
}

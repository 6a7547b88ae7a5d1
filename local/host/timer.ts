/**
 * Runs one timer as the Azure listener does (webjobs-sdk-extensions, `TimerListener.cs`): a slot that was missed while
 * the host was down is one run at the start, the only one that is told to be past due; the next wait begins when a run
 * has ended, so runs never overlap; a run that overran its slot is followed by one run at once, however many it missed.
 */
import type { Clock } from './clock.ts';
import type { TypedData } from './contract.ts';
import type { Schedule } from './ncrontab.ts';
import { forgetfulMonitor, type ScheduleMonitor } from './schedule-monitor.ts';
import { afterRun, neverRan, type ScheduleStatus, startingPoint } from './schedule-status.ts';

export interface TimerOptions {
  /** Of the function: its status is kept under it. */
  readonly name: string;
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Whether missed slots are noticed and the function is told the schedule status; forced off within a minute. */
  readonly useMonitor: boolean;
  readonly monitor: ScheduleMonitor;
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

/** Why a run begins: its slot has come, one was missed before the start, or the function asks for one at each start. */
type Cause = 'slot' | 'past due' | 'startup';

/** What .NET writes for a time that never was. */
const NEVER = '0001-01-01T00:00:00+00:00';

export function createTimer({ name, schedule, clock, run, ...options }: TimerOptions): RunningTimer {
  const isMonitored = options.useMonitor && !repeatsWithinMinute(schedule, clock.now());
  const monitor = isMonitored ? options.monitor : forgetfulMonitor;
  let status = neverRan(schedule, clock.now());
  let isStopped = false;
  let cancelWait = (): void => {};
  let lastRun: Promise<void> = Promise.resolve();

  function start(): void {
    const point = startingPoint(monitor.read(name), schedule, clock.now());
    status = point.status;
    if (point.toKeep) monitor.keep(name, point.toKeep);
    if (point.isPastDue) wait(clock.now(), 'past due');
    else if (options.runOnStartup) wait(clock.now(), 'startup');
    else wait(status.nextMs, 'slot');
  }

  function wait(untilMs: number | null, cause: Cause): void {
    if (isStopped || untilMs === null) return;
    cancelWait = clock.at(untilMs, () => void tick(cause));
  }

  async function tick(cause: Cause): Promise<void> {
    const invokedMs = clock.now();
    await oneByOne(async () => {
      await run(timerInput(isMonitored ? status : null, cause === 'past due')).catch(() => {});
      // A timer that fires early must not count as before its own slot, or that slot would run twice.
      const isEarly = cause === 'slot' && status.nextMs !== null && status.nextMs > invokedMs;
      status = afterRun(schedule, isEarly ? (status.nextMs ?? invokedMs) : invokedMs);
      monitor.keep(name, status);
    }).catch(() => {});
    wait(status.nextMs, 'slot');
  }

  /** A run that has not begun when the host closes never does, and its slot counts as missed. */
  function oneByOne(work: () => Promise<void>): Promise<void> {
    const mine = lastRun.then(async () => {
      if (isStopped) throw new Error('The host is closing');
      await work();
    });
    lastRun = mine.catch(() => {});
    return mine;
  }

  return {
    start,
    fire: () => oneByOne(() => run(timerInput(isMonitored ? status : null, false))),
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

function timerInput(status: ScheduleStatus | null, IsPastDue: boolean): TypedData {
  const time = (ms: number | null): string => (ms === null ? NEVER : new Date(ms).toISOString());
  const ScheduleStatus = status && {
    Last: time(status.lastMs),
    Next: time(status.nextMs),
    LastUpdated: time(status.updatedMs),
  };
  return { json: JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus, IsPastDue }) };
}

import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { parseSchedule } from '../../../local/host/ncrontab.ts';
import { forgetfulMonitor, type ScheduleMonitor } from '../../../local/host/schedule-monitor.ts';
import type { ScheduleStatus } from '../../../local/host/schedule-status.ts';
import { createTimer, type TimerOptions } from '../../../local/host/timer.ts';
import { fakeClock } from './fake-clock.ts';

const START = Date.parse('2026-11-01T12:00:30.000Z');
const MINUTE = 60_000;

/** What outlives a host, in memory. */
function memory(kept: Record<string, ScheduleStatus> = {}): ScheduleMonitor & { readonly kept: typeof kept } {
  return {
    kept,
    read: (timer) => kept[timer] ?? null,
    keep(timer, status) {
      kept[timer] = status;
    },
  };
}

/** A timer whose runs are recorded, each held until `end` is called when `isHeld`. */
function recorded(text: string, options: Partial<TimerOptions> = {}) {
  const clock = fakeClock(START);
  const runs: { at: string; input: Record<string, unknown> }[] = [];
  let end: (error?: Error) => void = () => {};
  const held = { isHeld: false, running: 0, mostRunning: 0 };
  const timer = createTimer({
    name: 'poll',
    monitor: forgetfulMonitor,
    schedule: parseSchedule(text),
    runOnStartup: false,
    useMonitor: true,
    clock,
    async run({ json }) {
      runs.push({ at: new Date(clock.now()).toISOString().slice(11, 19), input: JSON.parse(json ?? '') });
      held.mostRunning = Math.max(held.mostRunning, ++held.running);
      await new Promise<void>((resolve, reject) => {
        end = (error) => (error === undefined ? resolve() : reject(error));
        if (!held.isHeld) resolve();
      }).finally(() => {
        held.running -= 1;
      });
    },
    ...options,
  });
  const times = () => runs.map(({ at }) => at);
  return { clock, timer, runs, times, held, end: (error?: Error) => end(error) };
}

test('runs at each occurrence and tells the schedule status', async () => {
  const { clock, timer, runs, times } = recorded('0 * * * * *');
  timer.start();
  await clock.moveTo(START + 2 * MINUTE);
  expect(times()).toEqual(['12:01:00', '12:02:00']);
  const never = '0001-01-01T00:00:00+00:00';
  const [first, second] = ['2026-11-01T12:01:00.000Z', '2026-11-01T12:02:00.000Z'];
  expect(runs.map(({ input }) => input)).toEqual([
    {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: { Last: never, Next: first, LastUpdated: never },
      IsPastDue: false,
    },
    {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: { Last: first, Next: second, LastUpdated: first },
      IsPastDue: false,
    },
  ]);
});

test('a run that overran its slots is followed by one run at once, then by the schedule', async () => {
  const { clock, timer, times, held, end, runs } = recorded('0 * * * * *');
  timer.start();
  held.isHeld = true;
  await clock.moveTo(START + 4 * MINUTE);
  expect(times()).toEqual(['12:01:00']);
  held.isHeld = false;
  end();
  await setImmediate();
  await clock.moveTo(clock.now());
  expect(times()).toEqual(['12:01:00', '12:04:30']);
  await clock.moveTo(START + 5 * MINUTE);
  expect(times()).toEqual(['12:01:00', '12:04:30', '12:05:00']);
  expect(runs.every(({ input }) => input.IsPastDue === false)).toBe(true);
  expect(held.mostRunning).toBe(1);
});

test('a failed run does not stop the schedule', async () => {
  const { clock, timer, times } = recorded('0 * * * * *', {
    run: () => Promise.reject(new Error('again')),
  });
  timer.start();
  await clock.moveTo(START + MINUTE);
  expect(times()).toEqual([]);
  expect(clock.pending).toBe(1);
});

test('a run by hand waits for the one in progress and leaves the schedule as it is', async () => {
  const { clock, timer, times, held, end } = recorded('0 * * * * *');
  timer.start();
  held.isHeld = true;
  await clock.moveTo(START + MINUTE);
  const byHand = timer.fire();
  await setImmediate();
  expect(times()).toEqual(['12:01:00']);
  held.isHeld = false;
  end();
  await byHand;
  expect(times()).toEqual(['12:01:00', '12:01:30']);
  expect(held.mostRunning).toBe(1);
  await clock.moveTo(START + 2 * MINUTE);
  expect(times()).toEqual(['12:01:00', '12:01:30', '12:02:00']);
});

test('a run by hand gives back the error of the function', async () => {
  const { timer } = recorded('0 * * * * *', { run: () => Promise.reject(new Error('broken')) });
  await expect(timer.fire()).rejects.toThrow('broken');
});

test('runs once at start where the function asks for it', async () => {
  const { clock, timer, times } = recorded('0 * * * * *', { runOnStartup: true });
  timer.start();
  await clock.moveTo(START + MINUTE);
  expect(times()).toEqual(['12:00:30', '12:01:00']);
});

test('a timer that fires early does not run its slot twice', async () => {
  const early = recorded('0 * * * * *');
  const { clock } = early;
  const hasty = { now: clock.now, at: (timeMs: number, run: () => void) => clock.at(timeMs - 5, run) };
  const at: number[] = [];
  const timer = createTimer({
    name: 'poll',
    monitor: forgetfulMonitor,
    schedule: parseSchedule('0 * * * * *'),
    runOnStartup: false,
    useMonitor: true,
    clock: hasty,
    run: async () => void at.push(clock.now()),
  });
  timer.start();
  await clock.moveTo(START + 2 * MINUTE);
  expect(at.map((ms) => (ms - START) / 1000)).toEqual([29.995, 89.995]);
});

test.each([
  { name: 'the function wants no monitor', text: '0 * * * * *', useMonitor: false },
  { name: 'the schedule repeats within a minute', text: '*/20 * * * * *', useMonitor: true },
])('there is no schedule status when $name', async ({ text, useMonitor }) => {
  const { timer, runs } = recorded(text, { useMonitor });
  await timer.fire();
  expect(runs[0]?.input).toMatchObject({ ScheduleStatus: null, IsPastDue: false });
});

test('nothing runs after it was stopped', async () => {
  const { clock, timer, times, held, end } = recorded('0 * * * * *');
  timer.start();
  held.isHeld = true;
  await clock.moveTo(START + MINUTE);
  const waiting = timer.fire();
  timer.stop();
  end();
  await expect(waiting).rejects.toThrow('closing');
  await clock.moveTo(START + 5 * MINUTE);
  expect(times()).toEqual(['12:01:00']);
  expect(clock.pending).toBe(0);
});

test('a schedule without an occurrence waits for nothing', () => {
  const { clock, timer } = recorded('0 0 0 31 2 *');
  timer.start();
  expect(clock.pending).toBe(0);
});

const at = (time: string): number => Date.parse(`2026-11-01T${time}Z`);

describe('at a start', () => {
  test('a slot missed while no host ran is one run at once, told as past due, then the schedule goes on', async () => {
    const monitor = memory({ poll: { lastMs: at('11:50:00'), nextMs: at('11:51:00'), updatedMs: at('11:50:00') } });
    const { clock, timer, runs, times } = recorded('0 * * * * *', { monitor });
    timer.start();
    await clock.moveTo(START + MINUTE);
    expect(times()).toEqual(['12:00:30', '12:01:00']);
    expect(runs.map(({ input }) => input.IsPastDue)).toEqual([true, false]);
    expect(runs[0]?.input.ScheduleStatus).toEqual({
      Last: '2026-11-01T11:50:00.000Z',
      Next: '2026-11-01T11:51:00.000Z',
      LastUpdated: '2026-11-01T11:50:00.000Z',
    });
  });

  test('nothing is caught up when no slot was missed', async () => {
    const monitor = memory({ poll: { lastMs: at('12:00:00'), nextMs: at('12:01:00'), updatedMs: at('12:00:00') } });
    const { clock, timer, runs, times } = recorded('0 * * * * *', { monitor });
    timer.start();
    await clock.moveTo(START + MINUTE);
    expect(times()).toEqual(['12:01:00']);
    expect(runs[0]?.input.IsPastDue).toBe(false);
  });

  test('a timer that never ran owes its first slot from the start that first saw it', async () => {
    const monitor = memory();
    recorded('0 0 * * * *', { monitor }).timer.start();
    expect(monitor.kept.poll).toEqual({ lastMs: null, nextMs: at('13:00:00'), updatedMs: START });
    const { clock, timer, runs } = recorded('0 0 * * * *', { monitor });
    await clock.moveTo(at('13:00:01'));
    timer.start();
    await clock.moveTo(at('13:00:02'));
    expect(runs).toMatchObject([{ at: '13:00:01', input: { IsPastDue: true } }]);
  });

  test('a new schedule owes nothing of the old one', async () => {
    const monitor = memory({ poll: { lastMs: at('11:50:00'), nextMs: at('11:51:00'), updatedMs: at('11:50:00') } });
    const { clock, timer, runs, times } = recorded('0 */5 * * * *', { monitor });
    timer.start();
    expect(monitor.kept.poll).toEqual({ lastMs: null, nextMs: at('12:05:00'), updatedMs: START });
    await clock.moveTo(at('12:05:00'));
    expect(times()).toEqual(['12:05:00']);
    expect(runs[0]?.input.IsPastDue).toBe(false);
  });

  test.each([
    { name: 'the function wants no monitor', text: '0 * * * * *', useMonitor: false },
    { name: 'the schedule repeats within a minute', text: '*/20 * * * * *', useMonitor: true },
  ])('nothing is caught up or kept when $name', async ({ text, useMonitor }) => {
    const kept = { lastMs: at('11:50:00'), nextMs: at('11:50:20'), updatedMs: at('11:50:00') };
    const monitor = memory({ poll: kept });
    const { clock, timer, times } = recorded(text, { useMonitor, monitor });
    timer.start();
    await clock.moveTo(START + 1000);
    expect(times()).toEqual([]);
    await clock.moveTo(START + MINUTE);
    expect(monitor.kept.poll).toBe(kept);
  });
});

test('when the clock jumps forward, missed slots are one run, which is not past due', async () => {
  const { clock, timer, runs, times } = recorded('0 * * * * *', { monitor: memory() });
  timer.start();
  await clock.jumpTo(at('12:10:30'));
  expect(times()).toEqual(['12:10:30']);
  expect(runs[0]?.input.IsPastDue).toBe(false);
  await clock.moveTo(at('12:11:00'));
  expect(times()).toEqual(['12:10:30', '12:11:00']);
});

test('a slot whose run had not begun when the host closed is missed, one whose run had begun is not', async () => {
  const monitor = memory();
  const { clock, timer, held, end } = recorded('0 * * * * *', { monitor });
  timer.start();
  held.isHeld = true;
  await clock.moveTo(at('12:01:00'));
  timer.stop();
  end();
  await setImmediate();
  expect(monitor.kept.poll).toMatchObject({ lastMs: at('12:01:00'), nextMs: at('12:02:00') });

  const closed = recorded('0 * * * * *', { monitor });
  await closed.clock.moveTo(at('12:01:30'));
  closed.timer.start();
  closed.held.isHeld = true;
  const byHand = closed.timer.fire();
  await closed.clock.moveTo(at('12:02:00'));
  closed.timer.stop();
  closed.end();
  await byHand;
  await setImmediate();
  expect(monitor.kept.poll).toMatchObject({ nextMs: at('12:02:00') });
});

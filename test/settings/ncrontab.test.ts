/** How far apart the firings of a schedule can be, by hand and against a cron library that knows nothing of ours. */
import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMs, readSettings } from '../../shared/settings.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

describe('the interval of a schedule', () => {
  const MINUTE = 60_000;
  const DAY = 1440 * MINUTE;
  it.each([
    ['0 * * * * *', MINUTE],
    ['* * * * * *', 1000],
    ['*/45 * * * * *', 45_000],
    ['0 */7 * * * *', 7 * MINUTE],
    ['0 0,10 * * * *', 50 * MINUTE],
    ['0 0 9 * * *', DAY],
    ['0 * 9-17 * * *', 15 * 60 * MINUTE + MINUTE],
    ['0 * 9-17 * * mon-fri', 2 * DAY + 15 * 60 * MINUTE + MINUTE],
    ['0 0 0 1 * *', 31 * DAY],
    ['0 0 0 13 * fri', 427 * DAY],
    ['0 0 0 29 2 *', 1461 * DAY],
  ])('%s is its longest gap', (schedule, wanted) => {
    expect(intervalMs(schedule, NOW)).toBe(wanted);
  });

  it('is refused for what is no schedule', () => {
    expect(() => intervalMs('@daily', NOW)).toThrow('Not a schedule that fires: "@daily"');
  });

  const pick = (least: number, most: number) =>
    fc
      .uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 3 })
      .map((values) => values.join());
  const spaced = fc.oneof(
    pick(0, 59),
    fc.integer({ min: 5, max: 59 }).chain((n) => fc.constantFrom(`*/${n}`, `3/${n}`)),
  );
  const hours = fc.oneof(pick(0, 23), fc.constant('*'), fc.constant('8-17/3'));
  const weekdays = fc.oneof(pick(0, 6), fc.constant('*'), fc.constant('Mon-Thu'));

  it('agrees with what a cron library enumerates, as does the schedule handed to it', () => {
    fc.assert(
      fc.property(pick(0, 59), spaced, hours, weekdays, (s, m, h, w) => {
        const { settings, problems } = readSettings(
          { NOTIFY_SCHEDULE: `${s} ${m} ${h} * * ${w}` },
          { now: NOW, require: 'check' },
        );
        expect(problems).toEqual([]);
        const cron = new Cron(settings.schedules.notify, { timezone: 'UTC', domAndDow: true, paused: true });
        const end = NOW.getTime() + 16 * DAY;
        let [previous, widest] = [cron.nextRun(NOW)?.getTime() ?? 0, 0];
        for (const firing of cron.enumerate(new Date(previous))) {
          if (firing.getTime() > end) break;
          widest = Math.max(widest, firing.getTime() - previous);
          previous = firing.getTime();
        }
        expect(intervalMs(settings.schedules.notify, NOW)).toBe(widest);
      }),
      { numRuns: 25 },
    );
  });
});

/** How far apart the firings of a schedule can be, by hand and against a cron library that knows nothing of ours. */
import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMs, lastFiringMs, readSettings } from '../../shared/settings.ts';

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

describe('the last firing of a schedule', () => {
  it.each([
    ['0 0 7 * * 1', '2026-11-23T06:59:59.999Z', '2026-11-16T07:00:00.000Z'],
    ['0 0 7 * * 1', '2026-11-23T07:00:00.000Z', '2026-11-23T07:00:00.000Z'],
    ['0 0 7 * * 1', '2026-11-29T23:59:59.000Z', '2026-11-23T07:00:00.000Z'],
    ['0 0 7 1 * *', '2026-03-01T06:00:00.000Z', '2026-02-01T07:00:00.000Z'],
    ['0 0 0 29 2 *', '2026-11-20T12:00:00.000Z', '2024-02-29T00:00:00.000Z'],
    ['30 15 * * * *', '2026-11-20T00:15:29.000Z', '2026-11-19T23:15:30.000Z'],
  ])('of %s at %s was %s', (schedule, at, wanted) => {
    expect(new Date(lastFiringMs(schedule, Date.parse(at)) ?? Number.NaN).toISOString()).toBe(wanted);
  });

  it('agrees with what a cron library enumerates', () => {
    const field = (most: number) => fc.integer({ min: 0, max: most }).map(String);
    const start = Date.parse('2026-10-01T00:00:00Z');
    fc.assert(
      fc.property(
        ...[field(59), field(59), field(23), fc.constantFrom('*', '1', '1,5', '2-4')],
        fc.integer({ min: 0, max: 30 * 86_400 }),
        (s, m, h, w, seconds) => {
          const at = start + 14 * 86_400_000 + seconds * 1000;
          const schedule = `${s} ${m} ${h} * * ${w}`;
          const cron = new Cron(schedule, { timezone: 'UTC', domAndDow: true, paused: true });
          let last = Number.NaN;
          for (const firing of cron.enumerate(new Date(start - 1000))) {
            if (firing.getTime() > at) break;
            last = firing.getTime();
          }
          expect(lastFiringMs(schedule, at)).toBe(last);
        },
      ),
      { numRuns: 25 },
    );
  });
});

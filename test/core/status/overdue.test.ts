/** Ceilings of lateness: whatever schedule is set, an hour without a poll and a day without a notifier are late. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Head } from '../../../shared/core/model/head.ts';
import { notifierOverdueAfterMs, overduePoll } from '../../../shared/core/status/overdue.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FOUR_YEARS = 1461 * 24 * HOUR;

const ago = (ms: number): string => new Date(NOW - ms).toISOString();
const headAt = (finishedAt: string, durationMs: number) => ({ finishedAt, durationMs }) as Head;

const isLate = (silenceMs: number, intervalMs: number, durationMs = 0): boolean => {
  const poll = { name: 'agents', head: headAt(ago(silenceMs), durationMs), intervalMs };
  return overduePoll(poll, ago(FOUR_YEARS), NOW) !== null;
};

const isFirstLate = (sinceInstallMs: number, intervalMs: number): boolean =>
  overduePoll({ name: 'agents', head: null, intervalMs }, ago(sinceInstallMs), NOW) !== null;

describe('a poll', () => {
  it.each([
    ['every 5 minutes, silent for 16', 16 * MINUTE, 5 * MINUTE, 0, false],
    ['every 5 minutes, silent for 17', 17 * MINUTE, 5 * MINUTE, 0, true],
    ['every 20 minutes, silent for an hour', HOUR, 20 * MINUTE, 0, false],
    ['every 20 minutes, silent for a moment longer', HOUR + 1, 20 * MINUTE, 0, true],
    ['once in four years, silent for an hour', HOUR, FOUR_YEARS, 0, false],
    ['once in four years, silent for a moment longer', HOUR + 1, FOUR_YEARS, 0, true],
    ['whose last run took a day, silent for a moment longer', HOUR + 1, MINUTE, 24 * HOUR, true],
  ])('%s', (_, silence, interval, duration, late) => {
    expect(isLate(silence, interval, duration)).toBe(late);
  });

  it('that never finished is late an hour after the install, however seldom it is to run', () => {
    expect([isFirstLate(HOUR, FOUR_YEARS), isFirstLate(HOUR + 1, FOUR_YEARS)]).toEqual([false, true]);
  });

  it('is late after an hour and a moment, whatever its schedule and its last run', () => {
    const anyLong = fc.integer({ min: 1, max: FOUR_YEARS });
    fc.assert(
      fc.property(anyLong, anyLong, fc.integer({ min: HOUR + 1, max: FOUR_YEARS }), (interval, duration, silence) => {
        expect(isLate(silence, interval, duration)).toBe(true);
        expect(isFirstLate(silence, interval)).toBe(true);
      }),
    );
  });
});

describe('the notifier', () => {
  it('may be silent for three of its intervals and five minutes, and never for more than a day', () => {
    expect(
      [MINUTE, 2 * HOUR, 12 * HOUR, FOUR_YEARS].map((every) => notifierOverdueAfterMs(10 * MINUTE, every)),
    ).toEqual([15 * MINUTE, 6 * HOUR + 5 * MINUTE, 24 * HOUR, 24 * HOUR]);
  });
});

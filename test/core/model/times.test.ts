import { describe, expect, it } from 'vitest';
import { ageMs, iso, nextHistoryTime } from '../../../shared/core/model/times.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');

describe('times', () => {
  it.each<[name: string, stored: string, age: number]>([
    ['a past time', '2026-11-20T11:59:00.000Z', 60_000],
    ['this very moment', '2026-11-20T12:00:00.000Z', 0],
    ['a time in the future, which counts as now', '2027-11-20T12:00:00.000Z', 0],
    ['a time with 7 digits', '2026-11-20T11:59:59.9990000Z', 1],
  ])('age of %s', (_, stored, age) => {
    expect(ageMs(stored, NOW)).toBe(age);
  });

  it.each<[name: string, last: string | null, next: string]>([
    ['the first entry', null, iso(NOW)],
    ['an entry after an older one', iso(NOW - 5_000), iso(NOW)],
    ['an entry in the same millisecond', iso(NOW), iso(NOW + 1)],
    ['an entry after one that lies in the future', iso(NOW + 5_000), iso(NOW + 5_001)],
  ])('history time of %s', (_, last, next) => {
    expect(nextHistoryTime(last, NOW)).toBe(next);
  });
});

import { describe, expect, it } from 'vitest';
import { durationMs, lifeTime, readTime } from '../../shared/checks/times.ts';

describe('a time', () => {
  it.each<[name: string, text: string, utc: string]>([
    ['in UTC', '2026-11-20T09:14:02Z', '2026-11-20T09:14:02.000Z'],
    ['with seven digits', '2026-11-20T11:20:02.7215374Z', '2026-11-20T11:20:02.721Z'],
    ['with an offset', '2026-11-20T12:20:02+01:00', '2026-11-20T11:20:02.000Z'],
    ['with an offset to the west', '2026-11-20T23:20:02.5-05:30', '2026-11-21T04:50:02.500Z'],
    [
      'without a zone, which is UTC whatever the zone of the machine',
      '2026-11-20T09:14:02',
      '2026-11-20T09:14:02.000Z',
    ],
    ['without seconds', '2026-11-20T09:14Z', '2026-11-20T09:14:00.000Z'],
    ['with an offset without a colon', '2026-11-20T12:20:02+0100', '2026-11-20T11:20:02.000Z'],
    ['on the day that only some years have', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['in small letters', '2026-11-20t09:14:02z', '2026-11-20T09:14:02.000Z'],
  ])('%s is read as UTC', (_, given, utc) => {
    expect(readTime('activityDateTime', given)).toEqual({ at: utc, odd: null });
  });

  it.each([null, undefined, ''])('that is %j is none, and nothing odd', (none) => {
    expect(readTime('activityDateTime', none)).toEqual({ at: null, odd: null });
  });

  it.each<[value: unknown, shown: string]>([
    ['soon', '"soon"'],
    ['2026-11-20', '"2026-11-20"'],
    ['2026-13-40T00:00:00Z', '"2026-13-40T00:00:00Z"'],
    ['2026-02-30T00:00:00Z', '"2026-02-30T00:00:00Z"'],
    ['2026-11-20T25:00:00Z', '"2026-11-20T25:00:00Z"'],
    ['2026-11-20T09:14:02+99:99', '"2026-11-20T09:14:02+99:99"'],
    ['20 Nov 2026 09:14', '"20 Nov 2026 09:14"'],
    [1_795_000_000, '1795000000'],
    [{ year: 2026 }, '{"year":2026}'],
    ['x'.repeat(99), `"${'x'.repeat(39)}…`],
  ])('that is %j is no time, and said by its field', (value, shown) => {
    expect(readTime('activityDateTime', value)).toEqual({
      at: null,
      odd: `activityDateTime is not a time: ${shown}; expected ISO 8601 such as 2026-11-20T09:14:02Z`,
    });
  });
});

describe('the sentinel of Graph for "never"', () => {
  it.each(['0001-01-01T00:00:00Z', '0001-01-01T00:00:00+00:00', '1601-01-01T00:00:00Z'])(
    '%s is not when anything happened, and said by its field',
    (value) => {
      expect(readTime('activityDateTime', value)).toEqual({
        at: null,
        odd: `activityDateTime is no time that can be meant: "${value}"`,
      });
    },
  );
});

describe('a sign of life', () => {
  it.each<[text: string | null | undefined, time: string | null]>([
    ['2026-11-20T11:20:02.7215374Z', '2026-11-20T11:20:02.721Z'],
    ['2026-11-20T12:20:02+01:00', '2026-11-20T11:20:02.000Z'],
    ['0001-01-01T00:00:00Z', null],
    ['', null],
    ['5', null],
    ['2026', null],
    ['soon', null],
    [null, null],
    [undefined, null],
  ])('%s is %s', (text, time) => {
    expect(lifeTime(text)).toBe(time);
  });
});

describe('a duration', () => {
  it.each<[text: string | null | undefined, minutes: number | null]>([
    ['PT40M', 40],
    ['PT2M', 2],
    ['PT1H30M', 90],
    ['P1D', 1440],
    ['PT90S', 1.5],
    ['PT0.6S', 0.01],
    ['P10675199DT2H48M5.4775807S', null],
    ['PT0S', null],
    ['P', null],
    ['-PT30M', null],
    ['30', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%s is %s minutes', (text, minutes) => {
    expect(durationMs(text)).toBe(minutes === null ? null : minutes * 60_000);
  });
});

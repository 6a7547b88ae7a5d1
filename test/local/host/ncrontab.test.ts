import { describe, expect, test } from 'vitest';
import { parseSchedule, resolveSettings } from '../../../local/host/ncrontab.ts';

/** A Sunday. */
const FROM = '2026-11-01T00:00:00.000Z';

function following(text: string, count: number, from = FROM): string[] {
  const schedule = parseSchedule(text);
  const times: string[] = [];
  for (let ms = Date.parse(from); times.length < count; ) {
    ms = schedule.next(ms) ?? Number.NaN;
    times.push(new Date(ms).toISOString().replace(/:00\.000Z$/, ''));
  }
  return times;
}

describe('a schedule', () => {
  test.each([
    ['every minute', '0 * * * * *', ['2026-11-01T00:01', '2026-11-01T00:02']],
    ['five fields have no seconds', '*/5 * * * *', ['2026-11-01T00:05', '2026-11-01T00:10']],
    [
      'a start with a step runs from there to the end',
      '0 50/5 * * * *',
      ['2026-11-01T00:50', '2026-11-01T00:55', '2026-11-01T01:50'],
    ],
    ['lists and ranges', '0 0 8-9,20 * * *', ['2026-11-01T08:00', '2026-11-01T09:00', '2026-11-01T20:00']],
    ['day and weekday must both match', '0 0 0 13 * FRI', ['2026-11-13T00:00', '2027-08-13T00:00']],
    ['names of months', '0 0 0 1 jan *', ['2027-01-01T00:00']],
    ['Sunday is 0', '0 0 0 * * 0', ['2026-11-08T00:00']],
  ])('%s', (_, text, times) => {
    expect(following(text, times.length)).toEqual(times);
  });

  test('is in UTC, whatever the clocks of the place do', () => {
    expect(following('0 30 2 * * *', 2, '2026-03-28T12:00:00Z')).toEqual(['2026-03-29T02:30', '2026-03-30T02:30']);
  });

  test('gives the occurrence after the given time, never the same again', () => {
    const schedule = parseSchedule('10 * * * * *');
    const at = Date.parse('2026-11-01T00:00:10.000Z');
    expect(schedule.next(at - 1)).toBe(at);
    expect(schedule.next(at)).toBe(at + 60_000);
    expect(schedule.next(at + 1)).toBe(at + 60_000);
  });

  test('that never comes has no next time', () => {
    expect(parseSchedule('0 0 0 31 2 *').next(Date.parse(FROM))).toBeNull();
  });

  test.each([
    ['empty', '', 'six fields'],
    ['four fields', '* * * *', 'six fields'],
    ['seven fields', '0 * * * * * 2026', 'six fields'],
    ['a time span', '00:05:00', 'six fields'],
    ['a nickname', '@daily', 'six fields'],
    ['the last day', '0 0 0 L * *', '"L" is not a field'],
    ['a question mark', '0 0 0 ? * *', '"?" is not a field'],
    ['the second Friday', '0 0 0 * * FRI#2', '"FRI#2" is not a field'],
    ['Sunday as 7', '0 0 0 * * 7', '"7" is not a field'],
    ['Sunday as 7 in a range', '0 0 0 * * 1-7', '"1-7" is not a field'],
    ['a second of 60', '60 * * * * *', 'Invalid value for second'],
    ['a step of nothing', '0 */0 * * * *', 'illegal stepping'],
  ])('is refused: %s', (_, text, reason) => {
    expect(() => parseSchedule(text)).toThrow(RangeError);
    expect(() => parseSchedule(text)).toThrow(reason);
  });
});

describe('a setting in a schedule', () => {
  test('is put in for its name', () => {
    expect(resolveSettings('%POLL%', { POLL: '0 * * * * *' })).toBe('0 * * * * *');
    expect(resolveSettings('0 %MINUTE% * * * *', { MINUTE: '*/5' })).toBe('0 */5 * * * *');
  });

  test.each([{}, { POLL: undefined }, { POLL: '' }])('is named when it is not set: %o', (settings) => {
    expect(() => resolveSettings('%POLL%', settings)).toThrow('the app setting POLL is not set');
  });
});

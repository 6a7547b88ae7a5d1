import { describe, expect, it } from 'vitest';
import { durationText, utcText, whenText } from '../../../shared/core/text/ages.ts';

const MINUTE = 60_000;

describe('durationText', () => {
  it.each([
    [0, 'less than a minute'],
    [59_999, 'less than a minute'],
    [MINUTE, '1 minute'],
    [3.9 * MINUTE, '3 minutes'],
    [60 * MINUTE, '1 hour'],
    [23.9 * 60 * MINUTE, '23 hours'],
    [24 * 60 * MINUTE, '1 day'],
    [49 * 60 * MINUTE, '2 days'],
  ])('%d ms is %s', (duration, text) => {
    expect(durationText(duration)).toBe(text);
  });
});

describe('whenText', () => {
  const now = Date.parse('2026-11-20T10:18:30.000Z');
  it.each([
    { at: '2026-11-20T10:15:03.900Z', text: '2026-11-20 10:15:03 UTC (3 minutes ago)' },
    { at: '2026-11-20T11:00:00+01:00', text: '2026-11-20 10:00:00 UTC (18 minutes ago)' },
    { at: '2026-11-21T00:00:00.000Z', text: '2026-11-21 00:00:00 UTC (just now)' },
    { at: 'nonsense <b>', text: 'at an unknown time' },
    { at: '💥=1', text: 'at an unknown time' },
    { at: null, text: 'at an unknown time' },
  ])('$at', ({ at, text }) => {
    expect(whenText(at, now)).toBe(text);
  });
  it('has no text for what is no time', () => {
    expect(utcText('x')).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { zonedText } from '../../../shared/core/text/zones.ts';

describe('a time in the zone of its readers', () => {
  it.each([
    ['2026-11-20T09:05:59.999Z', 'Europe/Berlin', '10:05'],
    ['2026-07-20T09:05:00Z', 'Europe/Berlin', '11:05'],
    ['2026-11-20T09:00:00Z', 'UTC', '09:00'],
    ['2026-11-20T09:00:00Z', 'Asia/Kathmandu', '14:45'],
    ['2026-11-20T00:00:00Z', 'Africa/Abidjan', '00:00'],
    ['2026-11-20T23:30:00Z', 'Europe/Berlin', '2026-11-21 00:30'],
    ['2026-11-20T03:00:00Z', 'America/New_York', '2026-11-19 22:00'],
    ['2026-12-31T20:00:00Z', 'Pacific/Auckland', '2027-01-01 09:00'],
    ['2026-10-25T00:59:00Z', 'Europe/Berlin', '02:59'],
    ['2026-10-25T01:00:00Z', 'Europe/Berlin', '02:00'],
  ])('%s in %s is %s', (at, zone, text) => {
    expect(zonedText(at, zone)).toBe(text);
  });
});

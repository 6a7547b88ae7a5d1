import { describe, expect, it } from 'vitest';
import { durationMs, graphTime } from '../../../shared/checks/agents/graph-times.ts';

describe('a time of the synchronization API', () => {
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
    expect(graphTime(text)).toBe(time);
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

import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../../shared/core/model/source.ts';
import { canJudge, heartbeatsOf, judge, verdictInputs } from '../../../shared/core/poll/verdict.ts';
import { sha256 } from '../../stubs/pure-watch.ts';
import { toyCheck } from '../../stubs/toy-check.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const AT = { now: NOW, graphNow: NOW, upSince: null, blindAfter: 900_000, hash: sha256, writeback: 'unknown' as const };

const record = (over: Partial<SourceRecord> = {}): SourceRecord => ({
  version: { scheme: 1, attributes: 1 },
  reading: 'r',
  snapshot: 's',
  settled: true,
  lastGoodAt: new Date(NOW).toISOString(),
  failingSince: null,
  denials: 0,
  error: null,
  watermark: null,
  unbrokenSince: null,
  pulses: [],
  ...over,
});

const error = { code: 'unavailable', message: '', hint: '' };
const records = { needed: record(), extra: record(), events: record() };

const GROWTH = { percent: 10, min: 10 };

describe('what a verdict was computed from', () => {
  const inputs = verdictInputs(toyCheck, records, AT);

  it.each<[name: string, changed: boolean, extra: SourceRecord]>([
    ['another snapshot', true, record({ snapshot: 't' })],
    ['a source that is no longer seen', true, record({ error: { ...error, code: 'denied' } })],
    ['an unbroken watch that began anew', true, record({ unbrokenSince: '2026-11-20T12:00:00.000Z' })],
    ['a source that failed once and is stale', false, record({ error })],
    ['the same, read later', false, record({ lastGoodAt: new Date(NOW - 60_000).toISOString() })],
  ])('%s changes it: %s', (_, changed, extra) => {
    expect(verdictInputs(toyCheck, { ...records, extra }, AT) !== inputs).toBe(changed);
  });

  it('changes when the check judges in another way', () => {
    expect(verdictInputs({ ...toyCheck, version: 2 }, records, AT)).not.toBe(inputs);
  });

  it('changes when time alone makes a source blind', () => {
    const extra = record({ error, lastGoodAt: new Date(NOW - 900_000).toISOString() });
    const stale = verdictInputs(toyCheck, { ...records, extra }, AT);
    expect(verdictInputs(toyCheck, { ...records, extra }, { ...AT, now: NOW + 1 })).not.toBe(stale);
  });
});

const HOUR = 3600_000;
const beating = (minutesAgo: number, over: Partial<SourceRecord> = {}) =>
  record({
    pulses: [{ key: 'p', kind: 'p', at: new Date(NOW - minutesAgo * 60_000).toISOString(), intervalMs: null }],
    ...over,
  });

describe('the heartbeats of a source', () => {
  const states = (one: SourceRecord, now: number) => heartbeatsOf(one, now).map(({ state }) => state);

  it('age while it can be read', () => {
    expect(states(beating(5), NOW)).toEqual(['ok']);
    expect(states(beating(5), NOW + 4 * HOUR)).toEqual(['dead']);
  });

  it('stand as they were while it cannot: none dies of that, and a dead one stays dead', () => {
    const denied = { ...error, code: 'denied' };
    expect(states(beating(5, { error }), NOW + 400 * HOUR)).toEqual(['ok']);
    expect(states(beating(5, { error: denied }), NOW + 400 * HOUR)).toEqual(['ok']);
    expect(states(beating(300, { error }), NOW + HOUR)).toEqual(['dead']);
  });

  it('change what a verdict was computed from when their state does, or the time of one that is late or dead', () => {
    const inputs = (extra: SourceRecord) => verdictInputs(toyCheck, { ...records, extra }, AT);
    expect(inputs(beating(5))).toBe(inputs(beating(30)));
    expect(inputs(beating(5))).not.toBe(inputs(beating(100)));
    expect(inputs(beating(100))).not.toBe(inputs(beating(110)));
  });
});

describe('a check that is judged anew each day', () => {
  const inputs = (check: typeof toyCheck, now: number) => verdictInputs(check, {}, { ...AT, now });

  it('has other inputs the next day, UTC, and no other check has', () => {
    const daily = { ...toyCheck, daily: true } as const;
    expect(inputs(daily, NOW + HOUR)).toBe(inputs(daily, NOW));
    expect(inputs(daily, NOW + 12 * HOUR)).not.toBe(inputs(daily, NOW));
    expect(inputs(toyCheck, NOW + 12 * HOUR)).toBe(inputs(toyCheck, NOW));
  });

  it('is told the day and the verdict before', () => {
    const told: unknown[] = [];
    const tell = (_: unknown, past: unknown) => {
      told.push(past);
      return [];
    };
    const check = { ...toyCheck, judge: tell };
    judge(check, {}, null, NOW, GROWTH);
    expect(told).toEqual([{ verdict: null, day: NOW / 86_400_000 - 0.5, growth: GROWTH, at: NOW }]);
  });
});

describe('a verdict', () => {
  const [needed, extra] = toyCheck.sources;
  if (!needed || !extra) throw new Error('the toy check has sources');
  it.each<[name: string, can: boolean, needed: [] | null, extra: [] | null]>([
    ['every source was read, now or before', true, [], []],
    ['an optional source was never read', true, [], null],
    ['a source that carries it was never read', false, null, []],
  ])('when %s can be made: %s', (_, can, neededSnapshot, extraSnapshot) => {
    const outcomes = [
      { source: needed, snapshot: neededSnapshot },
      { source: extra, snapshot: extraSnapshot },
    ];
    expect(canJudge(outcomes)).toBe(can);
  });

  it('loses a fact at once and keeps since when each of the others is so', () => {
    const views = (keys: string[]) => ({
      needed: {
        state: 'ok' as const,
        isFresh: true,
        unbrokenSince: null,
        heartbeats: [],
        facts: keys.map((key) => ({ key, attributes: {}, firstSeen: '', since: '' })),
      },
    });
    const first = judge(toyCheck, views(['a', 'b']), null, NOW, GROWTH);
    const next = judge(toyCheck, views(['b', 'c']), first, NOW + 60_000, GROWTH);
    expect(next.map(({ key, since }) => [key, since])).toEqual([
      ['needed:b', '2026-11-20T12:00:00.000Z'],
      ['needed:c', '2026-11-20T12:01:00.000Z'],
    ]);
  });
});

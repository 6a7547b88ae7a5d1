import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../shared/core/source.ts';
import { canJudge, judge, verdictInputs } from '../../shared/core/verdict.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { toyCheck } from '../stubs/toy-check.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const AT = { now: NOW, blindAfter: 900_000, hash: sha256, writeback: 'unknown' as const };

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

describe('a verdict', () => {
  const [needed, extra] = toyCheck.sources;
  if (!needed || !extra) throw new Error('the toy check has sources');
  const outcome = { record: record(), drift: [], baseline: null } as const;

  it.each<[name: string, can: boolean, read: boolean, optionalRead: boolean, snapshot: [] | null]>([
    ['everything was read', true, true, true, []],
    ['only an optional source failed', true, true, false, []],
    ['a required source failed', false, false, true, []],
    ['a required source has no snapshot', false, true, true, null],
  ])('when %s can be made: %s', (_, can, read, optionalRead, snapshot) => {
    const outcomes = [
      { ...outcome, source: needed, read, snapshot },
      { ...outcome, source: extra, read: optionalRead, snapshot: null },
    ];
    expect(canJudge(outcomes)).toBe(can);
  });

  it('loses a fact at once and keeps since when each of the others is so', () => {
    const views = (keys: string[]) => ({
      needed: {
        state: 'ok' as const,
        unbrokenSince: null,
        heartbeats: [],
        facts: keys.map((key) => ({ key, attributes: {}, firstSeen: '', since: '' })),
      },
    });
    const first = judge(toyCheck, views(['a', 'b']), null, NOW);
    const next = judge(toyCheck, views(['b', 'c']), first, NOW + 60_000);
    expect(next.map(({ key, since }) => [key, since])).toEqual([
      ['needed:b', '2026-11-20T12:00:00.000Z'],
      ['needed:c', '2026-11-20T12:01:00.000Z'],
    ]);
  });
});

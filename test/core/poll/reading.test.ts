import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/core/model/fact.ts';
import type { Reading, SourceDefinition, SourceRecord } from '../../../shared/core/model/source.ts';
import {
  applyReading,
  type Before,
  parseSnapshot,
  readingHash,
  type SourceOutcome,
  snapshotText,
} from '../../../shared/core/poll/reading.ts';
import { sha256 } from '../../stubs/pure-watch.ts';

const START = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const at = (ms: number) => new Date(START + ms).toISOString();

const STATE: SourceDefinition = {
  name: 'things',
  inVerdict: 'enriches',
  kind: 'state',
  version: { scheme: 1, attributes: 1 },
  shows: 'things',
  permissions: [],
};
const LOG: SourceDefinition = { ...STATE, name: 'events', kind: 'log' };

const fact = (key: string, value = 1): Fact => ({ key, attributes: { value } });
const good = (...facts: Fact[]): Reading => ({ ok: true, facts });
const logged = (watermark: string | null, ...facts: Fact[]): Reading => ({ ok: true, facts, watermark });
const bad = (code: string): Reading => ({ ok: false, error: { code, message: `it said ${code}`, hint: 'mend it' } });

/** Reads on from an outcome; its snapshot is put through text, as in storage. */
function read(last: SourceOutcome | null, reading: Reading, afterMs: number, source = STATE): SourceOutcome {
  const before: Before = last?.record.snapshot && last.snapshot ? parseSnapshot(snapshotText(last.snapshot)) : null;
  return applyReading(source, last?.record, before, reading, START + afterMs, sha256);
}

const told = ({ drift }: SourceOutcome) => drift.map(({ change, key }) => `${change} ${key}`);

describe('a good reading', () => {
  it('is a baseline when it is the first, and never a flood of "added"', () => {
    const outcome = read(null, good(fact('a'), fact('b')), 0);
    expect(outcome).toMatchObject({ baseline: 'first', drift: [] });
    expect(outcome.snapshot?.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('is a first baseline also after readings that failed', () => {
    expect(read(read(null, bad('denied'), 0), good(fact('a')), MINUTE).baseline).toBe('first');
  });

  it('is compared with the one before', () => {
    const outcome = read(read(null, good(fact('a')), 0), good(fact('a', 2), fact('b')), MINUTE);
    expect(outcome.baseline).toBeNull();
    expect(told(outcome)).toEqual(['changed a', 'added b']);
  });

  it('leaves snapshot and hashes as they are when it says the same', () => {
    const first = read(null, good(fact('a'), fact('b')), 0);
    const second = read(first, good(fact('b'), fact('a'), fact('b')), MINUTE);
    expect(second.record).toEqual({ ...first.record, lastGoodAt: at(MINUTE) });
  });

  it('is unsettled while a fact is missing', () => {
    const first = read(null, good(fact('a')), 0);
    const once = read(first, good(), MINUTE);
    expect([told(once), once.record.settled]).toEqual([[], false]);
    const twice = read(once, good(), 2 * MINUTE);
    expect([told(twice), twice.record.settled]).toEqual([['removed a'], true]);
  });

  it('clears the error and the count of denials', () => {
    const outcome = read(read(null, bad('denied'), 0), good(), MINUTE);
    expect(outcome.record).toMatchObject({ error: null, failingSince: null, denials: 0, lastGoodAt: at(MINUTE) });
  });
});

describe('a failed reading', () => {
  it('changes the state of its source and nothing else', () => {
    const first = read(null, good(fact('a')), 0);
    const failed = read(first, bad('unavailable'), MINUTE);
    expect(failed).toMatchObject({ drift: [], baseline: null, snapshot: first.snapshot });
    expect(failed.record).toEqual({
      ...first.record,
      failingSince: at(MINUTE),
      error: { code: 'unavailable', message: 'it said unavailable', hint: 'mend it' },
    });
  });

  it('does not count as one of the two readings that a removal needs', () => {
    const once = read(read(null, good(fact('a')), 0), good(), MINUTE);
    const back = read(read(once, bad('unavailable'), 2 * MINUTE), good(fact('a')), 3 * MINUTE);
    expect(told(back)).toEqual([]);
  });

  it('keeps since when the source has been failing, and shows the last error', () => {
    const failed = read(read(null, bad('unavailable'), 0), bad('contract'), MINUTE);
    expect(failed.record).toMatchObject({ failingSince: at(0), error: { code: 'contract' }, lastGoodAt: null });
  });

  it('counts denials until a good reading, whatever fails between them', () => {
    const codes = ['denied', 'unavailable', 'denied', 'denied', 'unavailable', 'denied'];
    let last: SourceOutcome | null = null;
    const denials = codes.map((code, index) => {
      last = read(last, bad(code), index * MINUTE);
      return last.record.denials;
    });
    expect(denials).toEqual([1, 1, 2, 3, 3, 4]);
  });
});

describe('a new definition', () => {
  const first = read(null, good(fact('a'), fact('b')), 0);

  it('with a new key scheme is a new baseline', () => {
    const outcome = read(first, good(fact('x'), fact('y')), MINUTE, {
      ...STATE,
      version: { scheme: 2, attributes: 1 },
    });
    expect(outcome).toMatchObject({ baseline: 'new-scheme', drift: [] });
    expect(outcome.record.version).toEqual({ scheme: 2, attributes: 1 });
    expect(outcome.snapshot?.map(({ key }) => key)).toEqual(['x', 'y']);
  });

  it('with new attributes still diffs keys, but no attributes', () => {
    const wider = { ...STATE, version: { scheme: 1, attributes: 2 } };
    const reading = good({ key: 'a', attributes: { value: 1, more: true } }, fact('c'));
    const once = read(first, reading, MINUTE, wider);
    expect(once.baseline).toBeNull();
    expect(told(once)).toEqual(['added c']);
    expect(told(read(once, reading, 2 * MINUTE, wider))).toEqual(['removed b']);
  });

  it('that is older again (a rollback) is treated alike', () => {
    const wider = read(first, good(fact('a'), fact('b')), MINUTE, { ...STATE, version: { scheme: 1, attributes: 2 } });
    const back = read(wider, good(fact('a', 2), fact('b')), 2 * MINUTE);
    expect(told(back)).toEqual([]);
    expect(back.record.version).toEqual(STATE.version);
  });

  it('is taken over only by a good reading', () => {
    const failed = read(first, bad('unavailable'), MINUTE, { ...STATE, version: { scheme: 2, attributes: 1 } });
    expect(failed.record.version).toEqual({ scheme: 1, attributes: 1 });
  });
});

describe('a lost snapshot', () => {
  const apply = (source: SourceDefinition, record: SourceRecord, reading: Reading, afterMs = MINUTE) =>
    applyReading(source, record, 'lost', reading, START + afterMs, sha256);

  it('of a state source gives a new baseline', () => {
    const first = read(null, good(fact('a')), 0);
    const outcome = apply(STATE, first.record, good(fact('a', 2)));
    expect(outcome).toMatchObject({ baseline: 'lost', drift: [] });
  });

  it('is not forgotten by a failed reading', () => {
    const first = read(null, good(fact('a')), 0);
    const outcome = apply(STATE, first.record, bad('unavailable'));
    expect(outcome).toMatchObject({ baseline: null, snapshot: null });
    expect(outcome.record.snapshot).toBe(first.record.snapshot);
  });

  it('of a log that was read from a watermark on makes that reading no baseline, and the next one unbounded', () => {
    const first = read(null, logged(at(-DAY), fact('a')), 0, LOG);
    const outcome = apply(LOG, first.record, logged(at(-DAY), fact('b')));
    expect(outcome).toMatchObject({ baseline: null, drift: [], snapshot: null });
    expect(outcome.record).toMatchObject({ snapshot: null, reading: null, watermark: at(-DAY), error: null });
    const next = read(outcome, logged(at(-DAY), fact('a'), fact('b')), 2 * MINUTE, LOG);
    expect(next).toMatchObject({ baseline: 'lost', drift: [] });
    expect(next.snapshot?.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('of a log that never had an event was read without a bound, so that this reading is the baseline', () => {
    const first = read(null, logged(null), 0, LOG);
    const outcome = apply(LOG, first.record, logged(at(0), fact('a')));
    expect(outcome).toMatchObject({ baseline: 'lost', record: { watermark: at(0) } });
  });
});

describe('a log', () => {
  it('keeps what ages out of it', () => {
    const first = read(null, logged(at(0), fact('a')), 0, LOG);
    const later = read(read(first, logged(null), MINUTE, LOG), logged(null), 2 * MINUTE, LOG);
    expect(told(later)).toEqual([]);
    expect(later.snapshot?.map(({ key }) => key)).toEqual(['a']);
    expect(later.record.watermark).toBe(at(0));
  });

  it.each<[name: string, seen: string | null, read: string | null, watermark: string | null]>([
    ['the first event', null, at(5), at(5)],
    ['a newer event', at(5), at(9), at(9)],
    ['an older event, delivered late', at(9), at(5), at(9)],
    ['no event', at(5), null, at(5)],
    ['never an event', null, null, null],
  ])('moves its watermark forward only: %s', (_, seen, newest, watermark) => {
    const first = read(null, logged(seen), 0, LOG);
    expect(read(first, logged(newest), MINUTE, LOG).record.watermark).toBe(watermark);
  });

  it.each<[name: string, gapMs: number, unbrokenSince: string]>([
    ['a minute', MINUTE, at(0)],
    ['exactly 7 days', 7 * DAY, at(0)],
    ['7 days and a millisecond', 7 * DAY + 1, at(7 * DAY + 1)],
  ])('is watched without a break over a gap of %s', (_, gapMs, unbrokenSince) => {
    const first = read(null, logged(null), 0, LOG);
    expect(read(first, logged(null), gapMs, LOG).record.unbrokenSince).toBe(unbrokenSince);
  });

  it('is watched from its first good reading on, and failures within 7 days break nothing', () => {
    const failed = read(null, bad('denied'), 0, LOG);
    expect(failed.record.unbrokenSince).toBeNull();
    const first = read(failed, logged(null), DAY, LOG);
    const again = read(read(first, bad('unavailable'), 4 * DAY, LOG), logged(null), 8 * DAY, LOG);
    expect(again.record.unbrokenSince).toBe(at(DAY));
  });

  it('is watched anew after failures of more than 7 days, also when each was tried', () => {
    let last = read(null, logged(null), 0, LOG);
    for (let day = 1; day <= 8; day += 1) last = read(last, bad('unavailable'), day * DAY, LOG);
    expect(read(last, logged(null), 9 * DAY, LOG).record.unbrokenSince).toBe(at(9 * DAY));
  });

  it('is the only kind that is watched for gaps', () => {
    expect(read(null, good(), 0).record.unbrokenSince).toBeNull();
  });
});

describe('stored text', () => {
  it.each<[name: string, text: string]>([
    ['empty', ''],
    ['cut off', '[{"key":"a"'],
    ['another shape', '{"key":"a"}'],
    ['HTML', '<html>'],
  ])('that is %s is no snapshot', (_, text) => {
    expect(parseSnapshot(text)).toBeNull();
  });

  it('of a snapshot gives it back', () => {
    const { snapshot } = read(read(null, good({ ...fact('a'), label: 'A', details: { by: null } }), 0), good(), MINUTE);
    expect(parseSnapshot(snapshotText(snapshot ?? []))).toEqual(snapshot);
  });

  it('has one hash for one reading, whatever the order of its rows, and another for another', () => {
    const rows = [fact('a'), fact('b', 2)];
    expect(readingHash(rows, sha256)).toBe(readingHash([...rows].reverse(), sha256));
    expect(readingHash(rows, sha256)).not.toBe(readingHash([fact('a'), fact('b', 3)], sha256));
  });

  it('keeps where a resumable source stands as it says, forward or back, and over a failure', () => {
    const first = read(null, logged('page 7'), 0);
    const failed = read(first, bad('unavailable'), MINUTE);
    const restarted = read(failed, logged('page 1'), 2 * MINUTE);
    expect([first, failed, restarted].map(({ record }) => record.watermark)).toEqual(['page 7', 'page 7', 'page 1']);
    expect(read(restarted, good(), 3 * MINUTE).record.watermark).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../../shared/core/model/check.ts';
import type { MeasureRecords } from '../../../shared/core/model/measure.ts';
import type { Readings } from '../../../shared/core/model/source.ts';
import { isGrowth, measured, measuresRead } from '../../../shared/core/poll/measures.ts';
import { valueWords } from '../../../shared/core/text/outside.ts';
import { words } from '../../../shared/core/text/words.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { toyCheck } from '../../stubs/toy-check.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;
const LIMITS = { percent: 10, min: 10 };
const later = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();

const read = (value: number, more: { name?: string; baseline?: boolean } = {}) => ({
  name: 'resets',
  source: 'log',
  baseline: false,
  value,
  ...more,
});

const reading = (value: number | null): Readings => ({
  log:
    value === null
      ? { ok: false, error: { code: 'denied', message: '', hint: '' } }
      : { ok: true, facts: [], measures: [{ name: 'resets', value }] },
});

/** Values one minute after the other; what the head remembers afterwards, and all that was recorded and told. */
function play(values: readonly (number | null)[], from: MeasureRecords = {}) {
  let records = from;
  const rows: string[] = [];
  const told: string[] = [];
  values.forEach((value, minute) => {
    const step = measured(records, measuresRead(reading(value)), NOON + minute * MINUTE, LIMITS);
    records = step.records;
    rows.push(...step.rows.map((row) => `${row.at.slice(11, 16)} ${row.value}`));
    told.push(...step.growths.map(({ before, now }) => `${before} to ${now}`));
  });
  return { records, rows, told };
}

describe('growth', () => {
  it.each<[name: string, values: (number | null)[], told: string[], base: number]>([
    ['nothing at the baseline, however large', [500], [], 500],
    ['growth from nothing by the least number', [0, 10], ['0 to 10'], 10],
    ['nothing one short of the least number', [0, 9], [], 0],
    ['growth by exactly both thresholds', [100, 110], ['100 to 110'], 110],
    ['nothing that is large enough but not in percent', [1000, 1099], [], 1000],
    ['growth that comes in small steps', [0, 4, 8, 12], ['0 to 12'], 12],
    ['growth once, not again while it stays', [0, 12, 12, 13, 12], ['0 to 12'], 12],
    ['further growth from there', [0, 12, 22], ['0 to 12', '12 to 22'], 22],
    ['growth from a lower value that lasted', [50, 3, 3, 13], ['3 to 13'], 13],
    ['nothing of a number that dips once', [1200, 1000, 1200, 1200], [], 1200],
    ['nothing of a number that dips every other time', [1200, 1000, 1200, 1000, 1200], [], 1200],
    ['nothing of a dip with a failed reading behind it', [1200, 1000, null, 1200], [], 1200],
    ['growth from the higher of the two values of a fall', [50, 3, 5, 15], ['5 to 15'], 15],
    ['growth across readings that failed', [0, null, null, 12], ['0 to 12'], 12],
    ['nothing of a failed reading: it is not 0', [50, null, 55], [], 50],
  ])('tells %s', (_, values, told, base) => {
    const found = play(values);
    expect(found.told).toEqual(told);
    expect(found.records.resets?.base).toBe(base);
  });

  it('has a new baseline when its source counts in another way', () => {
    const { records } = play([5]);
    const step = measured(records, [read(80, { baseline: true })], NOON + MINUTE, LIMITS);
    expect(step.growths).toEqual([]);
    expect(step.records.resets).toMatchObject({ value: 80, base: 80 });
  });

  it('is counted exactly for every whole number', () => {
    const size = fc.integer({ min: 0, max: 1_000_000 });
    const limits = fc.record({ percent: fc.integer({ min: 1, max: 1000 }), min: fc.integer({ min: 1, max: 1000 }) });
    fc.assert(
      fc.property(size, size, limits, (base, value, { percent, min }) => {
        const exact = BigInt(value - base) >= BigInt(min) && BigInt(value - base) * 100n >= BigInt(base * percent);
        expect(isGrowth(base, value, { percent, min })).toBe(exact);
      }),
    );
  });
});

describe('rows', () => {
  it('are written at first, when the value changed, and not otherwise', () => {
    expect(play([3, 3, 4, null, 4, 3]).rows).toEqual(['12:00 3', '12:02 4', '12:05 3']);
  });

  it('are written hourly while nothing changes', () => {
    expect(play(Array.from({ length: 130 }, () => 7)).rows).toEqual(['12:00 7', '13:00 7', '14:00 7']);
  });

  it('never go back in time, and a stored time in the future counts as now', () => {
    const known = { resets: { value: 3, recordedAt: later(500), base: 3 } };
    expect(measured(known, [read(3)], NOON, LIMITS)).toEqual({ records: known, rows: [], growths: [] });
    const moved = measured(known, [read(4)], NOON, LIMITS);
    expect(moved.rows).toEqual([{ name: 'resets', value: 4, at: new Date(NOON + 500 * MINUTE + 1).toISOString() }]);
  });

  it('are one for each name, the last that was read', () => {
    const { rows } = measured({}, [read(1), read(2), read(3, { name: 'users' })], NOON, LIMITS);
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['resets', 2],
      ['users', 3],
    ]);
  });
});

describe('whatever is read', () => {
  const anyValues = fc.array(fc.option(fc.integer({ min: 0, max: 60 }), { nil: null, freq: 8 }), { maxLength: 150 });

  it('the base is never above both of the last two values, and what is told has passed both thresholds', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const { records, told } = play(values);
        const lastTwo = values.filter((value) => value !== null).slice(-2);
        if (records.resets && lastTwo.length === 2) {
          expect(records.resets.base).toBeLessThanOrEqual(Math.max(...lastTwo));
        }
        for (const line of told) {
          const [before = 0, now = 0] = line.split(' to ').map(Number);
          expect(isGrowth(before, now, LIMITS)).toBe(true);
        }
      }),
    );
  });

  it('the rows alone say what the value was at every reading', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        let records: MeasureRecords = {};
        let stored: number | null = null;
        values.forEach((value, minute) => {
          const step = measured(records, measuresRead(reading(value)), NOON + minute * MINUTE, LIMITS);
          records = step.records;
          stored = step.rows.at(-1)?.value ?? stored;
          if (value !== null) expect(stored).toBe(value);
        });
      }),
    );
  });

  it('no growth slips through between two readings, however small its steps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }), (values) => {
        const { records } = play(values);
        const { value = 0, base = 0 } = records.resets ?? {};
        expect(isGrowth(base, value, LIMITS)).toBe(false);
      }),
    );
  });
});

describe('a poll', () => {
  const watched: Check<unknown> = {
    ...toyCheck,
    growth: ({ name, before, now }, { writeback }) =>
      name === 'users'
        ? null
        : {
            rule: 'grown',
            subject: name,
            severity: writeback === 'on' ? 'critical' : 'warning',
            title: words`${now} ${valueWords(name)}, before ${before}`,
            why: '',
            todo: '',
            lines: [],
          },
  };
  const readings = (resets: number, users = 0, fact = 0): Readings => ({
    needed: { ok: true, facts: [{ key: 'a', attributes: { value: fact } }] },
    extra: { ok: true, facts: [], measures: [{ name: 'resets', value: resets }] },
    events: { ok: true, facts: [], measures: [{ name: 'users', value: users }] },
  });

  it('records a measure that moved, and is unchanged all the same: a count is no drift', () => {
    const watch = new PureWatch(watched, NOON);
    watch.poll(readings(3), NOON);
    const moved = watch.poll(readings(7, 5), NOON + MINUTE);
    expect(moved).toMatchObject({ unchanged: true, lines: [], mail: [] });
    expect(moved.outcome.measures.map(({ name, value }) => [name, value])).toEqual([
      ['resets', 7],
      ['users', 5],
    ]);
    expect(watch.poll(readings(7, 5), NOON + 2 * MINUTE).outcome.measures).toEqual([]);
  });

  it('tells growth once, as a line of history and a mail in the words of the check', () => {
    const watch = new PureWatch(watched, NOON);
    watch.poll(readings(3), NOON);
    const grown = watch.poll(readings(14), NOON + MINUTE);
    expect(grown).toMatchObject({
      unchanged: false,
      lines: ['changed extra: 14 resets, before 3'],
      mail: ['event warning grown'],
    });
    expect(grown.outcome.change?.items[0]).toMatchObject({
      key: 'resets',
      before: 3,
      after: 14,
      alert: grown.outcome.pending?.alerts[0]?.id,
    });
    expect(watch.poll(readings(15), NOON + 2 * MINUTE)).toMatchObject({ unchanged: true, lines: [], mail: [] });
  });

  it('lets the severity follow the verdict of the check writeback', () => {
    const watch = new PureWatch(watched, NOON);
    watch.poll(readings(0), NOON);
    watch.writeback = 'on';
    expect(watch.poll(readings(10), NOON + MINUTE).mail).toEqual(['event critical grown']);
  });

  it('tells no growth for which the check has no words, and is unchanged after it', () => {
    const watch = new PureWatch(watched, NOON);
    watch.poll(readings(0, 0), NOON);
    expect(watch.poll(readings(0, 99), NOON + MINUTE)).toMatchObject({ lines: [], mail: [] });
    expect(watch.poll(readings(0, 99), NOON + 2 * MINUTE).unchanged).toBe(true);
  });

  it('tells growth beside a drift of the same poll', () => {
    const watch = new PureWatch(watched, NOON);
    watch.poll(readings(0, 0, 0), NOON);
    const told = watch.poll(readings(20, 0, 1), NOON + MINUTE);
    expect(told.lines).toEqual(['changed needed: changed a', 'changed extra: 20 resets, before 0']);
  });

  it('says in the summary what a measure was at the baseline', () => {
    const lines = new PureWatch(watched, NOON).poll(readings(12, 4), NOON).outcome.summary?.alerts[0]?.lines;
    expect(lines).toContain('extra (optional): 0 facts, resets 12');
  });

  it('agrees with the unchanged way whatever the measures do (PureWatch compares both in every poll)', () => {
    const anyStep = fc.tuple(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom(1, 5, 61),
    );
    let unchanged = 0;
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        const watch = new PureWatch(watched, NOON);
        let now = NOON;
        for (const [resets, users, minutes] of steps) {
          now += minutes * MINUTE;
          if (watch.poll(readings(resets, users), now).unchanged) unchanged += 1;
        }
      }),
    );
    expect(unchanged, 'unchanged polls among all').toBeGreaterThan(100);
  });
});

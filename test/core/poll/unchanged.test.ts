import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeback } from '../../../shared/checks/writeback/index.ts';
import type { Reading, Readings } from '../../../shared/core/model/source.ts';
import { anyFacts } from '../../stubs/any-facts.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { CALM, readingsOf, type Tenant } from '../../stubs/tenant.ts';
import { toyCheck } from '../../stubs/toy-check.ts';

const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;

const anyError = fc
  .constantFrom('denied', 'unlicensed', 'unavailable')
  .map((code): Reading => ({ ok: false, error: { code, message: code, hint: '' } }));

const anyReading: fc.Arbitrary<Reading> = fc.oneof(
  { weight: 3, arbitrary: anyFacts.map((facts): Reading => ({ ok: true, facts })) },
  { weight: 1, arbitrary: anyError },
);

const anyReadings: fc.Arbitrary<Readings> = fc.record({ needed: anyReading, extra: anyReading, events: anyReading });

/** Readings, for how many polls they stay so, and how many minutes lie between those. */
const anyScript = fc.array(fc.tuple(anyReadings, fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 1, 6, 20)), {
  minLength: 1,
  maxLength: 6,
});

describe('a unchanged poll', () => {
  it('agrees with the long way whatever is read (PureWatch compares both in every poll)', () => {
    let unchanged = 0;
    fc.assert(
      fc.property(anyScript, (script) => {
        const watch = new PureWatch(toyCheck, INSTALL);
        let now = INSTALL;
        for (const [readings, times, minutes] of script)
          for (let n = 0; n < times; n += 1) {
            now += minutes * MINUTE;
            if (watch.poll(readings, now).unchanged) unchanged += 1;
          }
      }),
      { numRuns: 300 },
    );
    expect(unchanged, 'unchanged polls among all').toBeGreaterThan(50);
  });

  const changes: readonly (readonly [name: string, change: Partial<Tenant>])[] = [
    ['a new event', { events: [{ id: 'e', says: 'on', at: '2026-11-20T12:01:30.000Z' }] }],
    ['a changed flag', { flags: { passwordWritebackEnabled: true } }],
    ['a missing fact', { flags: {} }],
    ['a new name', { name: 'Fabrikam' }],
    ['a source that fails', { failing: { organization: 'denied' } }],
    ['a required source that fails', { failing: { directoryAudits: 'unavailable' } }],
  ];

  it.each(changes)('is not one with %s', (_, change) => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.poll(readingsOf(CALM), INSTALL + MINUTE);
    expect(watch.poll(readingsOf(CALM), INSTALL + 2 * MINUTE).unchanged).toBe(true);
    expect(watch.poll(readingsOf({ ...CALM, ...change }), INSTALL + 3 * MINUTE).unchanged).toBe(false);
  });

  it('is one again while a source goes on failing in the same way, until it counts as lost', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const failing = readingsOf({ ...CALM, failing: { organization: 'unavailable' } });
    watch.poll(readingsOf(CALM), INSTALL);
    const unchanged = [1, 2, 15, 16, 17].map((minute) => watch.poll(failing, INSTALL + minute * MINUTE).unchanged);
    expect(unchanged).toEqual([false, true, true, false, true]);
  });

  it('is none as long as no summary was raised', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const failing = readingsOf({ ...CALM, failing: { directoryAudits: 'denied' } });
    expect([1, 2, 3].map((minute) => watch.poll(failing, INSTALL + minute * MINUTE).unchanged)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('is none when the code reads a source in another way, or judges in another way', () => {
    const other = writeback.sources.map((source) => ({ ...source, version: { scheme: 1, attributes: 2 } }));
    for (const check of [
      { ...writeback, sources: other },
      { ...writeback, version: writeback.version + 1 },
    ]) {
      const watch = new PureWatch(writeback, INSTALL);
      watch.poll(readingsOf(CALM), INSTALL + MINUTE);
      watch.check = check;
      expect(watch.poll(readingsOf(CALM), INSTALL + 2 * MINUTE)).toMatchObject({
        unchanged: false,
        mail: [],
        lines: [],
      });
      expect(watch.poll(readingsOf(CALM), INSTALL + 3 * MINUTE).unchanged).toBe(true);
    }
  });
});

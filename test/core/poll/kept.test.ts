/** A source that is read less often than its check is polled: all stands as it was, and what is lost is read anew. */
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/compose/values.ts';
import type { Fact } from '../../../shared/core/model/fact.ts';
import type { Reading, SourceDefinition } from '../../../shared/core/model/source.ts';
import { applyReading, recordAfter } from '../../../shared/core/poll/reading.ts';

const SOURCE: SourceDefinition = {
  name: 'resets',
  inVerdict: 'enriches',
  kind: 'state',
  version: { scheme: 1, attributes: 1 },
  shows: 'something',
  permissions: [],
};
const FACT: Fact = { key: 'proof CloudSync', attributes: { client: 'CloudSync' } };
const KEPT: Reading = { ok: true, kept: true, facts: [] };
const NINE = Date.parse('2026-11-20T09:00:00Z');
const MINUTE = 60_000;

const first = applyReading(SOURCE, undefined, null, { ok: true, facts: [FACT], watermark: 'm' }, NINE, sha256);

describe('a reading that was not due', () => {
  it('changes neither facts nor what is remembered, and is no drift', () => {
    const outcome = applyReading(SOURCE, first.record, first.snapshot, KEPT, NINE + MINUTE, sha256);
    expect(outcome).toMatchObject({ record: first.record, snapshot: first.snapshot, drift: [], baseline: null });
    expect(recordAfter(SOURCE, first.record, KEPT, NINE + MINUTE, sha256)).toEqual(first.record);
  });

  it('does not make the source younger, so that one which is never read goes blind', () => {
    const { record } = applyReading(SOURCE, first.record, first.snapshot, KEPT, NINE + 60 * MINUTE, sha256);
    expect(record.lastGoodAt).toBe('2026-11-20T09:00:00.000Z');
  });

  it('cannot keep what was lost: the next poll asks as if for the first time', () => {
    const { record, snapshot } = applyReading(SOURCE, first.record, 'lost', KEPT, NINE + MINUTE, sha256);
    expect([record.snapshot, record.watermark, snapshot]).toEqual([null, null, null]);
  });
});

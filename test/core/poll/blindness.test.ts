import { describe, expect, it } from 'vitest';
import type { WritebackState } from '../../../shared/core/model/rule.ts';
import type { SourceDefinition, SourceRecord } from '../../../shared/core/model/source.ts';
import { blindConditions } from '../../../shared/core/poll/blindness.ts';
import { failing, MINUTE, NOW, record, time } from '../../stubs/stored-state.ts';
import { toyCheck } from '../../stubs/toy-check.ts';

const [source] = toyCheck.sources;
if (!source) throw new Error('the toy check has sources');

const CLOCK = { now: NOW, blindAfter: 15 * MINUTE, upSince: null };

const conditions = (
  over: Partial<SourceRecord>,
  writeback: WritebackState = 'unknown',
  one: SourceDefinition = source,
) => blindConditions('writeback', [{ source: one, record: record(over) }], CLOCK, writeback, []);

describe('the condition that a source cannot be read', () => {
  it('says what nobody sees, since when, why, and what to do', () => {
    expect(conditions(failing('denied', 16))).toEqual([
      {
        rule: 'source-blind',
        subject: 'writeback/needed',
        severity: 'warning',
        title: 'Source needed cannot be read, so nobody sees needed',
        why: 'Until it can be read again, the check writeback counts with what it last saw. What only this source can show is told then.',
        todo: 'mend it',
        happenedAt: time(-16),
        lines: ['Last read: 2026-11-20 11:44:00 UTC', 'Reason: denied: it said denied'],
      },
    ]);
  });

  it('says something to do also where the error has no hint', () => {
    const error = { code: 'internal', message: 'odd', hint: '' };
    expect(conditions({ ...failing('internal', 16), error })[0]?.todo).toBe(
      'Look at the reason given here. The watch keeps trying by itself.',
    );
  });

  it.each<[name: string, over: Partial<SourceRecord>, holds: boolean]>([
    ['read just now', {}, false],
    ['failing for exactly the limit', failing('unavailable', 15), false],
    ['failing for longer', failing('unavailable', 15.001), true],
    ['denied for longer', failing('denied', 16), true],
    ['once read, unlicensed for longer', failing('unlicensed', 16), true],
    ['denied a moment ago', failing('denied', 1), false],
    ['never read', failing('unavailable', null), false],
    ['last read at a stored time in the future', failing('unavailable', -60), false],
  ])('holds for a source that was %s: %s', (_, over, holds) => {
    expect(conditions(over)).toHaveLength(holds ? 1 : 0);
  });

  it.each<[writeback: WritebackState, required: string, optional: string]>([
    ['on', 'critical', 'warning'],
    ['off', 'warning', 'warning'],
    ['unknown', 'warning', 'warning'],
  ])('while writeback is %s a required source is %s, an optional one %s', (writeback, required, optional) => {
    const blind = failing('unavailable', 16);
    const other: SourceDefinition = { ...source, inVerdict: 'enriches' };
    expect(conditions(blind, writeback)[0]?.severity).toBe(required);
    expect(conditions(blind, writeback, other)[0]?.severity).toBe(optional);
  });

  it('once it is open, ends with a good reading alone, not with an error of another kind', () => {
    const open = [{ rule: 'source-blind', subject: 'writeback/needed' }];
    const holds = (over: Partial<SourceRecord>): number =>
      blindConditions('writeback', [{ source, record: record(over) }], CLOCK, 'off', open).length;
    expect([holds(failing('unavailable', 1)), holds({})]).toEqual([1, 0]);
  });
});

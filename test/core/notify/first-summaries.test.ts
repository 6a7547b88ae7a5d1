import { describe, expect, it } from 'vitest';
import type { OutboxRow } from '../../../shared/core/model/outbox.ts';
import { isHeld, withoutHeld } from '../../../shared/core/notify/first-summaries.ts';
import { alert, at, minute, row } from './outbox-rows.ts';

const CHECKS = [{ name: 'writeback' }, { name: 'agents' }];

const begun = (check: string, heldUntil: OutboxRow['heldUntil'] = at(21)): OutboxRow =>
  row(
    1,
    [alert(`baseline~${check}`, { kind: 'summary' })],
    { suffix: 'summary', ...(heldUntil !== undefined && { heldUntil }) },
    check,
  );

const leaving = (rows: readonly OutboxRow[], now: number) =>
  withoutHeld(rows, CHECKS, minute(now)).map(({ check, suffix }) => `${check} ${suffix ?? 'alerts'}`);

describe('the rows that say a check has begun', () => {
  it('wait for those of the other checks', () => {
    expect(leaving([begun('writeback')], 2)).toEqual([]);
    expect(leaving([begun('writeback'), begun('agents')], 2)).toEqual(['writeback summary', 'agents summary']);
  });

  it('let everything else leave meanwhile', () => {
    expect(leaving([begun('writeback'), row(1, [alert('on', { severity: 'critical' })])], 2)).toEqual([
      'writeback alerts',
    ]);
  });

  it('wait no longer than the time that stands in them, and not at all without one', () => {
    expect(leaving([begun('writeback')], 20.9)).toEqual([]);
    expect(leaving([begun('writeback')], 21)).toEqual(['writeback summary']);
    const { heldUntil: _none, ...old } = begun('writeback');
    expect(leaving([old], 2)).toEqual(['writeback summary']);
    expect(isHeld(old, minute(2))).toBe(false);
  });

  it('do not wait for a time that a clock a year ahead has stored', () => {
    const year = 365 * 24 * 60;
    const ahead = { ...begun('writeback', at(year + 21)), at: at(year) };
    expect(leaving([ahead], 2)).toEqual(['writeback summary']);
    expect(leaving([{ ...begun('writeback'), at: at(9) }], 2)).toEqual([]);
  });
});

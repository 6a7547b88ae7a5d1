import { describe, expect, it } from 'vitest';
import type { MailedAlert } from '../../../shared/core/model/alert.ts';
import type { ToldRule } from '../../../shared/core/model/outbox.ts';
import { mostNovel, noveltyOf, withTold } from '../../../shared/core/notify/novelty.ts';
import { alert, at, minute } from './outbox-rows.ts';

const critical = (rule: string, weight?: number): MailedAlert =>
  alert(`${rule}~x~1`, { rule, severity: 'critical', ...(weight !== undefined && { weight }) });

const told = (rule: string, times: readonly number[], weight = 0): ToldRule => ({ rule, times: times.map(at), weight });

describe('how much news a critical alert is', () => {
  it.each<[name: string, alert: MailedAlert, told: ToldRule[], expected: string]>([
    ['the first of its rule', critical('a'), [], 'first'],
    ['the first of its rule, which weighs something, with nothing told', critical('a', 5), [], 'heaviest'],
    ['the first of its rule after a heavier one of another', critical('a', 5), [told('b', [50], 6)], 'first'],
    ['the first of its rule after one that weighs as much', critical('a', 5), [told('b', [50], 5)], 'first'],
    ['heavier than all that was told', critical('a', 7), [told('b', [50], 6)], 'heaviest'],
    ['the second of its rule', critical('a', 5), [told('a', [50], 5)], 'second'],
    ['the third of its rule', critical('a', 5), [told('a', [49, 50], 5)], 'repeat'],
    ['a third that weighs twice as much', critical('a', 10), [told('a', [49, 50], 5)], 'repeat'],
    ['a third that weighs ten times as much', critical('a', 50), [told('a', [49, 50], 5)], 'heaviest'],
    ['a third that weighs, after some that weigh nothing', critical('a', 1), [told('a', [49, 50], 0)], 'heaviest'],
    ['a third, more than an hour after the first', critical('a'), [told('a', [-1, 50])], 'second'],
    [
      'the first about another role than was told',
      { ...critical('a'), about: 'other' },
      [told('a|role', [49, 50])],
      'first',
    ],
    ['the third about one role', { ...critical('a'), about: 'role' }, [told('a|role', [49, 50])], 'repeat'],
    ['one an hour after all others', critical('a'), [told('a', [-2, -1])], 'first'],
  ])('%s', (_, one, before, expected) => {
    expect(noveltyOf(one, before, minute(60))).toBe(expected);
  });

  it('is that of the most pressing of several; what is not critical, or has ended, is none', () => {
    const before = [told('a', [58, 59])];
    expect(mostNovel([critical('a'), critical('b')], before, minute(60))).toBe('first');
    expect(mostNovel([critical('a'), alert('w')], before, minute(60))).toBe('repeat');
    expect(mostNovel([alert('w'), { ...critical('b'), kind: 'closed' }], before, minute(60))).toBeNull();
  });

  it('needs ten times the weight each time, so that weights raised step by step soon end', () => {
    let before: ToldRule[] = [];
    let pressing = 0;
    for (let weight = 1; weight < 500_000; weight *= 2) {
      if (noveltyOf(critical('a', weight), before, minute(0)) !== 'repeat') {
        pressing += 1;
        before = withTold(before, [critical('a', weight)], minute(0));
      }
    }
    expect(pressing).toBeLessThanOrEqual(7);
  });

  it('is remembered of each rule with its newest two times and its greatest weight, for an hour', () => {
    const first = withTold([], [critical('a', 5), critical('a', 3), critical('b')], minute(0));
    expect(first).toEqual([told('a', [0, 0], 5), told('b', [0])]);
    expect(withTold(first, [critical('a', 4)], minute(30))).toEqual([told('a', [0, 30], 5), told('b', [0])]);
    expect(withTold(first, [], minute(61))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { clockOffBy, clockText } from '../../../shared/core/status/clock.ts';
import { headOf, MINUTE } from '../../stubs/stored-state.ts';

const heads = (...skews: (number | null)[]) => skews.map((skewMs) => headOf({ skewMs }));

describe('clockOffBy', () => {
  it.each<[name: string, skews: (number | null)[], isOpen: boolean, off: number | null]>([
    ['clocks that agree', [0, 1000, -9000], false, null],
    ['exactly five minutes', [5 * MINUTE], false, null],
    ['more than five minutes', [5 * MINUTE + 1], false, 5 * MINUTE + 1],
    ['the furthest of several', [6 * MINUTE, -8 * MINUTE], false, -8 * MINUTE],
    ['four and a half, told already', [4.5 * MINUTE], true, 4.5 * MINUTE],
    ['four, told already', [-4 * MINUTE], true, null],
    ['a time that nobody told', [null], false, null],
  ])('of %s', (_, skews, isOpen, off) => {
    expect(clockOffBy(heads(...skews), isOpen)).toBe(off);
  });

  it('of heads that are not there, or are older than this field, is null', () => {
    expect(clockOffBy([null, headOf()])).toBeNull();
  });

  it('is said from the side of the app', () => {
    expect(clockText(6 * MINUTE)).toBe("the clock of the app is 6 minutes behind Graph's");
    expect(clockText(-90 * MINUTE)).toBe("the clock of the app is 1 hour ahead of Graph's");
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Member,
  MOST_NAMED,
  MOST_NESTED,
  namedOf,
  stepOf,
} from '../../../shared/checks/reset-admins/sources/crowd.ts';
import type { BelievedFact } from '../../../shared/core/model/fact.ts';

const idOf = (n: number): string => `id-${String(n).padStart(7, '0')}`;
const people = (from: number, to: number): Member[] =>
  Array.from({ length: to - from }, (_, n) => ({ id: idOf(from + n), isGroup: false }));
const believed = (ids: readonly string[]): BelievedFact => ({
  key: 'group',
  attributes: {},
  elements: ids,
  firstSeen: '',
  since: '',
});

describe('who of a group is named', () => {
  it('is everybody while they are few', () => {
    const named = namedOf(people(0, MOST_NAMED), undefined, { isCut: false });
    expect([named.ids.length, named.more]).toEqual([MOST_NAMED, 0]);
  });

  it('is whoever was named before, whatever is put in beside them and in whatever order', () => {
    const before = people(90_000, 91_500).map(({ id }) => id);
    const named = namedOf(people(0, 100_000).reverse(), believed(before), { isCut: false });
    expect(named.ids).toEqual(expect.arrayContaining(before));
    expect([named.ids.length, named.more]).toEqual([MOST_NAMED, 100_000 - MOST_NAMED]);
  });

  it('is whoever was named before and is not among those that were read, for they may be there', () => {
    const named = namedOf(people(0, 20_000), believed(['zoe']), { isCut: true });
    expect(named.ids).toContain('zoe');
    expect(namedOf(people(0, 20_000), believed(['zoe']), { isCut: false }).ids).not.toContain('zoe');
  });

  it('holds no more groups than are expanded; the others are among those who are counted', () => {
    const groups = people(0, 500).map(({ id }) => ({ id, isGroup: true }));
    const named = namedOf([...people(1_000, 1_010), ...groups], undefined, { isCut: false });
    expect([named.groups.length, named.ids.length, named.more]).toEqual([MOST_NESTED, MOST_NESTED + 10, 400]);
  });

  it('never loses anybody: who is not named is counted, and the same members give the same names in any order', () => {
    const member = fc.record({ id: fc.integer({ min: 0, max: 60 }).map(idOf), isGroup: fc.boolean() });
    const members = fc.uniqueArray(member, { selector: ({ id }) => id, maxLength: 40 });
    fc.assert(
      fc.property(members, members, fc.nat(10), (all, before, most) => {
        const was = believed(before.map(({ id }) => id));
        const named = namedOf(all, was, { isCut: false, most });
        expect(named.ids.length + named.more).toBe(all.length);
        expect(namedOf(all.toReversed(), was, { isCut: false, most })).toEqual(named);
        const kept = named.ids.filter((id) => was.elements?.includes(id)).length;
        const people = all.filter(({ isGroup }) => !isGroup);
        const known = people.filter(({ id }) => was.elements?.includes(id)).length;
        const groups = all.length - people.length;
        expect(kept).toBeGreaterThanOrEqual(Math.min(known, most));
        expect(named.groups.length).toBe(groups);
      }),
    );
  });

  it('is told anew whenever the number of the others has doubled', () => {
    expect([1, 2, 3, 4, 1_000, 1_024, 98_000].map(stepOf)).toEqual([1, 2, 2, 4, 512, 1_024, 65_536]);
  });
});

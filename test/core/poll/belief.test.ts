import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementsOf, type Fact, normalised, type Snapshot } from '../../../shared/core/model/fact.ts';
import { believe, isSettled } from '../../../shared/core/poll/belief.ts';
import { diff } from '../../../shared/core/poll/diff.ts';
import { anyFacts } from '../../stubs/any-facts.ts';

const T1 = '2026-11-20T12:01:00.000Z';
const T2 = '2026-11-20T12:02:00.000Z';
const T3 = '2026-11-20T12:03:00.000Z';
const fact = (key: string, value = 1): Fact => ({ key, attributes: { value } });
const first = (...facts: Fact[]): Snapshot => believe(null, facts, 'state', T1);

describe('belief', () => {
  it('takes a first reading as it is', () => {
    expect(first(fact('a'))).toEqual([{ ...fact('a'), firstSeen: T1, since: T1 }]);
  });

  it('takes presence and changed attributes at once, and keeps since when each was so', () => {
    const next = believe(first(fact('a'), fact('b')), [fact('a', 2), fact('b'), fact('c')], 'state', T2);
    expect(next).toEqual([
      { ...fact('a', 2), firstSeen: T1, since: T2 },
      { ...fact('b'), firstSeen: T1, since: T1 },
      { ...fact('c'), firstSeen: T2, since: T2 },
    ]);
  });

  it('marks what is missing once, and lets it go after two readings in a row', () => {
    const once = believe(first(fact('a'), fact('b')), [fact('a')], 'state', T2);
    expect(once[1]).toEqual({ ...fact('b'), firstSeen: T1, since: T1, missing: true });
    expect(isSettled(once)).toBe(false);
    expect(diff(first(fact('a'), fact('b')), once)).toEqual([]);
    const twice = believe(once, [fact('a')], 'state', T3);
    expect(twice.map(({ key }) => key)).toEqual(['a']);
    expect(isSettled(twice)).toBe(true);
  });

  it('forgets that a fact was missing as soon as it is there again', () => {
    const before = first(fact('a'));
    const back = believe(believe(before, [], 'state', T2), [fact('a')], 'state', T3);
    expect(back).toEqual(before);
  });

  it('needs two readings in a row: there, missing, there, missing is never a removal', () => {
    let snapshot = first(fact('a'));
    for (const reading of [[], [fact('a')], [], [fact('a')], []]) {
      const next = believe(snapshot, reading, 'state', T2);
      expect(diff(snapshot, next)).toEqual([]);
      snapshot = next;
    }
  });

  it('takes what comes back with other attributes for changed, not for new', () => {
    const back = believe(believe(first(fact('a')), [], 'state', T2), [fact('a', 2)], 'state', T3);
    expect(back).toEqual([{ ...fact('a', 2), firstSeen: T1, since: T3 }]);
  });

  it('lets a log only ever add', () => {
    const before = believe(null, [fact('a')], 'log', T1);
    const next = believe(believe(before, [fact('b')], 'log', T2), [], 'log', T3);
    expect(next.map(({ key, missing }) => [key, missing])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
    expect(isSettled(next)).toBe(true);
  });

  it('takes a new name over without a new "since"', () => {
    const next = believe(first({ ...fact('a'), label: 'old' }), [{ ...fact('a'), label: 'new' }], 'state', T2);
    expect(next).toEqual([{ ...fact('a'), label: 'new', firstSeen: T1, since: T1 }]);
  });

  it.each(['state', 'log'] as const)('of a %s settles when the same is read again and again', (kind) => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (one, other) => {
        const reading = normalised(other);
        const before = believe(null, normalised(one), kind, T1);
        const twice = believe(believe(before, reading, kind, T2), reading, kind, T3);
        expect(isSettled(twice)).toBe(true);
        expect(believe(twice, reading, kind, '2026-11-20T12:04:00.000Z')).toEqual(twice);
      }),
    );
  });

  it('has no drift at all over a reading that lacks any of the rows', () => {
    fc.assert(
      fc.property(anyFacts, fc.infiniteStream(fc.boolean()), (facts, coin) => {
        const whole = normalised(facts);
        const before = believe(null, whole, 'state', T1);
        const echo = believe(
          before,
          whole.filter(() => coin.next().value),
          'state',
          T2,
        );
        expect(diff(before, echo)).toEqual([]);
        expect(believe(echo, whole, 'state', T3)).toEqual(before);
      }),
    );
  });

  describe('of the elements of a fact', () => {
    const held = (...elements: string[]): Fact => ({ key: 'group', attributes: {}, elements });
    const elementsIn = (snapshot: Snapshot) => snapshot[0]?.elements;

    it('knows of the newest that came when they came, and of none that was there before or came with very many', () => {
      const names = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `m${from + n}`);
      const first = believe(null, [held(...names(0, 5))], 'state', T1);
      expect(first[0]).not.toHaveProperty('joined');
      const second = believe(first, [held(...names(0, 7))], 'state', T2);
      expect(second[0]?.joined).toEqual({ m5: T2, m6: T2 });
      const crowded = believe(second, [held(...names(0, 6), ...names(100, 200))], 'state', T3);
      expect(crowded[0]?.joined).toEqual({ m5: T2, m6: T2 });
      const again = believe(crowded, [held(...names(0, 6), ...names(100, 200))], 'state', T3);
      expect(again[0]?.joined).toEqual({ m5: T2 });
    });

    it('takes those that are new at once, and lets those that are gone go after two readings', () => {
      const once = believe(first(held('ann', 'bob')), [held('bob', 'cid')], 'state', T2);
      expect(once[0]).toMatchObject({ elements: ['ann', 'bob', 'cid'], absent: ['ann'] });
      expect(isSettled(once)).toBe(false);
      const twice = believe(once, [held('bob', 'cid')], 'state', T3);
      expect(twice).toEqual([{ ...held('bob', 'cid'), joined: { cid: T2 }, firstSeen: T1, since: T1 }]);
      expect(isSettled(twice)).toBe(true);
    });

    it('makes no drift of them: what follows from them is for the verdict to say', () => {
      expect(diff(first(held('ann')), first(held('bob')))).toEqual([]);
    });

    it('keeps them while the fact itself is missing once', () => {
      const back = believe(believe(first(held('ann')), [], 'state', T2), [held()], 'state', T3);
      expect(back[0]).toMatchObject({ elements: ['ann'], absent: ['ann'] });
    });

    it('never loses one over a reading that lacks any of them', () => {
      fc.assert(
        fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (one, other) => {
          const before = first(held(...elementsOf(one)));
          const echo = believe(before, [held(...elementsOf(other))], 'state', T2);
          expect(elementsIn(echo)).toEqual(elementsOf([...one, ...other]));
          const whole = believe(echo, [held(...elementsOf(one))], 'state', T3);
          expect(one.every((element) => elementsIn(whole)?.includes(element))).toBe(true);
          const again = believe(whole, [held(...elementsOf(one))], 'state', T3);
          expect(elementsIn(again)).toEqual(elementsOf(one));
        }),
      );
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fact, normalised } from '../../../shared/core/model/fact.ts';
import { diff } from '../../../shared/core/poll/diff.ts';
import { anyFacts, shuffled } from '../../stubs/any-facts.ts';

const fact = (key: string, value: number, label?: string): Fact => ({
  key,
  attributes: { value },
  ...(label !== undefined && { label }),
});

describe('normalised facts', () => {
  it('are in order of key, each key once', () => {
    const list = [fact('b', 2), fact('a', 1), fact('b', 2)];
    expect(normalised(list)).toEqual([fact('a', 1), fact('b', 2)]);
  });

  it('let of differing rows with one key always the same one stand, whatever their order', () => {
    const rows = [fact('a', 2), fact('a', 1), fact('a', 1, 'name')];
    expect(normalised(rows)).toEqual(normalised([...rows].reverse()));
  });

  it('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(shuffled(anyFacts), ([facts, other]) => {
        expect(normalised(other)).toEqual(normalised(facts));
      }),
    );
  });

  it('stay as they are when normalised again', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(normalised(normalised(facts))).toEqual(normalised(facts));
      }),
    );
  });

  it('leave the list that they came from alone', () => {
    const list = [fact('b', 2), fact('a', 1)];
    normalised(list);
    expect(list.map(({ key }) => key)).toEqual(['b', 'a']);
  });
});

describe('drift', () => {
  it('of a list against itself is none', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(diff(normalised(facts), normalised(facts))).toEqual([]);
      }),
    );
  });

  it('is none for the same rows shuffled, repeated and renamed', () => {
    const twice = anyFacts.map((facts) => [...normalised(facts), ...normalised(facts)]);
    fc.assert(
      fc.property(shuffled(twice), fc.string(), ([facts, other], label) => {
        const renamed = other.map((one) => ({ ...one, label, details: { seen: label } }));
        expect(diff(normalised(facts), normalised(renamed))).toEqual([]);
      }),
    );
  });

  it('is none when only the order of attribute names differs, as after storing', () => {
    const stored = JSON.parse('{"key":"a","attributes":{"y":{"d":1,"c":2},"x":1}}') as Fact;
    expect(diff([{ key: 'a', attributes: { x: 1, y: { c: 2, d: 1 } } }], [stored])).toEqual([]);
  });

  it.each<[name: string, before: Fact[], after: Fact[], told: string[]]>([
    ['a new fact', [], [fact('a', 1)], ['added a']],
    ['a fact that is gone', [fact('a', 1)], [], ['removed a']],
    ['another attribute', [fact('a', 1)], [fact('a', 2)], ['changed a']],
    ['a new name', [fact('a', 1, 'old')], [fact('a', 1, 'new')], []],
    [
      'several, in order of key',
      [fact('c', 1), fact('b', 1)],
      [fact('b', 2), fact('a', 1)],
      ['added a', 'changed b', 'removed c'],
    ],
  ])('of %s', (_, before, after, told) => {
    expect(diff(before, after).map(({ change, key }) => `${change} ${key}`)).toEqual(told);
  });

  it('carries both facts', () => {
    const [before, after] = [fact('a', 1, 'old'), fact('a', 2, 'new')];
    expect(diff([before], [after])).toEqual([{ change: 'changed', key: 'a', before, after }]);
  });
});

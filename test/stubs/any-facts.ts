/** Facts for property tests: few keys and values, so that rows collide as duplicates over pages do. */
import fc from 'fast-check';
import type { Fact } from '../../shared/core/model/fact.ts';

const anyFact: fc.Arbitrary<Fact> = fc.record(
  {
    key: fc.constantFrom('a', 'b', 'c', 'd', 'É', '💥'),
    attributes: fc.record({ value: fc.integer({ min: 0, max: 2 }), on: fc.boolean() }),
    label: fc.string({ maxLength: 4 }),
  },
  { requiredKeys: ['key', 'attributes'] },
);

export const anyFacts: fc.Arbitrary<Fact[]> = fc.array(anyFact, { maxLength: 8 });

/** A list, and the same rows in another order. */
export const shuffled = <T>(lists: fc.Arbitrary<T[]>): fc.Arbitrary<[T[], T[]]> =>
  lists.chain((list) =>
    fc
      .shuffledSubarray(
        list.map((_, index) => index),
        { minLength: list.length },
      )
      .map((order): [T[], T[]] => [list, order.flatMap((index) => list[index] ?? [])]),
  );

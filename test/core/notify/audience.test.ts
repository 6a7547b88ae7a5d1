/** To whom a message goes when the recipients were changed: nobody is cut off by the change that he should hear of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audience } from '../../../shared/core/model/outbox.ts';
import { audienceOf, recipientsOf } from '../../../shared/core/notify/audience.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
const FINE = { refused: null };
const many = (name: string): string[] => Array.from({ length: 50 }, (_, n) => `${name}${n}@example.com`);

/** The recipients after each list, an hour apart. */
function told(...lists: readonly (readonly string[])[]): string[][] {
  let audience: Audience | undefined;
  return lists.map((named, hours) => {
    audience = audienceOf({ ...(audience && { audience }) }, named, NOW + hours * HOUR);
    return recipientsOf(audience, FINE);
  });
}

describe('who is told', () => {
  it('are those whom the settings name, when nothing was known before', () => {
    expect(told(['kim@example.com'])).toEqual([['kim@example.com']]);
  });

  it('are the old and the new ones after a change, in whatever case they are written', () => {
    expect(told(['kim@example.com', 'lee@example.com'], ['LEE@example.com', 'eve@example.net'])[1]).toEqual([
      'LEE@example.com',
      'kim@example.com',
      'eve@example.net',
    ]);
  });

  it('are the new ones alone a day later', () => {
    const first = audienceOf({}, ['kim@example.com'], NOW);
    const changed = audienceOf({ audience: first }, ['eve@example.net'], NOW);
    const at = (hours: number) =>
      recipientsOf(audienceOf({ audience: changed }, ['eve@example.net'], NOW + hours * HOUR), FINE);
    expect([at(23.9), at(24)]).toEqual([['kim@example.com', 'eve@example.net'], ['eve@example.net']]);
  });

  it('is nobody twice who is named again', () => {
    expect(told(['kim@example.com'], ['eve@example.net'], ['kim@example.com'])[2]).toEqual([
      'kim@example.com',
      'eve@example.net',
    ]);
  });

  it('are the old ones before fifty new ones, also when the list is changed again and again', () => {
    const [, once, twice] = told(['kim@example.com'], many('eve'), many('mallory'));
    expect([once?.length, once?.[0]]).toEqual([50, 'kim@example.com']);
    expect([twice?.length, twice?.[0]]).toEqual([50, 'kim@example.com']);
  });

  it('are all fifty old ones, whatever the new list', () => {
    expect(told(many('kim'), many('eve'))[1]).toEqual(many('kim'));
  });

  it('are again those whom the settings name, once even plain words to the old ones were refused', () => {
    const changed = audienceOf({ audience: audienceOf({}, ['kim@exampel.com'], NOW) }, ['kim@example.com'], NOW);
    const refusedTimes = (times: number) => ({ refused: { at: '', settings: '', alertIds: [], times } });
    expect([1, 2, 3].map((times) => recipientsOf(changed, refusedTimes(times)))).toEqual([
      ['kim@example.com', 'kim@exampel.com'].toReversed(),
      ['kim@example.com', 'kim@exampel.com'].toReversed(),
      ['kim@example.com'],
    ]);
  });

  it('always hold whom the first list named, for a day, and never more than one message can carry', () => {
    const lists = fc.uniqueArray(fc.nat(80), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(lists, fc.array(lists, { maxLength: 8 }), (first, others) => {
        const named = (list: readonly number[]) => list.map((n) => `n${n}@example.com`);
        for (const to of told(named(first), ...others.map(named))) {
          expect(to.length).toBeLessThanOrEqual(50);
          expect(new Set(to).size).toBe(to.length);
          expect(named(first).filter((address) => !to.includes(address))).toEqual([]);
        }
      }),
    );
  });
});

/**
 * Rights whose end the log does not tell, because the holder was deleted, or tells without saying where: each that no
 * reading showed is told once, and one without an end never before readings were without it for two hours.
 *
 * More: `RUNS=10000 vitest run test/checks/reset-admins/brief-untold.test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Held, idsOf, isBracketed, isUnseen, play, type Story, storiesOf } from './brief-story.ts';

const RUNS = Number(process.env.RUNS ?? 150);
const HOUR = 3600;

/** In s: of the readings that could have shown it, the first. */
const firstWithout = ({ from }: Held, { polls }: Story): number =>
  polls.find(({ at, roles }) => roles && at >= from + 60)?.at ?? Number.POSITIVE_INFINITY;

describe('a right whose end the log does not tell as it told the beginning', () => {
  it('is told once if no reading showed it, not before it was gone for two hours, and never if one did', () => {
    const seen = { untold: 0, elsewhere: 0, shown: 0 };
    fc.assert(
      fc.property(storiesOf(['untold', 'elsewhere'], 270), (story) => {
        const told = play(story);
        story.held.forEach((one, n) => {
          const own = told.filter(({ details }) => idsOf(details).some((id) => id === `g${n}` || id === `pg${n}`));
          if (!isUnseen(one, story)) {
            expect(own, `shown, not told: ${n}`).toEqual([]);
            seen.shown += 1;
            return;
          }
          expect(own.length, `at most once: ${n}`).toBeLessThanOrEqual(1);
          if (!isBracketed(one, story)) expect(own.length, `told: ${n}`).toBe(1);
          if (one.end === 'elsewhere') seen.elsewhere += own.length;
          else for (const { toldAt } of own) expect(toldAt).toBeGreaterThanOrEqual(firstWithout(one, story) + 2 * HOUR);
          if (one.end === 'untold') seen.untold += own.length;
        });
      }),
      { numRuns: RUNS, endOnFailure: RUNS <= 400 },
    );
    expect(Math.min(seen.untold, seen.elsewhere, seen.shown)).toBeGreaterThan(RUNS / 10);
  }, 3_600_000);
});

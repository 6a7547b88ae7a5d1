/**
 * Which of many cases a run of the tests plays: a few, chosen by a seed and the name of what they are about, or all of
 * them. `SEED=7` chooses others; `WHOLE=1` plays all.
 */
import { createHash } from 'node:crypto';

const SEED = process.env.SEED ?? '20261128';

/** Of the numbers below `count` the first and the last, and others. */
export function chosen(count: number, few: number, about: string): number[] {
  const all = Array.from({ length: count }, (_, n) => n);
  if (process.env.WHOLE || few >= count) return all;
  const rank = (n: number): string => createHash('sha256').update(`${SEED} ${about} ${n}`).digest('hex');
  const ranked = all.map((n) => ({ n, rank: rank(n) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked
    .slice(0, few)
    .map(({ n }) => n)
    .sort((a, b) => a - b);
}

/** A few of all, in their order. */
export const someOf = <T>(all: readonly T[], few: number, about: string): T[] =>
  chosen(all.length, few, about).flatMap((n) => all.slice(n, n + 1));

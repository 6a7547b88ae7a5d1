/**
 * Answers while storage fails at any call, and while others answer or end the alert: a few of the points and
 * orders that `npm run sweep answers` tries, chosen by a seed.
 */
import { expect, it, vi } from 'vitest';
import { seeded } from '../../local/tenant/random.ts';
import { ANSWER_RACES, ANSWER_SCENES } from '../sweep/answering.ts';
import { crashSweep, inRandomOrder } from '../sweep/crash-sweep.ts';
import { raceAll } from '../sweep/races.ts';

vi.setConfig({ testTimeout: 60_000 });

const SEED = Number(process.env.SEED ?? 20_261_120);
const POINTS = 6;

it('stores an answer once, whatever call of it fails, and shows it', async () => {
  const found = await crashSweep({
    scenes: ANSWER_SCENES.slice(0, 1),
    select: (points) => inRandomOrder(points, seeded(SEED)).slice(0, POINTS),
    storms: 0,
    stages: 1,
    seed: SEED,
  });
  expect(found.broken, `SEED=${SEED}`).toEqual([]);
  expect(found.points).toHaveLength(POINTS);
});

it('to an alert that a poll ends at that moment is stored before or not at all', async () => {
  const races = ANSWER_RACES.filter(({ name }) => name.endsWith('ends the alert'));
  const [tally] = await raceAll({ races, every: false, some: 3, stages: 1, seed: SEED });
  expect(tally?.broken, `SEED=${SEED}`).toEqual([]);
  expect(tally?.count).toBe(3);
});

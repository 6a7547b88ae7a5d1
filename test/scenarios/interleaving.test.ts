/**
 * Several instances of the app at once over Azurite: polls, notifiers and first starts in the orders of their storage
 * and mail calls; a seeded part of them, all are in `npm run sweep`. And that newer truth wins, whoever is slow.
 */
import { describe, expect, it, vi } from 'vitest';
import { aftermath, begin, type Observed } from '../sweep/aftermath.ts';
import { settled, switchedOn } from '../sweep/pasts.ts';
import { RACES, type Race, raceAll, runRace } from '../sweep/races.ts';
import { withReady } from '../sweep/ready.ts';
import type { Choose } from '../sweep/schedule.ts';
import type { Moment, Stage } from '../sweep/stage.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('instances at once', () => {
  it('store every drift once and mail it once, in any order of their calls', async () => {
    const tallies = await raceAll({ every: false, some: 6, stages: 4, seed: 1 });
    expect(tallies.flatMap(({ broken }) => broken)).toEqual([]);
    expect(tallies.map(({ race }) => race).sort()).toEqual(RACES.map(({ name }) => name).sort());
    // They do meet: some end because another was faster.
    const endings = tallies.flatMap((tally) => [...tally.endings.keys()].map((ending) => `${tally.race}: ${ending}`));
    expect(endings).toContain('two polls: poll changed, poll lost');
    expect(endings).toContain('two polls: poll lost, poll changed');
    expect(endings).toContain('two notifiers: notify sent, notify lost');
    console.log(tallies.map(({ race, count }) => `${race}: ${count} random orders`).join('\n'));
  });
});

/** The slow poll has read Graph when `happens` does; then the fast one runs from its start to its end. */
interface SlowPoll {
  readonly name: string;
  prepare(stage: Stage): Promise<void>;
  happens(stage: Stage): void;
  /** Calls of the slow poll until it has read Graph: head and reading; on a new table also the table and its install row. */
  readonly steps: number;
}

const SLOW_POLLS: readonly SlowPoll[] = [
  {
    name: 'writeback was turned on meanwhile',
    prepare: settled,
    happens: ({ world }) => world.tenant.enableWriteback(),
    steps: 2,
  },
  {
    name: 'writeback was turned off meanwhile',
    prepare: async (stage) => {
      await switchedOn(stage);
      await settled(stage);
    },
    happens: ({ world }) => world.tenant.disableWriteback(),
    steps: 2,
  },
  {
    name: 'both found a drift, the fast one another one too',
    prepare: switchedOn,
    happens: ({ world }) => world.tenant.setFeature('blockSoftMatchEnabled', false),
    steps: 2,
  },
  {
    name: 'both are the first poll ever',
    prepare: async () => {},
    happens: ({ world }) => world.tenant.enableWriteback(),
    steps: 4,
  },
];

const raceOf = (slow: SlowPoll): Race => ({
  name: slow.name,
  prepare: slow.prepare,
  racers: ['poll', 'poll', (stage) => later(stage, slow)],
  once: 'changed',
});

function later(stage: Stage, { happens }: SlowPoll): void {
  stage.world.wait(5_000);
  happens(stage);
}

describe('a slow poll that read earlier', () => {
  it.each(SLOW_POLLS)('never overwrites a faster one that read later: $name', async (slow) => {
    const order: Choose = (count, step) => (step < slow.steps ? 0 : step === slow.steps ? count - 1 : 1);
    const { results, broken } = await withReady([raceOf(slow)], 1, fastAlone(slow), async ([ready]) => {
      if (!ready) throw new Error('no race');
      return runRace(ready, order);
    });
    expect(results).toEqual(['lost', 'changed', 'done']);
    expect(broken).toEqual([]);
  });
});

/** As if there had been no slow poll. */
const fastAlone =
  (slow: SlowPoll) =>
  async (stage: Stage, race: Race, moment: Moment): Promise<Observed> => {
    await begin(stage, race, moment);
    later(stage, slow);
    await stage.watch().poll('writeback');
    return aftermath(stage, race, []);
  };

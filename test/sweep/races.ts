/**
 * Several processes at once over Azurite, their storage and mail calls in every order, or in seeded random ones. Loads
 * and upserts of chunks are not held: a chunk is immutable, so these commute with everything but the sweep, whose
 * deletions have an age of a day. Reading Graph is one step.
 */
import { seeded } from '../../local/tenant/random.ts';
import { aftermath, begin, type Observed, type RunResult, run } from './aftermath.ts';
import { broken, NOTHING } from './invariants.ts';
import { leftInFlight, NO_MAIL, settled, switchedOn, unprotected } from './pasts.ts';
import type { Posting } from './posting.ts';
import { type Ready, withReady } from './ready.ts';
import type { Past } from './scenes.ts';
import { type Choose, everyOrder, interleave, type Orders, type Played, randomOrders, type Turn } from './schedule.ts';
import type { Moment, Stage } from './stage.ts';
import type { Between, Call } from './wire.ts';

/** A process of one run, or something that happens in the tenant meanwhile. */
export type Racer = 'poll' | 'notify' | 'status' | Posting | ((stage: Stage) => void);

export interface Race extends Past {
  readonly racers: readonly Racer[];
  /** Results of which there may be one at most; absent: as many as come. */
  readonly once?: string;
  /** Who answered before the race. */
  readonly answeredBy?: readonly string[];
  /** How it ends hangs on who was last, so that its status is not that of one after the other. */
  readonly lastWins?: true;
  /** It has more orders than are worth walking through. */
  readonly isLarge?: boolean;
}

/** Somebody polled what happened, and nobody has mailed it. */
const polled = (past: (stage: Stage) => Promise<void>) => async (stage: Stage) => {
  await past(stage);
  await stage.watch(undefined, NO_MAIL).poll('writeback');
};

/** A warning waits for its mail, and writeback was turned on after it. */
async function waitingAndOn(stage: Stage): Promise<void> {
  await polled(unprotected)(stage);
  stage.world.tenant.enableWriteback();
}

const turnOn = ({ world }: Stage): void => world.tenant.enableWriteback();

const nothing = async (): Promise<void> => {};

export const RACES: readonly Race[] = [
  { name: 'two polls', prepare: switchedOn, racers: ['poll', 'poll'], once: 'changed' },
  { name: 'two polls while it is turned on', prepare: settled, racers: ['poll', 'poll', turnOn], once: 'changed' },
  { name: 'two notifiers', prepare: polled(switchedOn), racers: ['notify', 'notify'], once: 'sent' },
  { name: 'two notifiers name who did it', prepare: polled(unprotected), racers: ['notify', 'notify'], once: 'sent' },
  {
    name: 'two notifiers, an accepted mail in flight',
    prepare: leftInFlight(true),
    racers: ['notify', 'notify'],
    once: 'confirmed',
  },
  {
    name: 'two notifiers, a lost mail in flight',
    prepare: leftInFlight(false),
    racers: ['notify', 'notify'],
    once: 'sent',
  },
  {
    name: 'a poll beside a notifier',
    prepare: waitingAndOn,
    // The poll tells at once what it raised, so both of them send.
    racers: ['poll', 'notify'],
    once: 'sent',
    isLarge: true,
  },
  { name: 'two polls start, no table', prepare: nothing, racers: ['poll', 'poll'], once: 'changed' },
  { name: 'a poll and a notifier start, no table', prepare: nothing, racers: ['poll', 'notify'], once: 'changed' },
  {
    name: 'a notifier and a status start, no table',
    prepare: nothing,
    racers: ['notify', 'status'],
    once: 'sent',
    isLarge: true,
  },
  {
    name: 'two polls and a notifier',
    prepare: switchedOn,
    racers: ['poll', 'poll', 'notify'],
    once: 'changed',
    isLarge: true,
  },
];

export type ReadyRace = Ready<Race, Observed>;

/** How the race ends when one process goes after the other. */
export async function calmRace(stage: Stage, race: Race, moment: Moment): Promise<Observed> {
  await begin(stage, race, moment);
  for (const racer of race.racers) await raced(stage, race, racer, (call) => call());
  return aftermath(stage, race, []);
}

export interface RaceResult extends Played<string> {
  /** One line for each broken promise. */
  readonly broken: readonly string[];
}

export async function runRace({ stage, past, moment, calm }: ReadyRace, choose: Choose): Promise<RaceResult> {
  await begin(stage, past, moment);
  const processes = past.racers.map((racer) => (turn: Turn) => raced(stage, past, racer, turn));
  const { results, widths } = await interleave(processes, choose);
  const winners = results.filter((result) => result === past.once).length;
  const found = await aftermath(
    stage,
    past,
    results.filter((result) => result.startsWith(WRONG)),
  );
  const tooMany = winners > 1 ? [`${winners} times ${past.once}`] : [];
  const stored = past.racers.flatMap((racer, n) => (isPosting(racer) && results[n] === 'stored' ? [racer.by] : []));
  const answered = [...(past.answeredBy ?? []), ...stored];
  return {
    widths,
    results,
    broken: [...tooMany, ...broken(found, calm, { ...NOTHING, answered, otherStatus: past.lastWins })],
  };
}

const isPosting = (racer: Racer): racer is Posting => typeof racer === 'object';

export interface RaceTally extends Orders {
  readonly race: string;
  /** How often the processes ended how. */
  readonly endings: ReadonlyMap<string, number>;
  readonly broken: readonly string[];
}

export interface RaceOptions {
  /** Those of polls and notifiers unless given. */
  readonly races?: readonly Race[];
  /** Whether races that are not large run in every order. */
  readonly every: boolean;
  /** Seeded random orders of each of the others. */
  readonly some: number;
  readonly stages: number;
  readonly seed: number;
}

export async function raceAll(options: RaceOptions): Promise<RaceTally[]> {
  const tallies: RaceTally[] = [];
  await withReady(options.races ?? RACES, options.stages, calmRace, (_all, forEach) =>
    forEach(async (ready) => {
      tallies.push(await tally(ready, options));
    }),
  );
  return tallies;
}

/** No race that is not large has more. */
const MOST_ORDERS = 3000;

async function tally(ready: ReadyRace, { every, some, seed }: RaceOptions): Promise<RaceTally> {
  const endings = new Map<string, number>();
  const problems: string[] = [];
  const play = async (choose: Choose) => {
    const { widths, results, broken: found } = await runRace(ready, choose);
    const ending = results.map((result, n) => `${wordFor(ready.past.racers[n])} ${result}`).join(', ');
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
    problems.push(...found.map((what) => `${ready.past.name} (${ending}): ${what}`));
    return widths;
  };
  const isWalked = every && !ready.past.isLarge;
  const orders = await (isWalked ? everyOrder(MOST_ORDERS, play) : randomOrders(some, seeded(seed), play));
  if (isWalked && !orders.isWhole) problems.push(`${ready.past.name}: more than ${MOST_ORDERS} orders`);
  return { ...orders, race: ready.past.name, endings, broken: problems };
}

const wordFor = (racer: Racer | undefined): string =>
  typeof racer === 'string' ? racer : typeof racer === 'object' ? 'answer' : 'change';

/** @returns how the run ended, in a word */
async function raced(stage: Stage, race: Race, racer: Racer, turn: Turn): Promise<string> {
  if (typeof racer === 'function') return turn(async () => racer(stage)).then(() => 'done');
  const watch = stage.watch(held(turn), race.settings);
  if (racer === 'status') return (await watch.status(false)).status === 200 ? 'answered' : `${WRONG} it failed`;
  return run(stage, watch, racer).then(endingOf, (error: Error) => `${WRONG} ${error.stack}`);
}

const WRONG = 'went wrong:';

function endingOf(result: RunResult | null): string {
  const isFailed = result && ('error' in result ? result.error !== null : NO_ENDS.has(result.kind));
  return isFailed ? `${WRONG} ${result.what}` : (result?.kind ?? 'done');
}

/** Of an answer, while storage works. */
const NO_ENDS: ReadonlySet<string> = new Set(['failed', 'refused']);

/** Holds what does not commute. The requests of one reading of Graph go together. */
function held(turn: Turn): Between {
  let reading: Promise<void> | undefined;
  const isHeld = ({ kind }: Call): boolean => !kind.startsWith('chunk');
  return {
    whole: (call, send) => (isHeld(call) ? turn(send) : send()),
    async attempt({ kind }, { send }) {
      if (kind.startsWith('mail')) return turn(send);
      if (kind !== 'graph get') return send();
      reading ??= turn(async () => {});
      await reading;
      return send();
    },
  };
}

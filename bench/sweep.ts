/**
 * `npm run sweep`: the long crash and interleaving sweeps over Azurite, as tables: how many points were tried, and what
 * broke. Ends with 1 when anything did. Arguments choose sweeps by name: crash, races, answers,
 * kills, unread.
 */
import { ANSWER_RACES, ANSWER_SCENES } from '../test/sweep/answering.ts';
import { type CrashOptions, countPoints, crashSweep } from '../test/sweep/crash-sweep.ts';
import { KILLS, runKills } from '../test/sweep/kill.ts';
import { type RaceOptions, raceAll } from '../test/sweep/races.ts';
import { sweepUnread } from '../test/sweep/unread.ts';

interface Row {
  readonly what: string;
  readonly points: number;
  readonly broken: number;
}

interface Swept {
  readonly rows: readonly Row[];
  readonly broken: readonly string[];
}

const SEED = 20_261_120;
const STAGES = 4;
const STORMS = 40;
/** Random orders of a race that has too many to walk through. */
const SOME_ORDERS = 1000;

async function crash(of: Pick<CrashOptions, 'scenes'> = {}): Promise<Swept> {
  const options = { ...of, storms: STORMS, stages: STAGES, seed: SEED };
  const { points, storms, stormHits, broken } = await crashSweep(options);
  console.table(countPoints(points));
  const inStorms = broken.filter((what) => what.includes('; storm of seed '));
  return {
    rows: [
      { what: 'one fault at one call, each in turn', points: points.length, broken: broken.length - inStorms.length },
      { what: `storms of many faults (${stormHits} faults in all)`, points: storms, broken: inStorms.length },
    ],
    broken,
  };
}

async function races(of: Pick<RaceOptions, 'races'> = {}): Promise<Swept> {
  const tallies = await raceAll({ ...of, every: true, some: SOME_ORDERS, stages: STAGES, seed: SEED });
  for (const { race, endings } of tallies) {
    console.log(`${race}:`);
    for (const [ending, times] of endings) console.log(`  ${String(times).padStart(5)} x ${ending}`);
  }
  const rows = tallies.map(({ race, count, isWhole, broken }) => {
    const what = `${race}: ${isWhole ? 'every order' : `random orders of seed ${SEED}`}`;
    return { what, points: count, broken: broken.length };
  });
  return { rows, broken: tallies.flatMap(({ broken }) => broken) };
}

async function answers(): Promise<Swept> {
  const [failing, meeting] = [await crash({ scenes: ANSWER_SCENES }), await races({ races: ANSWER_RACES })];
  return { rows: [...failing.rows, ...meeting.rows], broken: [...failing.broken, ...meeting.broken] };
}

async function kills(): Promise<Swept> {
  const broken = await runKills(KILLS, 2);
  return { rows: [{ what: 'SIGKILL while a call is held', points: KILLS.length, broken: broken.length }], broken };
}

async function unread(): Promise<Swept> {
  const { points, broken } = await sweepUnread();
  return { rows: [{ what: 'sources unread while rights change, in full', points, broken: broken.length }], broken };
}

const sweeps: { readonly [name: string]: () => Promise<Swept> } = { crash, races, answers, kills, unread };
const only = process.argv.slice(2);

const rows: (Row & { readonly seconds: number })[] = [];
const broken: string[] = [];
for (const [name, sweep] of Object.entries(sweeps)) {
  if (only.length > 0 && !only.includes(name)) continue;
  process.stderr.write(`sweeping ${name}…\n`);
  const start = performance.now();
  const swept = await sweep();
  const seconds = Math.round((performance.now() - start) / 1000);
  rows.push(...swept.rows.map((row) => ({ ...row, seconds })));
  broken.push(...swept.broken);
}
console.table(rows);
for (const what of broken) console.error(what);
console.log(`${rows.reduce((sum, { points }) => sum + points, 0)} points, ${broken.length} broken promises`);
process.exit(broken.length === 0 && rows.length > 0 ? 0 : 1);

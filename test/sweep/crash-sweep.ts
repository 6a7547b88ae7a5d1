/**
 * The crash sweep: every call of every scene meets every fault in turn, alone; then storms of many faults at once.
 * What comes of it is held against an undisturbed run.
 */
import { type Random, seeded } from '../../local/tenant/random.ts';
import { type Met, playScene } from './aftermath.ts';
import { KINDS } from './calls.ts';
import { at, CALM, endsProcess, MODES, type Point, pointsOf } from './faults.ts';
import { type Allowed, broken, NOTHING } from './invariants.ts';
import { type Ready, withReady } from './ready.ts';
import { SCENES, type Scene } from './scenes.ts';
import type { Moment, Stage } from './stage.ts';
import { runStorm } from './storm.ts';

export interface CrashPoint extends Point {
  readonly scene: string;
}

/** `broken`: one line for each broken promise, with its point. */
export interface CrashResult {
  readonly points: readonly CrashPoint[];
  readonly storms: number;
  /** Calls that met a fault in a storm. */
  readonly stormHits: number;
  readonly broken: readonly string[];
}

export interface CrashOptions {
  /** Those of polls and mails unless given. */
  readonly scenes?: readonly Scene[];
  /** Which of all points; all unless given. */
  readonly select?: (points: readonly CrashPoint[]) => readonly CrashPoint[];
  /** Storms in each scene. */
  readonly storms: number;
  readonly stages: number;
  readonly seed: number;
}

type ReadyScene = Ready<Scene, Met>;

export async function crashSweep(options: CrashOptions): Promise<CrashResult> {
  const { scenes: disturbed = SCENES, select = (all) => all, storms, stages, seed } = options;
  return withReady(disturbed, stages, playCalm, async (scenes, forEach) => {
    const points = select(scenes.flatMap(pointsIn));
    const problems = scenes.flatMap(calmProblems);
    let stormHits = 0;
    await forEach(async (ready) => {
      for (const point of points.filter(({ scene }) => scene === ready.past.name)) {
        problems.push(...(await tryPoint(ready, point)));
      }
      for (let n = 0; n < storms; n += 1) {
        const storm = await runStorm(ready, seeded(seed + n));
        stormHits += storm.hits;
        problems.push(...storm.broken.map((what) => `${ready.past.name}; storm of seed ${seed + n}: ${what}`));
      }
    });
    return { points, storms: storms * scenes.length, stormHits, broken: problems };
  });
}

const playCalm = (stage: Stage, scene: Scene, moment: Moment): Promise<Met> => playScene(stage, scene, moment, CALM);

const pointsIn = ({ past, calm }: ReadyScene): CrashPoint[] =>
  calm.calls.flatMap(pointsOf).map((point) => ({ ...point, scene: past.name }));

/** A scene in which nothing happens would prove nothing. */
function calmProblems({ past, calm }: ReadyScene): string[] {
  const told = calm.mails.length > 0 || past.isTold === true;
  const empty = told && calm.drift.length > 0 ? [] : ['nothing happens in this scene'];
  return [...empty, ...broken(calm, calm, NOTHING)].map((what) => `${past.name}, undisturbed: ${what}`);
}

async function tryPoint({ stage, past, moment, calm }: ReadyScene, point: CrashPoint): Promise<string[]> {
  const found = await playScene(stage, past, moment, at(point));
  const problems = [
    ...(found.hits === 1 ? [] : ['the call was never made']),
    ...broken(found, calm, allowedAt(past, point, calm)),
  ];
  return problems.map((what) => `${nameOf(point)}: ${what}`);
}

/**
 * A mail may come again, once, when nobody saw its answer and the service cannot tell what it accepted. A source that
 * cannot be read in the very first poll has its first reading later.
 */
function allowedAt({ forgets = false }: Scene, point: Point, { drift }: Met): Allowed {
  const isLost = endsProcess(point) || (point.kind === 'mail post' && point.mode === 'lost');
  const isFirst = drift.some(({ change, source }) => change === 'baseline' && source !== 'verdict');
  const laterReadings = isFirst && (point.kind === 'graph get' || point.kind === 'token');
  return { laterReadings, ...(forgets && isLost ? { copies: 2, repeated: 1 } : { copies: 1, repeated: 0 }) };
}

const nameOf = ({ scene, name, nth, mode }: CrashPoint): string => `${scene}; ${name} #${nth}; ${mode}`;

/**
 * A selection for every day, seeded: each kind of call in each mode once at least, each scene several times, and
 * whatever could bring a mail twice.
 */
export const selection =
  (random: Random, leastOfScene: number) =>
  (points: readonly CrashPoint[]): CrashPoint[] => {
    const seen = new Set<string>();
    const scenes = new Map<string, number>();
    return inRandomOrder(points, random).filter((point) => {
      const [kindAndMode, count] = [`${point.kind} ${point.mode}`, scenes.get(point.scene) ?? 0];
      if (seen.has(kindAndMode) && count >= leastOfScene && !mayRepeatMail(point)) return false;
      seen.add(kindAndMode);
      scenes.set(point.scene, count + 1);
      return true;
    });
  };

const mayRepeatMail = ({ kind, mode }: Point): boolean =>
  kind === 'mail post' && (mode === 'lost' || mode === 'dies after');

export const inRandomOrder = <T>(items: readonly T[], random: Random): T[] =>
  items
    .map((item) => ({ item, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);

/** How many points there are of each kind of call, by mode. */
export function countPoints(points: readonly Point[]): { [kind: string]: { [mode: string]: number } } {
  const kinds = KINDS.map((kind) => {
    const counts = MODES.map((mode) => [mode, points.filter((one) => one.kind === kind && one.mode === mode).length]);
    return [kind, Object.fromEntries(counts)] as const;
  });
  return Object.fromEntries(kinds);
}

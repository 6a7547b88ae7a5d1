/**
 * Many faults at once: seeded chance lets any call of several processes in a row meet any fault; then the weather is
 * fine again. What no single fault meets, a fault while another one is being mended, is met here.
 */
import type { Random } from '../../local/tenant/random.ts';
import { aftermath, begin, type Observed, runAll } from './aftermath.ts';
import { type Fate, modesOf, Process } from './faults.ts';
import { type Allowed, broken } from './invariants.ts';
import { ROUND_MS } from './pasts.ts';
import type { Ready } from './ready.ts';
import type { Scene } from './scenes.ts';

/** Short enough that no source is blind at the end of it. */
const PROCESSES = 6;
/** That a call meets a fault: drawn for each storm. */
const LIKELIHOOD = { least: 0.03, most: 0.2 };

export interface Storm {
  /** Calls that met a fault. */
  readonly hits: number;
  readonly broken: readonly string[];
}

export async function runStorm({ stage, past, moment, calm }: Ready<Scene, Observed>, random: Random): Promise<Storm> {
  await begin(stage, past, moment);
  const likelihood = LIKELIHOOD.least + random() * (LIKELIHOOD.most - LIKELIHOOD.least);
  const wrong: string[] = [];
  let hits = 0;
  for (let n = 0; n < PROCESSES; n += 1) {
    const process = new Process(chance(random, likelihood));
    wrong.push(...(await runAll(stage, past, process)));
    hits += process.hits;
    stage.world.wait(ROUND_MS);
  }
  const found = await aftermath(stage, past, wrong);
  return { hits, broken: broken(found, calm, allowedIn(past)) };
}

const chance =
  (random: Random, likelihood: number): Fate =>
  ({ kind }) => {
    if (random() >= likelihood) return null;
    const modes = modesOf(kind);
    return modes[Math.floor(random() * modes.length)] ?? null;
  };

/** A service that forgets gets a mail again each time that its answer is lost. */
const allowedIn = ({ forgets = false }: Scene): Allowed => ({
  copies: forgets ? PROCESSES + 1 : 1,
  repeated: forgets ? Number.POSITIVE_INFINITY : 0,
  laterReadings: true,
});

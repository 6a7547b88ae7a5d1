/**
 * Several stages side by side on one Azurite, the pasts shared out among them, each brought to its moment once and
 * played once without a fault. The waits of the storage SDK on one stage are used by the others.
 */
import { startAzurite } from '../../local/azurite.ts';
import type { Past } from './scenes.ts';
import { type Moment, Stage } from './stage.ts';

/** A past on its stage, where its runs start, and how they go without a fault. */
export interface Ready<P extends Past, Calm> {
  readonly past: P;
  readonly stage: Stage;
  readonly moment: Moment;
  readonly calm: Calm;
}

/** Does the work for all of them, one after the other on each stage. */
export type ForEach<P extends Past, Calm> = (work: (ready: Ready<P, Calm>) => Promise<void>) => Promise<void>;

/**
 * @param play plays the runs of a past from its moment without a fault
 * @param use gets all of them, in order, while the stages stand
 */
export async function withReady<P extends Past, Calm, Result>(
  pasts: readonly P[],
  stages: number,
  play: (stage: Stage, past: P, moment: Moment) => Promise<Calm>,
  use: (ready: readonly Ready<P, Calm>[], forEach: ForEach<P, Calm>) => Promise<Result>,
): Promise<Result> {
  const tables = await startAzurite();
  const opened = await Promise.all(Array.from({ length: stages }, () => Stage.open(tables)));
  try {
    const shares = await Promise.all(
      opened.map((stage, n) =>
        readyAll(
          stage,
          pasts.filter((_, at) => at % stages === n),
          play,
        ),
      ),
    );
    const all = shares.flat().toSorted((a, b) => pasts.indexOf(a.past) - pasts.indexOf(b.past));
    return await use(all, async (work) => {
      await Promise.all(
        shares.map(async (share) => {
          for (const ready of share) await work(ready);
        }),
      );
    });
  } finally {
    await Promise.all(opened.map((stage) => stage.close()));
    await tables.close();
  }
}

async function readyAll<P extends Past, Calm>(
  stage: Stage,
  pasts: readonly P[],
  play: (stage: Stage, past: P, moment: Moment) => Promise<Calm>,
): Promise<Ready<P, Calm>[]> {
  const start = await stage.moment();
  const all: Ready<P, Calm>[] = [];
  for (const past of pasts) {
    await stage.restore(start);
    await past.prepare(stage);
    const moment = await stage.moment();
    all.push({ past, stage, moment, calm: await play(stage, past, moment) });
  }
  return all;
}

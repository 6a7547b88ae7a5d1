/**
 * Lets several processes run at once, one held call at a time, in an order that the caller chooses; and walks through
 * all orders, or through seeded random ones. The same choices give the same order.
 */

/** Holds a call until it is its turn. */
export type Turn = <T>(call: () => Promise<T>) => Promise<T>;

export type Process<Result> = (turn: Turn) => Promise<Result>;

/** Which of `count` processes goes at this step, from 0. */
export type Choose = (count: number, step: number) => number;

export interface Played<Result> {
  readonly results: readonly Result[];
  /** How many processes could have gone at each step. */
  readonly widths: readonly number[];
}

class Runner<Result> {
  #waiting: (() => void)[] = [];
  #inCall = 0;
  #done = false;
  readonly result: Promise<Result>;

  constructor(process: Process<Result>, moved: () => void) {
    const turn: Turn = async (call) => {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        moved();
      });
      try {
        return await call();
      } finally {
        this.#inCall -= 1;
        moved();
      }
    };
    this.result = process(turn).finally(() => {
      this.#done = true;
      moved();
    });
  }

  /** Whether nothing moves in it before its next turn. */
  get isHeld(): boolean {
    return this.#inCall === 0 && this.#waiting.length > 0;
  }

  get isDone(): boolean {
    return this.#done;
  }

  go(): void {
    this.#inCall += 1;
    this.#waiting.shift()?.();
  }
}

export async function interleave<Result>(
  processes: readonly Process<Result>[],
  choose: Choose,
): Promise<Played<Result>> {
  let wake = () => {};
  const runners = processes.map((process) => new Runner(process, () => wake()));
  const results = Promise.all(runners.map(({ result }) => result));
  results.catch(() => {});
  const widths: number[] = [];
  while (runners.some(({ isDone }) => !isDone)) {
    const held = runners.filter(({ isHeld }) => isHeld);
    if (runners.every(({ isHeld, isDone }) => isHeld || isDone)) {
      held[Math.min(choose(held.length, widths.length), held.length - 1)]?.go();
      widths.push(held.length);
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return { results: await results, widths };
}

/** Plays one order. @returns its widths */
type Play = (choose: Choose) => Promise<readonly number[]>;

/** How many orders were played, and whether these are all. */
export interface Orders {
  readonly count: number;
  readonly isWhole: boolean;
}

/** Every order, depth first, up to `most` of them. */
export async function everyOrder(most: number, play: Play): Promise<Orders> {
  let path: number[] | null = [];
  let count = 0;
  for (; path && count < most; count += 1) {
    const chosen: readonly number[] = path;
    path = nextPath(chosen, await play((_count, step) => chosen[step] ?? 0));
  }
  return { count, isWhole: path === null };
}

/** As many random orders. @param random from 0 to below 1 */
export async function randomOrders(count: number, random: () => number, play: Play): Promise<Orders> {
  for (let n = 0; n < count; n += 1) await play((width) => Math.floor(random() * width));
  return { count, isWhole: false };
}

function nextPath(path: readonly number[], widths: readonly number[]): number[] | null {
  const taken = widths.map((_, step) => path[step] ?? 0);
  for (let last = taken.pop(); last !== undefined; last = taken.pop()) {
    if (last + 1 < (widths[taken.length] ?? 0)) return [...taken, last + 1];
  }
  return null;
}

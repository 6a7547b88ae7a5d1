/**
 * The time a host runs by. Passed in, so that a test can move it; the system's waits in short steps, because
 * a long timer overflows at 24.8 days and does not notice that the machine slept.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once, as soon as `now()` has reached `timeMs`. Returns what cancels it. */
  at(timeMs: number, run: () => void): () => void;
}

const STEP_MS = 30_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(timeMs, run) {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      timer = setTimeout(check, Math.min(Math.max(0, timeMs - Date.now()), STEP_MS));
    };
    const check = (): void => (Date.now() >= timeMs ? run() : wait());
    wait();
    return () => clearTimeout(timer);
  },
};

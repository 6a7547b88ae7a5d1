/**
 * Ends an await: by a time limit, by the end of the run, or by its result, whichever comes first, and also when the
 * work does not listen to its signal. On real timers: a limit must hold whatever the clock of the caller says.
 */

/** The time limit passed. Stays inside this folder. */
export class TimeLimitReached extends Error {}

/** The run was ended from outside. Stays inside this folder. */
export class RunEnded extends Error {}

/** One for all: every request that went well ends by it, too, and where it was made says nothing. */
const RUN_ENDED = new RunEnded();

/**
 * @param work gets a signal that aborts when it is no longer waited for
 * @param limitMs ms
 * @throws TimeLimitReached, RunEnded, or what the work throws
 */
export async function limited<T>(
  work: (signal: AbortSignal) => Promise<T>,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const gone = new AbortController();
  const end = (): void => gone.abort(RUN_ENDED);
  const timer = setTimeout(() => gone.abort(new TimeLimitReached()), limitMs);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  try {
    return await Promise.race([aborted(gone.signal), started(work, gone.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    gone.abort(RUN_ENDED);
  }
}

/** Work that is given up before it began is not begun. */
async function started<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return work(signal);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { limited, RunEnded, TimeLimitReached } from '../../shared/graph/limited.ts';

const never = () => new Promise<never>(() => {});

describe('limited', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives the result, and leaves no timer and no listener behind', async () => {
    vi.useFakeTimers();
    const run = new AbortController();
    expect(await limited(async () => 7, 1_000, run.signal)).toBe(7);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(run.signal, 'abort')).toEqual([]);
  });

  it('ends work that ignores its signal at the limit, and tells it so', async () => {
    vi.useFakeTimers();
    let told: AbortSignal | undefined;
    const waiting = limited(
      (signal) => {
        told = signal;
        return never();
      },
      1_000,
      undefined,
    );
    const outcome = expect(waiting).rejects.toBeInstanceOf(TimeLimitReached);
    await vi.advanceTimersByTimeAsync(999);
    expect(told?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await outcome;
    expect(told?.aborted).toBe(true);
  });

  it('ends work that ignores its signal when the run ends', async () => {
    const run = new AbortController();
    const waiting = limited(never, 60_000, run.signal);
    run.abort();
    await expect(waiting).rejects.toBeInstanceOf(RunEnded);
  });

  it('does not begin the work of a run that has ended', async () => {
    const work = vi.fn(never);
    await expect(limited(work, 1_000, AbortSignal.abort())).rejects.toBeInstanceOf(RunEnded);
    expect(work).not.toHaveBeenCalled();
  });

  it('passes on what the work throws, also at once', async () => {
    const broken = (): Promise<never> => {
      throw new RangeError('broken');
    };
    await expect(limited(broken, 1_000, undefined)).rejects.toBeInstanceOf(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MonitorError } from '../../shared/errors.ts';
import { GraphError } from '../../shared/graph/errors.ts';
import { budgetFrom, finalError, isPassing, spendWait, waitBefore } from '../../shared/graph/retry.ts';

const failed = (retryAfterMs?: number) => new GraphError('unavailable', 'GET /v1.0/x: failed', { retryAfterMs });

describe('waitBefore', () => {
  it('doubles our own wait and spreads it over its upper half', () => {
    const waits = (random: number) =>
      [3, 2, 1].map((retriesLeft) => waitBefore([failed()], { until: 40_000, retriesLeft }, 0, () => random));
    expect(waits(0)).toEqual([500, 1_000, 2_000]);
    expect(waits(0.5)).toEqual([750, 1_500, 3_000]);
  });

  it('takes the longest stated wait, and our own when that is longer', () => {
    const budget = budgetFrom(0, 60_000);
    expect(waitBefore([failed(5_000), failed(9_000), failed()], budget, 0, () => 0)).toBe(9_000);
    expect(waitBefore([failed(1)], budget, 0, () => 0)).toBe(500);
  });

  it('never comes before the stated wait, never after the budget', () => {
    const ms = fc.integer({ min: 0, max: 100_000 });
    const fraction = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(ms, ms, fc.integer({ min: 0, max: 3 }), fraction, (stated, until, retriesLeft, random) => {
        const wait = waitBefore([failed(stated)], { until, retriesLeft }, 0, () => random);
        return wait === null || (retriesLeft > 0 && wait >= stated && wait < until);
      }),
    );
  });
});

describe('the budget', () => {
  it('is 40 s, or what the run has left', () => {
    expect(budgetFrom(1_000, 99_000)).toEqual({ until: 41_000, retriesLeft: 3 });
    expect(budgetFrom(1_000, 9_000)).toEqual({ until: 9_000, retriesLeft: 3 });
  });

  it('turns a wait that does not fit into throttled, and leaves other errors as they are', () => {
    const budget = budgetFrom(0, 60_000);
    expect(finalError(failed(40_000), budget, 0)).toMatchObject({ code: 'throttled', retryAfterMs: 40_000 });
    expect(finalError(failed(39_999), budget, 0)).toMatchObject({ code: 'unavailable' });
    expect(finalError(failed(), budget, 50_000)).toMatchObject({ code: 'unavailable' });
  });
});

describe('isPassing', () => {
  it('holds for what Graph or the network may take back, and for nothing else', () => {
    expect(isPassing(failed())).toBe(true);
    expect(isPassing(new GraphError('throttled', 'x'))).toBe(true);
    expect(isPassing(new GraphError('denied', 'x'))).toBe(false);
    expect(isPassing(new MonitorError('unavailable', 'the run was ended'))).toBe(false);
    expect(isPassing(new Error('x'))).toBe(false);
  });
});

describe('spendWait', () => {
  const request = (signal?: AbortSignal) => ({
    what: 'GET /v1.0/x',
    budget: budgetFrom(0, 60_000),
    signal,
    onWait: () => {},
  });
  const clock = (sleep: () => Promise<void>) => ({ now: () => 0, random: () => 0, sleep });

  it('takes one retry for each wait and refuses the fourth', async () => {
    const spent = request();
    const answers = [];
    for (let i = 0; i < 4; i++)
      answers.push(
        await spendWait(
          [failed()],
          spent,
          clock(async () => {}),
        ),
      );
    expect(answers).toEqual([true, true, true, false]);
  });

  it('ends with unavailable when the run ends during a sleep that does not listen', async () => {
    const run = new AbortController();
    const waiting = spendWait(
      [failed()],
      request(run.signal),
      clock(() => new Promise(() => {})),
    );
    run.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable', message: 'GET /v1.0/x: the run was ended' });
  });
});

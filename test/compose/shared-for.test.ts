import { describe, expect, it, vi } from 'vitest';
import { sharedFor } from '../../shared/compose/shared-for.ts';

function clocked(make: () => Promise<unknown>, start = 1_000_000) {
  let time = start;
  const shared = sharedFor(make, () => time);
  return {
    ...shared,
    move: (ms: number) => {
      time += ms;
    },
  };
}

describe('a shared answer', () => {
  it('is made once for fifty who ask at once', async () => {
    const make = vi.fn(async () => ({}));
    const shared = clocked(make);
    const answers = await Promise.all(Array.from({ length: 50 }, () => shared.take()));
    expect(new Set(answers).size).toBe(1);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('lives for less than 15 s after it was begun', async () => {
    let made = 0;
    const shared = clocked(async () => (made += 1));
    expect(await shared.take()).toBe(1);
    shared.move(14_999);
    expect(await shared.take()).toBe(1);
    shared.move(1);
    expect(await shared.take()).toBe(2);
  });

  it('is shared when it failed, and tried again after the same time', async () => {
    const make = vi.fn(async () => 'well').mockRejectedValueOnce(new Error('storage is away'));
    const shared = clocked(make);
    const failures = await Promise.allSettled(Array.from({ length: 50 }, () => shared.take()));
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(shared.take()).rejects.toThrow('storage is away');
    expect(make).toHaveBeenCalledTimes(1);
    shared.move(15_000);
    await expect(shared.take()).resolves.toBe('well');
  });

  it('does not hold up others for ever when its making hangs', async () => {
    const make = vi.fn(async () => 'well').mockReturnValueOnce(new Promise(() => {}));
    const shared = clocked(make);
    void shared.take();
    shared.move(15_000);
    await expect(shared.take()).resolves.toBe('well');
  });

  it('does not live longer because the clock was set back', async () => {
    let made = 0;
    const shared = clocked(async () => (made += 1));
    await shared.take();
    shared.move(-3_600_000);
    expect(await shared.take()).toBe(2);
  });

  it('is forgotten on demand, also while it is being made', async () => {
    const first = Promise.withResolvers<string>();
    const make = vi.fn(async () => 'new').mockReturnValueOnce(first.promise);
    const shared = clocked(make);
    const early = shared.take();
    shared.forget();
    expect(await shared.take()).toBe('new');
    first.resolve('old');
    expect(await early).toBe('old');
    expect(await shared.take()).toBe('new');
  });
});

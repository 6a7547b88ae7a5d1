import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../local/host/clock.ts';

const START = Date.parse('2026-11-01T00:00:00.000Z');
const DAY = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

test('waits as long as it takes, also longer than a timer can', () => {
  const run = vi.fn();
  systemClock.at(START + 40 * DAY, run);
  vi.advanceTimersByTime(40 * DAY - 1);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledOnce();
});

test('a time that has passed comes at once, but never inside the call', () => {
  const run = vi.fn();
  systemClock.at(START - DAY, run);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(0);
  expect(run).toHaveBeenCalledOnce();
});

test('notices within half a minute that the machine slept', () => {
  const run = vi.fn();
  systemClock.at(START + DAY, run);
  vi.setSystemTime(START + 2 * DAY);
  vi.advanceTimersByTime(30_000);
  expect(run).toHaveBeenCalledOnce();
});

test('a cancelled wait never comes', () => {
  const run = vi.fn();
  systemClock.at(START + DAY, run)();
  vi.advanceTimersByTime(2 * DAY);
  expect(run).not.toHaveBeenCalled();
});

/**
 * Reminders and summaries under faults: every call of the run that tells them fails before it has any effect, or after it, or
 * its process dies there; and two notifiers at once. Each is told at least once, once where no answer of the service was
 * lost, and the day's reminder and the slot's summary are not told again.
 */
import { describe, expect, it } from 'vitest';
import { MonitorError } from '../../shared/errors.ts';
import type { MemoryStore } from '../stubs/store.ts';
import { DAY, Days, HOUR, START } from '../world/days.ts';

/** A process that does nothing any more. */
class Died extends Error {}

const CALLS = [
  'heads',
  'openAlerts',
  'events',
  'answers',
  'outboxes',
  'save',
  'load',
  'history',
  'putMailbox',
  'settle',
] as const;

type Call = (...args: readonly unknown[]) => Promise<unknown>;
type Way = 'before' | 'after' | 'dies before' | 'dies after';

/** The store, of which the nth call of this run goes wrong. */
function failing(store: MemoryStore, nth: number, way: Way): { store: MemoryStore; count: () => number } {
  let count = 0;
  let isDead = false;
  const wrong = (): never => {
    if (!way.startsWith('dies')) throw new MonitorError('unavailable', 'no answer');
    isDead = true;
    throw new Died();
  };
  const wrapped = Object.fromEntries(
    CALLS.map((name) => {
      const call = (store[name] as Call).bind(store);
      const guarded: Call = async (...args) => {
        if (isDead) throw new Died();
        count += 1;
        if (count !== nth) return call(...args);
        if (way.endsWith('after')) await call(...args);
        return wrong();
      };
      return [name, guarded];
    }),
  );
  return { store: Object.assign(Object.create(store), wrapped) as MemoryStore, count: () => count };
}

/** Both are due: a critical that was told a day ago, and a slot. */
async function bothDue(): Promise<Days> {
  const days = new Days();
  days.summarySchedule = '0 0 2 * * *';
  await days.step();
  await days.step();
  days.lamps.set('hall', 1);
  await days.until(1, 1);
  days.told.length = 0;
  days.now = START + DAY + 2 * HOUR;
  await days.poll();
  return days;
}

const notified = (days: Days, store: MemoryStore): Promise<unknown> =>
  days.notify({ store }).catch((thrown: unknown) => {
    if (!(thrown instanceof Died)) throw thrown;
  });

const kinds = (days: Days): string[] =>
  days.told.map((one) => /: (\w+) (?:hall|of \d+ \d\d:\d\d)/.exec(one)?.[1] ?? one);

/** Runs each minute until all is told. */
async function goesOn(days: Days): Promise<void> {
  for (let n = 0; n < 15; n += 1) {
    days.now += 60_000;
    await days.notify();
  }
}

describe.each<Way>(['before', 'after', 'dies before', 'dies after'])('any call of a run that fails: %s', (way) => {
  it('loses neither reminder nor summary, and tells neither twice', async () => {
    const calm = await bothDue();
    const all = failing(calm.store, 0, way);
    await notified(calm, all.store);
    await goesOn(calm);
    expect(kinds(calm)).toEqual(['reminder', 'summary']);
    for (let nth = 1; nth <= all.count(); nth += 1) {
      const days = await bothDue();
      await notified(days, failing(days.store, nth, way).store);
      await goesOn(days);
      expect([nth, ...kinds(days).toSorted()]).toEqual([nth, 'reminder', 'summary']);
      expect(new Set(days.messages.map(({ operationId }) => operationId)).size).toBe(days.messages.length);
      expect(days.store.mailbox?.value.inFlight).toBeNull();
    }
  });
});

it('two notifiers at once tell each once', async () => {
  const days = await bothDue();
  for (let n = 0; n < 5; n += 1) {
    await Promise.all([days.notify(), days.notify(), days.notify()]);
    days.now += 61_000;
  }
  expect(kinds(days)).toEqual(['reminder', 'summary']);
});

it('a notifier that dies once the service took the message leaves it to be found, not to be sent again', async () => {
  const days = await bothDue();
  days.store.before = (call) => {
    if (call === 'settle') throw new Died();
  };
  await notified(days, days.store);
  days.store.before = () => {};
  expect(kinds(days)).toEqual(['reminder']);
  await goesOn(days);
  expect(kinds(days)).toEqual(['reminder', 'summary']);
});

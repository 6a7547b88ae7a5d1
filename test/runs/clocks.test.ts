/**
 * The send budget against clocks: an hour is one of the storage service, whatever the clock of a notifier says. Where the
 * service does not tell its clock, what a wrong clock wrote counts from the moment at which a right one reads it.
 */
import { describe, expect, it } from 'vitest';
import { iso } from '../../shared/core/model/times.ts';
import { alert, row } from '../core/notify/outbox-rows.ts';
import { mailWorld, type World } from './mail-world.ts';
import { mailboxOf } from './store-stub.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Runs a notifier whose clock is off by so much, with something new and critical to tell. @returns sends, by the true clock */
async function minutely(world: World, minutes: number, offMs: (minute: number) => number): Promise<number[]> {
  const sends: number[] = [];
  const start = world.now;
  for (let n = 0; n < minutes; n += 1) {
    const now = start + n * MINUTE;
    world.now = now + offMs(n);
    world.store.state.aheadMs = world.tells ? -offMs(n) : 0;
    world.store.raise(row(1000 + n, [alert(`c${n}`, { severity: 'critical', rule: `rule-${n}` })], { at: iso(now) }));
    const before = world.accepted.length;
    await world.run();
    for (let sent = before; sent < world.accepted.length; sent += 1) sends.push(now);
  }
  world.now = start + minutes * MINUTE;
  return sends;
}

const most = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time <= from + HOUR).length));

describe('the budget of an hour', () => {
  it.each<[name: string, offMs: (minute: number) => number]>([
    ['two hours ahead for twenty minutes, then right', (n) => (n < 20 ? 2 * HOUR : 0)],
    ['a day ahead, then right', (n) => (n < 20 ? 24 * HOUR : 0)],
    ['two hours behind, then right', (n) => (n < 20 ? -2 * HOUR : 0)],
    ['right, then two hours ahead', (n) => (n < 20 ? 0 : 2 * HOUR)],
    ['of two machines, ten minutes apart', (n) => (n % 2 === 0 ? 5 * MINUTE : -5 * MINUTE)],
    ['of two machines, three hours apart', (n) => (n % 2 === 0 ? 0 : 3 * HOUR)],
    ['that runs away by a minute each minute', (n) => n * MINUTE],
  ])('is kept by a clock %s', async (_, offMs) => {
    const world = mailWorld();
    const sends = await minutely(world, 130, offMs);
    expect(most(sends)).toBeLessThanOrEqual(10);
    // And it is used.
    expect(sends.length).toBeGreaterThanOrEqual(18);
  });

  it.each<[name: string, offMs: number]>([
    ['two hours', 2 * HOUR],
    ['a day', 24 * HOUR],
    ['half an hour', HOUR / 2],
  ])(
    'is kept after a clock %s ahead also where the service tells no time, and is free an hour later',
    async (_, offMs) => {
      const world = mailWorld();
      world.tells = false;
      const sends = await minutely(world, 130, (n) => (n < 20 ? offMs : 0));
      expect(most(sends)).toBeLessThanOrEqual(10);
      expect(sends.filter((at) => at > (sends[0] ?? 0) + 1.4 * HOUR).length).toBeGreaterThan(0);
    },
  );
});

describe('a mailbox', () => {
  it('holds times of the storage service alone', async () => {
    const world = mailWorld();
    const now = world.now;
    world.now = now + 3 * HOUR;
    world.store.state.aheadMs = -3 * HOUR;
    world.store.raise(row(1, [alert('c', { severity: 'critical' })]));
    await world.run();
    expect(mailboxOf(world.store)).toMatchObject({
      lastSentAt: iso(now),
      lastDigestAt: iso(now),
      sends: [{ at: iso(now) }],
      outcomes: [{ acceptedAt: iso(now) }],
    });
  });
});

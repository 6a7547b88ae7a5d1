/**
 * The notifier against crashes and against itself: every call to the outside fails in turn, before it is applied or
 * after, or ends the process; and two notifiers run in every interleaving of their calls.
 */
import { describe, expect, it } from 'vitest';
import { MonitorError } from '../../shared/errors.ts';
import { alert, row } from '../core/notify/outbox-rows.ts';
import { type Gate, mailWorld, type World } from './mail-world.ts';
import { mailboxOf } from './store-stub.ts';

const critical = (id: string) => alert(id, { severity: 'critical' });

function worldWithAlerts(): World {
  const world = mailWorld();
  world.store.raise(row(58, [critical('c1')]), row(59, [alert('w1')]));
  return world;
}

/** A world in which a mail was frozen and charged 60 s ago, by a notifier that is gone. */
async function worldWithMailInFlight(accepted: boolean): Promise<World> {
  const world = worldWithAlerts();
  await world
    .run({
      gate: async (name, call) => {
        if (name !== 'send') return call();
        if (accepted) await call();
        throw new Crash();
      },
    })
    .catch(() => {});
  world.now += 60_000;
  return world;
}

class Crash extends Error {}

const tellsOf = (world: World): string[] =>
  world.accepted.flatMap(({ text }) => (JSON.parse(text).alerts as { id: string }[]).map(({ id }) => id));

/** Runs until nothing waits any more, a minute apart. */
async function goOn(world: World): Promise<void> {
  for (let n = 0; n < 30 && world.store.state.pending.size > 0; n += 1) {
    world.now += 60_000;
    await world.run();
  }
}

const expectAllTold = (world: World): void => {
  expect(world.store.state.pending.size).toBe(0);
  expect(mailboxOf(world.store).inFlight).toBeNull();
  expect([...new Set(tellsOf(world))].sort()).toEqual(['c1', 'w1']);
  expect(new Set(world.accepted.map(({ operationId }) => operationId)).size).toBe(1);
};

describe('a fault at every single call', () => {
  const faults = [
    'fails before it is applied',
    'fails after it was applied',
    'ends the process before',
    'ends the process after',
  ];
  const worlds = [
    { name: 'a first send', make: async () => worldWithAlerts() },
    { name: 'a retry of a mail that was lost', make: () => worldWithMailInFlight(false) },
    { name: 'a retry of a mail that was accepted', make: () => worldWithMailInFlight(true) },
  ];

  /** One run in which the call with this number has the fault; null when the run makes fewer calls. */
  async function runWithFault(world: World, at: number, fault: string): Promise<string | null> {
    let count = 0;
    let hit: string | null = null;
    const gate: Gate = async (name, call) => {
      count += 1;
      if (count !== at) return call();
      hit = name;
      if (fault.endsWith('after') || fault.endsWith('after it was applied')) await call();
      throw fault.startsWith('ends') ? new Crash() : new MonitorError('unavailable', 'no answer');
    };
    await world.run({ gate }).catch((thrown: unknown) => {
      if (!(thrown instanceof Crash)) throw thrown;
    });
    return hit;
  }

  it.each(worlds)(
    'loses nothing, and repeats nothing unless the mail itself was lost, in $name',
    async ({ name, make }) => {
      let points = 0;
      for (const fault of faults) {
        for (let at = 1; ; at += 1) {
          const world = await make();
          const hit = await runWithFault(world, at, fault);
          if (hit === null) break;
          points += 1;
          await goOn(world);
          expectAllTold(world);
          expect(world.accepted, `${fault}: ${hit}`).toHaveLength(1);
        }
      }
      expect(points).toBeGreaterThanOrEqual(20);
      console.log(`${name}: ${points} faults`);
    },
  );

  it('repeats at most the mail in flight, with the same operation and alerts, when the service forgets it', async () => {
    const world = await worldWithMailInFlight(true);
    world.deliveries = [{ kind: 'unknown' }];
    await world.run();
    expect(world.accepted).toHaveLength(2);
    expect(world.accepted[1]).toEqual(world.accepted[0]);
    expectAllTold(world);
  });
});

describe('two notifiers at once', () => {
  type Runner = { readonly name: number; go: (() => void) | null; done: boolean };

  /**
   * Runs both, each call held until its turn comes. `choices` says who goes at each step; beyond them the first that
   * can. Returns how many could have gone at each step, so that all others can be tried.
   */
  async function interleaved(world: World, choices: readonly number[]): Promise<number[]> {
    const runners: Runner[] = [0, 1].map((name) => ({ name, go: null, done: false }));
    const runs = runners.map((runner) => {
      const gate: Gate = async (_name, call) => {
        await new Promise<void>((resolve) => {
          runner.go = resolve;
        });
        return call();
      };
      return world.run({ gate }).finally(() => {
        runner.done = true;
      });
    });
    const widths: number[] = [];
    while (runners.some(({ done }) => !done)) {
      await new Promise(setImmediate);
      const ready = runners.filter(({ go }) => go !== null);
      const chosen = ready[choices[widths.length] ?? 0];
      if (!chosen) continue;
      widths.push(ready.length);
      const { go } = chosen;
      chosen.go = null;
      go?.();
    }
    await Promise.all(runs);
    return widths;
  }

  /** Every interleaving, depth first. */
  async function everyInterleaving(
    make: () => Promise<World>,
    check: (world: World) => Promise<void>,
  ): Promise<number> {
    let count = 0;
    let choices: number[] | null = [];
    while (choices) {
      const world = await make();
      const widths = await interleaved(world, choices);
      await check(world);
      count += 1;
      choices = nextChoices(choices, widths);
    }
    return count;
  }

  /** The next path through a tree of which this path had that many branches at each step; null: it was the last. */
  function nextChoices(choices: readonly number[], widths: readonly number[]): number[] | null {
    const path = widths.map((_, n) => choices[n] ?? 0);
    while (path.length > 0) {
      const last = path.pop() ?? 0;
      if (last + 1 < (widths[path.length] ?? 0)) return [...path, last + 1];
    }
    return null;
  }

  it.each([
    { name: 'with alerts that wait', make: async () => worldWithAlerts(), most: 1 },
    { name: 'with a mail in flight that was never accepted', make: () => worldWithMailInFlight(false), most: 1 },
    { name: 'with a mail in flight that was accepted', make: () => worldWithMailInFlight(true), most: 1 },
    { name: 'with the delivery of the last mail to be asked', make: deliveredWorld, most: 2 },
  ])('mail once in every interleaving of their calls, $name', async ({ name, make, most }) => {
    const count = await everyInterleaving(make, async (world) => {
      expect(world.accepted.length).toBeLessThanOrEqual(most);
      const sent = world.calls.filter((call) => call.startsWith('send')).length;
      expect(sent).toBeLessThanOrEqual(most);
      expect(mailboxOf(world.store).sends.length).toBeGreaterThanOrEqual(sent);
      await goOn(world);
      expect(world.store.state.pending.size).toBe(0);
      expect(new Set(tellsOf(world)).size).toBe(tellsOf(world).length);
      expect(world.store.state.sweeps.length).toBeLessThanOrEqual(1);
    });
    expect(count).toBeGreaterThan(20);
    console.log(`two notifiers, ${name}: ${count} interleavings`);
  });

  /** One mail was accepted a minute ago, and another alert waits. */
  async function deliveredWorld(): Promise<World> {
    const world = worldWithAlerts();
    await world.run();
    world.now += 60_000;
    world.store.raise(row(61, [critical('c2')]));
    return world;
  }
});

/**
 * A service that refuses whatever holds one text: all is told at once in words of ours, then in full by halves, all but what
 * holds that text; and nothing else waits for it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MonitorError } from '../../shared/errors.ts';
import { alert, at, row } from '../core/notify/outbox-rows.ts';
import { mailWorld, type World } from './mail-world.ts';
import { mailboxOf } from './store-stub.ts';

const RUNS = Number(process.env.RUNS ?? 15);

/** In full and in words of ours, as the ids in each message. */
const told = ({ accepted }: World) =>
  accepted.map(({ subject, text }) => ({
    plain: subject === 'plain',
    ids: (JSON.parse(text).alerts as { id: string }[]).map(({ id }) => id),
  }));

const inFull = (world: World): string[] =>
  told(world)
    .flatMap(({ plain, ids }) => (plain ? [] : ids))
    .toSorted();
const inOurWords = (world: World): string[] =>
  told(world)
    .flatMap(({ plain, ids }) => (plain ? ids : []))
    .toSorted();

function poisoned(): World {
  const world = mailWorld();
  world.refuses = ({ subject, text }) => subject !== 'plain' && text.includes('poison');
  return world;
}

async function minutes(world: World, count: number, apart = 1): Promise<void> {
  for (let n = 0; n < count; n += apart) {
    await world.run();
    world.now += apart * 60_000;
  }
}

const critical = (id: string) => alert(id, { severity: 'critical', rule: id });

describe('one poisonous text', () => {
  it('in the row of a real critical: both are told at once in our words, the real one in full in the same hour', async () => {
    const world = poisoned();
    world.store.raise(row(59, [critical('poison'), critical('real'), alert('w')]));
    await minutes(world, 1);
    expect(told(world)[0]).toEqual({ plain: true, ids: ['poison', 'real', 'w'] });
    await minutes(world, 59);
    expect(inFull(world)).toContain('real');
    await minutes(world, 60);
    expect(inFull(world)).toEqual(['real', 'w']);
    expect(mailboxOf(world.store)).toMatchObject({ refused: null, halves: [] });
    expect(world.store.state.pending.size).toBe(0);
  });

  it('alone costs two sends and nothing after', async () => {
    const world = poisoned();
    world.store.raise(row(59, [critical('poison')]));
    await minutes(world, 60);
    expect(world.calls.filter((call) => call.startsWith('send'))).toHaveLength(2);
    expect(inOurWords(world)).toEqual(['poison']);
  });

  it('each minute for an hour keeps no other critical from leaving within two minutes', async () => {
    const world = poisoned();
    for (let n = 0; n < 60; n += 1) {
      world.store.raise(row(60 + n, [alert(`poison${n}`, { severity: 'critical', rule: 'cheap' })]));
      if (n === 47) world.store.raise(row(1000, [critical('real')], { at: at(60 + n) }));
      await minutes(world, 1);
      if (n === 49) expect([...inFull(world), ...inOurWords(world)]).toContain('real');
    }
    await minutes(world, 30);
    const all = ['real', ...Array.from({ length: 60 }, (_, n) => `poison${n}`)];
    expect([...new Set([...inFull(world), ...inOurWords(world)])].toSorted()).toEqual(all.toSorted());
  });

  it('is found among any alerts in any rows within a day, and all others are told in full', async () => {
    const rows = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const world = poisoned();
        const ids = all.flatMap((one, n) => one.map((bad, m) => `${bad ? 'poison' : 'fine'}-${n}-${m}`));
        for (const [n, one] of all.entries())
          world.store.raise(
            row(
              n,
              one.map((bad, m) => alert(`${bad ? 'poison' : 'fine'}-${n}-${m}`)),
            ),
          );
        await minutes(world, 20 * 60, 5);
        expect(inFull(world)).toEqual(ids.filter((id) => id.startsWith('fine')).toSorted());
        const bad = ids.filter((id) => id.startsWith('poison'));
        expect(inOurWords(world)).toEqual(bad.length === 0 ? [] : ids.toSorted());
        expect(mailboxOf(world.store).halves ?? []).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a text with which the service fails each time', () => {
  const breaking = (fault: 'answered' | 'unanswered'): World => {
    const world = mailWorld();
    world.fails = ({ subject, text }) => (subject !== 'plain' && text.includes('poison') ? fault : null);
    return world;
  };

  it.each([
    ['answered', 1],
    ['unanswered', 3],
  ] as const)(
    '%s, is given up after two tries, and what waits behind it leaves %i minutes later',
    async (fault, late) => {
      const world = breaking(fault);
      world.store.raise(row(59, [critical('poison')]));
      await minutes(world, 1);
      world.store.raise(row(60, [critical('real')]));
      await minutes(world, late - 1);
      expect(told(world)).toEqual([]);
      await minutes(world, 1);
      expect(told(world)).toEqual([
        { plain: false, ids: ['real'] },
        { plain: true, ids: ['poison'] },
      ]);
      // Poison twice, and once more without its thread; what is real; and the words of ours alone.
      expect(world.calls.filter((call) => call.startsWith('send'))).toHaveLength(5);
    },
  );

  it('is told in full as a whole once the service takes it, and by halves else', async () => {
    const world = breaking('answered');
    world.store.raise(row(59, [critical('poison'), critical('real')]));
    await minutes(world, 2);
    expect(told(world)).toEqual([{ plain: true, ids: ['poison', 'real'] }]);
    const healed = breaking('answered');
    healed.store.raise(row(59, [critical('poison'), critical('real')]));
    await minutes(healed, 2);
    healed.fails = () => null;
    await minutes(healed, 30);
    expect(told(healed)).toEqual([
      { plain: true, ids: ['poison', 'real'] },
      { plain: false, ids: ['poison', 'real'] },
    ]);
    await minutes(world, 120);
    expect(inFull(world)).toEqual(['real']);
    expect(mailboxOf(world.store)).toMatchObject({ halves: [], inFlight: null });
  });

  it('is not told from a service that is down: that does not know operations either, and nothing is given up', async () => {
    const world = breaking('answered');
    world.fails = () => 'answered';
    world.deliveries = Array.from({ length: 50 }, () => new MonitorError('unavailable', 'down'));
    world.store.raise(row(59, [critical('c1')]));
    await minutes(world, 40);
    expect(mailboxOf(world.store)).toMatchObject({ refused: null, inFlight: { rows: ['pending|mail|writeback|59'] } });
    world.fails = () => null;
    world.deliveries = [];
    await minutes(world, 30);
    expect(told(world)).toEqual([{ plain: false, ids: ['c1'] }]);
  });

  it('that was accepted after all is settled, and not told again', async () => {
    const world = breaking('answered');
    world.store.raise(row(59, [critical('poison')]));
    await minutes(world, 1);
    world.deliveries = [{ kind: 'unknown' }, { kind: 'delivered' }];
    await minutes(world, 1);
    expect(told(world)).toEqual([]);
    expect(mailboxOf(world.store)).toMatchObject({ inFlight: null, refused: null });
    expect(world.store.state.pending.size).toBe(0);
  });
});

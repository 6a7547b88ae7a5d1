import { describe, expect, it } from 'vitest';
import type { Actor } from '../../shared/core/model/alert.ts';
import type { ActorSource, Change, HistoryItem } from '../../shared/core/model/history.ts';
import { MonitorError } from '../../shared/errors.ts';
import { at } from '../core/notify/outbox-rows.ts';
import { mailWorld, type World } from './mail-world.ts';

const ADELE: Actor = { id: 'u1', name: 'adele@contoso.example', type: 'user' };

const item = (key: string, changes: Partial<HistoryItem> = {}): HistoryItem => ({
  source: 'onPremisesSynchronization',
  change: 'changed',
  key,
  title: `Flag ${key}`,
  severity: 'critical',
  before: null,
  after: null,
  activities: ['Set DirSync feature'],
  alert: `rule~${key}~55`,
  raised: { rule: 'rule', subject: key },
  ...changes,
});

const change = (items: readonly HistoryItem[], changes: Partial<Change> = {}): Change => ({
  check: 'writeback',
  generation: 55,
  at: at(55),
  items,
  alerts: [],
  wantsActor: true,
  ...changes,
});

interface Asked {
  readonly activity: string;
  readonly from: string;
  readonly to: string;
}

function worldWith(
  changes: readonly Change[],
  events: { [activity: string]: { at: string; actor: Actor; told?: 'front' | 'person' }[] } = {},
) {
  const world = mailWorld();
  const asked: Asked[] = [];
  const actors: ActorSource = {
    question: (activity) => activity,
    find: async (activity, from, to) => {
      asked.push({ activity, from, to });
      return (events[activity] ?? []).map((event) => ({ activity, target: null, ...event }));
    },
  };
  world.actors = actors;
  for (const one of changes) world.store.change(one);
  return { world, asked, events };
}

const itemsOf = (world: World): readonly HistoryItem[] => [...world.store.state.changes.values()][0]?.value.items ?? [];

describe('who did it', () => {
  it('is recorded and, for a critical change, mailed in a short second mail, in one transaction', async () => {
    const { world } = worldWith([change([item('a')])], { 'Set DirSync feature': [{ at: at(50), actor: ADELE }] });
    const calls: string[] = [];
    const result = await world.run({
      gate: (name, call) => {
        calls.push(name);
        return call();
      },
    });
    expect(result).toMatchObject({ actors: { named: 1, givenUp: 0, error: null } });
    expect(result.what).toContain('who did it: 1 found, 0 given up');
    expect(itemsOf(world)).toMatchObject([{ key: 'a', actor: ADELE }]);
    expect(calls.filter((name) => name === 'recordActors')).toHaveLength(1);
    const mail = world.store.state.pending.get('pending|mail|writeback|55|actor');
    expect(mail).toMatchObject({
      at: at(60),
      suffix: 'actor',
      context: { tenant: { id: 'tenant-1', name: 'Contoso' } },
      alerts: [
        {
          id: 'rule~a~55',
          rule: 'rule',
          subject: 'a',
          kind: 'actor',
          severity: 'critical',
          actor: ADELE,
          title: 'Flag a',
          since: at(55),
        },
      ],
    });
    world.now += 60_000;
    expect(await world.run()).toMatchObject({ kind: 'sent', actors: { named: 0, givenUp: 0 } });
    expect(world.accepted).toHaveLength(1);
  });

  it('is recorded without a mail for what was not critical or not mailed', async () => {
    const items = [item('w', { severity: 'warning' }), item('r', { alert: null })];
    const { world } = worldWith([change(items)], { 'Set DirSync feature': [{ at: at(50), actor: ADELE }] });
    await world.run();
    expect(itemsOf(world).map(({ actor }) => actor)).toEqual([ADELE, ADELE]);
    expect(world.store.state.pending.size).toBe(0);
  });

  it('of several critical lines is mailed once, when all are found', async () => {
    const items = [item('a'), item('b', { activities: ['Late'] }), item('w', { severity: 'warning' })];
    const { world, events } = worldWith([change(items)], { 'Set DirSync feature': [{ at: at(50), actor: ADELE }] });
    await world.run();
    expect(itemsOf(world).map(({ actor }) => actor?.name)).toEqual([undefined, undefined, ADELE.name]);
    expect(world.store.state.pending.size).toBe(0);
    events.Late = [{ at: at(54), actor: { ...ADELE, name: 'ben' } }];
    world.now += 60_000;
    await world.run();
    expect(itemsOf(world).map(({ actor }) => actor?.name)).toEqual([ADELE.name, 'ben', ADELE.name]);
    expect([...world.store.state.pending.values()]).toMatchObject([
      { alerts: [{ id: 'rule~a~55' }, { id: 'rule~b~55' }] },
    ]);
  });

  it('is given up after an hour, said in history, and what was found is mailed', async () => {
    const items = [item('a'), item('b', { activities: ['Never'] })];
    const { world } = worldWith([change(items)], { 'Set DirSync feature': [{ at: at(50), actor: ADELE }] });
    world.now += 55 * 60_000;
    expect(await world.run()).toMatchObject({ actors: { named: 0, givenUp: 0 } });
    world.now += 60_000;
    expect(await world.run()).toMatchObject({ actors: { named: 1, givenUp: 1 } });
    expect(itemsOf(world)[1]?.actor).toEqual({ id: '', name: 'not found in the audit log', type: 'unknown' });
    expect([...world.store.state.pending.values()]).toMatchObject([{ alerts: [{ id: 'rule~a~55' }] }]);
    expect([...world.store.state.changes.values()][0]?.value.wantsActor).toBe(false);
  });

  it('is given up also when no notifier ran for hours', async () => {
    const { world } = worldWith([change([item('a')])]);
    world.now += 10 * 3_600_000;
    expect(await world.run()).toMatchObject({ actors: { named: 0, givenUp: 1 } });
  });

  it('takes one query for an activity, over the window of all changes that want it', async () => {
    const second = change([item('c'), item('d', { activities: ['Other'] })], { generation: 58, at: at(58) });
    const { world, asked } = worldWith([change([item('a'), item('b')]), second]);
    await world.run();
    expect(asked).toEqual([
      { activity: 'Set DirSync feature', from: at(-5), to: at(63) },
      { activity: 'Other', from: at(-2), to: at(63) },
    ]);
  });

  it('does not take an event from outside the window of its own change', async () => {
    const early = change([item('a')], { generation: 10, at: at(10) });
    const { world } = worldWith([early, change([item('b')])], {
      'Set DirSync feature': [{ at: at(50), actor: ADELE }],
    });
    await world.run();
    const [first, second] = [...world.store.state.changes.values()];
    expect(first?.value.items[0]?.actor).toBeUndefined();
    expect(second?.value.items[0]?.actor).toEqual(ADELE);
  });

  it('leaves everything as it is when the audit log cannot be read, and says so', async () => {
    const { world } = worldWith([change([item('a')])]);
    world.actors = {
      question: (activity) => activity,
      find: () => Promise.reject(new MonitorError('denied', 'Graph answered 403')),
    };
    const result = await world.run();
    expect(result).toMatchObject({
      kind: 'idle',
      error: null,
      actors: { named: 0, error: 'denied: Graph answered 403' },
    });
    expect(result.what).toContain('audit log: denied: Graph answered 403');
    expect(itemsOf(world)[0]?.actor).toBeUndefined();
  });

  it('is not asked when little time is left or nobody can be asked', async () => {
    const { world, asked } = worldWith([change([item('a')])]);
    expect(await world.run({ deadline: world.now + 5_000 })).toMatchObject({ actors: null });
    expect(await world.run({ actors: null })).toMatchObject({ actors: null });
    expect(asked).toEqual([]);
  });

  it('is not counted when another notifier was faster', async () => {
    const { world } = worldWith([change([item('a')])], { 'Set DirSync feature': [{ at: at(50), actor: ADELE }] });
    const result = await world.run({
      gate: (name, call) => {
        if (name === 'recordActors') world.store.change(change([item('a')]));
        return call();
      },
    });
    expect(result).toMatchObject({ actors: { named: 0, givenUp: 0 } });
    expect(world.store.state.pending.size).toBe(0);
  });

  it('is looked for twice more, and told again when another comes to light', async () => {
    const { world, events } = worldWith([change([item('a')])], {
      'Set DirSync feature': [{ at: at(54), actor: { ...ADELE, name: 'lee' } }],
    });
    await world.run();
    world.now += 60_000;
    await world.run();
    expect(world.accepted).toHaveLength(1);
    events['Set DirSync feature'] = [
      { at: at(54), actor: { ...ADELE, name: 'lee' } },
      { at: at(50), actor: ADELE },
    ];
    world.now += 5 * 60_000;
    expect(await world.run()).toMatchObject({ actors: { named: 0 } });
    world.now += 10 * 60_000;
    expect(await world.run()).toMatchObject({ actors: { named: 1 } });
    expect(itemsOf(world)[0]?.actor).toMatchObject({
      name: `${ADELE.name}, then lee`,
      candidates: [ADELE, { ...ADELE, name: 'lee' }],
    });
    const second = world.store.state.pending.get('pending|mail|writeback|55|actor');
    expect(second?.alerts).toMatchObject([
      { id: 'rule~a~55', kind: 'actor', lines: ['Corrects what was told before: lee'] },
    ]);
    world.now += 60 * 60_000;
    await world.run();
    expect([...world.store.state.changes.values()][0]?.value.wantsActor).toBe(false);
  });

  it('is not a service in whose name it was recorded, while the person may still be told', async () => {
    const PIM: Actor = { id: 'p', name: 'MS-PIM', type: 'application' };
    const front = { at: at(50), actor: PIM, told: 'front' as const };
    const { world, events } = worldWith([change([item('a')])], { 'Set DirSync feature': [front] });
    await world.run();
    expect(itemsOf(world)[0]?.actor).toBeUndefined();
    world.now += 11 * 60_000;
    await world.run();
    expect(itemsOf(world)[0]?.actor).toEqual(PIM);
    events['Set DirSync feature'] = [front, { at: at(51), actor: ADELE, told: 'person' as const }];
    world.now += 50 * 60_000;
    await world.run();
    expect(itemsOf(world)[0]?.actor).toEqual(ADELE);
  });

  it('is said to be unknown for want of reading, where the log could not be read to the end', async () => {
    const { world } = worldWith([change([item('a')])]);
    world.actors = {
      question: (activity) => activity,
      find: () => Promise.reject(new MonitorError('denied', 'Graph answered 403')),
    };
    world.now += 61 * 60_000;
    expect(await world.run()).toMatchObject({ actors: { givenUp: 1 } });
    expect(itemsOf(world)[0]?.actor).toEqual({
      id: '',
      name: 'not known: the audit log could not be read',
      type: 'unknown',
    });
  });
});

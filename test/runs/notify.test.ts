import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../shared/core/model/outbox.ts';
import { iso } from '../../shared/core/model/times.ts';
import { MonitorError } from '../../shared/errors.ts';
import { alert, at, minute, row } from '../core/notify/outbox-rows.ts';
import { mailWorld, type World } from './mail-world.ts';
import { mailboxOf } from './store-stub.ts';

/** Each of a rule of its own, so that none is a repeat. */
const critical = (id: string) => alert(id, { severity: 'critical', rule: id });

/** Not for its content: no mail would be taken. */
const DENIED: SendResult = { kind: 'refused', why: 'access', code: 'denied', message: 'No role', hint: 'Give it.' };
const REFUSED: SendResult = {
  kind: 'refused',
  why: 'content',
  code: 'config',
  message: 'No such sender',
  hint: 'Check MAIL_FROM.',
};
const unclear = (retryAfterMs: number | null = null): SendResult => ({
  kind: 'unclear',
  code: retryAfterMs === null ? 'unavailable' : 'throttled',
  message: 'No answer',
  hint: 'Wait.',
  retryAfterMs,
});

/** A world in which a critical alert waits since minute 59. */
function worldWithAlert(): World {
  const world = mailWorld();
  world.store.raise(row(59, [critical('c1')]));
  return world;
}

const later = (world: World, minutes: number): World => {
  world.now += minutes * 60_000;
  return world;
};

const longestGap = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((time, n) => time - (times[n] ?? 0)));

const idsOf = (world: World): string[] =>
  world.accepted.flatMap(({ text }) => (JSON.parse(text).alerts as { id: string }[]).map(({ id }) => id));

describe('a mail that goes well', () => {
  it('is frozen and charged before it is sent, and its rows go with its acceptance', async () => {
    const world = worldWithAlert();
    const atSend: unknown[] = [];
    const result = await world.run({
      gate: async (name, call) => {
        if (name === 'send') {
          const { inFlight, leaseUntil, sends } = mailboxOf(world.store);
          atSend.push(inFlight?.operationId, leaseUntil, sends, world.store.state.pending.size);
        }
        return call();
      },
    });
    const sends = [{ at: at(60), severity: 'critical' }];
    expect(atSend).toEqual(['operation-1', at(61), sends, 1]);
    expect(result).toMatchObject({ kind: 'sent', what: '1 row: a critical alert waits; swept 3 rows', error: null });
    expect(idsOf(world)).toEqual(['c1']);
    expect(world.store.state.pending.size).toBe(0);
    expect(mailboxOf(world.store)).toMatchObject({
      inFlight: null,
      leaseUntil: null,
      sends,
      lastSentAt: at(60),
      lastDigestAt: at(60),
      lastError: null,
      outcomes: [{ operationId: 'operation-1', acceptedAt: at(60), asked: 0 }],
    });
  });

  it('is not sent when nothing waits', async () => {
    const world = mailWorld();
    expect(await world.run()).toMatchObject({ kind: 'idle', what: 'nothing waits; swept 3 rows' });
    expect(world.calls).toEqual([]);
  });

  it('of closings alone does not start the pause', async () => {
    const world = mailWorld();
    world.store.raise(row(59, [alert('c', { kind: 'closed' })]));
    await world.run();
    expect(mailboxOf(world.store)).toMatchObject({ lastDigestAt: null, lastSentAt: at(60) });
  });

  it('leaves rows that were raised while it was sent', async () => {
    const world = worldWithAlert();
    await world.run({
      gate: (name, call) => {
        if (name === 'send') world.store.raise(row(60, [alert('new')]));
        return call();
      },
    });
    expect([...world.store.state.pending.keys()]).toEqual(['pending|mail|writeback|60']);
    await later(world, 9).run();
    expect(idsOf(world)).toEqual(['c1']);
    await later(world, 1).run();
    expect(idsOf(world)).toEqual(['c1', 'new']);
  });

  it('is not begun with less than ten seconds left', async () => {
    const world = worldWithAlert();
    const result = await world.run({ deadline: world.now + 9_999 });
    expect(result).toMatchObject({ kind: 'waiting', what: 'less than 10 s left to send' });
    expect(mailboxOf(world.store).inFlight).toBeNull();
    expect(world.calls).toEqual([]);
  });

  it('is not sent when freezing took the time; the next run asks first, then sends it', async () => {
    const world = worldWithAlert();
    const result = await world.run({
      gate: async (name, call) => {
        const answer = await call();
        if (name === 'putMailbox') world.now += 25_000;
        return answer;
      },
    });
    expect(result).toMatchObject({ kind: 'waiting' });
    expect(world.calls).toEqual([]);
    expect(await later(world, 1).run()).toMatchObject({ kind: 'sent' });
    expect(world.calls).toEqual(['ask operation-1', 'send operation-1']);
  });
});

/** What was sent and accepted, each as the ids in it; in words of ours alone: marked. */
const toldBy = (world: World): string[] =>
  world.accepted.map(({ subject, text }) => {
    const ids = (JSON.parse(text).alerts as { id: string }[]).map(({ id }) => id).join(' ');
    return subject === 'plain' ? `plain: ${ids}` : ids;
  });

describe('a mail that is refused for its content', () => {
  it('is told at once in words of ours alone, in the same run, and the refusal is over', async () => {
    const world = worldWithAlert();
    world.answers = [REFUSED];
    expect(await world.run()).toMatchObject({
      kind: 'sent',
      what: 'config: No such sender; 1 row: refused as it was, and now in our own words only; swept 3 rows',
    });
    expect(toldBy(world)).toEqual(['plain: c1']);
    expect(world.store.state.pending.size).toBe(0);
    expect(mailboxOf(world.store)).toMatchObject({ inFlight: null, refused: null, lastError: null });
    expect(mailboxOf(world.store).sends).toHaveLength(2);
  });

  it('never keeps what was not in it from leaving, in a message of its own', async () => {
    const world = worldWithAlert();
    world.answers = [REFUSED];
    await world.run({
      gate: (name, call) => {
        if (name === 'send' && world.calls.length === 0) world.store.raise(row(60, [critical('c2')]));
        return call();
      },
    });
    await later(world, 1).run();
    expect(toldBy(world)).toEqual(['plain: c1', 'c2']);
    expect(world.store.state.pending.size).toBe(0);
  });

  it('whose replacement is refused too waits 1, 4 and then every 10 minutes, and shows as refused', async () => {
    const world = worldWithAlert();
    world.answers = Array.from({ length: 40 }, () => REFUSED);
    const tried: number[] = [];
    for (let n = 0; n <= 200; n += 1) {
      const before = world.calls.length;
      await world.run();
      if (world.calls.length > before) tried.push(n);
      later(world, 1);
    }
    expect(tried.slice(0, 8)).toEqual([0, 1, 5, 15, 25, 35, 45, 55]);
    expect(mailboxOf(world.store)).toMatchObject({
      refused: { kind: 'content', rows: ['pending|mail|writeback|59'], settings: 'settings-1' },
      lastError: { code: 'config', message: 'No such sender', hint: 'Check MAIL_FROM.' },
    });
    expect(world.store.state.pending.size).toBe(1);
  });

  it('lets a new warning leave while its own replacement is refused, and stays refused', async () => {
    const world = worldWithAlert();
    world.answers = [REFUSED, REFUSED];
    await world.run();
    world.store.raise(row(60, [alert('w1')]));
    await world.run();
    expect(toldBy(world)).toEqual(['w1']);
    expect(mailboxOf(world.store).refused).toMatchObject({ kind: 'content', rows: ['pending|mail|writeback|59'] });
    await later(world, 1).run();
    expect(toldBy(world)).toEqual(['w1', 'plain: c1']);
    expect(mailboxOf(world.store).refused).toBeNull();
  });

  it('is sent as it was once more when the mail settings change', async () => {
    const world = worldWithAlert();
    world.answers = [REFUSED, REFUSED];
    await world.run();
    world.settings = 'settings-2';
    await later(world, 1).run();
    expect(toldBy(world)).toEqual(['c1']);
  });

  it('counts against the budget each time', async () => {
    const world = worldWithAlert();
    world.answers = Array.from({ length: 60 }, () => REFUSED);
    for (let n = 0; n < 20; n += 1) {
      world.store.raise(row(60 + n, [critical(`n${n}`)]));
      await later(world, 1).run();
    }
    // The last of the hour is kept for what outweighs everything.
    expect(world.calls).toHaveLength(9);
  });
});

describe('a mail that is refused because nobody may send', () => {
  it('is tried after 1, 4 and then every 10 minutes while the budget lasts, as it is and with what came meanwhile', async () => {
    const world = mailWorld();
    world.store.raise(row(59, [alert('w1')]));
    world.answers = Array.from({ length: 40 }, () => DENIED);
    const tried: number[] = [];
    for (let n = 0; n <= 130; n += 1) {
      const before = world.calls.length;
      await world.run();
      if (world.calls.length > before) tried.push(n);
      later(world, 1);
    }
    expect(tried.slice(0, 7)).toEqual([0, 1, 5, 15, 25, 35, 45]);
    expect(longestGap(tried)).toBeLessThanOrEqual(16);
    world.store.raise(row(191, [alert('w2')]));
    world.answers = [];
    await later(world, 16).run();
    expect(toldBy(world)).toEqual(['w1 w2']);
    expect(mailboxOf(world.store).refused).toBeNull();
  });

  it('is tried at once for a new critical alert, and under other settings', async () => {
    const world = worldWithAlert();
    world.answers = [DENIED, DENIED, DENIED];
    await world.run();
    await later(world, 1).run();
    expect(world.calls).toHaveLength(2);
    world.store.raise(row(61, [critical('c2')]));
    await later(world, 1).run();
    expect(world.calls).toHaveLength(3);
    world.settings = 'settings-2';
    await later(world, 1).run();
    expect(toldBy(world)).toEqual(['c1 c2']);
  });
});

describe('a mail of which nobody knows', () => {
  it('stays in flight, is left alone while leased, then asked for and settled without being sent again', async () => {
    const world = worldWithAlert();
    const lost = new MonitorError('unavailable', 'No answer');
    const result = await world.run({
      gate: async (name, call) => {
        const answer = await call();
        if (name === 'send') throw lost;
        return answer;
      },
    });
    expect(result).toMatchObject({ kind: 'unclear', what: 'unavailable: No answer' });
    expect(mailboxOf(world.store)).toMatchObject({ lastError: { code: 'unavailable' }, notBefore: null });
    expect(await later(world, 0.9).run()).toMatchObject({ kind: 'waiting', what: expect.stringContaining('leased') });
    expect(await later(world, 0.1).run()).toMatchObject({ kind: 'confirmed' });
    expect(world.calls).toEqual(['send operation-1', 'ask operation-1']);
    expect(world.store.state.pending.size).toBe(0);
    expect(mailboxOf(world.store)).toMatchObject({ inFlight: null, lastError: null, sends: [{ at: at(60) }] });
  });

  it('is sent again exactly as it was when the service does not know it', async () => {
    const world = worldWithAlert();
    world.answers = [unclear()];
    await world.run();
    const frozen = mailboxOf(world.store).inFlight;
    world.store.raise(row(60, [critical('c2')]));
    await later(world, 1).run();
    expect(world.accepted).toEqual([frozen]);
    expect(idsOf(world)).toEqual(['c1']);
    expect([...world.store.state.pending.keys()]).toEqual(['pending|mail|writeback|60']);
    expect(mailboxOf(world.store).sends).toHaveLength(2);
  });

  it('is not touched before the time that Retry-After gives, of which an hour is believed', async () => {
    const world = worldWithAlert();
    world.answers = [unclear(150_000), unclear(1e12)];
    await world.run();
    expect(mailboxOf(world.store).notBefore).toBe(at(62.5));
    expect(await later(world, 2.4).run()).toMatchObject({ kind: 'waiting', what: expect.stringContaining(at(62.5)) });
    await later(world, 0.1).run();
    expect(mailboxOf(world.store).notBefore).toBe(at(122.5));
    expect(world.calls).toEqual(['send operation-1', 'ask operation-1', 'send operation-1']);
  });

  it('is not sent again while nobody can tell what became of it', async () => {
    const world = worldWithAlert();
    world.answers = [unclear()];
    world.deliveries = [new MonitorError('denied', 'Status is denied', { hint: 'Give the role.' })];
    await world.run();
    expect(await later(world, 1).run()).toMatchObject({ kind: 'unclear', what: 'denied: Status is denied' });
    expect(mailboxOf(world.store)).toMatchObject({ lastError: { code: 'denied', hint: 'Give the role.' } });
    expect(world.calls).toEqual(['send operation-1', 'ask operation-1']);
  });

  it('is tried at growing distances, so that a service that is down for 50 minutes leaves budget for its return', async () => {
    const world = worldWithAlert();
    world.answers = Array.from({ length: 40 }, () => unclear());
    const tried: number[] = [];
    for (let n = 0; n <= 50; n += 1) {
      const before = world.calls.filter((call) => call.startsWith('send')).length;
      await world.run();
      if (world.calls.filter((call) => call.startsWith('send')).length > before) tried.push(n);
      later(world, 1);
    }
    expect(tried).toEqual([0, 1, 3, 7, 15, 25, 35, 45]);
    world.answers = [];
    for (let n = 0; n < 10 && world.accepted.length === 0; n += 1) await later(world, 1).run();
    expect(idsOf(world)).toEqual(['c1']);
  });

  it('that turns out to have been dropped is settled, and shows as refused', async () => {
    const world = worldWithAlert();
    world.answers = [unclear()];
    world.deliveries = [{ kind: 'failed', code: 'EmailDropped', message: 'suppressed' }];
    await world.run();
    expect(await later(world, 1).run()).toMatchObject({ kind: 'confirmed' });
    expect(mailboxOf(world.store)).toMatchObject({ lastError: { code: 'EmailDropped' }, refused: { at: at(61) } });
  });

  it('is asked for once after each try, then left alone, when no send is left', async () => {
    const world = worldWithAlert();
    world.policy = { perMinute: 5, perHour: 1 };
    world.answers = [unclear()];
    await world.run();
    for (let n = 0; n < 58; n += 1) await later(world, 1).run();
    expect(world.calls).toEqual(['send operation-1', 'ask operation-1']);
    for (let n = 0; n < 4; n += 1) await later(world, 1).run();
    expect(world.accepted).toHaveLength(1);
  });

  it('whose lease was written by a clock a day ahead is not left in flight for a day', async () => {
    const world = worldWithAlert();
    world.answers = [unclear()];
    later(world, 1440);
    await world.run();
    later(world, -1440);
    expect(await later(world, 1).run()).toMatchObject({ kind: 'waiting' });
    expect(await later(world, 1).run()).toMatchObject({ kind: 'sent' });
  });
});

describe('what became of the last mail', () => {
  const sentWorld = async (): Promise<World> => {
    const world = worldWithAlert();
    await world.run();
    return world;
  };

  it('is asked after a minute, and not again once it is known', async () => {
    const world = await sentWorld();
    world.deliveries = [{ kind: 'delivered' }];
    expect(await later(world, 0.9).run()).toMatchObject({ delivery: null });
    expect(await later(world, 0.1).run()).toMatchObject({ delivery: 'delivered' });
    expect(mailboxOf(world.store).outcomes).toEqual([]);
    await later(world, 60).run();
    expect(world.calls).toEqual(['send operation-1', 'ask operation-1']);
  });

  it('is asked eight times at most, within half a day', async () => {
    const world = await sentWorld();
    const asked: number[] = [];
    for (let n = 1; n <= 800; n += 1) {
      if ((await later(world, 1).run()).delivery === 'running') asked.push(n);
    }
    expect(asked).toEqual([1, 2, 5, 15, 30, 60, 180, 720]);
    expect(mailboxOf(world.store).outcomes).toEqual([]);
  });

  it('as dropped is an error that lasts until one arrives, and the mail is sent again', async () => {
    const world = await sentWorld();
    world.deliveries = [{ kind: 'failed', code: 'EmailDroppedAllRecipientsSuppressed', message: 'suppressed' }];
    expect(await later(world, 1).run()).toMatchObject({
      delivery: 'failed',
      kind: 'sent',
      what: expect.stringContaining('a message that was accepted and then dropped, again'),
    });
    expect(toldBy(world)).toEqual(['c1', 'c1']);
    const lasting = {
      lastError: { code: 'EmailDroppedAllRecipientsSuppressed', message: 'suppressed' },
      refused: { kind: 'dropped', at: at(61), settings: 'settings-1', alertIds: [] },
    };
    expect(mailboxOf(world.store)).toMatchObject(lasting);
    world.store.raise(row(62, [critical('c2')]));
    world.deliveries = [{ kind: 'running' }];
    expect(await later(world, 1).run()).toMatchObject({ kind: 'sent' });
    expect(mailboxOf(world.store)).toMatchObject(lasting);
    world.deliveries = [{ kind: 'delivered' }];
    await later(world, 1).run();
    expect(mailboxOf(world.store)).toMatchObject({ refused: null });
  });

  it('that cannot be told is no failure', async () => {
    const world = await sentWorld();
    world.deliveries = [new MonitorError('throttled', 'wait')];
    expect(await later(world, 1).run()).toMatchObject({ kind: 'idle', delivery: 'unknown', error: null });
    expect(mailboxOf(world.store).lastError).toBeNull();
  });

  it('is not asked beyond the status budget', async () => {
    const world = await sentWorld();
    const mailbox = mailboxOf(world.store);
    const etag = world.store.state.mailbox?.etag ?? null;
    await world.store.putMailbox('mail', { ...mailbox, asks: Array.from({ length: 20 }, (_, n) => at(40 + n)) }, etag);
    await later(world, 1).run();
    expect(world.calls).toEqual(['send operation-1']);
  });
});

describe('what became of several mails', () => {
  it('is asked of each until it is known, one in a run; only the one that was dropped is told again', async () => {
    const world = mailWorld();
    for (let n = 0; n < 3; n += 1) {
      world.store.raise(row(60 + n, [critical(`c${n}`)]));
      world.deliveries = [{ kind: 'running' }, { kind: 'running' }];
      await world.run();
      later(world, 0.4);
    }
    world.calls.length = 0;
    world.deliveries = [
      { kind: 'delivered' },
      { kind: 'failed', code: 'EmailDropped', message: 'suppressed' },
      { kind: 'delivered' },
    ];
    for (let n = 0; n < 3; n += 1) await later(world, 1).run();
    expect(world.calls.map((call) => call.replace('operation-', ''))).toEqual(['ask 1', 'ask 2', 'send 4', 'ask 3']);
    expect(toldBy(world)).toEqual(['c0', 'c1', 'c2', 'c1']);
    expect(mailboxOf(world.store)).toMatchObject({
      outcomes: [{ operationId: 'operation-4', again: 1 }],
      lastError: { code: 'EmailDropped' },
      refused: { kind: 'dropped' },
      dropped: [],
    });
  });

  it('that are all dropped are told again twice, the second time in words of ours alone, and no more', async () => {
    const world = worldWithAlert();
    world.deliveries = Array.from({ length: 40 }, () => ({ kind: 'failed', code: 'EmailDropped', message: 'no' }));
    for (let n = 0; n < 60; n += 1) await later(world, 1).run();
    expect(toldBy(world)).toEqual(['c1', 'c1', 'plain: c1']);
    expect(mailboxOf(world.store)).toMatchObject({ refused: { kind: 'dropped' }, outcomes: [], dropped: [] });
  });

  it('that are told again and are refused for their content go in words of ours, in the same run', async () => {
    const world = worldWithAlert();
    await world.run();
    world.deliveries = [{ kind: 'failed', code: 'EmailDropped', message: 'no' }];
    world.answers = [REFUSED];
    await later(world, 1).run();
    expect(toldBy(world)).toEqual(['c1', 'plain: c1']);
  });

  it('that are told again while nobody may send wait for it', async () => {
    const world = worldWithAlert();
    await world.run();
    world.deliveries = [{ kind: 'failed', code: 'EmailDropped', message: 'no' }];
    world.answers = [DENIED];
    await later(world, 1).run();
    await later(world, 1).run();
    expect(toldBy(world)).toEqual(['c1', 'c1']);
  });

  it('is remembered of sixty at most', async () => {
    const world = mailWorld();
    world.policy = { perMinute: 100, perHour: 100 };
    for (let n = 0; n < 64; n += 1) {
      world.store.raise(row(60 + n, [critical(`c${n}`)]));
      await later(world, 0.01).run();
    }
    expect(mailboxOf(world.store).outcomes?.map(({ operationId }) => operationId)).toEqual(
      Array.from({ length: 60 }, (_, n) => `operation-${n + 5}`),
    );
  });

  it('goes on with the one that an earlier version remembered', async () => {
    const world = mailWorld();
    await world.run();
    const etag = world.store.state.mailbox?.etag ?? null;
    const { outcomes: _, ...old } = mailboxOf(world.store);
    const outcome = { operationId: 'old', acceptedAt: at(60), asked: 0 };
    await world.store.putMailbox('mail', { ...old, outcome }, etag);
    world.deliveries = [{ kind: 'delivered' }];
    await later(world, 2).run();
    expect(world.calls).toEqual(['ask old']);
    expect(mailboxOf(world.store)).toMatchObject({ outcome: null, outcomes: [] });
  });
});

describe('the sweep', () => {
  it('is done once an hour, for what is older than HISTORY_DAYS', async () => {
    const world = mailWorld();
    for (let n = 0; n < 61; n += 1) {
      await world.run();
      later(world, 1);
    }
    const keepFrom = (now: number) => iso(now - 400 * 86_400_000);
    expect(world.store.state.sweeps).toEqual([
      { keepFrom: keepFrom(minute(60)), now: minute(60) },
      { keepFrom: keepFrom(minute(120)), now: minute(120) },
    ]);
  });
});

describe('a store that fails', () => {
  it.each([
    { call: 'outboxes', kind: 'failed' },
    { call: 'putMailbox', kind: 'failed' },
    { call: 'settle', kind: 'failed' },
    { call: 'sweep', kind: 'failed' },
  ])('in $call ends the run with a result that says so', async ({ call: failing, kind }) => {
    const world = failing === 'sweep' ? mailWorld() : worldWithAlert();
    const result = await world.run({
      gate: (name, call) =>
        name === failing
          ? Promise.reject(new MonitorError('unavailable', 'Storage is away', { hint: 'Wait.' }))
          : call(),
    });
    expect(result).toMatchObject({
      kind,
      what: expect.stringContaining('ended by unavailable: Storage is away'),
      error: { code: 'unavailable', message: 'Storage is away', hint: 'Wait.' },
    });
  });

  it('never hides a mistake of our own', async () => {
    const world = worldWithAlert();
    await expect(world.run({ gate: () => Promise.reject(new TypeError('a bug')) })).rejects.toThrow('a bug');
  });
});

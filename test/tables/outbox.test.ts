import { describe, expect, test } from 'vitest';
import type { Mailbox } from '../../shared/core/model/outbox.ts';
import {
  at,
  breaking,
  commit,
  type Disturb,
  HOSTILE,
  head,
  isWrite,
  mailbox,
  mailOutbox,
  NOW,
  pending,
  settleMail,
  TENANT,
  type World,
  worlds,
} from './world.ts';

const world = worlds();

/** Outbox rows of the generations 1 to `count`. */
async function withPending(count: number, position?: 'perCall' | 'perRetry'): Promise<World> {
  const made = world(position);
  await made.store.heads(NOW);
  let etag: string | null = null;
  for (let generation = 1; generation <= count; generation += 1) {
    await made.store.commit(commit({ head: head({ generation }), etag, pending: pending({ generation }) }));
    etag = (await made.store.heads(NOW)).heads.get('writeback')?.etag ?? null;
  }
  return made;
}

const key = (generation: number) => `pending|mail|writeback|${generation}`;

const inFlight = (more: Partial<Mailbox['inFlight'] & object> = {}): NonNullable<Mailbox['inFlight']> => ({
  operationId: 'op-1',
  subject: 'Writeback is on',
  text: 'Writeback is on',
  html: '<p>Writeback is on</p>',
  rows: [key(1)],
  alertIds: ['writeback-on~tenant~1'],
  severity: 'critical',
  frozenAt: at(1),
  unpaced: false,
  ...more,
});

describe('outbox', () => {
  test('is empty at first', async () => {
    const { store } = world();
    await store.heads(NOW);
    expect(await mailOutbox(store)).toEqual({ mailbox: null, pending: [] });
  });

  test('reads mailbox and outbox rows with their keys, and no other rows', async () => {
    const { store, client } = await withPending(2);
    await client.createEntity({ partitionKey: TENANT, rowKey: 'measure|users|1', value: 7 });
    const etag = await store.putMailbox('mail', mailbox({ inFlight: inFlight() }), null);
    expect(await mailOutbox(store)).toEqual({
      mailbox: { value: mailbox({ inFlight: inFlight() }), etag },
      pending: [
        { ...pending({ generation: 1 }), rowKey: key(1), receiver: 'mail' },
        { ...pending({ generation: 2 }), rowKey: key(2), receiver: 'mail' },
      ],
    });
  });

  test('reads the mailbox before the rows: what another settles in between is not seen under a fresh ETag', async () => {
    const { store, wire, other } = await withPending(1);
    const etag = await store.putMailbox('mail', mailbox({ inFlight: inFlight() }), null);
    const seen: string[] = [];
    wire.disturb = async (request, next) => {
      const answer = await next();
      if (seen.push(request.url) === 1) await settleMail(other(), mailbox(), etag ?? '', [key(1)]);
      return answer;
    };
    const read = await mailOutbox(store);
    expect(seen.length).toBe(2);
    expect(read).toEqual({ mailbox: { value: mailbox({ inFlight: inFlight() }), etag }, pending: [] });
    expect(await store.putMailbox('mail', mailbox(), read.mailbox?.etag ?? null)).toBeNull();
  });

  test.each(HOSTILE)('holds a mail with %s', async (_, text) => {
    const { store } = await withPending(0);
    const frozen = inFlight({ subject: text, text, html: text, alertIds: [text] });
    await store.putMailbox('mail', mailbox({ inFlight: frozen }), null);
    expect((await mailOutbox(store)).mailbox?.value.inFlight).toEqual(frozen);
  });

  test('holds a mail that is too large for a row', async () => {
    const { store, client } = await withPending(0);
    const html = Array.from({ length: 40_000 }, () => crypto.randomUUID()).join();
    await store.putMailbox('mail', mailbox({ inFlight: inFlight({ html }) }), null);
    expect(await client.getEntity(TENANT, 'mailbox')).not.toHaveProperty('z0');
    expect((await mailOutbox(store)).mailbox?.value.inFlight?.html).toBe(html);
  });
});

describe('putMailbox', () => {
  test('gives the ETag with which the next write goes through', async () => {
    const { store } = await withPending(0);
    const first = await store.putMailbox('mail', mailbox(), null);
    const second = await store.putMailbox('mail', mailbox({ leaseUntil: at(1) }), first);
    expect(second).not.toBe(first);
    expect((await mailOutbox(store)).mailbox).toEqual({ value: mailbox({ leaseUntil: at(1) }), etag: second });
  });

  test.each([
    ['the first mailbox', null],
    ['one ETag', 'stored'],
  ])('lets one of two notifiers with %s win', async (_, from) => {
    const { store, other } = await withPending(0);
    const etag = from === null ? null : await store.putMailbox('mail', mailbox(), null);
    const writes = [1, 2].map((n) => other().putMailbox('mail', mailbox({ leaseUntil: at(n) }), etag));
    const etags = await Promise.all(writes);
    expect(etags.filter((result) => result === null).length).toBe(1);
    expect((await mailOutbox(store)).mailbox?.value.leaseUntil).toBe(at(etags[0] === null ? 2 : 1));
  });

  test.each(faults())('%s is written once, and its ETag is good', async (_, disturb, position) => {
    const { store, wire } = await withPending(0, position);
    const first = await store.putMailbox('mail', mailbox(), null);
    wire.disturb = disturb();
    const second = await store.putMailbox('mail', mailbox({ leaseUntil: at(1) }), first);
    expect((await mailOutbox(store)).mailbox).toEqual({ value: mailbox({ leaseUntil: at(1) }), etag: second });
    expect(await store.putMailbox('mail', mailbox({ leaseUntil: at(2) }), second)).not.toBeNull();
  });

  test('after a lost answer, with another notifier on top, says that the other was faster', async () => {
    const { store, wire, other } = await withPending(0);
    const first = await store.putMailbox('mail', mailbox(), null);
    wire.disturb = async (request, next) => {
      if (!isWrite(request)) return next();
      await next();
      const now = (await mailOutbox(other())).mailbox?.etag ?? null;
      await other().putMailbox('mail', mailbox({ leaseUntil: at(9) }), now);
      throw Object.assign(new Error('reset'), { name: 'RestError', code: 'ECONNRESET' });
    };
    expect(await store.putMailbox('mail', mailbox({ leaseUntil: at(1) }), first)).toBeNull();
    expect((await mailOutbox(other())).mailbox?.value.leaseUntil).toBe(at(9));
  });
});

describe('settle', () => {
  test('writes the mailbox and deletes its rows in one request', async () => {
    const { store, opened } = await withPending(3);
    const etag = await store.putMailbox('mail', mailbox({ inFlight: inFlight() }), null);
    const before = opened.operations();
    const after = await settleMail(store, mailbox({ lastSentAt: at(1) }), etag ?? '', [key(1), key(3)]);
    expect(opened.operations()).toEqual({ reads: before.reads, writes: before.writes + 1 });
    expect(await mailOutbox(store)).toEqual({
      mailbox: { value: mailbox({ lastSentAt: at(1) }), etag: after },
      pending: [{ ...pending({ generation: 2 }), rowKey: key(2), receiver: 'mail' }],
    });
  });

  test.each(faults())('%s settles once', async (_, disturb, position) => {
    const { store, wire } = await withPending(2, position);
    const etag = await store.putMailbox('mail', mailbox({ inFlight: inFlight() }), null);
    wire.disturb = disturb();
    const after = await settleMail(store, mailbox({ lastSentAt: at(1) }), etag ?? '', [key(1)]);
    const read = await mailOutbox(store);
    expect(read.mailbox).toEqual({ value: mailbox({ lastSentAt: at(1) }), etag: after });
    expect(read.pending.map(({ rowKey }) => rowKey)).toEqual([key(2)]);
  });

  test('is not blocked by rows that are gone', async () => {
    const { store, client } = await withPending(3);
    const etag = await store.putMailbox('mail', mailbox(), null);
    await client.deleteEntity(TENANT, key(2));
    expect(await settleMail(store, mailbox(), etag ?? '', [key(1), key(2), key(3), key(99)])).not.toBeNull();
    expect((await mailOutbox(store)).pending).toEqual([]);
  });

  test('deletes nothing when another notifier was faster', async () => {
    const { store } = await withPending(1);
    const etag = await store.putMailbox('mail', mailbox(), null);
    await store.putMailbox('mail', mailbox({ leaseUntil: at(1) }), etag);
    expect(await settleMail(store, mailbox(), etag ?? '', [key(1)])).toBeNull();
    expect((await mailOutbox(store)).pending.length).toBe(1);
  });

  test('takes 98 rows, and refuses 99 before anything is sent', async () => {
    const { store, client, opened } = await withPending(0);
    const etag = await store.putMailbox('mail', mailbox(), null);
    const rows = Array.from({ length: 99 }, (_, n) => key(n));
    const row = (rowKey: string) => ({ partitionKey: TENANT, rowKey });
    await client.submitTransaction(rows.map((rowKey) => ['create', row(rowKey)]));
    const before = opened.operations();
    await expect(settleMail(store, mailbox(), etag ?? '', rows)).rejects.toMatchObject({ code: 'internal' });
    expect(opened.operations()).toEqual(before);
    expect(await settleMail(store, mailbox(), etag ?? '', rows.slice(1))).not.toBeNull();
    expect(await client.getEntity(TENANT, key(0))).toBeDefined();
    await client.deleteEntity(TENANT, key(0));
    expect((await mailOutbox(store)).pending).toEqual([]);
  });

  test('refuses to delete anything but outbox rows', async () => {
    const { store } = await withPending(1);
    const etag = await store.putMailbox('mail', mailbox(), null);
    await expect(settleMail(store, mailbox(), etag ?? '', ['head|writeback'])).rejects.toMatchObject({
      code: 'internal',
    });
    expect((await store.heads(NOW)).heads.size).toBe(1);
  });
});

function faults(): [name: string, disturb: () => Disturb, position: 'perCall' | 'perRetry'][] {
  return [
    ['whose answer is lost', () => breaking(isWrite, true), 'perCall'],
    ['whose request is lost', () => breaking(isWrite, false), 'perCall'],
    ['whose answer is lost, unseen by a retry of the SDK', () => breaking(isWrite, true), 'perRetry'],
    ['whose request is lost, unseen by a retry of the SDK', () => breaking(isWrite, false), 'perRetry'],
  ];
}

describe('the clock of the service', () => {
  const dated = (made: World, date: () => string | null): void => {
    made.wire.disturb = async (_request, next) => {
      const answer = await next();
      const said = date();
      if (said === null) answer.headers.delete('date');
      else answer.headers.set('date', said);
      return answer;
    };
  };
  const off = (ms: number) => () => new Date(Date.now() + ms).toUTCString();

  test.each<[name: string, date: () => string | null, aheadMs: number | undefined]>([
    ['hours behind ours', off(-7_200_000), -7_200_000],
    ['a minute ahead of ours', off(60_000), 60_000],
    ['a second from ours, which is how exact it is', off(1000), 0],
    ['not said', () => null, undefined],
    ['no time', () => 'yesterday', undefined],
  ])('is told with the outboxes: %s', async (_, date, aheadMs) => {
    const made = await withPending(1);
    dated(made, date);
    const found = (await made.store.outboxes()).aheadMs;
    if (aheadMs) expect(Math.abs((found ?? 0) - aheadMs)).toBeLessThan(10_000);
    else expect(found).toBe(aheadMs);
  });
});

/** An outbox for each receiver, and the rows of events: who is told, what stays, and what goes. */
import { describe, expect, test } from 'vitest';
import {
  at,
  commit,
  head,
  mailbox,
  mailedAlert,
  mailOutbox,
  NOW,
  pending,
  sha256,
  source,
  TENANT,
  type World,
  worlds,
} from './world.ts';

const world = worlds();
const BOTH = ['mail', 'webhook'];

async function withCommit(
  receivers: readonly string[] = BOTH,
  severity: 'warning' | 'critical' = 'critical',
): Promise<World> {
  const made = world();
  await made.store.heads(NOW);
  await made.store.commit(commit({ pending: pending({ alerts: [mailedAlert({ severity })] }), receivers }));
  return made;
}

const keysIn = async ({ client }: World): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { rowKey = '' } of client.listEntities()) if (!/^(head|install)/.test(rowKey)) keys.push(rowKey);
  return keys;
};

describe('a commit', () => {
  test('gives each receiver a row of its own, and its events one for all, in one request', async () => {
    const made = world();
    await made.store.heads(NOW);
    const before = made.opened.operations();
    await made.store.commit(commit({ pending: pending(), receivers: BOTH }));
    expect(made.opened.operations()).toEqual({ reads: before.reads, writes: before.writes + 1 });
    expect(await keysIn(made)).toEqual([
      'event|writeback|1',
      'pending|mail|writeback|1',
      'pending|webhook|writeback|1',
    ]);
    const { receivers } = await made.store.outboxes();
    for (const name of BOTH) {
      const rowKey = `pending|${name}|writeback|1`;
      expect(receivers.get(name)?.pending).toEqual([{ ...pending(), rowKey, receiver: name }]);
    }
    const { check, generation, at: raisedAt, alerts } = pending();
    expect((await made.store.events()).events).toEqual([{ check, generation, at: raisedAt, alerts }]);
  });

  test('without events has no row of them, nor has one that nobody is told of', async () => {
    const made = world();
    await made.store.heads(NOW);
    const opened = pending({ alerts: [mailedAlert({ kind: 'opened' })] });
    await made.store.commit(commit({ pending: opened }));
    expect(await keysIn(made)).toEqual(['pending|mail|writeback|1']);
    expect(await keysIn(await withCommit([]))).toEqual([]);
  });
});

describe('a receiver', () => {
  test('settles its own rows alone, and those of another never', async () => {
    const made = await withCommit();
    const etag = (await made.store.putMailbox('webhook', mailbox(), null)) ?? '';
    const settle = (rows: string[]) => made.store.settle('webhook', mailbox({ lastSentAt: at(1) }), etag, rows, []);
    await expect(settle(['pending|mail|writeback|1'])).rejects.toMatchObject({ code: 'internal' });
    await expect(settle(['head|writeback'])).rejects.toMatchObject({ code: 'internal' });
    expect(await settle(['pending|webhook|writeback|1'])).not.toBeNull();
    const { receivers } = await made.store.outboxes();
    expect(receivers.get('mail')).toMatchObject({ mailbox: null, pending: [{ generation: 1 }] });
    expect(receivers.get('webhook')).toMatchObject({ mailbox: { value: { lastSentAt: at(1) } }, pending: [] });
    expect(await keysIn(made)).toEqual(['event|writeback|1', 'mailbox|webhook', 'pending|mail|writeback|1']);
  });

  test('takes the events with it that it was the last to tell', async () => {
    const made = await withCommit(['mail']);
    const etag = (await made.store.putMailbox('mail', mailbox(), null)) ?? '';
    await made.store.settle('mail', mailbox(), etag, ['pending|mail|writeback|1'], [pending()]);
    expect(await keysIn(made)).toEqual(['mailbox']);
  });

  test('that is mail finds the rows of versions that knew no other', async () => {
    const made = await withCommit(['mail']);
    const row = await made.client.getEntity(TENANT, 'pending|mail|writeback|1');
    const { etag: _etag, timestamp: _timestamp, ...old } = row;
    for (const rowKey of ['pending|writeback|7', 'pending|writeback|7|actor'])
      await made.client.createEntity({ ...old, partitionKey: TENANT, rowKey });
    const waiting = ['pending|mail|writeback|1', 'pending|writeback|7', 'pending|writeback|7|actor'];
    expect((await mailOutbox(made.store)).pending.map(({ rowKey }) => rowKey)).toEqual(waiting);
    const etag = (await made.store.putMailbox('mail', mailbox(), null)) ?? '';
    expect(await made.store.settle('mail', mailbox(), etag, waiting, [])).not.toBeNull();
    expect((await mailOutbox(made.store)).pending).toEqual([]);
  });
});

describe('the sweep', () => {
  const later = (hours: number): number => Date.now() + hours * 3600_000;

  test('takes events that nobody has to tell any more, and no others', async () => {
    const made = await withCommit(BOTH, 'warning');
    expect(await made.store.sweep(at(-1), later(0), BOTH)).toBe(0);
    await made.client.deleteEntity(TENANT, 'pending|mail|writeback|1');
    expect(await made.store.sweep(at(-1), later(0), BOTH)).toBe(0);
    await made.client.deleteEntity(TENANT, 'pending|webhook|writeback|1');
    expect(await made.store.sweep(at(-1), later(0), BOTH)).toBe(1);
    expect(await keysIn(made)).toEqual([]);
  });

  test('takes what has waited for a day for a receiver that is not there any more', async () => {
    const made = await withCommit();
    expect(await made.store.sweep(at(-1), later(23), ['mail'])).toBe(0);
    expect(await made.store.sweep(at(-1), later(25), ['mail'])).toBe(1);
    expect(await keysIn(made)).toEqual(['event|writeback|1', 'pending|mail|writeback|1']);
  });

  test('keeps the chunk that large events name', async () => {
    const made = world();
    await made.store.heads(NOW);
    const lines = Array.from({ length: 3000 }, () => crypto.randomUUID());
    const large = pending({ alerts: [mailedAlert({ lines })] });
    await made.store.commit(commit({ pending: large }));
    await made.store.sweep(at(-1), later(48), ['mail']);
    expect((await made.store.events()).events[0]?.alerts).toEqual(large.alerts);
    expect((await mailOutbox(made.store)).pending[0]?.alerts).toEqual(large.alerts);
  });
});

describe('a commit that needs texts', () => {
  const [one, two] = ['one', 'two'].map(sha256) as [string, string];
  const sources = { a: source(one), b: source(two) };

  async function withTexts(): Promise<World & { readonly etag: string }> {
    const made = world();
    await made.store.heads(NOW);
    await made.store.save(one, 'one');
    await made.store.save(two, 'two');
    await made.store.commit(commit({ head: head({ sources }) }));
    return { ...made, etag: (await made.store.heads(NOW)).heads.get('writeback')?.etag ?? '' };
  }

  const unchanged = (etag: string) => commit({ head: head({ generation: 2, sources }), etag, mustExist: [one, two] });

  test('that are there is one write, and leaves them as they are', async () => {
    const { store, opened, etag } = await withTexts();
    const before = opened.operations();
    expect(await store.commit(unchanged(etag))).toBe('committed');
    expect(opened.operations()).toEqual({ reads: before.reads, writes: before.writes + 1 });
    expect([await store.load(one), await store.load(two)]).toEqual(['one', 'two']);
    expect((await store.heads(NOW)).heads.get('writeback')?.value.generation).toBe(2);
  });

  test('of which one is gone stores nothing and says so', async () => {
    const { store, client, etag } = await withTexts();
    await client.deleteEntity(TENANT, `chunk|${two}|0000`);
    expect(await store.commit(unchanged(etag))).toBe('missing-text');
    expect((await store.heads(NOW)).heads.get('writeback')).toMatchObject({ value: { generation: 1 }, etag });
    expect(await store.load(two)).toBeNull();
  });

  test('loses to who was faster, also when a text is gone', async () => {
    const { store, other, client, etag } = await withTexts();
    await other().commit(commit({ head: head({ generation: 2, sources }), etag }));
    await client.deleteEntity(TENANT, `chunk|${two}|0000`);
    expect(await store.commit(unchanged(etag))).toBe('lost');
  });

  test.each([true, false])('and whose answer is lost (applied: %s) is committed once', async (applied) => {
    const { store, wire, etag } = await withTexts();
    let left = 1;
    wire.disturb = async (request, next) => {
      if (left === 0 || request.method === 'GET') return next();
      left -= 1;
      if (applied) await next();
      throw Object.assign(new Error('socket hang up'), { name: 'RestError', code: 'ECONNRESET' });
    };
    expect(await store.commit(unchanged(etag))).toBe('committed');
    expect((await store.heads(NOW)).heads.get('writeback')?.value.generation).toBe(2);
  });

  test('and closes an alert whose row is gone is told apart from one whose text is', async () => {
    const { store, client, etag } = await withTexts();
    const closing = { ...unchanged(etag), closed: ['gone~x~1'] };
    expect(await store.commit(closing)).toBe('committed');
    const next = (await store.heads(NOW)).heads.get('writeback')?.etag ?? '';
    await client.deleteEntity(TENANT, `chunk|${one}|0000`);
    expect(await store.commit({ ...unchanged(next), closed: ['gone~x~1'] })).toBe('missing-text');
  });

  test('keeps the sweep from neither an orphan nor what it names', async () => {
    const { store, etag } = await withTexts();
    await store.commit(unchanged(etag));
    const later = Date.now() + 48 * 3600_000;
    expect(await store.sweep(at(-1), later, ['mail'])).toBe(0);
    const next = (await store.heads(NOW)).heads.get('writeback')?.etag ?? '';
    await store.commit(
      commit({ head: head({ generation: 3, sources: { a: source(one) } }), etag: next, mustExist: [one] }),
    );
    expect(await store.sweep(at(-1), later, ['mail'])).toBe(1);
    expect([await store.load(one), await store.load(two)]).toEqual(['one', null]);
  });
});

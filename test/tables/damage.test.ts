/** Promise 17 at the table: a row that cannot be decoded costs what it held, is told, and stops nothing else. */
import { describe, expect, test } from 'vitest';
import { damage, SAID, WAY_NAMES, type Way } from './damaging.ts';
import {
  alert,
  at,
  change,
  commit,
  head,
  mailbox,
  mailedAlert,
  mailOutbox,
  NOW,
  pending,
  source,
  TENANT,
  type World,
  worlds,
} from './world.ts';

const world = worlds();
const ALL = { check: null, since: null, limit: 100, from: null };

/** Two checks, each with one row of every kind, and a mailbox. */
async function stored(): Promise<World> {
  const made = world();
  await made.store.heads(NOW);
  for (const check of ['writeback', 'agents'] as const) {
    const id = `rule~${check}~1`;
    await made.store.commit(
      commit({
        head: head({ check, openAlerts: [{ id, rule: 'rule', subject: check, severity: 'critical' }] }),
        change: change({ check }),
        pending: pending({ check, alerts: [mailedAlert({ id: `event~${check}~1` })] }),
        alerts: [alert({ id, check })],
      }),
    );
  }
  await made.store.putMailbox('mail', mailbox({ lastSentAt: at(1) }), null);
  return made;
}

const told = (kind: string, rowKey: string, check: string | null, way: Way) => [
  { kind, rowKey, check, why: expect.stringMatching(SAID[way]) },
];

describe.each(WAY_NAMES)('a row %s', (way) => {
  test('of an outbox leaves all others waiting', async () => {
    const { store, client } = await stored();
    await damage(client, 'pending|mail|agents|1', way);
    const { receivers, damaged } = await store.outboxes();
    expect(receivers.get('mail')?.pending.map(({ rowKey }) => rowKey)).toEqual(['pending|mail|writeback|1']);
    expect(damaged).toEqual(told('pending', 'pending|mail|agents|1', 'agents', way));
  });

  test('of a mailbox is written anew under its ETag, and only under that', async () => {
    const { store, client } = await stored();
    await damage(client, 'mailbox', way);
    const { receivers, damaged } = await store.outboxes();
    const found = receivers.get('mail');
    expect(found).toMatchObject({ mailbox: null, pending: [{ check: 'agents' }, { check: 'writeback' }] });
    expect(damaged).toEqual(told('mailbox', 'mailbox', null, way));
    expect(await store.putMailbox('mail', mailbox(), null)).toBeNull();
    expect(await store.putMailbox('mail', mailbox({ lastSentAt: at(2) }), found?.lostMailbox ?? '')).not.toBeNull();
    expect((await mailOutbox(store)).mailbox?.value.lastSentAt).toBe(at(2));
  });

  test('of an open alert leaves all others open', async () => {
    const { store, client } = await stored();
    await damage(client, 'alert|rule~agents~1', way);
    const { alerts, damaged } = await store.openAlerts();
    expect(alerts.map(({ id }) => id)).toEqual(['rule~writeback~1']);
    expect(damaged).toEqual(told('alert', 'alert|rule~agents~1', 'agents', way));
    expect(await store.damage(at(-1))).toEqual(damaged);
  });

  test('of events leaves all others', async () => {
    const { store, client } = await stored();
    await damage(client, 'event|agents|1', way);
    const { events, damaged } = await store.events();
    expect(events.map(({ check }) => check)).toEqual(['writeback']);
    expect(damaged).toEqual(told('event', 'event|agents|1', 'agents', way));
    expect(await store.damage(at(-1))).toEqual(damaged);
  });

  test('of history is a line between all others, and keeps no name from being looked up', async () => {
    const { store, client } = await stored();
    const [{ change: wanted } = { change: change() }] = (await store.history(ALL)).items;
    await store.commit(
      commit({
        head: head({ generation: 2 }),
        etag: (await store.heads(NOW)).heads.get('writeback')?.etag ?? null,
        change: change({ generation: 2, at: at(1), wantsActor: true }),
      }),
    );
    const key = `change|${String(8_640_000_000_000_000 - NOW).padStart(16, '0')}|${wanted.check}|1`;
    await damage(client, key, way);
    const { items } = await store.history(ALL);
    expect(items.map((line) => [line.change.check, line.change.generation, line.item.title])).toEqual([
      ['writeback', 2, 'Writeback was turned on'],
      ['agents', 1, expect.stringMatching(SAID[way])],
      ['writeback', 1, 'Writeback was turned on'],
    ]);
    expect(await store.damage(at(-1))).toEqual(told('change', key, 'agents', way));
    expect(await store.damage(at(0.5))).toEqual([]);
    expect((await store.changesWithoutActor(at(-1))).map(({ value }) => value.generation)).toEqual([2]);
  });

  test('of a head leaves the other checks theirs, and is written over under its ETag alone', async () => {
    const { store, client } = await stored();
    await damage(client, 'head|agents', way);
    const { heads, lostHeads, damaged } = await store.heads(NOW);
    expect([...heads.keys()]).toEqual(['writeback']);
    expect([...lostHeads.keys()]).toEqual(['agents']);
    expect(damaged).toEqual(told('head', 'head|agents', 'agents', way));
    const anew = head({ check: 'agents', generation: 9 });
    expect(await store.commit(commit({ head: anew, etag: null }))).toBe('lost');
    expect(await store.commit(commit({ head: anew, etag: lostHeads.get('agents') ?? '' }))).toBe('committed');
    expect((await store.heads(NOW)).heads.get('agents')?.value.generation).toBe(9);
  });

  test('of a check that nobody knows is left as it is', async () => {
    const { store, client } = await stored();
    await client.createEntity({ partitionKey: TENANT, rowKey: 'head|later', check: 'later' });
    await damage(client, 'head|later', way);
    const { heads, lostHeads } = await store.heads(NOW);
    expect([...heads.keys()].sort()).toEqual(['agents', 'writeback']);
    expect([...lostHeads.keys()]).toEqual(['later']);
    await store.sweep(at(-1), NOW, ['mail']);
    expect(await client.getEntity(TENANT, 'head|later')).toBeDefined();
  });

  test('of a head keeps alerts beyond one transaction, which only a head can tell to be open', async () => {
    const { store, client } = await stored();
    await client.updateEntity({ partitionKey: TENANT, rowKey: 'alert|rule~agents~1', loose: true }, 'Merge');
    await damage(client, 'head|agents', way);
    expect((await store.openAlerts()).alerts.map(({ id }) => id)).toEqual(['rule~agents~1', 'rule~writeback~1']);
    await store.sweep(at(-1), Date.now() + 48 * 3600_000, ['mail']);
    expect((await store.openAlerts()).alerts).toHaveLength(2);
  });
});

describe('other rows', () => {
  test('a head under the key of another check is damaged', async () => {
    const { store, client } = await stored();
    const { z0 } = await client.getEntity<{ z0: Uint8Array }>(TENANT, 'head|writeback');
    await client.updateEntity({ partitionKey: TENANT, rowKey: 'head|agents', z0 }, 'Replace');
    expect((await store.heads(NOW)).damaged).toMatchObject([{ why: 'it holds the head of another check' }]);
  });

  test('a head names the property that is not as expected', async () => {
    const { store } = await stored();
    const etag = (await store.heads(NOW)).heads.get('writeback')?.etag ?? null;
    const sources = { organization: { ...source(null), denials: 'two' } };
    await store.commit(commit({ head: { ...head({ generation: 2 }), sources } as never, etag }));
    expect((await store.heads(NOW)).damaged).toMatchObject([
      { rowKey: 'head|writeback', why: 'sources.organization.denials is not as expected' },
    ]);
  });

  test('an install row without a time is replaced, counts from then on, and is told for an hour', async () => {
    const { store, client } = await stored();
    await client.updateEntity({ partitionKey: TENANT, rowKey: 'install', at: 'long ago' }, 'Replace');
    const replaced = await store.heads(NOW + 60_000);
    expect(replaced.install).toEqual({ at: at(1) });
    expect(replaced.damaged).toMatchObject([{ kind: 'install', rowKey: 'install' }]);
    expect(replaced.heads.size).toBe(2);
    const later = await store.heads(NOW + 30 * 60_000);
    expect([later.install, later.damaged.length]).toEqual([{ at: at(1) }, 1]);
    expect((await store.heads(NOW + 62 * 60_000)).damaged).toEqual([]);
  });

  test('two who replace it at once end with the same one', async () => {
    const { store, client, other } = await stored();
    await client.updateEntity({ partitionKey: TENANT, rowKey: 'install', at: 'long ago' }, 'Replace');
    await Promise.all([1, 2, 3].map((n) => other().heads(NOW + n)));
    const { install } = await store.heads(NOW + 9);
    expect([1, 2, 3].map((n) => new Date(NOW + n).toISOString())).toContain(install.at);
  });

  test.each(['z0', 'value'])('a measure whose %s makes no sense stops neither polls nor the sweep', async (name) => {
    const { store, client } = await stored();
    await client.createEntity({ partitionKey: TENANT, rowKey: 'measure|users|nonsense', [name]: 'x' });
    const etag = (await store.heads(NOW)).heads.get('writeback')?.etag ?? null;
    const measures = [{ name: 'users', at: at(1), value: 7 }];
    expect(await store.commit(commit({ head: head({ generation: 2 }), etag, measures }))).toBe('committed');
    await store.sweep(at(0), NOW, ['mail']);
    expect((await store.outboxes()).damaged).toEqual([]);
  });

  test('storage that does not answer for a chunk is an error, never damage', async () => {
    const { store, client, wire } = await stored();
    await damage(client, 'alert|rule~agents~1', 'whose chunk is missing');
    wire.disturb = async (request, next) => {
      if (request.url.includes('chunk'))
        throw Object.assign(new Error('socket hang up'), { name: 'RestError', code: 'ECONNRESET' });
      return next();
    };
    await expect(store.openAlerts()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

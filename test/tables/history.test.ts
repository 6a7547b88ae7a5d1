import { deflateSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CheckName } from '../../shared/core/model/head.ts';
import type { Change, HistoryPage, HistoryQuery } from '../../shared/core/model/history.ts';
import type { Store } from '../../shared/core/model/store.ts';
import { historyItemShape } from '../../shared/tables/shapes.ts';
import {
  at,
  breaking,
  change,
  commit,
  HOSTILE,
  head,
  isWrite,
  item,
  mailedAlert,
  mailOutbox,
  NOW,
  pending,
  TENANT,
  type World,
  worlds,
} from './world.ts';

const world = worlds();

const ALL: HistoryQuery = { check: null, since: null, limit: 1000, from: null };

/** One commit per change, each check under a head of its own. */
async function withChanges(changes: readonly Change[], mail = false): Promise<World> {
  const made = world();
  await made.store.heads(NOW);
  for (const one of changes) {
    const etag = (await made.store.heads(NOW)).heads.get(one.check)?.etag ?? null;
    const waits = mail ? pending({ check: one.check, generation: one.generation }) : null;
    const { check, generation } = one;
    await made.store.commit(commit({ head: head({ check, generation }), etag, change: one, pending: waits }));
  }
  return made;
}

const titled = (...titles: string[]) => titles.map((title) => item({ title }));
const titles = (page: HistoryPage) => page.items.map((line) => line.item.title);

async function allPages(store: Store, query: HistoryQuery): Promise<string[][]> {
  const pages: string[][] = [];
  let from = query.from;
  do {
    const page = await store.history({ ...query, from });
    pages.push(titles(page));
    from = page.next;
  } while (from);
  return pages;
}

describe('history', () => {
  test('is newest first, items of one change in their order', async () => {
    const { store } = await withChanges([
      change({ generation: 1, at: at(0), items: titled('a', 'b') }),
      change({ generation: 2, at: at(5), items: titled('c') }),
      change({ check: 'agents', at: at(3), items: titled('d') }),
    ]);
    expect(titles(await store.history(ALL))).toEqual(['c', 'd', 'a', 'b']);
  });

  test('can be asked by check, and since a time, which is included', async () => {
    const { store } = await withChanges([
      change({ generation: 1, at: at(0), items: titled('a') }),
      change({ generation: 2, at: at(5), items: titled('b') }),
      change({ check: 'agents', at: at(5), items: titled('c') }),
    ]);
    expect(titles(await store.history({ ...ALL, check: 'writeback' }))).toEqual(['b', 'a']);
    expect(titles(await store.history({ ...ALL, since: at(5) }))).toEqual(['c', 'b']);
    expect(titles(await store.history({ ...ALL, since: new Date(NOW + 5 * 60_000 + 1).toISOString() }))).toEqual([]);
    expect(titles(await store.history({ ...ALL, check: 'writeback', since: at(5) }))).toEqual(['b']);
  });

  test('comes in pages that break inside a change and lose or repeat nothing', async () => {
    const { store } = await withChanges([
      change({ generation: 1, at: at(0), items: titled('a', 'b', 'c', 'd', 'e') }),
      change({ generation: 2, at: at(1), items: [] }),
      change({ generation: 3, at: at(2), items: titled('f', 'g') }),
    ]);
    expect(await allPages(store, { ...ALL, limit: 3 })).toEqual([['f', 'g', 'a'], ['b', 'c', 'd'], ['e']]);
    expect(await allPages(store, { ...ALL, limit: 7 })).toEqual([['f', 'g', 'a', 'b', 'c', 'd', 'e']]);
    expect(await allPages(store, { ...ALL, limit: 1 })).toHaveLength(7);
  });

  test('goes on where a page ended although newer changes came and the row at the break is gone', async () => {
    const { store, client } = await withChanges([
      change({ generation: 1, at: at(0), items: titled('a') }),
      change({ generation: 2, at: at(1), items: titled('b', 'c') }),
      change({ generation: 3, at: at(2), items: titled('d') }),
    ]);
    const first = await store.history({ ...ALL, limit: 2 });
    const etag = (await store.heads(NOW)).heads.get('writeback')?.etag ?? null;
    await store.commit(commit({ head: head({ generation: 4 }), etag, change: change({ generation: 4, at: at(3) }) }));
    expect(titles(await store.history({ ...ALL, from: first.next }))).toEqual(['c', 'a']);
    await client.deleteEntity(TENANT, first.next?.rowKey ?? '');
    expect(titles(await store.history({ ...ALL, from: first.next }))).toEqual(['a']);
  });

  test.each([
    ['before all changes', 'alert|x', 1],
    ['after all changes', 'pending|x', 0],
    ['with quotes', "change|' or RowKey gt '", 1],
  ])('from a place %s shows changes or nothing, never other rows', async (_, rowKey, found) => {
    const { store } = await withChanges([change({ items: titled('a') })]);
    expect((await store.history({ ...ALL, from: { rowKey, index: 0 } })).items.length).toBe(found);
  });

  test('reads over more rows than one page of the service holds', async () => {
    const { store, client } = await withChanges([change({ generation: 1, at: at(0), items: titled('old') })]);
    const row = await client.getEntity<{ z0: Uint8Array }>(TENANT, keyOfFirst(at(0)));
    for (let n = 0; n < 600; n += 100) {
      const copies = Array.from({ length: 100 }, (_, i) => ({
        ...plain(row),
        rowKey: row.rowKey?.replace(/1$/, String(n + i + 2)) ?? '',
      }));
      await client.submitTransaction(copies.map((copy) => ['create', copy]));
    }
    expect(titles(await store.history(ALL)).length).toBe(601);
  });

  test('says of each item whether its mail is out: recorded only, waiting, sent', async () => {
    const items = [item({ title: 'recorded' }), item({ title: 'mailed', alert: 'a~b~1' })];
    const { store, client } = await withChanges([change({ items })], true);
    const mailed = async () => (await store.history(ALL)).items.map((line) => line.mailed);
    expect(await mailed()).toEqual([null, false]);
    await client.deleteEntity(TENANT, 'pending|mail|writeback|1');
    expect(await mailed()).toEqual([null, true]);
    await client.createEntity({ partitionKey: TENANT, rowKey: 'pending|mail|writeback|1|actor' });
    expect(await mailed()).toEqual([null, true]);
  });

  test('does not call mailed what was committed while it was read', async () => {
    const { store, wire, other } = await withChanges([change({ items: [item({ alert: 'a~b~1' })] })], true);
    const urls: string[] = [];
    wire.disturb = async (request, next) => {
      if (urls.push(request.url) === 1) {
        const etag = (await other().heads(NOW)).heads.get('writeback')?.etag ?? null;
        const newer = change({ generation: 2, at: at(1), items: [item({ alert: 'a~b~2' })] });
        await other().commit(
          commit({ head: head({ generation: 2 }), etag, change: newer, pending: pending({ generation: 2 }) }),
        );
      }
      return next();
    };
    expect((await store.history(ALL)).items.map((line) => line.mailed)).toEqual([false, false]);
    expect(decodeURIComponent(urls[0] ?? '')).toContain('change|');
  });

  test.each(HOSTILE)('keeps apart a check named with %s', async (_, text) => {
    const check = text as CheckName;
    const { store } = await withChanges([
      change({ check, items: titled('theirs') }),
      change({ items: titled('ours') }),
    ]);
    expect(titles(await store.history({ ...ALL, check }))).toEqual(['theirs']);
    expect(titles(await store.history({ ...ALL, check: 'writeback' }))).toEqual(['ours']);
  });

  test('with a row that cannot be read is a line that says so, between all others', async () => {
    const { store, client } = await withChanges([
      change({ generation: 1 }),
      change({ generation: 2, at: at(1) }),
      change({ generation: 3, at: at(2) }),
    ]);
    const key = keyOfFirst(at(1)).replace(/1$/, '2');
    await client.updateEntity({ partitionKey: TENANT, rowKey: key, z0: new Uint8Array([1]) }, 'Merge');
    const { items } = await store.history(ALL);
    expect(
      items.map(({ change: { at: time, check, generation }, item: line }) => [time, check, generation, line.title]),
    ).toEqual([
      [at(2), 'writeback', 3, 'Writeback was turned on'],
      [at(1), 'writeback', 2, 'What writeback recorded at this time cannot be read: it is damaged'],
      [at(0), 'writeback', 1, 'Writeback was turned on'],
    ]);
    expect(items[1]).toMatchObject({ index: 0, mailed: null, item: { source: 'history', key, alert: null } });
    const second = await store.history({ ...ALL, limit: 1, from: { rowKey: key, index: 0 } });
    expect(second.items).toEqual([items[1]]);
  });

  test('checks the lines of the page and no other, out of ten thousand of one commit', async () => {
    const items = Array.from({ length: 10_000 }, (_, n) => item({ title: `${n}` }));
    const { store } = await withChanges([change({ items })]);
    const checked = vi.spyOn(historyItemShape, 'safeParse');
    onTestFinished(() => checked.mockRestore());
    const first = await store.history({ ...ALL, limit: 100 });
    const second = await store.history({ ...ALL, limit: 100, from: first.next });
    expect([titles(first).at(-1), titles(second)[0], titles(second).at(-1)]).toEqual(['99', '100', '199']);
    expect(checked).toHaveBeenCalledTimes(200);
  });

  test('with a line that cannot be read says so in its place, and shows all others of the commit', async () => {
    const { store, client } = await withChanges([change({ items: titled('a', 'b', 'c') })]);
    const key = keyOfFirst(at(0));
    const stored = { ...change(), items: [...titled('a'), { ...item(), severity: 'grave' }, ...titled('c')] };
    const z0 = new Uint8Array(deflateSync(JSON.stringify(stored)));
    await client.updateEntity({ partitionKey: TENANT, rowKey: key, z0 }, 'Merge');
    const lost = 'What writeback recorded at this time cannot be read: items.1.severity is not as expected';
    expect(await allPages(store, { ...ALL, limit: 1 })).toEqual([['a'], [lost], ['c']]);
    expect(await store.damage(at(-1))).toMatchObject([{ kind: 'change', rowKey: key }]);
  });
});

describe('actors', () => {
  const wanting = [
    change({ generation: 1, at: at(0), wantsActor: true }),
    change({ generation: 2, at: at(30), wantsActor: false }),
    change({ generation: 3, at: at(40), wantsActor: true }),
  ];

  test('are wanted by the changes since a time, which is included', async () => {
    const { store } = await withChanges(wanting);
    const found = async (since: string) =>
      (await store.changesWithoutActor(since)).map(({ value }) => value.generation);
    expect(await found(at(0))).toEqual([3, 1]);
    expect(await found(at(0.001))).toEqual([3]);
    expect(await found(at(41))).toEqual([]);
  });

  test('are recorded with the second mail in one request', async () => {
    const { store, opened } = await withChanges(wanting);
    const [newest] = await store.changesWithoutActor(at(0));
    if (!newest) throw new Error('no change');
    const named = {
      ...newest.value,
      wantsActor: false,
      items: [item({ actor: { id: '1', name: 'Eve', type: 'user' } })],
    };
    const second = pending({ generation: 3, suffix: 'actor', alerts: [mailedAlert({ kind: 'actor' })] });
    const before = opened.operations();
    expect(await store.recordActors(named, newest.etag, second, ['mail'])).toBe(true);
    expect(opened.operations()).toEqual({ reads: before.reads, writes: before.writes + 1 });
    expect((await store.history({ ...ALL, limit: 1 })).items[0]?.change).toEqual(named);
    expect((await mailOutbox(store)).pending).toEqual([
      { ...second, rowKey: 'pending|mail|writeback|3|actor', receiver: 'mail' },
    ]);
    expect(await store.recordActors(newest.value, newest.etag, null, [])).toBe(false);
    expect((await store.changesWithoutActor(at(0))).map(({ value }) => value.generation)).toEqual([1]);
  });

  test.each([true, false])('are recorded once when an answer (applied: %s) is lost', async (applied) => {
    const { store, wire } = await withChanges(wanting);
    const [newest] = await store.changesWithoutActor(at(0));
    if (!newest) throw new Error('no change');
    wire.disturb = breaking(isWrite, applied);
    const second = pending({ generation: 3, suffix: 'actor' });
    expect(await store.recordActors({ ...newest.value, wantsActor: false }, newest.etag, second, ['mail'])).toBe(true);
    expect((await mailOutbox(store)).pending.length).toBe(1);
  });

  test('of a change that was swept meanwhile are not recorded', async () => {
    const { store } = await withChanges(wanting);
    const [newest] = await store.changesWithoutActor(at(0));
    if (!newest) throw new Error('no change');
    await store.sweep(at(100), NOW, ['mail']);
    expect(await store.recordActors(newest.value, newest.etag, null, [])).toBe(false);
  });
});

const keyOfFirst = (time: string) => `change|${8_640_000_000_000_000 - Date.parse(time)}|writeback|1`;

const plain = ({ z0 }: { z0: Uint8Array }) => ({ partitionKey: TENANT, z0, check: 'writeback' });

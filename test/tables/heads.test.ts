import { describe, expect, test } from 'vitest';
import type { Store } from '../../shared/core/model/store.ts';
import { at, breaking, commit, head, isWrite, NOW, sha256, source, TENANT, worlds } from './world.ts';

const world = worlds();

describe('heads', () => {
  test('creates table and install row when there is no table', async () => {
    const { store, client } = world();
    expect(await store.heads(NOW)).toMatchObject({ install: { at: at(0) }, heads: new Map() });
    expect(await client.getEntity(TENANT, 'install')).toMatchObject({ at: at(0) });
  });

  test.each([
    ['outboxes', (store: Store) => store.outboxes(), { receivers: new Map(), damaged: [] }],
    [
      'history',
      (store: Store) => store.history({ check: null, since: null, limit: 1, from: null }),
      { items: [], next: null },
    ],
  ])('are first sight for %s too: table and install row are made, and nothing is there', async (_, read, nothing) => {
    const { other } = world();
    const store = other({ now: () => NOW });
    expect(await read(store)).toMatchObject(nothing);
    expect(await store.heads(NOW + 1)).toMatchObject({ install: { at: at(0) }, heads: new Map() });
  });

  test('adds the install row to a table that has none, and never changes it', async () => {
    const { store, client } = world();
    await client.createTable();
    expect((await store.heads(NOW)).install).toEqual({ at: at(0) });
    expect((await store.heads(NOW + 3_600_000)).install).toEqual({ at: at(0) });
  });

  test('gives all who start at once the same install row', async () => {
    const { other } = world();
    const starts = await Promise.all([0, 1, 2, 3, 4].map((n) => other().heads(NOW + n)));
    expect(new Set(starts.map(({ install }) => install.at)).size).toBe(1);
  });

  test('that created the table but lost the answer is unavailable, and the next read goes on', async () => {
    const { store, wire } = world();
    wire.disturb = breaking((request) => request.url.endsWith('/Tables'), true);
    await expect(store.heads(NOW)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.heads(NOW + 5)).toMatchObject({
      install: { at: new Date(NOW + 5).toISOString() },
      heads: new Map(),
    });
  });

  test('finds its own install row when the answer was lost', async () => {
    const { store, wire, client } = world();
    await client.createTable();
    wire.disturb = breaking(isWrite, true);
    expect((await store.heads(NOW)).install).toEqual({ at: at(0) });
  });

  test('reads install row and every head in one request', async () => {
    const { store, opened } = world();
    await store.heads(NOW);
    const heads = (['writeback', 'agents', 'reset-admins', 'watch'] as const).map((check) => head({ check }));
    for (const value of heads) expect(await store.commit(commit({ head: value }))).toBe('committed');
    const before = opened.operations();
    const read = await store.heads(NOW);
    expect(opened.operations()).toEqual({ reads: before.reads + 1, writes: before.writes });
    for (const value of heads) expect(read.heads.get(value.check)?.value).toEqual(value);
  });

  test('keeps tenants apart', async () => {
    const { store, other } = world();
    await store.heads(NOW);
    await store.commit(commit());
    expect((await other({ tenantId: 'another/tenant' }).heads(NOW + 1)).heads.size).toBe(0);
  });

  test('an unchanged poll costs one read and one write', async () => {
    const { store, opened } = world();
    await store.heads(NOW);
    const sources = { organization: source(sha256('x')) };
    await store.commit(commit({ head: head({ sources }) }));
    const before = opened.operations();
    const stored = (await store.heads(NOW)).heads.get('writeback');
    await store.commit(commit({ head: head({ generation: 2, sources }), etag: stored?.etag ?? null }));
    expect(opened.operations()).toEqual({ reads: before.reads + 1, writes: before.writes + 1 });
  });
});

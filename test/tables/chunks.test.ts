import { describe, expect, test } from 'vitest';
import { breaking, HOSTILE, isWrite, NOW, sha256, TENANT, worlds } from './world.ts';

const world = worlds();

/** A snapshot as large tenants have them: about 2 MB of JSON. */
const snapshot = (): string =>
  JSON.stringify(
    Array.from({ length: 11_000 }, (_, n) => ({
      key: `path~${sha256(String(n)).slice(0, 32)}~/`,
      attributes: { way: 'direct', role: sha256(`role ${n % 7}`), scope: '/' },
      label: `Ünïcode 👩‍👩‍👧 ${n}`,
    })),
  );

describe('chunks', () => {
  test.each(HOSTILE)('give back %s', async (_, text) => {
    const { store } = world();
    await store.heads(NOW);
    await store.save(sha256(text), text);
    expect(await store.load(sha256(text))).toBe(text);
  });

  test('hold a snapshot of 2 MB', async () => {
    const { store } = world();
    await store.heads(NOW);
    const text = snapshot();
    expect(text.length).toBeGreaterThan(1_800_000);
    await store.save(sha256(text), text);
    expect(await store.load(sha256(text))).toBe(text);
  });

  test('are null for a hash that nobody stored', async () => {
    const { store } = world();
    await store.heads(NOW);
    expect(await store.load(sha256('never'))).toBeNull();
  });

  test('of another text with a hash that begins alike are not mixed up', async () => {
    const { other } = world();
    const store = other({ hash: (text) => text.slice(0, 3) });
    await store.heads(NOW);
    await store.save('abc', 'abc and more');
    await store.save('ab', 'ab');
    expect(await store.load('ab')).toBe('ab');
  });

  test('are not stored under a hash that is not theirs', async () => {
    const { store, opened } = world();
    await expect(store.save(sha256('a'), 'b')).rejects.toMatchObject({ code: 'internal' });
    expect(opened.operations()).toEqual({ reads: 0, writes: 0 });
  });

  test.each([
    ['a row is missing', 'delete'],
    ['a row is damaged', 'damage'],
    ['it holds another text than its hash says', 'swap'],
  ])('are null when %s', async (_, how) => {
    const { store, client } = world();
    await store.heads(NOW);
    const text = snapshot();
    const hash = sha256(text);
    await store.save(hash, text);
    const row = { partitionKey: TENANT, rowKey: `chunk|${hash}|0001` };
    if (how === 'delete') await client.deleteEntity(TENANT, row.rowKey);
    if (how === 'damage') await client.updateEntity({ ...row, z0: new Uint8Array([0]) }, 'Merge');
    if (how === 'swap') {
      const first = await client.getEntity(TENANT, `chunk|${hash}|0000`);
      await client.updateEntity({ ...first, ...row }, 'Replace');
    }
    expect(await store.load(hash)).toBeNull();
  });

  test('that cannot be asked for are an error, not null', async () => {
    const { store, wire } = world();
    await store.heads(NOW);
    await store.save(sha256('x'), 'x');
    wire.disturb = breaking(() => true, false);
    await expect(store.load(sha256('x'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.load(sha256('x'))).toBe('x');
  });

  test('in a table that is gone are an error, not null: the state is not lost, its place is', async () => {
    const { store } = world();
    await expect(store.load(sha256('x'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('TableNotFound'),
    });
  });

  test('can be saved again after a lost answer', async () => {
    const { store, wire } = world();
    await store.heads(NOW);
    wire.disturb = breaking(isWrite, true);
    await expect(store.save(sha256('x'), 'x')).rejects.toMatchObject({ code: 'unavailable' });
    await store.save(sha256('x'), 'x');
    expect(await store.load(sha256('x'))).toBe('x');
  });
});

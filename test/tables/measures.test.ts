import { describe, expect, test } from 'vitest';
import type { MeasureRow } from '../../shared/core/model/measure.ts';
import { measured } from '../../shared/core/poll/measures.ts';
import {
  at,
  breaking,
  change,
  commit,
  HOSTILE,
  head,
  mailOutbox,
  NOW,
  pending,
  TENANT,
  type World,
  worlds,
} from './world.ts';

const world = worlds();

const row = (minutes: number, value: number, name = 'failedResets'): MeasureRow => ({ name, value, at: at(minutes) });

const etagOf = async ({ other }: World) => (await other().heads(NOW)).heads.get('writeback')?.etag ?? null;

/** One commit for each list of rows. */
async function committed(made: World, ...lists: readonly (readonly MeasureRow[])[]): Promise<void> {
  for (const [n, measures] of lists.entries()) {
    const next = commit({ head: head({ generation: n + 1 }), etag: await etagOf(made), measures });
    expect(await made.store.commit(next)).toBe('committed');
  }
}

/** As another program would read them: in order of key. */
async function stored({ client }: World): Promise<[name: string, at: string, value: string][]> {
  const rows: [string, string, string][] = [];
  const filter = "RowKey ge 'measure|' and RowKey lt 'measure}'";
  for await (const one of client.listEntities<{ name: string; at: string; value: string }>({
    queryOptions: { filter },
  })) {
    rows.push([one.name, one.at, one.value]);
  }
  return rows;
}

describe('measures', () => {
  test('are rows of their own, newest first for each name', async () => {
    const made = world();
    await committed(made, [row(0, 3), row(0, 500, 'syncedUsers')], [row(1, 12)]);
    expect(await stored(made)).toEqual([
      ['failedResets', at(1), '12'],
      ['failedResets', at(0), '3'],
      ['syncedUsers', at(0), '500'],
    ]);
  });

  test('go with the head in one request, and what the head remembers of them comes back', async () => {
    const made = world();
    await made.store.heads(NOW);
    const { records, rows } = measured(
      {},
      [{ name: 'failedResets', source: 'failedResets', value: 3, baseline: false }],
      NOW,
      { percent: 10, min: 10 },
    );
    const before = made.opened.operations();
    await made.store.commit(commit({ head: head({ measures: records }), measures: rows }));
    expect(made.opened.operations()).toEqual({ reads: before.reads, writes: before.writes + 1 });
    expect((await made.store.heads(NOW)).heads.get('writeback')?.value.measures).toEqual({
      failedResets: { value: 3, recordedAt: at(0), base: 3 },
    });
  });

  test('are read back by name, newest first, from a time on and no more than asked for', async () => {
    const made = world();
    await committed(
      made,
      [row(0, 3), row(0, 500, 'synced users')],
      [row(1, 12), row(2, 7, 'failedResets2')],
      [row(3, 4)],
    );
    const { store } = made;
    expect(await store.measures('failedResets', at(0), 1000)).toEqual([row(3, 4), row(1, 12), row(0, 3)]);
    expect(await store.measures('failedResets', at(1), 1000)).toEqual([row(3, 4), row(1, 12)]);
    expect(await store.measures('failedResets', at(0), 2)).toEqual([row(3, 4), row(1, 12)]);
    expect(await store.measures('synced users', at(0), 1000)).toEqual([row(0, 500, 'synced users')]);
    expect(await store.measures('failed', at(0), 1000)).toEqual([]);
  });

  test('are read in one request, and without those that hold no number', async () => {
    const made = world();
    await committed(made, [row(0, 3), row(1, Number.NaN), row(2, 5)]);
    const before = made.opened.operations();
    expect(await made.store.measures('failedResets', at(0), 1000)).toEqual([row(2, 5), row(0, 3)]);
    expect(made.opened.operations().reads - before.reads).toBe(1);
  });

  test('of a table that is not there yet are none', async () => {
    expect(await world().store.measures('failedResets', at(0), 1000)).toEqual([]);
  });

  test('of a commit that loses are not stored', async () => {
    const made = world();
    await committed(made, [row(0, 3)]);
    const lost = commit({ head: head({ generation: 2 }), etag: 'W/"never"', measures: [row(1, 4)] });
    expect(await made.store.commit(lost)).toBe('lost');
    expect(await stored(made)).toEqual([['failedResets', at(0), '3']]);
  });

  test('of a commit whose answer is lost are stored once', async () => {
    const made = world();
    await made.store.heads(NOW);
    made.wire.disturb = breaking((request) => request.url.includes('$batch'), true);
    expect(await made.store.commit(commit({ measures: [row(0, 3)] }))).toBe('committed');
    expect(await stored(made)).toHaveLength(1);
  });

  test('are not read with the outbox, the history or the heads', async () => {
    const made = world();
    await committed(made, [row(0, 3)]);
    await made
      .other()
      .commit(
        commit({ head: head({ generation: 2 }), etag: await etagOf(made), change: change(), pending: pending() }),
      );
    const asked: string[] = [];
    made.wire.disturb = (request, next) => {
      asked.push(decodeURIComponent(request.url));
      return next();
    };
    await mailOutbox(made.store);
    await made.store.history({ check: null, since: null, limit: 10, from: null });
    await made.store.heads(NOW);
    const ranges = asked.map((url) => /RowKey ge '([^']*)' and RowKey lt '([^']*)'/.exec(url) ?? []);
    expect(ranges.some(([, from = '', to = '']) => from < 'measure}' && to > 'measure|')).toBe(false);
    expect(asked.length).toBeGreaterThan(3);
  });

  test.each(HOSTILE)('keep %s in their name', async (_, name) => {
    const made = world();
    await committed(made, [row(0, 3, name)], [row(1, 4, name)]);
    expect((await stored(made)).map(([, time, value]) => [time, value])).toEqual([
      [at(1), '4'],
      [at(0), '3'],
    ]);
    expect(await made.store.sweep(at(1), NOW, ['mail'])).toBe(1);
  });
});

describe('a sweep', () => {
  test('deletes the rows of every measure before a time, and keeps what is at that time or later', async () => {
    const made = world();
    await committed(made, [row(0, 1), row(0, 10, 'a'), row(0, 100, 'z')], [row(10, 2), row(10, 20, 'a')], [row(20, 3)]);
    expect(await made.store.sweep(at(10), NOW, ['mail'])).toBe(3);
    expect(await stored(made)).toEqual([
      ['a', at(10), '20'],
      ['failedResets', at(20), '3'],
      ['failedResets', at(10), '2'],
    ]);
    expect(await made.store.sweep(at(10), NOW, ['mail'])).toBe(0);
  });

  test('takes at most 500 rows of them at a time, and the rest the next time', async () => {
    const made = world();
    await made.store.heads(NOW);
    const rows = Array.from({ length: 620 }, (_, n) => {
      const inverted = String(8_640_000_000_000_000 - Date.parse(at(-n))).padStart(16, '0');
      return { partitionKey: TENANT, rowKey: `measure|${n < 300 ? 'a' : 'b'}|${inverted}` };
    });
    for (let n = 0; n < rows.length; n += 100) {
      await made.client.submitTransaction(rows.slice(n, n + 100).map((one) => ['create', one]));
    }
    expect(await made.store.sweep(at(1), NOW, ['mail'])).toBe(500);
    expect(await made.store.sweep(at(1), NOW, ['mail'])).toBe(120);
  });
});

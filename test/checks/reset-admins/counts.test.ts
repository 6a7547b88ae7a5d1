/** What is only counted, and what is never empty: that there is nobody is believed when it was read twice, or not at all. */
import { describe, expect, it } from 'vitest';
import type { ResetAccess } from '../../../shared/checks/reset-admins/sources/queries.ts';
import { roleAssignments, roleDefinitions } from '../../../shared/checks/reset-admins/sources/roles.ts';
import { SSPR_USERS, sspr } from '../../../shared/checks/reset-admins/sources/sspr.ts';
import { SYNCED_USERS, syncedUsers } from '../../../shared/checks/reset-admins/sources/synced-users.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');

const accessTo = (graph: StubGraphReader): ResetAccess => ({
  graph,
  lists: graph,
  standing: async () => [],
  believed: async () => null,
  judged: async () => null,
  hash: (text) => text,
  startedAt: NOON,
});

describe('the number of synced users', () => {
  const read = (count: number, watermark: string | null) =>
    syncedUsers.read(accessTo(new StubGraphReader(() => count)), watermark);

  it('is told at once, and none is not', async () => {
    expect((await read(7, null)).measures).toEqual([{ name: SYNCED_USERS, value: 7 }]);
    const first = await read(0, null);
    expect(first).toMatchObject({ facts: [] });
    expect(first.measures ?? []).toEqual([]);
  });

  it('is none when that was read twice in a row', async () => {
    const { watermark = null } = await read(0, null);
    expect(await read(0, watermark)).toMatchObject({ measures: [{ value: 0 }], facts: [{ details: { count: 0 } }] });
  });

  it('is doubted anew once somebody was counted in between', async () => {
    const { watermark: zero = null } = await read(0, null);
    const { watermark: one = null } = await read(1, zero);
    expect(await read(0, one)).toMatchObject({ facts: [{ details: { count: 1 } }] });
  });

  it('is as high as the last two readings say, so that one dip is none', async () => {
    const told: unknown[] = [];
    let watermark: string | null = null;
    for (const counted of [1200, 1200, 1000, 1200, 1000, 1000]) {
      const result = await read(counted, watermark);
      watermark = result.watermark ?? null;
      told.push(result.measures?.[0]?.value);
    }
    expect(told).toEqual([1200, 1200, 1200, 1200, 1200, 1000]);
  });

  it('goes on from what version 0.1 kept of a reading that counted nobody', async () => {
    expect(await read(0, 'none')).toMatchObject({ measures: [{ value: 0 }] });
  });
});

describe('the number of those who may reset their own password', () => {
  /** Pages of the report by path; all in them are synced. */
  function read(pages: { readonly [path: string]: readonly [ids: readonly string[], next: string | null] }) {
    const graph = new StubGraphReader((path) =>
      [...decodeURIComponent(path).matchAll(/'([a-z])'/g)].map(([, id]) => ({ id, onPremisesSyncEnabled: true })),
    );
    const page = async (path: string) => {
      const [ids, next] = pages[path.includes('?') ? 'first' : path] ?? [[], null];
      return { items: ids.map((id) => ({ id, isSsprEnabled: true })), next };
    };
    return (watermark: string | null) =>
      sspr.read(accessTo(Object.assign(graph, { page }) as StubGraphReader), watermark);
  }

  it('counts a row once that comes again on the next page', async () => {
    const { measures } = await read({ first: [['a', 'b'], '/two'], '/two': [['b', 'c'], null] })(null);
    expect(measures).toEqual([{ name: SSPR_USERS, value: 3 }]);
  });

  it('is none when nobody was counted twice, on the same day', async () => {
    const empty = read({});
    const once = await empty(null);
    expect(once.measures).toEqual([]);
    const twice = await empty(once.watermark ?? null);
    expect(twice.measures).toEqual([{ name: SSPR_USERS, value: 0 }]);
    expect(await empty(twice.watermark ?? null)).toEqual({ facts: [], watermark: twice.watermark });
  });

  it('forgets an empty answer once the next one has somebody', async () => {
    const { watermark = null } = await read({})(null);
    const { measures } = await read({ first: [['a'], null] })(watermark);
    expect(measures).toEqual([{ name: SSPR_USERS, value: 1 }]);
  });
});

describe('what no tenant is without', () => {
  it.each([roleDefinitions, roleAssignments])('is a failed reading of $name when Graph lists none', async (source) => {
    const access = accessTo(new StubGraphReader(() => []));
    await expect(source.read(access, null)).rejects.toMatchObject({
      code: 'contract',
      message: `${source.name}: Graph returned an empty list`,
    });
  });
});

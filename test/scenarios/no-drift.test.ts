/**
 * A tenant that is never quite the same twice although nothing happens in it: whoever reports drift here has invented
 * it. Everything is real: HTTP, storage, the decisions of each poll.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { SHAKE_ALL } from '../../local/tenant/shake.ts';
import type { World } from '../world/world.ts';
import { countingTables } from './counting.ts';
import { HOUR, isoNow, MINUTE, openScene } from './scene.ts';

const POLLS = 400;

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

/** Enough of everything that order and page size can differ: 12 events, 3 Cloud Syncs, flags in all three values. */
function fill({ tenant }: World): void {
  for (let n = 12; n > 0; n -= 1) {
    const by = {
      by: `admin ${n}`,
      at: tenant.clock() - n * HOUR,
      result: n % 5 === 0 ? 'failure' : 'success',
    } as const;
    if (n % 2 === 0) tenant.enableWriteback(by);
    else tenant.disableWriteback(by);
  }
  for (const name of ['contoso.local', 'fabrikam.local', 'adatum.local']) tenant.addCloudSync(name);
  tenant.setFeature('aFlagNobodyKnows', null);
}

describe('a tenant that only shuffles', () => {
  it(`makes no drift in ${POLLS} polls, each at the price of a unchanged one`, async () => {
    const scene = await openScene(tables, {}, fill);
    await scene.minutes(2);
    const { world } = scene;
    const mails = world.mailbox.mails().length;
    const from = isoNow(world);
    const before = (await scene.status()).writeback;
    world.tenant.shaker.set(SHAKE_ALL);
    const storage = countingTables();
    const kinds = new Set<string>();
    for (let n = 0; n < POLLS; n += 1) {
      world.wait(MINUTE);
      kinds.add((await world.watch({ tablePolicies: storage.policies }).poll('writeback')).kind);
    }
    expect([...kinds]).toEqual(['unchanged']);
    expect(storage.requests).toEqual({ reads: POLLS, writes: POLLS });
    expect(await scene.history(from)).toEqual([]);
    expect((await scene.status()).writeback).toEqual(before);
    expect(await scene.minutes(3)).toEqual([]);
    expect(world.mailbox.mails()).toHaveLength(mails);
  }, 180_000);

  it('is shaken for real: the same reading comes in another order, other pages and with other fields', async () => {
    const scene = await openScene(tables, {}, fill);
    const { tenant } = scene.world;
    tenant.shaker.set(SHAKE_ALL);
    const pages: number[] = [];
    const texts = new Set<string>();
    const recording: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (String(input).endsWith('/$batch')) texts.add(await response.clone().text());
      return response;
    };
    for (let n = 0; n < 20; n += 1) {
      tenant.requests.clear();
      scene.world.wait(MINUTE);
      await scene.world.watch({ fetch: recording }).poll('writeback');
      pages.push(tenant.requests.list().filter(({ path }) => path.includes('directoryAudits')).length);
    }
    expect(new Set(pages).size).toBeGreaterThan(1);
    expect(texts.size).toBeGreaterThan(10);
  });
});

describe('rows that vanish for one reading', () => {
  it('make no drift, however often others do', async () => {
    const scene = await openScene(tables, {}, fill);
    await scene.minutes(2);
    const from = isoNow(scene.world);
    const before = (await scene.status()).writeback;
    scene.world.tenant.shaker.set({ ...SHAKE_ALL, vanish: 0.3 });
    for (let n = 0; n < 60; n += 1) {
      scene.world.wait(MINUTE);
      expect((await scene.world.watch().poll('writeback')).kind).toBe('unchanged');
    }
    expect(await scene.history(from)).toEqual([]);
    scene.world.tenant.shaker.set(null);
    expect(await scene.minutes(2)).toEqual([]);
    expect(await scene.history(from)).toEqual([]);
    expect((await scene.status()).writeback).toEqual(before);
  });

  it.each([
    '/auditLogs/directoryAudits',
    '/directory/onPremisesSynchronization',
    '/organization',
    '/servicePrincipals',
  ])('make no drift when all of %s are gone at once', async (path) => {
    const scene = await openScene(tables, {}, fill);
    await scene.minute();
    const from = isoNow(scene.world);
    const before = (await scene.status()).writeback;
    scene.world.tenant.faults.add({ kind: 'vanish', path, count: null });
    expect(await scene.minute()).toEqual([]);
    scene.world.tenant.faults.clear();
    expect((await scene.status()).writeback).toEqual(before);
    expect(await scene.minutes(2)).toEqual([]);
    expect(await scene.history(from)).toEqual([]);
  });

  it('are a change at the second reading without them: belief is not blindness', async () => {
    const scene = await openScene(tables, {}, fill);
    await scene.minute();
    const from = isoNow(scene.world);
    scene.world.tenant.removeCloudSync();
    await scene.minute();
    expect(await scene.history(from)).toEqual([]);
    await scene.minute();
    const titles = (await scene.history(from)).map(({ title }) => title);
    expect(titles.filter((title) => title.includes('no longer there'))).toHaveLength(3);
  });
});

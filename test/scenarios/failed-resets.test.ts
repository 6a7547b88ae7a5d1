/** Resets that cannot be written back, from the audit log to the mail: only growth is told, and by Graph's clock. */
import { TableClient } from '@azure/data-tables';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import type { Monitor } from '../../shared/compose.ts';
import { openWorld, type World } from '../world/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let tables: LocalTables;
const worlds: World[] = [];
beforeAll(async () => {
  tables = await startAzurite();
  return () => tables.close();
});
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

/** A world after the summary of the check, an hour after its install. */
async function begun(): Promise<World> {
  const world = await openWorld({ tables, checks: CHECKS });
  worlds.push(world);
  await pollAfter(world, HOUR);
  expect(world.mailbox.mails()).toHaveLength(1);
  return world;
}

/** One poll and one mailing after a while; what was told of failed resets since the last time. */
async function pollAfter(world: World, ms: number, watch: Monitor = world.watch()): Promise<string[]> {
  const before = world.mailbox.mails().length;
  world.wait(ms);
  world.tenant.setSyncRunning(true);
  await watch.poll('writeback');
  world.wait(11 * MINUTE);
  await world.watch().notify();
  const mails = world.mailbox.mails();
  return mails.slice(0, mails.length - before).flatMap((mail) => toldIn(JSON.stringify(mail)));
}

const toldIn = (mail: string): string[] => [
  ...new Set(mail.match(/\d+ resets could not be written back in 24 hours, up from \d+/g) ?? []),
];

async function rows(world: World): Promise<number[]> {
  const { STATE_TABLE = '', STATE_CONNECTION_STRING = '' } = world.env;
  const client = TableClient.fromConnectionString(STATE_CONNECTION_STRING, STATE_TABLE, {
    allowInsecureConnection: true,
  });
  const filter = "RowKey ge 'measure|failedResets|' and RowKey lt 'measure|failedResets}'";
  const found: number[] = [];
  for await (const row of client.listEntities<{ value: string }>({ queryOptions: { filter } })) {
    found.push(Number(row.value));
  }
  return found;
}

describe('failed resets', () => {
  it('are mailed once they are many, once, and again when they have grown again', async () => {
    const world = await begun();
    world.tenant.failResets({ count: 9 });
    expect(await pollAfter(world, 5 * MINUTE)).toEqual([]);
    world.tenant.failResets({ count: 3, reason: 'OnPremisesConnectivityError' });
    expect(await pollAfter(world, 5 * MINUTE)).toEqual(['12 resets could not be written back in 24 hours, up from 0']);
    expect(await pollAfter(world, 5 * MINUTE)).toEqual([]);
    world.tenant.failResets({ count: 10, activity: 'Reset password (self-service)' });
    expect(await pollAfter(world, 5 * MINUTE)).toEqual(['22 resets could not be written back in 24 hours, up from 12']);
    expect(await rows(world)).toEqual([22, 12, 9, 0]);
  });

  it('are history beside the mail, but never drift of a source', async () => {
    const world = await begun();
    world.tenant.failResets({ count: 15 });
    await pollAfter(world, 5 * MINUTE);
    const answer = await world.watch().drift(new URLSearchParams({ check: 'writeback', limit: '50' }), null);
    const { items } = JSON.parse(answer.body) as { items: { source: string; change: string; before: unknown }[] };
    const found = items.filter(({ source }) => source === 'resets');
    expect(found).toMatchObject([
      { change: 'changed', key: 'failedResets', before: 0, after: 15, severity: 'warning', mailed: true },
      { change: 'baseline' },
    ]);
  });

  it('are not those that failed for another reason, or were written back', async () => {
    const world = await begun();
    world.tenant.failResets({ count: 20, reason: 'TenantSSPRFlagDisabled' });
    world.tenant.failResets({ count: 20, result: 'success', reason: 'OnPremisesSuccessCloudFailure' });
    expect(await pollAfter(world, 5 * MINUTE)).toEqual([]);
    expect(await rows(world)).toEqual([0]);
  });

  it('age out of the window without a word, and the next wave is counted from below', async () => {
    const world = await begun();
    world.tenant.failResets({ count: 30 });
    expect(await pollAfter(world, 5 * MINUTE)).toHaveLength(1);
    expect(await pollAfter(world, 25 * HOUR)).toEqual([]);
    expect((await rows(world))[0]).toBe(0);
    expect(await pollAfter(world, 5 * MINUTE)).toEqual([]);
    world.tenant.failResets({ count: 10 });
    expect(await pollAfter(world, 5 * MINUTE)).toEqual(['10 resets could not be written back in 24 hours, up from 0']);
  });

  it.each([-30, 30])('are counted by the clock of Graph when that of the app is %d h off', async (hours) => {
    const world = await begun();
    world.tenant.failResets({ count: 12 });
    const wrong = world.watch({ now: () => world.now() + hours * HOUR });
    expect(await pollAfter(world, 5 * MINUTE, wrong)).toEqual([
      '12 resets could not be written back in 24 hours, up from 0',
    ]);
  });

  it('are neither 0 nor news while the log cannot be read, and are told when it can again', async () => {
    const world = await begun();
    world.tenant.failResets({ count: 5 });
    await pollAfter(world, 5 * MINUTE);
    world.tenant.revoke('AuditLog.Read.All');
    world.tenant.failResets({ count: 7 });
    expect(await pollAfter(world, 5 * MINUTE)).toEqual([]);
    expect(await rows(world)).toEqual([5, 0]);
    const { sources } = JSON.parse((await world.watch().status(false)).body) as {
      sources: { name: string; state: string }[];
    };
    expect(sources).toContainEqual(expect.objectContaining({ name: 'resets', state: 'denied' }));
    world.tenant.grant('AuditLog.Read.All');
    expect(await pollAfter(world, 5 * MINUTE)).toEqual(['12 resets could not be written back in 24 hours, up from 0']);
  });

  it('are nothing to mail while writeback is off', async () => {
    const world = await begun();
    world.tenant.disableWriteback();
    world.tenant.failResets({ count: 40, reason: 'WritebackNotEnabled' });
    await world.watch().poll('writeback');
    expect(await pollAfter(world, 5 * MINUTE)).toEqual([]);
    expect((await rows(world))[0]).toBe(40);
  });

  it('cost one request to the audit log every five minutes, beside the three of each poll', async () => {
    const world = await begun();
    const asked: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      world.wait(MINUTE);
      world.tenant.requests.clear();
      await world.watch().poll('writeback');
      asked.push(world.tenant.requests.list().filter(({ path }) => path.includes('directoryAudits')).length);
    }
    expect(asked.filter((count) => count === 4)).toHaveLength(3);
    expect(asked.filter((count) => count === 3)).toHaveLength(8);
  });
});

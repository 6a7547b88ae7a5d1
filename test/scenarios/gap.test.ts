/**
 * A gap of the whole watch: the app was stopped, its host was away, or its clock jumped. At its end all timers that were
 * missed fire at once, the notifier perhaps before any poll has finished. One note says from when to when; nothing else
 * is concluded from that silence.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import { openWorld } from '../world/world.ts';
import { HOUR, MINUTE, subjects } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const SETTINGS = { NOTIFY_SCHEDULE: '20 * * * * *', WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };

async function running() {
  const world = await openWorld({ tables, settings: SETTINGS, checks: CHECKS });
  onTestFinished(() => world.close());
  const since = async (run: () => Promise<void>): Promise<string[]> => {
    const before = world.mailbox.mails().length;
    await run();
    const mails = world.mailbox.mails();
    return subjects(mails.slice(0, mails.length - before).reverse());
  };
  const polls = () => Promise.all(['writeback', 'agents', 'reset-admins'].map((name) => world.watch().poll(name)));
  const minute = () =>
    since(async () => {
      world.wait(40_000);
      await polls();
      world.wait(20_000);
      await world.watch().notify();
    });
  /** All timers at once, the notifier first. */
  const resume = () =>
    since(async () => {
      await world.watch().notify();
      await polls();
    });
  for (let n = 0; n < 3; n += 1) await minute();
  return { world, minute, resume, since };
}

const WAS_DOWN =
  /^\[Warning\] Contoso: The watch was down from 2026-11-20 09:03:00 UTC to 2026-11-2[01] \d\d:\d\d:00 UTC$/;

describe('a gap of the whole watch', () => {
  it.each<[name: string, ms: number]>([
    ['seven minutes', 7 * MINUTE],
    ['an hour', HOUR],
    ['a day', 24 * HOUR],
  ])('of %s is one note, with no poll overdue and nothing ended', async (_, ms) => {
    const { world, minute, resume } = await running();
    world.wait(ms);
    expect(await resume()).toEqual([expect.stringMatching(WAS_DOWN)]);
    for (let n = 0; n < 5; n += 1) expect(await minute()).toEqual([]);
  });

  it('makes no source blind that fails for the first time at its end', async () => {
    const { world, minute, resume } = await running();
    world.wait(HOUR);
    world.tenant.faults.add({ path: '/directory/onPremisesSynchronization', kind: 'status', status: 500, count: null });
    expect(await resume()).toEqual([expect.stringMatching(WAS_DOWN)]);
    expect(await minute()).toEqual([]);
  });

  it('hides nothing that happened in it and is still so', async () => {
    const { world, resume, minute } = await running();
    world.wait(HOUR);
    world.tenant.roles.assign({ principal: 'Patti Fernandez', role: 'Global Administrator' });
    const told = [...(await resume()), ...(await minute())];
    expect(told.join('\n')).toMatch(/A user can now reset [\d,]+ synced users .*: "Patti Fernandez"/);
  });
});

describe('one timer that died behind the others', () => {
  it('is told all the same, also after a gap', async () => {
    const { world, since } = await running();
    world.wait(HOUR);
    const told = await since(async () => {
      for (let n = 0; n < 14; n += 1) {
        await Promise.all(['agents', 'reset-admins'].map((name) => world.watch().poll(name)));
        await world.watch().notify();
        world.wait(MINUTE);
      }
    });
    expect(told).toEqual([
      expect.stringMatching(WAS_DOWN),
      '[Warning] Contoso: The check writeback is no longer running',
    ]);
  });
});

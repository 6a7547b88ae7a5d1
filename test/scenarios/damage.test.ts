/**
 * Promise 17 as an operator sees it: somebody damages one row of the table. What it held is lost and told, once; all else
 * goes on. Every kind of row, each in three ways, with the exact mails.
 */
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import { watched } from '../../shared/checks/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { damage, keysOf, SAID, WAY_NAMES } from '../tables/damaging.ts';
import { acknowledgeAll } from '../world/acknowledge.ts';
import { openWorld, type World } from '../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

interface Site {
  readonly world: World;
  readonly client: TableClient;
  /** So many minutes, each a poll and a notifier. @returns the subjects of the mails that came */
  minutes(count: number): Promise<string[]>;
  /** So many minutes, of which only every third has a poll and a notifier: none is late by that. */
  through(minutes: number): Promise<string[]>;
  /** The last mail, on one line. */
  lastMail(): string;
  /** A minute, nothing for most of an hour, then as long as a digest may wait. */
  hour(): Promise<string[]>;
  status(): Promise<Report & { readonly http: number }>;
  drift(): Promise<{ readonly http: number; readonly titles: string[] }>;
}

/** Writeback was turned on and mailed, so there is a row of each kind but a waiting one; two hours have passed. */
async function openSite(): Promise<Site> {
  const world = await openWorld({ tables, checks: watched([writeback]) });
  onTestFinished(() => world.close());
  const client = TableClient.fromConnectionString(tables.connectionString, world.env.STATE_TABLE ?? '', {
    allowInsecureConnection: true,
  });
  const mails = (): readonly StoredMail[] => world.mailbox.mails();
  const site: Site = {
    world,
    client,
    minutes: async (count) => {
      const before = mails().length;
      for (let n = 0; n < count; n += 1) {
        await world.watch().poll('writeback');
        world.wait(20_000);
        await world.watch().notify();
        world.wait(40_000);
      }
      return mails()
        .slice(0, mails().length - before)
        .map(({ subject }) => subject)
        .reverse();
    },
    through: async (minutes) => {
      const subjects: string[] = [];
      for (let left = minutes; left > 0; left -= 3) {
        world.wait((Math.min(left, 3) - 1) * 60_000);
        subjects.push(...(await site.minutes(1)));
      }
      return subjects;
    },
    hour: async () => {
      const first = await site.minutes(1);
      world.wait(58 * 60_000);
      const then = await site.minutes(3);
      world.wait(10 * 60_000);
      return [...first, ...then, ...(await site.minutes(2))];
    },
    lastMail: () => (mails()[0]?.text ?? '').replace(/\s+/g, ' '),
    status: async () => {
      const { status, body } = await world.watch().status(false);
      return { ...(JSON.parse(body) as Report), http: status };
    },
    drift: async () => {
      const { status, body } = await world.watch().drift(new URLSearchParams('limit=1000'), null);
      return { http: status, titles: JSON.parse(body).items.map(({ title }: { title: string }) => title) };
    },
  };
  await site.minutes(2);
  world.tenant.enableWriteback();
  await site.through(12);
  // What is left open is the condition alone: the event is answered.
  await acknowledgeAll(world, 'writeback-turned-on');
  return site;
}

const DAMAGED = 'Stored rows of the watch cannot be read';
const UNTOLD = 'Stored rows of the watch cannot be read, and alerts that waited in them were never told';
const UNDECLARED = 'Password writeback is on, and nobody declared it';

const only = async ({ client }: Site, kind: string): Promise<string> => {
  const [key, ...more] = await keysOf(client, kind);
  if (key === undefined || more.length > 0) throw new Error(`not one row of ${kind} but ${more.length + 1}`);
  return key;
};

/** Blanks and points stand in a long key, so that no mail program takes its digits for a telephone number. */
const keysIn = (mail: string): string => mail.replace(/[\s·]/g, '');

const remove = ({ client, world }: Site, rowKey: string) => client.deleteEntity(world.tenant.tenantId, rowKey);

describe.each(WAY_NAMES)('one row %s', (way) => {
  it('of the outbox: a critical alert names it, all other mail goes on; deleted, that is the end of it', async () => {
    const site = await openSite();
    site.world.tenant.setFeature('blockSoftMatchEnabled', false);
    await site.world.watch().poll('writeback');
    const key = await only(site, 'pending');
    await damage(site.client, key, way);
    expect(await site.minutes(1)).toEqual([`[Critical] Contoso: ${UNTOLD}`]);
    expect(keysIn(site.lastMail())).toContain(`"${key}"(alertsthatnobodywastoldof)`);
    expect(site.lastMail()).toMatch(SAID[way]);
    expect(await site.status()).toMatchObject({ http: 200, status: 'warn' });
    expect((await site.status()).openAlerts.map(({ title }) => title)).toEqual(
      // What the row held is shown all the same: its events have a row of their own.
      expect.arrayContaining([
        UNTOLD,
        UNDECLARED,
        'The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
      ]),
    );
    site.world.tenant.setFeature('blockCloudObjectTakeoverThroughHardMatchEnabled', false);
    expect(await site.through(12)).toEqual([
      '[Warning] Contoso: The protection against takeover by hard match was turned off (blockCloudObjectTakeoverThroughHardMatchEnabled)',
    ]);
    await remove(site, key);
    expect(await site.through(15)).toEqual([`[Critical, ended] Contoso: ${UNTOLD}`]);
    expect((await site.drift()).titles.filter((title) => title.includes('cannot be read'))).toEqual([
      `Ended: ${UNTOLD}`,
      UNTOLD,
    ]);
  });

  it('of history: a line says so between all others, and a warning within the hour', async () => {
    const site = await openSite();
    const keys = await keysOf(site.client, 'change');
    const before = (await site.drift()).titles;
    const key = keys.find((one) => one.includes('writeback')) ?? '';
    await damage(site.client, key, way);
    const after = await site.drift();
    expect(after.http).toBe(200);
    const lost = after.titles.filter((title) => SAID[way].test(title));
    expect(lost).toHaveLength(1);
    expect(before).toEqual(expect.arrayContaining(after.titles.filter((title) => !SAID[way].test(title))));
    expect(await site.hour()).toEqual([`[Warning] Contoso: ${DAMAGED}`]);
    expect(keysIn(site.lastMail())).toContain(`"${key}"(linesofhistory)`);
    expect(await site.minutes(3)).toEqual([]);
  });

  it('of an open alert: it stays open by its rule, the status goes on, and the next change gives it its text again, told', async () => {
    const site = await openSite();
    await damage(site.client, await only(site, 'alert'), way);
    const { http, status, problems, openAlerts } = await site.status();
    expect([http, status]).toEqual([200, 'warn']);
    expect(problems.find(({ code }) => code === 'state-damaged')?.what).toMatch(
      /^a stored row cannot be read: alert\|/,
    );
    expect(openAlerts).toMatchObject([{ severity: 'critical', title: 'writeback-on-undeclared' }]);
    expect(await site.hour()).toEqual([
      '[Warning] Contoso: Stored state of the check writeback was lost: the text of an open alert',
    ]);
    expect((await site.status()).openAlerts).toMatchObject([{ title: UNDECLARED }]);
    expect(await site.minutes(3)).toEqual([]);
  });

  it('that is the head of a check: it starts anew, told once; its open alert goes on under its id, and ends', async () => {
    const site = await openSite();
    const before = await site.status();
    await damage(site.client, 'head|writeback', way);
    expect(await site.through(15)).toEqual([
      '[Warning] Contoso: The stored state of the check writeback was lost, so it starts over',
    ]);
    expect(await keysOf(site.client, 'alert')).toHaveLength(1);
    const after = await site.status();
    expect(after.openAlerts).toEqual(before.openAlerts);
    expect(after.writeback).toMatchObject({ state: 'on' });
    await site.world.watch({}, { WRITEBACK_DECLARED: 'on@2026-11-20 by Adele Vance' }).poll('writeback');
    expect((await site.status()).openAlerts).toEqual([]);
  });

  it('that is the head of the watch itself: the same', async () => {
    const site = await openSite();
    await damage(site.client, 'head|watch', way);
    expect(await site.through(15)).toEqual([
      '[Warning] Contoso: The stored state of the check watch was lost, so it starts over',
    ]);
  });

  it('that is the head of a check which this version does not know is left alone, and told to nobody', async () => {
    const site = await openSite();
    const partitionKey = site.world.tenant.tenantId;
    await site.client.createEntity({ partitionKey, rowKey: 'head|devices', check: 'devices' });
    await damage(site.client, 'head|devices', way);
    site.world.tenant.setFeature('blockSoftMatchEnabled', false);
    expect(await site.through(15)).toEqual([
      '[Warning] Contoso: The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
    ]);
    expect([...new Set((await site.status()).problems.map(({ code }) => code))]).toEqual(['open-critical']);
    expect(await keysOf(site.client, 'head')).toContain('head|devices');
  });

  it('that is the mailbox: taken as empty, told as that, and mail goes on', async () => {
    const site = await openSite();
    await damage(site.client, 'mailbox', way);
    site.world.tenant.setFeature('blockSoftMatchEnabled', false);
    const mails = await site.through(15);
    expect(mails).toEqual([
      '[Warning] Contoso: The protection against takeover by soft match was turned off (blockSoftMatchEnabled) +1 more',
      `[Warning, ended] Contoso: ${DAMAGED}`,
    ]);
    expect((await site.status()).http).toBe(200);
  });

  it('that is the time of install: counted from now on, told, and ended after an hour', async () => {
    const site = await openSite();
    const partitionKey = site.world.tenant.tenantId;
    await site.client.updateEntity({ partitionKey, rowKey: 'install', at: way }, 'Replace');
    expect(await site.minutes(1)).toEqual([`[Warning] Contoso: ${DAMAGED}`]);
    expect(site.lastMail()).toContain('"install" (when the watch began; counted from now on)');
    expect(await site.hour()).toEqual([`[Warning, ended] Contoso: ${DAMAGED}`]);
  });
});

describe('a text that heads name', () => {
  it('all of them lost at once are one alert of the check', async () => {
    const site = await openSite();
    for (const key of await keysOf(site.client, 'chunk')) await remove(site, key);
    site.world.tenant.setFeature('blockSoftMatchEnabled', false);
    const told = await site.through(15);
    expect(
      told.filter((subject) => /state of the check writeback was lost: directoryAudits, .* and 6 more/.test(subject)),
    ).toHaveLength(1);
    expect(told.filter((subject) => /state of the check watch was lost: permissions, /.test(subject))).toHaveLength(1);
    expect(told.filter((subject) => /tored state .* was lost/.test(subject))).toHaveLength(2);
  });
});

describe('several rows', () => {
  it('are one condition that names each, and the status names each once', async () => {
    const site = await openSite();
    const [one = '', other = ''] = await keysOf(site.client, 'change');
    await damage(site.client, one, 'not JSON');
    await damage(site.client, other, 'not JSON');
    expect(await site.hour()).toEqual([`[Warning] Contoso: ${DAMAGED}`]);
    for (const key of [one, other]) expect(keysIn(site.lastMail())).toContain(`"${key}"`);
    expect(await site.hour()).toEqual([]);
    await remove(site, one);
    await remove(site, other);
    expect(await site.hour()).toEqual([`[Warning, ended] Contoso: ${DAMAGED}`]);
  });
});

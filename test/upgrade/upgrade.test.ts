/**
 * A table that an earlier version wrote, gone on with by this one: what waited is told once, what was in flight is not
 * sent again, nothing starts anew, and nobody is told what he was told before.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import type { CheckName } from '../../shared/core/model/head.ts';
import { alertIds } from '../sweep/invariants.ts';
import { openWorld, type World } from '../world/world.ts';
import { entityOf, type KeptTable } from './kept-rows.ts';
import { playPast } from './past.ts';

const KEPT = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../fixtures/tables/rows-2026-11-28.json'), 'utf8'),
) as KeptTable;

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const POLLED: readonly CheckName[] = ['writeback', 'agents', 'reset-admins'];

/** The tenant as it was when the rows were kept, and the rows. */
async function openUpgraded(): Promise<{ world: World; client: TableClient }> {
  const world = await openWorld({ tables, checks: CHECKS });
  onTestFinished(() => world.close());
  await playPast(world, async () => {});
  expect(world.now()).toBe(KEPT.at);
  world.mailbox.faults.clear();
  const client = TableClient.fromConnectionString(tables.connectionString, world.env.STATE_TABLE ?? '', {
    allowInsecureConnection: true,
  });
  await client.createTable();
  // The identity is another each time, so is the partition; what is in the rows is as it was.
  for (const row of KEPT.rows) await client.createEntity({ ...entityOf(row), partitionKey: world.tenant.tenantId });
  return { world, client };
}

/** The mails that came, oldest first. */
async function minute(world: World): Promise<StoredMail[]> {
  const before = world.mailbox.mails().length;
  for (const check of POLLED) await world.watch().poll(check);
  await world.watch().notify();
  world.wait(60_000);
  return world.mailbox
    .mails()
    .slice(0, world.mailbox.mails().length - before)
    .reverse();
}

const idsIn = (mails: readonly StoredMail[]): string[] => mails.flatMap(alertIds).sort();

const keysOf = async (client: TableClient, prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { rowKey = '' } of client.listEntities()) if (rowKey.startsWith(prefix)) keys.push(rowKey);
  return keys;
};

/** Alert ids of the outbox rows that the earlier version left. */
const WAITING = KEPT.rows.map((row) => String(row.rowKey)).filter((key) => key.startsWith('pending|'));

describe('rows of 2026-11-28', () => {
  test('hold what an upgrade has to go on with: alerts that wait, a mail in flight, open alerts', () => {
    expect(WAITING).toHaveLength(2);
    const kinds = new Set(KEPT.rows.map((row) => String(row.rowKey).split('|')[0]));
    expect([...kinds].sort()).toEqual(['alert', 'change', 'chunk', 'head', 'install', 'mailbox', 'measure', 'pending']);
  });

  test('show the same status at once, before anything is written', async () => {
    const { world } = await openUpgraded();
    const { openAlerts, mail, problems, writeback } = JSON.parse((await world.watch().status(false)).body);
    expect(problems.filter(({ code }: { code: string }) => code.startsWith('state-'))).toEqual([]);
    expect(writeback).toMatchObject({ state: 'on' });
    expect(openAlerts.map(({ id }: { id: string }) => id.split('~')[0]).sort()).toEqual([
      'writeback-on-undeclared',
      'writeback-turned-off',
      'writeback-turned-on',
      'writeback-turned-on',
    ]);
    expect(mail.pending).toBe(4);
  });

  test('are gone on with: what waited is told once, and there is no flood', async () => {
    const { world, client } = await openUpgraded();
    // The earlier version's mail was accepted there; the service here knows nothing of it, so it is sent as it was frozen.
    const mails = [...(await minute(world)), ...(await minute(world)), ...(await minute(world))];
    const told = idsIn(mails).map((id) => id.replace(/~\d+$/, ''));
    expect(new Set(idsIn(mails)).size).toBe(idsIn(mails).length);
    expect(told.filter((id) => id.startsWith('writeback-'))).toEqual([
      expect.stringMatching(/^writeback-on-undeclared~/),
      expect.stringMatching(/^writeback-turned-off~/),
      expect.stringMatching(/^writeback-turned-on~/),
      expect.stringMatching(/^writeback-turned-on~/),
    ]);
    // What this version reads for the first time is one line of each check.
    expect(told.filter((id) => !id.startsWith('writeback-'))).toEqual([
      'first-reading~reset-admins/roleEvents',
      'first-reading~writeback/ssprSettings+resets',
    ]);
    expect(await keysOf(client, 'pending|')).toEqual([]);
    expect(await keysOf(client, 'event|')).toEqual([]);
    for (let n = 0; n < 15; n += 1) expect(await minute(world)).toEqual([]);
    const items = JSON.parse((await world.watch().drift(new URLSearchParams(), null)).body).items;
    const begun = items.filter(
      ({ change, at }: { change: string; at: string }) => change === 'baseline' && Date.parse(at) >= KEPT.at,
    );
    expect(begun.map(({ key }: { key: string }) => key)).toEqual(['roleEvents', 'ssprSettings', 'resets']);
    expect(items.filter(({ mailed }: { mailed: unknown }) => mailed === false)).toEqual([]);
  });
});

/**
 * Texts that a head names and that are gone or damaged in the table: found by the next poll although it reads nothing
 * new, told once, and never a reason to swallow what happens meanwhile.
 */
import { type TableClient, TableClient as Tables } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld, type World } from '../world/world.ts';
import { subjects } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

async function begun() {
  const settings = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };
  const world = await openWorld({ tables, settings, checks: watched([writeback, resetAdmins]) });
  onTestFinished(() => world.close());
  const client = Tables.fromConnectionString(tables.connectionString, world.env.STATE_TABLE ?? '', {
    allowInsecureConnection: true,
  });
  const minute = async () => {
    const before = world.mailbox.mails().length;
    world.wait(40_000);
    const polls = [await world.watch().poll('writeback'), await world.watch().poll('reset-admins')];
    world.wait(20_000);
    await world.watch().notify();
    const mails = world.mailbox.mails();
    return { polls: polls.map(({ kind }) => kind), mails: subjects(mails.slice(0, mails.length - before).reverse()) };
  };
  for (let n = 0; n < 4; n += 1) await minute();
  return { world, client, minute };
}

/** Rows of the texts that the head of a check alone names: an empty list, for one, is the same text for all. */
async function textsOf(client: TableClient, check: string): Promise<{ partitionKey: string; rowKey: string }[]> {
  const rows: { partitionKey: string; rowKey: string; names?: unknown }[] = [];
  for await (const row of client.listEntities<{ names?: string }>()) {
    rows.push({ partitionKey: row.partitionKey ?? '', rowKey: row.rowKey ?? '', names: row.names });
  }
  const named = (isOwn: boolean) =>
    new Set(
      rows
        .filter(({ rowKey }) => rowKey.startsWith('head|') && (rowKey === `head|${check}`) === isOwn)
        .flatMap(({ names }) => String(names).split(' ')),
    );
  const [own, others] = [named(true), named(false)];
  return rows.filter(({ rowKey }) => {
    const hash = rowKey.split('|')[1] ?? '';
    return rowKey.startsWith('chunk|') && own.has(hash) && !others.has(hash);
  });
}

const listed = async (world: World): Promise<number> =>
  (JSON.parse((await world.watch().status(false)).body) as Report & { resetAdmins: { resetters: number } }).resetAdmins
    .resetters;

describe('every text of a check that is gone', () => {
  it('is noticed by the next poll, told once, and the list is whole again', async () => {
    const { world, client, minute } = await begun();
    const before = await listed(world);
    for (const { partitionKey, rowKey } of await textsOf(client, 'reset-admins')) {
      await client.deleteEntity(partitionKey, rowKey);
    }
    const { polls, mails } = await minute();
    expect(polls).toEqual(['unchanged', 'changed']);
    expect(mails).toEqual([
      '[Warning] Contoso: Stored state of the check reset-admins was lost: roleDefinitions, roleAssignments, groups and 7 more',
    ]);
    expect(await listed(world)).toBe(before);
    expect(await minute()).toEqual({ polls: ['unchanged', 'unchanged'], mails: [] });
  });
});

describe('the text of a verdict that is gone', () => {
  it('swallows no grant that is made in the same minute', async () => {
    const { world, client, minute } = await begun();
    const names = await textsOf(client, 'reset-admins');
    const isVerdict = async (rowKey: string): Promise<boolean> => {
      const hash = rowKey.split('|')[1] ?? '';
      return (await headVerdict(client)) === hash;
    };
    for (const { partitionKey, rowKey } of names) {
      if (await isVerdict(rowKey)) await client.deleteEntity(partitionKey, rowKey);
    }
    world.tenant.roles.assign({ principal: 'Patti Fernandez', role: 'Helpdesk Administrator' });
    const { mails } = await minute();
    expect(mails.join()).toContain(
      'A user can now reset 1,232 synced users (Helpdesk Administrator): "Patti Fernandez"',
    );
    // The log of role events is not as empty as others any more.
    expect((await textsOf(client, 'reset-admins')).length).toBe(names.length + 1);
  });
});

/** The last of the names of the head: the verdict comes after the snapshots. */
async function headVerdict(client: TableClient): Promise<string> {
  for await (const row of client.listEntities<{ names?: string }>()) {
    if (row.rowKey === 'head|reset-admins') return String(row.names).split(' ').at(-1) ?? '';
  }
  throw new Error('no head');
}

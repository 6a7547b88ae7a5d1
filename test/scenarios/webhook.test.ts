/** The webhook beside mail, from the settings on: the same alerts with the same ids, and neither waits for the other. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { watched } from '../../shared/checks/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { alertIds } from '../sweep/invariants.ts';
import { openWorld, type World, type WorldOptions } from '../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

async function minute(world: World, settings: Readonly<Record<string, string>>): Promise<void> {
  await world.watch({}, settings).poll('writeback');
  world.wait(20_000);
  await world.watch({}, settings).notify();
  world.wait(40_000);
}

async function sixTimes(world: World, settings: Readonly<Record<string, string>>): Promise<void> {
  for (let n = 0; n < 6; n += 1) {
    world.wait(4 * 60_000);
    await minute(world, settings);
  }
}

const posted = (world: World): string[][] =>
  [...world.mailbox.messages()]
    .reverse()
    .map(({ body }) => (JSON.parse(body) as { alerts: { id: string }[] }).alerts.map(({ id }) => id));

const rules = (ids: readonly string[][]): string[][] => ids.map((one) => one.map((id) => id.split('~')[0] ?? ''));

const open = async (checks?: WorldOptions['checks']): Promise<World> => {
  const world = await openWorld({ tables, ...(checks && { checks }) });
  onTestFinished(() => world.close());
  return world;
};

it('is posted what is mailed, with the same ids', async () => {
  const world = await open();
  const settings = { WEBHOOK_URL: world.mailbox.webhookUrl };
  await minute(world, settings);
  world.tenant.enableWriteback();
  for (let n = 0; n < 3; n += 1) await minute(world, settings);
  expect(posted(world)).toEqual([...world.mailbox.mails()].reverse().map(alertIds));
  expect(rules(posted(world))).toEqual([['baseline'], ['writeback-turned-on', 'writeback-on-undeclared']]);
});

it('that is down is named by the status, delays no mail, and is told all when it is back', async () => {
  const world = await open();
  const down = { WEBHOOK_URL: 'http://127.0.0.1:1/secret-path#secret-key' };
  await minute(world, down);
  world.tenant.enableWriteback();
  await minute(world, down);
  expect(world.mailbox.mails()).toHaveLength(2);
  world.wait(20 * 60_000);
  await minute(world, down);
  const { body } = await world.watch({}, down).status(false);
  const { status, problems, receivers } = JSON.parse(body) as Report;
  expect(status).toBe('fail');
  expect(problems.find(({ code }) => code === 'receiver-waiting')?.what).toMatch(
    /^an alert has waited for its message to webhook since [\d-]+ [\d:]+ UTC; last error: The connection to the webhook failed/,
  );
  expect(receivers?.map(({ name, state }) => `${name}: ${state}`)).toEqual(['mail: ok', 'webhook: fail']);
  expect(problems.map(({ code }) => code)).not.toContain('nobody-told');
  expect(body).not.toContain('secret');
  const back = { WEBHOOK_URL: world.mailbox.webhookUrl };
  for (let n = 0; n < 3; n += 1) {
    world.wait(10 * 60_000);
    await minute(world, back);
  }
  expect(rules(posted(world)).flat().sort()).toEqual(
    expect.arrayContaining(['baseline', 'writeback-on-undeclared', 'writeback-turned-on']),
  );
});

it.each([
  ['mail', 'receiver-refused', (world: World) => ({ WEBHOOK_URL: `${world.mailbox.webhookUrl}/nowhere` })],
  [
    'the webhook',
    'mail-refused',
    (world: World) => {
      world.mailbox.faults.add({ kind: 'status', status: 403, count: null });
      return { WEBHOOK_URL: world.mailbox.webhookUrl };
    },
  ],
])('%s alone is told that the other takes nothing, and that it does again', async (one, rule, breaking) => {
  const world = await open(watched([writeback]));
  const told = () => (one === 'mail' ? [...world.mailbox.mails()].reverse().map(alertIds) : posted(world));
  const about = () =>
    rules(told())
      .flat()
      .filter((id) => id === rule).length;
  const broken = breaking(world);
  await sixTimes(world, broken);
  expect(about()).toBe(1);
  world.mailbox.faults.clear();
  await sixTimes(world, { WEBHOOK_URL: world.mailbox.webhookUrl });
  expect(about()).toBe(2);
  const other = one === 'mail' ? posted(world) : [...world.mailbox.mails()].map(alertIds);
  expect(rules(other).flat()).toContain('baseline');
  expect(rules(other).flat()).not.toContain(rule);
});

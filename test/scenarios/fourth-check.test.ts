/** A fourth check is one folder and one line of the registry: everything else that shows it follows from these. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { watched } from '../../shared/checks/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { toys } from '../fixtures/toy-check/index.ts';
import { openWorld, type World } from '../world/world.ts';

const MINUTE = 60_000;
let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

/** The line of the registry. */
const REGISTRY = watched([writeback, toys]);

async function openToys(): Promise<World> {
  const world = await openWorld({ tables, checks: REGISTRY });
  onTestFinished(() => world.close());
  await runAll(world);
  return world;
}

async function runAll(world: World): Promise<void> {
  world.wait(11 * MINUTE);
  await world.watch().poll('writeback');
  await world.watch().poll('toys');
  await world.watch().notify();
}

const reportOf = async (world: World) => JSON.parse((await world.watch().status(false)).body) as Report;
const newest = (world: World): string => (world.mailbox.mails()[0]?.text ?? '').replace(/\s+/g, ' ');

describe('a fourth check', () => {
  it('has its part of the status at its place, in the order of the registry, and its sources', async () => {
    const report = await reportOf(await openToys());
    expect(Object.keys(report).slice(4, 8)).toEqual(['problems', 'writeback', 'toyBox', 'sources']);
    expect(report.toyBox).toEqual({ name: 'Contoso' });
    expect(report.sources.filter(({ check }) => check === 'toys')).toMatchObject([{ name: 'names', state: 'ok' }]);
  });

  it('has its place in the status while nothing is stored of it', async () => {
    const world = await openWorld({ tables, checks: REGISTRY });
    onTestFinished(() => world.close());
    expect((await reportOf(world)).toyBox).toEqual({ name: null });
  });

  it('has a history of its own', async () => {
    const world = await openToys();
    world.tenant.rename('Fabrikam');
    await runAll(world);
    const { status, body } = await world.watch().drift(new URLSearchParams({ check: 'toys' }), null);
    expect(status).toBe(200);
    const [newestLine] = (JSON.parse(body) as { items: { check: string; title: string; mailed: boolean }[] }).items;
    expect(newestLine).toMatchObject({ check: 'toys', title: 'The toy is called Fabrikam now', mailed: true });
  });

  it('is mailed under its title, in the order of the registry', async () => {
    const world = await openToys();
    expect(newest(world)).toMatch(/Password writeback, as of .* Toys in the tenant, as of .* The watch itself, as of/);
    expect(newest(world)).toContain('The toy is called Contoso.');
    world.tenant.rename('Fabrikam');
    await runAll(world);
    expect(newest(world)).toContain('[Warning] The toy is called Fabrikam now');
    expect(newest(world)).toContain('Runbook: toy-renamed');
  });

  it('is missed its permission, by what nobody would see without it', async () => {
    const world = await openToys();
    const open = (await reportOf(world)).openAlerts.map(({ title }) => title);
    expect(open).toContain('The identity of the watch lacks Member.Read.Hidden');
    expect(newest(world)).toContain('what the toy is called (toys/names)');
  });

  it('is told when its timer has died', async () => {
    const world = await openToys();
    world.wait(30 * MINUTE);
    await world.watch().poll('writeback');
    await world.watch().notify();
    expect(newest(world)).toContain('The check toys is no longer running');
    expect((await reportOf(world)).problems.map(({ code, what }) => `${code} ${what}`)).toContainEqual(
      expect.stringMatching(/^poll-overdue toys: /),
    );
  });
});

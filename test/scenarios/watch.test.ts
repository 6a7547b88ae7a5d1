/**
 * The watch over the watch, told over the world's real HTTP: what happens to the app or its identity, and exactly which
 * mails come of it. Each run is a new instance.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { watched } from '../../shared/checks/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { checkOnce } from '../../shared/compose/check-once.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { acknowledgeAll } from '../world/acknowledge.ts';
import { openWorld, type World } from '../world/world.ts';
import { isNews } from './scene.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

async function openScene(prepare: (world: World) => void = () => {}, settings = {}): Promise<World> {
  const world = await openWorld({ tables, checks: watched([writeback]), settings });
  onTestFinished(() => world.close());
  prepare(world);
  return world;
}

/** So much later: one poll, one notify. @returns the subjects of the mails that came, oldest first */
async function runAfter(world: World, ms: number): Promise<string[]> {
  world.wait(ms - 20_000);
  await world.watch().poll('writeback');
  world.wait(20_000);
  return notify(world);
}

/** One notify alone, as when the timer of the polls is dead. */
async function notify(world: World): Promise<string[]> {
  const before = world.mailbox.mails().length;
  await world.watch().notify();
  const mails = world.mailbox.mails();
  return mails
    .slice(0, mails.length - before)
    .filter(isNews)
    .map(({ subject }) => subject)
    .reverse();
}

const newest = (world: World): string => (world.mailbox.mails()[0]?.text ?? '').replace(/\s+/g, ' ');

async function status(world: World): Promise<Report & { http: number }> {
  const { status: http, body } = await world.watch().status(false);
  return { ...(JSON.parse(body) as Report), http };
}

const codes = async (world: World) => (await status(world)).problems.map(({ code }) => code);
const states = async (world: World) =>
  Object.fromEntries(
    (await status(world)).sources.filter(({ check }) => check === 'watch').map((one) => [one.name, one.state]),
  );

async function history(world: World): Promise<{ title: string; mailed: boolean | null; severity: string }[]> {
  const { body } = await world.watch().drift(new URLSearchParams({ check: 'watch', limit: '1000' }), null);
  return (JSON.parse(body) as { items: { title: string; mailed: boolean | null; severity: string }[] }).items;
}

const BEGUN = '[Info] Contoso: The watch has begun.';

describe('the first run', () => {
  it('tells in the summary what the identity was granted, and then nothing for a day', async () => {
    const world = await openScene();
    const [mail, ...others] = await runAfter(world, MINUTE);
    expect(mail).toContain(BEGUN);
    expect(others).toEqual([]);
    expect(newest(world)).toContain(
      'The identity of the watch holds 12 permissions; none is known to write, and none is missing.',
    );
    expect(newest(world)).toContain('licences: "AAD_PREMIUM", "AAD_PREMIUM_P2"');
    expect(await states(world)).toEqual({ permissions: 'ok', licence: 'ok', settings: 'ok' });
    expect(await codes(world)).toEqual(['verdict-unknown']);

    world.tenant.requests.clear();
    for (let hour = 1; hour < 24; hour += 1) {
      await world.watch().poll('writeback');
      expect(await runAfter(world, HOUR)).toEqual([]);
    }
    const own = () => world.tenant.requests.list().filter(({ path }) => /appRoleAssignments|subscribedSkus/.test(path));
    expect(own()).toEqual([]);
    expect(await runAfter(world, HOUR)).toEqual([]);
    expect(own()).toHaveLength(2);
  });
});

describe('a permission to write', () => {
  it('granted to the identity is critical, as an event and as long as it is held; taken back, that is told too', async () => {
    const world = await openScene();
    await runAfter(world, MINUTE);
    world.tenant.grant('User-PasswordProfile.ReadWrite.All');
    expect(await runAfter(world, DAY)).toEqual([
      '[Critical] Contoso: The watch was granted a permission to write: User-PasswordProfile.ReadWrite.All',
    ]);
    expect(newest(world)).toContain(
      'Also: The identity of the watch can write: it holds User-PasswordProfile.ReadWrite.All',
    );
    expect(newest(world)).toContain('When: 2026-11-20 09:01:00 UTC (1 day ago)');
    expect((await status(world)).openAlerts.map(({ severity }) => severity)).toEqual(['critical', 'critical']);
    await acknowledgeAll(world);

    world.tenant.revoke('User-PasswordProfile.ReadWrite.All');
    expect(await runAfter(world, DAY)).toEqual([]);
    // Absence is believed at the second reading, an hour later.
    expect(await runAfter(world, HOUR)).toEqual([
      '[Warning] Contoso: A permission was taken from the watch: User-PasswordProfile.ReadWrite.All',
    ]);
    expect((await status(world)).openAlerts).toEqual([]);
    expect(await runAfter(world, 2 * HOUR)).toEqual([]);
  });

  it('held from the beginning is a critical alert, and `npm run check` ends with 1', async () => {
    const world = await openScene(({ tenant }) => tenant.grant('Directory.ReadWrite.All'));
    expect(await runAfter(world, MINUTE)).toEqual([
      '[Critical] Contoso: The identity of the watch can write: it holds Directory.ReadWrite.All +1 more',
    ]);
    const checked = await check(world);
    expect(checked).toMatchObject({ kind: 'report', exitCode: 1 });
  });
});

const check = (world: World) => {
  const { MAIL_FROM: _from, ...env } = world.env;
  const credential = { getToken: async () => ({ token: await world.token(), expiresOnTimestamp: 9e15 }) };
  // Its turns at the audit log pass as the time of the world does.
  const sleep = async (ms: number) => world.wait(ms);
  return checkOnce(env, '0', () => {}, { now: world.now, sleep, credential });
};

describe('a permission taken from the identity', () => {
  it('that a required source needs: told by name with what it blinds, before a token without it is used', async () => {
    const world = await openScene();
    await runAfter(world, MINUTE);
    world.tenant.revoke('AuditLog.Read.All');
    world.tenant.faults.add({ path: '/auditLogs/*', kind: 'empty-pages', count: null });
    world.wait(DAY);
    await world.watch().notify();
    world.wait(HOUR);
    await world.watch().notify();
    expect(newest(world)).toContain('Also: The identity of the watch lacks AuditLog.Read.All');
    expect(newest(world)).toContain('whether someone turns writeback on or off (writeback/directoryAudits)');
    world.tenant.grant('AuditLog.Read.All');
    await runAfter(world, DAY);
    expect((await status(world)).openAlerts.map(({ title }) => title)).not.toContain(
      'The identity of the watch lacks AuditLog.Read.All',
    );
  });

  it('that it looks itself up with: the status says at once what cannot be seen, and nothing was "taken"', async () => {
    const world = await openScene();
    await runAfter(world, MINUTE);
    world.tenant.revoke('Application.Read.All');
    await runAfter(world, DAY);
    expect(await states(world)).toEqual({ permissions: 'denied', licence: 'ok', settings: 'ok' });
    expect((await status(world)).problems.map(({ what }) => what).join()).toContain('watch/permissions is denied');
    expect((await history(world)).map(({ title }) => title).filter((title) => title.includes('taken'))).toEqual([]);
  });

  it('that was never there: no alert, no warning for ever, and named in the summary', async () => {
    const world = await openScene(({ tenant }) => tenant.revoke('Application.Read.All'));
    const [mail] = await runAfter(world, MINUTE);
    expect(mail).toContain(BEGUN);
    expect(newest(world)).toContain('The permissions of the watch cannot be read.');
    expect(newest(world)).toContain('permissions (denied): which permissions the watch holds');
    expect(await runAfter(world, 3 * DAY)).toEqual([]);
    expect(await codes(world)).toEqual(['verdict-unknown']);
    expect((await status(world)).problems.map(({ what }) => what)).toEqual(['writeback: the state is unknown']);
  });
});

describe('a licence that runs out', () => {
  it('is a warning once two readings agree, and seen again is only recorded', async () => {
    const world = await openScene();
    await runAfter(world, MINUTE);
    world.tenant.setLicence('p2', 'suspended');
    expect(await runAfter(world, DAY)).toEqual([]);
    expect(await runAfter(world, HOUR)).toEqual([
      '[Warning] Contoso: The tenant no longer has Entra ID P2 ("AAD_PREMIUM_P2")',
    ]);
    world.tenant.setLicence('p2', 'enabled');
    expect(await runAfter(world, DAY)).toEqual([]);
    expect((await history(world))[0]).toMatchObject({
      title: 'The tenant has Entra ID P2 now ("AAD_PREMIUM_P2")',
      mailed: null,
    });
  });
});

describe('a poll whose timer is dead', () => {
  it('is noticed by the notifier: one mail when it is overdue, one when it polls again', async () => {
    const world = await openScene();
    await runAfter(world, MINUTE);
    const mails: string[] = [];
    for (let minute = 0; minute < 30; minute += 1) {
      world.wait(MINUTE);
      mails.push(...(await notify(world)));
    }
    expect(mails).toEqual(['[Warning] Contoso: The check writeback is no longer running']);
    expect(await codes(world)).toEqual(expect.arrayContaining(['poll-overdue', 'open-warning']));
    const closing = await runAfter(world, MINUTE);
    expect(closing).toEqual(['[Warning, ended] Contoso: The check writeback is no longer running']);
    expect(await runAfter(world, MINUTE)).toEqual([]);
    expect((await history(world)).map(({ title }) => title).slice(0, 2)).toEqual([
      'Ended: The check writeback is no longer running',
      'The check writeback is no longer running',
    ]);
  });

  it('also when it has never polled since the install', async () => {
    const world = await openScene();
    await notify(world);
    world.wait(3 * MINUTE + 1000);
    // Nobody has read the tenant's name yet.
    const [mail, ...others] = await notify(world);
    expect(mail).toBe(`[Warning] ${world.tenant.tenantId}: The check writeback is no longer running`);
    expect(others).toEqual([]);
  });
});

describe('a notifier that is dead', () => {
  it('fails the status after a quarter of an hour, since nothing is mailed', async () => {
    const world = await openScene(undefined, { NOTIFY_SCHEDULE: '20 * * * * *' });
    await runAfter(world, MINUTE);
    for (let n = 0; n < 5; n += 1) {
      world.wait(3 * MINUTE);
      await world.watch().poll('writeback');
    }
    expect(await codes(world)).not.toContain('notify-overdue');
    world.wait(6 * MINUTE);
    await world.watch().poll('writeback');
    expect(await codes(world)).toContain('notify-overdue');
    expect((await status(world)).http).toBe(503);
    await notify(world);
    expect(await codes(world)).not.toContain('notify-overdue');
  });
});

describe('a clock that is more than five minutes off', () => {
  it('warns, by mail and in the status, until the clocks agree again', async () => {
    const world = await openScene();
    await runAfter(world, MINUTE);
    world.tenant.setDateSkew(6 * 60);
    expect(await runAfter(world, 11 * MINUTE)).toEqual([
      '[Warning] Contoso: The clock of the app and that of Microsoft Graph are more than 5 minutes apart',
    ]);
    expect(newest(world)).toMatch(/the clock of the app is [56] minutes behind Graph's/);
    expect(await codes(world)).toContain('clock-off');
    world.tenant.setDateSkew(0);
    expect(await runAfter(world, MINUTE)).toEqual([
      '[Warning, ended] Contoso: The clock of the app and that of Microsoft Graph are more than 5 minutes apart',
    ]);
    expect(await codes(world)).toEqual(['verdict-unknown']);
  });
});

describe('an identity of another tenant', () => {
  it('is told as that, and nothing of it is read', async () => {
    const world = await openScene();
    const foreign = { TENANT_ID: '11111111-2222-4333-8444-555555555555' };
    await world.watch({}, foreign).poll('writeback');
    world.wait(20_000);
    await world.watch({}, foreign).notify();
    expect(world.tenant.requests.list().filter(({ path }) => !path.startsWith('/msi/'))).toEqual([]);
    const { body } = await world.watch({}, foreign).status(false);
    const titles = (JSON.parse(body) as Report).openAlerts.map(({ title }) => title);
    expect(titles).toEqual(['The identity of the app belongs to another tenant than TENANT_ID']);
  });
});

const SOFT_MATCH_OFF = 'The protection against takeover by soft match was turned off (blockSoftMatchEnabled)';

describe('mail that is refused', () => {
  it('is recorded and shown, never mailed, and ends when mail leaves again', async () => {
    const world = await openScene();
    await runAfter(world, MINUTE);
    world.mailbox.faults.add({ kind: 'status', status: 403, count: null });
    world.tenant.setFeature('blockSoftMatchEnabled', false);
    await runAfter(world, MINUTE);
    await runAfter(world, MINUTE);
    // Once may be a service that restarts.
    expect((await status(world)).openAlerts.map(({ title }) => title)).toEqual([SOFT_MATCH_OFF]);
    await runAfter(world, MINUTE);
    expect((await status(world)).openAlerts.map(({ title }) => title)).toContain(
      'Mail cannot be sent: the service takes none, or dropped the last one',
    );
    expect((await status(world)).mail.pending).toBe(1);
    world.mailbox.faults.clear();
    expect(await runAfter(world, HOUR)).toEqual([
      '[Warning] Contoso: The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
    ]);
    expect(await runAfter(world, MINUTE)).toEqual([]);
    expect((await history(world))[0]).toMatchObject({
      title: expect.stringMatching(/^Ended: Mail cannot/),
      mailed: null,
    });
  });
});

describe('the watch over the watch that fails itself', () => {
  it('keeps no mail from leaving', async () => {
    const world = await openScene();
    world.tenant.faults.add({ path: '/servicePrincipals/*', kind: 'reset', count: null });
    world.tenant.faults.add({ path: '/subscribedSkus', kind: 'reset', count: null });
    world.tenant.enableWriteback();
    const sleep = async () => {};
    world.wait(40_000);
    await world.watch({ sleep }).poll('writeback');
    world.wait(20_000);
    await world.watch({ sleep }).notify();
    expect(world.mailbox.mails().map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[Info\] Contoso: The watch has begun\. Password writeback is on /),
      expect.stringContaining('[Critical] Contoso: Password writeback is on'),
    ]);
    expect(await states(world)).toEqual({ permissions: 'never', licence: 'never', settings: 'ok' });
  });
});

/**
 * Somebody who can write the settings of the app and works against the watch: mutes it, shuts its eyes, or says of what is
 * open that it is meant. Every change is told to those who were told before, whatever the new settings say.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import { watched } from '../../shared/checks/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { DAY, HOUR, MINUTE, openScene, type Scene, words } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const OLD = 'admins@contoso.example';
const EVE = 'eve@evil.example';
const CHANGED = 'Settings of the watch were changed';

const about = (mails: readonly StoredMail[], text: string) => mails.filter((mail) => words(mail).includes(text));
const toldOf = (mails: readonly StoredMail[], text: string) => [...new Set(about(mails, text).flatMap(({ to }) => to))];

const USUAL = { NOTIFY_SCHEDULE: '20 * * * * *' };

async function open(settings: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const scene = await openScene(tables, { ...USUAL, ...settings });
  scene.seams = { checks: watched([writeback]) };
  return scene;
}

/** A deployment: from now on these are the settings. */
const deploy = (scene: Scene, settings: Readonly<Record<string, string>>): void => {
  scene.settings = { ...scene.settings, ...settings };
};

/** A watch that has begun, with writeback on and nobody who declared it. */
async function exposed(): Promise<Scene> {
  const scene = await open();
  await scene.minutes(2);
  scene.world.tenant.enableWriteback();
  await scene.minutes(3);
  return scene;
}

describe('recipients changed and writeback declared in one deployment', () => {
  const ATTACK = { MAIL_TO: EVE, WRITEBACK_DECLARED: 'on@2026-11-20 by Ann' };

  it('tells the old recipients both, and that the alert was closed by a word alone', async () => {
    const scene = await exposed();
    expect((await scene.status(true)).http).toBe(503);
    deploy(scene, ATTACK);
    const mails = await scene.through(12);
    expect(toldOf(mails, CHANGED)).toEqual([OLD, EVE]);
    const [mail] = about(mails, CHANGED);
    expect(words(mail)).toContain(
      'MAIL_TO (who is mailed): no longer admins@contoso[.]example; now also eve@evil[.]example',
    );
    expect(words(mail)).toContain(
      'WRITEBACK_DECLARED (what writeback is declared to be): not set → "on@2026·11·20 by Ann"',
    );
    const closed = 'closed because it was declared "on" as of 2026-11-20 by "Ann"';
    expect(toldOf(mails, closed)).toEqual([OLD, EVE]);
    const lines = await scene.history();
    expect(lines.filter(({ source }) => source === 'settings').map(({ key, mailed }) => [key, mailed])).toEqual([
      ['MAIL_TO', true],
      ['WRITEBACK_DECLARED', true],
    ]);
  });

  it('tells the old recipients all the same when the mail settings were bad for a while in between', async () => {
    const scene = await exposed();
    const good = scene.world.mailbox.connectionString;
    const [endpoint = ''] = good.split(';');
    deploy(scene, { ...ATTACK, MAIL_CONNECTION_STRING: `${endpoint};accesskey=${'A'.repeat(86)}==` });
    expect(await scene.through(20)).toEqual([]);
    deploy(scene, { MAIL_CONNECTION_STRING: good });
    expect(toldOf(await scene.through(12), CHANGED)).toEqual([OLD, EVE]);
  });

  it('tells the old recipients for a day what else happens, and then no more', async () => {
    const scene = await exposed();
    deploy(scene, ATTACK);
    await scene.through(12);
    scene.world.tenant.disableWriteback();
    const soon = await scene.through(12);
    expect(toldOf(soon, 'Password writeback was turned off')).toEqual([OLD, EVE]);
    await scene.after(DAY);
    scene.world.tenant.enableWriteback();
    expect(toldOf(await scene.minutes(3), 'Password writeback was turned on')).toEqual([EVE]);
  });

  it('tells them also when a poll tells at once, before the notifier has run', async () => {
    const scene = await exposed();
    deploy(scene, { MAIL_TO: EVE });
    scene.world.tenant.disableWriteback();
    await scene.minute();
    const before = scene.world.mailbox.mails().length;
    scene.world.tenant.enableWriteback();
    scene.world.wait(40_000);
    await scene.world.watch(scene.seams, scene.settings).poll('writeback');
    const atOnce = scene.world.mailbox.mails().slice(0, scene.world.mailbox.mails().length - before);
    expect(toldOf(atOnce, 'Password writeback was turned on')).toEqual([OLD, EVE]);
  });
});

describe('a setting that mutes or blinds', () => {
  it.each([
    ['MAIL_MIN_SEVERITY', 'critical', '"warning" → "critical"', 'from which severity on alerts are mailed'],
    ['HISTORY_DAYS', '1', '"400" → "1"', 'how many days history is kept'],
    ['BLIND_AFTER_MINUTES', '10080', '"15" → "10080"', 'after how many minutes an unread source counts as blind'],
    ['MAIL_PER_HOUR', '4', '→ "4"', 'how many mails may be sent in an hour'],
    ['GROWTH_PERCENT', '1000', '"10" → "1000"', 'by how many percent a count must grow for a warning'],
    ['POLL_WRITEBACK_SCHEDULE', '0 0 0 29 2 *', '"0 * * * * *" → "0 0 0 29 2 *"', 'when writeback is polled'],
    ['NOTIFY_SCHEDULE', '0 0 0 29 2 *', '"20 * * * * *" → "0 0 0 29 2 *"', 'when the notifier runs'],
  ])('is told when it is set, and shown while it is: %s=%s', async (name, value, change, decides) => {
    const scene = await open();
    await scene.minutes(2);
    deploy(scene, { [name]: value });
    // With four mails an hour it waits for its turn, behind the summaries of the beginning.
    const mails = await scene.minutes(name === 'MAIL_PER_HOUR' ? 62 : 12);
    expect(about(mails, `${name} (${decides}): `).map((mail) => words(mail).includes(change))).toEqual([true]);
    expect((await scene.status()).settings).toContainEqual(expect.objectContaining({ name, value, decides }));
  });

  it('is named in the first summary when it is so from the beginning', async () => {
    const scene = await open({ MAIL_MIN_SEVERITY: 'critical' });
    const mails = await scene.minutes(2);
    expect(about(mails, 'MAIL_MIN_SEVERITY (from which severity on alerts are mailed) is "critical"')).not.toEqual([]);
  });

  it('is told each time, however often it is changed to and fro', async () => {
    const scene = await open();
    await scene.minutes(2);
    const mails: StoredMail[] = [];
    for (const days of ['300', '400', '300', '400']) {
      deploy(scene, { HISTORY_DAYS: days });
      mails.push(...(await scene.through(12)));
    }
    expect(about(mails, CHANGED)).toHaveLength(4);
  });

  it('that is none of ours, and leads all traffic past somebody who reads it, is told and never shown', async () => {
    const scene = await open();
    await scene.minutes(2);
    deploy(scene, {
      HTTPS_PROXY: 'http://eve:hunter2@evil.example:8080',
      NODE_EXTRA_CA_CERTS: '/home/evil.pem',
      languageWorkers__node__arguments: '--require /home/evil.js',
    });
    const mails = await scene.through(12);
    expect(about(mails, 'HTTPS_PROXY (through which proxy the app sends): not set → a secret')).toHaveLength(1);
    expect(about(mails, 'NODE_EXTRA_CA_CERTS (whose certificates the app trusts): not set → a secret')).toHaveLength(1);
    const node = 'languageWorkers__node__arguments (what else Node[.]js runs and trusts): not set → a secret';
    expect(about(mails, node)).toHaveLength(1);
    expect(JSON.stringify([mails, await scene.status(), await scene.history()])).not.toMatch(/hunter2|evil/);
  });

  it('that is a secret is told as changed, and never shown', async () => {
    const scene = await open();
    await scene.minutes(2);
    const webhook = 'http://127.0.0.1:9/k5LmN6oPq7RsT8uVw9Xy';
    deploy(scene, { WEBHOOK_URL: webhook });
    const mails = await scene.through(12);
    expect(about(mails, 'WEBHOOK_URL (which webhook gets messages): not set → a secret')).toHaveLength(1);
    const shown = JSON.stringify([mails, await scene.status(), await scene.history()]);
    expect(shown).not.toContain('k5LmN6oPq7RsT8uVw9Xy');
  });
});

describe('schedules set to once in four years', () => {
  it('make the status and /api/live fail after an hour without a poll, and after a day without a notifier', async () => {
    const never = '0 0 0 29 2 *';
    const scene = await open();
    await scene.minutes(2);
    const names = ['POLL_WRITEBACK_SCHEDULE', 'POLL_AGENTS_SCHEDULE', 'POLL_RESET_ADMINS_SCHEDULE', 'NOTIFY_SCHEDULE'];
    deploy(scene, Object.fromEntries(names.map((name) => [name, never])));
    const live = async () => (await scene.world.watch(scene.seams, scene.settings).live()).status;
    const codes = async () => (await scene.status()).problems.map(({ code }) => code);
    scene.world.wait(58 * MINUTE);
    const before = (await codes()).filter((code) => code === 'poll-overdue').length;
    scene.world.wait(3 * MINUTE);
    expect((await codes()).filter((code) => code === 'poll-overdue').length).toBeGreaterThan(before);
    expect(await live()).toBe(503);
    scene.world.wait(DAY + HOUR);
    expect(await codes()).toContain('notify-overdue');
  });
});

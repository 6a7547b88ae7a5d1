/**
 * Hostile names in every text a tenant (or an operator) can choose: they come out whole where a program reads them,
 * and harmless wherever a person does: mail in a real browser, JSON, CSV, logs. The report on a terminal: test/local/check.
 */
import chromium from '@sparticuz/chromium';
import { parse } from 'csv-parse/sync';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { someOf } from '../checks/reset-admins/chosen.ts';
import { HOSTILE } from '../web/hostile.ts';
import { openWorld } from '../world/world.ts';
import { FORMULA, UNSEEN } from './harmless.ts';
import { openHosted, settingsOf } from './hosted.ts';
import { DAY, MINUTE, openScene, type Scene } from './scene.ts';

const NAMES: Readonly<Record<string, string>> = {
  ...HOSTILE,
  'a mail header': 'x\r\nBcc: everyone@attacker.example\r\n\r\nhello',
  'an attribute': '" onmouseover="alert(1)" style="position:fixed" x="',
  'a link': 'https://attacker.example/reset javascript:alert(1)',
  'a template': `\${alert(1)} {{constructor.constructor('alert(1)')()}} %s %n`,
  'a property of Object': '__proto__',
  'a row key': 'a/b\\c#d?e|f~g%h',
  'a thousand characters of four bytes': '💥'.repeat(1000),
  'a whole table of combining marks': `Z${'\u0301\u0489'.repeat(200)}`,
  'tags that nobody sees': '\u{e0041}\u{e0042}admin',
};

let tables: LocalTables;
let browser: Browser;
let page: Page;
/** What any mail made the browser do. */
const complaints: string[] = [];
beforeAll(async () => {
  tables = await startAzurite();
  browser = await playwright.launch({
    args: [...chromium.args, '--disable-background-networking'],
    executablePath: await chromium.executablePath(),
    headless: true,
  });
  page = await browser.newPage();
  page.on('dialog', async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => complaints.push(`request: ${request.url()}`));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await tables.close();
});

/** Calls everything by that name: tenant, people, applications, flags, the ids of events. */
function christen(tenant: SimulatedTenant, name: string): void {
  tenant.rename(name);
  tenant.addCloudSync(name);
  tenant.setFeature(name, true, { by: name });
  tenant.enableWriteback({ by: name, at: tenant.clock() - DAY });
  tenant.change((state) => {
    state.identity.displayName = name;
    for (const [n, event] of state.audits.entries()) event.id = `${name} ${n}`;
    for (const admin of state.admins) admin.displayName = name;
  });
}

/** The id of the newest event, which is the key of its line in history, begins with that name. */
function christenLast(tenant: SimulatedTenant, name: string): void {
  tenant.change(({ audits }) => {
    const last = audits.at(-1);
    if (last) last.id = `${name} last`;
  });
}

/** A name as an operator could set it; null where the setting refuses it. */
const declaredBy = (name: string): string =>
  `on@2026-11-01 by ${name
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 90)}`;

/** From the first day on, and with news of every kind: three mails. */
async function christened(name: string): Promise<Scene> {
  const scene = await openScene(tables, { WATCH_NAME: [...name].slice(0, 80).join('') }, ({ tenant }) => {
    christen(tenant, name);
  });
  await scene.minute();
  scene.settings = { ...scene.settings, WRITEBACK_DECLARED: declaredBy(name) };
  scene.world.tenant.disableWriteback({ by: name });
  christenLast(scene.world.tenant, name);
  scene.world.tenant.setFeature('blockSoftMatchEnabled', false, { by: name });
  scene.world.tenant.setFeature(`${name} 2`, null, { by: null });
  await scene.after(11 * MINUTE);
  scene.world.tenant.enableWriteback({ by: null });
  await scene.minute();
  return scene;
}

describe.each(someOf(Object.entries(NAMES), 10, 'hostile names'))('%s', (_, name) => {
  it('is harmless in mail, JSON and CSV, and whole where it is data', async () => {
    const scene = await christened(name);
    const { world } = scene;
    const mails = world.mailbox.mails();
    expect(mails.length).toBeGreaterThanOrEqual(3);
    for (const mail of mails) await expectHarmlessMail(mail, name);

    const watch = world.watch({}, scene.settings);
    const status = (await watch.status(false)).body;
    expectHarmlessJson(status);
    expect((JSON.parse(status) as Report).tenant.name).toBe(name);

    const drift = (await watch.drift(new URLSearchParams('limit=1000'), null)).body;
    expectHarmlessJson(drift);
    const { items } = JSON.parse(drift) as { items: { key: string; actor?: { name: string } }[] };
    const keys = items.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining([`feature:${name} 2`, `${name} last`]));
    expect(items.map(({ actor }) => actor?.name)).toContain(name);

    const csv = (await watch.drift(new URLSearchParams('limit=1000'), 'text/csv')).body;
    expect(csv.replaceAll('\r\n', '')).not.toMatch(UNSEEN);
    const cells = (parse(csv) as string[][]).flat();
    expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
    expect(cells).toHaveLength((items.length + 1) * 12);
  });
});

function expectHarmlessJson(text: string): void {
  expect(text).not.toMatch(UNSEEN);
  expect(text).not.toMatch(/[<>&]/);
}

const ELEMENTS =
  'html head meta title style body table tbody tr th td div h1 h2 h3 p ul ol li span br strong code'.split(' ');

/** What stays readable of a name, however it is shown. */
/** A long run is broken by blanks, also inside an escape. */
const lettersOf = (text: string): string =>
  text
    .replace(/\s/g, '')
    .replace(/\\u(?:[0-9a-f]{4}|\{[0-9a-f]+\})/g, '')
    .replace(/[^A-Za-z0-9]/g, '');

async function expectHarmlessMail({ subject, text, html }: StoredMail, name: string): Promise<void> {
  expect(subject).not.toMatch(UNSEEN);
  expect(subject).toMatch(/^\[(Info|Warning|Critical)/);
  expect(subject.length).toBeLessThanOrEqual(150);
  expect(text.replaceAll('\n', '')).not.toMatch(UNSEEN);
  await page.setContent(html);
  expect(complaints).toEqual([]);
  const shown = await page.evaluate<{ title: string; text: string; names: string[]; attributes: string[] }>(`({
    title: document.title,
    text: document.body.innerText,
    names: [...new Set([...document.querySelectorAll('*')].map((element) => element.localName))],
    attributes: [...new Set([...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames()))],
  })`);
  expect(shown.names.filter((one) => !ELEMENTS.includes(one))).toEqual([]);
  expect(shown.attributes.filter((one) => /^on|^href$|^src/.test(one))).toEqual([]);
  expect(shown.text.replace(/[\n\t]/g, '')).not.toMatch(UNSEEN);
  expect(shown.title).toBe(subject.replace(/\s+/g, ' ').trim());
  // What it is called can be read, as far as there is room.
  expect(lettersOf(shown.text)).toContain(lettersOf(name).slice(0, 20));
}

describe('the logs', () => {
  it('hold one line for each entry and no name of the tenant at all', { timeout: 60_000 }, async () => {
    const world = await openWorld({ tables });
    onTestFinished(() => world.close());
    const marker = 'NAME-OF-THE-TENANT';
    const everything = `${marker} ${Object.values(NAMES).join(' ')}`;
    christen(world.tenant, everything);
    const app = await openHosted(settingsOf(world));
    const both = async () => {
      await app.runTimer('poll-writeback');
      await app.runTimer('notify');
    };
    await both();
    world.tenant.disableWriteback({ by: everything });
    world.tenant.setFeature(`${everything} 3`, false);
    await both();
    world.tenant.faults.add({
      path: '/organization',
      kind: 'status',
      status: 403,
      message: everything,
      code: everything,
    });
    world.mailbox.faults.add({ kind: 'status', status: 400, code: everything.slice(0, 200) });
    world.tenant.enableWriteback({ by: everything });
    await both();
    await app.ask('/api/status');
    await app.ask(`/api/drift?since=${encodeURIComponent(everything.toWellFormed())}`);
    expect(app.log.length).toBeGreaterThanOrEqual(14);
    for (const line of app.log) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\S+Z (information|warning|error) \[/);
    expect(app.log.filter((line) => UNSEEN.test(line))).toEqual([]);
    expect(app.log.filter((line) => line.includes(marker))).toEqual([]);
  });

  it('and neither do the errors that a source shows', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    const marker = 'NAME-OF-THE-TENANT';
    scene.world.tenant.faults.add({ path: '/organization', kind: 'status', status: 403, message: marker, count: null });
    scene.world.tenant.rename(marker);
    await scene.through(17);
    const { body } = await scene.world.watch().status(false);
    expect(body).not.toContain(marker);
    expect(
      scene.world.mailbox
        .mails()
        .map(({ text, html }) => `${text}${html}`)
        .join(''),
    ).not.toContain(marker);
  });
});

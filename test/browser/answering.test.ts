/**
 * Answering an alert in a real browser, from the link of a mail and from the status page: on a telephone and a wide screen,
 * dark and light, without script, read by axe, with names that somebody chose against it, after a scanner has followed
 * every link.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { AnswerWish, FoundAlert } from '../../shared/core/model/answer.ts';
import { formPage } from '../../shared/web/answer/page.ts';
import { HOSTILE, unseenIn } from '../oracles/hostile.ts';
import { openWorld, type World } from '../world/world.ts';
import { type Opened, openBrowser } from './chromium.ts';

const FORGED = `1zzzzz.${'A'.repeat(43)}`;
const HOSTILE_NAME = `</title><script>alert(1)</script><img src=x onerror=alert(1)>\u202e${HOSTILE.join('')}`;

let tables: LocalTables;
let world: World;
let browser: Opened;
let server: Server;
let origin = '';
/** Links to answer, as they stand in the mail. */
let links: { readonly event: string; readonly condition: string };

const WORSE: FoundAlert = {
  alert: {
    ...{ id: 'agents-degraded~agents~7', rule: 'agents-degraded', subject: 'agents', check: 'agents', mailed: true },
    ...{ severity: 'critical', title: 'An agent is dead', why: 'It may be.', todo: '', lines: [] },
    since: '2026-11-20T09:00:00.000Z',
  },
  ...{ check: 'agents', stored: null, answer: null, seen: '0f', place: null, after: null },
};
const NOBODY = { signedIn: null, status: null };
const WROTE: AnswerWish = { action: 'acknowledge', by: 'Kim', why: 'known </textarea><b>', until: null, seen: '0e' };

/** As functions/ route them; only the key is not asked for. */
async function serve(): Promise<void> {
  server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', origin);
    const watch = world.watch({}, { PUBLIC_URL: origin });
    const accept = request.headers.accept ?? null;
    const [, id, link] = /^\/api\/alerts\/([^/]+)(\/answer)?$/.exec(pathname) ?? [];
    const token = link === undefined ? null : (query.get('token') ?? '');
    if (pathname === '/worse') {
      const { status, headers, body } = await formPage(
        WORSE,
        { clock: { now: 0, zone: null }, ...NOBODY },
        { late: WROTE },
      );
      return response.writeHead(status, headers).end(body);
    }
    if (id === undefined) {
      const { status, headers, body } = await watch.status(false, { accept, query });
      return response.writeHead(status, headers).end(body);
    }
    const answer = await watch.alert(
      {
        method: request.method ?? 'GET',
        id: decodeURIComponent(id),
        accept,
        contentType: request.headers['content-type'] ?? null,
        body: Buffer.concat(await request.toArray()).toString(),
        signedIn: null,
        status: token === null ? '../status?code=k' : null,
      },
      token,
    );
    return response.writeHead(answer.status, answer.headers).end(request.method === 'HEAD' ? '' : answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const minute = async (): Promise<void> => {
  const watch = world.watch({}, { PUBLIC_URL: origin });
  await watch.poll('writeback');
  world.wait(20_000);
  await watch.notify();
  world.wait(40_000);
};

beforeAll(async () => {
  tables = await startAzurite();
  world = await openWorld({ tables, settings: { MAIL_TIME_ZONE: 'Europe/Berlin' } });
  await serve();
  world.tenant.rename(HOSTILE_NAME);
  await minute();
  world.tenant.enableWriteback({ by: HOSTILE_NAME });
  await minute();
  const found = [...(world.mailbox.mails()[0]?.text.matchAll(/http:\S+\/api\/alerts\/\S+/g) ?? [])].map(String);
  const linkTo = (rule: string): string => found.find((link) => link.includes(`/${rule}~`)) ?? '';
  links = { event: linkTo('writeback-turned-on'), condition: linkTo('writeback-on-undeclared') };
  browser = await openBrowser();
}, 90_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
  await world?.close();
  await tables?.close();
});

beforeEach(() => {
  browser.complaints.length = 0;
  browser.requests.length = 0;
});

const LOOKS = [
  { width: 360, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const;

async function look({ width, colorScheme }: (typeof LOOKS)[number]): Promise<void> {
  await browser.page.setViewportSize({ width, height: 900 });
  await browser.page.emulateMedia({ colorScheme });
}

/** What the browser says of an answer of 403, 404, 409 or 410, which is a page all the same. */
const REFUSED = /^console: Failed to load resource: the server responded with a status of 4(03|04|09|10) /;

/** Of what is shown now, on a telephone in the dark and on a wide screen. */
async function expectGood(title: string): Promise<void> {
  for (const one of LOOKS) {
    await look(one);
    expect(await textOf('h1')).toBe(title);
    expect(await browser.overflow(), title).toEqual([]);
    expect(await browser.brokenRules(), title).toEqual([]);
  }
  expect(await browser.page.locator('script, img, iframe, object').count()).toBe(0);
  expect(unseenIn((await textOf('body')).replace(/[\n\t]/g, ' '))).toEqual([]);
  expect(browser.complaints.filter((one) => !REFUSED.test(one))).toEqual([]);
  expect(browser.requests.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual([]);
}

/** As it is laid out. @param n which of several; the only one unless given */
const textOf = async (selector: string, n = 0): Promise<string> =>
  (await browser.page.locator(selector).nth(n).allInnerTexts()).join('');

const answers = async (): Promise<string[]> => {
  const { body } = await world.watch().drift(new URLSearchParams('limit=200'), null);
  const { items } = JSON.parse(body) as { items: { source: string; title: string }[] };
  return items.filter(({ source }) => source === 'answers').map(({ title }) => title);
};

/** As a person fills the form in and presses a button. */
async function fill(by: string, why: string, button: string): Promise<void> {
  await browser.page.getByLabel('Your name').fill(by);
  await browser.page.getByLabel('Reason').fill(why);
  await browser.page.getByRole('button', { name: button }).click();
}

describe('a scanner that follows every link of a mail before its reader does', () => {
  it('answers nothing, by GET, HEAD or OPTIONS, with whatever it reads there', async () => {
    const { text = '', html = '' } = world.mailbox.mails()[0] ?? {};
    const all = new Set([...`${text} ${html}`.matchAll(/http:\/\/127\.0\.0\.1[^\s"'<>]+/g)].map(String));
    expect(all).toContain(links.event);
    const queue = [...all];
    for (const link of queue) {
      for (const method of ['HEAD', 'OPTIONS']) await fetch(link, { method });
      const page = await (await fetch(link, { headers: { accept: 'text/html' } })).text();
      const next = [...page.matchAll(/(?:href|src|action|formaction)="([^"#]+)"/g)].map(
        ([, to = '']) => new URL(to, link),
      );
      const own = next.filter(({ origin: of }) => of === origin).map(String);
      queue.push(...own.filter((to) => !queue.includes(to) && to.includes('/alerts/')));
    }
    // Those of the mail, one for each alert, and the one that the status page has for both.
    expect(queue.filter((link) => link.includes('/alerts/'))).toHaveLength(3);
    expect(await answers()).toEqual([]);
  });
});

describe('the pages around an answer', () => {
  it('show the alert and a form, without script, to whoever has the link', async () => {
    await browser.page.goto(links.condition);
    await expectGood('Answer an alert');
    expect(await textOf('h2', 0)).toBe('Password writeback is on, and nobody declared it');
    expect(await textOf('time', 0)).toMatch(/UTC \(10:\d\d\)/);
    expect(await browser.page.getByRole('link').count()).toBe(0);
  });

  it('take an answer with the names that somebody chose, and show them as text', async () => {
    await browser.page.goto(links.condition);
    await fill(HOSTILE_NAME.slice(0, 100), `"><svg onload=alert(1)> ${HOSTILE.join(' ').slice(0, 400)}`, 'Snooze');
    await expectGood('The alert is snoozed');
    expect(await textOf('main')).toContain('<script>alert(1)</script>');
    expect(await textOf('main')).toContain('(as typed, not signed in)');
    await browser.page.goto(links.condition);
    await expectGood('Answer an alert');
    expect(await textOf('h2', 1)).toMatch(/^Snoozed until 2026-11-20 13:\d\d UTC/);
    expect(await answers()).toHaveLength(1);
  });

  it('say the same of every link that is no good, and what has ended', async () => {
    await browser.page.goto(`${links.event.replace(/[^=]+$/, '')}${FORGED}`);
    await expectGood('This link cannot be used');
    await browser.page.goto(`${origin}/api/alerts/no~such~1`);
    await expectGood('This alert has ended');
  });

  it('work with script switched off', async () => {
    const session = await browser.page.context().newCDPSession(browser.page);
    await session.send('Emulation.setScriptExecutionDisabled', { value: true });
    await browser.page.goto(links.event);
    world.wait(1000);
    await fill('Kim', 'planned', 'Acknowledge');
    expect(await textOf('h1')).toBe('The alert is acknowledged');
    await session.send('Emulation.setScriptExecutionDisabled', { value: false });
    expect((await answers())[0]).toMatch(/^Acknowledged by "Kim" \(as typed, not signed in\): Password writeback was/);
  });
});

describe('the status page', () => {
  it('leads to the form and back, with the answer at its alert', async () => {
    await look(LOOKS[0]);
    await browser.page.goto(`${origin}/api/status?code=k`);
    await browser.page.getByRole('link', { name: 'Change the answer' }).click();
    await fill('Alex', 'looked at it', 'Acknowledge');
    await browser.page.getByRole('link', { name: 'Back to the status page' }).click();
    expect(new URL(browser.page.url()).search).toBe('?code=k');
    const alert = await textOf('#alerts .alert', 0);
    expect(alert).toContain('Acknowledged\nby Alex (as typed, not signed in): looked at it · ');
    expect(await textOf('#alerts h2')).toBe('Open alerts (1 alert, answered)');
    expect(await browser.brokenRules()).toEqual([]);
    expect(await browser.overflow()).toEqual([]);
  });
});

describe('an alert that gets worse while somebody writes', () => {
  it('is shown again, with what was written, and is not answered', async () => {
    await browser.page.goto(`${origin}/worse`);
    await expectGood('The alert got worse');
    expect(await browser.page.getByLabel('Your name').inputValue()).toBe('Kim');
    expect(await browser.page.getByLabel('Reason').inputValue()).toBe('known </textarea><b>');
  });
});

/**
 * The page in a real browser: with and without script, dark and light, from a telephone to a wide screen, on paper; read
 * by axe; with names that somebody chose against it.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statusPage } from '../../gallery/pages.ts';
import { fingerprint, recorded } from '../../gallery/readme.ts';
import { type PageState, STORIES, told } from '../../gallery/states.ts';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { unseenIn } from '../oracles/hostile.ts';
import { type Opened, openBrowser } from './chromium.ts';

let tables: LocalTables;
let browser: Opened;
let page: Page;
let server: Server;
let origin = '';
/** Whose page is served. */
let shown: PageState;

beforeAll(async () => {
  tables = await startAzurite();
  shown = await told(STORIES.on, tables);
  server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', origin);
    const watch = shown.world.watch({}, shown.settings);
    const accept = request.headers.accept ?? null;
    const answer = pathname === '/api/live' ? await watch.live(accept) : await watch.status(false, { accept, query });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
  page = browser.page;
}, 90_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
  await shown?.world.close();
  await tables?.close();
});

beforeEach(() => {
  browser.requests.length = 0;
  browser.complaints.length = 0;
});

interface Look {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
}

async function open(
  { width = 1280, colorScheme = 'light', media = 'screen' }: Look = {},
  address = '/api/status?code=k',
) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, media });
  await page.goto(origin + address);
}

/** As it is laid out: what is folded away is not in it. */
const textOf = async (selector: string): Promise<string> => (await page.locator(selector).allInnerTexts()).join('\n');

describe('the page', () => {
  it('is the one in the picture of the README', async () => {
    expect((await recorded()).page?.shows, 'the page has changed: npm run gallery -- --readme').toBe(
      fingerprint(await statusPage(shown)),
    );
  });

  it.each([
    ['a telephone, dark', { width: 360, colorScheme: 'dark' }],
    ['a telephone, light', { width: 360, colorScheme: 'light' }],
    ['a wide screen, dark', { width: 1280, colorScheme: 'dark' }],
    ['a wide screen, light', { width: 1280, colorScheme: 'light' }],
  ] as const)('on %s breaks no rule of axe, runs over no edge and asks nobody else', async (_, look) => {
    await open(look);
    expect(await textOf('#answer')).toContain('You can trust the watch. 2 critical alerts and 2 warnings are open.');
    expect(await browser.overflow()).toEqual([]);
    const card = await page.evaluate('getComputedStyle(document.querySelector(".card")).backgroundColor');
    expect(card).toBe(look.colorScheme === 'dark' ? 'rgb(26, 30, 36)' : 'rgb(255, 255, 255)');
    expect(browser.complaints).toEqual([]);
    expect(browser.requests.filter((url) => !url.startsWith('data:'))).toEqual([`${origin}/api/status?code=k`]);
    expect(await browser.brokenRules()).toEqual([]);
  });

  it('breaks no name of a source in two, however much is said of what is wrong with another', async () => {
    await open();
    await page.evaluate(
      `document.querySelector('#watch td:last-child').textContent = 'denied: Graph answered 403. '.repeat(20)`,
    );
    const broken = `[...document.querySelectorAll('#watch td:first-child')].map((cell) => {
      const name = document.createRange();
      name.selectNodeContents(cell.firstChild);
      return name.getClientRects().length === 1 ? '' : cell.innerText;
    })`;
    const names = await page.evaluate<string[]>(broken);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => name !== '')).toEqual([]);
  });

  it('breaks no name of a setting in two, in what is said of the mail', async () => {
    const last = `[...document.querySelectorAll('#watch .grid dd')].at(-1)`;
    for (const width of [360, 1280]) {
      await open({ width });
      const lines = await page.evaluate<number>(
        `(() => { const dd = ${last}; dd.textContent = 'Check MAIL_CONNECTION_STRING'; const range = document.createRange();
          range.setStart(dd.firstChild, 'Check '.length); range.setEnd(dd.firstChild, dd.textContent.length);
          return range.getClientRects().length; })()`,
      );
      expect(lines, String(width)).toBe(1);
    }
  });

  it('begins what is wrong with a source on a line of its own on a telephone', async () => {
    await open({ width: 360 });
    const insets = await page.evaluate<number[]>(
      `[...document.querySelectorAll('#watch .wide tr')].flatMap((row) => [...row.querySelectorAll('td:nth-child(n + 3)')]
        .map((cell) => cell.getBoundingClientRect().left - row.getBoundingClientRect().left))`,
    );
    expect(insets.length).toBeGreaterThan(20);
    expect(insets.filter((inset) => inset !== 0)).toEqual([]);
  });

  it('says why she can reset 1,235 users when her line is opened, by mouse and by keyboard', async () => {
    await open();
    const adele = page.locator('.who', { hasText: 'Adele Vance' });
    const why = adele.getByText(
      'Global Administrator over the whole tenant, assigned directly: reaches 1,235 synced users',
    );
    expect(await why.isVisible()).toBe(false);
    await adele.locator('summary').click();
    expect(await why.isVisible()).toBe(true);
    await adele.locator('summary').press('Enter');
    expect(await why.isVisible()).toBe(false);
  });

  it('turns the history over by a link that keeps the key and comes back to the history', async () => {
    await open();
    await page.locator('#history').getByRole('link', { name: 'last week' }).click();
    expect(new URL(page.url()).searchParams.get('code')).toBe('k');
    expect(new URL(page.url()).hash).toBe('#history');
    const first = await textOf('#history .history > li:first-child');
    await page.getByRole('link', { name: 'Older' }).click();
    expect(await textOf('#history .history > li:first-child')).not.toBe(first);
    await page.getByRole('link', { name: 'Newest', exact: true }).click();
    expect(await textOf('#history .history > li:first-child')).toBe(first);
  });

  it('draws what was recorded: a gap where nothing was, late and silent hours, all of it said in words too', async () => {
    await open();
    const [users = ''] = await page
      .locator('.figure', { hasText: 'Synced users, and how many' })
      .locator('.plot path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
    expect(users.split('M').length - 1).toBe(2);
    expect(await textOf('#plots')).toMatch(/synced users: 1,240 \(1,161–1,24\d\)/);
    expect(await textOf('#plots')).toMatch(
      /The last week: on time for 6 days, late for 2 hours, silent for 3 hours, not seen for \d+ hours/,
    );
    expect(await page.locator('.strip rect.dead').count()).toBeGreaterThan(0);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const letters = await page.evaluate<number[]>(
        `[...document.querySelectorAll('.plot text')].map((one) => one.getBoundingClientRect().height)`,
      );
      expect(Math.min(...letters), String(width)).toBeGreaterThan(10);
    }
  });

  it('renews itself, and keeps open what its reader opened', async () => {
    await open();
    const diego = page.locator('.who', { hasText: 'Diego' });
    await diego.locator('summary').click();
    shown.world.wait(60 * 60_000);
    await page.evaluate('renewedAt = 0; renew()');
    await page.locator('#answer', { hasText: 'Do not trust the watch now' }).waitFor();
    expect(await diego.getAttribute('open')).not.toBeNull();
    expect(await page.title()).toMatch(/^2 critical: Contoso/);
    expect(browser.complaints.filter((one) => !one.includes('503'))).toEqual([]);
  });

  it('says that it is old when it cannot be renewed', async () => {
    await open();
    expect(await page.locator('#old').isVisible()).toBe(false);
    await page.route('**/*', (route) => route.abort());
    await page.evaluate('renewedAt = 0; renew()');
    await page.locator('#old').waitFor({ state: 'visible' });
    await page.unroute('**/*');
    await page.evaluate('renew()');
    await page.locator('#old').waitFor({ state: 'hidden' });
  });

  it('on paper has every way by which somebody can reset, and none of the links', async () => {
    await open({ width: 794, media: 'print' });
    expect(await page.getByText('assigned directly: reaches 1,235 synced users').first().isVisible()).toBe(true);
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await browser.overflow()).toEqual([]);
  });

  it('explains itself to who has no key', async () => {
    await open({ width: 360 }, '/api/live');
    expect(await textOf('main')).toContain('/api/status?code=KEY');
    expect(await browser.brokenRules()).toEqual([]);
    expect(await browser.overflow()).toEqual([]);
  });
});

describe('names that somebody chose against it', () => {
  it('run nothing, link nowhere, hide nothing and break no layout', async () => {
    const before = shown;
    shown = await told(STORIES.hostile, tables);
    for (const width of [360, 1280]) {
      await open({ width });
      await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
      expect(await browser.overflow(), String(width)).toEqual([]);
      expect(await browser.brokenRules()).toEqual([]);
    }
    const names = await page.evaluate<string[]>(
      '[...new Set([...document.querySelectorAll("body *")].map((one) => one.localName))]',
    );
    expect(names.filter((name) => ['img', 'iframe', 'object', 'form', 'input'].includes(name))).toEqual([]);
    expect(await page.locator('script').count()).toBe(1);
    const links = await page.evaluate<string[]>(
      '[...document.querySelectorAll("a")].map((one) => one.getAttribute("href"))',
    );
    expect(
      links.filter((href) => !/^(#|(status|drift|reset-admins|metrics|alerts\/[\w.~-]+)(\?|$))/.test(href)),
    ).toEqual([]);
    expect(unseenIn((await textOf('body')).replace(/[\n\t]/g, ' '))).toEqual([]);
    expect(browser.complaints).toEqual([]);
    expect(browser.requests.every((url) => url.startsWith(origin) || url.startsWith('data:'))).toBe(true);
    await shown.world.close();
    shown = before;
  });
});

describe('without script', () => {
  it('is the same page, whole, that asks to be loaded anew each minute', async () => {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setScriptExecutionDisabled', { value: true });
    await open({ width: 360 });
    expect(await textOf('#alerts')).toContain('Password writeback is on, and nobody declared it');
    expect(await textOf('#watch')).toContain('writeback/directoryAudits');
    const adele = page.locator('.who', { hasText: 'Adele Vance' });
    await adele.locator('summary').click();
    expect(await adele.getByText('Global Administrator over the whole tenant').isVisible()).toBe(true);
    expect(await page.locator('noscript meta[http-equiv=refresh], meta[http-equiv=refresh]').count()).toBe(1);
    await session.send('Emulation.setScriptExecutionDisabled', { value: false });
  });
});

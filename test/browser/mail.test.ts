/**
 * Mails of every kind in a real browser, as a telephone and a wide window show them, light and dark, with plain names and
 * with names that somebody chose against them. One page for all: this Chromium ends with its first one.
 */
import { readFile } from 'node:fs/promises';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSummary } from '../../shared/receivers/mail/summary/render.ts';
import { chosen } from '../checks/reset-admins/chosen.ts';
import { HOSTILE } from '../oracles/hostile.ts';
import { mailsAbout } from '../receivers/mail/mails.ts';
import { NOW, soaked } from '../receivers/summaries.ts';

let browser: Browser;
let page: Page;
let axe = '';
/** What a mail made the browser do. */
const complaints: string[] = [];

beforeAll(async () => {
  axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  browser = await driver.launch({
    args: [...chromium.args, '--disable-background-networking'],
    executablePath: await chromium.executablePath(),
    headless: true,
  });
  page = await browser.newPage();
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => complaints.push(`request: ${request.url()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
}, 60_000);
afterAll(() => browser?.close());

const LOOKS = [
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const;

async function show(html: string, { width, colorScheme }: (typeof LOOKS)[number]): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme });
  await page.setContent(html);
}

const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

/** A mail is a part of the client's page: landmarks are the client's. */
const RULES =
  '{ resultTypes: ["violations"], rules: { region: { enabled: false }, "landmark-one-main": { enabled: false } } }';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function violations(): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate<{ violations: Violation[] }>(`axe.run(document, ${RULES})`);
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe.each(Object.entries(mailsAbout('Alex Wilber')))('a mail, %s', (_kind, { html, text }) => {
  it.each(LOOKS)('at $width px, $colorScheme, breaks no rule of axe and runs over no edge', async (look) => {
    await show(html, look);
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await violations()).toEqual([]);
  });

  it('is dark where the reader asks for it, and light in clients that drop style sheets', async () => {
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    await show(html, LOOKS[1]);
    expect(await ground()).toBe('rgb(16, 21, 27)');
    await show(html.replace(/<style>[\s\S]*<\/style>/, ''), LOOKS[0]);
    expect(await ground()).toBe('rgb(243, 245, 247)');
    expect(await violations()).toEqual([]);
  });

  it('says in plain text all that it says in HTML', async () => {
    await show(html, LOOKS[0]);
    const shown = await page.evaluate<string[]>(
      "[...document.querySelectorAll('h2, li, td:not(:has(table)), p')].map(({ innerText }) => innerText)",
    );
    const plain = text.replace(/\s+/g, ' ').replaceAll('`', '');
    const own =
      /^(Critical|Warning|Info|Severity|What, and since when|Answer .*|Status page · History|\s*)(, ended)?$/i;
    const lines = shown
      .flatMap((one) => one.split('\n'))
      .map((line) =>
        line
          .replace(/\s+/g, ' ')
          .replace(/ Open it$/, '')
          .trim(),
      );
    expect(lines.filter((line) => !own.test(line) && !plain.includes(line))).toEqual([]);
  });
});

const summaryAbout = (...names: readonly string[]): string =>
  renderSummary(soaked(names), NOW, { watchName: null, publicUrl: null, zone: 'Europe/Berlin', adminCenter: null })
    .html;

describe('the periodic summary', () => {
  it.each(LOOKS)('at $width px, $colorScheme, breaks no rule of axe and runs over no edge', async (look) => {
    await show(summaryAbout('Adele Vance', 'Alex Wilber'), look);
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await violations()).toEqual([]);
  });

  it('draws each bar as long as its number', async () => {
    await show(summaryAbout('Adele Vance'), LOOKS[0]);
    const shares = await page.evaluate<number[]>(
      "[...document.querySelectorAll('.track td[width]')].map((bar) => bar.offsetWidth / bar.closest('table').offsetWidth)",
    );
    expect(shares.map((share) => Math.round(share * 100))).toEqual([92, 100, 10, 50]);
  });
});

describe('names that somebody chose', () => {
  const names = chosen(HOSTILE.length, 5, 'names in mails').map((n) => HOSTILE[n] ?? '');
  it.each(names)('%j stay inside of the mail, and inside of 360 px', async (name) => {
    for (const { html } of Object.values(mailsAbout(name))) {
      await show(html, LOOKS[1]);
      expect(await overflow()).toBeLessThanOrEqual(0);
    }
    await show(summaryAbout(name, name), LOOKS[1]);
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
});

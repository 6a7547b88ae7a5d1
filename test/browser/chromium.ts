/**
 * One page of a real browser, and what is looked at in it: rules of axe that are broken, what runs over the edge, what it
 * asked for, and what the browser said against it. This Chromium ends with its first page, so a file has one.
 */
import { readFile } from 'node:fs/promises';
import chromium from '@sparticuz/chromium';
import { chromium as driver, type Page } from 'playwright-core';

export interface Opened {
  readonly page: Page;
  readonly requests: string[];
  /** Dialogs, messages of the console and errors. */
  readonly complaints: string[];
  /** Rules that are broken, each with the first place. */
  brokenRules(): Promise<string[]>;
  /** Anything that reaches further right than the screen. */
  overflow(): Promise<string[]>;
  close(): Promise<void>;
}

const OVERFLOW = `[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && getComputedStyle(one).position !== 'absolute').map((one) => one.outerHTML.slice(0, 80))`;

export async function openBrowser(): Promise<Opened> {
  const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  const browser = await driver.launch({
    args: [...chromium.args, '--disable-background-networking'],
    executablePath: await chromium.executablePath(),
    headless: true,
  });
  const page = await browser.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => requests.push(request.url()));
  return {
    page,
    requests,
    complaints,
    brokenRules: async () => {
      // By the debugger, as an extension would: the policy of the page lets no foreign script in.
      await page.evaluate(axe);
      const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        'axe.run(document, { resultTypes: ["violations"] })',
      );
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    },
    overflow: () => page.evaluate<string[]>(OVERFLOW),
    close: () => browser.close(),
  };
}

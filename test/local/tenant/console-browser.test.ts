import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOSTILE, tenantFor } from './reader.ts';

let browser: Browser;

beforeAll(async () => {
  const executablePath = await chromium.executablePath();
  const args = [...chromium.args, '--disable-background-networking'];
  browser = await driver.launch({ executablePath, args, headless: true });
}, 60_000);

afterAll(() => browser.close());

it('works in a browser: styled, without script, every switch a form of the page itself', async () => {
  const { tenant } = await tenantFor();
  for (const text of HOSTILE) tenant.setFeature(text, true, { by: text });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  await page.goto(tenant.origin);
  await page.selectOption('select[name=by]', { label: 'Megan Bowen' });
  await page.click('text=Enable writeback');
  expect(await page.textContent('#writeback .state')).toMatch(/Enabled\s[\s\S]*by Megan Bowen/);
  await page.click('button:has-text("softMatchOnUpnEnabled")');
  expect(tenant.state.sync.features.softMatchOnUpnEnabled).toBe(false);
  const row = '#agents tr:has(input[value="agent-02.contoso.local"])';
  await page.fill(`${row} input[name=minutes]`, '20');
  await page.click(`${row} button:text-is("Stop")`);
  expect(await page.textContent(`${row} .badge`)).toBe('inactive');
  await page.click(`${row} button:text-is("Start")`);
  expect(await page.textContent(`${row} .badge`)).toBe('active');
  await page.selectOption('#roles select[name=principal]', { label: 'Alex Wilber' });
  await page.selectOption('#roles select[name=role]', { label: 'Helpdesk Administrator' });
  await page.click('#roles button:text-is("Assign")');
  const helpdesk = '#roles tr:has-text("Alex Wilber"):has-text("Helpdesk Administrator")';
  expect(await page.textContent(`${helpdesk} .badge`)).toBe('assigned');
  await page.click(`${helpdesk} button:text-is("Remove")`);
  expect(await page.locator(helpdesk).count()).toBe(0);
  await page.fill('#tenant input[name=name]', HOSTILE[0] ?? '');
  await page.click('#tenant button');
  expect(await page.textContent('h1')).toBe(HOSTILE[0]);
  const styled = await page.evaluate('getComputedStyle(document.querySelector("section")).borderRadius');
  expect(styled).toBe('10px');
  expect(complaints).toEqual([]);
});

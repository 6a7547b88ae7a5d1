/**
 * The console as a newcomer meets it: three acts first, all else folded; no script, by mouse or keyboard, narrow and
 * wide, read by axe. One page for all: this Chromium ends with its first one.
 */
import { readFile } from 'node:fs/promises';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE, tenantFor } from './reader.ts';

let browser: Browser;
let page: Page;
let axe = '';
const complaints: string[] = [];

beforeAll(async () => {
  const executablePath = await chromium.executablePath();
  const args = [...chromium.args, '--disable-background-networking'];
  browser = await driver.launch({ executablePath, args, headless: true });
  page = await browser.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  axe = await readFile(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
}, 60_000);

afterAll(() => browser.close());

const button = (within: string, name: string) => page.locator(within).getByRole('button', { name, exact: true });
const stateOf = (act: string) => page.locator(`#${act} .state`).textContent();
const unfold = (section: string) => page.click(`#${section} > summary`);
const openSections = () => page.locator('details[open]').evaluateAll((all) => all.map(({ id }) => id));

describe('the console in a browser', () => {
  it('shows three acts, each with what comes of it and when, and all else folded', async () => {
    const { tenant } = await tenantFor();
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(tenant.origin);
    const acts = page.locator('main > .first > section');
    expect(await acts.getByRole('heading').allInnerTexts()).toEqual([
      '1 Turn password writeback on',
      '2 Make someone an administrator',
      '3 Stop the sync agent',
    ]);
    for (const act of await acts.all()) {
      expect(await act.textContent()).toMatch(/(about a|five) minutes?[\s\S]*Mailbox[\s\S]*Webhook[\s\S]*Page/);
      expect((await act.boundingBox())?.y).toBeLessThan(300);
    }
    expect(await openSections()).toEqual([]);
    expect(await page.locator('details').count()).toBe(18);
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(2000);
  });

  it('plays the acts by keyboard alone, and says what was done', async () => {
    const { tenant } = await tenantFor();
    await page.goto(tenant.origin);
    const press = async (act: string, name: string) => {
      await button(`#${act}`, name).focus();
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    };
    await press('writeback', 'Enable writeback');
    expect(await stateOf('writeback')).toMatch(/^Enabled\s[\s\S]*by Adele Vance$/);
    await press('administrator', 'Make administrator');
    expect(await stateOf('administrator')).toMatch(/^Alex Wilber\s+Helpdesk Administrator since /);
    await press('administrator', 'Take it back');
    expect(await stateOf('administrator')).toContain('Nobody new');
    await press('sync-server', 'Stop it');
    expect(await stateOf('sync-server')).toMatch(/^SYNC-01 stopped/);
    const { stoppedAt } = tenant.state.connect.servers[0] ?? {};
    expect(Math.round((Date.now() - (stoppedAt ?? 0)) / 60_000)).toBe(300);
    await press('sync-server', 'Start it again');
    expect(await stateOf('sync-server')).toMatch(/^SYNC-01 runs/);
    await page.locator('#roles > summary').focus();
    await page.keyboard.press('Enter');
    expect(await openSections()).toEqual(['roles']);
  });

  it('unfolds to every switch, each a form of the page itself, and stays open where it was used', async () => {
    const { tenant } = await tenantFor();
    for (const text of HOSTILE) tenant.setFeature(text, true, { by: text });
    await page.goto(tenant.origin);
    await page.selectOption('#writeback select[name=by]', { label: 'Megan Bowen' });
    await button('#writeback', 'Enable writeback').click();
    expect(await stateOf('writeback')).toMatch(/Enabled\s[\s\S]*by Megan Bowen/);
    await unfold('features');
    await page.click('button:has-text("softMatchOnUpnEnabled")');
    expect(tenant.state.sync.features.softMatchOnUpnEnabled).toBe(false);
    expect(await openSections()).toEqual(['features']);
    await unfold('agents');
    const row = '#agents tr:has(input[value="agent-02.contoso.local"])';
    await page.fill(`${row} input[name=minutes]`, '20');
    await page.click(`${row} button:text-is("Stop")`);
    expect(await page.textContent(`${row} .badge`)).toBe('inactive');
    await page.click(`${row} button:text-is("Start")`);
    expect(await page.textContent(`${row} .badge`)).toBe('active');
    await unfold('roles');
    await page.selectOption('#roles select[name=principal]', { label: 'Alex Wilber' });
    await page.selectOption('#roles select[name=role]', { label: 'Helpdesk Administrator' });
    await page.click('#roles button:text-is("Assign")');
    const helpdesk = '#roles tr:has-text("Alex Wilber"):has-text("Helpdesk Administrator")';
    expect(await page.textContent(`${helpdesk} .badge`)).toBe('assigned');
    await page.click(`${helpdesk} button:text-is("Remove")`);
    expect(await page.locator(helpdesk).count()).toBe(0);
    await unfold('tenant');
    await page.fill('#tenant input[name=name]', HOSTILE[0] ?? '');
    await page.click('#tenant button');
    expect(await page.textContent('h1')).toBe(HOSTILE[0]);
  });

  it('fits a telephone and a wide screen and satisfies axe, all unfolded, with hostile names', async () => {
    const { tenant } = await tenantFor();
    for (const text of HOSTILE) {
      tenant.rename(text);
      tenant.connect.install(text, {});
      tenant.roles.assign({ principal: tenant.users.add({ name: text, upn: text }), role: 'Helpdesk Administrator' });
    }
    for (const { name } of tenant.state.connect.servers) tenant.connect.setStaging(name, name !== HOSTILE.at(-1));
    await page.goto(tenant.origin);
    await page.evaluate(axe);
    await page.locator('details').evaluateAll((all) => all.forEach((one) => void one.setAttribute('open', '')));
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const found = '({ id, nodes }) => [id, nodes.map(({ target }) => String(target)).slice(0, 5)]';
      expect(await page.evaluate(`axe.run().then(({ violations }) => violations.map(${found}))`)).toEqual([]);
    }
  });

  it('made the browser complain of nothing', () => {
    expect(complaints).toEqual([]);
  });
});

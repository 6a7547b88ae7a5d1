import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGE, mailboxFor, post } from './calls.ts';

// One page for all: this Chromium runs in a single process, which ends with its first page.
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await driver.launch({
    args: [...chromium.args, '--disable-background-networking'],
    executablePath: await chromium.executablePath(),
    headless: true,
  });
  page = await browser.newPage();
}, 60_000);
afterAll(() => browser?.close());

/** Counts who asks it for anything but an icon. */
async function listeningServer() {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url !== '/favicon.ico') asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { url: `http://127.0.0.1:${port}/`, asked: () => asked, close };
}

describe('the mailbox in a browser', () => {
  it('shows a new mail by itself, and what it holds without running or loading it', async () => {
    const mailbox = await mailboxFor();
    const elsewhere = await listeningServer();
    await page.goto(mailbox.origin);
    const html =
      '<h1 style="color:red">Shown</h1><script>document.body.textContent = "ran"</script>' +
      `<img src="${elsewhere.url}"><iframe src="${elsewhere.url}"></iframe><link rel="stylesheet" href="${elsewhere.url}">`;
    await post(mailbox, { ...MESSAGE, content: { subject: 'Critical: <b>new</b>', html } });
    await page.getByText('Critical: <b>new</b>').click();
    const heading = page.frameLocator('iframe').locator('h1');
    expect(await heading.textContent()).toBe('Shown');
    expect(
      await heading.evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).color),
    ).toBe('rgb(255, 0, 0)');
    // A frame that may load shows that this one would have been heard.
    await page.goto(elsewhere.url);
    expect(elsewhere.asked()).toBe(1);
    await elsewhere.close();
  });

  it('lets no text of a webhook message touch the edge of its card, on a telephone either', async () => {
    const mailbox = await mailboxFor();
    await fetch(mailbox.webhookUrl, { method: 'POST', body: JSON.stringify({ text: 'W'.repeat(300) }) });
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(mailbox.webhookUrl);
    const insets = await page
      .locator('#messages .card > *')
      .evaluateAll((parts) =>
        parts.map((part) =>
          Number.parseFloat(part.ownerDocument.defaultView?.getComputedStyle(part).paddingLeft ?? '0'),
        ),
      );
    await page.setViewportSize({ width: 1280, height: 720 });
    expect(insets.length).toBe(2);
    expect(insets.every((inset) => inset >= 12)).toBe(true);
  });

  it('adds and removes a fault', async () => {
    const mailbox = await mailboxFor();
    await page.goto(mailbox.origin);
    await page.getByLabel('Retry-After').fill('7');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('refuse with status 429, Retry-After 7').waitFor();
    expect(mailbox.faults.list()).toMatchObject([{ kind: 'status', status: 429, retryAfter: '7', left: 1 }]);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('refuse with status 429, Retry-After 7').waitFor({ state: 'detached' });
    expect(mailbox.faults.list()).toEqual([]);
  });
});

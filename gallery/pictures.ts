/** Pictures of files of the gallery: telephone and desk, light and dark, and the pages on paper. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver, type Page } from 'playwright-core';

export const openBrowser = async (): Promise<Browser> =>
  driver.launch({
    args: [...chromium.args, '--disable-background-networking'],
    executablePath: await chromium.executablePath(),
    headless: true,
  });

interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly media: 'screen' | 'print';
}

const look = (width: number, colorScheme: Look['colorScheme'], media: Look['media'] = 'screen'): Look => ({
  width,
  colorScheme,
  media,
});

const SCREENS = [look(360, 'light'), look(360, 'dark'), look(1280, 'light'), look(1280, 'dark')];
const PAPER = look(794, 'light', 'print');

/** Into `pictures/` of the folder. */
export async function takePictures(
  folder: string,
  { pages, mails }: { readonly pages: readonly string[]; readonly mails: readonly string[] },
): Promise<void> {
  await mkdir(path.join(folder, 'pictures'), { recursive: true });
  const browser = await openBrowser();
  try {
    // One page for all: this Chromium ends with its first one.
    const page = await browser.newPage();
    for (const name of pages) for (const one of [...SCREENS, PAPER]) await take(page, folder, `pages/${name}`, one);
    for (const name of mails) for (const one of SCREENS) await take(page, folder, `mails/${name}`, one);
  } finally {
    await browser.close();
  }
}

async function take(page: Page, folder: string, file: string, { width, colorScheme, media }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, media });
  await page.goto(pathToFileURL(path.join(folder, `${file}.html`)).href);
  const looks = media === 'print' ? media : `${width}-${colorScheme}`;
  const name = `${file.replace('/', '-')}-${looks}.png`;
  await page.screenshot({ path: path.join(folder, 'pictures', name), fullPage: true });
}

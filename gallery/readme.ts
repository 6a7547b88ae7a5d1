/**
 * The two pictures of the README, and what holds them true: beside each stands the fingerprint of the HTML that it was
 * taken from. A test makes that HTML anew and compares; pixels differ from machine to machine, HTML does not.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { LocalTables } from '../local/azurite.ts';
import { statusPage } from './pages.ts';
import { openBrowser } from './pictures.ts';
import { play } from './scene.ts';
import { WRITEBACK_SCENES } from './scenes/writeback.ts';
import { STORIES, told } from './states.ts';

export const DOCS = path.join(import.meta.dirname, '../docs');
const RECORD = path.join(DOCS, 'pictures.json');

export const PICTURES = ['page', 'mail'] as const;

export type PictureName = (typeof PICTURES)[number];

/** SHA-256 of what it shows, and of the picture that was taken of it. */
export interface Fingerprints {
  readonly shows: string;
  readonly picture: string;
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Of HTML, but for the tokens of answer links and the version, which are others each time. */
export const fingerprint = (html: string): string =>
  sha256(html.replace(/(api\/alerts\/[^"/]+)\/[^"]+/g, '$1/TOKEN').replace(/\b\d+\.\d+\.\d+\b/g, 'VERSION'));

export const fileOf = (name: PictureName): string => path.join(DOCS, `${name}.webp`);

export const recorded = async (): Promise<{ readonly [name in PictureName]?: Fingerprints }> =>
  JSON.parse(await readFile(RECORD, 'utf8').catch(() => '{}'));

/** What each of them shows now: the page of a story, and the mail of a scene. */
export const SHOWN: { readonly [name in PictureName]: (tables: LocalTables) => Promise<string> } = {
  async page(tables) {
    const state = await told(STORIES.on, tables);
    const html = await statusPage(state);
    await state.world.close();
    return html;
  },
  async mail(tables) {
    const [scene] = WRITEBACK_SCENES['writeback-turned-on'];
    return (await play('writeback-turned-on', scene, tables)).mail.html;
  },
};

/** @returns the files that were made again */
export async function renewPictures(tables: LocalTables): Promise<string[]> {
  const before = await recorded();
  const renewed: { name: PictureName; html: string }[] = [];
  for (const name of PICTURES) {
    const html = await SHOWN[name](tables);
    if (before[name]?.shows !== fingerprint(html)) renewed.push({ name, html });
  }
  if (renewed.length === 0) return [];
  const after = Object.fromEntries(await taken(renewed));
  await writeFile(RECORD, `${JSON.stringify({ ...before, ...after }, null, 2)}\n`);
  return renewed.map(({ name }) => fileOf(name));
}

/** How wide each is laid out, and how much of it is shown, in CSS pixels. */
const SIZES: { readonly [name in PictureName]: { readonly width: number; readonly most: number } } = {
  page: { width: 1180, most: 760 },
  mail: { width: 680, most: 760 },
};

async function taken(all: readonly { name: PictureName; html: string }[]): Promise<[PictureName, Fingerprints][]> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const taken: [PictureName, Fingerprints][] = [];
    for (const { name, html } of all) {
      const picture = await pictureOf(page, html, SIZES[name]);
      await writeFile(fileOf(name), picture);
      taken.push([name, { shows: fingerprint(html), picture: sha256(picture) }]);
    }
    return taken;
  } finally {
    await browser.close();
  }
}

/** As WebP, at one and a half pixels for each of CSS, so that small text stays sharp and the file small. */
async function pictureOf(page: Page, html: string, { width, most }: (typeof SIZES)[PictureName]): Promise<Buffer> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width, height: most });
  await page.setContent(html);
  const height = Math.min(most, await page.evaluate<number>('document.documentElement.scrollHeight'));
  const session = await page.context().newCDPSession(page);
  const clip = { x: 0, y: 0, width, height, scale: 1.5 };
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80, clip });
  return Buffer.from(data, 'base64');
}

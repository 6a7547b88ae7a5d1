/**
 * `npm run gallery`: every page, every rule's mail and the periodic summary as files in dist/gallery, and the two pictures of the README, made
 * again when what they show has changed. `-- --pictures` takes a picture of each file as well; `-- --readme` makes
 * nothing but those two.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type LocalTables, startAzurite } from '../local/azurite.ts';
import { indexPage } from './index-page.ts';
import { FORMATS, playAll, type Shown, shownAs } from './mails.ts';
import { pages } from './pages.ts';
import { takePictures } from './pictures.ts';
import { renewPictures } from './readme.ts';
import type { Played } from './scene.ts';
import { RECORDED } from './scenes/index.ts';
import { playSummaries } from './summaries.ts';

const FOLDER = path.join(import.meta.dirname, '../dist/gallery');

const { values: options } = parseArgs({
  options: { pictures: { type: 'boolean', default: false }, readme: { type: 'boolean', default: false } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function write(file: string, text: string): Promise<void> {
  const place = path.join(FOLDER, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, text);
}

/** One file name for each: the rule, and a number where it has several scenes. */
function named(all: readonly Played[]): Shown[] {
  return all.map((played, n) => {
    const before = all.slice(0, n).filter(({ rule }) => rule === played.rule).length;
    return shownAs(before === 0 ? played.rule : `${played.rule}-${before + 1}`, played);
  });
}

async function everything(tables: LocalTables): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  const shown = await pages(tables, ({ shows }) => say(shows));
  const played = await playAll(tables, ({ rule, mail }) => say(`${rule}: ${mail.subject}`));
  const mails = [...named(played), ...(await playSummaries(tables))];
  for (const { name, html } of shown) await write(`pages/${name}.html`, html);
  for (const { name, mail, message } of mails) {
    await write(`mails/${name}.html`, mail.html);
    await write(`mails/${name}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
    for (const format of FORMATS) await write(`messages/${name}.${format}.json`, message(format));
  }
  await write('index.html', indexPage({ pages: shown, mails, recorded: RECORDED }));
  const names = { pages: shown.map(({ name }) => name), mails: mails.map(({ name }) => name) };
  if (options.pictures) await takePictures(FOLDER, names);
  say(`\n${shown.length} pages and ${mails.length} mails. Open ${path.join(FOLDER, 'index.html')}`);
}

const tables = await startAzurite();
try {
  if (!options.readme) await everything(tables);
  for (const file of await renewPictures(tables)) say(`Made again: ${file}`);
} finally {
  await tables.close();
}

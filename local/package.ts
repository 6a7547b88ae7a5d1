/**
 * `npm run package`: the build as `dist/writeback-watch.zip`, byte for byte the same from the same commit, so that
 * anybody can make a release again and compare. Nothing of the machine goes in: no times, no owners, no order of a
 * file system, and the deflater comes with the lock file, not with the Node that runs it.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { type BuildOptions, buildApp, ZIPPED_LIMIT_BYTES } from './build.ts';
import { filesIn } from './zipped-bytes.ts';

/** Zip keeps local time without a zone; these local parts are the same bytes everywhere. */
const NO_TIME = new Date(1980, 0, 1);
/** Unix, `rw-r--r--`: what is unpacked is readable, whatever the umask of who packed it. */
const PLAIN_FILE = { os: 3, attrs: 0o100644 << 16, mtime: NO_TIME, level: 9 } as const;

const ZIP_NAME = 'writeback-watch.zip';

export interface Package {
  /** Path of the zip: in the folder whose other files it holds. */
  readonly zip: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
  /** In the order of the zip. */
  readonly contents: readonly { readonly name: string; readonly bytes: number }[];
}

/** @throws what `buildApp` throws */
async function packageApp(options: BuildOptions = {}): Promise<Package> {
  // The folder is emptied by the build, so an older zip cannot get into the new one.
  const { out } = await buildApp(options);
  const files = await contentsOf(out);
  const zipped = zipSync(zippable(files));
  const zip = path.join(out, ZIP_NAME);
  await writeFile(zip, zipped);
  return {
    zip,
    bytes: zipped.length,
    sha256: createHash('sha256').update(zipped).digest('hex'),
    contents: files.map(({ name, content }) => ({ name, bytes: content.length })),
  };
}

interface PackedFile {
  /** Relative, with slashes. */
  readonly name: string;
  readonly content: Uint8Array;
}

async function contentsOf(folder: string): Promise<PackedFile[]> {
  const named = (await filesIn(folder)).map((file) => ({ file, name: slashed(path.relative(folder, file)) }));
  // By code unit, since an order by language differs from machine to machine.
  named.sort((one, other) => (one.name < other.name ? -1 : 1));
  return Promise.all(named.map(async ({ file, name }) => ({ name, content: new Uint8Array(await readFile(file)) })));
}

const slashed = (file: string): string => file.split(path.sep).join('/');

const zippable = (files: readonly PackedFile[]): Zippable =>
  Object.fromEntries(files.map(({ name, content }) => [name, [content, PLAIN_FILE]]));

if (import.meta.main) {
  const { zip, bytes, sha256, contents } = await packageApp();
  for (const file of contents) console.log(`${String(file.bytes).padStart(9)}  ${file.name}`);
  console.log(`${String(bytes).padStart(9)}  ${path.relative(process.cwd(), zip)}, of at most ${ZIPPED_LIMIT_BYTES}`);
  console.log(`sha256: ${sha256}`);
  if (bytes > ZIPPED_LIMIT_BYTES) process.exitCode = 1;
}

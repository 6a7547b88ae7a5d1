/** How large a folder is as a zip: every file deflated, with the headers that the format adds. Writes no zip. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';

/** Bytes of the fixed part: local header and directory entry per file, end of the directory once. */
const PER_FILE = 30 + 46;
const PER_ZIP = 22;

/** Bytes; folders inside count with all their files. */
export async function zippedBytes(folder: string): Promise<number> {
  const sizes = await Promise.all((await filesIn(folder)).map((file) => entryBytes(folder, file)));
  return sizes.reduce((sum, size) => sum + size, PER_ZIP);
}

/** Paths of all files below a folder, in the order of the file system. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

async function entryBytes(folder: string, file: string): Promise<number> {
  const deflated = await promisify(deflateRaw)(await readFile(file));
  return PER_FILE + 2 * Buffer.byteLength(path.relative(folder, file)) + deflated.length;
}

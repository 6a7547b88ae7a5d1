/**
 * The licences of all packages in a bundle, as their licences ask for. A package without a licence file is named
 * with the licence its `package.json` states, never left out.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * @param root folder the inputs are relative to.
 * @param inputs files in the bundle, as esbuild's metafile names them.
 */
export async function thirdPartyNotices(root: string, inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  const notices = await Promise.all([...folders].sort().map((folder) => notice(path.join(root, folder))));
  return `${notices.join(`\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** The innermost package that holds the file; undefined for our own files. */
function packageFolder(input: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
}

async function notice(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : await readFile(path.join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}`.trim();
}

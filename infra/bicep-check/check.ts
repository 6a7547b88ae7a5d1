/**
 * All that can be said of the templates without Azure: every diagnostic, every format, and whether what is committed is
 * what the compiler makes of them. It works on a copy and changes nothing but what `write` names.
 */
import { cp, glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bicep } from './compiler.ts';
import { type Diagnostic, lint } from './diagnostics.ts';
import { build, snapshot, snapshotOf } from './expand.ts';

/** One line for a person each, with paths relative to the folder. */
export type Findings = readonly string[];

/** Templates and parameter files; the compiler's own patterns know no braces. */
const SOURCES = '**/*.bicep*';
const TEMPLATE = 'main.bicep';
const COMPILED = 'azuredeploy.json';

/**
 * @param folder that of `main.bicep`
 * @param write true: puts right what can be (formats, compiled files) instead of reporting it
 */
export async function checkTemplates(bicep: Bicep, folder: string, write: boolean): Promise<Findings> {
  const copy = await mkdtemp(path.join(tmpdir(), 'bicep-check-'));
  try {
    await cp(folder, copy, { recursive: true });
    return await checkCopy(bicep, { folder, copy, write });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

interface Places {
  readonly folder: string;
  readonly copy: string;
  readonly write: boolean;
}

async function checkCopy(bicep: Bicep, places: Places): Promise<Findings> {
  const sources = await sourcesIn(places.copy);
  const formats = await checkFormats(bicep, places, sources);
  const diagnostics = await checkDiagnostics(bicep, places, sources.length);
  // What does not compile cannot be expanded.
  if (diagnostics.length > 0) return [...formats, ...diagnostics];
  await build(bicep, path.join(places.copy, TEMPLATE), path.join(places.copy, COMPILED));
  const parameters = sources.filter((file) => file.endsWith('.bicepparam'));
  await Promise.all(parameters.map((file) => snapshot(bicep, path.join(places.copy, file))));
  const made = [COMPILED, ...parameters.map(snapshotOf)];
  return [...formats, ...(await findingsOf(made, (file) => compare(places, file)))];
}

async function sourcesIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const file of glob(SOURCES, { cwd: folder })) found.push(file);
  return found.sort();
}

async function findingsOf(files: readonly string[], look: (file: string) => Promise<Findings>): Promise<Findings> {
  return (await Promise.all(files.map(look))).flat();
}

/** One run of the compiler formats the copy; what that changed was not formatted. */
async function checkFormats(
  bicep: Bicep,
  { folder, copy, write }: Places,
  files: readonly string[],
): Promise<Findings> {
  const { code, stderr } = await bicep('format', '--pattern', `${copy}/${SOURCES}`);
  if (code !== 0) return [`cannot be formatted: ${stderr}`];
  return findingsOf(files, async (file) => {
    const formatted = await readFile(path.join(copy, file), 'utf8');
    if (formatted === (await readFile(path.join(folder, file), 'utf8'))) return [];
    if (!write) return [`${file}: is not formatted`];
    await writeFile(path.join(folder, file), formatted);
    return [];
  });
}

/** Nothing is fetched. Types of Graph that were not are let pass, with what follows from that, in their folder alone. */
async function checkDiagnostics(bicep: Bicep, { copy }: Places, files: number): Promise<Findings> {
  const found = await lint(bicep, `${copy}/${SOURCES}`, files);
  const inGraph = found.filter(({ where }) => where.startsWith(path.join(copy, 'graph')));
  const isUnrestored = inGraph.some(({ rule }) => rule === 'BCP190');
  const isPassed = (one: Diagnostic): boolean =>
    isUnrestored && inGraph.includes(one) && ['BCP190', 'BCP029'].includes(one.rule);
  return told(found.filter((one) => !isPassed(one))).map(({ rule, where, text }) => {
    const place = where.replace(`${copy}${path.sep}`, '');
    return `${place}: ${rule}: ${text}`;
  });
}

/** Said of everything that uses a file in which something is wrong. */
const ECHOES = ['BCP104', 'BCP062'];

/** Each once, though it is found again with every file that uses it; echoes only where there is nothing else. */
function told(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = [...new Map(found.map((one) => [`${one.where} ${one.rule} ${one.text}`, one])).values()];
  const causes = once.filter(({ rule }) => !ECHOES.includes(rule));
  return causes.length > 0 ? causes : once;
}

async function compare({ folder, copy, write }: Places, file: string): Promise<Findings> {
  const made = await readFile(path.join(copy, file), 'utf8');
  const committed = await readFile(path.join(folder, file), 'utf8').catch(() => null);
  if (made === committed) return [];
  if (!write) return [`${file}: ${committed === null ? 'is missing' : firstDifference(committed, made)}`];
  await writeFile(path.join(folder, file), made);
  return [];
}

function firstDifference(committed: string, made: string): string {
  const [old, now] = [committed.split('\n'), made.split('\n')];
  const line = now.findIndex((text, index) => text !== old[index]);
  const at = line === -1 ? now.length : line;
  const shown = (lines: readonly string[]): string => (lines[at] ?? 'the end').trim().slice(0, 200);
  return `is not what the templates make: line ${at + 1} is "${shown(old)}", but they make "${shown(now)}"`;
}

/**
 * How long the built app takes to load, against the same app unbundled. Unbundled is plain JavaScript that imports
 * its packages from `node_modules`, so that neither side pays for stripping types. Fresh processes, taken in turns.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Built, buildApp, ZIPPED_LIMIT_BYTES } from '../local/build.ts';
import type { BenchRow } from './bench-row.ts';

interface Load {
  /** Medians over fresh processes. */
  readonly bundledMs: number;
  readonly unbundledMs: number;
  /** bundled / unbundled. */
  readonly ratio: number;
  readonly zippedBytes: number;
  readonly runs: number;
}

/** The bounds that the product promises. */
const LOAD_RATIO_LIMIT = 0.4;

const ROOT = path.resolve(import.meta.dirname, '..');

/** @param options.functions folder of the entries; the product's unless given. */
export async function measureLoad(options: { functions?: string; runs?: number } = {}): Promise<Load> {
  const { functions = path.join(ROOT, 'functions'), runs = 9 } = options;
  await mkdir(path.join(ROOT, '.local'), { recursive: true });
  // The bundle stands where no node_modules are, the unbundled app where they are found.
  const bundledFolder = await mkdtemp(path.join(tmpdir(), 'bench-load-'));
  const unbundledFolder = await mkdtemp(path.join(ROOT, '.local', 'bench-load-'));
  try {
    const built = await buildApp({ functions, out: bundledFolder });
    const unbundled = await transpile(built, functions, unbundledFolder);
    return { ...(await compare(built.entry, unbundled, runs)), zippedBytes: built.zippedBytes, runs };
  } finally {
    await rm(bundledFolder, { recursive: true });
    await rm(unbundledFolder, { recursive: true });
  }
}

async function compare(bundled: string, unbundled: string, runs: number) {
  const [bundledRuns, unbundledRuns]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    bundledRuns.push(await loadMs(bundled));
    unbundledRuns.push(await loadMs(unbundled));
  }
  const [bundledMs, unbundledMs] = [median(bundledRuns), median(unbundledRuns)];
  return { bundledMs, unbundledMs, ratio: bundledMs / unbundledMs };
}

async function loadMs(entry: string): Promise<number> {
  const child = path.join(ROOT, 'bench', 'load-child.ts');
  const env = { NODE_DISABLE_COMPILE_CACHE: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [child, entry], { env });
  return Number(stdout);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Each source file as JavaScript at its own place; returns the entry. */
async function transpile(built: Built, functions: string, out: string): Promise<string> {
  const entryPoints = built.sources.map((file) => path.join(ROOT, file));
  await build({ entryPoints, outdir: out, outbase: ROOT, format: 'esm', platform: 'node', target: 'node22' });
  await writeFile(path.join(out, 'package.json'), await readFile(path.join(ROOT, 'package.json')));
  for (const file of await readdir(out, { recursive: true })) {
    if (file.endsWith('.js')) await useJsSpecifiers(path.join(out, file));
  }
  const names = (await readdir(functions)).filter((name) => name.endsWith('.ts')).sort();
  const from = `./${path.relative(ROOT, functions).split(path.sep).join('/')}`;
  const entry = path.join(out, 'entry.js');
  await writeFile(entry, names.map((name) => `import '${from}/${name.replace(/ts$/, 'js')}';`).join('\n'));
  return entry;
}

/** Without bundling, esbuild leaves the `.ts` in relative imports. */
async function useJsSpecifiers(file: string): Promise<void> {
  const code = await readFile(file, 'utf8');
  await writeFile(file, code.replace(/((?:from|import)\s*\(?\s*"\.{1,2}\/[^"\n]+)\.ts"/g, '$1.js"'));
}

/** The measurement as a row of the benchmark's table. */
export function loadRows({ bundledMs, unbundledMs, ratio, zippedBytes, runs }: Load): BenchRow[] {
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  return [
    {
      what: `load of the built app against the unbundled one (medians of ${runs})`,
      measured: `${ratio.toFixed(2)} x: ${ms(bundledMs)} against ${ms(unbundledMs)}`,
      bound: `at most ${LOAD_RATIO_LIMIT} x`,
      holds: ratio <= LOAD_RATIO_LIMIT,
    },
    {
      what: 'size of the built app, zipped',
      measured: `${(zippedBytes / 1e6).toFixed(2)} MB`,
      bound: `at most ${ZIPPED_LIMIT_BYTES / 1e6} MB`,
      holds: zippedBytes <= ZIPPED_LIMIT_BYTES,
    },
  ];
}

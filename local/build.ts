/**
 * `npm run build`: all of `functions/` as one CommonJS entry, ready to zip with `host.json` and a `package.json`
 * whose `main` matches that file alone (the worker reads it as a glob). One file, because loading hundreds of
 * small ones is most of a cold start. Packages are resolved as Node does it for our tests, so what was tested ships.
 */
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.ts';
import { zippedBytes } from './zipped-bytes.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Zipped. More would make a cold start on Flex Consumption slow. */
export const ZIPPED_LIMIT_BYTES = 1_500_000;

export interface BuildOptions {
  /** Folder whose `*.ts` files are the entries, in the order of their names. */
  readonly functions?: string;
  readonly hostJson?: string;
  /** Emptied first. */
  readonly out?: string;
}

export interface Built {
  readonly out: string;
  /** Path of the entry in `out`. */
  readonly entry: string;
  readonly bytes: number;
  readonly zippedBytes: number;
  /** Own source files in the bundle, relative to the project. */
  readonly sources: readonly string[];
  readonly metafile: Metafile;
}

/** @throws what esbuild throws; an Error when there is no function. */
export async function buildApp(options: BuildOptions = {}): Promise<Built> {
  const { functions = path.join(ROOT, 'functions'), hostJson = path.join(ROOT, 'host.json') } = options;
  const out = options.out ?? path.join(ROOT, 'dist');
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const entry = path.join(out, 'app.cjs');
  const metafile = await bundle(functions, entry);
  await copyFile(hostJson, path.join(out, 'host.json'));
  await writeFile(path.join(out, 'package.json'), await packageJson());
  await writeFile(
    path.join(out, 'third-party-notices.txt'),
    await thirdPartyNotices(ROOT, Object.keys(metafile.inputs)),
  );
  const sources = Object.keys(metafile.inputs).filter((file) => file.endsWith('.ts') && !file.includes('node_modules'));
  return { out, entry, bytes: (await stat(entry)).size, zippedBytes: await zippedBytes(out), sources, metafile };
}

async function bundle(functions: string, outfile: string): Promise<Metafile> {
  const names = (await readdir(functions)).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).sort();
  if (names.length === 0) throw new Error(`There is no function in ${functions}`);
  const { metafile } = await build({
    stdin: { contents: names.map((name) => `import './${name}';`).join('\n'), resolveDir: functions },
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    minify: true,
    // The notices file carries every licence whole.
    legalComments: 'none',
    external: ['@azure/functions-core'],
    // CommonJS has no import.meta; without this, packages that ask for their own URL break when used.
    define: { 'import.meta.url': '__entryUrl' },
    banner: { js: "const __entryUrl = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [onlyVersion],
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

/** Of our own package.json, the bundle needs to know name and version. */
const onlyVersion: Plugin = {
  name: 'only-version',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]package\.json$/ }, async ({ path: file }) => {
      if (path.dirname(file) !== ROOT) return undefined;
      const { name, version } = JSON.parse(await readFile(file, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

async function packageJson(): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  const deployed = { name, version, license, private: true, main: 'app.cjs', engines: { node: '>=22' } };
  return `${JSON.stringify(deployed, null, 2)}\n`;
}

if (import.meta.main) {
  const { out, bytes, zippedBytes: zipped } = await buildApp();
  const kB = (size: number): string => `${Math.round(size / 1000)} kB`;
  console.log(`${path.relative(ROOT, out)}/app.cjs: ${kB(bytes)}`);
  console.log(`zipped: ${kB(zipped)} of at most ${kB(ZIPPED_LIMIT_BYTES)}`);
  if (zipped > ZIPPED_LIMIT_BYTES) process.exitCode = 1;
}

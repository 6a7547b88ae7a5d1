/** The built app, loaded by a process that does what the real worker does. */
import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Built, buildApp, ZIPPED_LIMIT_BYTES } from '../local/build.ts';
import { startHost } from '../local/host/start-host.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const FIXTURE = path.join(ROOT, 'test/fixtures/app');
const PRODUCT = { functions: path.join(ROOT, 'functions'), hostJson: path.join(ROOT, 'host.json') };

const fixture = { functions: path.join(FIXTURE, 'functions'), hostJson: path.join(FIXTURE, 'host.json') };

const apps = [
  { name: 'the fixture', ...fixture },
  ...(globSync('*.ts', { cwd: PRODUCT.functions }).length > 0 ? [{ name: 'the product', ...PRODUCT }] : []),
];

/** Settings that are wrong in every way; importing must not care. */
const HOSTILE = {
  TENANT_ID: 'not a tenant\r\n',
  GRAPH_BASE_URL: 'http://evil.example/%',
  STATE_TABLES_URL: 'nonsense',
  STATE_CONNECTION_STRING: 'AccountKey=;;;',
  STATE_TABLE: '1; drop',
  MAIL_ENDPOINT: '\u202e',
  MAIL_CONNECTION_STRING: '=',
  MAIL_TO: ',,,@',
  MAIL_PER_MINUTE: '-1e999',
  POLL_WRITEBACK_SCHEDULE: 'whenever',
  NOTIFY_SCHEDULE: '* * * * * * * *',
  WRITEBACK_DECLARED: 'on@9999-99-99',
  HISTORY_DAYS: 'NaN',
  BLIND_AFTER_MINUTES: '0x10',
  AZURE_TOKEN_CREDENTIALS: 'nobody',
  AZURE_CLIENT_ID: '"><script>',
  AZURE_AUTHORITY_HOST: '::',
  TICK_SCHEDULE: '',
};

interface Loaded {
  matches: string[];
  functions: { name: string; bindings: Record<string, { type: string; direction: string; schedule?: string }> }[];
  model: string;
}

async function loadAsWorker(folder: string, env: NodeJS.ProcessEnv): Promise<Loaded> {
  const worker = path.join(ROOT, 'test/fixtures/worker.ts');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [worker, folder], { env, cwd: folder });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe.each(apps)('the build of $name', ({ functions, hostJson }) => {
  let out: string;
  let built: Built;
  beforeAll(async () => {
    out = await mkdtemp(path.join(tmpdir(), 'build-test-'));
    built = await buildApp({ functions, hostJson, out });
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  test('is a folder ready to zip, whose main matches the entry alone', async () => {
    expect((await readdir(built.out)).sort()).toEqual([
      'app.cjs',
      'host.json',
      'package.json',
      'third-party-notices.txt',
    ]);
    expect(await readFile(path.join(built.out, 'host.json'), 'utf8')).toBe(await readFile(hostJson, 'utf8'));
    const deployed = JSON.parse(await readFile(path.join(built.out, 'package.json'), 'utf8'));
    const { version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
    expect(deployed).toMatchObject({ main: 'app.cjs', version, engines: { node: '>=22' } });
    expect(deployed).not.toHaveProperty('dependencies');
    expect(deployed).not.toHaveProperty('type');
  });

  test('stays below the size limit and takes nothing but the version of our package.json along', async () => {
    expect(built.zippedBytes).toBeLessThan(ZIPPED_LIMIT_BYTES);
    const code = await readFile(built.entry, 'utf8');
    expect(code).not.toContain('devDependencies');
    expect(code).not.toContain(ROOT);
  });

  test.each([
    { settings: 'no environment at all', env: {} },
    { settings: 'hostile settings', env: HOSTILE },
  ])('registers the same valid functions with $settings, away from node_modules', async ({ env }) => {
    expect(existsSync(path.join(built.out, 'node_modules'))).toBe(false);
    const { matches, functions: registered, model } = await loadAsWorker(built.out, env);
    expect(matches).toEqual(['app.cjs']);
    expect(model).toBe('@azure/functions');
    expect(registered.length).toBeGreaterThan(0);
    expect(new Set(registered.map(({ name }) => name)).size).toBe(registered.length);
    for (const { name, bindings } of registered) {
      const triggers = Object.values(bindings).filter(({ type }) => /trigger$/i.test(type));
      expect(triggers, name).toHaveLength(1);
      expect(triggers[0], name).toMatchObject({
        direction: 'in',
        type: expect.stringMatching(/^(timer|http)Trigger$/),
      });
      if (triggers[0]?.type === 'timerTrigger') expect(triggers[0].schedule, name).toMatch(/^%\w+%$|^(\S+ ){4,5}\S+$/);
      else expect(bindings.$return, name).toMatchObject({ type: 'http', direction: 'out' });
    }
  });
});

async function withFunctions(
  code: string | null,
  use: (functions: string, out: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'build-test-'));
  if (code !== null) await writeFile(path.join(folder, 'a.ts'), code);
  await use(folder, path.join(folder, 'out')).finally(() => rm(folder, { recursive: true }));
}

test('a folder without functions is refused', () =>
  withFunctions(null, async (functions, out) => {
    await expect(buildApp({ functions, out })).rejects.toThrow('There is no function in');
  }));

test('an entry that throws blocks the app, so the checks above can fail', () =>
  withFunctions("throw new Error('at import');", async (functions, out) => {
    await buildApp({ functions, out });
    await expect(loadAsWorker(out, {})).rejects.toThrow('at import');
  }));

test('a package that asks for its own URL gets that of the entry', () =>
  withFunctions(
    'if (!import.meta.url.endsWith("/app.cjs")) throw new Error(import.meta.url);',
    async (functions, out) => {
      await buildApp({ functions, out });
      expect((await loadAsWorker(out, {})).matches).toEqual(['app.cjs']);
    },
  ));

test('the built fixture answers under the local host', async () => {
  const out = await mkdtemp(path.join(tmpdir(), 'build-test-'));
  const { entry } = await buildApp({ ...fixture, out });
  const settings = { TICK_SCHEDULE: '0 0 * * * *' };
  const host = await startHost({ app: entry, port: null, timers: false, settings, log: () => {} });
  const { version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  expect(await (await host.fetch('/api/version')).text()).toBe(version);
  await host.close();
  await rm(out, { recursive: true });
});

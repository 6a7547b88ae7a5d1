/** The package as a release carries it: the same bytes wherever it is made, and an app when it is unpacked. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost } from '../../local/host/start-host.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NAMES = ['app.cjs', 'host.json', 'package.json', 'third-party-notices.txt'];
const run = promisify(execFile);

let folder: string;
/** A checkout at another depth, in another time zone, with files of another day. */
const checkouts = [
  { place: 'one', zone: 'UTC', touched: null },
  { place: 'another/far/deeper/checkout', zone: 'Pacific/Auckland', touched: new Date('2001-02-03T04:05:06Z') },
];
let printed: string[];

const zipOf = (place: string): string => path.join(folder, place, 'dist/writeback-watch.zip');

async function checkOut(place: string, touched: Date | null): Promise<void> {
  const target = path.join(folder, place);
  await mkdir(target, { recursive: true });
  for (const part of ['functions', 'shared', 'local', 'host.json', 'package.json']) {
    await cp(path.join(ROOT, part), path.join(target, part), { recursive: true });
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(target, 'node_modules'));
  if (touched)
    for (const file of ['host.json', 'package.json']) await utimes(path.join(target, file), touched, touched);
}

async function pack(place: string, zone: string): Promise<string> {
  const cwd = path.join(folder, place);
  const { stdout } = await run(process.execPath, ['local/package.ts'], { cwd, env: { ...process.env, TZ: zone } });
  return stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'package-test-'));
  for (const { place, touched } of checkouts) await checkOut(place, touched);
  printed = await Promise.all(checkouts.map(({ place, zone }) => pack(place, zone)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('two checkouts give the same bytes, and a second run in one of them does, too', async () => {
  const [one, other] = await Promise.all(checkouts.map(({ place }) => readFile(zipOf(place))));
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
  // The first run has left a zip in the folder that is zipped.
  await pack('one', 'UTC');
  expect((await readFile(zipOf('one'))).equals(other ?? Buffer.alloc(0))).toBe(true);
});

test('a change of one byte of the source changes the zip, so that equal bytes mean something', async () => {
  await checkOut('changed', null);
  await writeFile(path.join(folder, 'changed/host.json'), `${await readFile(path.join(ROOT, 'host.json'), 'utf8')}\n`);
  await pack('changed', 'UTC');
  expect((await readFile(zipOf('changed'))).equals(await readFile(zipOf('one')))).toBe(false);
});

test('the list that is printed is what the zip holds', async () => {
  const held = unzipSync(await readFile(zipOf('one')));
  expect(Object.keys(held)).toEqual(NAMES);
  const listed = [...(printed[0] ?? '').matchAll(/^ *(\d+) {2}([\w.-]+)$/gm)].map(([, bytes, name]) => [name, bytes]);
  expect(listed).toEqual(NAMES.map((name) => [name, String(held[name]?.length)]));
  const digest = createHash('sha256').update(await readFile(zipOf('one')));
  expect(printed[0]).toContain(`sha256: ${digest.digest('hex')}\n`);
});

test('unpacked into an empty folder it is an app of all our functions', async () => {
  const empty = await mkdtemp(path.join(tmpdir(), 'unpacked-'));
  const unpacked = Object.entries(unzipSync(await readFile(zipOf('one'))));
  for (const [name, content] of unpacked) await writeFile(path.join(empty, name), content);
  const host = await startHost({ app: path.join(empty, 'app.cjs'), port: null, timers: false, log: () => {} });
  const files = (await readdir(path.join(ROOT, 'functions'))).map((file) => file.replace(/\.ts$/, ''));
  expect(host.functions.map(({ name }) => name).sort()).toEqual(files.sort());
  const live = await host.fetch('/api/live');
  // Without a single setting: it answers, and does not claim to be well.
  expect([live.status, await live.json()]).toEqual([503, { status: 'fail' }]);
  await host.close();
  await rm(empty, { recursive: true });
});

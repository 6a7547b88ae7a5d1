import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileMonitor } from '../../../local/host/schedule-monitor.ts';

const STATUS = {
  lastMs: Date.parse('2026-11-01T12:00:00.005Z'),
  nextMs: Date.parse('2026-11-01T12:01:00.000Z'),
  updatedMs: Date.parse('2026-11-01T12:00:00.005Z'),
};

let folder: string;
let complaints: string[];
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'timers-')), 'timers');
  complaints = [];
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

const open = () => fileMonitor(folder, (message) => complaints.push(message));

test('what was kept is read by the next host, each timer by its name', () => {
  open().keep('poll', STATUS);
  open().keep('notify', { lastMs: null, nextMs: null, updatedMs: STATUS.updatedMs });
  expect(open().read('poll')).toEqual(STATUS);
  expect(open().read('notify')).toEqual({ lastMs: null, nextMs: null, updatedMs: STATUS.updatedMs });
});

test('only the last status of a timer stays, in one file', async () => {
  const monitor = open();
  monitor.keep('poll', { ...STATUS, lastMs: null });
  monitor.keep('poll', STATUS);
  expect(monitor.read('poll')).toEqual(STATUS);
  expect(await readdir(folder)).toEqual(['poll.json']);
});

test('a timer of which nothing was kept has no status', () => {
  expect(open().read('poll')).toBeNull();
});

test.each(['', '{', '[]', '{"last":"yesterday","next":null,"lastUpdated":null}'])(
  'a file that holds no status counts as none: %j',
  async (text) => {
    await mkdir(folder);
    await writeFile(path.join(folder, 'poll.json'), text);
    expect(open().read('poll')).toBeNull();
  },
);

test('a status that cannot be kept is told, naming the timer, and stops nothing', async () => {
  await writeFile(folder, 'a file where the folder should be');
  open().keep('poll', STATUS);
  expect(complaints).toEqual([expect.stringMatching(/^The schedule status of poll cannot be kept: /)]);
});

/** `npm start` where it cannot start: one clear message, and the options only for who got an option wrong. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const NODE = path.join(ROOT, 'node_modules/.bin/node');

function start(...args: string[]): { readonly code: number | null; readonly says: string } {
  const { status, stderr } = spawnSync(NODE, ['local/start.ts', ...args], { cwd: ROOT, encoding: 'utf8' });
  return { code: status, says: stderr };
}

it('says of a folder in use by whom, and what to do, and nothing else', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'in-use-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'lock'), String(process.pid));
  expect(start('--folder', folder)).toEqual({
    code: 1,
    says: `The folder ${folder} is in use by process ${process.pid}\nStop that one first, or choose another folder with --folder.\n`,
  });
});

it('says of an option that it does not know which there are', () => {
  const { code, says } = start('--ports', '1');
  expect(code).toBe(64);
  expect(says).toMatch(/^Unknown option '--ports'.*\nUsage: npm start /s);
});

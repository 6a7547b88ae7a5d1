/**
 * The tests about sources that cannot be read, in full: every failure of every source while every right is given, every
 * deletion at every request of a poll, and many random stories. `npm test` plays a few of them, chosen by a seed.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FILES = [
  'test/scenarios/blindness.test.ts',
  'test/scenarios/blindness-reset-admins.test.ts',
  'test/scenarios/reset-admins-unread.test.ts',
  'test/checks/reset-admins/deletion.test.ts',
  'test/checks/reset-admins/unread.test.ts',
];

/** Random stories. */
const RUNS = '1000';

interface Outcome {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** @returns how many tests there were, and the names of those that failed */
export async function sweepUnread(): Promise<{ readonly points: number; readonly broken: readonly string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sweep-'));
  const file = path.join(folder, 'outcome.json');
  const vitest = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
  const run = spawn(process.execPath, [vitest, 'run', ...FILES, '--reporter=json', `--outputFile=${file}`], {
    cwd: path.join(import.meta.dirname, '../..'),
    env: { ...process.env, WHOLE: '1', RUNS },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise((resolve) => run.on('close', resolve));
  const { numTotalTests, testResults } = JSON.parse(await readFile(file, 'utf8')) as Outcome;
  await rm(folder, { recursive: true });
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  return { points: numTotalTests, broken };
}

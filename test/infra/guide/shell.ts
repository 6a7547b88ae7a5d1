/**
 * A shell in which the commands of a page run as they stand: `az`, `azd` and `npm` are small stand-ins on the path, and
 * behind them grant and doctor run for real against the stand-in for Azure.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { standIn } from '../azure/stand-in.ts';
import { APP, deployed, GROUP, KEY, TENANT, type World } from '../azure/world.ts';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

export interface Session {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Commands of the stand-ins, in order. */
  readonly calls: readonly string[];
}

/** Deployed a while ago by the real clock, nothing granted; the app itself is out of reach. */
export function justDeployed(): World {
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const world = { ...deployed(), assigned: [] };
  for (const site of world.sites) {
    site.group = GROUP;
    site.host = 'nowhere.invalid';
    site.deployments = [{ status: 4, end_time: ago(20) }];
  }
  world.telemetry = world.telemetry.map(([name, , runs, failed]) => [name, ago(2), runs, failed]);
  return world;
}

export async function runInShell(world: World, script: string, env: NodeJS.ProcessEnv = {}): Promise<Session> {
  const server = await standIn(world);
  const folder = await mkdtemp(path.join(tmpdir(), 'guide-test-'));
  const calls = path.join(folder, 'calls');
  const { ARM_BASE_URL, GRAPH_BASE_URL } = server.env;
  const surroundings = {
    PATH: [path.join(import.meta.dirname, 'bin'), path.join(ROOT, 'node_modules/.bin'), process.env.PATH].join(':'),
    HOME: folder,
    CALLS: calls,
    TENANT,
    APP_NAME: APP,
    KEY,
    ARM_BASE_URL,
    GRAPH_BASE_URL,
    GITHUB_ENV: path.join(folder, 'github-env'),
    ...env,
  };
  try {
    const ended = await bash(script, surroundings);
    const made = await readFile(calls, 'utf8').catch(() => '');
    const asked = (line: string): boolean => line !== '' && !line.startsWith('az account get-access-token');
    return { ...ended, calls: made.split('\n').filter(asked) };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function bash(script: string, env: NodeJS.ProcessEnv): Promise<Pick<Session, 'code' | 'stdout' | 'stderr'>> {
  return new Promise((resolve) => {
    // As GitHub runs a step: it ends with the first command that fails.
    execFile('bash', ['--norc', '-euo', 'pipefail', '-c', script], { env, cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/**
 * From a change visible in Graph to its mail accepted: the whole app under the local host at the default schedules, each
 * change in an app of its own and at a random moment. One app cannot be asked twice: what comes and goes is told once, and
 * faster schedules would wait for the quota of the audit log.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchRow } from './bench-row.ts';

export interface Latency {
  readonly changes: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

const INTERVAL_MS = 60_000;
/** So few apps at once that none waits for a processor. */
const AT_ONCE = 5;
const ROUNDS = 4;
const FIRST_READING = 'Nothing says for sure';
const ROOT = path.resolve(import.meta.dirname, '..');

interface Mail {
  readonly receivedAt: string;
  readonly text: string;
}

export async function measureLatency(): Promise<Latency> {
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ports = await freePorts(3 * AT_ONCE);
    const apps = Array.from({ length: AT_ONCE }, (_, n) => measureOne(ports.slice(3 * n, 3 * n + 3)));
    waits.push(...(await Promise.all(apps)));
  }
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { changes: waits.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

/** @param ports of the app, its console and its mailbox @returns ms from the change to its mail */
async function measureOne([app, console, mailbox]: readonly number[]): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-latency-'));
  const ports = ['--port', `${app}`, '--console-port', `${console}`, '--mailbox-port', `${mailbox}`];
  const child = spawn(process.execPath, ['local/start.ts', '--folder', folder, ...ports], {
    cwd: ROOT,
    stdio: 'ignore',
  });
  try {
    return await measure(`http://127.0.0.1:${console}`, `http://127.0.0.1:${mailbox}`);
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(console: string, mailbox: string): Promise<number> {
  // Not before writeback was read once: what is on at the first reading is told in other words.
  await until(async () => (await mailsOf(mailbox)).some(({ text }) => text.includes(FIRST_READING)));
  await sleep(Math.random() * INTERVAL_MS);
  const changedAt = Date.now();
  await enableWriteback(console);
  const mails = await until(async () => {
    const found = turnedOn(await mailsOf(mailbox));
    return found.length > 0 && found;
  });
  return Date.parse(mails[0]?.receivedAt ?? '') - changedAt;
}

const turnedOn = (mails: readonly Mail[]) =>
  mails.filter(({ text }) => text.includes('Password writeback was turned on'));

async function mailsOf(mailbox: string): Promise<readonly Mail[]> {
  const answer = await fetch(`${mailbox}/api/mails`).catch(() => null);
  return answer ? ((await answer.json()) as { mails: Mail[] }).mails : [];
}

async function enableWriteback(console: string): Promise<void> {
  const answer = await fetch(`${console}/console/writeback/enable`, {
    method: 'POST',
    headers: { Origin: console },
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`the console answered ${answer.status}`);
}

const MOST_MS = 3 * INTERVAL_MS;

async function until<T>(look: () => Promise<T | false>): Promise<T> {
  const end = Date.now() + MOST_MS;
  while (Date.now() < end) {
    const found = await look();
    if (found !== false) return found;
    await sleep(50);
  }
  throw new Error('waited three minutes in vain');
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const listening = (): Promise<ReturnType<typeof createServer>> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });

/** What the product promises at the default schedules. */
const BOUNDS_S = { p50: 35, p95: 65 };

export function latencyRows({ changes, p50Ms, p95Ms, maxMs }: Latency): BenchRow[] {
  const row = (name: 'p50' | 'p95', ms: number): BenchRow => ({
    what: `change in Graph to mail accepted, ${changes} changes, ${name}`,
    measured: `${(ms / 1000).toFixed(1)} s = ${(ms / INTERVAL_MS).toFixed(2)} x the interval of the poll (max ${(maxMs / 1000).toFixed(1)} s)`,
    bound: `at most ${BOUNDS_S[name]} s`,
    holds: ms <= BOUNDS_S[name] * 1000,
  });
  return [row('p50', p50Ms), row('p95', p95Ms)];
}

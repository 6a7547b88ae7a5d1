/**
 * From a change visible in Graph to its mail accepted: the whole app under the local host, schedules shortened, the
 * changes at random moments. What is critical is told by the poll that found it, so the time follows from the interval
 * of the poll: it is reported as a ratio to that, and as what it comes to by default, where a poll starts each minute.
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
  readonly intervalMs: number;
}

const INTERVAL_S = 2;
const OFFSET_S = 1;
const CHANGES = 50;
const FIRST_READING = 'Nothing says for sure';
const ROOT = path.resolve(import.meta.dirname, '..');

/** Shortened schedules: the app mails far more often than a day's budget allows. */
const SETTINGS = {
  POLL_WRITEBACK_SCHEDULE: `*/${INTERVAL_S} * * * * *`,
  NOTIFY_SCHEDULE: `${OFFSET_S}-59/${INTERVAL_S} * * * * *`,
  MAIL_PER_MINUTE: '10000',
  MAIL_PER_HOUR: '100000',
  MAIL_MIN_SEVERITY: 'critical',
};

interface Mail {
  readonly receivedAt: string;
  readonly text: string;
}

export async function measureLatency(): Promise<Latency> {
  const [app, console, mailbox] = await freePorts(3);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-latency-'));
  const flags = [
    '--folder',
    folder,
    '--port',
    `${app}`,
    '--console-port',
    `${console}`,
    '--mailbox-port',
    `${mailbox}`,
  ];
  const child = spawn(process.execPath, ['local/start.ts', ...flags], {
    cwd: ROOT,
    env: { ...process.env, ...SETTINGS },
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

async function measure(console: string, mailbox: string): Promise<Latency> {
  // Not before writeback was read once: what is on at the first reading is told in other words.
  await until(async () => (await mailsOf(mailbox)).some(({ text }) => text.includes(FIRST_READING)));
  const waits: number[] = [];
  for (let change = 0; change < CHANGES; change += 1) {
    await sleep(Math.random() * INTERVAL_S * 1000);
    const known = turnedOn(await mailsOf(mailbox)).length;
    const changedAt = Date.now();
    await press(console, 'enable');
    const mails = await until(async () => {
      const found = turnedOn(await mailsOf(mailbox));
      return found.length > known && found;
    });
    waits.push(Date.parse(mails[0]?.receivedAt ?? '') - changedAt);
    await press(console, 'disable');
    await sleep((INTERVAL_S + OFFSET_S) * 1000);
  }
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return {
    changes: CHANGES,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: at(1),
    intervalMs: INTERVAL_S * 1000,
  };
}

const turnedOn = (mails: readonly Mail[]) =>
  mails.filter(({ text }) => text.includes('Password writeback was turned on'));

async function mailsOf(mailbox: string): Promise<readonly Mail[]> {
  const answer = await fetch(`${mailbox}/api/mails`).catch(() => null);
  return answer ? ((await answer.json()) as { mails: Mail[] }).mails : [];
}

async function press(console: string, button: 'enable' | 'disable'): Promise<void> {
  const answer = await fetch(`${console}/console/writeback/${button}`, {
    method: 'POST',
    headers: { Origin: console },
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`the console answered ${answer.status}`);
}

async function until<T>(look: () => Promise<T | false>): Promise<T> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const found = await look();
    if (found !== false) return found;
    await sleep(20);
  }
  throw new Error('waited 60 s in vain');
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

const DEFAULT_INTERVAL_S = 60;

/** What the product promises at the default schedules. */
const BOUNDS_S = { p50: 35, p95: 65 };

export function latencyRows({ changes, p50Ms, p95Ms, maxMs, intervalMs }: Latency): BenchRow[] {
  const row = (name: 'p50' | 'p95', ms: number): BenchRow => {
    const seconds = (ms / intervalMs) * DEFAULT_INTERVAL_S;
    return {
      what: `change in Graph to mail accepted, ${changes} changes, ${name}`,
      measured: `${ms} ms = ${(ms / intervalMs).toFixed(2)} x interval (max ${maxMs} ms): ${seconds.toFixed(0)} s by default`,
      bound: `at most ${BOUNDS_S[name]} s by default`,
      holds: seconds <= BOUNDS_S[name],
    };
  };
  return [row('p50', p50Ms), row('p95', p95Ms)];
}

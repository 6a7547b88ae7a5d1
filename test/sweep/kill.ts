/**
 * Real deaths: a watch in a process of its own is killed with SIGKILL while one of its requests is held, before or
 * after the service applied it; a second process goes on. The services stay in this process, behind relays.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { aftermath, begin, type Observed } from './aftermath.ts';
import type { Named } from './calls.ts';
import { broken, NOTHING } from './invariants.ts';
import { leftInFlight, ROUND_MS, switchedOn } from './pasts.ts';
import type { Guard, Relayed } from './relay.ts';
import { openRelays } from './relays.ts';
import type { Past } from './scenes.ts';
import { type Moment, type Settings, Stage } from './stage.ts';

export interface Kill {
  readonly call: string;
  readonly when: 'before' | 'after';
  readonly past: Past;
  readonly runs: readonly ('poll' | 'notify')[];
}

const ON: Past = { name: 'writeback is turned on', prepare: switchedOn };
const FORGOTTEN: Past = { name: 'turned on, the mail service forgets', prepare: switchedOn, forgets: true };
const IN_FLIGHT: Past = { name: 'a mail was left in flight', prepare: leftInFlight(true) };

const CALLS: readonly (readonly [call: string, past: Past])[] = [
  ['get token', ON],
  ['GET /auditLogs/directoryAudits (Enable password writeback for directory)', ON],
  ['query head', ON],
  ['query chunk', ON],
  ['put chunk', ON],
  ['transaction head', ON],
  ['query pending', ON],
  ['put mailbox', ON],
  ['send mail', ON],
  ['send mail', FORGOTTEN],
  ['transaction mailbox', ON],
  ['ask for a mail', IN_FLIGHT],
];

export const KILLS: readonly Kill[] = CALLS.flatMap(([call, past]) =>
  (['before', 'after'] as const).map((when) => ({
    call,
    when,
    past,
    runs: past === IN_FLIGHT ? (['notify'] as const) : (['poll', 'notify'] as const),
  })),
);

export const killName = ({ call, when, past }: Kill): string => `${past.name}: killed ${when} "${call}"`;

/** Every kill, `atOnce` at a time. @returns one line for each broken promise */
export async function runKills(kills: readonly Kill[], atOnce: number): Promise<string[]> {
  const tables = await startAzurite();
  const queue = kills.values();
  const problems: string[] = [];
  const work = async () => {
    for (const kill of queue)
      problems.push(...(await runKill(tables, kill)).map((what) => `${killName(kill)}: ${what}`));
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await tables.close();
  }
  return problems;
}

/** One kill in a world of its own. @returns one line for each promise that is broken */
async function runKill(tables: LocalTables, kill: Kill): Promise<string[]> {
  const stage = await Stage.open(tables);
  const killer = new Killer(kill);
  const relays = await openRelays(stage.world, killer.guard);
  try {
    await kill.past.prepare(stage);
    const moment = await stage.moment();
    const calm = await undisturbed(stage, kill, moment);
    await begin(stage, kill.past, moment);
    const problems = await twoProcesses(stage, kill, killer, relays.env);
    const found = await aftermath(stage, kill.past, problems);
    const allowed = kill.past.forgets ? { ...NOTHING, copies: 2, repeated: 1 } : NOTHING;
    return broken(found, calm, allowed);
  } finally {
    await relays.close();
    await stage.close();
  }
}

async function undisturbed(stage: Stage, { past, runs }: Kill, moment: Moment): Promise<Observed> {
  await begin(stage, past, moment);
  const watch = stage.watch();
  for (const run of runs) await (run === 'poll' ? watch.poll('writeback') : watch.notify());
  return aftermath(stage, past, []);
}

/** @returns what went otherwise than it should */
async function twoProcesses(stage: Stage, kill: Kill, killer: Killer, env: Settings): Promise<string[]> {
  const first = await spawned(stage, kill.runs, env, (stop) => killer.arm(stop));
  killer.disarm();
  stage.world.wait(ROUND_MS);
  const second = await spawned(stage, kill.runs, env, () => {});
  return [
    ...(first.signal === 'SIGKILL' ? [] : [`the first process was not killed: ${first.output}`]),
    ...(second.code === 0 ? [] : [`the second process ended with ${second.code}: ${second.output}`]),
  ];
}

/** Kills the process at the request that it waits for. */
class Killer {
  readonly #kill: Kill;
  #stop: (() => Promise<void>) | null = null;

  constructor(kill: Kill) {
    this.#kill = kill;
  }

  /** @param stop kills the process and waits for its end */
  arm(stop: () => Promise<void>): void {
    this.#stop = stop;
  }

  disarm(): void {
    this.#stop = null;
  }

  readonly guard =
    (named: (request: Relayed) => Named): Guard =>
    async (request, apply) => {
      const stop = this.#stop;
      if (!stop || named(request).name !== this.#kill.call) return apply();
      this.#stop = null;
      if (this.#kill.when === 'after') await apply();
      await stop();
      throw new Error('nobody waits for an answer');
    };
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

async function spawned(
  stage: Stage,
  runs: readonly string[],
  env: Settings,
  started: (stop: () => Promise<void>) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'child.ts'), ...runs], {
    env: { ...stage.env(), ...env, SWEEP_NOW: String(stage.world.now()), NODE_COMPILE_CACHE: COMPILED },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (text: string) => {
    output += text;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });
  started(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return ended;
}

/** So that processes start sooner. */
const COMPILED = path.resolve(import.meta.dirname, '../../node_modules/.cache/sweep');

/**
 * Runs a scene under a fault, lets fresh processes go on until nothing moves any more, and gathers what can be seen
 * from outside: the two documents of the product and the mails. Judges nothing.
 */
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { Monitor } from '../../shared/compose.ts';
import { MonitorError } from '../../shared/errors.ts';
import type { NotifyResult } from '../../shared/runs/notify.ts';
import type { PollResult } from '../../shared/runs/poll.ts';
import { type Fate, Process } from './faults.ts';
import { MINUTE_MS, ROUND_MS } from './pasts.ts';
import { brokenLinks, type Posted, type Posting, post } from './posting.ts';
import type { Past, Scene, Step } from './scenes.ts';
import type { Moment, Stage } from './stage.ts';
import type { Call } from './wire.ts';

/** An item of `GET /api/drift`. */
export interface DriftItem {
  readonly id: string;
  readonly source: string;
  readonly change: 'added' | 'removed' | 'changed' | 'baseline';
  readonly key: string;
  readonly title: string;
  readonly severity: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly actor?: { readonly name: string };
  readonly mailed: boolean | null;
}

/** What is looked at in `GET /api/status`. */
export interface StatusDocument {
  readonly status: string;
  readonly problems: readonly { readonly code: string; readonly what: string }[];
  readonly writeback: { readonly state: string };
  readonly sources: readonly { readonly name: string; readonly state: string }[];
  readonly mail: { readonly pending: number; readonly lastError: string | null };
  readonly openAlerts: readonly {
    readonly id: string;
    readonly severity: string;
    readonly acknowledged: { readonly by: string } | null;
  }[];
}

export interface Observed {
  readonly drift: readonly DriftItem[];
  readonly status: StatusDocument;
  readonly mails: readonly StoredMail[];
  /** First parts of the row keys in the table. */
  readonly rows: readonly string[];
  readonly isQuiet: boolean;
  /** What runs did and should not have. */
  readonly wrong: readonly string[];
}

export interface Met extends Observed {
  /** What was asked of the outside until the process ended. */
  readonly calls: readonly Call[];
  /** How many of them met a fault. */
  readonly hits: number;
}

/** The runs of a scene, one of whose calls meets a fault. */
export async function playScene(stage: Stage, scene: Scene, moment: Moment, fate: Fate): Promise<Met> {
  await begin(stage, scene, moment);
  const process = new Process(fate);
  const wrong = await runAll(stage, scene, process);
  if (scene.again) wrong.push(...(await postedAgain(stage, scene, scene.again)));
  return { ...(await aftermath(stage, scene, wrong)), calls: process.calls, hits: process.hits };
}

export async function begin(stage: Stage, past: Past, moment: Moment): Promise<void> {
  await stage.restore(moment);
  past.arm?.(stage);
  if (past.forgets) stage.world.mailbox.faults.add({ kind: 'status', on: 'operation', status: 404, count: null });
}

/** @param wrong what runs did so far and should not have */
export async function aftermath(stage: Stage, past: Past, wrong: readonly string[]): Promise<Observed> {
  const later: string[] = [];
  const isQuiet = await goOn(stage, past, later);
  later.push(...(await brokenLinks(stage)));
  return { ...(await look(stage, past)), isQuiet, wrong: [...wrong, ...later] };
}

async function postedAgain(stage: Stage, scene: Scene, posting: Posting): Promise<string[]> {
  const { kind, what } = await post(stage, stage.watch(undefined, scene.settings), posting);
  return kind === 'stored' || kind === 'same' ? [] : [`answered again: ${kind}: ${what}`];
}

/** @returns what the runs did and should not have */
export async function runAll(stage: Stage, scene: Scene, process: Process): Promise<string[]> {
  const watch = stage.watch(process, scene.settings);
  const wrong: string[] = [];
  for (const step of scene.runs) {
    if (process.dead) break;
    const problem = await run(stage, watch, step).then(aloneProblem, (error: unknown) => errorProblem(error, step));
    if (problem !== null && !process.dead) wrong.push(problem);
  }
  return wrong;
}

/** Nobody else runs: who loses takes a write of its own, whose answer it did not get, for another's. */
const aloneProblem = (result: RunResult | null): string | null =>
  result?.kind === 'lost' || result?.kind === 'gone' ? `alone, yet it lost: ${result.what}` : null;

/** A poll ends with the error of a store that does not answer; a notifier says so in its result. */
const errorProblem = (error: unknown, step: Step): string | null =>
  step === 'poll' && error instanceof MonitorError ? null : textOf(error);

const textOf = (error: unknown): string => `threw ${error instanceof Error ? error.stack : String(error)}`;

export type RunResult = PollResult | NotifyResult | Posted;

export async function run(stage: Stage, watch: Monitor, step: Step): Promise<RunResult | null> {
  if (step === 'poll') return watch.poll('writeback');
  if (step === 'notify') return watch.notify();
  if ('answers' in step) return post(stage, watch, step);
  stage.world.wait(step.waitMs);
  return null;
}

/** The longest that anything waits: a refused mail, or an actor that is not found. */
const MOST_ROUNDS = 20;

/** A poll and a notifier in a fresh process each round, longer apart when nothing has come of short waits. */
async function goOn(stage: Stage, past: Past, wrong: string[]): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    stage.world.wait(round < 4 ? ROUND_MS : 11 * MINUTE_MS);
    try {
      const watch = stage.watch(undefined, past.settings);
      const polled = await watch.poll('writeback');
      const notified = await watch.notify();
      if (polled.kind === 'unchanged' && isIdle(notified)) return true;
    } catch (error) {
      wrong.push(`later: ${textOf(error)}`);
    }
  }
  return false;
}

const isIdle = ({ kind, error, actors, delivery }: NotifyResult): boolean =>
  kind === 'idle' && error === null && actors?.named === 0 && actors.error === null && delivery !== 'running';

async function look(stage: Stage, past: Past): Promise<Pick<Observed, 'drift' | 'status' | 'mails' | 'rows'>> {
  const watch = stage.watch(undefined, past.settings);
  const status = await watch.status(false);
  const drift = await watch.drift(new URLSearchParams('limit=1000'), 'application/json');
  const { rows } = await stage.moment();
  return {
    status: JSON.parse(status.body) as StatusDocument,
    drift: (JSON.parse(drift.body) as { items: DriftItem[] }).items,
    mails: stage.mails(),
    rows: (rows ?? []).map(({ rowKey }) => String(rowKey).split('|')[0] ?? ''),
  };
}

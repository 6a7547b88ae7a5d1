/**
 * Sends steps through `$batch`, 20 to a call, and gives every step an answer of its own. Steps that failed for the
 * moment go into a new batch after the longest stated wait; a step without an answer is a `contract` error, never
 * an empty one (learn.microsoft.com/graph/json-batching).
 */
import * as z from 'zod';
import { retryAfter } from '../core/text/retry-after.ts';
import { MonitorError } from '../errors.ts';
import { shaped } from './answers.ts';
import { contractError, errorOfAnswer, type GraphError } from './errors.ts';
import type { BatchAnswer } from './graph.ts';
import { type Budget, finalError, fits, isPassing } from './retry.ts';
import { labelOf, relativeUrl, type Target } from './target.ts';

/** As many as Graph takes in one call. */
export const STEPS_PER_CALL = 20;
/** Calls at a time: enough to hide latency, few enough for the unit costs of group members (learn.microsoft.com/graph/throttling-limits). */
export const CALLS_AT_A_TIME = 4;

export interface Step {
  readonly id: string;
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly permission: string | undefined;
}

/** One call on the wire, and the waits between calls. Both take from the budget. */
export interface BatchWire {
  readonly now: () => number;
  newBudget(): Budget;
  /** @returns the parsed body of the `$batch` answer */
  post(body: { requests: object[] }, budget: Budget, signal: AbortSignal): Promise<unknown>;
  /** False: nothing is left to spend. */
  wait(errors: readonly GraphError[], budget: Budget, signal: AbortSignal): Promise<boolean>;
}

type Answers = Map<string, BatchAnswer<unknown>>;

const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      status: z.number().int(),
      headers: z.record(z.string(), z.unknown()).nullish(),
      body: z.unknown().optional(),
    }),
  ),
});

type StepAnswer = z.infer<typeof batchAnswer>['responses'][number];

/** @throws MonitorError when a call itself fails; the other calls are then ended */
export async function sendSteps(steps: readonly Step[], wire: BatchWire, signal?: AbortSignal): Promise<Answers> {
  requireUniqueIds(steps);
  const answers: Answers = new Map();
  const failed = new AbortController();
  const both = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const queue = chunks(steps);
  const lane = async (): Promise<void> => {
    for (let chunk = queue.shift(); chunk; chunk = queue.shift()) await sendChunk(chunk, wire, both, answers);
  };
  try {
    await Promise.all(Array.from({ length: CALLS_AT_A_TIME }, lane));
  } finally {
    failed.abort();
  }
  return answers;
}

async function sendChunk(
  chunk: readonly Step[],
  wire: BatchWire,
  signal: AbortSignal,
  answers: Answers,
): Promise<void> {
  const budget = wire.newBudget();
  let open = chunk;
  while (open.length > 0) {
    const passing = await sendOnce(open, wire, budget, signal, answers);
    const hopeful = [...passing].filter(([, error]) => fits(error, budget, wire.now()));
    const again =
      hopeful.length > 0 &&
      (await wire.wait(
        hopeful.map(([, error]) => error),
        budget,
        signal,
      ));
    open = again ? hopeful.map(([step]) => step) : [];
    for (const step of open) answers.delete(step.id);
  }
}

/** Puts an answer for every step; those that may pass by themselves are returned besides. */
async function sendOnce(
  steps: readonly Step[],
  wire: BatchWire,
  budget: Budget,
  signal: AbortSignal,
  answers: Answers,
): Promise<Map<Step, GraphError>> {
  const body = await wire.post({ requests: steps.map(request) }, budget, signal);
  const given = shaped(body, batchAnswer, 'POST $batch').responses;
  const passing = new Map<Step, GraphError>();
  steps.forEach((step, index) => {
    const own = given.filter((answer) => answer.id === wireId(index));
    const error = errorOf(step, own, wire.now());
    if (isPassing(error)) passing.set(step, error);
    const shown = isPassing(error) ? finalError(error, budget, wire.now()) : error;
    answers.set(step.id, shown ? { ok: false, error: shown } : { ok: true, body: own[0]?.body });
  });
  return passing;
}

function errorOf(step: Step, given: readonly StepAnswer[], now: number): GraphError | null {
  const what = labelOf(step.target);
  const answer = given[0];
  if (!answer) return contractError(what, 'the batch has no answer for it');
  if (given.length > 1) return contractError(what, 'the batch answered it more than once');
  if (answer.status === 200) return null;
  const retryAfterMs = retryAfter(headerOf(answer, 'retry-after'), now);
  return errorOfAnswer({ what, status: answer.status, body: answer.body, retryAfterMs, permission: step.permission });
}

/** Ids on the wire are our own: Graph compares ids without case, and they may not be the tenant's text. */
const wireId = (index: number): string => String(index + 1);

function request(step: Step, index: number): object {
  const url = relativeUrl(step.target);
  return { id: wireId(index), method: 'GET', url, ...(step.headers && { headers: step.headers }) };
}

function headerOf(answer: StepAnswer, name: string): string | null {
  const found = Object.entries(answer.headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found ? String(found[1]) : null;
}

function chunks(steps: readonly Step[]): (readonly Step[])[] {
  const count = Math.ceil(steps.length / STEPS_PER_CALL);
  return Array.from({ length: count }, (_, index) => steps.slice(index * STEPS_PER_CALL, (index + 1) * STEPS_PER_CALL));
}

function requireUniqueIds(steps: readonly Step[]): void {
  if (new Set(steps.map((step) => step.id)).size === steps.length) return;
  throw new MonitorError('internal', 'Two steps of one batch have the same id', {
    hint: 'Report it with the version.',
  });
}

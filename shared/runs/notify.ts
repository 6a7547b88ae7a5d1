/**
 * The story of one notify run: ask what became of the last mail, move the mail a step, then look up who did it and
 * sweep. An alert leaves the outbox only after the service accepted its mail. Expected failures end the run with a
 * result that says so; it never throws for them.
 */

import type { ActorSource } from '../core/model/history.ts';
import type { Store } from '../core/model/store.ts';
import { iso, minutesMs } from '../core/model/times.ts';
import { askHold, isWithin } from '../core/notify/budget.ts';
import { delivered, isDeliveryDue, isLeased, withOutcomeAsked } from '../core/notify/mailbox.ts';
import { type ErrorReport, MonitorError, reportOf } from '../errors.ts';
import { type ActorStep, nameActors } from './actors.ts';
import { type HeldMailbox, holdMailbox, MailboxLost } from './held-mailbox.ts';
import { hasTimeToCall, type MailDeps, type MailStep, moveMail } from './mailing.ts';

export interface NotifyDeps extends Omit<MailDeps, 'signal' | 'policy'> {
  readonly store: Store;
  /** Null: nobody can be asked who did it. */
  readonly actors: ActorSource | null;
  readonly tenantId: string;
  readonly policy: MailDeps['policy'] & { readonly historyDays: number };
  /** Ends the run early; its deadline ends it anyway. */
  readonly signal?: AbortSignal;
}

export interface NotifyResult {
  /** What the mail step did; `lost`: another notifier was faster; `failed`: see `error`. */
  readonly kind: MailStep['kind'] | 'lost' | 'failed';
  /** All that was done and why, for the log; holds no tenant text. */
  readonly what: string;
  /** What the service said of the last accepted mail, if it was asked. */
  readonly delivery: 'running' | 'delivered' | 'failed' | 'unknown' | null;
  readonly actors: ActorStep | null;
  /** Rows swept; null: it was not time to. */
  readonly swept: number | null;
  /** What ended the run early. */
  readonly error: ErrorReport | null;
}

type Draft = { -readonly [key in keyof NotifyResult]: NotifyResult[key] };

export async function notify(deps: NotifyDeps): Promise<NotifyResult> {
  const result: Draft = { kind: 'idle', what: '', delivery: null, actors: null, swept: null, error: null };
  const notes: string[] = [];
  const limit = AbortSignal.timeout(Math.max(0, deps.deadline - deps.now()));
  const signal = deps.signal ? AbortSignal.any([deps.signal, limit]) : limit;
  try {
    await run({ ...deps, signal }, result, notes);
  } catch (thrown) {
    endEarly(thrown, result, notes);
  }
  return { ...result, what: notes.join('; ') };
}

function endEarly(thrown: unknown, result: Draft, notes: string[]): void {
  if (thrown instanceof MailboxLost) {
    if (result.kind === 'idle') result.kind = 'lost';
    notes.push(thrown.message);
    return;
  }
  if (!(thrown instanceof MonitorError)) throw thrown;
  result.error = reportOf(thrown);
  if (result.kind === 'idle') result.kind = 'failed';
  notes.push(`ended by ${thrown.code}: ${thrown.message}`);
}

type RunDeps = NotifyDeps & { readonly signal: AbortSignal };

async function run(deps: RunDeps, result: Draft, notes: string[]): Promise<void> {
  const outbox = await deps.store.outbox();
  const held = holdMailbox(deps.store, outbox);
  result.delivery = await askDelivery(deps, held);
  if (result.delivery) notes.push(`delivery of the last mail: ${result.delivery}`);
  const { kind, what } = await moveMail(deps, held, outbox.pending);
  result.kind = kind;
  notes.push(what);
  result.actors = await whoDidIt(deps);
  if (result.actors) notes.push(...actorNotes(result.actors));
  result.swept = await sweep(deps, held);
  if (result.swept !== null) notes.push(`swept ${result.swept} rows`);
}

/** Asked on later runs, and only while no mail is in flight. That it cannot be told is no failure of the run. */
async function askDelivery(deps: RunDeps, held: HeldMailbox): Promise<NotifyResult['delivery']> {
  const now = deps.now();
  const { outcome, asks = [] } = held.value;
  if (!outcome || !isDeliveryDue(held.value, now) || !hasTimeToCall(deps)) return null;
  if (askHold(asks, now, deps.policy) !== null) return null;
  await held.put(withOutcomeAsked(held.value, now));
  const told = await deps.mailer.outcome(outcome.operationId, deps.signal).catch(untold);
  const next = delivered(held.value, told, deps.now(), deps.mailer.settings);
  if (next !== held.value) await held.put(next);
  return told.kind;
}

function untold(thrown: unknown): { kind: 'unknown' } {
  if (thrown instanceof MonitorError) return { kind: 'unknown' };
  throw thrown;
}

async function whoDidIt(deps: RunDeps): Promise<ActorStep | null> {
  const { actors } = deps;
  return actors && hasTimeToCall(deps) ? nameActors({ ...deps, actors }) : null;
}

function actorNotes({ named, givenUp, error }: ActorStep): string[] {
  const counts = named + givenUp > 0 ? [`who did it: ${named} found, ${givenUp} given up`] : [];
  return error === null ? counts : [...counts, `audit log: ${error}`];
}

/** A clock that jumped further than this since the last sweep may be wrong: what it calls old is swept an hour later. */
const JUMP_MS = minutesMs(24 * 60);

/** Claimed before it is done, so that of two notifiers one sweeps. */
async function sweep(deps: RunDeps, held: HeldMailbox): Promise<number | null> {
  const now = deps.now();
  const { sweptAt } = held.value;
  const isDone = sweptAt !== null && isWithin(sweptAt, now, minutesMs(60) - 1);
  if (isDone || isLeased(held.value, now) || !hasTimeToCall(deps)) return null;
  await held.put({ ...held.value, sweptAt: iso(now) });
  if (sweptAt !== null && !isWithin(sweptAt, now, JUMP_MS)) return null;
  return deps.store.sweep(iso(now - minutesMs(deps.policy.historyDays * 24 * 60)), now);
}

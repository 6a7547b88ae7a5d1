/**
 * Moves the one message of a receiver a step: freeze, send, settle; or take up one that another run left behind, asking
 * the service what became of it before anything is sent again. Every request is charged before it is made, and a crash
 * between any two lines repeats at most the message in flight.
 */
import type { DeliveryOutcome, FrozenMessage, OutboxRow } from '../core/model/outbox.ts';
import { askHold, sendHold } from '../core/notify/budget.ts';
import {
  accepted,
  charged,
  dissolved,
  flightHold,
  frozen,
  isGivenUp,
  leavesOf,
  takenOver,
  unclear,
} from '../core/notify/mailbox.ts';
import { MonitorError } from '../errors.ts';
import { nextMessage } from './composing.ts';
import type { HeldMailbox } from './held-mailbox.ts';
import { hasTimeToCall, type SendDeps } from './send-deps.ts';

/**
 * `sent`: accepted now. `confirmed`: an earlier send turns out to have been accepted. `refused`, `unclear`: see
 * `SendResult`. `waiting`: something waits and may not leave yet. `idle`: nothing waits.
 */
export interface SendStep {
  readonly kind: 'sent' | 'confirmed' | 'refused' | 'unclear' | 'waiting' | 'idle';
  /** For the log; holds no tenant text. */
  readonly what: string;
}

const waiting = (what: string): SendStep => ({ kind: 'waiting', what });

const NO_TIME = waiting('less than 10 s left to send');

/** After a refusal: the same without its thread, its rows in words of ours, and the rows that were not in it. */
const MOST_MESSAGES = 4;

/**
 * One message, or, after the service refused one for its content or dropped an earlier one, those that must not wait behind
 * it. `pending`: all that waited when the run began.
 */
export async function moveMessages(
  deps: SendDeps,
  held: HeldMailbox,
  pending: readonly OutboxRow[],
): Promise<readonly SendStep[]> {
  const steps: SendStep[] = [];
  const told = new Set<string>();
  let isAfterRefusal = false;
  do {
    const left = pending.filter(({ rowKey }) => !told.has(rowKey));
    const { rows, isAgain, ...step } = await moveMessage(deps, held, left);
    if (step.kind !== 'refused') for (const row of rows) told.add(row);
    // What waits behind a refusal is the refusal, already told.
    if (steps.length === 0 || (step.kind !== 'waiting' && step.kind !== 'idle')) steps.push(step);
    isAfterRefusal = step.kind === 'refused' || ((isAfterRefusal || isAgain === true) && step.kind === 'sent');
  } while (isAfterRefusal && steps.length < MOST_MESSAGES && hasTimeToCall(deps));
  return steps;
}

/** `rows`: those that the message holds. `isAgain`: it was dropped before. */
type Moved = SendStep & { readonly rows: readonly string[]; readonly isAgain?: boolean };

async function moveMessage(deps: SendDeps, held: HeldMailbox, pending: readonly OutboxRow[]): Promise<Moved> {
  const { inFlight } = held.value;
  if (inFlight) return { ...(await resume(deps, held, inFlight)), rows: inFlight.rows };
  return compose(deps, held, pending);
}

async function compose(deps: SendDeps, held: HeldMailbox, pending: readonly OutboxRow[]): Promise<Moved> {
  const next = await nextMessage(deps, held, pending);
  if ('none' in next) {
    const step: SendStep = next.because === 'empty' ? { kind: 'idle', what: next.none } : waiting(next.none);
    return { ...step, rows: [] };
  }
  if (!hasTimeToCall(deps)) return { ...NO_TIME, rows: [] };
  const { message, reason } = next;
  await held.put(frozen(held.value, message, deps.time()));
  return { ...(await send(deps, held, message, reason)), rows: message.rows, isAgain: message.again !== undefined };
}

/** Of a service that cannot be asked nothing more will ever be known. */
const ACCEPTED_IS_ALL: DeliveryOutcome = { kind: 'delivered' };

/** The send is charged and the lease is ours. */
async function send(deps: SendDeps, held: HeldMailbox, message: FrozenMessage, reason: string): Promise<SendStep> {
  if (!hasTimeToCall(deps)) return NO_TIME;
  const result = await deps.receiver.send(message, deps.signal);
  const { settings } = deps.receiver;
  const now = deps.time();
  if (result.kind === 'accepted') {
    const known = deps.receiver.outcome ? null : ACCEPTED_IS_ALL;
    await held.settle(accepted(held.value, message, now, settings, known), message.rows, deps.toldWith(message.rows));
    return { kind: 'sent', what: reason };
  }
  const said = `${result.code}: ${result.message}`;
  if (result.kind === 'refused') {
    await held.put(dissolved(held.value, message, now, result, settings));
    return { kind: 'refused', what: said };
  }
  await held.put(unclear(held.value, now, result, result.retryAfterMs, result.fault !== undefined));
  const failed = held.value.inFlight;
  return result.fault === 'answered' && failed && isGivenUp(failed) && mayAsk(deps, held)
    ? decide(deps, held, failed, { kind: 'unclear', what: said })
    : { kind: 'unclear', what: said };
}

const mayAsk = (deps: SendDeps, held: HeldMailbox): boolean =>
  hasTimeToCall(deps) && askHold(held.value.asks ?? [], deps.time(), deps.receiver.policy) === null;

/** It failed as often as one may, and at once it is asked for. @param failed told if nobody can say what became of it */
async function decide(deps: SendDeps, held: HeldMailbox, message: FrozenMessage, failed: SendStep): Promise<SendStep> {
  await held.put(takenOver(held.value, deps.time()));
  const known = await lookUp(deps, message);
  if (known instanceof MonitorError) return failed;
  return known.kind === 'unknown' ? giveUp(deps, held, message) : confirm(deps, held, message, known);
}

/** A message that an earlier run left in flight: what the service knows of it decides, and nothing else. */
async function resume(deps: SendDeps, held: HeldMailbox, message: FrozenMessage): Promise<SendStep> {
  const now = deps.time();
  const { policy } = deps.receiver;
  const hold = flightHold(held.value, message, now, policy) ?? askHold(held.value.asks ?? [], now, policy);
  if (hold !== null) return waiting(hold);
  if (!hasTimeToCall(deps)) return NO_TIME;
  await held.put(takenOver(held.value, now));
  const known = await lookUp(deps, message);
  if (known instanceof MonitorError) return putOff(deps, held, known);
  if (known.kind !== 'unknown') return confirm(deps, held, message, known);
  return isGivenUp(message) ? giveUp(deps, held, message) : sendAgain(deps, held, message);
}

/** What the service fails with each time, and never accepted, is told in other words; others go on as they are. */
async function giveUp(deps: SendDeps, held: HeldMailbox, message: FrozenMessage): Promise<SendStep> {
  const { code, message: said, hint } = held.value.lastError ?? NO_ERROR;
  const failure = { code, message: said, hint, why: 'content', concluded: true } as const;
  await held.put(dissolved(held.value, message, deps.time(), failure, deps.receiver.settings));
  return { kind: 'refused', what: `given up after ${message.failed} failures: ${code}: ${said}` };
}

const NO_ERROR = { code: 'unavailable', message: 'The service failed', hint: '' };

async function lookUp({ receiver, signal }: SendDeps, message: FrozenMessage): Promise<DeliveryOutcome | MonitorError> {
  try {
    return (await receiver.outcome?.(message.operationId, signal)) ?? { kind: 'unknown' };
  } catch (thrown) {
    if (thrown instanceof MonitorError) return thrown;
    throw thrown;
  }
}

async function putOff(deps: SendDeps, held: HeldMailbox, error: MonitorError): Promise<SendStep> {
  await held.put(unclear(held.value, deps.time(), error, error.retryAfterMs ?? null));
  return { kind: 'unclear', what: `${error.code}: ${error.message}` };
}

async function confirm(
  deps: SendDeps,
  held: HeldMailbox,
  message: FrozenMessage,
  known: DeliveryOutcome,
): Promise<SendStep> {
  const settled = accepted(held.value, message, deps.time(), deps.receiver.settings, known);
  await held.settle(settled, message.rows, deps.toldWith(message.rows));
  return { kind: 'confirmed', what: 'an earlier send had been accepted' };
}

async function sendAgain(deps: SendDeps, held: HeldMailbox, message: FrozenMessage): Promise<SendStep> {
  const now = deps.time();
  const hold = sendHold(held.value.sends, now, deps.receiver.policy, leavesOf(message, deps.receiver.policy));
  if (hold !== null) return waiting(`a mail is in flight; ${hold}`);
  if (!hasTimeToCall(deps)) return NO_TIME;
  await held.put(charged(held.value, message, now));
  return send(deps, held, message, 'a message in flight was not known to the service; sent again');
}

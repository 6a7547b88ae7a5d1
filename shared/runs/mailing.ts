/**
 * Moves the one mail a step: freeze, send, settle; or take up one that another run left behind, asking the service
 * what became of it before anything is sent again. Every request is charged before it is made, and a crash between
 * any two lines repeats at most the mail in flight.
 */

import type { DeliveryOutcome, FrozenMail, Mailer } from '../core/model/mail.ts';
import { iso } from '../core/model/times.ts';
import { askHold, type MailPolicy, sendHold } from '../core/notify/budget.ts';
import { type Digest, digestOf } from '../core/notify/digest.ts';
import { accepted, charged, dissolved, flightHold, frozen, takenOver, unclear } from '../core/notify/mailbox.ts';
import { chooseDigest, type Digestible, type OutboxRow, urgentIds } from '../core/notify/outbox.ts';
import { MonitorError } from '../errors.ts';
import type { Box } from './held-mailbox.ts';

export interface MailDeps {
  readonly mailer: Mailer;
  /** Subject, text and HTML of a digest, its ages told against `now`. */
  readonly render: (digest: Digest, now: number) => Pick<FrozenMail, 'subject' | 'text' | 'html'>;
  readonly now: () => number;
  /** A new UUID. */
  readonly newId: () => string;
  readonly policy: MailPolicy;
  /** When the run must have ended, in ms. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * `sent`: accepted now. `confirmed`: an earlier send turns out to have been accepted. `refused`, `unclear`: see
 * `SendResult`. `waiting`: something waits and may not leave yet. `idle`: nothing waits.
 */
export interface MailStep {
  readonly kind: 'sent' | 'confirmed' | 'refused' | 'unclear' | 'waiting' | 'idle';
  /** For the log; holds no tenant text. */
  readonly what: string;
}

/** A call of the mail service may take this long, so none is begun with less left. */
export const CALL_MS = 10_000;

export const hasTimeToCall = (deps: Pick<MailDeps, 'deadline' | 'now'>): boolean =>
  deps.deadline - deps.now() >= CALL_MS;

const waiting = (what: string): MailStep => ({ kind: 'waiting', what });

const NO_TIME = waiting('less than 10 s left to send');

export async function moveMail(deps: MailDeps, box: Box, pending: readonly OutboxRow[]): Promise<MailStep> {
  const { inFlight } = box.value;
  return inFlight ? resume(deps, box, inFlight) : compose(deps, box, pending);
}

async function compose(deps: MailDeps, box: Box, pending: readonly OutboxRow[]): Promise<MailStep> {
  const now = deps.now();
  const choice = chooseDigest(pending, box.value, now, { ...deps.policy, mailSettings: deps.mailer.settings });
  if ('none' in choice) return choice.because === 'empty' ? { kind: 'idle', what: choice.none } : waiting(choice.none);
  if (!hasTimeToCall(deps)) return NO_TIME;
  const mail = frozenMail(deps, choice, pending, now);
  await box.put(frozen(box.value, mail, now));
  return send(deps, box, mail, choice.reason);
}

const frozenMail = (
  { render, newId }: MailDeps,
  choice: Digestible,
  pending: readonly OutboxRow[],
  now: number,
): FrozenMail => ({
  operationId: newId(),
  ...render(digestOf(choice.rows), now),
  rows: choice.rows.map(({ rowKey }) => rowKey),
  alertIds: urgentIds(pending),
  severity: choice.critical ? 'critical' : 'warning',
  frozenAt: iso(now),
  unpaced: choice.unpaced,
});

/** The send is charged and the lease is ours. */
async function send(deps: MailDeps, box: Box, mail: FrozenMail, reason: string): Promise<MailStep> {
  if (!hasTimeToCall(deps)) return NO_TIME;
  const result = await deps.mailer.send(mail, deps.signal);
  const { settings } = deps.mailer;
  const now = deps.now();
  if (result.kind === 'accepted') {
    await box.settle(accepted(box.value, mail, now, settings, null), mail.rows);
    return { kind: 'sent', what: reason };
  }
  const said = `${result.code}: ${result.message}`;
  if (result.kind === 'refused') {
    await box.put(dissolved(box.value, mail, now, result, settings));
    return { kind: 'refused', what: said };
  }
  await box.put(unclear(box.value, now, result, result.retryAfterMs));
  return { kind: 'unclear', what: said };
}

/** A mail that an earlier run left in flight: what the service knows of it decides, and nothing else. */
async function resume(deps: MailDeps, box: Box, mail: FrozenMail): Promise<MailStep> {
  const now = deps.now();
  const held = flightHold(box.value, mail, now, deps.policy) ?? askHold(box.value.asks ?? [], now, deps.policy);
  if (held !== null) return waiting(held);
  if (!hasTimeToCall(deps)) return NO_TIME;
  await box.put(takenOver(box.value, now));
  const known = await lookUp(deps, mail);
  if (known instanceof MonitorError) return putOff(deps, box, known);
  if (known.kind !== 'unknown') return confirm(deps, box, mail, known);
  return sendAgain(deps, box, mail);
}

async function lookUp({ mailer, signal }: MailDeps, mail: FrozenMail): Promise<DeliveryOutcome | MonitorError> {
  try {
    return await mailer.outcome(mail.operationId, signal);
  } catch (thrown) {
    if (thrown instanceof MonitorError) return thrown;
    throw thrown;
  }
}

async function putOff(deps: MailDeps, box: Box, error: MonitorError): Promise<MailStep> {
  await box.put(unclear(box.value, deps.now(), error, error.retryAfterMs ?? null));
  return { kind: 'unclear', what: `${error.code}: ${error.message}` };
}

async function confirm(deps: MailDeps, box: Box, mail: FrozenMail, known: DeliveryOutcome): Promise<MailStep> {
  await box.settle(accepted(box.value, mail, deps.now(), deps.mailer.settings, known), mail.rows);
  return { kind: 'confirmed', what: 'an earlier send had been accepted' };
}

async function sendAgain(deps: MailDeps, box: Box, mail: FrozenMail): Promise<MailStep> {
  const now = deps.now();
  const held = sendHold(box.value.sends, now, deps.policy, mail.severity === 'critical');
  if (held !== null) return waiting(`a mail is in flight; ${held}`);
  if (!hasTimeToCall(deps)) return NO_TIME;
  await box.put(charged(box.value, mail, now));
  return send(deps, box, mail, 'a mail in flight was not known to the service; sent again');
}

/**
 * Moves the one mail a step: freeze, send, settle; or take up one that another run left behind, asking the service
 * what became of it before anything is sent again. Every request is charged before it is made, and a crash between
 * any two lines repeats at most the mail in flight.
 */

import type { NamedCheck } from '../core/model/check.ts';
import type { DeliveryOutcome, FrozenMail, Mailer } from '../core/model/mail.ts';
import { CALL_MS, iso } from '../core/model/times.ts';
import { askHold, type MailPolicy, sendHold } from '../core/notify/budget.ts';
import { type Digest, digestOf } from '../core/notify/digest.ts';
import { accepted, charged, dissolved, flightHold, frozen, takenOver, unclear } from '../core/notify/mailbox.ts';
import { chooseDigest, type Digestible, type OutboxRow, urgentIds } from '../core/notify/outbox.ts';
import { MonitorError } from '../errors.ts';
import type { HeldMailbox } from './held-mailbox.ts';

export interface MailDeps {
  /** All that are built, in the order in which mails tell them. */
  readonly checks: readonly NamedCheck[];
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

/** None is begun with less time left than it may take. */
export const hasTimeToCall = (deps: Pick<MailDeps, 'deadline' | 'now'>): boolean =>
  deps.deadline - deps.now() >= CALL_MS;

const waiting = (what: string): MailStep => ({ kind: 'waiting', what });

const NO_TIME = waiting('less than 10 s left to send');

export async function moveMail(deps: MailDeps, held: HeldMailbox, pending: readonly OutboxRow[]): Promise<MailStep> {
  const { inFlight } = held.value;
  return inFlight ? resume(deps, held, inFlight) : compose(deps, held, pending);
}

async function compose(deps: MailDeps, held: HeldMailbox, pending: readonly OutboxRow[]): Promise<MailStep> {
  const now = deps.now();
  const choice = chooseDigest(pending, held.value, now, { ...deps.policy, mailSettings: deps.mailer.settings });
  if ('none' in choice) return choice.because === 'empty' ? { kind: 'idle', what: choice.none } : waiting(choice.none);
  if (!hasTimeToCall(deps)) return NO_TIME;
  const mail = frozenMail(deps, choice, pending, now);
  await held.put(frozen(held.value, mail, now));
  return send(deps, held, mail, choice.reason);
}

const frozenMail = (
  { checks, render, newId }: MailDeps,
  choice: Digestible,
  pending: readonly OutboxRow[],
  now: number,
): FrozenMail => ({
  operationId: newId(),
  ...render(digestOf(choice.rows, checks), now),
  rows: choice.rows.map(({ rowKey }) => rowKey),
  alertIds: urgentIds(pending),
  severity: choice.critical ? 'critical' : 'warning',
  frozenAt: iso(now),
  unpaced: choice.unpaced,
});

/** The send is charged and the lease is ours. */
async function send(deps: MailDeps, held: HeldMailbox, mail: FrozenMail, reason: string): Promise<MailStep> {
  if (!hasTimeToCall(deps)) return NO_TIME;
  const result = await deps.mailer.send(mail, deps.signal);
  const { settings } = deps.mailer;
  const now = deps.now();
  if (result.kind === 'accepted') {
    await held.settle(accepted(held.value, mail, now, settings, null), mail.rows);
    return { kind: 'sent', what: reason };
  }
  const said = `${result.code}: ${result.message}`;
  if (result.kind === 'refused') {
    await held.put(dissolved(held.value, mail, now, result, settings));
    return { kind: 'refused', what: said };
  }
  await held.put(unclear(held.value, now, result, result.retryAfterMs));
  return { kind: 'unclear', what: said };
}

/** A mail that an earlier run left in flight: what the service knows of it decides, and nothing else. */
async function resume(deps: MailDeps, held: HeldMailbox, mail: FrozenMail): Promise<MailStep> {
  const now = deps.now();
  const hold = flightHold(held.value, mail, now, deps.policy) ?? askHold(held.value.asks ?? [], now, deps.policy);
  if (hold !== null) return waiting(hold);
  if (!hasTimeToCall(deps)) return NO_TIME;
  await held.put(takenOver(held.value, now));
  const known = await lookUp(deps, mail);
  if (known instanceof MonitorError) return putOff(deps, held, known);
  if (known.kind !== 'unknown') return confirm(deps, held, mail, known);
  return sendAgain(deps, held, mail);
}

async function lookUp({ mailer, signal }: MailDeps, mail: FrozenMail): Promise<DeliveryOutcome | MonitorError> {
  try {
    return await mailer.outcome(mail.operationId, signal);
  } catch (thrown) {
    if (thrown instanceof MonitorError) return thrown;
    throw thrown;
  }
}

async function putOff(deps: MailDeps, held: HeldMailbox, error: MonitorError): Promise<MailStep> {
  await held.put(unclear(held.value, deps.now(), error, error.retryAfterMs ?? null));
  return { kind: 'unclear', what: `${error.code}: ${error.message}` };
}

async function confirm(deps: MailDeps, held: HeldMailbox, mail: FrozenMail, known: DeliveryOutcome): Promise<MailStep> {
  await held.settle(accepted(held.value, mail, deps.now(), deps.mailer.settings, known), mail.rows);
  return { kind: 'confirmed', what: 'an earlier send had been accepted' };
}

async function sendAgain(deps: MailDeps, held: HeldMailbox, mail: FrozenMail): Promise<MailStep> {
  const now = deps.now();
  const hold = sendHold(held.value.sends, now, deps.policy, mail.severity === 'critical');
  if (hold !== null) return waiting(`a mail is in flight; ${hold}`);
  if (!hasTimeToCall(deps)) return NO_TIME;
  await held.put(charged(held.value, mail, now));
  return send(deps, held, mail, 'a mail in flight was not known to the service; sent again');
}

/**
 * Decides whether people can be told: each receiver by itself, and whether one at least takes what it is given. What a
 * budget holds back is no failure of its receiver, unless a critical alert waits for it.
 */
import { MAIL, type Outbox, type Outboxes, type OutboxRow, outboxOf, type ReceiverName } from '../model/outbox.ts';
import { ageMs, minutesMs, ms } from '../model/times.ts';
import type { SendPolicy } from '../notify/budget.ts';
import { isRefused } from '../notify/refusal.ts';
import { criticalLateSince, isHeldByBudget } from '../notify/waiting.ts';
import { utcText } from '../text/ages.ts';
import type { Reason } from './reason.ts';

/** What is stored of one receiver. */
export interface ReceiverState {
  readonly name: ReceiverName;
  readonly outbox: Outbox;
  /** Whether an outbox row waits because of the send budget. */
  readonly heldByBudget: (row: OutboxRow) => boolean;
  /** Since when a critical alert waits longer than its promise, ISO 8601; null: none does. */
  readonly criticalLateSince: string | null;
}

/** The receivers that are configured, each with its budget. */
export type SendPolicies = ReadonlyMap<ReceiverName, SendPolicy>;

export function receiverStates(policies: SendPolicies, outboxes: Outboxes, now: number): ReceiverState[] {
  const time = now + (outboxes.aheadMs ?? 0);
  return [...policies].map(([name, policy]) => {
    const outbox = outboxOf(outboxes, name);
    return {
      name,
      outbox,
      heldByBudget: (row) => isHeldByBudget(row, outbox, time, policy),
      criticalLateSince: criticalLateSince(outbox, time),
    };
  });
}

const WAIT_LIMIT_MINUTES = 15;

export function receiverReasons(one: ReceiverState, now: number): Reason[] {
  const { name, outbox, heldByBudget, criticalLateSince } = one;
  const { refused = null, lastError = null } = outbox.mailbox?.value ?? {};
  const late = outbox.pending.filter((row) => ageMs(row.at, now) > minutesMs(WAIT_LIMIT_MINUTES) && !heldByBudget(row));
  const oldest = late.map(({ at }) => at).sort((a, b) => ms(a) - ms(b))[0];
  return [
    ...(isRefused(refused) ? [refusedReason(name, refused.at, lastError)] : []),
    ...(criticalLateSince ? [untoldReason(name, criticalLateSince, lastError)] : []),
    ...(oldest ? [waitingReason(name, oldest, lastError)] : []),
  ];
}

type LastError = { readonly message: string; readonly hint: string } | null;

const timeText = (at: string): string => utcText(at) ?? at;

const refusedReason = (name: ReceiverName, at: string, error: LastError): Reason => ({
  level: 'fail',
  code: name === MAIL ? 'mail-refused' : 'receiver-refused',
  what: `the last ${name === MAIL ? 'mail' : `message to ${name}`} was refused at ${timeText(at)}${error ? `: ${error.message}` : ''}`,
  hint: error?.hint || 'Check addresses, settings and the role of the identity at the service.',
});

/** Whatever the reason, the send budget included. */
const untoldReason = (name: ReceiverName, since: string, error: LastError): Reason => ({
  level: 'fail',
  code: name === MAIL ? 'critical-waiting' : 'receiver-critical-waiting',
  what: `a critical alert has waited for its ${name === MAIL ? 'mail' : `message to ${name}`} since ${timeText(since)}${error ? `; last error: ${error.message}` : ''}`,
  hint: error?.hint || 'Read the open alerts and GET /api/drift now: somebody may be using up the send budget.',
});

const waitingReason = (name: ReceiverName, since: string, error: LastError): Reason => ({
  level: 'fail',
  code: name === MAIL ? 'mail-waiting' : 'receiver-waiting',
  what: `an alert has waited for its ${name === MAIL ? 'mail' : `message to ${name}`} since ${timeText(since)}${error ? `; last error: ${error.message}` : ''}`,
  hint: error?.hint || 'Look at the notify function: is it running, and can it reach the service?',
});

/** Beside what each of several says: then it is not one of two that fails. Where there is mail alone, its own reason says it. */
export function nobodyReasons(receivers: readonly ReceiverState[], now: number): Reason[] {
  if (receivers.length < 2 || !receivers.every((one) => isFailing(one, now))) return [];
  const names = receivers.map(({ name }) => name).join(' and ');
  const what = `nobody can be told: ${names} fail`;
  const hint = 'Read the open alerts and GET /api/drift here until one of them works again.';
  return [{ level: 'fail', code: 'nobody-told', what, hint }];
}

/** It takes nothing now. That a critical alert waits for the send budget alone is not that. */
export function isFailing(one: ReceiverState, now: number): boolean {
  const hasError = Boolean(one.outbox.mailbox?.value.lastError);
  return receiverReasons(one, now).some(({ code }) => hasError || !code.endsWith('critical-waiting'));
}

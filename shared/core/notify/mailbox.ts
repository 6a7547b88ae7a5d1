/**
 * The life of the one mail in flight, as changes of the mailbox row. Pure: who writes them, and when, is for the
 * notifier. Every request is charged by the change that is written before it, so that no crash can overspend.
 */

import type { DeliveryOutcome, FrozenMail, Mailbox } from '../model/mail.ts';
import { iso, minutesMs, ms } from '../model/times.ts';
import { isWithin, type MailPolicy, sendHold, withAsk, withSend } from './budget.ts';

export const EMPTY_MAILBOX: Mailbox = {
  inFlight: null,
  leaseUntil: null,
  notBefore: null,
  sends: [],
  asks: [],
  lastDigestAt: null,
  lastSentAt: null,
  lastError: null,
  refused: null,
  outcome: null,
  sweptAt: null,
};

/** How long the notifier that holds the mail in flight is left alone. Longer than a run may take. */
export const LEASE_MS = minutesMs(1);
/** The longest window the service counts in: a longer `Retry-After` is not believed. */
const LONGEST_WAIT_MS = minutesMs(60);
/** How much later than ours another machine's clock may be before its lease is not believed. */
const CLOCK_SLACK_MS = minutesMs(10);

const isAhead = (at: string | null, now: number, most: number): boolean =>
  at !== null && ms(at) > now && ms(at) - now <= most + CLOCK_SLACK_MS;

/** The service asked not to be called yet. */
export const isWaitedFor = (mailbox: Mailbox, now: number): boolean => isAhead(mailbox.notBefore, now, LONGEST_WAIT_MS);

/** Another notifier may be sending: nobody else writes the mailbox meanwhile. */
export const isLeased = (mailbox: Mailbox, now: number): boolean =>
  mailbox.inFlight !== null && isAhead(mailbox.leaseUntil, now, LEASE_MS);

/** What a failure was: see `SendResult`. */
export interface MailFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The mail in flight with its lease, and its send request charged. */
export const frozen = (mailbox: Mailbox, mail: FrozenMail, now: number): Mailbox =>
  charged({ ...mailbox, inFlight: mail, notBefore: null }, mail, now);

/** Charged for one more send request of the mail in flight. */
export const charged = (mailbox: Mailbox, mail: FrozenMail, now: number): Mailbox => ({
  ...mailbox,
  leaseUntil: iso(now + LEASE_MS),
  sends: withSend(mailbox.sends, now, mail.severity),
});

/** Taken over from a notifier that did not finish, and charged for the status request that comes first. */
export const takenOver = (mailbox: Mailbox, now: number): Mailbox => ({
  ...mailbox,
  leaseUntil: iso(now + LEASE_MS),
  asks: withAsk(mailbox.asks ?? [], now),
});

/** The mail was accepted. `known`: what its operation already says of the delivery; null: nothing yet. */
export function accepted(
  mailbox: Mailbox,
  mail: FrozenMail,
  now: number,
  settings: string,
  known: DeliveryOutcome | null,
): Mailbox {
  const outcome = { operationId: mail.operationId, acceptedAt: iso(now), asked: 0 };
  const settled = {
    ...mailbox,
    inFlight: null,
    leaseUntil: null,
    notBefore: null,
    lastDigestAt: mail.unpaced ? mailbox.lastDigestAt : iso(now),
    lastSentAt: iso(now),
    lastError: null,
    refused: null,
    outcome,
  };
  return known === null ? settled : delivered(settled, known, now, settings);
}

/** Refused for good: nothing was accepted, its rows stay. */
export const dissolved = (
  mailbox: Mailbox,
  mail: FrozenMail,
  now: number,
  failure: MailFailure,
  settings: string,
): Mailbox => ({
  ...mailbox,
  inFlight: null,
  leaseUntil: null,
  notBefore: null,
  lastError: errorOf(failure, now),
  refused: { at: iso(now), settings, alertIds: mail.alertIds },
});

/** It cannot be known whether it was accepted: it stays in flight. */
export const unclear = (mailbox: Mailbox, now: number, failure: MailFailure, retryAfterMs: number | null): Mailbox => ({
  ...mailbox,
  lastError: errorOf(failure, now),
  notBefore: retryAfterMs === null ? null : iso(now + Math.min(retryAfterMs, LONGEST_WAIT_MS)),
});

const errorOf = ({ code, message, hint }: MailFailure, now: number) => ({ at: iso(now), code, message, hint });

/** Times after a send request at which an unfinished mail is taken up again, in minutes; then every eight. */
const RETRY_MINUTES = [1, 2, 4, 8] as const;

/**
 * Why the mail in flight is left alone now, or null. Its tries grow apart, so that a service that is down does not
 * use up an hour's budget in ten minutes; its state is asked for once after every try, also when no send is left.
 */
export function flightHold(mailbox: Mailbox, mail: FrozenMail, now: number, policy: MailPolicy): string | null {
  if (isLeased(mailbox, now)) return `a mail is in flight, leased until ${mailbox.leaseUntil}`;
  if (isWaitedFor(mailbox, now)) return `a mail is in flight; asked to wait until ${mailbox.notBefore}`;
  const tries = mailbox.sends.filter(({ at }) => ms(at) >= ms(mail.frozenAt));
  const last = tries.at(-1)?.at;
  const pause = minutesMs(RETRY_MINUTES[Math.min(tries.length, RETRY_MINUTES.length) - 1] ?? 0);
  if (last !== undefined && isWithin(last, now, pause - 1)) return `a mail is in flight, last tried at ${last}`;
  const asked = (mailbox.asks ?? []).some((at) => last !== undefined && ms(at) >= ms(last));
  const held = sendHold(mailbox.sends, now, policy, mail.severity === 'critical');
  return held !== null && asked ? `a mail is in flight; ${held}` : null;
}

/** Minutes after acceptance at which the delivery is asked for. */
const DELIVERY_MINUTES = [1, 5, 30] as const;

/** Whether the delivery of the last accepted mail is to be asked for now. */
export function isDeliveryDue({ inFlight, outcome }: Mailbox, now: number): boolean {
  const wait = outcome && DELIVERY_MINUTES[outcome.asked];
  return inFlight === null && outcome !== null && wait != null && now - ms(outcome.acceptedAt) >= minutesMs(wait);
}

/** Charged for a status request about the last accepted mail. */
export const withOutcomeAsked = (mailbox: Mailbox, now: number): Mailbox => ({
  ...mailbox,
  asks: withAsk(mailbox.asks ?? [], now),
  outcome: mailbox.outcome && { ...mailbox.outcome, asked: mailbox.outcome.asked + 1 },
});

/** What became of the last accepted mail. One that was dropped counts as refused: it reached nobody. */
export function delivered(mailbox: Mailbox, outcome: DeliveryOutcome, now: number, settings: string): Mailbox {
  if (outcome.kind === 'delivered') return { ...mailbox, outcome: null };
  if (outcome.kind === 'failed') {
    const hint =
      'The mail was accepted, then dropped. Check the recipients and the suppression list of the mail domain; GET /api/drift has what it said.';
    const lastError = errorOf({ code: outcome.code, message: outcome.message, hint }, now);
    return { ...mailbox, outcome: null, lastError, refused: { at: iso(now), settings, alertIds: [] } };
  }
  const given = mailbox.outcome !== null && mailbox.outcome.asked >= DELIVERY_MINUTES.length;
  return given ? { ...mailbox, outcome: null } : mailbox;
}

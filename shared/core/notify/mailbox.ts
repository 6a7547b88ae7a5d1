/**
 * The life of the one message in flight of a receiver, as changes of its mailbox row. Pure: who writes them, and when, is
 * for the notifier. Every request is charged by the change that is written before it, so that no crash can overspend.
 */

import type { AwaitedDelivery, DeliveryOutcome, FrozenMessage, Mailbox, RefusalKind } from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';
import { isWithin, leftBy, type SendPolicy, sendHold, withAsk, withSend } from './budget.ts';
import { withTold } from './novelty.ts';
import { refusalAfter, refusalLeft } from './refusal.ts';

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
  outcomes: [],
  outcome: null,
  sweptAt: null,
};

/** How long the notifier that holds the mail in flight is left alone. Longer than a run may take. */
const LEASE_MS = minutesMs(1);
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
export interface SendFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The mail in flight with its lease, and its send request charged. */
export const frozen = (mailbox: Mailbox, mail: FrozenMessage, now: number): Mailbox =>
  charged({ ...mailbox, inFlight: mail, notBefore: null }, mail, now);

/** Charged for one more send request of the mail in flight. */
export const charged = (mailbox: Mailbox, mail: FrozenMessage, now: number): Mailbox => ({
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
  mail: FrozenMessage,
  now: number,
  settings: string,
  known: DeliveryOutcome | null,
): Mailbox {
  const awaited = { operationId: mail.operationId, acceptedAt: iso(now), asked: 0 };
  const settled = {
    ...mailbox,
    inFlight: null,
    leaseUntil: null,
    notBefore: null,
    lastDigestAt: mail.unpaced ? mailbox.lastDigestAt : iso(now),
    lastSentAt: iso(now),
    told: withTold(mailbox.told ?? [], mail.tells ?? [], now),
    lastError: null,
    refused: refusalLeft(mailbox.refused, mail),
    outcomes: [...awaitedIn(mailbox), awaited].slice(-MOST_AWAITED),
    outcome: null,
  };
  return known === null ? settled : delivered(settled, mail.operationId, known, now, settings);
}

/** Refused for good: nothing was accepted, its rows stay. */
export const dissolved = (
  mailbox: Mailbox,
  mail: FrozenMessage,
  now: number,
  failure: SendFailure & { readonly why: Exclude<RefusalKind, 'dropped'> },
  settings: string,
): Mailbox => ({
  ...mailbox,
  inFlight: null,
  leaseUntil: null,
  notBefore: null,
  lastError: errorOf(failure, now),
  refused: refusalAfter(mailbox.refused, mail, failure.why, now, settings),
});

/** It cannot be known whether it was accepted: it stays in flight. */
export const unclear = (mailbox: Mailbox, now: number, failure: SendFailure, retryAfterMs: number | null): Mailbox => ({
  ...mailbox,
  lastError: errorOf(failure, now),
  notBefore: retryAfterMs === null ? null : iso(now + Math.min(retryAfterMs, LONGEST_WAIT_MS)),
});

const errorOf = ({ code, message, hint }: SendFailure, now: number) => ({ at: iso(now), code, message, hint });

/** Times after a send request at which an unfinished mail is taken up again, in minutes; then every ten. */
const RETRY_MINUTES = [1, 2, 4, 8, 10] as const;

/**
 * Why the mail in flight is left alone now, or null. Its tries grow apart, so that a service that is down does not
 * use up an hour's budget in ten minutes; its state is asked for once after every try, also when no send is left.
 */
export function flightHold(mailbox: Mailbox, mail: FrozenMessage, now: number, policy: SendPolicy): string | null {
  if (isLeased(mailbox, now)) return `a mail is in flight, leased until ${mailbox.leaseUntil}`;
  if (isWaitedFor(mailbox, now)) return `a mail is in flight; asked to wait until ${mailbox.notBefore}`;
  const tries = mailbox.sends.filter(({ at }) => ms(at) >= ms(mail.frozenAt));
  const last = tries.at(-1)?.at;
  const pause = minutesMs(RETRY_MINUTES[Math.min(tries.length, RETRY_MINUTES.length) - 1] ?? 0);
  if (last !== undefined && isWithin(last, now, pause - 1)) return `a mail is in flight, last tried at ${last}`;
  const asked = (mailbox.asks ?? []).some((at) => last !== undefined && ms(at) >= ms(last));
  const held = sendHold(mailbox.sends, now, policy, leavesOf(mail, policy));
  return held !== null && asked ? `a mail is in flight; ${held}` : null;
}

/** Sends of the hour that it leaves for others. */
export const leavesOf = ({ leaves, severity }: FrozenMessage, policy: SendPolicy): number =>
  leaves ?? leftBy(severity === 'critical' ? 'first' : 'other', policy);

/** Minutes after acceptance at which the delivery is asked for. */
const DELIVERY_MINUTES = [1, 5, 30] as const;
/** An hour's budget by default. Of more, the oldest are given up. */
const MOST_AWAITED = 10;

/** The accepted messages whose delivery is not known yet. */
const awaitedIn = ({ outcomes, outcome }: Mailbox): readonly AwaitedDelivery[] =>
  outcomes ?? (outcome ? [outcome] : []);

/** The accepted message whose delivery is to be asked for now; null: none. */
export function deliveryDue(mailbox: Mailbox, now: number): AwaitedDelivery | null {
  const isDue = ({ acceptedAt, asked }: AwaitedDelivery): boolean => {
    const wait = DELIVERY_MINUTES[asked];
    return wait !== undefined && now - ms(acceptedAt) >= minutesMs(wait);
  };
  return mailbox.inFlight ? null : (awaitedIn(mailbox).find(isDue) ?? null);
}

/** Charged for a status request about an accepted message. */
export const withOutcomeAsked = (mailbox: Mailbox, operationId: string, now: number): Mailbox => ({
  ...mailbox,
  asks: withAsk(mailbox.asks ?? [], now),
  outcome: null,
  outcomes: awaitedIn(mailbox).map((one) => (one.operationId === operationId ? { ...one, asked: one.asked + 1 } : one)),
});

/** What became of an accepted message. One that was dropped counts as refused: it reached nobody. */
export function delivered(
  mailbox: Mailbox,
  operationId: string,
  outcome: DeliveryOutcome,
  now: number,
  settings: string,
): Mailbox {
  const awaited = awaitedIn(mailbox);
  const others = awaited.filter((one) => one.operationId !== operationId);
  const known = { ...mailbox, outcome: null, outcomes: others };
  if (outcome.kind === 'delivered') return known;
  if (outcome.kind === 'failed') {
    const lastError = errorOf({ code: outcome.code, message: outcome.message, hint: DROPPED }, now);
    return { ...known, lastError, refused: droppedRefusal(mailbox, now, settings) };
  }
  const asked = awaited.find((one) => one.operationId === operationId)?.asked ?? 0;
  return asked >= DELIVERY_MINUTES.length ? known : mailbox;
}

const DROPPED =
  'It was accepted, then dropped. Check the recipients and the suppression list of the mail domain; GET /api/drift has what it said.';

/** Holds nothing back by itself; rows that were refused before stay so. */
const droppedRefusal = ({ refused }: Mailbox, now: number, settings: string): Mailbox['refused'] =>
  refused?.rows?.length ? refused : { at: iso(now), settings, alertIds: [], kind: 'dropped', times: 1 };

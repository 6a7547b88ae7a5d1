/**
 * The life of the one message in flight of a receiver, as changes of its mailbox row. Pure: who writes them, and when, is
 * for the notifier. Every request is charged by the change that is written before it, so that no crash can overspend.
 */

import type {
  DeliveryOutcome,
  FrozenMessage,
  Mailbox,
  RefusalKind,
  Reminders,
  SummaryMemory,
} from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';
import { isWithin, leftBy, type SendPolicy, sendHold, withAsk, withSend } from './budget.ts';
import { delivered, droppedWith, droppedWithout, errorOf, type SendFailure, withAwaited } from './delivery.ts';
import { halvesAccepted, halvesRefused, halvesWithout } from './halves.ts';
import { withTold } from './novelty.ts';
import { refusalAfter, refusalLeft } from './refusal.ts';
import { remindersAfter, remindersRefused } from './reminders.ts';
import { summaryAfter, summaryRefused } from './summary-slot.ts';
import { tallied } from './tally.ts';
import { isThreadRefused } from './threads.ts';

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

/** The mail in flight with its lease, and its send request charged. One that is told again waits no longer. */
export const frozen = (mailbox: Mailbox, mail: FrozenMessage, now: number): Mailbox =>
  charged(
    {
      ...mailbox,
      inFlight: mail,
      notBefore: null,
      dropped: droppedWithout(mailbox, mail),
      halves: halvesWithout(mailbox, mail),
    },
    mail,
    now,
  );

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
  const refused = refusalLeft(mailbox.refused, mail);
  const settled = {
    ...mailbox,
    inFlight: null,
    leaseUntil: null,
    notBefore: null,
    lastDigestAt: mail.unpaced ? mailbox.lastDigestAt : iso(now),
    lastSentAt: iso(now),
    told: withTold(mailbox.told ?? [], mail.tells ?? [], now),
    lastError: refused?.kind === 'dropped' ? mailbox.lastError : null,
    refused,
    outcomes: withAwaited(mailbox, mail, now),
    halves: halvesAccepted(mailbox, mail, now),
    outcome: null,
    ...remembered({ reminders: remindersAfter(mailbox, mail, now), summary: summaryAfter(mailbox, mail) }),
    ...tallied(mailbox, 'accepted'),
  };
  return known === null ? settled : delivered(settled, mail.operationId, known, now, settings);
}

/** What is not known stays as it was. */
const remembered = ({ reminders, summary }: Beside): Pick<Mailbox, 'reminders' | 'summary'> => ({
  ...(reminders && { reminders }),
  ...(summary && { summary }),
});

interface Beside {
  readonly reminders: Reminders | undefined;
  readonly summary: SummaryMemory | undefined;
}

/** Refused with a thread: nothing counts as refused for its content yet. */
const unthreaded = (
  mailbox: Mailbox,
  mail: FrozenMessage,
  failure: Refused,
  now: number,
  settings: string,
): Mailbox => ({
  ...mailbox,
  inFlight: null,
  leaseUntil: null,
  notBefore: null,
  lastError: errorOf(failure, now),
  unthreaded: settings,
  halves: halvesRefused(mailbox, mail, false),
  dropped: droppedWith(mailbox, mail, false),
  ...tallied(mailbox, 'refused'),
});

type Refused = SendFailure & { readonly why: Exclude<RefusalKind, 'dropped'>; readonly concluded?: true };

/** Refused for good: nothing was accepted, its rows stay. */
export const dissolved = (
  mailbox: Mailbox,
  mail: FrozenMessage,
  now: number,
  failure: Refused,
  settings: string,
): Mailbox =>
  isThreadRefused(mail, failure)
    ? unthreaded(mailbox, mail, failure, now, settings)
    : refusedForGood(mailbox, mail, now, failure, settings);

const refusedForGood = (
  mailbox: Mailbox,
  mail: FrozenMessage,
  now: number,
  failure: Refused,
  settings: string,
): Mailbox => ({
  ...mailbox,
  inFlight: null,
  leaseUntil: null,
  notBefore: null,
  lastError: errorOf(failure, now),
  // A half was told before: what it holds is looked for, and nobody waits for it.
  refused:
    mail.half && !mail.plain && failure.why === 'content'
      ? mailbox.refused
      : refusalAfter(mailbox.refused, mail, failure.why, now, settings, failure.concluded === true),
  halves: halvesRefused(mailbox, mail, failure.why === 'content'),
  dropped: droppedWith(mailbox, mail, failure.why === 'content'),
  ...(failure.why === 'content' &&
    remembered({
      reminders: mail.reminds && remindersRefused(mailbox),
      summary: mail.summary && summaryRefused(mailbox),
    })),
  ...tallied(mailbox, 'refused'),
});

/** It cannot be known whether it was accepted: it stays in flight. @param isOwnFault see `SendResult`, `fault` */
export const unclear = (
  mailbox: Mailbox,
  now: number,
  failure: SendFailure,
  retryAfterMs: number | null,
  isOwnFault = false,
): Mailbox => ({
  ...mailbox,
  inFlight: mailbox.inFlight && isOwnFault ? failedOnce(mailbox.inFlight) : mailbox.inFlight,
  lastError: errorOf(failure, now),
  notBefore: retryAfterMs === null ? null : iso(now + Math.min(retryAfterMs, LONGEST_WAIT_MS)),
  ...tallied(mailbox, 'unclear'),
});

const failedOnce = (mail: FrozenMessage): FrozenMessage => ({ ...mail, failed: (mail.failed ?? 0) + 1 });

/** Of a message that the service fails with and never accepted. With one more try a critical would wait for too long. */
const MOST_FAILURES = 2;

/**
 * Whether it counts as refused for its content, once the service says that it does not know it: what cannot be sent must
 * not keep all others from leaving. Its alerts keep their ids in whatever tells them then.
 */
export const isGivenUp = ({ failed = 0 }: FrozenMessage): boolean => failed >= MOST_FAILURES;

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

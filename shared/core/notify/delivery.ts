/**
 * What became of messages after they were accepted, each by itself until it is known; one that was dropped is told again,
 * first as it was, then in words of ours alone. Pure changes of a mailbox; bounded, so that a service that drops
 * everything costs three sends for each message.
 */
import type { AwaitedDelivery, DeliveryOutcome, DroppedMessage, FrozenMessage, Mailbox } from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';
import { withAsk } from './budget.ts';
import { tallied } from './tally.ts';

/** What a failure was: see `SendResult`. */
export interface SendFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export const errorOf = ({ code, message, hint }: SendFailure, now: number) => ({ at: iso(now), code, message, hint });

/** Minutes after acceptance at which the delivery is asked for; then nobody will know it. */
const DELIVERY_MINUTES = [1, 2, 5, 15, 30, 60, 180, 720] as const;
/** Of more, the oldest are given up. */
const MOST_AWAITED = 60;
const MOST_DROPPED = 20;
/** Times that one message is told again. */
const MOST_AGAIN = 2;

/** The accepted messages whose delivery is not known yet. */
const awaitedIn = ({ outcomes, outcome }: Mailbox): readonly AwaitedDelivery[] =>
  outcomes ?? (outcome ? [outcome] : []);

export function withAwaited(mailbox: Mailbox, mail: FrozenMessage, now: number): AwaitedDelivery[] {
  const { operationId, severity, kept, again } = mail;
  const text = kept === undefined ? {} : { kept, severity, ...(again !== undefined && { again }) };
  return [...awaitedIn(mailbox), { operationId, acceptedAt: iso(now), asked: 0, ...text }].slice(-MOST_AWAITED);
}

/** The accepted message whose delivery is to be asked for now, one that was asked for least; null: none. */
export function deliveryDue(mailbox: Mailbox, now: number): AwaitedDelivery | null {
  const isDue = ({ acceptedAt, asked }: AwaitedDelivery): boolean => {
    const wait = DELIVERY_MINUTES[asked];
    return wait !== undefined && now - ms(acceptedAt) >= minutesMs(wait);
  };
  if (mailbox.inFlight) return null;
  return (
    awaitedIn(mailbox)
      .filter(isDue)
      .sort((a, b) => a.asked - b.asked)[0] ?? null
  );
}

/** Charged for a status request about an accepted message. */
export const withOutcomeAsked = (mailbox: Mailbox, operationId: string, now: number): Mailbox => ({
  ...mailbox,
  asks: withAsk(mailbox.asks ?? [], now),
  outcome: null,
  outcomes: awaitedIn(mailbox).map((one) => (one.operationId === operationId ? { ...one, asked: one.asked + 1 } : one)),
});

/** What the service says of an accepted message; one that is not known yet is asked for again, if it is not too late. */
export function delivered(
  mailbox: Mailbox,
  operationId: string,
  outcome: DeliveryOutcome,
  now: number,
  settings: string,
): Mailbox {
  const awaited = awaitedIn(mailbox);
  const one = awaited.find((other) => other.operationId === operationId);
  const known = { ...mailbox, outcome: null, outcomes: awaited.filter((other) => other !== one) };
  if (outcome.kind === 'delivered') return { ...known, refused: one ? refusedBefore(mailbox, one) : mailbox.refused };
  if (outcome.kind === 'failed') {
    return {
      ...known,
      lastError: errorOf({ code: outcome.code, message: outcome.message, hint: DROPPED }, now),
      refused: droppedRefusal(mailbox, now, settings),
      dropped: one ? withDropped(mailbox, one, (one.again ?? 0) + 1) : (mailbox.dropped ?? []),
      // What nobody got makes nothing a repeat.
      told: [],
      ...tallied(mailbox, 'dropped'),
    };
  }
  return (one?.asked ?? 0) >= DELIVERY_MINUTES.length ? known : mailbox;
}

const DROPPED =
  'It was accepted, then dropped, and is sent again. If this lasts, check the recipients and the suppression list of the mail domain. GET /api/drift has its text.';

/** Holds nothing back by itself; rows that were refused before stay so. */
const droppedRefusal = ({ refused }: Mailbox, now: number, settings: string): Mailbox['refused'] =>
  refused?.rows?.length ? refused : { at: iso(now), settings, alertIds: [], kind: 'dropped', times: 1 };

/** That one was dropped is over when another arrives that was accepted after it. */
const refusedBefore = ({ refused }: Mailbox, { acceptedAt }: AwaitedDelivery): Mailbox['refused'] =>
  refused?.kind === 'dropped' && ms(acceptedAt) >= ms(refused.at) ? null : refused;

/** @param times how often it was dropped or refused, now included */
function withDropped(
  { dropped = [] }: Mailbox,
  { kept, severity = 'warning' }: Pick<AwaitedDelivery, 'kept' | 'severity'>,
  times: number,
): readonly DroppedMessage[] {
  if (kept === undefined || times > MOST_AGAIN) return dropped;
  return [...dropped, { kept, severity, times }].slice(-MOST_DROPPED);
}

/** A message that is told again and was refused goes back; for its content as one time more. */
export function droppedWith(mailbox: Mailbox, mail: FrozenMessage, isContent: boolean): readonly DroppedMessage[] {
  if (mail.again === undefined) return mailbox.dropped ?? [];
  return withDropped(mailbox, mail, isContent ? mail.again + 1 : mail.again);
}

export const droppedWithout = ({ dropped = [] }: Mailbox, { again, kept }: FrozenMessage): readonly DroppedMessage[] =>
  again === undefined ? dropped : dropped.filter((one) => one.kept !== kept);

/**
 * Takes back times in a mailbox that lie ahead of now: whatever they tell of happened at the latest now. So what a wrong
 * clock wrote neither stops messages for days nor is left out of the budget.
 */
import type { Mailbox } from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';

/** Less is how clocks differ. */
const SLACK_MS = minutesMs(1);

/** The same object when nothing in it is ahead. Leases and waits are bounded where they are read. */
export function righted(mailbox: Mailbox, now: number): Mailbox {
  const isAhead = (at: string | null | undefined): boolean => typeof at === 'string' && ms(at) > now + SLACK_MS;
  if (!timesOf(mailbox).some(isAhead)) return mailbox;
  const right = <T extends string | null>(at: T): T | string => (isAhead(at) ? iso(now) : at);
  const { sends, asks, told, outcomes, refused, inFlight, lastDigestAt, lastSentAt, reminders, summary } = mailbox;
  return {
    ...mailbox,
    sends: sends.map((one) => ({ ...one, at: right(one.at) })),
    ...(asks && { asks: asks.map(right) }),
    ...(told && { told: told.map((one) => ({ ...one, times: one.times.map(right) })) }),
    ...(outcomes && { outcomes: outcomes.map((one) => ({ ...one, acceptedAt: right(one.acceptedAt) })) }),
    refused: refused && { ...refused, at: right(refused.at) },
    inFlight: inFlight && { ...inFlight, frozenAt: right(inFlight.frozenAt) },
    lastDigestAt: right(lastDigestAt),
    lastSentAt: right(lastSentAt),
    ...(reminders && {
      reminders: {
        ...reminders,
        mailedAt: right(reminders.mailedAt),
        told: reminders.told.map((one) => ({ ...one, at: right(one.at) })),
      },
    }),
    ...(summary && { summary: { ...summary, after: right(summary.after), since: right(summary.since) } }),
  };
}

const timesOf = (mailbox: Mailbox): (string | null | undefined)[] => [
  ...mailbox.sends.map(({ at }) => at),
  ...(mailbox.asks ?? []),
  ...(mailbox.told ?? []).flatMap(({ times }) => times),
  ...(mailbox.outcomes ?? []).map(({ acceptedAt }) => acceptedAt),
  mailbox.refused?.at,
  mailbox.inFlight?.frozenAt,
  mailbox.lastDigestAt,
  mailbox.lastSentAt,
  mailbox.reminders?.mailedAt,
  mailbox.summary?.after,
  mailbox.summary?.since,
  ...(mailbox.reminders?.told ?? []).map(({ at }) => at),
];

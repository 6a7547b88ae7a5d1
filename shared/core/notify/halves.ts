/**
 * What a service refused was told in words of ours; this decides how the rest of it is still told in full: by halves, until
 * what is refused stands alone. So one poisonous text costs only itself, at most half of an hour's budget, and a day.
 */
import type { FrozenMessage, Half, Mailbox, OutboxRow } from '../model/outbox.ts';
import { minutesMs, ms } from '../model/times.ts';
import { leftBy, type SendPolicy } from './budget.ts';

/** Of more, the newest are given up: they were told in words of ours. */
const MOST_HALVES = 32;
/** Shorter than stored texts live that nothing names. */
const LONGEST_MS = minutesMs(20 * 60);

const split = ({ from, to, ...rest }: Half): Half[] => {
  const middle = Math.ceil((from + to) / 2);
  return to - from < 2
    ? []
    : [
        { ...rest, from, to: middle },
        { ...rest, from: middle, to },
      ];
};

/** After a message was accepted: one in words of ours leaves its halves to be told. */
export const halvesAccepted = (mailbox: Mailbox, { plain, half }: FrozenMessage, now: number): Half[] =>
  [...halvesDue(mailbox, now), ...(plain && half ? firstOf(half) : [])].slice(0, MOST_HALVES);

const firstOf = ({ untried, ...half }: Half): Half[] => (untried ? [half] : split(half));

/** After one was refused: a half for its content is two of its own, and what stands alone is done; else it goes back. */
export function halvesRefused({ halves = [] }: Mailbox, { plain, half }: FrozenMessage, isContent: boolean): Half[] {
  const back = plain || !half ? [] : isContent ? split(half) : [half];
  return [...back, ...halves].slice(0, MOST_HALVES);
}

/** The half in a message waits no longer. */
export const halvesWithout = ({ halves = [] }: Mailbox, { plain, half }: FrozenMessage): Half[] =>
  plain || !half ? [...halves] : halves.filter((one) => !(one.kept === half.kept && one.from === half.from));

/** Those that are not too old. */
export const halvesDue = ({ halves = [] }: Mailbox, now: number): Half[] =>
  halves.filter(({ since }) => now - ms(since) < LONGEST_MS);

/** Everybody was told of it once, so it leaves half of the hour to all others. */
export const leftByHalves = (policy: SendPolicy): number =>
  Math.max(leftBy('other', policy), Math.ceil(policy.perHour / 2));

export const alertsIn = (rows: readonly OutboxRow[]): number =>
  rows.reduce((sum, { alerts }) => sum + alerts.length, 0);

/** The rows with those alerts alone that are in the half, counted through all rows. */
export function rowsIn(rows: readonly OutboxRow[], { from, to }: Pick<Half, 'from' | 'to'>): OutboxRow[] {
  let before = 0;
  return rows.flatMap((row) => {
    const alerts = row.alerts.slice(Math.max(0, from - before), Math.max(0, to - before));
    before += row.alerts.length;
    return alerts.length > 0 ? [{ ...row, alerts }] : [];
  });
}

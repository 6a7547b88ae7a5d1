/**
 * Decides in which order outbox rows go into messages of at most 98, and which of them a pause does not hold. Rows are
 * taken whole, and none is passed over for good.
 */
import type { MailedAlert } from '../model/alert.ts';
import { compareText } from '../model/fact.ts';
import type { OutboxRow, ToldRule } from '../model/outbox.ts';
import { ms } from '../model/times.ts';
import { isNews, isUrgent, mostNovel } from './novelty.ts';

/** A transaction has 100 operations: the mailbox, these rows, and one to spare. */
export const MOST_ROWS_IN_A_MESSAGE = 98;
/** Of these, rows that go before older ones of their check. */
const MOST_AHEAD = 49;

export const isUrgentRow = (row: OutboxRow): boolean => row.alerts.some(isUrgent);

/** Summaries, closings and names of who did it. */
export const isUnpacedRow = (row: OutboxRow): boolean => !row.alerts.some(isNews);

const oldestFirst = (a: OutboxRow, b: OutboxRow): number =>
  ms(a.at) - ms(b.at) || a.generation - b.generation || compareText(a.rowKey, b.rowKey);

/**
 * The heaviest of what nobody was told of, so that no heap of repeats is before it; rows with a critical alert and all
 * older ones of their check; then the others. Each oldest first.
 */
export function inOrder(pending: readonly OutboxRow[], told: readonly ToldRule[], now: number): OutboxRow[] {
  const ahead = newsFirst(pending, told, now);
  const rest = pending.filter((row) => !ahead.includes(row));
  return [...ahead, ...byChecks(rest, pending)];
}

function newsFirst(pending: readonly OutboxRow[], told: readonly ToldRule[], now: number): OutboxRow[] {
  if (pending.length <= MOST_ROWS_IN_A_MESSAGE) return [];
  const news = pending.filter((row) => (mostNovel(row.alerts, told, now) ?? 'repeat') !== 'repeat');
  return news.sort((a, b) => weightOf(b) - weightOf(a) || oldestFirst(a, b)).slice(0, MOST_AHEAD);
}

const weightOf = (row: OutboxRow): number =>
  Math.max(0, ...row.alerts.filter(isUrgent).map(({ weight = 0 }) => weight));

function byChecks(rows: readonly OutboxRow[], pending: readonly OutboxRow[]): OutboxRow[] {
  const upTo = new Map<string, number>();
  for (const { check, generation } of pending.filter(isUrgentRow)) {
    upTo.set(check, Math.max(generation, upTo.get(check) ?? generation));
  }
  const isFirst = (row: OutboxRow): boolean => row.generation <= (upTo.get(row.check) ?? Number.NEGATIVE_INFINITY);
  const sorted = [...rows].sort(oldestFirst);
  return [...sorted.filter(isFirst), ...sorted.filter((row) => !isFirst(row))];
}

/**
 * What may leave during a pause: rows without news, and the end of a critical alert with whatever its row holds besides.
 * A closing whose opening still waits stays with it: they are told together.
 */
export function withoutPause(pending: readonly OutboxRow[]): OutboxRow[] {
  let free = pending.filter((row) => isUnpacedRow(row) || row.alerts.some(endsCritical));
  for (let before = -1; before !== free.length; ) {
    before = free.length;
    const waiting = newsIn(pending.filter((row) => !free.includes(row)));
    free = free.filter((row) => !row.alerts.some(({ id }) => waiting.has(id)));
  }
  return free.sort(oldestFirst);
}

const endsCritical = ({ kind, severity }: MailedAlert): boolean => kind === 'closed' && severity === 'critical';

const newsIn = (rows: readonly OutboxRow[]): Set<string> =>
  new Set(rows.flatMap((row) => row.alerts.filter(isNews).map(({ id }) => id)));

/**
 * Decides which outbox rows of a receiver its next message takes, and always says why: critical alerts at once, warnings
 * ten minutes after the last digest, nothing beyond the send budget. Rows are taken whole, and none is ever passed over
 * for good; rows that were refused for their content never keep others waiting.
 */
import type { MailedAlert } from '../model/alert.ts';
import { compareText } from '../model/fact.ts';
import type { Mailbox, Outbox, OutboxRow, Refusal } from '../model/outbox.ts';
import { minutesMs, ms } from '../model/times.ts';
import { isWithin, type SendPolicy, sendHold } from './budget.ts';
import { EMPTY_MAILBOX, isWaitedFor } from './mailbox.ts';
import { holdsAll, isPaused, refusedRows, standingRefusal } from './refusal.ts';

/** `settings`: see `Receiver.settings`. */
export interface DigestPolicy extends SendPolicy {
  readonly settings: string;
}

export interface Digestible {
  readonly rows: readonly OutboxRow[];
  readonly reason: string;
  /** Some critical alert waits: the message may use what is kept of the budget for these. */
  readonly critical: boolean;
  /** Nothing in it waits for, or counts for, the pause between digests. */
  readonly unpaced: boolean;
  /** In words of ours alone. */
  readonly plain: boolean;
}

/** Why there is no message now. Neither reason holds tenant text. */
export interface NoDigest {
  readonly none: string;
  readonly because: 'empty' | 'throttled' | 'refused' | 'pause' | 'budget';
}

/** A transaction has 100 operations: the mailbox, these rows, and one to spare. */
export const MOST_ROWS_IN_A_MESSAGE = 98;
const PAUSE_MS = minutesMs(10);

export function chooseDigest(
  pending: readonly OutboxRow[],
  mailbox: Mailbox,
  now: number,
  policy: DigestPolicy,
): Digestible | NoDigest {
  if (pending.length === 0) return { none: 'nothing waits', because: 'empty' };
  if (isWaitedFor(mailbox, now)) return { none: `asked to wait until ${mailbox.notBefore}`, because: 'throttled' };
  const refused = standingRefusal(mailbox, policy.settings);
  if (holdsAll(refused) && isPaused(refused, now) && !isNewsSince(pending, refused)) return refusedText(refused);
  const known = refusedRows(refused);
  const [plain, rich] = [
    pending.filter(({ rowKey }) => known.has(rowKey)),
    pending.filter((row) => !known.has(row.rowKey)),
  ];
  const choices = [
    ...(rich.length > 0 ? [chooseRich(rich, mailbox, now, policy)] : []),
    ...(plain.length > 0 && refused ? [choosePlain(plain, refused, mailbox, now, policy)] : []),
  ];
  return [...choices].sort(mostPressingFirst)[0] ?? { none: 'nothing waits', because: 'empty' };
}

/** What can leave before what cannot, and what is critical before what is not. */
const mostPressingFirst = (a: Digestible | NoDigest, b: Digestible | NoDigest): number => rankOf(a) - rankOf(b);

const rankOf = (choice: Digestible | NoDigest): number => ('none' in choice ? 2 : choice.critical ? 0 : 1);

function chooseRich(
  pending: readonly OutboxRow[],
  mailbox: Mailbox,
  now: number,
  policy: DigestPolicy,
): Digestible | NoDigest {
  const critical = pending.some(isUrgentRow);
  const paused = mailbox.lastDigestAt !== null && isWithin(mailbox.lastDigestAt, now, PAUSE_MS - 1);
  const rows = (critical || !paused ? inOrder(pending) : withoutPause(pending)).slice(0, MOST_ROWS_IN_A_MESSAGE);
  if (rows.length === 0) return { none: `last digest at ${mailbox.lastDigestAt}, 10 minutes apart`, because: 'pause' };
  const held = sendHold(mailbox.sends, now, policy, critical);
  if (held !== null) return { none: held, because: 'budget' };
  return { rows, critical, unpaced: rows.every(isUnpacedRow), plain: false, reason: reasonFor(rows, critical, paused) };
}

/** What was refused for its content has waited enough: no pause but that of a service that refuses our own words too. */
function choosePlain(
  pending: readonly OutboxRow[],
  refused: Refusal,
  mailbox: Mailbox,
  now: number,
  policy: DigestPolicy,
): Digestible | NoDigest {
  if (isPaused(refused, now)) return refusedText(refused);
  const critical = pending.some(isUrgentRow);
  const held = sendHold(mailbox.sends, now, policy, critical);
  if (held !== null) return { none: held, because: 'budget' };
  const rows = inOrder(pending).slice(0, MOST_ROWS_IN_A_MESSAGE);
  const reason = `${countText(rows)}: refused as it was, now in words of ours alone`;
  return { rows, critical, unpaced: rows.every(isUnpacedRow), plain: true, reason };
}

const refusedText = ({ at, times = 1 }: Refusal): NoDigest => ({
  none: `refused at ${at}, ${times === 1 ? 'once' : `${times} times in a row`}; tried again later`,
  because: 'refused',
});

const countText = (rows: readonly OutboxRow[]): string => (rows.length === 1 ? '1 row' : `${rows.length} rows`);

function reasonFor(rows: readonly OutboxRow[], critical: boolean, paused: boolean): string {
  const taken = countText(rows);
  if (critical) return `${taken}: a critical alert waits`;
  return paused ? `${taken}: summaries and closings do not wait` : `${taken}: no digest in the last 10 minutes`;
}

/** From then on a row that nothing rations waits for another reason. */
const PATIENCE_MS = minutesMs(15);

/**
 * Whether a row waits only because mail is rationed, by the budget or by the pause behind it, or did so a quarter of
 * an hour ago. A mail that has been in flight for longer, or was refused, is another reason, also when its tries have
 * used up the budget.
 */
export function isHeldByBudget(row: OutboxRow, outbox: Outbox, now: number, policy: SendPolicy): boolean {
  const mailbox = outbox.mailbox?.value ?? EMPTY_MAILBOX;
  const stuck = mailbox.inFlight !== null && now - ms(mailbox.inFlight.frozenAt) > PATIENCE_MS;
  if (mailbox.refused || stuck) return false;
  const pending = outbox.pending.some(({ rowKey }) => rowKey === row.rowKey) ? outbox.pending : [row];
  const choiceAt = (at: number) => chooseDigest(pending, mailbox, at, { ...policy, settings: '' });
  return [now, now - PATIENCE_MS].some((at) => isRationed(choiceAt(at)));
}

const isRationed = (choice: Digestible | NoDigest): boolean =>
  'none' in choice && (choice.because === 'budget' || choice.because === 'pause');

/** A critical alert that has not been told yet. */
export const isUrgent = (alert: MailedAlert): boolean => alert.severity === 'critical' && isNews(alert);

const isNews = ({ kind }: MailedAlert): boolean => kind === 'event' || kind === 'opened' || kind === 'raised';

const isUrgentRow = (row: OutboxRow): boolean => row.alerts.some(isUrgent);

/** Summaries, closings and names of who did it. */
const isUnpacedRow = (row: OutboxRow): boolean => !row.alerts.some(isNews);

const oldestFirst = (a: OutboxRow, b: OutboxRow): number =>
  ms(a.at) - ms(b.at) || a.generation - b.generation || compareText(a.rowKey, b.rowKey);

/** Rows with a critical alert and all older ones of their check, then the others; each oldest first. */
function inOrder(pending: readonly OutboxRow[]): OutboxRow[] {
  const upTo = new Map<string, number>();
  for (const { check, generation } of pending.filter(isUrgentRow)) {
    upTo.set(check, Math.max(generation, upTo.get(check) ?? generation));
  }
  const isFirst = (row: OutboxRow): boolean => row.generation <= (upTo.get(row.check) ?? Number.NEGATIVE_INFINITY);
  const sorted = [...pending].sort(oldestFirst);
  return [...sorted.filter(isFirst), ...sorted.filter((row) => !isFirst(row))];
}

/** What may leave during the pause. A closing whose opening still waits stays with it: they are told together. */
function withoutPause(pending: readonly OutboxRow[]): OutboxRow[] {
  const waiting = new Set(pending.filter((row) => !isUnpacedRow(row)).flatMap((row) => row.alerts.map(({ id }) => id)));
  return inOrder(pending.filter((row) => isUnpacedRow(row) && !row.alerts.some(({ id }) => waiting.has(id))));
}

/** Whether a critical alert waits that did not when the last message was refused. */
function isNewsSince(pending: readonly OutboxRow[], refused: Refusal): boolean {
  const known = new Set(refused.alertIds);
  const isOld = (row: OutboxRow): boolean => ms(row.at) <= ms(refused.at);
  return pending.some((row) =>
    row.alerts.some((alert) => isUrgent(alert) && !known.has(alert.id) && !(isFull(known) && isOld(row))),
  );
}

/** Ids of critical alerts that a mailbox remembers; beyond these, age decides what is new. */
const MOST_ALERT_IDS = 1000;

const isFull = (known: ReadonlySet<string>): boolean => known.size >= MOST_ALERT_IDS;

/** What a frozen message remembers: a refusal of it says nothing new to these. */
export const urgentIds = (pending: readonly OutboxRow[]): string[] =>
  [...new Set(pending.flatMap((row) => row.alerts.filter(isUrgent).map(({ id }) => id)))].slice(0, MOST_ALERT_IDS);

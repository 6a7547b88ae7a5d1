/**
 * Decides which outbox rows of a receiver its next message takes, and always says why: critical news at once, repeats of
 * it and warnings some minutes after the last digest, nothing beyond the send budget. Rows that were refused for their
 * content never keep others waiting.
 */
import type { MailedAlert } from '../model/alert.ts';
import type { Mailbox, OutboxRow, Refusal } from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';
import { isWithin, leftBy, repeatPauseMs, type Sender, type SendPolicy, sendHold } from './budget.ts';
import { isWaitedFor } from './mailbox.ts';
import { caseOf, isUrgent, mostNovel } from './novelty.ts';
import type { Receiver } from './receiver.ts';
import { holdsAll, isPaused, refusedRows, standingRefusal } from './refusal.ts';
import { inOrder, isUnpacedRow, isUrgentRow, MOST_ROWS_IN_A_MESSAGE, withoutPause } from './rows.ts';

/** `settings`: see `Receiver.settings`. */
export interface DigestPolicy extends SendPolicy {
  readonly settings: string;
}

export interface Digestible {
  readonly rows: readonly OutboxRow[];
  readonly reason: string;
  /** It tells critical news. */
  readonly critical: boolean;
  /** Sends of the hour that it leaves for others. */
  readonly leaves: number;
  /** Nothing in it waits for, or counts for, the pause between digests. */
  readonly unpaced: boolean;
  /** In words of ours alone. */
  readonly plain: boolean;
}

/** Why there is no message now. Neither reason holds tenant text. */
export interface NoDigest {
  readonly none: string;
  readonly because: 'empty' | 'throttled' | 'refused' | 'pause' | 'budget' | 'unread';
}

const PAUSE_MS = minutesMs(10);

export function chooseDigest(
  pending: readonly OutboxRow[],
  mailbox: Mailbox,
  now: number,
  policy: DigestPolicy,
): Digestible | NoDigest {
  if (pending.length === 0) return { none: 'nothing waits', because: 'empty' };
  const refused = standingRefusal(mailbox, policy.settings);
  const paused = pauseOf(mailbox, now, policy.settings);
  if (paused && !(paused.because === 'refused' && refused && isNewsSince(pending, refused))) return paused;
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

/** Why the service is called for nobody now, or null. */
export function pauseOf(mailbox: Mailbox, now: number, settings: string): NoDigest | null {
  if (isWaitedFor(mailbox, now)) return { none: `asked to wait until ${mailbox.notBefore}`, because: 'throttled' };
  const refused = standingRefusal(mailbox, settings);
  return holdsAll(refused) && isPaused(refused, now) ? refusedText(refused) : null;
}

/** Why a message beside the digests may not leave now, or null: it goes when no service waits, and within the budget of others. */
export function holdOfOthers(
  mailbox: Mailbox,
  now: number,
  receiver: Pick<Receiver, 'settings' | 'policy'>,
): NoDigest | null {
  const { settings, policy } = receiver;
  const refused = standingRefusal(mailbox, settings);
  const paused = pauseOf(mailbox, now, settings) ?? (refused && isPaused(refused, now) ? refusedText(refused) : null);
  const held = sendHold(mailbox.sends, now, policy, leftBy('other', policy));
  return paused ?? (held === null ? null : { none: held, because: 'budget' });
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
  const sender = senderOf(pending, mailbox, now);
  const until = pausedUntil(sender, mailbox, now, policy);
  const rows = until === null ? inOrder(pending, mailbox.told ?? [], now) : withoutPause(pending);
  if (rows.length === 0) return { none: pauseText(sender, mailbox, until ?? now), because: 'pause' };
  const as = until === null ? sender : 'other';
  return within(mailbox, now, policy, as, {
    rows: rows.slice(0, MOST_ROWS_IN_A_MESSAGE),
    plain: false,
    reason: reasonFor(rows.slice(0, MOST_ROWS_IN_A_MESSAGE), as, until !== null),
  });
}

const senderOf = (pending: readonly OutboxRow[], mailbox: Mailbox, now: number): Sender =>
  mostNovel(
    pending.flatMap(({ alerts }) => alerts),
    mailbox.told ?? [],
    now,
  ) ?? 'other';

/** When what waits may leave, in ms; null: now. */
function pausedUntil(sender: Sender, { lastDigestAt }: Mailbox, now: number, policy: SendPolicy): number | null {
  if (lastDigestAt === null || (sender !== 'repeat' && sender !== 'other')) return null;
  const pauseMs = sender === 'other' ? PAUSE_MS : Math.min(PAUSE_MS, repeatPauseMs(policy));
  return isWithin(lastDigestAt, now, pauseMs - 1) ? ms(lastDigestAt) + pauseMs : null;
}

const pauseText = (sender: Sender, { lastDigestAt }: Mailbox, until: number): string =>
  sender === 'repeat'
    ? `repeats of what was told are joined until ${iso(until)}`
    : `last digest at ${lastDigestAt}, 10 minutes apart`;

function within(
  { sends }: Mailbox,
  now: number,
  policy: SendPolicy,
  sender: Sender,
  message: Pick<Digestible, 'rows' | 'plain' | 'reason'>,
): Digestible | NoDigest {
  const leaves = leftBy(sender, policy);
  const held = sendHold(sends, now, policy, leaves);
  if (held !== null) return { none: held, because: 'budget' };
  const { rows } = message;
  return { ...message, critical: rows.some(isUrgentRow), leaves, unpaced: rows.every(isUnpacedRow) };
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
  const rows = inOrder(pending, mailbox.told ?? [], now).slice(0, MOST_ROWS_IN_A_MESSAGE);
  const reason = `${countText(rows)}: refused as it was, and now in our own words only`;
  return within(mailbox, now, policy, senderOf(pending, mailbox, now), { rows, plain: true, reason });
}

const refusedText = ({ at, times = 1 }: Refusal): NoDigest => ({
  none: `refused at ${at}, ${times === 1 ? 'once' : `${times} times in a row`}; tried again later`,
  because: 'refused',
});

const countText = (rows: readonly OutboxRow[]): string => (rows.length === 1 ? '1 row' : `${rows.length} rows`);

function reasonFor(rows: readonly OutboxRow[], sender: Sender, paused: boolean): string {
  const taken = countText(rows);
  if (sender === 'repeat') return `${taken}: repeats of what was told, joined`;
  if (sender !== 'other') return `${taken}: a critical alert waits`;
  return paused ? `${taken}: summaries and closings do not wait` : `${taken}: no digest in the last 10 minutes`;
}

/** Whether a critical alert waits of a rule of which none waited when the last message was refused. */
function isNewsSince(pending: readonly OutboxRow[], refused: Refusal): boolean {
  const known = new Set(refused.alertIds.map(ruleIn));
  return pending.some(({ alerts }) => alerts.some((alert) => isUrgent(alert) && !known.has(ruleIn(alert.id))));
}

/** See `alertId`. */
const ruleIn = (id: string): string => id.split('~', 1)[0] ?? id;

/** What a frozen message remembers, an id of each rule: a refusal of it says nothing new to these. */
export const urgentIds = (pending: readonly OutboxRow[]): string[] => {
  const ids = pending.flatMap(({ alerts }) => alerts.filter(isUrgent).map(({ id }) => id));
  return [...new Map(ids.map((id) => [ruleIn(id), id])).values()];
};

/** Of the news in a message what counts as told once it is accepted: of each rule or case the heaviest, and one more. */
export function tellsOf(rows: readonly OutboxRow[]): Pick<MailedAlert, 'rule' | 'weight'>[] {
  const byRule = Map.groupBy(
    rows.flatMap((row) => row.alerts.filter(isUrgent)),
    caseOf,
  );
  return [...byRule].flatMap(([rule, alerts]) =>
    [...alerts]
      .sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0))
      .slice(0, 2)
      .map(({ weight }) => ({ rule, ...(weight !== undefined && { weight }) })),
  );
}

/** Decides which events of commits nobody has to tell any more, and which are still open. */
import type { MailedAlert } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import { type CommitEvents, type Outboxes, type OutboxRow, outboxOf, type ReceiverName } from '../model/outbox.ts';
import { isKeptOpen } from './answers.ts';

type CommitOf = Pick<CommitEvents, 'check' | 'generation'>;

/** A commit by which its lines of history are found. */
export type CommitPlace = Pick<CommitEvents, 'check' | 'generation' | 'at'>;

/** Which commit raised each event, by the id of the event. */
export function commitsOf(events: readonly CommitEvents[], outboxes: Outboxes): Map<string, CommitPlace> {
  const pending = [...outboxes.receivers.values()].flatMap((outbox) => outbox.pending);
  const rows = [...pending.filter(({ suffix }) => suffix === undefined), ...events];
  return new Map(
    rows.flatMap(({ check, generation, at, alerts }) =>
      alerts.flatMap(({ kind, id }) => (kind === 'event' ? [[id, { check, generation, at }] as const] : [])),
    ),
  );
}

const commitOf = ({ check, generation }: CommitOf): string => `${check}|${generation}`;

/** A second message, that names who did it, tells no event. */
const tellsEvents = ({ suffix, alerts }: OutboxRow): boolean =>
  suffix === undefined && alerts.some(({ kind }) => kind === 'event');

/** Its row stays until somebody acknowledges it: see answers.ts. */
const hasCritical = ({ alerts }: Pick<CommitEvents, 'alerts'>): boolean =>
  alerts.some(({ kind, severity }) => kind === 'event' && severity === 'critical');

/**
 * The commits whose events are told to all with these rows, and need not stay. `others`: what waits besides, for any
 * receiver.
 */
export function toldWith(rows: readonly OutboxRow[], others: readonly OutboxRow[]): CommitOf[] {
  const settled = new Set(rows.map(({ rowKey }) => rowKey));
  const waiting = new Set(others.filter(({ rowKey }) => !settled.has(rowKey)).map(commitOf));
  return rows.filter((row) => tellsEvents(row) && !hasCritical(row) && !waiting.has(commitOf(row)));
}

/**
 * Events stay open while one of these receivers has to tell them, critical ones until they are acknowledged. A commit whose
 * outbox row cannot be read waits too; one without a row of events was written by a version that had none.
 */
export function openEvents(
  events: readonly CommitEvents[],
  outboxes: Outboxes,
  receivers: Iterable<ReceiverName>,
  answers: ReadonlyMap<string, Answer> = new Map(),
): MailedAlert[] {
  const rows = [...receivers].flatMap((name) => outboxOf(outboxes, name).pending);
  const pending = rows.filter(({ suffix }) => suffix === undefined);
  const waiting = new Set(pending.map(commitOf));
  const isUnread = ({ check, generation }: CommitOf) =>
    outboxes.damaged.some(({ kind, rowKey }) => kind === 'pending' && rowKey.endsWith(`|${check}|${generation}`));
  const open = events.filter((commit) => waiting.has(commitOf(commit)) || isUnread(commit));
  const known = new Set(open.map(commitOf));
  const bare = pending.filter((row) => !known.has(commitOf(row)));
  const told = events.filter((commit) => !known.has(commitOf(commit)));
  const alerts = [
    ...[...open, ...bare].flatMap((commit) => commit.alerts.filter(({ kind }) => kind === 'event')),
    ...told.flatMap((commit) => commit.alerts.filter((alert) => isKeptOpen(alert, answers))),
  ];
  return [...new Map(alerts.map((alert) => [alert.id, alert])).values()];
}

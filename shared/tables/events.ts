/**
 * The rows of events: one for each commit that raised some, in its transaction, so that they can stay open after a
 * receiver was told. What is told is deleted afterwards; a row that is left behind is swept.
 */
import type { Answer } from '../core/model/answer.ts';
import type { CommitEvents, PendingAlerts, ReceiverName } from '../core/model/outbox.ts';
import type { Damage } from '../core/model/stored.ts';
import { isAnswerable } from '../core/notify/answers.ts';
import { eachOf } from './concurrency.ts';
import { EVENTS, namedBy, PENDING } from './keys.ts';
import { decoded, readEvents, reported } from './rows.ts';
import type { Session } from './session.ts';
import type { StoredRow } from './table.ts';

/** The events among what a commit raised; null: none, or nobody is to be told. */
export function eventsIn(pending: PendingAlerts | null, receivers: readonly ReceiverName[]): CommitEvents | null {
  const alerts = pending?.alerts.filter(({ kind }) => kind === 'event') ?? [];
  if (!pending || alerts.length === 0 || receivers.length === 0) return null;
  const { check, generation, at } = pending;
  return { check, generation, at, alerts };
}

export async function readAllEvents({
  table,
  chunks,
}: Session): Promise<{ events: CommitEvents[]; damaged: Damage[] }> {
  const { whole, damaged } = await decoded('event', await table.query(EVENTS), (row) => readEvents(row, chunks));
  return { events: whole.map(({ value }) => value), damaged: reported(damaged) };
}

/** After the message was settled. That one cannot be deleted now is no failure of that. */
export async function dropEvents(
  { table, keys }: Session,
  commits: readonly Pick<CommitEvents, 'check' | 'generation'>[],
): Promise<void> {
  await eachOf(commits, async (commit) => {
    await table.remove(keys.event(commit), '*').catch(() => false);
  });
}

/**
 * Rows of events that nobody has to tell any more and that need no answer. They are listed before what waits, so none is
 * taken too early.
 */
export async function toldEvents(
  session: Session,
  answers: ReadonlyMap<string, Answer>,
  now: number,
): Promise<StoredRow[]> {
  const { table, chunks } = session;
  const events = await table.query(EVENTS);
  if (events.length === 0) return [];
  const waiting = new Set((await table.query(PENDING, { cells: [] })).map(commitOf));
  const told = events.filter((row) => !waiting.has(commitOf(row)));
  const { whole } = await decoded('event', told, (row) => readEvents(row, chunks));
  const kept = whole.filter(({ value }) => value.alerts.some((alert) => isAnswerable(alert, answers, now)));
  const keep = new Set(kept.map(({ row }) => row.rowKey));
  return told.filter(({ rowKey }) => !keep.has(rowKey));
}

function commitOf({ rowKey }: StoredRow): string {
  const { check, generation } = namedBy(rowKey);
  return `${check}|${generation}`;
}

/**
 * History as pages of items, newest first, and the changes that still want to know who did it.
 * Row keys carry the inverted time, so a page is one range query; a query that would read without end fails. Of a
 * large commit only the lines of the page are checked. A row that cannot be decoded is one line that says so, and so is
 * a line.
 */
import { randomUUID } from 'node:crypto';
import type { CheckName } from '../core/model/head.ts';
import type { Change, ChangeFrame, HistoryItem, HistoryPage, HistoryQuery } from '../core/model/history.ts';
import { MAIL, type PendingAlerts, type ReceiverName } from '../core/model/outbox.ts';
import type { Stored } from '../core/model/stored.ts';
import { eachOf } from './concurrency.ts';
import { guardedWrite } from './guarded-write.ts';
import { CHANGES, changesSince, type KeyRange, namedBy, PENDING } from './keys.ts';
import { checkedItem, decoded, readChange, readUncheckedChange, type UncheckedChange, Undecodable } from './rows.ts';
import { type Session, saveChunks } from './session.ts';
import type { StoredRow } from './table.ts';

type Item = Omit<HistoryPage['items'][number], 'mailed'>;

const ROWS_PER_PAGE = 200;

export async function readHistory(session: Session, query: HistoryQuery): Promise<HistoryPage> {
  const { items, next } = await readItems(session, query);
  // Read after the changes: a commit in between must not look mailed.
  const waiting = await waitingRows(session, items);
  const { keys } = session;
  const isWaiting = (change: ChangeFrame) =>
    waiting.has(keys.pending(MAIL, change)) || waiting.has(keys.oldPending(change));
  const mailed = ({ change, item }: Item) => (item.alert === null ? null : !isWaiting(change));
  return { items: items.map((item) => ({ ...item, mailed: mailed(item) })), next };
}

async function readItems(session: Session, query: HistoryQuery): Promise<{ items: Item[]; next: HistoryPage['next'] }> {
  const { table, keys } = session;
  const items: Item[] = [];
  const where = query.check === null ? {} : { where: `check eq '${keys.part(query.check)}'` };
  const rowsPerPage = Math.min(query.limit + 1, ROWS_PER_PAGE);
  for await (const rows of table.pages(rangeOf(query), { rowsPerPage, ...where })) {
    for (const row of rows) {
      const change = await changeIn(session, row);
      if (!change) continue;
      const first = row.rowKey === query.from?.rowKey ? query.from.index : 0;
      for (let index = first; index < change.items.length; index += 1) {
        if (items.length === query.limit) return { items, next: { rowKey: row.rowKey, index } };
        items.push({ change, index, item: itemIn(row, change, index) });
      }
    }
  }
  return { items, next: null };
}

/** Null: a row that cannot be decoded, and whose key does not even say when it was. */
async function changeIn({ chunks }: Session, row: StoredRow): Promise<UncheckedChange | null> {
  const { whole, damaged } = await decoded('change', [row], (one) => readUncheckedChange(one, chunks));
  return whole[0]?.value ?? (damaged[0] ? unreadable(row, damaged[0].why) : null);
}

/** What its key tells of it, and that the rest is lost. */
function unreadable(row: StoredRow, why: string): UncheckedChange | null {
  const { at, check, generation } = namedBy(row.rowKey);
  if (at === null || check === null || generation === null) return null;
  const items = [unreadableItem(row, check, why)];
  return { check: check as CheckName, generation, at, items, alerts: [], wantsActor: false };
}

function itemIn(row: StoredRow, { check, items }: UncheckedChange, index: number): HistoryItem {
  try {
    return checkedItem(row, items[index], index);
  } catch (thrown) {
    if (thrown instanceof Undecodable) return unreadableItem(row, check, thrown.why);
    throw thrown;
  }
}

const unreadableItem = ({ rowKey }: StoredRow, check: string, why: string): HistoryItem => ({
  source: 'history',
  change: 'changed',
  key: rowKey,
  title: `What ${check} recorded at this time cannot be read: ${why}`,
  severity: 'warning',
  before: null,
  after: null,
  alert: null,
});

/** A place that is none (cursors come from outside) is only a place elsewhere: nothing but changes is ever read. */
function rangeOf({ since, from }: HistoryQuery): KeyRange {
  const range = since === null ? CHANGES : changesSince(since);
  return from && from.rowKey > range.from ? { from: from.rowKey, to: range.to } : range;
}

async function waitingRows({ table }: Session, items: readonly Item[]): Promise<Set<string>> {
  if (items.every(({ item }) => item.alert === null)) return new Set();
  return new Set((await table.query(PENDING, { cells: [] })).map((row) => row.rowKey));
}

/** Each by its key, so that no more is read than is asked for. */
export async function changesOf(
  { table, keys, chunks }: Session,
  commits: readonly Pick<Change, 'check' | 'generation' | 'at'>[],
): Promise<Change[]> {
  const rows: StoredRow[] = [];
  await eachOf(commits, async (commit) => {
    const row = await table.get(keys.change(commit));
    if (row) rows.push(row);
  });
  const { whole } = await decoded('change', rows, (row) => readChange(row, chunks));
  return whole.map(({ value }) => value);
}

export async function changesWithoutActor({ table, chunks }: Session, since: string): Promise<Stored<Change>[]> {
  const rows = await table.query(changesSince(since), { where: 'wantsActor eq true' });
  const { whole } = await decoded('change', rows, (row) => readChange(row, chunks));
  return whole.map(({ row, value }) => ({ value, etag: row.etag }));
}

/** @returns false when another notifier was faster, or the change is gone */
export async function recordActors(
  session: Session,
  change: Change,
  etag: string,
  pending: PendingAlerts | null,
  receivers: readonly ReceiverName[],
): Promise<boolean> {
  const draft = session.rows.change(change, randomUUID());
  const second = pending ? receivers.map((name) => session.rows.pending(name, pending)) : [];
  await saveChunks(session, [draft, ...second]);
  const upserts = second.map(({ row }) => row);
  return (await guardedWrite(session.table, { guard: draft.row, etag, upserts, deletes: [] })) !== null;
}

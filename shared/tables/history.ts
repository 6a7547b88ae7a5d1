/**
 * History as pages of items, newest first, and the changes that still want to know who did it.
 * Row keys carry the inverted time, so a page is one range query; a query that would read without end fails.
 */
import { randomUUID } from 'node:crypto';
import type { Change, HistoryPage, HistoryQuery } from '../core/model/history.ts';
import type { PendingMail } from '../core/model/mail.ts';
import type { Stored } from '../core/model/stored.ts';
import { guardedWrite } from './guarded-write.ts';
import { CHANGES, changesSince, type KeyRange, PENDING } from './keys.ts';
import { readChange } from './rows.ts';
import { type Session, saveChunks } from './session.ts';

type Item = Omit<HistoryPage['items'][number], 'mailed'>;

const ROWS_PER_PAGE = 200;

export async function readHistory(session: Session, query: HistoryQuery): Promise<HistoryPage> {
  const { items, next } = await readItems(session, query);
  // Read after the changes: a commit in between must not look mailed.
  const waiting = await waitingRows(session, items);
  const mailed = ({ change, item }: Item) => (item.alert === null ? null : !waiting.has(session.keys.pending(change)));
  return { items: items.map((item) => ({ ...item, mailed: mailed(item) })), next };
}

async function readItems(
  { table, chunks, keys }: Session,
  query: HistoryQuery,
): Promise<{ items: Item[]; next: HistoryPage['next'] }> {
  const items: Item[] = [];
  const where = query.check === null ? {} : { where: `check eq '${keys.part(query.check)}'` };
  const rowsPerPage = Math.min(query.limit + 1, ROWS_PER_PAGE);
  for await (const rows of table.pages(rangeOf(query), { rowsPerPage, ...where })) {
    for (const row of rows) {
      const change = await readChange(row, chunks);
      const first = row.rowKey === query.from?.rowKey ? query.from.index : 0;
      for (const [index, item] of [...change.items.entries()].slice(first)) {
        if (items.length === query.limit) return { items, next: { rowKey: row.rowKey, index } };
        items.push({ change, index, item });
      }
    }
  }
  return { items, next: null };
}

/** A place that is none (cursors come from outside) is only a place elsewhere: nothing but changes is ever read. */
function rangeOf({ since, from }: HistoryQuery): KeyRange {
  const range = since === null ? CHANGES : changesSince(since);
  return from && from.rowKey > range.from ? { from: from.rowKey, to: range.to } : range;
}

async function waitingRows({ table }: Session, items: readonly Item[]): Promise<Set<string>> {
  if (items.every(({ item }) => item.alert === null)) return new Set();
  return new Set((await table.query(PENDING, { cells: [] })).map((row) => row.rowKey));
}

export async function changesWithoutActor({ table, chunks }: Session, since: string): Promise<Stored<Change>[]> {
  const rows = await table.query(changesSince(since), { where: 'wantsActor eq true' });
  return Promise.all(rows.map(async (row) => ({ value: await readChange(row, chunks), etag: row.etag })));
}

/** @returns false when another notifier was faster, or the change is gone */
export async function recordActors(
  session: Session,
  change: Change,
  etag: string,
  mail: PendingMail | null,
): Promise<boolean> {
  const draft = await session.rows.change(change, randomUUID());
  const second = mail ? [await session.rows.pending(mail)] : [];
  await saveChunks(session, [draft, ...second]);
  const upserts = second.map(({ row }) => row);
  return (await guardedWrite(session.table, { guard: draft.row, etag, upserts, deletes: [] })) !== null;
}

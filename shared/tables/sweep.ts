/**
 * Deletes what nobody needs: history and measures older than they are kept, chunks that are a day old and that no row
 * names, events that are told, and what has waited for a day for a receiver that is not there any more.
 * Order is all: chunks are listed with their ETags first and names read after that, so a chunk that was named again
 * in between was written again too, has another ETag, and survives. Bounded: what is left is for the next sweep.
 */

import type { Answer } from '../core/model/answer.ts';
import type { ReceiverName } from '../core/model/outbox.ts';
import { iso } from '../core/model/times.ts';
import { namedAlerts } from './alerts.ts';
import { readAnswers } from './answers.ts';
import { eachOf } from './concurrency.ts';
import { toldEvents } from './events.ts';
import {
  ALERTS,
  ANSWERS,
  CHANGES,
  CHUNKS,
  changesBefore,
  EVENTS,
  HEADS_AND_INSTALL,
  type KeyRange,
  MAILBOXES,
  MEASURES,
  measureOf,
  namedBy,
  PENDING,
} from './keys.ts';
import { decoded, NAMING_CELLS, readEvents } from './rows.ts';
import type { Session } from './session.ts';
import type { StoredRow, Table } from './table.ts';

/** Longer than any run lasts between writing a chunk and committing the row that names it. */
const UNTOUCHED_MS = 24 * 3600_000;
const MOST_SWEPT = 500;
const MOST_PAGES = 20;
/** Of measures, in one sweep. */
const MOST_NAMES = 50;
const ROWS_PER_PAGE = 1000;

type Doomed = Pick<StoredRow, 'rowKey' | 'etag'>;

/** @returns how many rows were deleted */
export async function sweep(
  session: Session,
  keepFrom: string,
  now: number,
  receivers: readonly ReceiverName[],
): Promise<number> {
  const { table } = session;
  const untouched = `Timestamp lt datetime'${iso(now - UNTOUCHED_MS)}'`;
  const changes = await some(table, changesBefore(keepFrom), MOST_SWEPT);
  const measures = await oldMeasures(table, keepFrom, MOST_SWEPT - changes.length);
  const history = await remove(
    table,
    [...changes, ...measures].map((row) => ({ ...row, etag: '*' })),
  );
  const chunks = await remove(table, await orphanChunks(table, untouched, now, MOST_SWEPT - history));
  const abandoned = await remove(table, await waitingForNobody(session, untouched, receivers));
  const answers = await knownAnswers(session);
  const told = await remove(table, await toldEvents(session, answers, now));
  const loose = await remove(table, await looseAlerts(session, untouched));
  return history + chunks + abandoned + told + loose + (await remove(table, await staleAnswers(session, now)));
}

/** Answers as far as they can be read: an event whose answer is damaged counts as not answered, and stays. */
async function knownAnswers(session: Session): Promise<ReadonlyMap<string, Answer>> {
  const { answers } = await readAnswers(session);
  return new Map([...answers].map(([id, { value }]) => [id, value]));
}

/** How long an answer stays when its alert has ended. */
const ANSWER_STAYS_MS = 7 * UNTOUCHED_MS;

/** Answers to what is not open any more. Its line of history stays. */
async function staleAnswers({ table, keys, chunks }: Session, now: number): Promise<Doomed[]> {
  const where = `Timestamp lt datetime'${iso(now - ANSWER_STAYS_MS)}'`;
  const answers = await table.query(ANSWERS, { cells: [], where });
  if (answers.length === 0) return [];
  const alerts = await table.query(ALERTS, { cells: [] });
  const { whole } = await decoded('event', await table.query(EVENTS), (row) => readEvents(row, chunks));
  const open = new Set([
    ...alerts.map(({ rowKey }) => rowKey.replace(/^alert/, 'answer')),
    ...whole.flatMap(({ value }) => value.alerts.map(({ id }) => keys.answer(id))),
  ]);
  return answers.filter(({ rowKey }) => !open.has(rowKey)).slice(0, MOST_SWEPT);
}

async function waitingForNobody(
  { table, keys }: Session,
  untouched: string,
  receivers: readonly ReceiverName[],
): Promise<Doomed[]> {
  const known = new Set(receivers.map((name) => keys.part(name)));
  const rows = await some(table, PENDING, Number.POSITIVE_INFINITY, untouched);
  return rows.filter(({ rowKey }) => !known.has(namedBy(rowKey).receiver ?? ''));
}

/** From name to name, whichever there are: also of measures that no check has any more. */
async function oldMeasures(table: Table, keepFrom: string, most: number): Promise<Doomed[]> {
  const found: Doomed[] = [];
  let from = MEASURES.from;
  for (let names = 0; names < MOST_NAMES && found.length < most; names += 1) {
    const [first] = await some(table, { from, to: MEASURES.to }, 1);
    if (!first) break;
    const { all, before } = measureOf(first.rowKey, keepFrom);
    found.push(...(await some(table, before, most - found.length)));
    from = all.to;
  }
  return found;
}

async function orphanChunks(table: Table, untouched: string, now: number, most: number): Promise<Doomed[]> {
  const candidates = await untouchedChunks(table, untouched, now);
  if (candidates.length === 0 || most <= 0) return [];
  const named = await namedHashes(table);
  return candidates.filter((row) => !named.has(hashIn(row.rowKey))).slice(0, most);
}

/**
 * Lists chunks from a place that moves with time and wraps around: named chunks are old too, and must not
 * keep the sweep from ever reaching what lies behind them.
 */
async function untouchedChunks(table: Table, where: string, now: number): Promise<Doomed[]> {
  const middle = `${CHUNKS.from}${(Math.floor(now / 1000) % 16).toString(16)}`;
  const upper = await some(table, { from: middle, to: CHUNKS.to }, Number.POSITIVE_INFINITY, where);
  const lower = await some(table, { from: CHUNKS.from, to: middle }, Number.POSITIVE_INFINITY, where);
  return [...upper, ...lower];
}

/** The first rows of a range, as far as `MOST_PAGES` requests get. */
async function some(table: Table, range: KeyRange, most: number, where?: string): Promise<Doomed[]> {
  const found: Doomed[] = [];
  let pages = 0;
  const rowsPerPage = Math.max(1, Math.min(most, ROWS_PER_PAGE));
  for await (const page of table.pages(range, { cells: [], rowsPerPage, ...(where && { where }) })) {
    found.push(...page);
    pages += 1;
    if (found.length >= most || pages === MOST_PAGES) break;
  }
  return found.slice(0, most);
}

/** Every hash that any row names. Reads to the end, or fails: a name not seen would cost its chunk. */
async function namedHashes(table: Table): Promise<Set<string>> {
  const ranges = [HEADS_AND_INSTALL, ALERTS, ANSWERS, CHANGES, EVENTS, MAILBOXES, PENDING];
  const rows = await Promise.all(ranges.map((range) => table.query(range, { cells: NAMING_CELLS })));
  return new Set(rows.flat().flatMap(namesIn));
}

const namesIn = ({ cells }: StoredRow): string[] =>
  NAMING_CELLS.flatMap((name) => (typeof cells[name] === 'string' ? cells[name].split(' ') : []));

const hashIn = (chunkKey: string): string => chunkKey.split('|')[1] ?? '';

/** Alert rows left by commits that lost, or that ended before they had tidied up. */
async function looseAlerts(session: Session, untouched: string): Promise<Doomed[]> {
  const rows = await session.table.query(ALERTS, { cells: ['check'], where: `loose eq true and ${untouched}` });
  if (rows.length === 0) return [];
  const named = await namedAlerts(session);
  return rows.filter((row) => !named.mayBeOpen(row)).slice(0, MOST_SWEPT);
}

async function remove(table: Table, rows: readonly Doomed[]): Promise<number> {
  let removed = 0;
  await eachOf(rows, async ({ rowKey, etag }) => {
    if (await table.remove(rowKey, etag)) removed += 1;
  });
  return removed;
}

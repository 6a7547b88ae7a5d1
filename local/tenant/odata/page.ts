/**
 * Cuts rows into pages. Nothing is kept between pages: the skip token says where the reader is and how this
 * reading was disturbed (order, duplicates, empty pages), so that all pages of one reading agree.
 */
import { shuffled } from '../random.ts';
import { badRequest } from '../reply.ts';
import type { Row, RowList } from './row-list.ts';

/** How one reading is disturbed; carried from page to page. */
export interface Disturbance {
  /** Orders the rows by chance. */
  readonly shuffle?: number;
  /** Ids that this reading does not show. */
  readonly hidden?: readonly string[];
  /** Every row comes twice, on different pages. */
  readonly duplicates?: true;
  /** An empty page comes before every page. */
  readonly emptyPages?: true;
}

export interface Cursor extends Disturbance {
  readonly offset: number;
  /** The empty page before this one has been served. */
  readonly full?: true;
  /** Counts the pages of a reading that never ends. */
  readonly turn?: number;
}

export interface Page {
  readonly rows: readonly Row[];
  /** Where the next page starts; null on the last one. */
  readonly next: Cursor | null;
}

export function cutPage(list: RowList, size: number, cursor: Cursor): Page {
  if (cursor.emptyPages && !cursor.full) return { rows: [], next: { ...cursor, full: true } };
  const order = disturbed(list, cursor);
  const length = (order ?? list).length * (cursor.duplicates ? 2 : 1);
  const step = cursor.duplicates ? Math.min(size, Math.max(1, list.length)) : size;
  const offset = cursor.offset + step;
  const { full: _, ...rest } = cursor;
  const rows: Row[] = [];
  for (let at = cursor.offset; at < Math.min(offset, length); at += 1) {
    rows.push(list.rowAt(order ? (order[at % order.length] ?? 0) : at % list.length));
  }
  return { rows, next: offset < length ? { ...rest, offset } : null };
}

/** The positions in the order they are shown; null: as they are. */
function disturbed(list: RowList, { shuffle, hidden }: Disturbance): readonly number[] | null {
  if (shuffle === undefined && !hidden) return null;
  const all = Array.from({ length: list.length }, (_, position) => position);
  const unseen = new Set(hidden);
  const shown = hidden ? all.filter((position) => !unseen.has(list.idAt(position))) : all;
  return shuffle === undefined ? shown : shuffled(shown, shuffle, (position) => list.idAt(position));
}

export const skipTokenOf = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** @throws GraphRefusal 400 when the token is not one of ours */
export function cursorOf(token: string): Cursor {
  const cursor = parsed(token);
  if (Number.isInteger(cursor?.offset)) return cursor as Cursor;
  throw badRequest('The skip token is not valid.');
}

function parsed(token: string): Partial<Cursor> | null {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Partial<Cursor> | null;
  } catch {
    return null;
  }
}

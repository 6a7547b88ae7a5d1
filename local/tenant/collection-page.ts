/**
 * One page of a collection: filter, order, cut, and the link to the next. Where rows are disturbed on demand, by a
 * fault or by shaking, it is decided on the first page and carried by the link.
 */
import type { Fault } from './faults.ts';
import type { GraphRequest } from './graph-request.ts';
import { comparableTime, matches } from './odata/filter.ts';
import { type Cursor, cursorOf, cutPage, type Page, skipTokenOf } from './odata/page.ts';
import type { Query } from './odata/query.ts';
import { type Row, type RowList, rowsAsList } from './odata/row-list.ts';
import type { World } from './world.ts';

/** As for directory objects; the audit log's own is not documented. */
const DEFAULT_PAGE_SIZE = 100;

/** The rows that were asked for, in the order that was asked for. */
export const matchingRows = (rows: readonly Row[], query: Query): RowList =>
  rowsAsList(
    ordered(
      rows.filter((row) => matches(row, query.filter)),
      query.orderBy,
    ),
  );

/** The rows that were asked for, cut to the page that was asked for. */
export function readPage(world: World, request: GraphRequest, query: Query, list: RowList, fault: Fault | null): Page {
  const cursor = query.skipToken === null ? firstCursor(world, request, query, list, fault) : cursorOf(query.skipToken);
  return cutPage(list, world.shaker.pageSize(query.top ?? DEFAULT_PAGE_SIZE), cursor);
}

function firstCursor(world: World, request: GraphRequest, query: Query, list: RowList, fault: Fault | null): Cursor {
  const reading = `${request.version}${request.path}?${request.params.get('$filter') ?? ''}`;
  return {
    offset: 0,
    ...world.shaker.disturb(reading, list, query.orderBy !== null),
    ...(fault?.kind === 'duplicates' && { duplicates: true }),
    ...(fault?.kind === 'empty-pages' && { emptyPages: true }),
  };
}

function ordered(rows: readonly Row[], by: Query['orderBy']): readonly Row[] {
  if (!by) return rows;
  const key = (row: Row): string => comparableTime(String(row[by.property]));
  const sign = by.descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Null on the last page. */
export function nextLink(world: World, request: GraphRequest, page: Page, fault: Fault | null): string | null {
  const token = request.params.get('$skiptoken');
  const here: Cursor = token === null ? { offset: 0 } : cursorOf(token);
  if (fault?.kind === 'loop') return linkTo(world.origin, request, here);
  if (fault?.kind === 'endless') return linkTo(world.origin, request, { ...here, turn: (here.turn ?? 0) + 1 });
  if (fault?.kind === 'elsewhere') return linkTo(fault.origin ?? 'https://graph.example.com', request, here);
  return page.next && linkTo(world.origin, request, page.next);
}

function linkTo(origin: string, request: GraphRequest, cursor: Cursor): string {
  const params = [...request.params].filter(([name]) => name !== '$skiptoken');
  const all = [...params, ['$skiptoken', skipTokenOf(cursor)] as const];
  const query = all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${origin}/${request.version}${request.path}?${query}`;
}

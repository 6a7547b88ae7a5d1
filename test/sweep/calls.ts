/**
 * Names the calls of a run by what they ask of whom, without ids and times, so that the same call has the same name in
 * every run. Only what is visible on the wire is looked at.
 */

/** What is asked of whom; `table` is any row that is no chunk. */
export type Kind =
  | 'token'
  | 'graph get'
  | 'table create'
  | 'table query'
  | 'table write'
  | 'transaction'
  | 'chunk query'
  | 'chunk upsert'
  | 'mail post'
  | 'mail get';

export const KINDS: readonly Kind[] = [
  'token',
  'graph get',
  'table create',
  'table query',
  'table write',
  'transaction',
  'chunk query',
  'chunk upsert',
  'mail post',
  'mail get',
];

export interface Named {
  readonly kind: Kind;
  readonly name: string;
}

/** A request as far as names need it. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}

export function storageCall({ method, url, body }: Asked): Named {
  const { pathname, searchParams } = new URL(url);
  if (pathname.endsWith('/Tables')) return { kind: 'table create', name: 'create table' };
  if (pathname.endsWith('/$batch')) return { kind: 'transaction', name: `transaction ${rowsIn(String(body))}` };
  if (method === 'GET') {
    const row = rowOf(/RowKey (?:eq|ge) '([^']*)/.exec(searchParams.get('$filter') ?? '')?.[1]);
    return { kind: row === 'chunk' ? 'chunk query' : 'table query', name: `query ${row}` };
  }
  const key = /RowKey='([^']*)/.exec(decodeURIComponent(pathname))?.[1] ?? /"RowKey":"([^"]*)/.exec(String(body))?.[1];
  const row = rowOf(key);
  return { kind: row === 'chunk' ? 'chunk upsert' : 'table write', name: `${method.toLowerCase()} ${row}` };
}

/** `chunk|0f3a…|0000` is a chunk. */
const rowOf = (key = ''): string => key.split('|')[0] ?? '';

/** The guard of a transaction stands first in it. */
const rowsIn = (body: string): string =>
  rowOf(/"RowKey":"([^"]*)/.exec(body)?.[1] ?? /RowKey='([^']*)/.exec(body)?.[1]);

export function graphCall(url: string): Named {
  const { pathname, searchParams } = new URL(url);
  const activity = /activityDisplayName eq '([^']*)'/.exec(searchParams.get('$filter') ?? '')?.[1];
  const path = pathname.replace(/^\/(v1\.0|beta)/, '');
  return { kind: 'graph get', name: `GET ${path}${activity ? ` (${activity})` : ''}` };
}

export const mailCall = ({ method }: Asked): Named =>
  method === 'POST' ? { kind: 'mail post', name: 'send mail' } : { kind: 'mail get', name: 'ask for a mail' };

export const TOKEN: Named = { kind: 'token', name: 'get token' };

/**
 * `GET /api/drift`: its parameters as a query of history, and a page of history as JSON or CSV. Whatever is not
 * exactly right in the parameters is refused with a reason: a filter that is silently dropped would hide drift.
 */

import * as z from 'zod';
import type { CheckName } from '../core/model/head.ts';
import type { HistoryPage, HistoryQuery } from '../core/model/history.ts';
import { parseJson } from '../core/model/json.ts';
import { type HttpAnswer, jsonAnswer, prefers, textAnswer } from './answer.ts';
import { csvText, jsonCell } from './csv.ts';
import { type Parsed, parametersOf, parsed, quoted as shown, Wrong } from './query.ts';

const PARAMETERS = ['check', 'since', 'limit', 'cursor', 'format'] as const;
const FORMATS = ['csv', 'json'] as const;
const USUAL_LIMIT = 100;
const MOST = 1000;

/**
 * @param query all parameters of the request; `code` is the function key and is not looked at
 * @param checks names of the checks that have a history
 */
export const parseDriftQuery = (query: URLSearchParams, checks: readonly CheckName[]): Parsed<HistoryQuery> =>
  parsed(() => {
    const given = parametersOf(query, PARAMETERS);
    read(given, 'format', null, format);
    return historyQuery(given, checks);
  });

const historyQuery = (given: ReadonlyMap<string, string>, checks: readonly CheckName[]): HistoryQuery => ({
  check: read(given, 'check', null, (text) => checkName(text, checks)),
  since: read(given, 'since', null, since),
  limit: read(given, 'limit', USUAL_LIMIT, limit),
  from: read(given, 'cursor', null, cursorPlace),
});

function read<Value, None>(
  given: ReadonlyMap<string, string>,
  name: (typeof PARAMETERS)[number],
  none: None,
  parse: (text: string) => Value,
): Value | None {
  const text = given.get(name);
  if (text === undefined) return none;
  if (text === '') throw new Wrong(`${name} is empty; give it a value or leave it out`);
  return parse(text);
}

function checkName(text: string, checks: readonly CheckName[]): CheckName {
  if (checks.includes(text)) return text;
  throw new Wrong(`check is ${shown(text)}; expected one of ${checks.join(', ')}`);
}

/** As history writes its times. Nothing is older than 1970, and years of five digits would not sort as text. */
function since(text: string): string {
  const time = SINCE.safeParse(text).success ? Date.parse(text) : Number.NaN;
  if (time <= LAST_MS) return new Date(Math.max(0, time)).toISOString();
  throw new Wrong(
    `since is ${shown(text)}; expected an ISO 8601 date such as 2026-11-01 (UTC), ` +
      'or a time with its zone such as 2026-11-01T08:30:00Z (a + is %2B in a URL)',
  );
}

const SINCE = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** For links, which cannot say `Accept`; the answer is chosen by `acceptIn`. */
function format(text: string): (typeof FORMATS)[number] {
  const known = FORMATS.find((one) => one === text);
  if (known) return known;
  throw new Wrong(`format is ${shown(text)}; expected one of ${FORMATS.join(', ')}`);
}

function limit(text: string): number {
  const rows = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (rows <= MOST) return rows;
  throw new Wrong(`limit is ${shown(text)}; expected a whole number from 1 to ${MOST}`);
}

type Place = NonNullable<HistoryQuery['from']>;

/** Opaque to the caller: base64url of row key and index. */
export const cursorOf = ({ rowKey, index }: Place): string =>
  Buffer.from(JSON.stringify([rowKey, index])).toString('base64url');

/** Only what `cursorOf` writes is read, character by character, and only what may stand in a row key. */
function cursorPlace(text: string): Place {
  const place = PLACE.safeParse(Buffer.from(text, 'base64url').toString());
  if (place.success) {
    const [rowKey, index] = place.data;
    if (cursorOf({ rowKey, index }) === text) return { rowKey, index };
  }
  throw new Wrong('cursor is not one that this address gave; start again without it');
}

/** No quotes, blanks or control characters, and none that Table Storage refuses in a key. */
const ROW_KEY = /^[\w!$%&()*+,.:;<=>@[\]^{|}~-]{1,1024}$/;

const PLACE = z
  .string()
  .max(4096)
  .transform(parseJson)
  .pipe(z.tuple([z.string().regex(ROW_KEY), z.number().int().min(0).max(1_000_000)]));

type Entry = HistoryPage['items'][number];

/**
 * The page as `{ items, next? }`, or as CSV with the same columns where `Accept` prefers it; the cursor of the next
 * page is then in the header `X-Next-Cursor`.
 */
export function driftAnswer(page: HistoryPage, accept: string | null): HttpAnswer {
  const next = page.next && cursorOf(page.next);
  if (prefers(accept, ['application/json', 'text/csv']) === 'application/json') {
    return jsonAnswer(200, { items: page.items.map(line), ...(next !== null && { next }) }, { Vary: 'Accept' });
  }
  return textAnswer(
    200,
    'text/csv; charset=utf-8; header=present',
    csvText(COLUMNS, page.items.map(cells), ['title']),
    {
      'Content-Disposition': 'attachment; filename="drift.csv"',
      Vary: 'Accept',
      ...(next !== null && { 'X-Next-Cursor': next }),
    },
  );
}

/** One line of the answer. Its id is its place in history, and stays. */
const line = ({ change, index, item, mailed }: Entry) => ({
  id: `${change.check}.${change.generation}.${index}`,
  at: change.at,
  check: change.check,
  source: item.source,
  change: item.change,
  key: item.key,
  title: item.title,
  severity: item.severity,
  ...(item.before !== null && { before: item.before }),
  ...(item.after !== null && { after: item.after }),
  ...(item.actor && { actor: { id: item.actor.id, name: item.actor.name, type: item.actor.type } }),
  mailed,
});

const COLUMNS = [
  'id',
  'at',
  'check',
  'source',
  'change',
  'key',
  'title',
  'severity',
  'before',
  'after',
  'actor',
  'mailed',
] as const;

function cells(entry: Entry) {
  const { before, after, actor, ...texts } = line(entry);
  const row = { ...texts, before: jsonCell(before), after: jsonCell(after), actor: jsonCell(actor) };
  return COLUMNS.map((column) => row[column]);
}

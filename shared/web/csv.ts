/**
 * Tables as CSV (RFC 4180, CRLF). Cells may hold text that an attacker chose, and the reader may be a spreadsheet:
 * no cell starts a formula, also not where the list separator is a semicolon, and none holds a character that cannot be seen.
 */
import { stringify } from 'csv-stringify/sync';
import type { Json } from '../core/model/json.ts';
import { visible, visibleWords } from '../core/text/neutral.ts';
import { jsonText } from './answer.ts';

export type Cell = string | number | boolean | null;

/**
 * @param rows one cell for each column, in the order of the columns; null is an empty cell
 * @param words columns that hold words of ours, in which names that are written from right to left stand isolated
 */
export const csvText = (
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  words: readonly string[] = [],
): string => {
  const areWords = columns.map((column) => words.includes(column));
  const cellOf = (cell: Cell, n: number): Cell => harmless(cell, areWords[n] ? visibleWords : visible);
  return stringify([[...columns], ...rows.map((row) => row.map(cellOf))], {
    cast: { boolean: String },
    escape_formulas: true,
    record_delimiter: 'windows',
  });
};

/** A value as JSON in a cell; semicolons are \u escapes, so that no spreadsheet splits the cell there. */
export const jsonCell = (value: Json | undefined): Cell =>
  value === undefined || value === null ? null : jsonText(value).replaceAll(';', '\\u003b');

const harmless = (cell: Cell, seen: (text: string) => string): Cell =>
  typeof cell === 'string' ? unstarted(seen(cell)) : cell;

/**
 * A quote before what starts a formula, alone or behind blanks or a semicolon, and before the look-alikes that
 * csv-stringify does not know (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const unstarted = (text: string): string => text.replace(FORMULA, "$1'");

const FORMULA = /(^|;)(?=\s*[=+@\p{Dash}＝﹦⁼₌＋﹢⁺₊＠﹫])/gu;

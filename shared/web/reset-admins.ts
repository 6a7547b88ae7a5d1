/**
 * `GET /api/reset-admins`: who can reset whom, as JSON, or the list alone as CSV, one row for each principal with its
 * paths as JSON in a cell. The state goes with both, so that no list is taken for known that is not.
 */
import type { Json } from '../core/model/json.ts';
import { type HttpAnswer, jsonAnswer, prefers, textAnswer } from './answer.ts';
import { type Cell, csvText, jsonCell } from './csv.ts';

export interface ResetAdminsDocument {
  readonly state: 'known' | 'partial' | 'unknown';
  /** Sources that are not seen, by name. */
  readonly missing: readonly string[];
  readonly readAt: string | null;
  readonly syncedUsers: number | null;
  readonly reachable: number | null;
  readonly list: readonly ListRow[];
  readonly indirect: readonly Json[];
}

type ListRow = { readonly [column in (typeof COLUMNS)[number]]: Json };

/** The keys of the list, in their order. */
const COLUMNS = ['id', 'type', 'name', 'upn', 'enabled', 'reach', 'reachOneStep', 'paths'] as const;

export function resetAdminsAnswer(document: ResetAdminsDocument, accept: string | null): HttpAnswer {
  const { state, missing, readAt, syncedUsers, reachable, list, indirect } = document;
  if (prefers(accept, ['application/json', 'text/csv']) === 'application/json') {
    const answer = { state, missing, readAt, syncedUsers, reachable, list, indirect };
    return jsonAnswer(200, answer, { Vary: 'Accept' });
  }
  return textAnswer(200, 'text/csv; charset=utf-8; header=present', csvText(COLUMNS, list.map(cells)), {
    'Content-Disposition': 'attachment; filename="reset-admins.csv"',
    Vary: 'Accept',
    'X-Watch-State': state,
  });
}

const cells = (row: ListRow): Cell[] => COLUMNS.map((column) => cell(row[column]));

const cell = (value: Json): Cell => (value !== null && typeof value === 'object' ? jsonCell(value) : value);

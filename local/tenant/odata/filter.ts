/**
 * The filters Graph documents for our endpoints: `property op literal`, `startswith(property,literal)` or
 * `property in (literals)`, or of a list `property/any(t:t/id eq literal)`, joined by ` and `. Nothing else is understood, and nothing is guessed: a quote inside a
 * string is doubled, a time, `true` and `false` stand without quotes.
 */
import { GraphRefusal } from '../reply.ts';
import type { Row } from './row-list.ts';

export interface Clause {
  readonly property: string;
  readonly operator: string;
  readonly kind: Literal;
  readonly value: string;
  /** All that `in` names. */
  readonly values: readonly string[];
  /** One of these must hold, this one among them. */
  readonly either?: readonly Clause[];
}

export type Literal = 'string' | 'time' | 'truth' | 'list';

/** The clauses that may be used, by property and operator. */
export type Accepted = Readonly<Record<string, Readonly<Record<string, Literal>>>>;

const TEXT = /'(?<text>(?:[^']|'')*)'/.source;
const TIME = /(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z)/.source;
const TRUTH = /(?<truth>true|false)/.source;
const LIST = /\((?<list>'(?:[^']|'')*'(?:, ?'(?:[^']|'')*')*)\)/.source;
const END = /(?<more> and |$)/.source;
const CLAUSES = [
  new RegExp(`(?<property>\\w+) (?<operator>\\w+) (?:${TEXT}|${TIME}|${TRUTH})${END}`, 'y'),
  new RegExp(`(?<property>\\w+) (?<operator>in) ${LIST}${END}`, 'y'),
  new RegExp(`(?<property>\\w+)/(?<operator>any)\\(t:t/id eq ${TEXT}\\)${END}`, 'y'),
  new RegExp(`(?<operator>startswith)\\((?<property>\\w+), ?${TEXT}\\)${END}`, 'y'),
];

const EITHER = /^\((?<any>[^()]+|[^()]*\([^()]*\)[^()]*)\)(?: and (?<rest>.+))?$/;

/** @param takesOr a first part in brackets may join clauses by ` or ` @throws GraphRefusal 400 `Request_UnsupportedQuery` */
export function parseFilter(text: string, accepted: Accepted, takesOr = false): Clause[] {
  const { any, rest } = (takesOr && EITHER.exec(text)?.groups) || {};
  if (any === undefined) return parseClauses(text, accepted);
  const either = any.split(/ or (?=\w+ eq ')/).flatMap((one) => parseClauses(one, accepted));
  const [first] = either;
  if (!first || either.length < 2) throw unsupported();
  return [{ ...first, either }, ...(rest === undefined ? [] : parseClauses(rest, accepted))];
}

function parseClauses(text: string, accepted: Accepted): Clause[] {
  const clauses: Clause[] = [];
  for (let at = 0, more = true; more; ) {
    const match = matchAt(text, at);
    const clause = match && clauseOf(match.groups ?? {}, accepted);
    if (!match || !clause || clauses.some((other) => other.property === clause.property)) throw unsupported();
    clauses.push(clause);
    more = match.groups?.more !== '';
    at += match[0].length;
  }
  return clauses;
}

function matchAt(text: string, at: number): RegExpExecArray | null {
  for (const clause of CLAUSES) {
    clause.lastIndex = at;
    const match = clause.exec(text);
    if (match) return match;
  }
  return null;
}

function clauseOf(parts: Readonly<Record<string, string | undefined>>, accepted: Accepted): Clause | null {
  const { property = '', operator = '', text, time, truth, list } = parts;
  const operators = Object.hasOwn(accepted, property) ? accepted[property] : undefined;
  const kind = operators && Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  const clause = (value: string, values = [value]): Clause => ({
    property,
    operator,
    kind: kind ?? 'string',
    value,
    values,
  });
  if (kind === 'list' && list !== undefined) return clause(list, listIn(list));
  if (kind === 'string' && text !== undefined) return clause(unquoted(text));
  if (kind === 'truth' && truth !== undefined) return clause(truth);
  return kind === 'time' && time !== undefined && isTime(time) ? clause(time) : null;
}

const unquoted = (text: string): string => text.replaceAll("''", "'");

/** Each value is a branch of its own (learn.microsoft.com/graph/filter-query-parameter). */
const MAX_VALUES = 15;

/** @throws GraphRefusal 400 for more than the directory takes */
function listIn(list: string): string[] {
  const values = [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = '']) => unquoted(text));
  if (values.length <= MAX_VALUES) return values;
  const message = `Too many child clauses specified in search filter expression containing 'OR' operators: ${values.length}. Max allowed: ${MAX_VALUES}.`;
  throw new GraphRefusal(400, 'Request_UnsupportedQuery', message);
}

export const matches = (row: Row, clauses: readonly Clause[]): boolean =>
  clauses.every(({ either, ...clause }) => (either ?? [clause]).some((one) => holds(row, one)));

function holds(row: Row, { property, operator, kind, value, values }: Clause): boolean {
  const actual = row[property];
  if (kind === 'truth') return String(actual) === value;
  if (operator === 'ne') return actual !== value;
  if (operator === 'any') return Array.isArray(actual) && actual.some(({ id }) => id === value);
  if (typeof actual !== 'string') return false;
  if (kind === 'list') return values.includes(actual);
  if (operator === 'startswith') return actual.toLowerCase().startsWith(value.toLowerCase());
  if (kind === 'string') return actual === value;
  const [a, b] = [comparableTime(actual), comparableTime(value)];
  return operator === 'ge' ? a >= b : a <= b;
}

/** Graph's times have up to seven fractional digits, more than a Date holds: compared as text of one length. */
export function comparableTime(time: string): string {
  const [whole = '', fraction = ''] = time.replace(/Z$/, '').split('.');
  return `${whole}.${fraction.padEnd(7, '0')}`;
}

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));

/** The documented sample of a query that the service does not support. */
export const unsupported = (): GraphRefusal => new GraphRefusal(400, 'Request_UnsupportedQuery', 'Unsupported Query.');

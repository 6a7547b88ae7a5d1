/**
 * The filters Graph documents for our endpoints: `property op literal` or `startswith(property,literal)`, joined by
 * ` and `. Nothing else is understood, and nothing is guessed: a quote inside a string is doubled, a time stands
 * without quotes.
 */
import type { Literal, Row } from '../endpoint.ts';
import { GraphRefusal } from '../reply.ts';

export interface Clause {
  readonly property: string;
  readonly operator: string;
  readonly kind: Literal;
  readonly value: string;
}

type Accepted = Readonly<Record<string, Readonly<Record<string, Literal>>>>;

const TEXT = /'(?<text>(?:[^']|'')*)'/.source;
const TIME = /(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z)/.source;
const END = /(?<more> and |$)/.source;
const CLAUSES = [
  new RegExp(`(?<property>\\w+) (?<operator>\\w+) (?:${TEXT}|${TIME})${END}`, 'y'),
  new RegExp(`(?<operator>startswith)\\((?<property>\\w+), ?${TEXT}\\)${END}`, 'y'),
];

/** @throws GraphRefusal 400 `Request_UnsupportedQuery` */
export function parseFilter(text: string, accepted: Accepted): Clause[] {
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
  const { property = '', operator = '', text, time } = parts;
  const operators = Object.hasOwn(accepted, property) ? accepted[property] : undefined;
  const kind = operators && Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (kind === 'string' && text !== undefined) {
    return { property, operator, kind, value: text.replaceAll("''", "'") };
  }
  return kind === 'time' && time !== undefined && isTime(time) ? { property, operator, kind, value: time } : null;
}

export const matches = (row: Row, clauses: readonly Clause[]): boolean => clauses.every((clause) => holds(row, clause));

function holds(row: Row, { property, operator, kind, value }: Clause): boolean {
  const actual = row[property];
  if (typeof actual !== 'string') return false;
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
const unsupported = (): GraphRefusal => new GraphRefusal(400, 'Request_UnsupportedQuery', 'Unsupported Query.');

/**
 * One question to the audit log. The log refuses a lower bound older than it keeps (400, about 30 days), so a bound that
 * may be older is left out, and a refusal is answered by the question without one. A mark that bounds are made from moves
 * with every good reading, not only with events: a quiet log must not make its own next question refused.
 */
import type * as z from 'zod';
import { iso, minutesMs, ms } from '../core/model/times.ts';
import type { GraphReader } from '../graph/graph.ts';
import { isRefusedQuestion } from './refusals.ts';

export const AUDIT_PERMISSION = 'AuditLog.Read.All';

const DAY_MS = minutesMs(24 * 60);

/** The log may deliver late: each reading looks this far behind the mark of the last one. */
export const OVERLAP_MS = DAY_MS;

/** A day less than the shortest retention there is (7 days without a licence), so that no bound meets its edge. */
const SURELY_KEPT_MS = 6 * DAY_MS;

/** `category` is not among the documented filters, and widely used. `target`: the id of one of the targets. */
interface AuditClause {
  readonly property: 'activityDisplayName' | 'loggedByService' | 'category' | 'target';
  /** Default `eq`. */
  readonly operator?: 'eq' | 'startswith';
  readonly is: string;
}

/** What is documented is `eq` and `startswith` with `ge`. */
export interface AuditQuestion extends AuditClause {
  /** Further rows that are wanted too. `or` is documented nowhere, and widely used: where it is refused each is asked by itself. */
  readonly or?: readonly AuditClause[];
  /** Lower bound in ms, both ends inclusive; null: all that the log keeps. */
  readonly since: number | null;
}

/**
 * What the log refuses is asked otherwise: each clause by itself, one after the other for the quota's sake, then without the
 * bound. @param ask by the path of a question; one answer for each that was taken
 */
export async function inTakenForms<R>(question: AuditQuestion, ask: (path: string) => Promise<R>): Promise<R[]> {
  const { or = [], since, ...first } = question;
  try {
    return [await ask(auditPath(question))];
  } catch (thrown) {
    if (!isRefusedQuestion(thrown) || (or.length === 0 && since === null)) throw thrown;
  }
  if (or.length === 0) return [await ask(auditPath({ ...first, since: null }))];
  const answers: R[] = [];
  for (const one of [first, ...or]) answers.push(...(await inTakenForms({ ...one, since }, ask)));
  return answers;
}

/** Rows in any order; without a bound also older ones than asked for. */
export async function auditRows<T>(graph: GraphReader, question: AuditQuestion, shape: z.ZodType<T>): Promise<T[]> {
  const list = (path: string) => graph.list(path, shape, { permission: AUDIT_PERMISSION });
  return (await inTakenForms(question, list)).flat();
}

/** The first page of a question, for whoever reads on in a later poll. What the log does not take is theirs to ask otherwise. */
export function auditPath({ or = [], since, ...first }: AuditQuestion): string {
  const bound = since === null ? '' : ` and activityDateTime ge ${iso(since)}`;
  const clauses = [first, ...or].map(clauseText);
  const asked = or.length === 0 ? clauses.join('') : `(${clauses.join(' or ')})`;
  return `/auditLogs/directoryAudits?$filter=${encodeURIComponent(`${asked}${bound}`)}`;
}

function clauseText({ property, operator = 'eq', is }: AuditClause): string {
  const value = `'${is.replaceAll("'", "''")}'`;
  if (property === 'target') return `targetResources/any(t:t/id eq ${value})`;
  return operator === 'eq' ? `${property} eq ${value}` : `${operator}(${property},${value})`;
}

/**
 * The lower bound of the next question, in ms; null: none. Our clock only says whether a bound is young enough to be
 * asked with, so that a wrong one costs rows and never events.
 */
export function boundFrom(mark: string | null, now: number): number | null {
  const bound = mark === null ? null : ms(mark) - OVERLAP_MS;
  return bound === null || Number.isNaN(bound) || bound < now - SURELY_KEPT_MS ? null : bound;
}

/**
 * What happened before this, in ms, an earlier reading has read. A question without a bound brings it again, which a log
 * that forgets must not take for news.
 */
export function newsFrom(mark: string | null): number {
  const from = mark === null ? Number.NaN : ms(mark) - OVERLAP_MS;
  return Number.isNaN(from) ? Number.NEGATIVE_INFINITY : from;
}

/**
 * The mark that a good reading leaves: its newest event, and no further behind Graph's own clock than the log may deliver
 * late. Never ahead of that clock, so that no event with a time to come hides those before it.
 *
 * @param times of the events that were read, ISO 8601; @param graphNow Graph's `Date` in ms; null: it did not say
 */
export function markAfter(times: readonly string[], before: string | null, graphNow: number | null): string | null {
  const newest = [...times, ...(before === null ? [] : [before])].sort().at(-1) ?? null;
  if (graphNow === null) return newest;
  const earliest = graphNow - OVERLAP_MS;
  return iso(Math.min(graphNow, Math.max(earliest, newest === null ? earliest : ms(newest))));
}

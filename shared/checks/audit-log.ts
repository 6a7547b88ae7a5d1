/**
 * One question to the audit log. The log refuses a lower bound older than it keeps (400, about 30 days), so a bound that
 * may be older is left out, and a refusal is answered by the question without one. A mark that bounds are made from moves
 * with every good reading, not only with events: a quiet log must not make its own next question refused.
 */
import type * as z from 'zod';
import { iso, minutesMs, ms } from '../core/model/times.ts';
import { MonitorError } from '../errors.ts';
import type { GraphError, GraphReader, ListOptions } from '../graph/graph.ts';

export const AUDIT_PERMISSION = 'AuditLog.Read.All';

const DAY_MS = minutesMs(24 * 60);

/** The log may deliver late: each reading looks this far behind the mark of the last one. */
export const OVERLAP_MS = DAY_MS;

/** A day less than the shortest retention there is (7 days without a licence), so that no bound meets its edge. */
const SURELY_KEPT_MS = 6 * DAY_MS;

/** Both properties can be filtered as documented, `eq` with `ge`; `or` and `in` are documented nowhere here. */
export interface AuditQuestion {
  readonly property: 'activityDisplayName' | 'loggedByService';
  readonly is: string;
  /** Lower bound in ms, both ends inclusive; null: all that the log keeps. */
  readonly since: number | null;
}

/** Rows in any order; without a bound also older ones than asked for. */
export async function auditRows<T>(
  graph: GraphReader,
  { since, ...asked }: AuditQuestion,
  shape: z.ZodType<T>,
  options: Pick<ListOptions, 'maxPages'> = {},
): Promise<T[]> {
  const list = (bound: number | null) =>
    graph.list(pathOf(asked, bound), shape, { ...options, permission: AUDIT_PERMISSION });
  if (since === null) return list(null);
  try {
    return await list(since);
  } catch (thrown) {
    if (!isRefusedQuestion(thrown)) throw thrown;
    return list(null);
  }
}

function pathOf({ property, is }: Omit<AuditQuestion, 'since'>, since: number | null): string {
  const bound = since === null ? '' : ` and activityDateTime ge ${iso(since)}`;
  return `/auditLogs/directoryAudits?$filter=${encodeURIComponent(`${property} eq '${is.replaceAll("'", "''")}'${bound}`)}`;
}

/** Not for want of a right, a licence or time, and for nothing that passes: Graph does not take the question itself. */
export const isRefusedQuestion = (thrown: unknown): boolean =>
  thrown instanceof MonitorError && thrown.code === 'contract' && (thrown as Partial<GraphError>).status === 400;

/**
 * The lower bound of the next question, in ms; null: none. Our clock only says whether a bound is young enough to be
 * asked with, so that a wrong one costs rows and never events.
 */
export function boundFrom(mark: string | null, now: number): number | null {
  const bound = mark === null ? null : ms(mark) - OVERLAP_MS;
  return bound === null || Number.isNaN(bound) || bound < now - SURELY_KEPT_MS ? null : bound;
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

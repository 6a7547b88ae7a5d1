/**
 * The newest rows of a question to the audit log, in a bounded number of pages: whoever may write to the log can fill it, and
 * must not make a reading without end. What was not read is said, and never taken for nothing.
 */
import type * as z from 'zod';
import { ms } from '../core/model/times.ts';
import type { GraphReader } from '../graph/graph.ts';
import { AUDIT_PERMISSION, type AuditQuestion, inTakenForms } from './audit-log.ts';
import { readTime } from './times.ts';

export interface Newest<T> {
  readonly rows: readonly T[];
  /** There are more, which are older. */
  readonly isCut: boolean;
}

interface Pages<T> extends Newest<T> {
  /** Where they go on; null: nowhere. */
  readonly next: string | null;
}

/** @param pages of each form that the log takes the question in */
export async function newestRows<T>(
  graph: GraphReader,
  question: AuditQuestion,
  shape: z.ZodType<T>,
  pages: number,
): Promise<Newest<T>> {
  const all = await inTakenForms(question, (path) => inPages(graph, path, shape, pages));
  return { rows: all.flatMap(({ rows }) => rows), isCut: all.some(({ isCut }) => isCut) };
}

/** @throws GraphError where the log does not take the question */
export async function inPages<T>(
  graph: GraphReader,
  first: string,
  shape: z.ZodType<T>,
  most: number,
): Promise<Pages<T>> {
  const rows: T[] = [];
  let next: string | null = first;
  for (let page = 0; page < most && next !== null; page += 1) {
    const found: { items: T[]; next: string | null } = await graph.page(next, shape, { permission: AUDIT_PERMISSION });
    rows.push(...found.items);
    next = found.next;
  }
  return { rows, isCut: next !== null, next };
}

/** Times that can be read, ISO 8601. */
export const timesOf = (rows: readonly { readonly activityDateTime?: unknown }[]): string[] =>
  rows.flatMap(({ activityDateTime }) => readTime('activityDateTime', activityDateTime).at ?? []);

/** Whether something since then, in ms, may be among what was not read. */
export const isShort = ({ rows, isCut }: Newest<{ readonly activityDateTime?: unknown }>, since: number): boolean =>
  isCut && Math.min(...timesOf(rows).map(ms)) > since;

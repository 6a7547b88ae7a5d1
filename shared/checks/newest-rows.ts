/**
 * The newest rows of a question to the audit log, in a bounded number of pages: whoever may write to the log can fill it, and
 * must not make a reading without end. What was not read is said, and never taken for nothing.
 */
import type * as z from 'zod';
import { ms } from '../core/model/times.ts';
import type { GraphReader } from '../graph/graph.ts';
import { AUDIT_PERMISSION, type AuditQuestion, auditPath } from './audit-log.ts';
import { isRefusedQuestion } from './refusals.ts';
import { readTime } from './times.ts';

export interface Newest<T> {
  readonly rows: readonly T[];
  /** There are more, which are older. */
  readonly isCut: boolean;
  /** Where they go on; null: nowhere, or at several places. */
  readonly next: string | null;
}

/** What the log refuses is asked otherwise: each clause by itself, then without the bound. */
export async function newestRows<T>(
  graph: GraphReader,
  question: AuditQuestion,
  shape: z.ZodType<T>,
  pages: number,
): Promise<Newest<T>> {
  const { or = [], since, ...first } = question;
  try {
    return await inPages(graph, auditPath(question), shape, pages);
  } catch (thrown) {
    if (!isRefusedQuestion(thrown) || (or.length === 0 && since === null)) throw thrown;
    if (or.length === 0) return inPages(graph, auditPath({ ...first, since: null }), shape, pages);
  }
  const all: Newest<T>[] = [];
  for (const one of [first, ...or]) all.push(await newestRows(graph, { ...one, since }, shape, pages));
  return { rows: all.flatMap(({ rows }) => rows), isCut: all.some(({ isCut }) => isCut), next: null };
}

/** @throws GraphError where the log does not take the question */
export async function inPages<T>(
  graph: GraphReader,
  first: string,
  shape: z.ZodType<T>,
  most: number,
): Promise<Newest<T>> {
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
export const isShort = (
  { rows, isCut }: Omit<Newest<{ readonly activityDateTime?: unknown }>, 'next'>,
  since: number,
): boolean => isCut && Math.min(...timesOf(rows).map(ms)) > since;

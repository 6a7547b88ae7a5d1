/**
 * Reads bodies of answers: JSON of the agreed shape or a `contract` error, which names the path and the first field
 * that is wrong, never a value. Extra fields are no error: Graph adds them at any time.
 */
import type { z } from 'zod';
import { parseJson } from '../core/model/json.ts';
import { contractError } from './errors.ts';

/** @param what how messages name the request */
export function jsonOf(text: string, what: string): unknown {
  const value = parseJson(text);
  if (value === undefined) throw contractError(what, 'the answer is not whole JSON');
  return value;
}

/** @param place put before the field that is wrong, such as `value[3]` */
export function shaped<T>(value: unknown, shape: z.ZodType<T>, what: string, place = ''): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = place + (issue?.path ?? []).map(segment).join('');
  const wanted = issue?.code === 'invalid_type' ? `expected ${issue.expected}` : (issue?.code ?? 'invalid');
  throw contractError(what, `${field.replace(/^\./, '') || 'the answer'} is not as agreed (${wanted})`);
}

/** Keys of a record can be the tenant's: only plain names are shown. */
function segment(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z@][A-Za-z0-9_.@]{0,60}$/.test(String(key)) ? `.${String(key)}` : '.(key)';
}

/** The digits of a `/$count`. */
export function countOf(text: string, what: string): number {
  const digits = /^\s*(\d{1,15})\s*$/.exec(text)?.[1];
  if (digits === undefined) throw contractError(what, 'the answer is not a number');
  return Number(digits);
}

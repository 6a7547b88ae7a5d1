/**
 * JSON values and their one canonical text: object keys in order, no white space.
 * Equal values have equal texts, so a text can be hashed and compared. What is no JSON has none, and is never stored.
 */
import { own } from './own.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** @throws TypeError for what is no JSON, whatever its type says: `JSON.stringify` would leave it out or write null */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return scalar(value);
  if (isList(value)) return value.every(isText) ? JSON.stringify(value) : `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(own(value, key) as Json)}`).join(',')}}`;
}

function scalar(value: unknown): string {
  if (isJson(value)) return JSON.stringify(value);
  throw new TypeError(`${typeof value === 'number' ? String(value) : typeof value} is no JSON`);
}

/** Whether a value is what it can be read back as: no function, no `undefined`, no NaN, nothing with a class of its own. */
export function isJson(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && isPlain(value) && Object.values(value).every(isJson);
}

const isPlain = (value: object): boolean =>
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

/** A text as JSON; undefined when it is none. Its shape is for whoever reads it. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function sameJson(a: Json, b: Json): boolean {
  return canonical(a) === canonical(b);
}

/** A list of texts alone may be long, and is written at once. */
const isText = (value: Json): boolean => typeof value === 'string';

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

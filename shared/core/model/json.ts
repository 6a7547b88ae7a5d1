/**
 * JSON values and their one canonical text: object keys in order, no white space.
 * Equal values have equal texts, so a text can be hashed and compared.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return value.every(isText) ? JSON.stringify(value) : `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

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

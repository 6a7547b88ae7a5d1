/**
 * Looks a name up among what a record itself holds. `record[name]` also finds what every object inherits (`constructor`,
 * `__proto__`, `toString`), and a name may be one that an attacker chose; so nothing else looks up by a `string`, and
 * test/look-ups.test.ts holds that.
 */

/** Undefined: there is no such record, or it holds nothing of that name. */
export const own = <T>(record: { readonly [name: string]: T } | null | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

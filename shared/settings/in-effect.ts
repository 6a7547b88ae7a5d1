/**
 * A setting as it is in effect, for the record: what it decides, what it holds, and whether the watch sees or says less
 * with it than by default. Of a secret only a mark that tells two apart, of a value that is not accepted nothing.
 */

export interface SettingInEffect {
  readonly name: string;
  /** Follows its name in brackets, such as "who is mailed". */
  readonly decides: string;
  /** Null: not set and without a default, secret, or not acceptable. A list where it is one. */
  readonly value: string | readonly string[] | null;
  /** Of a secret that is set: another one has another mark. */
  readonly mark: string | null;
  /** It is set and not acceptable. */
  readonly wrong: boolean;
  /** What it is without being set; null: nothing. */
  readonly usual: string | null;
  /** The watch sees or says less with it than without it. */
  readonly weaker: boolean;
}

/** Those to show: with them the watch sees or says less than by default. */
export const weakIn = (all: readonly SettingInEffect[]) =>
  all.filter(({ weaker }) => weaker).map(({ name, decides, value, usual }) => ({ name, decides, value, usual }));

/** Whatever a setting holds, as people write it. */
export function asWritten(value: unknown): string | readonly string[] | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String);
  if (typeof value !== 'object') return String(value);
  const { url, endpoint, says, on, by } = value as { readonly [name: string]: unknown };
  return says === undefined ? String(url ?? endpoint) : `${says}@${on} by ${by}`;
}

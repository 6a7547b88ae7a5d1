/** How settings in effect are written, and which of them make the watch see or say less. */
import type { SettingInEffect } from '../core/model/setting.ts';

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

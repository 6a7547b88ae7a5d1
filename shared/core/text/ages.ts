/** Times and ages in words for people: UTC, and never more exact than is of use. */
import { ms } from '../model/times.ts';
import { type Words, words } from './words.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A duration in its largest whole unit: "3 minutes", "2 days"; below one minute "less than a minute". */
export function durationText(durationMs: number): Words {
  const [name, size] = UNITS.find(([, ms]) => durationMs >= ms) ?? [];
  if (name === undefined || size === undefined) return words`less than a minute`;
  const count = Math.floor(durationMs / size);
  return count === 1 ? words`1 ${name}` : words`${count} ${name}s`;
}

/** "3 minutes ago"; "just now", also for what lies ahead. */
export const agoText = (durationMs: number): Words =>
  durationMs < 60_000 ? words`just now` : words`${durationText(durationMs)} ago`;

/** ISO 8601 as "2026-11-20 10:15:03 UTC"; null for anything else, since `Date` takes almost any text for a time. */
export function utcText(at: string): Words | null {
  const time = /^\d{4}-\d{2}-\d{2}T/.test(at) ? ms(at) : Number.NaN;
  if (Number.isNaN(time)) return null;
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC` as Words;
}

/** A day as it is, "2026-11-20"; null for anything else. */
export const dayText = (day: string): Words | null => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? (day as Words) : null);

/** "2026-11-20 10:15:03 UTC (3 minutes ago)". A stored time that lies ahead counts as now. */
export function whenText(at: string | null, now: number): Words {
  const text = at === null ? null : utcText(at);
  if (at === null || text === null) return words`at an unknown time`;
  return words`${text} (${agoText(now - ms(at))})`;
}

/**
 * Times and durations as the synchronization API writes them. Its sentinels for "never" (year 1) and "not scheduled"
 * (more than 29,000 years) are null here, as is whatever cannot be read: never a time that nobody said.
 */
import { iso, minutesMs, ms } from '../../core/model/times.ts';

/** Before any of this existed. */
const FIRST_YEAR_MS = Date.UTC(2000, 0, 1);
const LONGEST_INTERVAL_MS = minutesMs(366 * 24 * 60);

/** ISO 8601 with any number of fractional digits, as ISO 8601 with three; null for none, a sentinel or no time. */
export function graphTime(text: string | null | undefined): string | null {
  const time = text && /^\d{4}-\d{2}-\d{2}T/.test(text) ? ms(text) : Number.NaN;
  return time >= FIRST_YEAR_MS ? iso(time) : null;
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** An `Edm.Duration` such as `PT40M` in ms; null for none, nothing, a sentinel or no duration. */
export function durationMs(text: string | null | undefined): number | null {
  const parts = DURATION.exec(text ?? '');
  if (!parts) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const total = minutesMs(days * 1440 + hours * 60 + minutes) + seconds * 1000;
  return total > 0 && total <= LONGEST_INTERVAL_MS ? total : null;
}

/**
 * The one reader of times and durations that Graph writes. A time comes out as UTC, ISO 8601 with milliseconds, whatever
 * its zone and number of digits; one without a zone is UTC, as all of Graph's are. What cannot be read is said in words
 * that name the field, and is never a time that nobody said.
 */
import { iso, minutesMs, ms } from '../core/model/times.ts';

/** `at`: null for none, or none that can be read. `odd`: what stands there instead of a time, in words; null: nothing odd. */
interface ReadTime {
  readonly at: string | null;
  readonly odd: string | null;
}

const TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|([+-]\d{2}):?(\d{2}))?$/i;

/** Before any of this existed: Graph writes the first day of the year 1 for "never". */
const FIRST_YEAR = iso(Date.UTC(2000, 0, 1));

/** When something happened, or ends. @param field how Graph names it, for the words */
export function readTime(field: string, value: unknown): ReadTime {
  const read = readLifeTime(field, value);
  if (read.at !== null || read.odd !== null || isNone(value)) return read;
  return { at: null, odd: `${field} is no time that can be meant: ${shown(value)}` };
}

/** A sign of life: the sentinel that stands for "never" is none, and nothing odd. */
export function readLifeTime(field: string, value: unknown): ReadTime {
  if (isNone(value)) return { at: null, odd: null };
  const at = typeof value === 'string' ? utcOf(value) : null;
  if (at !== null) return { at: at >= FIRST_YEAR ? at : null, odd: null };
  return { at, odd: `${field} is not a time: ${shown(value)}; expected ISO 8601 such as 2026-11-20T09:14:02Z` };
}

const isNone = (value: unknown): boolean => value === null || value === undefined || value === '';

/** A day that its month does not have is no time, though the engine would take it for one of the next month. */
function utcOf(text: string): string | null {
  const [, day, clock, hours, minutes] = TIME.exec(text) ?? [];
  if (day === undefined || Number.isNaN(ms(day)) || !iso(ms(day)).startsWith(day)) return null;
  const time = ms(`${day}T${clock}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  return Number.isNaN(time) ? null : iso(time);
}

const MOST_SHOWN = 40;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/** Null also for what cannot be read. */
export const lifeTime = (value: unknown): string | null => readLifeTime('', value).at;

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const LONGEST_INTERVAL_MS = minutesMs(366 * 24 * 60);

/**
 * An `Edm.Duration` such as `PT40M` in ms; null for none, nothing, no duration, or the sentinel that stands for "not
 * scheduled" (more than 29,000 years).
 */
export function durationMs(text: string | null | undefined): number | null {
  const parts = DURATION.exec(text ?? '');
  if (!parts) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const total = minutesMs(days * 1440 + hours * 60 + minutes) + seconds * 1000;
  return total > 0 && total <= LONGEST_INTERVAL_MS ? total : null;
}

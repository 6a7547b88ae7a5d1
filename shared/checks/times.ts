/**
 * The one reader of times that Graph writes: UTC as ISO 8601 with milliseconds comes out, whatever the zone or the number
 * of digits. A time without a zone is UTC, as all of Graph's are. What cannot be read is said, and never a time.
 */
import { iso, ms } from '../core/model/times.ts';

/** `at`: null for none, or none that can be read. `odd`: what stands there instead of a time, in words; null: nothing odd. */
export interface ReadTime {
  readonly at: string | null;
  readonly odd: string | null;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;
const HAS_ZONE = /(Z|[+-]\d{2}:?\d{2})$/i;

/** @param field how Graph names it, for the words */
export function readTime(field: string, value: unknown): ReadTime {
  if (value === null || value === undefined || value === '') return { at: null, odd: null };
  const time =
    typeof value === 'string' && TIME.test(value) ? ms(HAS_ZONE.test(value) ? value : `${value}Z`) : Number.NaN;
  if (!Number.isNaN(time)) return { at: iso(time), odd: null };
  return { at: null, odd: `${field} is not a time: ${shown(value)}; expected ISO 8601 such as 2026-11-20T09:14:02Z` };
}

const MOST_SHOWN = 40;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
};

/**
 * Reads the header `Retry-After`: how long the other side asks us to wait. Pure. What it cannot read is null, so that
 * the caller falls back to its own waits; it never guesses, because `Date` takes almost any text for a date.
 */

/** One number, or several: two equal headers arrive joined by a comma. Graph also sends decimals such as `0.249`. */
const SECONDS = /^(\d+(\.\d*)?|\.\d+)(\s*,\s*(\d+(\.\d*)?|\.\d+))*$/;
/** The three forms of a date that RFC 9110 section 5.6.7 tells a recipient to accept; the last one names no zone. */
const IMF_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC850_DATE = /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME_DATE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * | header | wait |
 * |---|---|
 * | `120`, `0.249`, `.5`, `3.` | that many seconds, rounded up to the ms |
 * | `5, 10` | the longest |
 * | a date | until then; 0 when it is past |
 * | a number beyond all bounds | the largest safe integer |
 * | none, empty, negative, `1e3`, `5s`, other dates, anything else | null |
 *
 * @param now epoch ms
 * @returns ms, a whole number from 0
 */
export function retryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (SECONDS.test(text)) return inMs(Math.max(...text.split(',').map(Number)));
  const at = dateOf(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

const inMs = (seconds: number): number => Math.min(Math.ceil(seconds * 1000), Number.MAX_SAFE_INTEGER);

function dateOf(text: string): number {
  if (IMF_DATE.test(text) || RFC850_DATE.test(text)) return Date.parse(text);
  return ASCTIME_DATE.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}

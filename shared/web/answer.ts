/**
 * What an HTTP route answers, before it meets the host: status, headers and a text. Nothing here knows the host,
 * nothing may be cached, and an error says its code, message and hint, never a stack.
 */
import { parseAccept } from 'hono/utils/accept';
import { type ErrorCode, MonitorError, reportOf } from '../errors.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

/**
 * What a caller of ours gets when we could not do it, whoever's fault it was. 503: on-call's monitor shall alarm,
 * and it may be over by itself. 500: it will not be over by itself.
 */
const httpStatus: { readonly [code in ErrorCode]: number } = {
  config: 503,
  auth: 503,
  denied: 503,
  unlicensed: 503,
  throttled: 503,
  unavailable: 503,
  contract: 500,
  conflict: 503,
  internal: 500,
};

/** Any text. A browser does not guess another type than the one given. */
export const textAnswer = (status: number, contentType: string, body: string, headers: Headers = {}): HttpAnswer => ({
  status,
  headers: {
    'Content-Type': contentType,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  },
  body,
});

/** @param type media type without its charset, e.g. `application/health+json` */
export const jsonAnswer = (
  status: number,
  value: unknown,
  headers: Headers = {},
  type = 'application/json',
): HttpAnswer => textAnswer(status, `${type}; charset=utf-8`, jsonText(value), headers);

/** The caller's mistake: 400 with `{ error: { code: 'bad-request', message } }`. */
export const badRequest = (message: string): HttpAnswer => jsonAnswer(400, { error: { code: 'bad-request', message } });

/** Ours: `{ error: { code, message, hint } }`. Anything but a MonitorError is `internal`, its text kept back. */
export function errorAnswer(thrown: unknown): HttpAnswer {
  const { code, message, hint } = reportOf(thrown);
  const waitMs = thrown instanceof MonitorError ? thrown.retryAfterMs : undefined;
  const headers: Headers = waitMs === undefined ? {} : { 'Retry-After': String(Math.ceil(waitMs / 1000)) };
  return jsonAnswer(httpStatus[code], { error: { code, message, hint } }, headers);
}

/** The same for HEAD: status and headers alone. */
export const bodiless = (answer: HttpAnswer): HttpAnswer => ({ ...answer, body: '' });

/**
 * JSON that is also harmless where it is not read as JSON: markup, and characters that steer a terminal or turn the
 * order of writing, are written as \u escapes. Every parser reads the same values from it.
 * @param indent blanks per level; 0: one line
 */
export const jsonText = (value: unknown, indent = 0): string =>
  JSON.stringify(value, null, indent).replace(/[<>&\u007f-\u009f\u2028\u2029]|\p{Cf}/gu, escaped);

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * The offered media type that `Accept` prefers (RFC 9110 section 12.5.1): each offer has the quality of the most
 * specific range that names it; equals go by that range's specificity, then its place in the header, then by offer.
 * @returns the first offer when there is no preference, or none that can be met
 */
export function prefers<Type extends string>(accept: string | null, offered: readonly [Type, ...Type[]]): Type {
  const ranges = parseAccept(accept ?? '').map((range, place) => ({ ...range, place }));
  const choices = offered.flatMap((type) => {
    const matches = ranges.filter((range) => specificity(range.type, type) > 0);
    const best = matches.sort((a, b) => specificity(b.type, type) - specificity(a.type, type))[0];
    return best && best.q > 0 ? [{ type, q: best.q, fit: specificity(best.type, type), place: best.place }] : [];
  });
  return choices.sort((a, b) => b.q - a.q || b.fit - a.fit || a.place - b.place)[0]?.type ?? offered[0];
}

/** Whether a parameter is the function key: the host takes its name in any case. */
export const isKey = (name: string): boolean => name.toLowerCase() === 'code';

/** What a link asks for, since it cannot say `Accept`: `format=csv` or `format=json`. */
export const acceptIn = (query: URLSearchParams, accept: string | null): string | null =>
  FORMATS.get(query.get('format') ?? '') ?? accept;

const FORMATS = new Map([
  ['csv', 'text/csv'],
  ['json', 'application/json'],
]);

/** How closely a range names a type: 3 itself, 2 `text/*`, 1 anything, 0 not at all. Parameters do not count. */
function specificity(range: string, type: string): number {
  const wanted = range.toLowerCase();
  if (wanted === type) return 3;
  if (wanted === `${type.split('/')[0]}/*`) return 2;
  return wanted === '*/*' || wanted === '*' ? 1 : 0;
}

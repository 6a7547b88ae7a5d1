/**
 * Reads what somebody answers, from a form or from JSON. What is not understood is one sentence that says what was
 * expected; nothing is guessed.
 */

import * as z from 'zod';
import type { AnswerWish } from '../../core/model/answer.ts';
import { parseJson } from '../../core/model/json.ts';
import { own } from '../../core/model/own.ts';
import { iso, ms } from '../../core/model/times.ts';

const DAY_MS = 24 * 3600_000;
const LONGEST_SNOOZE_MS = 30 * DAY_MS;
/** More than any answer takes. */
const MOST_BODY = 10_000;

const text = (most: number) => z.string().trim().min(1).max(most);

const shape = z.strictObject({
  action: z.enum(['acknowledge', 'snooze', 'reopen']),
  by: text(100),
  why: text(500),
  until: z.string().optional(),
  seen: z.string().max(100).nullish(),
});

const EXPECTED: { readonly [field: string]: string } = {
  action: 'action: "acknowledge", "snooze" or "reopen"',
  by: 'by: who you are, 1 to 100 characters',
  why: 'why: the reason, 1 to 500 characters',
  seen: 'seen: as it stood in the answer to a GET',
  until: 'until: a time in ISO 8601 with its zone, such as 2026-11-30T08:00:00Z, at most 30 days ahead',
};

/** @param signedIn the name that the platform tells; it stands in place of what is typed */
export function wishIn(
  body: string,
  contentType: string | null,
  now: number,
  signedIn: string | null,
): AnswerWish | string {
  if (body.length > MOST_BODY) return `The answer is longer than ${MOST_BODY} characters.`;
  const fields = fieldsIn(body, contentType, now);
  if (fields === null) return 'Expected a JSON object, or the fields of the form.';
  const parsed = shape.safeParse(signedIn === null ? fields : { ...fields, by: signedIn.slice(0, 100) });
  if (!parsed.success) return wrongIn(parsed.error.issues);
  const { action, by, why, until, seen = null } = parsed.data;
  if (action !== 'snooze') return { action, by, why, until: null, seen };
  const end = endIn(until, now);
  return end === null ? expectedOf('until') : { action, by, why, until: end, seen };
}

export const isForm = (contentType: string | null): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '');

/** What else the form is to answer, by id, each with its `seen`; only a form has this. */
export function besideIn(body: string, contentType: string | null): ReadonlyMap<string, string> {
  if (!isForm(contentType)) return new Map();
  const pairs = new URLSearchParams(body).getAll('beside').map((text) => /^([0-9a-f]{1,100}) (.+)$/.exec(text));
  return new Map(pairs.flatMap((found) => (found?.[1] && found[2] ? [[found[2], found[1]]] : [])));
}

/** A mistyped name must not drop what was meant by it, such as a `seen` that guards the answer. */
function wrongIn(issues: readonly z.core.$ZodIssue[]): string {
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))[0];
  if (unknown === undefined) return expectedOf(String(issues[0]?.path[0] ?? ''));
  return `Unknown field ${JSON.stringify(unknown)}; known are ${Object.keys(EXPECTED).join(', ')}.`;
}

const expectedOf = (field: string): string =>
  `Expected ${own(EXPECTED, field) ?? 'an object with action, by and why'}.`;

function fieldsIn(body: string, contentType: string | null, now: number): object | null {
  if (!isForm(contentType)) {
    const value = parseJson(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  }
  const form = new URLSearchParams(body);
  const hours = Number(form.get('hours') ?? '');
  const until = hours > 0 && hours <= 720 ? { until: iso(now + hours * 3600_000) } : {};
  const [action, by, why, seen] = ['action', 'by', 'why', 'seen'].map((name) => form.get(name));
  return { action, by, why, seen, ...until };
}

const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})$/;

function endIn(until: string | undefined, now: number): string | null {
  const at = until !== undefined && ZONED.test(until) ? ms(until) : Number.NaN;
  return at > now && at <= now + LONGEST_SNOOZE_MS ? iso(at) : null;
}

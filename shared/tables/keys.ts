/**
 * Row keys, and the ranges that queries walk. Any text can be part of a key: what a key must not hold is written
 * as `_` and four hex digits, never with percent signs, because layers of URL handling differ about those.
 * Different texts never share a key; what would make a key too long is replaced by its hash.
 */
import { MAIL } from '../core/model/outbox.ts';
import { MonitorError } from '../errors.ts';

/** Hash of a text, as hex. */
export type HashText = (text: string) => string;

/** From (inclusive) to (exclusive), in the ordinal order of row keys. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** Two parts of this length and all else in a key stay below the 512 UTF-16 characters (1 KiB) of a row key. */
const LONGEST_PART = 200;

/** The latest time that a Date can hold, in ms: times are counted back from it, so that newer sorts first. */
const LAST_TIME_MS = 8_640_000_000_000_000;

/**
 * One part of a key. Injective: `_` itself is encoded, so `_` is always followed by four upper-case hex digits,
 * or by `h` where a long text was hashed (its encoded form is, so that lone surrogates count).
 */
export function keyPart(text: string, hash: HashText): string {
  const encoded = text.replace(/[^A-Za-z0-9.~-]/g, escapeUnit);
  return encoded.length <= LONGEST_PART ? encoded : `_h${hash(encoded)}`;
}

const escapeUnit = (unit: string): string => `_${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A time as a key part of fixed length, newest first. @param at ISO 8601 */
export function invertedTime(at: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) throw new MonitorError('internal', `Not a time for a row key: ${JSON.stringify(at)}`);
  return String(LAST_TIME_MS - Math.max(0, time)).padStart(16, '0');
}

/** All keys that begin with `prefix` and `|`. `}` is the character after `|`. */
const under = (prefix: string): KeyRange => ({ from: `${prefix}|`, to: `${prefix}}` });

export const ALERTS = under('alert');
export const ANSWERS = under('answer');
export const CHANGES = under('change');
export const CHUNKS = under('chunk');
export const EVENTS = under('event');
export const MEASURES = under('measure');
export const PENDING = under('pending');
export const INSTALL = 'install';
/** Holds the key that tokens of answer links are signed with. */
export const ANSWER_KEY = 'secret|answers';
/** That of mail, and those of other receivers behind it. */
export const MAILBOXES: KeyRange = { from: 'mailbox', to: 'mailbox}' };
/** Heads and the install row are neighbours, so one query reads both. */
export const HEADS_AND_INSTALL: KeyRange = { from: 'head|', to: `${INSTALL}|` };

/** Changes at `at` and later. */
export const changesSince = (at: string): KeyRange => ({ from: CHANGES.from, to: `change|${invertedTime(at)}}` });

/** Changes before `at`. */
export const changesBefore = (at: string): KeyRange => ({ from: `change|${invertedTime(at)}}`, to: CHANGES.to });

/** All rows of the measure to which a row belongs, and those of them before `at`. */
export function measureOf(rowKey: string, at: string): { readonly all: KeyRange; readonly before: KeyRange } {
  const all = under(rowKey.slice(0, rowKey.lastIndexOf('|')));
  return { all, before: { from: `${all.from}${invertedTime(at)}}`, to: all.to } };
}

/** What a key tells of its row, when the row itself cannot be decoded. Parts are as `keyPart` wrote them. */
export interface Named {
  readonly check: string | null;
  readonly generation: number | null;
  /** Of outbox rows and mailboxes. */
  readonly receiver: string | null;
  /** ISO 8601; of changes. */
  readonly at: string | null;
}

const GENERATION = /^\d+$/;
const NOTHING: Named = { check: null, generation: null, receiver: null, at: null };

export function namedBy(rowKey: string): Named {
  const [kind, ...parts] = rowKey.split('|');
  const [first = null, second = null, third = null] = parts;
  if (kind === 'head') return { ...NOTHING, check: first };
  if (kind === 'event') return { ...NOTHING, check: first, generation: wholeNumber(second) };
  if (kind === 'mailbox') return { ...NOTHING, receiver: first ?? MAIL };
  if (kind === 'change') return { ...NOTHING, at: timeOf(first), check: second, generation: wholeNumber(third) };
  if (kind !== 'pending') return NOTHING;
  // No check is named by digits alone, so these are rows of versions that knew mail alone.
  const isOld = second !== null && GENERATION.test(second);
  if (isOld) return { ...NOTHING, receiver: MAIL, check: first, generation: wholeNumber(second) };
  return { ...NOTHING, receiver: first, check: second, generation: wholeNumber(third) };
}

const wholeNumber = (text: string | null): number | null =>
  text !== null && GENERATION.test(text) ? Number(text) : null;

function timeOf(inverted: string | null): string | null {
  const time = LAST_TIME_MS - (wholeNumber(inverted) ?? Number.NaN);
  return Math.abs(time) <= LAST_TIME_MS ? new Date(time).toISOString() : null;
}

export interface Keys {
  partition(tenantId: string): string;
  part(text: string): string;
  head(check: string): string;
  alert(id: string): string;
  answer(alertId: string): string;
  change(change: { at: string; check: string; generation: number }): string;
  measure(row: { name: string; at: string }): string;
  /** The rows of a measure at `since` and later. */
  measuresSince(name: string, since: string): KeyRange;
  pending(receiver: string, row: { check: string; generation: number; suffix?: string }): string;
  /** As versions wrote it that knew mail alone. */
  oldPending(row: { check: string; generation: number; suffix?: string }): string;
  event(commit: { check: string; generation: number }): string;
  mailbox(receiver: string): string;
  chunk(hash: string, n: number): string;
  chunks(hash: string): KeyRange;
}

export function keysWith(hash: HashText): Keys {
  const part = (text: string) => keyPart(text, hash);
  const join = (...parts: string[]) => parts.join('|');
  return {
    partition: part,
    part,
    head: (check) => join('head', part(check)),
    alert: (id) => join('alert', part(id)),
    answer: (alertId) => join('answer', part(alertId)),
    change: ({ at, check, generation }) => join('change', invertedTime(at), part(check), String(generation)),
    measure: ({ name, at }) => join('measure', part(name), invertedTime(at)),
    measuresSince: (name, since) => {
      const { from } = under(join('measure', part(name)));
      return { from, to: `${from}${invertedTime(since)}}` };
    },
    pending: (receiver, { check, generation, suffix }) =>
      join('pending', part(receiver), part(check), String(generation), ...(suffix === undefined ? [] : [part(suffix)])),
    oldPending: ({ check, generation, suffix }) =>
      join('pending', part(check), String(generation), ...(suffix === undefined ? [] : [part(suffix)])),
    event: ({ check, generation }) => join('event', part(check), String(generation)),
    mailbox: (receiver) => (receiver === MAIL ? 'mailbox' : join('mailbox', part(receiver))),
    chunk: (text, n) => join('chunk', part(text), String(n).padStart(4, '0')),
    chunks: (text) => under(join('chunk', part(text))),
  };
}

/**
 * The values a setting can hold, each from trimmed, non-empty text to its own type; `undefined` is "not acceptable".
 * Nothing is guessed: a number is digits, a date exists, a mail address is one bare address.
 */
import * as z from 'zod';
import { withoutSecrets } from '../core/text/secrets.ts';

/** What the operator says of writeback; `on` is a UTC day, YYYY-MM-DD. */
export interface Declared {
  readonly says: 'on' | 'off';
  readonly on: string;
  readonly by: string;
}

/** An IANA name that this platform knows. Offsets such as +01:00 are none: they are wrong for half of the year. */
export function timeZone(text: string): string | undefined {
  if (!/^[a-z]/i.test(text)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

const lengthOf = (text: string): number => [...text].length;

export const guid = (text: string): string | undefined => z.guid().safeParse(text).data?.toLowerCase();

/** What people read is shown as it is, so nothing that looks like a key is taken for it. */
const isPlain = (text: string): boolean => withoutSecrets(text) === text;

export const textUpTo =
  (most: number) =>
  (text: string): string | undefined =>
    lengthOf(text) <= most && isPlain(text) ? text : undefined;

export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number | undefined => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  };

export const oneOf =
  <T extends string>(...choices: readonly T[]) =>
  (text: string): T | undefined =>
    choices.find((choice) => choice === text.toLowerCase());

/** Table service naming rule; `tables` is reserved there. Names differing only in case are one table. */
export const tableName = (text: string): string | undefined =>
  /^[A-Za-z][A-Za-z0-9]{2,62}$/.test(text) && text.toLowerCase() !== 'tables' ? text : undefined;

/** The rule of browsers for mail fields (no display name, no line break, no comma), plus a domain with a dot. */
const EMAIL = z
  .email({ pattern: z.regexes.html5Email })
  .max(254)
  .regex(/^[^@]{1,64}@[^@]+\.[^@.]{2,}$/)
  .regex(/^(?!\.)(?!.*\.\.)(?!.*\.@)/);

export const mailAddress = (text: string): string | undefined => EMAIL.safeParse(text).data;

const entriesOf = (list: string): readonly string[] =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

/** 1 to 50 addresses; a repeated one counts once, whatever its case. 50 is the service's limit per mail. */
export function mailAddresses(text: string): readonly string[] | undefined {
  const entries = entriesOf(text);
  const folded = entries.map((entry) => entry.toLowerCase());
  const unique = entries.filter((_, index) => folded.indexOf(folded[index] ?? '') === index);
  const areGood =
    unique.length >= 1 && unique.length <= 50 && unique.every((entry) => mailAddress(entry) !== undefined);
  return areGood ? unique : undefined;
}

/** The first entry of a list that is no address. */
export const firstBadAddress = (text: string): string | undefined =>
  entriesOf(text).find((entry) => mailAddress(entry) === undefined);

/** `on@2026-11-01 by name`; a day that has not begun in UTC at `now` is refused. */
export function declaration(text: string, now: Date): Declared | undefined {
  const [, says = '', on = '', by = ''] = /^(on|off)@(\S+)\s+by\s+(\P{Cc}+)$/iu.exec(text) ?? [];
  const isDay = z.iso.date().safeParse(on).success;
  if (!isDay || Date.parse(on) > now.getTime() || lengthOf(by) > 100 || !isPlain(by)) return undefined;
  return { says: says.toLowerCase() === 'on' ? 'on' : 'off', on, by };
}

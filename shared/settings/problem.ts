/**
 * What is said of settings that are missing or wrong: the name, what was given, what was expected, what to do.
 * Connection strings are never shown, and of any other value only what its setting's own grammar makes harmless.
 */
import { type Harmless, nothing } from './harmless.ts';

/** Who reads it: on-call of an app that goes on running, or a person whose command ends here (`npm run check`). */
export type Reader = 'app' | 'check';

export interface SettingProblem {
  readonly code: 'config';
  /** Its name, or both names (`A or B`) where one of two is meant. */
  readonly setting: string;
  readonly what: string;
  readonly hint: string;
}

/** The part of a setting's row that a message needs. */
export interface SettingRow {
  readonly name: string;
  /** Follows "expected" in the message. */
  readonly expected: string;
  /** The default that runs instead of a wrong value; null or empty: none. */
  readonly otherwise: unknown;
  readonly secret?: boolean;
  /** What may be shown of a value that is not accepted; absent: nothing. */
  readonly harmless?: Harmless;
  /** What runs until it is corrected, where that is neither the default nor nothing. */
  readonly meanwhile?: string;
}

const MOST_SHOWN = 100;

/** Control, bidi, zero-width and odd space characters become visible; quotes cannot end the quoted text. */
function neutral(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A text for a message: quoted, at most 100 characters of it, harmless in any terminal or page. */
export function quoted(text: string): string {
  const characters = [...text];
  const rest = characters.length > MOST_SHOWN ? '…' : '';
  return `"${characters.slice(0, MOST_SHOWN).map(neutral).join('')}${rest}"`;
}

/** What may be shown of a value that is not accepted; null: nothing. */
const shown = (text: string, { secret = false, harmless = nothing }: SettingRow): string | null =>
  secret ? null : harmless(text);

/** @param secret it is one for sure */
export const hidden = (what: string, secret = false): string =>
  `${what}. The value is not shown, because it ${secret ? 'is' : 'may hold'} a secret`;

const problem = (setting: string, what: string, hint: string): SettingProblem => ({
  code: 'config',
  setting,
  what,
  hint,
});

function usedInstead({ otherwise, meanwhile }: SettingRow): string {
  if (meanwhile !== undefined) return meanwhile;
  const isNone = otherwise === null || (Array.isArray(otherwise) && otherwise.length === 0);
  return isNone ? 'it counts as not set' : `the default ${quoted(String(otherwise))} is used`;
}

export const missing = (row: SettingRow): SettingProblem =>
  problem(row.name, `${row.name} is not set; expected ${row.expected}`, `Set ${row.name} in the app settings.`);

/** @param culprit the wrong part, where the value is a list; else the value. */
export function wrong(row: SettingRow, reader: Reader, given: string, culprit = given): SettingProblem {
  const { name, expected, secret } = row;
  const part = shown(culprit, row);
  const what =
    part === null
      ? hidden(`${name} is not valid; expected ${expected}`, secret)
      : `${name} ${culprit === given ? 'is' : 'contains'} ${quoted(part)}; expected ${expected}`;
  const hint =
    reader === 'app'
      ? `Correct ${name} in the app settings. Until then ${usedInstead(row)}.`
      : `Correct ${name}, or unset it: this command does not need it.`;
  return problem(name, what, hint);
}

export const neither = (first: SettingRow, second: SettingRow): SettingProblem =>
  problem(
    `${first.name} or ${second.name}`,
    `Neither ${first.name} nor ${second.name} is set; expected one of them: ${first.name} as ${first.expected}, or ${second.name} as ${second.expected}`,
    `Set ${first.name} in the app settings: it works with a managed identity and without a secret. ${second.name} is for local runs.`,
  );

export const both = (first: SettingRow, second: SettingRow, reader: Reader): SettingProblem =>
  problem(
    `${first.name} or ${second.name}`,
    `${first.name} and ${second.name} are both set; expected only one of them`,
    reader === 'app'
      ? `Remove one of them from the app settings; in Azure remove ${second.name}. Until then neither is used.`
      : 'Unset one of them.',
  );

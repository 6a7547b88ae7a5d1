/**
 * Puts sentences together. The tag `words` takes what stands in the source code, numbers and other `Words`; TypeScript
 * refuses it a `string`, since that may be a name that an attacker chose. Such text gets in by outside.ts alone.
 */
import type { Words } from '../model/words.ts';

export type { Words } from '../model/words.ts';

/** A text that is spelled out in the code; never `string`, and no template with a hole for one. */
type Literal<Text extends string> = Record<never, never> extends Record<Text, 1> ? never : Text;

/** What may stand in a sentence. Anything else asks for `Words`, and so for a function of outside.ts. */
type Safe<Part> = Part extends Words | number
  ? Part
  : Part extends string
    ? [Literal<Part>] extends [never]
      ? Words
      : Part
    : Words;

/** A sentence, or a part of one: words`New job: ${quoted(name)}`. */
export const words = <const Parts extends readonly unknown[]>(
  texts: TemplateStringsArray,
  ...parts: Parts & { readonly [place in keyof Parts]: Safe<Parts[place]> }
): Words => String.raw({ raw: texts }, ...parts) as Words;

/** Nothing to say. */
export const NO_WORDS: Words = words``;

/** "A, B", "A; B", "A. B." */
export const listed = (all: readonly Words[], separator: ', ' | '; ' | ' ' = ', '): Words =>
  all.join(separator) as Words;

/** "A", "A and B", "A, B and C" */
export function joined(all: readonly Words[]): Words {
  const last = all.at(-1) ?? NO_WORDS;
  return all.length < 2 ? last : words`${listed(all.slice(0, -1))} and ${last}`;
}

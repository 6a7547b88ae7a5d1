/** What Azure looks up, it looks up only where it is: `and` and `or` look at both sides, `if` at one. */
import type { Json, Rule } from '../deployment.ts';

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** From the opening bracket to the one that closes it. */
function bracketed(text: string, open: number): string {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return text.slice(open, index + 1);
  }
  return text.slice(open);
}

export const referencesAreLazy: Rule = ({ template }) =>
  textsIn(template)
    .filter((text) => text.startsWith('['))
    .flatMap((text) =>
      [...text.matchAll(/\b(?:and|or)\(/g)].map(({ index, 0: call }) => bracketed(text, index + call.length - 1)),
    )
    .filter((inner) => /\b(?:reference|list\w+)\(/.test(inner))
    .map((inner) => `looked up on both sides: ${inner}`);

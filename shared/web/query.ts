/**
 * The parameters of a request, each once and none that its route does not know: a word that is silently dropped would
 * make `?strict` a status that is not strict. Names go without regard to case, as the function key's own does.
 */

import { isKey } from './answer.ts';

export type Parsed<Query> =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly reason: string };

/** What is wrong with the parameters; the text goes to the caller. */
export class Wrong extends Error {}

/** What `read` makes of a request's parameters, or the reason why it is refused. */
export function parsed<Query>(read: () => Query): Parsed<Query> {
  try {
    return { ok: true, query: read() };
  } catch (thrown) {
    if (thrown instanceof Wrong) return { ok: false, reason: thrown.message };
    throw thrown;
  }
}

/** The same with the names in small letters. */
export const folded = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...query].map(([name, value]): [string, string] => [name.toLowerCase(), value]));

/**
 * The values by their names as `known` has them. The function key is not looked at.
 * @throws Wrong
 */
export function parametersOf(query: URLSearchParams, known: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string[]>();
  for (const [name, value] of query) {
    if (isKey(name)) continue;
    const lower = name.toLowerCase();
    if (!known.includes(lower)) throw new Wrong(`unknown parameter ${quoted(name)}; ${knownText(known)}`);
    given.set(lower, [...(given.get(lower) ?? []), value]);
  }
  return new Map([...given].map(([name, values]) => [name, only(name, values)]));
}

const knownText = (known: readonly string[]): string =>
  known.length === 0 ? 'this address takes none' : `known are ${known.join(', ')}`;

function only(name: string, [value = '', ...more]: readonly string[]): string {
  if (more.length > 0) throw new Wrong(`${name} is given ${more.length + 1} times; give it once`);
  return value;
}

/** At most 60 characters of what the caller gave, as JSON. */
export const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** One of the words that a parameter may be; null when it is not given. @throws Wrong */
function choice(given: ReadonlyMap<string, string>, name: string, words: readonly string[]): string | null {
  const word = given.get(name);
  if (word === undefined) return null;
  if (words.includes(word)) return word;
  throw new Wrong(`${name} is ${quoted(word)}; expected ${words.join(' or ')}`);
}

/** What the page alone asks for. It says itself what is wrong with a value, where the history would be. */
const OF_PAGE = ['check', 'since', 'cursor', 'from'];

/** `?strict=1`: 503 also while a critical alert is open; `?strict=0` is the same as without it. */
export const parseStatusQuery = (query: URLSearchParams): Parsed<boolean> =>
  parsed(() => {
    const given = parametersOf(query, ['strict', 'format', ...OF_PAGE]);
    choice(given, 'format', ['json']);
    return choice(given, 'strict', ['1', '0']) === '1';
  });

/** For a list. In which form is chosen by `acceptIn`. */
export const parseListQuery = (query: URLSearchParams): Parsed<null> =>
  parsed(() => {
    choice(parametersOf(query, ['format']), 'format', ['json', 'csv']);
    return null;
  });

/** Of a link to answer; empty: none is given, which is as good as a wrong one. */
export const parseToken = (query: URLSearchParams): Parsed<string> =>
  parsed(() => parametersOf(query, ['token']).get('token') ?? '');

/** For an address that takes no parameters. */
export const parseNoQuery = (query: URLSearchParams): Parsed<null> =>
  parsed(() => {
    parametersOf(query, []);
    return null;
  });

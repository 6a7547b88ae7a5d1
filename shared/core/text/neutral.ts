/**
 * Makes text that came from a tenant or a service harmless wherever it is shown as a line: mail headers and bodies,
 * logs, terminals. What cannot be seen is shown as an escape, so nothing hides and nothing turns the order of writing.
 * Never for HTML alone: escaping markup is the HTML library's work.
 */

/**
 * Control, format and ignorable characters (bidi, zero width, tags, variation selectors, fillers), separators, lone
 * surrogates, what has no meaning or a private one, and the few that are drawn as nothing though Unicode calls them
 * symbols, letters or marks.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]/gu;

/** A mark without a letter to sit on, and all beyond the fourth on one letter: they would paint over what stands around. */
const STRAY_MARKS = /(?<=^|\s)\p{M}|(?<=\p{M}{4})\p{M}|\p{Me}/gu;

/** Shows what cannot be seen as `\u202e` or `\u{e0041}`. */
export const visible = (text: string): string => text.replace(UNSEEN, escapeOf).replace(STRAY_MARKS, escapeOf);

function escapeOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** One line: white space and line breaks become single blanks, the rest is `visible` and at most `most` UTF-16 units. */
export const neutralLine = (text: string, most = 500): string =>
  shortened(visible(text.replace(/\s+/gu, ' ').trim()), most);

/** At most `most` UTF-16 units, the last an ellipsis where something was cut; never half a surrogate pair. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, Math.max(0, most - 1));
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

const ISOLATED = /\u2068([^\u2066-\u2069]+)\u2069/u;

/** For words of ours: the isolates that outside.ts sets around what is written from right to left stay. */
export const visibleWords = (text: string): string =>
  text
    .split(ISOLATED)
    .map((part, n) => (n % 2 === 0 ? visible(part) : `\u2068${visible(part)}\u2069`))
    .join('');

/** One line of words of ours. */
export const wordsLine = (text: string, most = 500): string =>
  shortenedWords(visibleWords(text.replace(/\s+/gu, ' ').trim()), most);

/** What stood in isolates stands for itself: whoever puts it into a text of its own isolates that. */
export const withoutIsolates = (text: string): string => text.split(ISOLATED).join('');

/** Words that are cut inside a name: its isolate and its quotes end there too, so that what follows is none of it. */
export function shortenedWords(text: string, most: number): string {
  const [whole, less, least] = [most, most - 1, most - 2].map((room) => closed(shortened(text, room)));
  return [whole, less].find((cut) => cut !== undefined && cut.length <= most) ?? least ?? '';
}

/** The same, and it ends at a word where one ends behind the middle. */
export function endedAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  const cuts = [most - 1, most - 2, most - 3].map((room) => wordsIn(text, room));
  const cut = cuts.find((one) => one !== null && one.length <= most);
  return cut ?? shortenedWords(text, most);
}

/** The whole words of its beginning; null: the first ones are too long. */
function wordsIn(text: string, room: number): string | null {
  const end = /[\s"]/.test(text[room] ?? ' ') ? room : text.slice(0, room).lastIndexOf(' ');
  if (end < room / 2) return null;
  const cut = closed(`${text.slice(0, end).replace(/(?: "|[\s,;:(])+$/u, '')}…`);
  return /\([^)]*$/.test(cut) ? `${cut})` : cut;
}

function closed(text: string): string {
  const isolate = text.lastIndexOf('\u2068') > text.lastIndexOf('\u2069') ? '\u2069' : '';
  const quote = text.endsWith('…') && text.split('"').length % 2 === 0 ? '"' : '';
  return `${text}${isolate}${quote}`;
}

/**
 * Takes from a line of text what mail clients, terminals and phones act on: no address, host, scheme, path or number in
 * it becomes a link, and no long unbroken run is left, by which spam filters know their test lines and a layout breaks.
 * It stays readable, and doing it twice changes nothing more.
 */

/** A number or version, such as 1.5, v1.0 and 2.6.92, that is no IP address. */
const NUMBER = /(?<![\p{L}\p{N}.@_-])v?\d+(?:\.\d+){1,2}(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])/u;

/** A permission of Graph, such as Application.Read.All: no top level domain is called so, and it is searched for whole. */
const PERMISSION =
  /(?<![\p{L}\p{N}\p{M}\p{S}\p{Pd}_.@:/%[])[A-Z][A-Za-z-]{1,60}(?:\.[A-Z][A-Za-z]{1,40}){0,3}\.All(?!\.?[\p{L}\p{N}\p{M}\p{S}\p{Pd}_@:/%[])/u;

/**
 * What is taken for the dot of a host (IDNA, and look-alikes), inside a word. Initials (J.R.R.) stay: no top level domain
 * has one letter.
 */
const HOST_DOT =
  /(?<=[^\s[])([.\u3002\uff0e\uff61\u2024])(?=[\p{L}\p{N}\p{M}\p{S}\p{Pd}_%[])(?!\p{L}(?![\p{L}\p{N}\p{M}\p{S}\p{Pd}_%]))/u;

const DOTS = new RegExp(`${NUMBER.source}|${PERMISSION.source}|${HOST_DOT.source}`, 'gu');

/** `mailto:`, `tel:`, `host:8080`: a word and a colon with something behind it. */
const SCHEME = /(?<=\p{L}[\p{L}\p{N}\p{M}+-]{0,40})([:\uff1a])(?=[^\s\]])/gu;

/** `https://host`, `//host`, and `\\\\server` as Outlook links it. */
const SLASHES = /(?<![[:/\\])(:?[/\\\u2044\u2215\uff0f\uff3c]{2,})/gu;

/** Seven digits and more, alone or grouped as telephone numbers are. */
const TELEPHONE = /(?<![\p{L}\p{N}])\+?\(?\p{Nd}(?:[ ()[\]/.\p{Pd}\u2212~]{0,4}\p{Nd}){6,}(?![\p{L}\p{N}])/u;

/** An id as Microsoft writes it: it can say nothing, and is searched for whole. */
const GUID = /(?<![\p{L}\p{N}\p{Pd}])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\p{L}\p{N}\p{Pd}])/u;

const NUMBERS = new RegExp(`(${GUID.source})|${TELEPHONE.source}`, 'giu');

/** A name of the tenant, on one line without anything unseen: no run in it is longer than 20 without a blank. */
export const defanged = (line: string): string => unbroken(harmlessRuns(line), 20, GUID_ALONE);

/** A sentence of ours or of a service, on one line without anything unseen. @param most longer runs get a blank */
export const defangedText = (line: string, most: number): string => unbroken(harmlessRuns(line), most, PATH);

const harmlessRuns = (line: string): string => unlinked(line.replace(NUMBERS, ungrouped));

/** The same for a text whose grammar is known, and that is searched for as it stands: nothing is put between. */
export const unlinked = (text: string): string =>
  text
    .replace(SLASHES, '[$1]')
    .replace(DOTS, (found, dot: string | undefined) => (dot === undefined ? found : `[${dot}]`))
    .replace(SCHEME, '[$1]');

/** The digits, with points between them that are part of no telephone number. */
const ungrouped = (number: string, id?: string): string =>
  id ??
  number
    .replace(/(?<=\p{Nd})[^\p{Nd}]+/gu, '·')
    .replace(/\p{Nd}{7,}/gu, (run) => run.replace(/\p{Nd}{3}(?=\p{Nd})/gu, '$&·'));

/** With the marks of a sentence around it. */
const GUID_ALONE = /^[("]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[)",.;:]*$/i;

/** An address of Microsoft Graph, as an error names it: words of letters alone. */
const PATH = /^\/(?:v1\.0|beta)(?:\/[A-Za-z]{1,60}){1,10}[),;:]*$/;

/** A blank into each run of more than `most` characters, behind punctuation where there is some near. */
const unbroken = (line: string, most: number, whole: RegExp): string =>
  line
    .split(' ')
    .map((run) => (whole.test(run) ? run : pieces([...run], most)))
    .join(' ');

function pieces(run: readonly string[], most: number): string {
  if (run.length <= most) return run.join('');
  const places = Array.from({ length: most }, (_, n) => most - n).filter((at) => !isInBrackets(run, at));
  const near = places.find((at) => at > most / 2 && /[\p{P}\p{S}]/u.test(run[at - 1] ?? ''));
  const at = near ?? places[0] ?? most;
  return `${run.slice(0, at).join('')} ${pieces(run.slice(at), most)}`;
}

/** `[.]` and `[://]` stay whole. */
const isInBrackets = (run: readonly string[], at: number): boolean =>
  /\[[^\]]{0,3}$/.test(run.slice(Math.max(0, at - 4), at).join(''));

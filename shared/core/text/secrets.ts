/**
 * Text of a service without what may be a key, a token or a password: some echo the request that they refuse, its
 * `Authorization` included. What is left names the fault; a long word that mixes letters and digits never does.
 */

const HIDDEN = '(not shown)';

/** A scheme of `Authorization` and all that follows it, up to a quote, a bracket or the end. */
const AUTHORIZATION =
  /\b(authorization|bearer|basic|negotiate|hmac-sha256|sharedkey(?:lite)?)\b[\s:="']+[^"'<>()[\]{}]+/gi;

/** `name=value` and `"name": "value"` of what is secret by its name. */
const NAMED =
  /\b([\w-]*(?:key|secret|password|passwd|pwd|token|signature|sig|credential|cookie|assertion|code))\b(["']?\s*[=:]\s*["']?)[^\s"'<>;,&]+/gi;

/** `user:password@` of an address, and its query. */
const IN_ADDRESS = /(:\/\/)[^\s/@]+@|(:\/\/[^\s?"'<>]+\?)[^\s"'<>]+/g;

/** A token of JSON, in the form that everybody uses. */
const TOKEN = /\beyJ[\w-]+(?:\.[\w-]*){0,4}/g;

/** Words with no blank in them that are long enough for a key. */
const LONG = /[A-Za-z0-9+/_~=.-]{16,}/g;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const withoutSecrets = (text: string): string =>
  text
    .replace(AUTHORIZATION, (_all, scheme: string) => `${scheme} ${HIDDEN}`)
    .replace(TOKEN, HIDDEN)
    .replace(IN_ADDRESS, (_all, scheme?: string, start?: string) => `${scheme ?? start}${HIDDEN}`)
    .replace(NAMED, (_all, name: string, sign: string) => `${name}${sign}${HIDDEN}`)
    .replace(LONG, (word) =>
      GUID.test(word)
        ? word
        : word
            .split(/([./])/)
            .map(partOf)
            .join(''),
    );

const partOf = (part: string): string => (isKeyLike(part) ? HIDDEN : part);

/** Letters and digits by turns, or as many digits as a key has. A name such as `B2CTenant` turns twice at most. */
const isKeyLike = (part: string): boolean =>
  (part.length >= 12 && (part.match(TURN) ?? []).length >= 3) || /\d{16,}/.test(part);

const TURN = /[a-z](?=\d)|\d(?=[a-z])/gi;

/** A service's own error code, such as `DomainNotLinked`; null: it is none, whatever else it may be. */
export function errorCodeIn(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const code = text.replace(/[^A-Za-z0-9_.-]/g, '').slice(0, 80);
  return code === '' || withoutSecrets(code) !== code ? null : code;
}

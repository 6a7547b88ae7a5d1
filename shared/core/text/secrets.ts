/**
 * Text of a service without what may be a key, a token or a password: some echo the request that they refuse, its
 * `Authorization` included. What is left names the fault; a long word that mixes letters and digits never does.
 */

const HIDDEN = '(not shown)';

/** A scheme of `Authorization` and all that follows it, up to a quote, a bracket or the end. */
const AUTHORIZATION =
  /\b(authorization|bearer|basic|negotiate|hmac-sha256|sharedkey(?:lite)?)\b[\s:="']+[^"'<>()[\]{}]+/gi;

/** `name=value` and `"name": "value"` of what is secret by its name, or by how that ends: a whole name would take n² steps. */
const NAMED =
  /(key|secret|password|passwd|pwd|token|signature|sig|credential|cookie|assertion|code)\b(["']?\s*[=:]\s*["']?)[^\s"'<>;,&]+/gi;

/** An address, as a whole: begun anew at each place it would take n² steps. */
const ADDRESS = /:\/\/[^\s"'<>]+/g;

/** Without `user:password@` and without its query; an address may hold another. */
function addressWithoutSecrets(address: string): string {
  const query = address.indexOf('?');
  const [own, hidden] = query < 0 ? [address, ''] : [address.slice(0, query + 1), HIDDEN];
  return `${own.split('://').map(hostWithoutSecrets).join('://')}${hidden}`;
}

function hostWithoutSecrets(part: string): string {
  const path = part.indexOf('/');
  const at = part.lastIndexOf('@', path < 0 ? part.length : path);
  return at < 0 ? part : `${HIDDEN}${part.slice(at + 1)}`;
}

/** A token of JSON, in the form that everybody uses. */
const TOKEN = /\beyJ[\w-]+(?:\.[\w-]*){0,4}/g;

/** Words with no blank in them that are long enough for a key. */
const LONG = /[A-Za-z0-9+/_~=.-]{16,}/g;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const withoutSecrets = (text: string): string =>
  text
    .replace(AUTHORIZATION, (_all, scheme: string) => `${scheme} ${HIDDEN}`)
    .replace(TOKEN, HIDDEN)
    .replace(ADDRESS, addressWithoutSecrets)
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

/**
 * Which addresses the app may talk to. Plain http is for loopback hosts only, wherever an address is written,
 * connection strings included: they are read as the Azure SDKs read them, so what is checked is what is used.
 */

/** An address is never bent into shape: no user info, query, fragment, backslash or space is accepted. */
const ADDRESS = /^https?:\/\/[^\s/?#\\@]+(?:\/[^\s?#\\]*)?$/i;

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

function address(text: string): URL | undefined {
  if (!ADDRESS.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || isLoopback(url.hostname) ? url : undefined;
}

/** `https://host[:port]`, without its trailing slash. */
export function origin(text: string): string | undefined {
  const url = address(text);
  return url?.pathname === '/' ? url.origin : undefined;
}

/** A table service: an origin, on loopback hosts also with the account as path, as Azurite has it. */
export function tableService(text: string): string | undefined {
  const url = address(text);
  if (!url || (url.pathname !== '/' && !isLoopback(url.hostname))) return undefined;
  return url.href.replace(/(?<!\/)\/+$/, '');
}

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]+=*$/.test(text);

/** Keys in lower case; the first of two equal ones counts, as in `@azure/data-tables`. */
function pairsOf(text: string): ReadonlyMap<string, string> | undefined {
  const pairs = new Map<string, string>();
  for (const part of text.split(';').filter(Boolean)) {
    const sign = part.indexOf('=');
    if (sign < 0) return undefined;
    const key = part.slice(0, sign).trimStart().toLowerCase();
    if (!pairs.has(key)) pairs.set(key, part.slice(sign + 1).trim());
  }
  return pairs;
}

/** A connection string that `@azure/data-tables` takes, with an acceptable endpoint. */
export function storageConnection(text: string): string | undefined {
  const pairs = pairsOf(text);
  if (!pairs) return undefined;
  const of = (key: string): string => pairs.get(key) ?? '';
  if (of('usedevelopmentstorage').toLowerCase() === 'true') return text;
  const byName = `${of('defaultendpointsprotocol')}://${of('accountname')}.table.${of('endpointsuffix')}`;
  const hasKey = of('defaultendpointsprotocol') !== '' && of('accountname') !== '' && isBase64(of('accountkey'));
  const hasSignature = of('tableendpoint') !== '' && of('sharedaccesssignature') !== '';
  const hasAddress = of('tableendpoint') !== '' || of('endpointsuffix') !== '';
  const isGood = (hasKey || hasSignature) && hasAddress && tableService(of('tableendpoint') || byName) !== undefined;
  return isGood ? text : undefined;
}

/** A connection string that `@azure/communication-email` takes: the endpoint first, then the access key. */
export function mailConnection(text: string): string | undefined {
  const [, endpoint = '', key = ''] = /^endpoint=([^;]*);accesskey=([^;]*);*$/i.exec(text) ?? [];
  return origin(endpoint) !== undefined && isBase64(key) ? `endpoint=${endpoint};accesskey=${key}` : undefined;
}

/** An address that messages are posted to, with its path, query and, behind `#`, the key that they are signed with. */
export function webhook(text: string): string | undefined {
  if (/[\s\\]/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? text : undefined;
}

/**
 * Turns what the library gives back for an HTTP function into an answer. No result is a 204; the length is the
 * host's to say. Throws on an answer that cannot be sent, which becomes a 500.
 */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HttpCookie, InvocationResponse, TypedData } from './contract.ts';
import type { HttpAnswer } from './http-message.ts';

const FRAMING = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

/** @throws RangeError or TypeError for a status or header that HTTP does not allow. */
export function httpAnswer({ returnValue }: InvocationResponse): HttpAnswer {
  const http = returnValue?.http;
  if (http === null || http === undefined) return { status: 204, headers: [], body: Buffer.alloc(0) };
  const status = Number(http.statusCode ?? 200);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new RangeError(`Status ${status}`);
  const headers = Object.entries(http.headers ?? {}).filter(([name]) => !FRAMING.has(name.toLowerCase()));
  for (const cookie of http.cookies ?? []) headers.push(['set-cookie', setCookie(cookie)]);
  for (const [name, value] of headers) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return { status, headers, body: status === 204 || status === 304 ? Buffer.alloc(0) : bytes(http.body) };
}

function bytes(data: TypedData | null | undefined): Buffer {
  if (data?.bytes) return Buffer.from(data.bytes);
  return Buffer.from(data?.string ?? data?.json ?? '');
}

const SAME_SITE: Readonly<Record<string, string>> = { lax: 'Lax', strict: 'Strict', explicitNone: 'None' };

/** The value is percent-encoded, as the .NET host does it. */
function setCookie(cookie: HttpCookie): string {
  const { domain, path, expires, maxAge, secure, httpOnly, sameSite } = cookie;
  const seconds = expires?.value?.seconds;
  const parts = [
    `${cookie.name}=${encodeURIComponent(cookie.value ?? '')}`,
    seconds === undefined || seconds === null ? '' : `Expires=${new Date(Number(seconds) * 1000).toUTCString()}`,
    maxAge?.value === undefined || maxAge.value === null ? '' : `Max-Age=${Math.trunc(maxAge.value)}`,
    domain?.value ? `Domain=${domain.value}` : '',
    path?.value ? `Path=${path.value}` : '',
    secure?.value ? 'Secure' : '',
    httpOnly?.value ? 'HttpOnly' : '',
    sameSite && SAME_SITE[sameSite] ? `SameSite=${SAME_SITE[sameSite]}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/**
 * Checks the access-key signature of Communication Services: over verb, path with query, and the three signed headers.
 * Whether the date is near is not checked: the mailbox may run by another clock than its callers.
 * Source: the access-key policy of `@azure/communication-common`.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Header names in lower case; `target` is path and query as they came. */
export interface SignedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

const SCHEME = 'HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=';

/** What is wrong with the signature, or null. @param accessKey base64 */
export function signatureProblem(request: SignedRequest, accessKey: string): string | null {
  const { authorization, 'x-ms-date': date, 'x-ms-content-sha256': hash, host } = request.headers;
  if (!authorization) return 'The Authorization header is missing.';
  if (!authorization.startsWith(SCHEME)) return `The Authorization header is not of the form ${SCHEME}<base64>.`;
  if (!date || Number.isNaN(Date.parse(date))) return 'The x-ms-date header is missing or not a date.';
  if (hash !== createHash('sha256').update(request.body).digest('base64')) {
    return 'The x-ms-content-sha256 header is missing or is not the hash of the body.';
  }
  const signed = `${request.method}\n${request.target}\n${date};${host};${hash}`;
  const expected = createHmac('sha256', Buffer.from(accessKey, 'base64')).update(signed).digest();
  const given = Buffer.from(authorization.slice(SCHEME.length), 'base64');
  const isRight = given.length === expected.length && timingSafeEqual(given, expected);
  return isRight ? null : 'The signature is wrong.';
}

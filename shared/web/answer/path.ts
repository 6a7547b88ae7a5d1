/** An alert's id as one part of a path, and back. An id may hold a slash, which hosts and proxies take apart. */

const PLAIN = /^[A-Za-z0-9~._-]+$/;
const ENCODED = /^b64\.([A-Za-z0-9_-]+)$/;

export const pathId = (id: string): string =>
  PLAIN.test(id) && !ENCODED.test(id) ? id : `b64.${Buffer.from(id).toString('base64url')}`;

export const idInPath = (part: string): string => {
  const [, encoded] = ENCODED.exec(part) ?? [];
  return encoded === undefined ? part : Buffer.from(encoded, 'base64url').toString();
};

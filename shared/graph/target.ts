/**
 * Where a request goes: version, path and query, in the form in which they are sent. The query is kept apart because
 * the client package, given one, reorders it and takes `https://` in a value for a host.
 */
import { MonitorError } from '../errors.ts';
import type { GraphVersion } from './graph.ts';

export interface Target {
  readonly version: GraphVersion;
  /** Encoded, beginning with one slash. */
  readonly path: string;
  /** Encoded, beginning with `?`, or empty. */
  readonly query: string;
}

const ESCAPE = /(%[0-9A-Fa-f]{2})/;

/** @throws MonitorError `contract` for a path with an empty or dotted segment: it would reach something else */
export function targetOf(path: string, version: GraphVersion): Target {
  const [plain = '', ...rest] = path.split('?');
  const asked = encoded(plain);
  const query = rest.length === 0 ? '' : `?${encoded(rest.join('?'))}`;
  const url = new URL(`http://graph/${version}${asked.startsWith('/') ? '' : '/'}${asked}${query}`);
  if (!/^(\/[^/]+)+$/.test(asked) || url.pathname !== `/${version}${asked}`) throw notAPath(asked);
  return { version, path: asked, query: url.search };
}

/** A step's URL in a batch: without host and version. */
export const relativeUrl = (target: Target): string => target.path + target.query;

/** How messages name a request. Without the query: its values may be the tenant's. */
export const labelOf = (target: Target): string => `GET /${target.version}${target.path.slice(0, 200)}`;

/** A plus stays a plus and a hash a hash; escapes that are there already stay as they are. */
function encoded(text: string): string {
  const parts = text.toWellFormed().split(ESCAPE);
  return parts.map((part, index) => (index % 2 === 1 ? part : encodedPart(part))).join('');
}

const encodedPart = (part: string): string => encodeURI(part).replace(/[#+]/g, encodeURIComponent);

function notAPath(path: string): MonitorError {
  return new MonitorError('contract', `Not a valid path of Graph: ${path.slice(0, 200)}`, {
    hint: 'An empty or odd id came from the tenant or from a caller. Report it with the version.',
  });
}

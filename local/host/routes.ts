/**
 * Route templates: `literal`, `{p}`, `{p?}` and `{*p}`, matched as ASP.NET does (case-insensitive literals, the
 * more literal template first). What else ASP.NET knows is refused by name rather than matched wrongly.
 */

export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly isOptional: boolean }
  | { readonly kind: 'rest'; readonly name: string };

/** @throws RangeError that says which part of the template is not offered. */
export function parseRoute(template: string): readonly Segment[] {
  const segments = template === '' ? [] : template.split('/').map((part) => parseSegment(part, template));
  const names = segments.flatMap((segment) => (segment.kind === 'literal' ? [] : [segment.name.toLowerCase()]));
  if (new Set(names).size < names.length) throw new RangeError(`route "${template}" names a parameter twice`);
  const open = segments.findIndex(({ kind, ...rest }) => kind === 'rest' || ('isOptional' in rest && rest.isOptional));
  if (open !== -1 && open < segments.length - 1) {
    throw new RangeError(`route "${template}": an optional or catch-all parameter must come last`);
  }
  return segments;
}

function parseSegment(part: string, template: string): Segment {
  const inside = /^\{(\*{0,2})(\w+)(\??)\}$/.exec(part);
  if (inside !== null) {
    const [, stars, name = '', mark] = inside;
    if (stars === '') return { kind: 'parameter', name, isOptional: mark === '?' };
    return { kind: 'rest', name };
  }
  if (/^\{[^{}]*:/.test(part)) {
    throw new RangeError(`route "${template}": the constraint in ${part} is not offered by this host`);
  }
  if (part === '' || /[{}?]/.test(part)) {
    throw new RangeError(`route "${template}": "${part}" is not a segment that this host offers`);
  }
  return { kind: 'literal', text: part };
}

/**
 * Parameters of a path that fits, else null. An absent optional parameter is left out.
 * @param path its decoded segments.
 */
export function matchRoute(segments: readonly Segment[], path: readonly string[]): Record<string, string> | null {
  const found: [string, string][] = [];
  for (const [index, segment] of segments.entries()) {
    const value = path[index];
    if (segment.kind === 'rest') {
      if (value !== undefined) found.push([segment.name, path.slice(index).join('/')]);
      return Object.fromEntries(found);
    }
    if (value === undefined) {
      if (segment.kind === 'parameter' && segment.isOptional) continue;
      return null;
    }
    if (segment.kind === 'parameter') found.push([segment.name, value]);
    else if (segment.text.toLowerCase() !== value.toLowerCase()) return null;
  }
  return path.length > segments.length ? null : Object.fromEntries(found);
}

const RANK = { literal: 0, parameter: 1, rest: 2 } as const;

/** Sorts templates so that the first match is the one that ASP.NET would take. */
export function byPrecedence(a: readonly Segment[], b: readonly Segment[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left, right] = [a[index], b[index]];
    if (left !== undefined && right !== undefined && left.kind !== right.kind) {
      return RANK[left.kind] - RANK[right.kind];
    }
  }
  return a.length - b.length;
}

/**
 * The segments of a request path, decoded; a slash at its end does not count.
 * @returns null when its percent-encoding is broken.
 */
export function pathSegments(pathname: string): string[] | null {
  const trimmed = pathname.replace(/^\//, '').replace(/\/$/, '');
  try {
    return trimmed === '' ? [] : trimmed.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}

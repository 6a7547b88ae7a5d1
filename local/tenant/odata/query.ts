/**
 * Reads the query of a request against what its endpoint documents. Anything else is refused, so that a wrong
 * query fails a test instead of being ignored.
 */
import { badRequest, GraphRefusal } from '../reply.ts';
import { type Accepted, type Clause, parseFilter, unsupported } from './filter.ts';

/** What an endpoint documents about its query. */
export interface QueryRules {
  /** Named in a refusal. */
  readonly path: string;
  /** False: takes no `$select`. Default true. */
  readonly isSelectable?: boolean;
  /** Query options beside `$select`, and `$skiptoken` of a next link. */
  readonly options: readonly ('$filter' | '$top' | '$orderby' | '$expand' | '$count')[];
  /** Accepted filter clauses: property, operator, kind of literal. Each at most once, joined by ` and `. */
  readonly filters?: Accepted;
  /** Filters may join a first part by ` or `: documented for none, and widely used with the audit log. */
  readonly takesOr?: true;
  /** The property that `$orderby` accepts. */
  readonly orderBy?: string;
  /** The properties that `$expand` accepts, one at a time. */
  readonly expands?: readonly string[];
  /** A path that ends in a type: any option makes it an advanced query. */
  readonly isCast?: boolean;
}

export interface Query {
  readonly select: readonly string[] | null;
  readonly filter: readonly Clause[];
  /** Rows per page; null when not given. */
  readonly top: number | null;
  readonly orderBy: { readonly property: string; readonly descending: boolean } | null;
  readonly skipToken: string | null;
  readonly expand: readonly string[];
  /** `$count=true`. */
  readonly count: boolean;
}

/**
 * @param properties all that `$select` may name
 * @param isEventual the header `ConsistencyLevel: eventual` was sent
 * @throws GraphRefusal 400 for an unknown, repeated or malformed option
 */
export function parseQuery(
  params: URLSearchParams,
  endpoint: QueryRules,
  properties: readonly string[],
  isEventual: boolean,
): Query {
  const known = new Set<string>([
    '$skiptoken',
    ...(endpoint.isSelectable === false ? [] : ['$select']),
    ...endpoint.options,
  ]);
  for (const name of params.keys()) {
    if (!known.has(name)) throw badRequest(`The query option '${name}' is not allowed for '${endpoint.path}'.`);
    if (params.getAll(name).length > 1) throw badRequest(`Query option '${name}' was specified more than once.`);
  }
  requireAdvanced(params, endpoint, isEventual);
  const filter = params.get('$filter');
  return {
    select: selectOf(params.get('$select'), properties),
    filter: filter === null ? [] : parseFilter(filter, endpoint.filters ?? {}, endpoint.takesOr),
    top: topOf(params.get('$top')),
    orderBy: orderOf(params.get('$orderby'), endpoint.orderBy),
    skipToken: params.get('$skiptoken'),
    expand: expandOf(params.get('$expand'), endpoint.expands ?? []),
    count: countOf(params.get('$count')),
  };
}

/** A cast with any other option is an advanced query: without the header and `$count` it is refused. */
function requireAdvanced(params: URLSearchParams, endpoint: QueryRules, isEventual: boolean): void {
  const isAdvanced = endpoint.isCast === true && params.size > 0;
  if (isAdvanced && !(isEventual && params.get('$count') === 'true')) throw unsupported();
}

function expandOf(text: string | null, accepted: readonly string[]): readonly string[] {
  if (text === null) return [];
  if (accepted.includes(text)) return [text];
  throw badRequest(`Parsing OData Select and Expand failed: Could not find a property named '${text}'.`);
}

function countOf(text: string | null): boolean {
  if (text === null || text === 'false' || text === 'true') return text === 'true';
  throw badRequest(`Invalid value '${text}' for $count query option found. Valid values are 'true' or 'false'.`);
}

function selectOf(text: string | null, properties: readonly string[]): readonly string[] | null {
  if (text === null) return null;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !properties.includes(name));
  if (unknown === undefined) return names;
  throw badRequest(`Parsing OData Select and Expand failed: Could not find a property named '${unknown}'.`);
}

/** Directory objects and the audit log take 1 to 999. */
function topOf(text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) {
    throw badRequest(`Invalid value '${text}' for $top query option found. It requires a non-negative integer value.`);
  }
  const top = Number(text);
  if (top >= 1 && top <= 999) return top;
  const message = `Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`;
  throw new GraphRefusal(400, 'Request_BadRequest', message);
}

function orderOf(text: string | null, accepted: string | undefined): Query['orderBy'] {
  if (text === null) return null;
  const [, property, direction] = /^(\w+)(?: (asc|desc))?$/.exec(text) ?? [];
  if (property === undefined || property !== accepted) throw badRequest(`Order by '${text}' is not supported.`);
  return { property, descending: direction === 'desc' };
}

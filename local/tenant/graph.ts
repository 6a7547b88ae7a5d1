/**
 * Answers one Graph request, single or a step of a batch: token, permission, query, rows, page. What it does not
 * know is a 400, never an empty answer.
 */
import { answerBatch } from './batch.ts';
import { matchingRows, nextLink, readPage } from './collection-page.ts';
import type { Endpoint, EndpointCall, Version } from './endpoint.ts';
import { ENDPOINTS } from './endpoints/index.ts';
import type { Fault } from './faults.ts';
import type { GraphRequest } from './graph-request.ts';
import { requireToken } from './managed-identity.ts';
import { parseQuery, type Query } from './odata/query.ts';
import { NO_ROWS, type Row } from './odata/row-list.ts';
import { badRequest, errorReply, GraphRefusal, jsonReply, type Reply, refusalOf, textReply } from './reply.ts';
import type { World } from './world.ts';

export function answerGraph(world: World, request: GraphRequest, fault: Fault | null): Reply {
  try {
    if (fault?.kind === 'status') {
      throw refusalOf(fault.status ?? 503, fault.code, fault.message, fault.retryAfter);
    }
    if (!request.step) requireToken(request.authorization, world.origin, world.state.tokenKey);
    if (request.path === '/$batch' && !request.step) return answerBatch(world, request, answerGraph);
    return answerGet(world, request, fault);
  } catch (error) {
    if (error instanceof GraphRefusal) return errorReply(error);
    throw error;
  }
}

function answerGet(world: World, request: GraphRequest, fault: Fault | null): Reply {
  const { endpoint, ids } = endpointOf(request);
  if (request.method !== 'GET') throw methodRefused();
  const call: EndpointCall = {
    state: world.state,
    version: request.version,
    now: world.clock(),
    ids,
    isEventual: request.isEventual,
  };
  if (request.step && endpoint.isPim && !world.state.directory.isPimBatched) throw notInBatch();
  requireAccess(endpoint, call);
  const query = parseQuery(request.params, endpoint, endpoint.properties(request.version), request.isEventual);
  const answer = endpoint.read(call, query);
  const context = contextOf(world, request, query, endpoint, 'entity' in answer);
  if (fault?.kind === 'no-value') return jsonReply(context);
  if ('text' in answer) return textReply(fault?.kind === 'vanish' ? '0' : answer.text);
  const select = selector(query, endpoint, request.version);
  const shown = (row: Row): Row => select(world.shaker.row(endpoint, row));
  if ('entity' in answer) return jsonReply({ ...context, ...shown(answer.entity) });
  const all = 'list' in answer ? answer.list : matchingRows(answer.rows, query);
  const list = fault?.kind === 'vanish' ? NO_ROWS : all;
  const page = readPage(world, request, query, list, fault);
  const link = nextLink(world, request, page, fault);
  return jsonReply({
    ...context,
    // As at Graph on the first page alone, and only where the query is an advanced one.
    ...(query.count && request.isEventual && query.skipToken === null && { '@odata.count': list.length }),
    ...(link && { '@odata.nextLink': link }),
    value: page.rows.map(shown),
  });
}

/** No document says whether PIM may be batched; the words are made up. */
const notInBatch = (): GraphRefusal => badRequest('This request is not supported in a batch.');

function endpointOf({ path, version }: GraphRequest): { endpoint: Endpoint; ids: string[] } {
  for (const endpoint of ENDPOINTS.filter(({ versions = [version] }) => versions.includes(version))) {
    const ids = idsIn(path, endpoint.path);
    if (ids) return { endpoint, ids };
  }
  throw badRequest(`Resource not found for the segment '${path.split('/').at(-1)}'.`);
}

function idsIn(path: string, template: string): string[] | null {
  const [segments, expected] = [path.split('/'), template.split('/')];
  if (segments.length !== expected.length) return null;
  const found = segments.map((segment, index) => idIn(decoded(segment), expected[index] ?? ''));
  return found.includes(null) ? null : found.filter((id): id is string => Boolean(id));
}

/** The id in a segment, nothing when the segment is as expected, null when it is not. */
function idIn(segment: string, expected: string): string | null {
  const [before = '', after] = expected.split('{id}');
  if (after === undefined) return segment === expected ? '' : null;
  const fits = segment.startsWith(before) && segment.endsWith(after);
  const id = segment.slice(before.length, segment.length - after.length);
  return fits && id !== '' && !/['()]/.test(id) ? id : null;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function requireAccess(endpoint: Endpoint, call: EndpointCall): void {
  const { permission } = endpoint;
  const isGranted = permission !== null && call.state.granted.includes(permission);
  if (!isGranted && !endpoint.isOpen?.(call)) throw endpoint.denied?.() ?? refusalOf(403);
}

/** Graph answers 405 here; this tenant says 400 to all it does not know. */
const methodRefused = (): GraphRefusal =>
  new GraphRefusal(400, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');

function contextOf(world: World, request: GraphRequest, query: Query, endpoint: Endpoint, isEntity: boolean): Row {
  const parts = [...(query.select ?? []), ...query.expand.map((name) => `${name}()`)];
  const select = parts.length > 0 ? `(${parts.join(',')})` : '';
  // An entity is named by its collection: its key goes, `/{id}` or `(…)`.
  const set = isEntity ? request.path.replace(/^(\/servicePrincipals)[(/].+$/, '$1') : request.path;
  const path = `${endpoint.set ?? set.slice(1)}${select}${isEntity ? '/$entity' : ''}`;
  return { '@odata.context': `${world.origin}/${request.version}/$metadata#${path}` };
}

/** What was asked for, the id always, and of the rest only what nobody could ask for: unknown fields, types. */
function selector({ select }: Query, endpoint: Endpoint, version: Version): (row: Row) => Row {
  if (!select) return (row) => row;
  const dropped = new Set(endpoint.properties(version).filter((name) => name !== 'id' && !select.includes(name)));
  return (row) => {
    const names = Object.keys(row);
    // Most rows of long lists are made with nothing to drop.
    if (!names.some((name) => dropped.has(name))) return row;
    return Object.fromEntries(Object.entries(row).filter(([name]) => !dropped.has(name)));
  };
}

/**
 * Groups, and who is in them. v1.0 leaves service principals out of members and owners (a documented known issue), so
 * they have to be asked for by a cast, which is an advanced query.
 */
import { entryOf, type Group } from '../directory/directory-state.ts';
import { isListed, objectOf } from '../directory/objects.ts';
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import { unsupported } from '../odata/filter.ts';
import type { Query } from '../odata/query.ts';
import { listOf, type RowList } from '../odata/row-list.ts';
import { principalOf } from '../principals.ts';
import { notFound } from '../reply.ts';
import { idsAskedFor } from './ids-asked-for.ts';
import { groupRow, objectRow } from './object-rows.ts';
import { principalRow } from './service-principals.ts';

export const groups: Endpoint = {
  path: '/groups',
  versions: ['v1.0'],
  permission: 'GroupMember.Read.All',
  options: ['$filter', '$top'],
  filters: { id: { in: 'list' }, isAssignableToRole: { eq: 'truth' } },
  properties: () => GROUP_PROPERTIES,
  read: ({ state, now }, query) => {
    const all = state.directory.groups;
    const ids = idsAskedFor(query);
    if (query.filter.length === 0) throw unsupported();
    const found = ids ? ids.flatMap((id) => entryOf(all, id) ?? []) : Object.values(all);
    return { rows: found.filter(({ id }) => isListed(state, id, now)).map(groupRow) };
  },
};

const EMPTY: Group = { id: '', displayName: '', isAssignableToRole: true, members: [], owners: [] };
const GROUP_PROPERTIES = Object.keys(groupRow(EMPTY));

/** `accountEnabled`, like `displayName`, of those that have one. */
export const DIRECTORY_OBJECT = ['id', 'deletedDateTime', 'displayName', 'accountEnabled'];

const listed = (list: 'members' | 'owners'): Endpoint => ({
  path: `/groups/{id}/${list}`,
  versions: ['v1.0'],
  permission: 'GroupMember.Read.All',
  options: ['$top'],
  set: 'directoryObjects',
  properties: () => DIRECTORY_OBJECT,
  read: (call, query) => {
    const isShown = (id: string): boolean => {
      const found = objectOf(call.state, id);
      return found !== null && found.type !== 'servicePrincipal';
    };
    return { list: objectsOf(call, groupOf(call)[list].filter(isShown), query) };
  },
});

/** Rows of objects of any type, with their type. */
export const objectsOf = ({ state }: EndpointCall, ids: readonly string[], { select }: Query): RowList =>
  listOf(
    ids,
    (id) => id,
    (id) => objectRow(state, id, select && ['id', ...select]) ?? { id },
  );

const principals = (list: 'members' | 'owners'): Endpoint => ({
  path: `/groups/{id}/${list}/microsoft.graph.servicePrincipal`,
  versions: ['v1.0'],
  permission: 'GroupMember.Read.All',
  options: ['$top', '$count'],
  isCast: true,
  set: 'servicePrincipals',
  properties: (version) => Object.keys(principalRow(null, version)),
  read: (call) => {
    const found = groupOf(call)[list].flatMap((id) => principalOf(call.state, id) ?? []);
    return {
      list: listOf(
        found,
        ({ id }) => id,
        (principal) => principalRow(principal, call.version),
      ),
    };
  },
});

export const groupMembers = listed('members');
export const groupOwners = listed('owners');
export const groupMemberPrincipals = principals('members');
export const groupOwnerPrincipals = principals('owners');

/** @throws GraphRefusal 404 */
function groupOf({ state, now, ids: [id = ''] }: EndpointCall): Group {
  const group = entryOf(state.directory.groups, id);
  if (!group || !isListed(state, id, now)) throw notFound(id);
  return group;
}

/** Administrative units and the users in them. Members of hidden membership come back as an empty list. */
import { entryOf, type Unit } from '../directory/directory-state.ts';
import { userOf } from '../directory/objects.ts';
import { countIn, indexAt, syncedUser, syncedUserId } from '../directory/synced-users.ts';
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import type { Query } from '../odata/query.ts';
import { joined, listOf, NO_ROWS, type RowList } from '../odata/row-list.ts';
import { notFound } from '../reply.ts';
import { USER_DEFAULTS, USER_PROPERTIES, unitRow, userRow } from './object-rows.ts';

const EMPTY: Unit = {
  id: '',
  displayName: '',
  isRestricted: false,
  rule: null,
  isHidden: false,
  members: [],
  ranges: [],
};
const UNIT_PROPERTIES = Object.keys(unitRow(EMPTY));

export const administrativeUnits: Endpoint = {
  path: '/directory/administrativeUnits',
  versions: ['v1.0'],
  permission: 'AdministrativeUnit.Read.All',
  options: ['$top'],
  properties: () => UNIT_PROPERTIES,
  read: ({ state }) => ({ rows: Object.values(state.directory.units).map(unitRow) }),
};

export const unitUsers: Endpoint = {
  path: '/directory/administrativeUnits/{id}/members/microsoft.graph.user',
  versions: ['v1.0'],
  permission: 'AdministrativeUnit.Read.All',
  options: ['$top', '$count'],
  isCast: true,
  set: 'users',
  properties: () => USER_PROPERTIES,
  defaults: USER_DEFAULTS,
  read: (call, query) => ({ list: usersIn(call, query) }),
};

/** @throws GraphRefusal 404 */
function usersIn({ state, ids: [id = ''] }: EndpointCall, { select }: Query): RowList {
  const unit = entryOf(state.directory.units, id);
  if (!unit) throw notFound(id);
  if (unit.isHidden) return NO_ROWS;
  const names = select ? ['id', ...select] : USER_DEFAULTS;
  const named = unit.members.map((member) => userOf(state, member)).filter((user) => user !== null);
  const { unnamedSyncedUsers: there } = state.directory;
  const ranges = unit.ranges
    .map(({ from, to }) => ({ from, to: Math.min(to, there) }))
    .filter(({ from, to }) => from < to);
  const unnamed: RowList = {
    length: countIn(ranges, there),
    idAt: (position) => syncedUserId(state.tenantId, indexAt(ranges, position)),
    rowAt: (position) => userRow(syncedUser(state.tenantId, indexAt(ranges, position)), names),
  };
  const first = listOf(
    named,
    (user) => user.id,
    (user) => userRow(user, names),
  );
  return joined(first, unnamed);
}

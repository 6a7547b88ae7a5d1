/** Users by id, and how many are synced. The list of all users is not served: nobody here asks for it. */

import { isListed, userOf } from '../directory/objects.ts';
import { namedSyncedUsers } from '../directory/users.ts';
import type { Endpoint } from '../endpoint.ts';
import { unsupported } from '../odata/filter.ts';
import { GraphRefusal } from '../reply.ts';
import { idsAskedFor } from './ids-asked-for.ts';
import { USER_DEFAULTS, USER_PROPERTIES, userRow } from './object-rows.ts';

export const users: Endpoint = {
  path: '/users',
  versions: ['v1.0'],
  permission: 'User.Read.All',
  options: ['$filter', '$top'],
  filters: { id: { in: 'list' } },
  properties: () => USER_PROPERTIES,
  defaults: USER_DEFAULTS,
  read: ({ state, now }, query) => {
    const ids = idsAskedFor(query);
    if (!ids) throw unsupported();
    const found = ids
      .filter((id) => isListed(state, id, now))
      .map((id) => userOf(state, id))
      .filter((user) => user !== null);
    return { rows: found.map((user) => userRow(user, query.select ? ['id', ...query.select] : USER_DEFAULTS)) };
  },
};

export const usersCount: Endpoint = {
  path: '/users/$count',
  versions: ['v1.0'],
  permission: 'User.Read.All',
  isSelectable: false,
  options: ['$filter'],
  filters: { onPremisesSyncEnabled: { eq: 'truth' } },
  properties: () => [],
  read: ({ state, isEventual }, { filter }) => {
    if (!isEventual) throw new GraphRefusal(400, 'Request_BadRequest', '$count is not currently supported.');
    const { users: named, unnamedSyncedUsers } = state.directory;
    const synced = namedSyncedUsers(state) + unnamedSyncedUsers;
    const [clause] = filter;
    if (!clause) return { text: String(Object.keys(named).length + unnamedSyncedUsers) };
    const formerly = Object.values(named).filter((user) => user.synced === false).length;
    return { text: String(clause.value === 'true' ? synced : formerly) };
  },
};

/** Users by id or the beginning of a sign-in name, and how many are synced. All of them are not served: nobody asks for them. */

import { isListed, userOf } from '../directory/objects.ts';
import { namedSyncedUsers } from '../directory/users.ts';
import type { Endpoint } from '../endpoint.ts';
import { unsupported } from '../odata/filter.ts';
import type { Query } from '../odata/query.ts';
import { GraphRefusal } from '../reply.ts';
import type { TenantState } from '../state.ts';
import { idsAskedFor } from './ids-asked-for.ts';
import { USER_DEFAULTS, USER_PROPERTIES, userRow } from './object-rows.ts';

export const users: Endpoint = {
  path: '/users',
  versions: ['v1.0'],
  permission: 'User.Read.All',
  options: ['$filter', '$top'],
  filters: { id: { in: 'list' }, userPrincipalName: { startswith: 'string' } },
  properties: () => USER_PROPERTIES,
  defaults: USER_DEFAULTS,
  read: ({ state, now }, query) => {
    const ids = idsAskedFor(query) ?? idsOfNamed(state, query);
    const found = ids
      .filter((id) => isListed(state, id, now))
      .map((id) => userOf(state, id))
      .filter((user) => user !== null);
    const names = query.select
      ? ['id', ...query.select, ...query.filter.map(({ property }) => property)]
      : USER_DEFAULTS;
    return { rows: found.map((user) => userRow(user, names)) };
  },
};

/** All that have a name: the filter takes from these. @throws GraphRefusal 400 where there is none */
function idsOfNamed({ directory }: TenantState, { filter }: Query): string[] {
  if (filter.length === 0) throw unsupported();
  return Object.keys(directory.users);
}

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

/** Role definitions, built in and custom. The id of a built-in one is its template id, as documented. */
import { DIRECTORY_READERS } from '../directory/built-in-roles.ts';
import type { Role } from '../directory/directory-state.ts';
import { isBuiltIn, rolesOf } from '../directory/role-definitions.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Row } from '../odata/row-list.ts';

export const roleDefinitions: Endpoint = {
  path: '/roleManagement/directory/roleDefinitions',
  versions: ['v1.0'],
  permission: 'RoleManagement.Read.Directory',
  options: [],
  properties: () => [
    'id',
    'description',
    'displayName',
    'inheritsPermissionsFrom',
    'isBuiltIn',
    'isEnabled',
    'resourceScopes',
    'rolePermissions',
    'templateId',
    'version',
  ],
  read: ({ state }) => ({ rows: rolesOf(state).map(rowOf) }),
};

function rowOf({ id, displayName, description, isEnabled, permissions }: Role): Row {
  const inherits = isBuiltIn(id) && id !== DIRECTORY_READERS;
  return {
    id,
    description,
    displayName,
    isBuiltIn: isBuiltIn(id),
    isEnabled,
    resourceScopes: ['/'],
    templateId: id,
    version: isBuiltIn(id) ? '1' : null,
    rolePermissions: permissions.map(({ actions, condition }) => ({ allowedResourceActions: actions, condition })),
    inheritsPermissionsFrom: inherits ? [{ id: DIRECTORY_READERS }] : [],
  };
}

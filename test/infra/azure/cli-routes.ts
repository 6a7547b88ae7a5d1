/** What the Azure CLI asks for when it runs the commands of the guide: writes, and the lists that it looks things up in. */
import type { Answer, Asked } from './exchange.ts';
import { GRAPH_ID, ID, OBJECT_ID, ROLE, type RoleAssignment, SUBSCRIPTION, type World } from './world.ts';

const fine = (body: unknown): Answer => ({ status: 200, body });

type Route = readonly [method: string, path: RegExp, answer: (world: World, asked: Asked, parts: string[]) => Answer];

const DEFINITIONS = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`;

const assignmentBody = ({ name, scope, role, principalId }: RoleAssignment) => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
  name,
  type: 'Microsoft.Authorization/roleAssignments',
  properties: { scope, principalId, principalType: 'ServicePrincipal', roleDefinitionId: `${DEFINITIONS}/${role}` },
});

export const CLI_ROUTES: readonly Route[] = [
  [
    'PUT',
    /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)$/i,
    (_world, { body, path }, [name]) =>
      fine({ ...(body as object), id: path, name, properties: { provisioningState: 'Succeeded' } }),
  ],
  ['DELETE', /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/i, () => fine(null)],
  [
    'GET',
    /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/resources$/i,
    () =>
      fine({
        value: [
          {
            id: ID.communication,
            name: 'watch-mail',
            type: 'Microsoft.Communication/communicationServices',
            location: 'global',
          },
        ],
      }),
  ],
  [
    'GET',
    /^\/subscriptions\/[^/]+\/resources$/i,
    () =>
      fine({
        value: [
          {
            id: ID.communication,
            name: 'watch-mail',
            type: 'Microsoft.Communication/communicationServices',
            location: 'global',
          },
        ],
      }),
  ],
  ['POST', /\/sites\/[^/]+\/restart$/i, () => fine(null)],
  ['GET', /\/providers\/Microsoft.Authorization\/roleDefinitions$/i, definitions],
  ['DELETE', /\/providers\/Microsoft.Authorization\/roleDefinitions\/([^/]+)$/i, removeDefinition],
  [
    'GET',
    /\/providers\/Microsoft.Authorization\/roleAssignments$/i,
    (world) => fine({ value: world.roleAssignments.map(assignmentBody) }),
  ],
  ['PUT', /^(.+)\/providers\/Microsoft.Authorization\/roleAssignments\/([^/]+)$/i, assign],
  ['DELETE', /\/providers\/Microsoft.Authorization\/roleAssignments\/([^/]+)$/i, removeAssignment],
];

function definitions({ roleDefinitions }: World): Answer {
  const value = Object.entries(roleDefinitions).map(([name, { roleName, actions, dataActions = [] }]) => ({
    id: `${DEFINITIONS}/${name}`,
    name,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: {
      roleName,
      type: name === ROLE.mail ? 'CustomRole' : 'BuiltInRole',
      permissions: [{ actions, notActions: [], dataActions, notDataActions: [] }],
      assignableScopes: ['/'],
    },
  }));
  return fine({ value });
}

function removeDefinition({ roleDefinitions }: World, _asked: Asked, [name = '']: string[]): Answer {
  delete roleDefinitions[name];
  return fine(null);
}

function assign({ roleAssignments }: World, { body }: Asked, [scope = '', name = '']: string[]): Answer {
  const { roleDefinitionId, principalId } = (body as { properties: { roleDefinitionId: string; principalId: string } })
    .properties;
  const made = { name, scope, role: roleDefinitionId.split('/').at(-1) ?? '', principalId };
  roleAssignments.push(made);
  return { status: 201, body: assignmentBody(made) };
}

function removeAssignment(world: World, _asked: Asked, [name]: string[]): Answer {
  const at = world.roleAssignments.findIndex((one) => one.name === name);
  const [gone] = at === -1 ? [] : world.roleAssignments.splice(at, 1);
  return gone ? fine(assignmentBody(gone)) : { status: 204, body: null };
}

/** Names of principals, which the CLI looks up to show them. */
export const CLI_GRAPH_ROUTES: readonly Route[] = [
  [
    'POST',
    /^\/v1.0\/directoryObjects\/getByIds$/,
    () =>
      fine({
        value: [{ '@odata.type': '#microsoft.graph.servicePrincipal', id: OBJECT_ID, displayName: 'watch-identity' }],
      }),
  ],
  ['DELETE', /^\/v1.0\/servicePrincipals\/([^/]+)\/appRoleAssignments\/([^/]+)$/, takeBack],
];

function takeBack(world: World, _asked: Asked, [, id]: string[]): Answer {
  world.assigned = world.assigned.filter((one) => one.id !== id || one.resourceId !== GRAPH_ID);
  return { status: 204, body: null };
}

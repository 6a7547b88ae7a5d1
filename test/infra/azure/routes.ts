/** What Azure Resource Manager and Microsoft Graph answer, as their REST references have it. A path they do not know is null. */

import { CLI_GRAPH_ROUTES, CLI_ROUTES } from './cli-routes.ts';
import type { Answer, Asked } from './exchange.ts';
import { type Assigned, GRAPH_ID, ID, OBJECT_ID, type SiteState, SUBSCRIPTION, type World } from './world.ts';

const fine = (body: unknown): Answer => ({ status: 200, body });
const failed = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});
const list = (value: readonly unknown[]): Answer => fine({ value });
const named = (id: string) => ({ id, name: id.split('/').at(-1) });

type Route = readonly [method: string, path: RegExp, answer: (world: World, asked: Asked, parts: string[]) => Answer];

const SITE = '/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft.Web/sites/([^/]+)';
const below = (path: string): RegExp => new RegExp(`^${SITE}/${path}$`, 'i');
const listed = (type: string): RegExp => new RegExp(`^/subscriptions/[^/]+/providers/${type}$`, 'i');

/** One of the three parts of a path names an app; the answer is made of it, or 404. */
const ofSite =
  (answer: (site: SiteState, world: World) => Answer) =>
  (world: World, _asked: Asked, [subscription, group, name]: string[]): Answer => {
    const site = world.sites.find(
      (one) => one.subscription === subscription && one.group === group && one.name === name,
    );
    return site
      ? answer(site, world)
      : failed(404, 'ResourceNotFound', `The Resource 'Microsoft.Web/sites/${name}' was not found.`);
  };

const siteId = ({ subscription, group, name }: SiteState): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Web/sites/${name}`;

function siteBody(site: SiteState): Answer {
  return fine({
    id: siteId(site),
    name: site.name,
    location: 'West Europe',
    kind: 'functionapp,linux',
    identity: site.identity,
    properties: {
      state: site.state,
      defaultHostName: site.host ?? `${site.name}.azurewebsites.net`,
      lastModifiedTimeUtc: '2026-11-28T10:30:00',
    },
  });
}

const functionBody = (site: SiteState, { name, schedule, isDisabled = false }: SiteState['functions'][number]) => ({
  id: `${siteId(site)}/functions/${name}`,
  name: `${site.name}/${name}`,
  properties: {
    isDisabled,
    config: {
      bindings: [schedule ? { type: 'timerTrigger', schedule } : { type: 'httpTrigger', authLevel: 'function' }],
    },
  },
});

const ARM: readonly Route[] = [
  [
    'GET',
    /^\/subscriptions$/,
    (world) =>
      list(world.subscriptions.filter(({ tenantId }) => tenantId === world.tokenTenants.arm).map(subscriptionBody)),
  ],
  ['GET', /^\/subscriptions\/([^/]+)$/, subscription],
  ['GET', new RegExp(`^${SITE}$`, 'i'), ofSite(siteBody)],
  ['POST', below('config/appsettings/list'), ofSite((site) => fine({ properties: site.settings }))],
  ['GET', below('functions'), ofSite((site) => list(site.functions.map((one) => functionBody(site, one))))],
  [
    'GET',
    below('deployments'),
    ofSite(({ deployments }) =>
      deployments === null
        ? failed(404, 'NotFound', 'No deployments.')
        : list(deployments.map((properties) => ({ properties }))),
    ),
  ],
  [
    'GET',
    below('config/configreferences/appsettings'),
    ofSite((_site, { references }) =>
      list(Object.entries(references).map(([name, status]) => ({ name, properties: { status } }))),
    ),
  ],
  [
    'POST',
    below('host/default/listkeys'),
    ofSite((_site, { keys }) => fine({ masterKey: 'the-master-key', functionKeys: keys, systemKeys: {} })),
  ],
  [
    'GET',
    /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\/providers\/Microsoft.Authorization\/roleAssignments$/,
    roleAssignments,
  ],
  ['GET', /\/providers\/Microsoft.Authorization\/roleDefinitions\/([^/]+)$/, roleDefinition],
  ['GET', listed('Microsoft.Storage/storageAccounts'), ({ storageAccounts }) => list(storageAccounts.map(named))],
  [
    'GET',
    listed('Microsoft.Insights/components'),
    () =>
      list([{ ...named(ID.component), properties: { InstrumentationKey: '99999999-AAAA-4bbb-8ccc-000000000009' } }]),
  ],
  [
    'GET',
    listed('Microsoft.Communication/communicationServices'),
    ({ communication }) => list([{ ...named(ID.communication), properties: communication }]),
  ],
  ['GET', listed('Microsoft.KeyVault/vaults'), () => list([named(ID.vault)])],
  ['GET', /^(\/.*\/emailServices\/[^/]+\/domains\/[^/]+)$/, domain],
  [
    'GET',
    /^(\/.*\/emailServices\/[^/]+\/domains\/[^/]+)\/senderUsernames$/,
    (world, _asked, [id = '']) =>
      list((world.domains[id]?.names ?? []).map((username) => ({ properties: { username } }))),
  ],
  ['POST', new RegExp(`^${ID.component}/query$`), telemetry],
];

const subscriptionBody = (one: World['subscriptions'][number]) => ({
  id: `/subscriptions/${one.subscriptionId}`,
  ...one,
});

function subscription({ subscriptions, tokenTenants }: World, _asked: Asked, [id]: string[]): Answer {
  const found = subscriptions.find(({ subscriptionId }) => subscriptionId === id);
  if (!found) return failed(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
  if (found.tenantId === tokenTenants.arm) return fine(subscriptionBody(found));
  return failed(
    401,
    'InvalidAuthenticationTokenTenant',
    `The access token is from the wrong issuer. It must match the tenant 'https://sts.windows.net/${found.tenantId}/'.`,
  );
}

/** `assignedTo` gives those at the scope, above and below it. */
function roleAssignments({ roleAssignments: all }: World, { query }: Asked, [scope = '']: string[]): Answer {
  if (query.get('$filter') !== `assignedTo('${OBJECT_ID}')`)
    return failed(400, 'InvalidFilter', 'Not the filter expected.');
  const touches = (one: string): boolean => one.startsWith(scope) || scope.startsWith(one);
  return list(
    all
      .filter((one) => touches(one.scope))
      .map(({ name, scope: at, role, principalId }) => ({
        id: `${at === '/' ? '' : at}/providers/Microsoft.Authorization/roleAssignments/${name}`,
        properties: {
          scope: at,
          principalId,
          roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        },
      })),
  );
}

function roleDefinition({ roleDefinitions }: World, _asked: Asked, [id = '']: string[]): Answer {
  const found = roleDefinitions[id];
  if (!found) return failed(404, 'RoleDefinitionDoesNotExist', 'The specified role definition does not exist.');
  const { roleName, actions, dataActions = [] } = found;
  return fine({
    properties: { roleName, permissions: [{ actions, notActions: [], dataActions, notDataActions: [] }] },
  });
}

function domain({ domains }: World, _asked: Asked, [id = '']: string[]): Answer {
  const found = domains[id];
  if (!found) return failed(404, 'ResourceNotFound', 'No such domain.');
  const { domainManagement, fromSenderDomain, proofs } = found;
  const verificationStates = Object.fromEntries(Object.entries(proofs).map(([proof, status]) => [proof, { status }]));
  return fine({ ...named(id), properties: { domainManagement, fromSenderDomain, verificationStates } });
}

/** Only what began after the time in the query, as the query says. */
function telemetry({ telemetry: rows }: World, { body }: Asked): Answer {
  const since = Date.parse(
    /timestamp > datetime\(([^)]+)\)/.exec(String((body as { query?: string } | null)?.query))?.[1] ?? '',
  );
  if (Number.isNaN(since)) return failed(400, 'BadArgumentError', 'The query names no time.');
  return fine({ tables: [{ name: 'PrimaryResult', rows: rows.filter(([, newest]) => Date.parse(newest) > since) }] });
}

const GRAPH: readonly Route[] = [
  ['GET', /^\/v1.0\/servicePrincipals$/, graphItself],
  ['GET', /^\/v1.0\/servicePrincipals\/([^/]+)$/, principal],
  ['GET', /^\/v1.0\/servicePrincipals\/([^/]+)\/appRoleAssignments$/, assignments],
  ['POST', /^\/v1.0\/servicePrincipals\/([^/]+)\/appRoleAssignedTo$/, assign],
  ['DELETE', /^\/v1.0\/servicePrincipals\/([^/]+)\/appRoleAssignedTo\/([^/]+)$/, unassign],
];

function graphItself({ graphRoles }: World, { query }: Asked): Answer {
  if (query.get('$filter') !== "appId eq '00000003-0000-0000-c000-000000000000'")
    return failed(400, 'Request_UnsupportedQuery', 'Not the filter expected.');
  const usable = Object.entries(graphRoles).map(([value, id]) => ({
    id,
    value,
    isEnabled: true,
    allowedMemberTypes: ['Application'],
  }));
  // Delegated alone, and switched off: neither can be given to an application.
  const odd = [
    { id: 'odd-1', value: 'AuditLog.Read.All', isEnabled: true, allowedMemberTypes: ['User'] },
    { id: 'odd-2', value: 'User.Read.All', isEnabled: false, allowedMemberTypes: ['Application'] },
  ];
  return list([{ id: GRAPH_ID, appRoles: [...odd.slice(0, 1), ...usable, ...odd.slice(1)] }]);
}

const unknownPrincipal = (id: string | undefined): Answer =>
  failed(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

function principal(world: World, _asked: Asked, [id]: string[]): Answer {
  if (id !== OBJECT_ID) return unknownPrincipal(id);
  if (world.looksUntilKnown > 0) {
    world.looksUntilKnown -= 1;
    return unknownPrincipal(id);
  }
  return fine({ id });
}

/** Two a page, so that whoever reads one page alone is found out. */
function assignments({ assigned }: World, { query, origin, path }: Asked, [id]: string[]): Answer {
  const all = assigned.filter(({ principalId }) => principalId === id);
  const from = Number(query.get('$skiptoken') ?? 0);
  const next = from + 2 < all.length ? { '@odata.nextLink': `${origin}${path}?$skiptoken=${from + 2}` } : {};
  return fine({ value: all.slice(from, from + 2), ...next });
}

const noRight = failed(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

function assign(world: World, { body }: Asked, [resource]: string[]): Answer {
  const { principalId, resourceId, appRoleId } = body as Assigned;
  if (!world.mayGrant) return noRight;
  if (resource !== GRAPH_ID || resourceId !== GRAPH_ID) return unknownPrincipal(resource);
  if (world.grantsUntilKnown > 0) {
    world.grantsUntilKnown -= 1;
    return unknownPrincipal(principalId);
  }
  if (
    world.assigned.some(
      (one) => one.principalId === principalId && one.resourceId === resourceId && one.appRoleId === appRoleId,
    )
  ) {
    return failed(400, 'Request_BadRequest', 'Permission being assigned already exists on the object');
  }
  const made = { id: `assignment-${appRoleId}`, principalId, resourceId, appRoleId };
  world.assigned.push(made);
  return { status: 201, body: made };
}

function unassign(world: World, _asked: Asked, [, id]: string[]): Answer {
  if (!world.mayGrant) return noRight;
  const at = world.assigned.findIndex((one) => one.id === id);
  if (at === -1) return unknownPrincipal(id);
  world.assigned.splice(at, 1);
  return { status: 204, body: null };
}

export type ServiceName = 'arm' | 'graph';

/** Null: no such path at that service. */
export function route(service: ServiceName, world: World, asked: Asked): Answer | null {
  const routes = service === 'arm' ? [...ARM, ...CLI_ROUTES] : [...GRAPH, ...CLI_GRAPH_ROUTES];
  for (const [method, path, answer] of routes) {
    const parts = method === asked.method ? path.exec(asked.path) : null;
    if (parts) return answer(world, asked, parts.slice(1));
  }
  return null;
}

/** What tests of the tenant share: a tenant that ends with its test, and a reader with a token of its own. */
import { onTestFinished } from 'vitest';
import type { Endpoint, Version } from '../../../local/tenant/endpoint.ts';
import { ENDPOINTS } from '../../../local/tenant/endpoints/index.ts';
import { GRAPH_APP_ID } from '../../../local/tenant/known-ids.ts';
import { startTenant, type TenantOptions } from '../../../local/tenant/start-tenant.ts';
import type { SimulatedTenant } from '../../../local/tenant/tenant.ts';

/** A Friday, long after every date in the tenant's own data. */
export const NOON = Date.parse('2026-11-20T12:00:00Z');

export const HOSTILE = [
  '<script>alert(1)</script>',
  `O'Hara's "quotes" & ampersands`,
  'line\r\nbreak\tand\u0000null',
  '=HYPERLINK("http://example.com")',
  'right \u202e to left',
  'four bytes \u{1f98a} and a lone \u{10ffff}',
  '__proto__',
  'x'.repeat(1000),
];

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Body {
  readonly value: Record<string, unknown>[];
  readonly error: { code: string; message: string; innerError: Record<string, string> };
  readonly '@odata.nextLink'?: string;
  readonly [name: string]: unknown;
}

export interface Reader {
  readonly tenant: SimulatedTenant;
  /** `path` with version; `filter` and other values as they are meant, unencoded. */
  get(path: string, options?: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  /** Whatever a next link holds. */
  follow(url: string, headers?: Record<string, string>): Promise<Answer>;
  batch(requests: unknown): Promise<Answer>;
  /** Reads all pages; the ids in order. */
  ids(path: string, options?: Record<string, string>): Promise<string[]>;
}

export async function tenantFor(options: TenantOptions = {}): Promise<Reader> {
  const tenant = await startTenant(options);
  onTestFinished(() => tenant.close());
  return readerOf(tenant);
}

export async function readerOf(tenant: SimulatedTenant): Promise<Reader> {
  const authorization = `Bearer ${await tokenOf(tenant)}`;
  const ask = async (url: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url, { ...init, headers: { authorization, ...init.headers } });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };
  const follow: Reader['follow'] = (url, headers = {}) => ask(url, { headers });
  const get: Reader['get'] = (path, options = {}, headers = {}) => follow(urlOf(tenant, path, options), headers);
  const batch = (requests: unknown): Promise<Answer> =>
    ask(`${tenant.origin}/v1.0/$batch`, { method: 'POST', body: JSON.stringify({ requests }) });
  const ids = async (path: string, options: Record<string, string> = {}): Promise<string[]> => {
    const found: string[] = [];
    for (let url: string | undefined = urlOf(tenant, path, options); url !== undefined; ) {
      const page: Answer = await follow(url);
      found.push(...page.body.value.map((row) => String(row.id)));
      url = page.body['@odata.nextLink'];
    }
    return found;
  };
  return { tenant, get, follow, batch, ids };
}

export function urlOf(tenant: SimulatedTenant, path: string, options: Record<string, string> = {}): string {
  const query = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${tenant.origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

export async function tokenOf(tenant: SimulatedTenant, resource: string = tenant.origin): Promise<string> {
  const url = `${tenant.msi.endpoint}?api-version=2019-08-01&resource=${encodeURIComponent(resource)}`;
  const response = await fetch(url, { headers: { 'X-IDENTITY-HEADER': tenant.msi.header } });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Every path in every version that has it. */
export const SERVED: readonly { readonly version: Version; readonly endpoint: Endpoint }[] = (
  ['v1.0', 'beta'] as const
).flatMap((version) =>
  ENDPOINTS.filter(({ versions = [version] }) => versions.includes(version)).map((endpoint) => ({ version, endpoint })),
);

/** Something to read on every path: of each thing one, and all lists to be read. */
export function furnish(tenant: SimulatedTenant): void {
  tenant.addCloudSync();
  tenant.agents.install({ machineName: 'pta-01.contoso.local', type: 'authentication' });
  tenant.agents.setReadable(true);
  tenant.enableWriteback();
  tenant.users.setSsprEnabled(5);
  for (const list of ['addMember', 'addOwner'] as const) tenant.groups[list](DESK, 'HR Onboarding');
  tenant.groups.makeEligible({ group: DESK, principal: 'Alex Wilber', access: 'member' });
  for (const owned of ['servicePrincipal', 'application'] as const) {
    tenant.apps.addOwner('HR Onboarding', 'Alex Wilber', owned);
  }
  const [first = ''] = Object.keys(tenant.state.directory.apps);
  tenant.apps.addCredential(first, 'federated');
}

export const DESK = 'Sales Service Desk';
export const EVENTUAL = { ConsistencyLevel: 'eventual' };

/** What a path cannot be read without. */
export interface Request {
  readonly path: string;
  readonly options: Record<string, string>;
  readonly headers: Record<string, string>;
}

/** How the furnished tenant is asked for an endpoint. */
export function requestOf(endpoint: Endpoint, { state }: SimulatedTenant): Request {
  const { path, isCast } = endpoint;
  const { groups, users } = state.directory;
  const [group = ''] = Object.keys(groups);
  const filters: Record<string, string> = {
    '/users': `id in ('${Object.keys(users)[0]}')`,
    '/groups': 'isAssignableToRole eq true',
    '/applications': `appId eq '${Object.values(state.directory.apps)[0]?.appId}'`,
    '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances': `groupId eq '${group}'`,
  };
  const filter = filters[path];
  return {
    path: path.replace('{id}', idFor(path, state)),
    options: { ...(filter && { $filter: filter }), ...(isCast && { $count: 'true' }) },
    headers: isCast || path.endsWith('/$count') ? EVENTUAL : {},
  };
}

/** The id of something that the furnished tenant has: the identity's own permissions, else not itself. */
function idFor(path: string, { identity, directory, cloudSync }: SimulatedTenant['state']): string {
  const [app] = Object.values(directory.apps);
  if (path.startsWith('/applications')) return app?.appId ?? '';
  if (path === '/servicePrincipals/{id}/owners') return app?.id ?? '';
  if (path.startsWith('/groups')) return Object.keys(directory.groups)[0] ?? '';
  if (path.startsWith('/directory/administrativeUnits')) return Object.keys(directory.units)[0] ?? '';
  if (path.includes('(appId=')) return path.endsWith('Assignments') ? identity.appId : GRAPH_APP_ID;
  return path.endsWith('/appRoleAssignments') ? identity.objectId : (cloudSync[0]?.id ?? '');
}

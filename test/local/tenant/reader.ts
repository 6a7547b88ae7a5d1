/** What tests of the tenant share: a tenant that ends with its test, and a reader with a token of its own. */
import { onTestFinished } from 'vitest';
import type { Endpoint, Version } from '../../../local/tenant/endpoint.ts';
import { ENDPOINTS } from '../../../local/tenant/endpoints/index.ts';
import { GRAPH_APP_ID } from '../../../local/tenant/known-ids.ts';
import { type SimulatedTenant, startTenant, type TenantOptions } from '../../../local/tenant/tenant.ts';

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
  get(path: string, options?: Record<string, string>): Promise<Answer>;
  /** Whatever a next link holds. */
  follow(url: string): Promise<Answer>;
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
  const follow = async (url: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(url, { ...init, headers: { authorization, ...init.headers } });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };
  const get = (path: string, options: Record<string, string> = {}): Promise<Answer> =>
    follow(urlOf(tenant, path, options));
  const batch = (requests: unknown): Promise<Answer> =>
    follow(`${tenant.origin}/v1.0/$batch`, { method: 'POST', body: JSON.stringify({ requests }) });
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

/** Something to read on every path: a configuration, an agent of each type, an event; and agent lists to be read. */
export function furnish(tenant: SimulatedTenant): void {
  tenant.addCloudSync();
  tenant.agents.install({ machineName: 'pta-01.contoso.local', type: 'authentication' });
  tenant.agents.setReadable(true);
  tenant.enableWriteback();
}

/** The path of something that the furnished tenant has: the identity's own permissions, else not itself. */
export function pathOf({ path }: Endpoint, { state }: SimulatedTenant): string {
  if (path.includes('(appId=')) {
    return path.replace('{id}', path.endsWith('Assignments') ? state.identity.appId : GRAPH_APP_ID);
  }
  if (path.endsWith('/appRoleAssignments')) return path.replace('{id}', state.identity.objectId);
  return path.replace('{id}', state.cloudSync[0]?.id ?? '');
}

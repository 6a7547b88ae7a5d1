import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SimulatedTenant } from '../../../local/tenant/tenant.ts';
import { tenantFor, tokenOf } from './reader.ts';

afterEach(() => vi.unstubAllEnvs());

function useIdentityOf(tenant: SimulatedTenant): void {
  vi.stubEnv('IDENTITY_ENDPOINT', tenant.msi.endpoint);
  vi.stubEnv('IDENTITY_HEADER', tenant.msi.header);
  vi.stubEnv('AZURE_TOKEN_CREDENTIALS', 'ManagedIdentityCredential');
}

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

const status = (url: string, headers: Record<string, string> = {}): Promise<number> =>
  fetch(url, { headers }).then((response) => response.status);

describe('the managed identity endpoint', () => {
  it('serves the credentials of the Azure SDK, and Graph takes their token', async () => {
    const { tenant } = await tenantFor();
    useIdentityOf(tenant);
    const credentials = [
      new DefaultAzureCredential(),
      new ManagedIdentityCredential(),
      new ManagedIdentityCredential({ clientId: tenant.msi.clientId }),
    ];
    for (const credential of credentials) {
      const token = await credential.getToken(`${tenant.origin}/.default`);
      expect(token.expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_600_000);
      const url = `${tenant.origin}/v1.0/organization`;
      expect(await status(url, { authorization: `Bearer ${token.token}` })).toBe(200);
    }
  });

  it('says who, for whom and with which permissions', async () => {
    const { tenant } = await tenantFor();
    tenant.revoke('Policy.Read.All');
    const claims = claimsOf(await tokenOf(tenant));
    expect(claims).toMatchObject({ tid: tenant.tenantId, aud: tenant.origin, appid: tenant.msi.clientId });
    expect(claims.oid).toBe(tenant.state.identity.objectId);
    expect(claims.roles).toEqual(tenant.state.granted);
    expect(claims.roles).not.toContain('Policy.Read.All');
    expect(claims.exp).toBeGreaterThan(Date.now() / 1000);
  });

  it('refuses a wrong header, an unknown version, no resource and an unknown client', async () => {
    const { tenant } = await tenantFor();
    const url = (query: string) => `${tenant.msi.endpoint}?${query}`;
    const right = { 'X-IDENTITY-HEADER': tenant.msi.header };
    const query = `api-version=2019-08-01&resource=${tenant.origin}`;
    expect(await status(url(query), right)).toBe(200);
    expect(await status(url(query))).toBe(401);
    expect(await status(url(query), { 'X-IDENTITY-HEADER': 'wrong' })).toBe(401);
    expect(await status(url(`api-version=2017-09-01&resource=x`), right)).toBe(400);
    expect(await status(url('api-version=2019-08-01'), right)).toBe(400);
    expect(await status(url(`${query}&client_id=somebody`), right)).toBe(400);
  });
});

describe('Graph refuses', () => {
  const cases: { name: string; header: (tenant: SimulatedTenant) => Promise<string | null>; message: string }[] = [
    { name: 'no token', header: async () => null, message: 'Access token is empty.' },
    {
      name: 'another scheme',
      header: async (tenant) => `Basic ${await tokenOf(tenant)}`,
      message: 'Access token is empty.',
    },
    { name: 'a token of nobody', header: async () => 'Bearer a.b.c', message: 'Invalid signature.' },
    {
      name: 'a token whose claims were changed',
      header: async (tenant) => {
        const [header, claims, signature] = (await tokenOf(tenant, 'https://storage.azure.com')).split('.');
        const forged = { ...claimsOf(`.${claims}.`), aud: tenant.origin };
        return `Bearer ${header}.${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${signature}`;
      },
      message: 'Invalid signature.',
    },
    {
      name: 'a token for another resource',
      header: async (tenant) => `Bearer ${await tokenOf(tenant, 'https://storage.azure.com')}`,
      message: 'Invalid audience.',
    },
  ];
  for (const { name, header, message } of cases) {
    it(name, async () => {
      const { tenant } = await tenantFor();
      const authorization = await header(tenant);
      const response = await fetch(`${tenant.origin}/v1.0/organization`, {
        headers: authorization ? { authorization } : {},
      });
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      expect([response.status, error.code]).toEqual([401, 'InvalidAuthenticationToken']);
      expect(error.message).toContain(message);
    });
  }

  it('a token of another tenant', async () => {
    const [mine, other] = [await tenantFor(), await tenantFor()];
    const authorization = `Bearer ${await tokenOf(other.tenant, mine.tenant.origin)}`;
    expect(await status(`${mine.tenant.origin}/v1.0/organization`, { authorization })).toBe(401);
  });

  it('a token that has expired', async () => {
    const { tenant } = await tenantFor();
    const authorization = `Bearer ${await tokenOf(tenant)}`;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 90_000_000 });
    try {
      expect(await status(`${tenant.origin}/v1.0/organization`, { authorization })).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });
});

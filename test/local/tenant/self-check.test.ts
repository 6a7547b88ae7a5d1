import { describe, expect, it } from 'vitest';
import { GRAPH_APP_ID } from '../../../local/tenant/known-ids.ts';
import { ALL_APP_ROLES, DEFAULT_PERMISSIONS, WRITE_APP_ROLES } from '../../../local/tenant/permissions.ts';
import { NOON, type Reader, tenantFor } from './reader.ts';

const GRAPH = `/v1.0/servicePrincipals(appId='${GRAPH_APP_ID}')`;

/** The names of what the identity holds, as an app finds them out. */
async function granted({ get }: Reader, path: string): Promise<string[]> {
  const { appRoles, id } = (await get(GRAPH, { $select: 'appRoles' })).body as unknown as {
    appRoles: { id: string; value: string }[];
    id: string;
  };
  const { value } = (await get(`${path}/appRoleAssignments`)).body;
  return value.map((row) => {
    expect(row.resourceId).toBe(id);
    return appRoles.find((role) => role.id === row.appRoleId)?.value ?? 'unknown';
  });
}

describe('what the identity holds', () => {
  it('can be read by id and by application', async () => {
    const reader = await tenantFor();
    const { objectId, appId } = reader.tenant.state.identity;
    const byId = await granted(reader, `/v1.0/servicePrincipals/${objectId}`);
    expect(byId).toEqual([...DEFAULT_PERMISSIONS]);
    expect(await granted(reader, `/v1.0/servicePrincipals(appId='${appId}')`)).toEqual(byId);
  });

  it('follows every grant and revocation, writing ones included', async () => {
    const reader = await tenantFor();
    const path = `/v1.0/servicePrincipals/${reader.tenant.state.identity.objectId}`;
    for (const name of Object.keys(WRITE_APP_ROLES) as (keyof typeof WRITE_APP_ROLES)[]) {
      reader.tenant.grant(name);
      expect(await granted(reader, path)).toContain(name);
      reader.tenant.revoke(name);
      expect(await granted(reader, path)).not.toContain(name);
    }
    reader.tenant.revoke('Policy.Read.All');
    expect(await granted(reader, path)).toHaveLength(DEFAULT_PERMISSIONS.length - 1);
  });

  it('has an id and a time for each grant, new ones when granted again; beta names the time otherwise', async () => {
    let now = NOON;
    const { tenant, get } = await tenantFor({ now: () => now });
    const path = `/servicePrincipals/${tenant.state.identity.objectId}/appRoleAssignments`;
    const read = async (version: string) =>
      (await get(`/${version}${path}`)).body.value.find((row) => row.appRoleId === ALL_APP_ROLES['Policy.Read.All']);
    const first = await read('v1.0');
    expect(first).toMatchObject({ createdDateTime: '2026-11-20T12:00:00.000Z', principalType: 'ServicePrincipal' });
    now += 1000;
    tenant.revoke('Policy.Read.All');
    tenant.grant('Policy.Read.All');
    const second = await read('v1.0');
    expect(second?.createdDateTime).toBe('2026-11-20T12:00:01.000Z');
    expect(second?.id).not.toBe(first?.id);
    const beta = await read('beta');
    expect(beta).toMatchObject({ id: second?.id, creationTimestamp: '2026-11-20T12:00:01.000Z' });
    expect(beta).not.toHaveProperty('createdDateTime');
  });

  it('is nothing for others', async () => {
    const { get } = await tenantFor();
    expect((await get(`${GRAPH}/appRoleAssignments`)).body.value).toEqual([]);
  });
});

describe('a service principal', () => {
  it('is the same by id, by application and in the list', async () => {
    const { get } = await tenantFor();
    for (const row of (await get('/v1.0/servicePrincipals')).body.value) {
      const byId = (await get(`/v1.0/servicePrincipals/${row.id}`)).body;
      const byApp = (await get(`/v1.0/servicePrincipals(appId='${row.appId}')`)).body;
      expect(byId).toMatchObject(row);
      expect(byApp).toEqual(byId);
      expect(String(byId['@odata.context'])).toMatch(/#servicePrincipals\/\$entity$/);
    }
  });

  it('may read itself without a permission, and neither others nor what it holds', async () => {
    const { tenant, get } = await tenantFor();
    const { objectId, appId } = tenant.state.identity;
    tenant.revoke('Application.Read.All');
    const statusOf = async (path: string) => (await get(`/v1.0/servicePrincipals${path}`)).status;
    expect(await statusOf(`/${objectId}`)).toBe(200);
    expect(await statusOf(`(appId='${appId}')`)).toBe(200);
    expect(await statusOf(`(appId='${GRAPH_APP_ID}')`)).toBe(403);
    expect(await statusOf(`/${objectId}/appRoleAssignments`)).toBe(403);
    expect(await statusOf('')).toBe(403);
  });

  it('is found with its key encoded, and in a batch', async () => {
    const { get, batch } = await tenantFor();
    expect((await get(`/v1.0/servicePrincipals(appId%3D%27${GRAPH_APP_ID}%27)`)).status).toBe(200);
    const { body } = await batch([{ id: '1', method: 'GET', url: `/servicePrincipals(appId='${GRAPH_APP_ID}')` }]);
    expect(body.responses).toMatchObject([{ status: 200, body: { appId: GRAPH_APP_ID } }]);
  });

  for (const path of [
    '/nobody',
    "(appId='nobody')",
    '/nobody/appRoleAssignments',
    "(appId='nobody')/appRoleAssignments",
  ]) {
    it(`that is not there is 404: ${path}`, async () => {
      const { get } = await tenantFor();
      const { status, body } = await get(`/v1.0/servicePrincipals${path}`);
      expect([status, body.error.code]).toEqual([404, 'Request_ResourceNotFound']);
    });
  }
});

describe('licences', () => {
  /** Plans with an enabled unit. */
  const plansOf = async ({ get }: Reader) =>
    (await get('/v1.0/subscribedSkus')).body.value
      .filter((sku) => (sku.prepaidUnits as { enabled: number }).enabled > 0)
      .flatMap((sku) => (sku.servicePlans as { servicePlanName: string }[]).map((plan) => plan.servicePlanName));

  it('show as plans with enabled units', async () => {
    const reader = await tenantFor();
    expect(await plansOf(reader)).toEqual(['ADALLOM_S_O365', 'AAD_PREMIUM', 'AAD_PREMIUM', 'AAD_PREMIUM_P2']);
    reader.tenant.setLicence('p2', 'none');
    expect(await plansOf(reader)).toEqual(['ADALLOM_S_O365', 'AAD_PREMIUM']);
    reader.tenant.setLicence('p1', 'suspended');
    expect(await plansOf(reader)).toEqual(['ADALLOM_S_O365']);
    const { value } = (await reader.get('/v1.0/subscribedSkus')).body;
    expect(value.find((sku) => sku.skuPartNumber === 'AAD_PREMIUM')).toMatchObject({
      capabilityStatus: 'Suspended',
      prepaidUnits: { enabled: 0, suspended: 25 },
    });
  });

  it('decide how long audit events can be read', async () => {
    let now = NOON;
    const { tenant, get } = await tenantFor({ now: () => now });
    tenant.enableWriteback();
    now += 10 * 86_400_000;
    const count = async () => (await get('/v1.0/auditLogs/directoryAudits')).body.value.length;
    expect(await count()).toBe(1);
    tenant.setLicence('p1', 'none');
    expect(await count()).toBe(1);
    tenant.setLicence('p2', 'none');
    expect(await count()).toBe(0);
    tenant.setLicence('p1', 'enabled');
    expect(await count()).toBe(1);
  });
});

describe("Graph's clock", () => {
  it("is the tenant's, off by as much as it is told", async () => {
    let now = NOON;
    const { tenant, get } = await tenantFor({ now: () => now });
    const date = async (path = '/v1.0/organization') => (await get(path)).headers.get('date');
    expect(await date()).toBe('Fri, 20 Nov 2026 12:00:00 GMT');
    now += 60_000;
    expect(await date('/v1.0/nothing')).toBe('Fri, 20 Nov 2026 12:01:00 GMT');
    tenant.setDateSkew(-400);
    expect(await date()).toBe('Fri, 20 Nov 2026 11:54:20 GMT');
    tenant.faults.add({ path: '*', kind: 'status', status: 503 });
    expect(await date()).toBe('Fri, 20 Nov 2026 11:54:20 GMT');
    tenant.setDateSkew(400);
    expect(await date()).toBe('Fri, 20 Nov 2026 12:07:40 GMT');
  });
});

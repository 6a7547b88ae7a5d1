import { describe, expect, it } from 'vitest';
import { furnish, requestOf, SERVED, tenantFor, tokenOf, urlOf } from './reader.ts';

const SELECTABLE = SERVED.filter(({ endpoint }) => endpoint.isSelectable !== false);

/** Rows of many types say which, and have what their type has. */
const isOfManyTypes = (row: object): boolean => '@odata.type' in row;

describe('every Graph path', () => {
  for (const { version, endpoint } of SERVED) {
    const { path, permission } = endpoint;

    it(`${version}${path} needs ${permission ?? 'the switch for agent lists'}`, async () => {
      const { tenant, get } = await tenantFor();
      furnish(tenant);
      const { path: url, options, headers } = requestOf(endpoint, tenant);
      const open = (isOpen: boolean): void => {
        if (permission === null) tenant.agents.setReadable(isOpen);
        else if (isOpen) tenant.grant(permission);
        else tenant.revoke(permission);
      };
      open(false);
      const refused = await get(`/${version}${url}`, options, headers);
      expect([refused.status, refused.body.error.code, refused.body.error.message]).toEqual(
        path.endsWith('/synchronization/jobs')
          ? [401, 'UnknownError', '']
          : [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
      );
      open(true);
      expect((await get(`/${version}${url}`, options, headers)).status).toBe(200);
    });
  }

  for (const { version, endpoint } of SELECTABLE) {
    const { path, properties, defaults } = endpoint;

    it(`${version}${path} serves all its properties, and only the selected ones and the id when asked`, async () => {
      const { tenant, get } = await tenantFor();
      furnish(tenant);
      const { path: url, options, headers } = requestOf(endpoint, tenant);
      const whole = await get(`/${version}${url}`, options, headers);
      const rowOf = (body: (typeof whole)['body']) => (Array.isArray(body.value) ? body.value[0] : body) ?? {};
      const names = Object.keys(rowOf(whole.body)).filter((name) => !name.startsWith('@'));
      if (isOfManyTypes(rowOf(whole.body))) expect(names).toEqual(expect.arrayContaining([...properties(version)]));
      else expect(names.sort()).toEqual([...(defaults ?? properties(version))].sort());
      const [, second = ''] = properties(version);
      const chosen = await get(`/${version}${url}`, { ...options, $select: second }, headers);
      const kept = Object.keys(rowOf(chosen.body)).filter((name) => !name.startsWith('@'));
      expect(kept.sort()).toEqual(['id', second].sort());
    });

    it(`${version}${path} refuses a property it does not have`, async () => {
      const { tenant, get } = await tenantFor();
      furnish(tenant);
      const { path: url, options, headers } = requestOf(endpoint, tenant);
      const answer = await get(`/${version}${url}`, { ...options, $select: 'id,nothing' }, headers);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toContain("Could not find a property named 'nothing'");
    });
  }

  for (const { version, endpoint } of SERVED.filter(({ endpoint: { isSelectable } }) => isSelectable === false)) {
    it(`${version}${endpoint.path} takes no $select`, async () => {
      const { tenant, get } = await tenantFor();
      const { path: url, options, headers } = requestOf(endpoint, tenant);
      const answer = await get(`/${version}${url}`, { ...options, $select: 'id' }, headers);
      expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining("'$select'")]);
    });
  }
});

describe('what the tenant does not know is a 400', () => {
  const cases: { name: string; path: string; options?: Record<string, string>; code: string; message: string }[] = [
    { name: 'a path', path: '/v1.0/contacts', code: 'BadRequest', message: "segment 'contacts'" },
    { name: 'a path below a known one', path: '/v1.0/organization/1', code: 'BadRequest', message: "segment '1'" },
    { name: 'another case', path: '/v1.0/Organization', code: 'BadRequest', message: "segment 'Organization'" },
    { name: 'a trailing slash', path: '/v1.0/organization/', code: 'BadRequest', message: "segment ''" },
    {
      name: 'a path that only beta has',
      path: '/v1.0/onPremisesPublishingProfiles/provisioning/agents',
      code: 'BadRequest',
      message: "segment 'agents'",
    },
    {
      name: 'a report that only beta has',
      path: '/v1.0/reports/servicePrincipalSignInActivities',
      code: 'BadRequest',
      message: "segment 'servicePrincipalSignInActivities'",
    },
    {
      name: 'another kind of agent',
      path: '/beta/onPremisesPublishingProfiles/exchangeOnline/agents',
      code: 'BadRequest',
      message: "segment 'agents'",
    },
    {
      name: 'another key than the application',
      path: "/v1.0/servicePrincipals(displayName='x')",
      code: 'BadRequest',
      message: 'segment',
    },
    {
      name: 'what is below the key of a list',
      path: '/v1.0/servicePrincipals/1/ownedObjects',
      code: 'BadRequest',
      message: "segment 'ownedObjects'",
    },
    {
      name: 'a filter by a function it does not know',
      path: '/v1.0/servicePrincipals',
      options: { $filter: "endswith(displayName,'x')" },
      code: 'Request_UnsupportedQuery',
      message: 'Unsupported Query.',
    },
    {
      name: 'a filter by the start of another property',
      path: '/v1.0/servicePrincipals',
      options: { $filter: "startswith(appId,'x')" },
      code: 'Request_UnsupportedQuery',
      message: 'Unsupported Query.',
    },
    {
      name: 'a filter of subscriptions',
      path: '/v1.0/subscribedSkus',
      options: { $filter: "skuPartNumber eq 'AAD_PREMIUM'" },
      code: 'BadRequest',
      message: "query option '$filter'",
    },
    { name: 'a version', path: '/v2.0/organization', code: 'BadRequest', message: 'Invalid version: v2.0' },
    { name: 'the batch by GET', path: '/v1.0/$batch', code: 'BadRequest', message: 'method is not allowed' },
    {
      name: 'an option without $',
      path: '/v1.0/organization',
      options: { select: 'id' },
      code: 'BadRequest',
      message: "query option 'select'",
    },
    {
      name: 'a documented option of another path',
      path: '/v1.0/organization',
      options: { $filter: "id eq 'x'" },
      code: 'BadRequest',
      message: "query option '$filter'",
    },
    {
      name: 'a filter',
      path: '/v1.0/auditLogs/directoryAudits',
      options: { $filter: "resultReason eq 'Failed'" },
      code: 'Request_UnsupportedQuery',
      message: 'Unsupported Query.',
    },
    {
      name: 'an order',
      path: '/v1.0/auditLogs/directoryAudits',
      options: { $orderby: 'id desc' },
      code: 'BadRequest',
      message: "Order by 'id desc'",
    },
    {
      name: 'a page of 1000',
      path: '/v1.0/servicePrincipals',
      options: { $top: '1000' },
      code: 'Request_BadRequest',
      message: "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
    },
    {
      name: 'a page of none',
      path: '/v1.0/servicePrincipals',
      options: { $top: '0' },
      code: 'Request_BadRequest',
      message: "Invalid page size specified: '0'. Must be between 1 and 999 inclusive.",
    },
    {
      name: 'a page size that is no number',
      path: '/v1.0/servicePrincipals',
      options: { $top: 'ten' },
      code: 'BadRequest',
      message: "Invalid value 'ten' for $top",
    },
    {
      name: 'a skip token of nobody',
      path: '/v1.0/servicePrincipals',
      options: { $skiptoken: 'abc' },
      code: 'BadRequest',
      message: 'skip token',
    },
  ];
  for (const { name, path, options, code, message } of cases) {
    it(name, async () => {
      const { get } = await tenantFor();
      const { status, body } = await get(path, options);
      expect(status).toBe(400);
      expect(body.error.code).toBe(code);
      expect(body.error.message).toContain(message);
      expect(Object.keys(body.error.innerError)).toEqual(['date', 'request-id', 'client-request-id']);
    });
  }

  it('an option given twice', async () => {
    const { tenant, follow } = await tenantFor();
    const { status, body } = await follow(`${tenant.origin}/v1.0/organization?$select=id&$select=city`);
    expect([status, body.error.message]).toEqual([400, "Query option '$select' was specified more than once."]);
  });

  it('a method', async () => {
    const { tenant } = await tenantFor();
    for (const method of ['POST', 'PATCH', 'DELETE']) {
      const headers = { authorization: `Bearer ${await tokenOf(tenant)}` };
      const response = await fetch(urlOf(tenant, '/v1.0/organization'), { method, headers });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('Specified HTTP method is not allowed for the request target.');
    }
  });
});

describe('what changes shows at once', () => {
  it('sync flags, in both versions, with new and null ones', async () => {
    const { tenant, get } = await tenantFor();
    tenant.setFeature('blockSoftMatchEnabled', false);
    tenant.setFeature('brandNewFlagEnabled', true);
    tenant.setFeature('passwordWritebackEnabled', null);
    tenant.setFeature('userWritebackEnabled', undefined);
    for (const version of ['v1.0', 'beta']) {
      const { body } = await get(`/${version}/directory/onPremisesSynchronization`);
      expect(body.value).toHaveLength(1);
      expect(body.value[0]?.id).toBe(tenant.tenantId);
      const features = body.value[0]?.features as Record<string, unknown>;
      expect(features).toMatchObject({
        blockSoftMatchEnabled: false,
        brandNewFlagEnabled: true,
        passwordWritebackEnabled: null,
      });
      expect(Object.keys(features)).toHaveLength(20);
      expect(features).not.toHaveProperty('userWritebackEnabled');
    }
  });

  it('a switch of writeback leaves the flag alone, which is documented as not in use', async () => {
    const { tenant, get } = await tenantFor();
    tenant.enableWriteback();
    const { body } = await get('/v1.0/directory/onPremisesSynchronization');
    expect(body.value[0]?.features).toMatchObject({ passwordWritebackEnabled: false });
  });

  it('self-service reset for administrators: an object in v1.0, a list in beta', async () => {
    const { tenant, get } = await tenantFor();
    tenant.setSspr(false);
    expect((await get('/v1.0/policies/authorizationPolicy')).body.allowedToUseSSPR).toBe(false);
    expect((await get('/beta/policies/authorizationPolicy')).body.value).toMatchObject([{ allowedToUseSSPR: false }]);
  });

  it('Cloud Sync: found by its application template, gone when removed', async () => {
    const { tenant, get } = await tenantFor();
    const template = {
      $filter: "applicationTemplateId eq '1a4721b3-e57f-4451-ae87-ef078703ec94'",
      $select: 'displayName',
    };
    expect((await get('/v1.0/servicePrincipals', template)).body.value).toEqual([]);
    tenant.addCloudSync('contoso.local');
    tenant.addCloudSync('fabrikam.local');
    const names = (await get('/v1.0/servicePrincipals', template)).body.value.map((row) => row.displayName);
    expect(names).toEqual(['contoso.local', 'fabrikam.local']);
    tenant.removeCloudSync();
    expect((await get('/v1.0/servicePrincipals', template)).body.value).toEqual([]);
    expect((await get('/v1.0/servicePrincipals')).body.value).toHaveLength(6);
  });

  it('the last sync moves every half hour until Connect Sync stops', async () => {
    let now = Date.parse('2026-11-20T12:10:00Z');
    const { tenant, get } = await tenantFor({ now: () => now });
    const lastSync = async () => (await get('/v1.0/organization')).body.value[0]?.onPremisesLastSyncDateTime;
    expect(await lastSync()).toBe('2026-11-20T11:58:00Z');
    now += 30 * 60_000;
    expect(await lastSync()).toBe('2026-11-20T12:28:00Z');
    tenant.setSyncRunning(false);
    now += 86_400_000;
    expect(await lastSync()).toBe('2026-11-20T12:28:00Z');
    tenant.setSyncRunning(true);
    expect(await lastSync()).toBe('2026-11-21T12:28:00Z');
  });

  it('a tenant that never synced has no sync entity and no sync time', async () => {
    const { tenant, get } = await tenantFor();
    tenant.change((state) => {
      state.sync.enabled = false;
    });
    expect((await get('/v1.0/directory/onPremisesSynchronization')).body.value).toEqual([]);
    const [organization] = (await get('/v1.0/organization')).body.value;
    expect(organization).toMatchObject({ onPremisesSyncEnabled: null, onPremisesLastSyncDateTime: null });
  });
});

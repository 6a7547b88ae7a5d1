import { describe, expect, it } from 'vitest';
import type { FaultSpec } from '../../../local/tenant/faults.ts';
import { type Reader, tenantFor, tokenOf, urlOf } from './reader.ts';

const ORGANIZATION = '/v1.0/organization';

async function withFault(spec: Omit<FaultSpec, 'path'> & { path?: string }): Promise<Reader> {
  const reader = await tenantFor();
  reader.tenant.faults.add({ path: '/organization', ...spec });
  return reader;
}

/** The raw answer, for what is no JSON. */
async function raw({ tenant }: Reader, path = ORGANIZATION, init: RequestInit = {}): Promise<Response> {
  return fetch(urlOf(tenant, path), { ...init, headers: { authorization: `Bearer ${await tokenOf(tenant)}` } });
}

describe('a fault', () => {
  const statuses = [
    [401, 'InvalidAuthenticationToken'],
    [403, 'Authorization_RequestDenied'],
    [429, 'TooManyRequests'],
    [500, 'InternalServerError'],
    [502, 'BadGateway'],
    [503, 'ServiceUnavailable'],
    [504, 'UnknownError'],
  ] as const;
  for (const [status, code] of statuses) {
    it(`of status ${status} says ${code}`, async () => {
      const { get } = await withFault({ kind: 'status', status });
      const answer = await get(ORGANIZATION);
      expect([answer.status, answer.body.error.code]).toEqual([status, code]);
      expect((await get(ORGANIZATION)).status).toBe(200);
    });
  }

  for (const retryAfter of ['10', '0.249', 'Fri, 20 Nov 2026 12:00:00 GMT', '100000']) {
    it(`of throttling sends Retry-After as given: ${retryAfter}`, async () => {
      const { get } = await withFault({ kind: 'status', status: 429, retryAfter });
      const { headers, body } = await get(ORGANIZATION);
      expect(headers.get('retry-after')).toBe(retryAfter);
      expect(body.error.innerError.code).toBe('429');
    });
  }

  it('can use other words, such as those of a missing licence', async () => {
    const { get } = await withFault({ kind: 'status', status: 400, code: 'AadPremiumLicenseRequired', message: 'P2' });
    expect((await get(ORGANIZATION)).body.error).toMatchObject({ code: 'AadPremiumLicenseRequired', message: 'P2' });
  });

  it('lets some requests pass, acts on as many as asked, then ends', async () => {
    const { tenant, get } = await withFault({ kind: 'status', count: 2, skip: 1 });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await get(ORGANIZATION)).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    expect(tenant.faults.list()).toEqual([]);
  });

  it('stays until it is removed', async () => {
    const { tenant, get } = await tenantFor();
    const { id } = tenant.faults.add({ path: '*', kind: 'status', count: null });
    expect([(await get(ORGANIZATION)).status, (await get(ORGANIZATION)).status]).toEqual([503, 503]);
    tenant.faults.remove(id);
    expect((await get(ORGANIZATION)).status).toBe(200);
  });

  it('acts on its path only, or on its query', async () => {
    const { get } = await withFault({ kind: 'status', path: '/auditLogs/*?*Disable*', count: null });
    const asked = (word: string) =>
      get('/v1.0/auditLogs/directoryAudits', { $filter: `activityDisplayName eq '${word} password writeback'` });
    expect((await asked('Enable')).status).toBe(200);
    expect((await asked('Disable')).status).toBe(503);
    expect((await get(ORGANIZATION)).status).toBe(200);
  });

  it('resets the connection', async () => {
    const reader = await withFault({ kind: 'reset' });
    await expect(raw(reader)).rejects.toThrow('fetch failed');
    expect(reader.tenant.requests.list().at(-1)).toMatchObject({ status: 'reset' });
  });

  it('hangs until the caller gives up', async () => {
    const reader = await withFault({ kind: 'hang' });
    await expect(raw(reader, ORGANIZATION, { signal: AbortSignal.timeout(80) })).rejects.toThrow('timeout');
    expect((await raw(reader)).status).toBe(200);
  });

  it('delays the right answer', async () => {
    const { get } = await withFault({ kind: 'delay', delayMs: 60 });
    const started = performance.now();
    expect((await get(ORGANIZATION)).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it('cuts the JSON', async () => {
    const text = await (await raw(await withFault({ kind: 'truncated' }))).text();
    expect(text).toMatch(/^\{"@odata.context"/);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it('sends HTML instead', async () => {
    const response = await raw(await withFault({ kind: 'html' }));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await response.text()).toContain('<h1>');
  });

  it('leaves out the value', async () => {
    const { get } = await withFault({ kind: 'no-value' });
    const { status, body } = await get(ORGANIZATION);
    expect([status, Object.keys(body)]).toEqual([200, ['@odata.context']]);
  });

  it('makes next links that lead back to where they are', async () => {
    const { get, follow } = await withFault({ kind: 'loop', count: null });
    const first = (await get(ORGANIZATION)).body['@odata.nextLink'] ?? '';
    expect(first).toContain('$skiptoken=');
    expect((await follow(first)).body['@odata.nextLink']).toBe(first);
  });

  it('makes next links that lead to another origin', async () => {
    const { get } = await withFault({ kind: 'elsewhere', origin: 'http://127.0.0.1:9', path: '/servicePrincipals' });
    expect((await get('/v1.0/servicePrincipals')).body['@odata.nextLink']).toMatch(/^http:\/\/127\.0\.0\.1:9\/v1\.0\//);
  });

  it('serves rows again on a later page', async () => {
    const { ids } = await withFault({ kind: 'duplicates', path: '/servicePrincipals' });
    const found = await ids('/v1.0/servicePrincipals');
    expect([found.length, new Set(found).size]).toEqual([12, 6]);
    expect(await ids('/v1.0/servicePrincipals')).toHaveLength(6);
  });

  it('puts empty pages between', async () => {
    const { get, follow, ids } = await withFault({ kind: 'empty-pages', path: '/servicePrincipals', count: 2 });
    const first = await get('/v1.0/servicePrincipals', { $top: '1' });
    expect(first.body.value).toEqual([]);
    const second = await follow(first.body['@odata.nextLink'] ?? '');
    expect(second.body.value).toHaveLength(1);
    expect((await follow(second.body['@odata.nextLink'] ?? '')).body.value).toEqual([]);
    expect(await ids('/v1.0/servicePrincipals')).toHaveLength(6);
  });

  it('empties the list for one reading', async () => {
    const { get } = await withFault({ kind: 'vanish' });
    expect((await get(ORGANIZATION)).body.value).toEqual([]);
    expect((await get(ORGANIZATION)).body.value).toHaveLength(1);
  });

  it('throttles one step of a batch and not the same path alone', async () => {
    const { get, batch } = await withFault({ kind: 'status', status: 429, retryAfter: '0.249', only: 'steps' });
    expect((await get(ORGANIZATION)).status).toBe(200);
    const steps = [
      { id: '1', method: 'GET', url: '/organization' },
      { id: '2', method: 'GET', url: '/policies/authorizationPolicy' },
    ];
    const { status, body } = await batch(steps);
    const responses = body.responses as { id: string; status: number; headers: Record<string, string> }[];
    expect(status).toBe(200);
    expect(responses.find(({ id }) => id === '1')).toMatchObject({ status: 429, headers: { 'Retry-After': '0.249' } });
    expect(responses.find(({ id }) => id === '2')?.status).toBe(200);
  });

  it('leaves a step of a batch without an answer, and does nothing to the same path alone', async () => {
    const { tenant, get, batch } = await withFault({ kind: 'missing', count: 1 });
    expect((await get(ORGANIZATION)).status).toBe(200);
    const { body } = await batch([
      { id: '1', method: 'GET', url: '/organization' },
      { id: '2', method: 'GET', url: '/policies/authorizationPolicy' },
    ]);
    expect((body.responses as { id: string }[]).map(({ id }) => id)).toEqual(['2']);
    expect(tenant.faults.list()).toEqual([]);
  });

  for (const kind of ['html', 'truncated'] as const) {
    it(`gives a step of a batch a text instead: ${kind}`, async () => {
      const { batch } = await withFault({ kind, only: 'steps' });
      const { status, body } = await batch([{ id: '1', method: 'GET', url: '/organization' }]);
      const [step] = body.responses as { body: string }[];
      const text = Buffer.from(step?.body ?? '', 'base64').toString('utf8');
      expect(status).toBe(200);
      expect(text).toMatch(kind === 'html' ? /^<!DOCTYPE html>/ : /^\{"@odata.context"/);
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
    });
  }

  it('counts nobody', async () => {
    const { get } = await withFault({ kind: 'vanish', path: '/users/$count' });
    const count = async () => (await get('/v1.0/users/$count', {}, { ConsistencyLevel: 'eventual' })).body;
    expect([await count(), await count()]).toEqual([0, 1243]);
  });

  it('takes the token endpoint down', async () => {
    const { tenant } = await withFault({ kind: 'status', path: '/msi/token', status: 503 });
    const headers = { 'X-IDENTITY-HEADER': tenant.msi.header };
    const url = `${tenant.msi.endpoint}?api-version=2019-08-01&resource=${tenant.origin}`;
    expect((await fetch(url, { headers })).status).toBe(503);
    expect((await fetch(url, { headers })).status).toBe(200);
  });

  it('never ends a reading that is endless', async () => {
    const { get, follow } = await withFault({ kind: 'endless', count: null });
    const links = new Set<string>();
    let link = (await get(ORGANIZATION)).body['@odata.nextLink'] ?? '';
    for (; links.size < 30; link = (await follow(link)).body['@odata.nextLink'] ?? '') links.add(link);
    expect(link).not.toBe('');
  });
});

it('adds latency to every answer', async () => {
  const { tenant, get } = await tenantFor();
  tenant.latencyMs = 60;
  const started = performance.now();
  await get(ORGANIZATION);
  expect(performance.now() - started).toBeGreaterThanOrEqual(55);
});

it('ends hanging answers when the tenant closes', async () => {
  const reader = await withFault({ kind: 'hang' });
  const pending = raw(reader);
  const failed = expect(pending).rejects.toThrow('fetch failed');
  while (reader.tenant.requests.list().at(-1)?.status !== 'hang') await new Promise((resolve) => setImmediate(resolve));
  await reader.tenant.close();
  await failed;
});

import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { SimulatedTenant } from '../../../local/tenant/tenant.ts';
import { HOSTILE, tenantFor } from './reader.ts';

function post(
  tenant: SimulatedTenant,
  path: string,
  form: Record<string, string>,
  origin: string | null = tenant.origin,
) {
  const headers: Record<string, string> = origin === null ? {} : { origin };
  const body = new URLSearchParams(form);
  return fetch(`${tenant.origin}/console/${path}`, { method: 'POST', body, headers, redirect: 'manual' });
}

/** With a Host header of its own, which fetch does not allow. */
const statusWithHost = (tenant: SimulatedTenant, host: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(tenant.origin);
    const sent = request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });

describe('the console', () => {
  it('switches writeback in the name of the chosen administrator', async () => {
    const { tenant } = await tenantFor();
    const by = tenant.state.admins[1];
    const response = await post(tenant, 'writeback/enable', { by: by?.id ?? '' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/#writeback']);
    expect(tenant.state.audits).toMatchObject([{ activityDisplayName: 'Enable password writeback for directory', by }]);
    await post(tenant, 'writeback/disable', {});
    expect(tenant.state.audits).toHaveLength(2);
    const page = await (await fetch(tenant.origin)).text();
    expect(page).toContain('Disabled');
    expect(page).toContain('Adele Vance');
  });

  it('changes everything else it shows', async () => {
    const { tenant } = await tenantFor();
    await post(tenant, 'features/set', { name: 'blockSoftMatchEnabled', on: 'false' });
    await post(tenant, 'sync/sspr', { on: 'false' });
    await post(tenant, 'sync/cloud', { on: 'true' });
    await post(tenant, 'sync/connect', { on: 'false' });
    await post(tenant, 'permissions/set', { name: 'Policy.Read.All', on: 'false' });
    await post(tenant, 'tenant/rename', { name: 'Fabrikam' });
    await post(tenant, 'faults/latency', { ms: '5' });
    await post(tenant, 'faults/shake', { on: 'true' });
    expect(tenant.state).toMatchObject({ displayName: 'Fabrikam', allowedToUseSspr: false });
    expect(tenant.state.sync.features.blockSoftMatchEnabled).toBe(false);
    expect(tenant.state.sync.stoppedAt).not.toBeNull();
    expect(tenant.state.cloudSync).toHaveLength(1);
    expect(tenant.state.granted).not.toContain('Policy.Read.All');
    expect(tenant.latencyMs).toBe(5);
    expect(tenant.shaker.options()).not.toBeNull();
    await post(tenant, 'sync/cloud', { on: 'false' });
    await post(tenant, 'permissions/set', { name: 'Policy.Read.All', on: 'true' });
    expect(tenant.state.cloudSync).toEqual([]);
    expect(tenant.state.granted).toContain('Policy.Read.All');
  });

  it('adds and removes faults', async () => {
    const { tenant, get } = await tenantFor();
    await post(tenant, 'faults/add', { path: '/organization', kind: 'status:429', count: '2', retryAfter: '7' });
    await post(tenant, 'faults/add', { path: '/msi/token', kind: 'hang', count: '' });
    expect(tenant.faults.list()).toMatchObject([
      { path: '/organization', kind: 'status', status: 429, left: 2, retryAfter: '7' },
      { path: '/msi/token', kind: 'hang', left: null },
    ]);
    expect((await get('/v1.0/organization')).headers.get('retry-after')).toBe('7');
    await post(tenant, 'faults/remove', { id: String(tenant.faults.list()[1]?.id) });
    expect(tenant.faults.list()).toMatchObject([{ path: '/organization', left: 1 }]);
    await post(tenant, 'faults/clear', {});
    expect(tenant.faults.list()).toEqual([]);
  });

  const wrong: { path: string; form: Record<string, string>; status: number }[] = [
    { path: 'tenant/rename', form: {}, status: 400 },
    { path: 'permissions/set', form: { name: 'Everything', on: 'true' }, status: 400 },
    { path: 'faults/add', form: { path: '*', kind: 'flood' }, status: 400 },
    { path: 'faults/add', form: { path: '*', kind: 'hang', count: '-1' }, status: 400 },
    { path: 'faults/add', form: { path: '*', kind: 'status:429', retryAfter: '1\r\nX: y' }, status: 400 },
    { path: 'writeback/constructor', form: {}, status: 404 },
    { path: 'nothing/at-all', form: {}, status: 404 },
  ];
  for (const { path, form, status } of wrong) {
    it(`refuses ${path} with ${JSON.stringify(form)} and changes nothing`, async () => {
      const { tenant } = await tenantFor();
      const before = structuredClone(tenant.state);
      expect((await post(tenant, path, form)).status).toBe(status);
      expect(tenant.state).toEqual(before);
      expect(tenant.faults.list()).toEqual([]);
    });
  }

  it('accepts a change only from its own page', async () => {
    const { tenant } = await tenantFor();
    for (const origin of ['https://example.com', 'null', 'http://127.0.0.1:1', 'http://localhost:80', null]) {
      expect((await post(tenant, 'writeback/enable', {}, origin)).status).toBe(403);
    }
    const get = await fetch(`${tenant.origin}/console/writeback/enable`);
    expect(get.status).toBe(404);
    expect(tenant.state.audits).toEqual([]);
  });

  it('answers nobody who calls it by another name', async () => {
    const { tenant } = await tenantFor();
    const { port } = new URL(tenant.origin);
    for (const path of ['/', '/v1.0/organization', '/msi/token']) {
      expect(await statusWithHost(tenant, `evil.example:${port}`, path)).toBe(403);
      expect(await statusWithHost(tenant, '127.0.0.1:1', path)).toBe(403);
    }
    expect(await statusWithHost(tenant, `localhost:${port}`, '/')).toBe(200);
    expect(await statusWithHost(tenant, `127.0.0.1:${port}`, '//evil.example/')).toBe(400);
  });

  it('shows hostile text as text, and allows no script, frame or foreign form', async () => {
    for (const text of HOSTILE) {
      const { tenant } = await tenantFor({ links: [{ label: text, url: 'http://127.0.0.1:1/' }] });
      tenant.rename(text);
      tenant.setFeature(text, true, { by: text });
      tenant.enableWriteback({ by: text });
      tenant.addCloudSync(text);
      await fetch(`${tenant.origin}/v1.0/${encodeURIComponent(text)}?a=${encodeURIComponent(text)}`);
      const response = await fetch(tenant.origin);
      const page = await response.text();
      expect(page).not.toContain('<script');
      expect(page).not.toContain(`value="O'Hara's "`);
      const policy = response.headers.get('content-security-policy');
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'/,
      );
    }
  });

  it('links to the pages it was given', async () => {
    const { tenant } = await tenantFor({ links: [{ label: 'Mailbox', url: 'http://127.0.0.1:1/mail' }] });
    expect(await (await fetch(tenant.origin)).text()).toContain('<a href="http://127.0.0.1:1/mail">Mailbox</a>');
  });
});

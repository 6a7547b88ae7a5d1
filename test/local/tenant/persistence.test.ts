import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startTenant } from '../../../local/tenant/start-tenant.ts';
import { HOSTILE, NOON, readerOf, tenantFor, tokenOf } from './reader.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenant-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('is the same tenant after a restart, with all changes', async () => {
  const folder = newFolder();
  const first = await startTenant({ folder, now: () => NOON });
  for (const text of HOSTILE) first.setFeature(text, true, { by: text });
  first.enableWriteback();
  first.addCloudSync();
  first.setSspr(false);
  first.revoke('Policy.Read.All');
  first.setSyncRunning(false);
  first.agents.stop(first.agents.reregister('agent-01.contoso.local'));
  first.agents.setReadable(true);
  first.connect.install('SYNC-02', { isStaging: true });
  first.cloudSync.quarantine('contoso.local');
  first.setLicence('p2', 'suspended');
  first.grant('Directory.ReadWrite.All');
  first.failResets({ count: 2 });
  first.setDateSkew(301);
  const user = first.users.add({ name: HOSTILE[1] ?? '' });
  first.roles.assign({
    principal: user,
    role: first.roles.defineRole({ name: 'Own', actions: ['x'] }),
    scope: 'Board',
  });
  first.roles.activate({ principal: 'Diego Siciliani', role: 'Helpdesk Administrator' });
  first.groups.makeEligible({ group: first.groups.create({ name: '__proto__' }), principal: user, access: 'owner' });
  first.units.setRange('Sales', [{ from: 1, to: 4 }]);
  first.apps.addOwner('HR Onboarding', user);
  first.users.setSyncedUsers(99);
  first.rename(HOSTILE[0] ?? '');
  const before = structuredClone(first.state);
  await first.close();
  const { tenant } = await tenantFor({ folder, seed: 99 });
  expect(tenant.state).toEqual(before);
  expect(tenant.tenantId).toBe(first.tenantId);
});

it('keeps a change before it returns, so that it survives being killed', async () => {
  const folder = newFolder();
  const { tenant } = await tenantFor({ folder });
  tenant.enableWriteback();
  const kept = JSON.parse(readFileSync(join(folder, 'tenant.json'), 'utf8')) as { audits: unknown[] };
  expect(kept.audits).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['tenant.json']);
});

it('never gives two events one id, over restarts', async () => {
  const folder = newFolder();
  for (let start = 0; start < 3; start += 1) {
    const tenant = await startTenant({ folder });
    tenant.enableWriteback();
    tenant.disableWriteback();
    await tenant.close();
  }
  const { tenant } = await tenantFor({ folder });
  expect(new Set(tenant.state.audits.map(({ id }) => id)).size).toBe(6);
});

it('takes a token from before the restart', async () => {
  const folder = newFolder();
  const first = await startTenant({ folder });
  const port = Number(new URL(first.origin).port);
  const token = await tokenOf(first);
  await first.close();
  const { tenant } = await tenantFor({ folder, port });
  const response = await fetch(`${tenant.origin}/v1.0/organization`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
});

it('fills in what a file of an older version does not have', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'tenant.json'), JSON.stringify({ version: 1, tenantId: 'kept', tokenKey: 'k' }));
  const tenant = await startTenant({ folder });
  onTestFinished(() => tenant.close());
  const { get } = await readerOf(tenant);
  expect((await get('/v1.0/organization')).body.value[0]?.id).toBe('kept');
});

it('gives a tenant of before there were roles the directory of a new one, with its own administrators', async () => {
  const folder = newFolder();
  const admins = ['a', 'b', 'c', 'd'].map((id) => ({ id, displayName: id, userPrincipalName: `${id}@old.example` }));
  writeFileSync(join(folder, 'tenant.json'), JSON.stringify({ version: 1, tenantId: 'kept', tokenKey: 'k', admins }));
  const { tenant, get } = await tenantFor({ folder });
  for (const admin of admins) expect(tenant.state.directory.users[admin.id]).toMatchObject(admin);
  const { value } = (await get('/v1.0/roleManagement/directory/roleAssignments')).body;
  expect(value.map(({ principalId }) => principalId).slice(0, 3)).toEqual(['a', 'b', 'c']);
  const kept = structuredClone(tenant.state.directory);
  tenant.users.add({ name: 'New' });
  await tenant.close();
  const again = await tenantFor({ folder });
  expect(Object.keys(again.tenant.state.directory.users)).toHaveLength(Object.keys(kept.users).length + 1);
  expect(again.tenant.state.directory.units).toEqual(kept.units);
});

it('takes over a tenant of before there were agents and jobs', async () => {
  const folder = newFolder();
  const stoppedAt = NOON - 3_600_000;
  const kept = {
    version: 1,
    tenantId: 'kept',
    tokenKey: 'k',
    createdDateTime: '2026-11-20T00:00:00.000Z',
    sync: { enabled: true, stoppedAt, features: { passwordSyncEnabled: true } },
    cloudSync: [{ id: 'sp', appId: 'app', displayName: 'contoso.local' }],
  };
  writeFileSync(join(folder, 'tenant.json'), JSON.stringify(kept));
  const { tenant, get } = await tenantFor({ folder, now: () => NOON });
  expect(tenant.state.sync).toEqual({ enabled: true, features: { passwordSyncEnabled: true } });
  expect(tenant.state.connect.servers).toMatchObject([{ name: 'SYNC-01', stoppedAt }]);
  expect(tenant.state.agents).toHaveLength(3);
  const { value } = (await get('/v1.0/servicePrincipals/sp/synchronization/jobs')).body;
  expect(value).toMatchObject([{ status: { code: 'Active' } }, { status: { code: 'Active' } }]);
  tenant.agents.setReadable(true);
  expect((await get('/beta/onPremisesPublishingProfiles/provisioning/agents')).body.value).toHaveLength(3);
});

for (const text of ['', '{"version":1,', 'null', '[]', '{"version":2,"tenantId":"x"}']) {
  it(`refuses a file that holds no tenant: ${text || 'empty'}`, async () => {
    const folder = newFolder();
    const path = join(folder, 'tenant.json');
    writeFileSync(path, text);
    await expect(startTenant({ folder })).rejects.toThrow(`${path} does not hold a simulated tenant. Delete it`);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
}

it('names the port that is taken', async () => {
  const { tenant } = await tenantFor();
  const port = Number(new URL(tenant.origin).port);
  await expect(startTenant({ port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is already in use. Choose another one for the simulated tenant with --console-port.`,
  );
});

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

const idNamed = (all: Readonly<Record<string, { id: string; displayName: string }>>, name: string): string =>
  Object.values(all).find(({ displayName }) => displayName === name)?.id ?? '';

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
    expect(tenant.state.connect.servers[0]?.stoppedAt).not.toBeNull();
    expect(tenant.state.cloudSync).toHaveLength(1);
    expect(tenant.state.granted).not.toContain('Policy.Read.All');
    expect(tenant.latencyMs).toBe(5);
    expect(tenant.shaker.options()).not.toBeNull();
    await post(tenant, 'sync/cloud', { on: 'false' });
    await post(tenant, 'permissions/set', { name: 'Policy.Read.All', on: 'true' });
    expect(tenant.state.cloudSync).toEqual([]);
    expect(tenant.state.granted).toContain('Policy.Read.All');
  });

  it('does all there is to do with agents', async () => {
    const { tenant } = await tenantFor();
    await post(tenant, 'agents/install', { machine: 'agent-04', type: 'authentication' });
    const id = tenant.state.agents[3]?.id ?? '';
    await post(tenant, 'agents/readable', { on: 'true' });
    await post(tenant, 'agents/patience', { seconds: '60' });
    expect(tenant.state).toMatchObject({ agentListsReadable: true, agentInactiveAfterSeconds: 60 });
    await post(tenant, 'agents/move', { id, machine: 'agent-05' });
    await post(tenant, 'agents/address', { id, ip: '198.51.100.9' });
    await post(tenant, 'agents/flap', { id, on: 'true' });
    expect(tenant.state.agents[3]).toMatchObject({ machineName: 'agent-05', externalIp: '198.51.100.9' });
    expect(tenant.state.agents[3]?.flapping).not.toBeNull();
    await post(tenant, 'agents/flap', { id, on: 'false' });
    const before = tenant.clock();
    await post(tenant, 'agents/stop', { id, minutes: '90' });
    const { stoppedAt } = tenant.state.agents[3] ?? {};
    expect(before - (stoppedAt ?? 0)).toBeGreaterThan(89 * 60_000);
    await post(tenant, 'agents/start', { id });
    expect(tenant.state.agents[3]?.stoppedAt).toBeNull();
    await post(tenant, 'agents/reregister', { id });
    expect(tenant.state.agents).toHaveLength(5);
    await post(tenant, 'agents/remove', { id });
    expect(tenant.state.agents.map((agent) => agent.id)).not.toContain(id);
  });

  it('grants and takes roles, makes eligible, activates', async () => {
    const { tenant } = await tenantFor();
    const { users, units, assignments, eligibilities, customRoles } = tenant.state.directory;
    const principal = idNamed(users, 'Alex Wilber');
    const scope = `/administrativeUnits/${idNamed(units, 'Sales')}`;
    const role = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
    const right = { principal, role, scope };
    const key = `${principal} ${role} ${scope}`;
    await post(tenant, 'roles/assign', { ...right, minutes: '' });
    expect(assignments[key]).toMatchObject({ principalId: principal, roleId: role, scope, endsAt: null });
    await post(tenant, 'roles/remove', right);
    expect(assignments[key]).toBeUndefined();
    await post(tenant, 'roles/eligible', { ...right, minutes: '90' });
    expect((eligibilities[key]?.endsAt ?? 0) - tenant.clock()).toBeGreaterThan(89 * 60_000);
    await post(tenant, 'roles/activate', { ...right, minutes: '' });
    expect(assignments[`${key} activated`]).toMatchObject({ isActivated: true });
    await post(tenant, 'roles/deactivate', right);
    await post(tenant, 'roles/ineligible', right);
    expect([assignments[`${key} activated`], eligibilities[key]]).toEqual([undefined, undefined]);
    await post(tenant, 'roles/define', { name: 'Night shift', actions: 'a/b  c/d' });
    const own = idNamed(customRoles, 'Night shift');
    expect(customRoles[own]?.permissions).toEqual([{ actions: ['a/b', 'c/d'], condition: null }]);
    await post(tenant, 'roles/enabled', { role: own, on: 'false' });
    await post(tenant, 'roles/actions', { role: own, actions: 'e/f' });
    expect(customRoles[own]).toMatchObject({ isEnabled: false, permissions: [{ actions: ['e/f'] }] });
    await post(tenant, 'roles/delete', { role: own });
    expect(customRoles).toEqual({});
    await post(tenant, 'roles/batched', { on: 'false' });
    expect(tenant.state.directory.isPimBatched).toBe(false);
    const refused = await post(tenant, 'roles/remove', right);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('There is no assignment')]);
  });

  it('changes groups, units, users and applications', async () => {
    const { tenant } = await tenantFor();
    const { users, groups, units, apps, groupEligibilities, owners } = tenant.state.directory;
    const principal = idNamed(users, 'Alex Wilber');
    await post(tenant, 'groups/create', { name: 'Plain', kind: 'cannot hold roles' });
    const group = idNamed(groups, 'Plain');
    for (const how of ['member', 'owner', 'eligible member', 'eligible owner'])
      await post(tenant, 'groups/add', { group, principal, how });
    expect(groups[group]).toMatchObject({ isAssignableToRole: false, members: [principal], owners: [principal] });
    expect(Object.values(groupEligibilities).map(({ access }) => access)).toEqual(['member', 'owner']);
    for (const how of ['owner', 'eligible owner']) await post(tenant, 'groups/take', { group, principal, how });
    expect([groups[group]?.owners, Object.keys(groupEligibilities).length]).toEqual([[], 1]);
    await post(tenant, 'groups/remove', { group });
    expect([groups[group], groupEligibilities]).toEqual([undefined, {}]);
    await post(tenant, 'units/create', { name: 'Vault', kind: 'restricted' });
    const unit = idNamed(units, 'Vault');
    await post(tenant, 'units/add', { unit, principal });
    await post(tenant, 'units/resize', { unit, users: '7' });
    expect(units[unit]).toMatchObject({ isRestricted: true, members: [principal], ranges: [{ from: 0, to: 7 }] });
    await post(tenant, 'units/take', { unit, principal });
    expect(units[unit]?.members).toEqual([]);
    expect((await post(tenant, 'units/resize', { unit: '__proto__', users: '7' })).status).toBe(400);
    await post(tenant, 'units/remove', { unit });
    expect(units[unit]).toBeUndefined();
    await post(tenant, 'users/synced', { count: '50' });
    await post(tenant, 'users/sspr', { count: '9' });
    const synced = Object.values(users).filter((user) => user.synced).length;
    expect(tenant.state.directory).toMatchObject({ unnamedSyncedUsers: 50 - synced, ssprEnabledUsers: 9 });
    await post(tenant, 'users/add', { name: 'Nestor Wilke', kind: 'cloud only' });
    const user = idNamed(users, 'Nestor Wilke');
    await post(tenant, 'users/enabled', { user, on: 'false' });
    expect(users[user]).toMatchObject({ synced: null, enabled: false });
    await post(tenant, 'users/remove', { user });
    expect(users[user]).toBeUndefined();
    await post(tenant, 'applications/create', { name: 'Vault' });
    const app = idNamed(apps, 'Vault');
    const permission = 'User-PasswordProfile.ReadWrite.All';
    await post(tenant, 'applications/grant', { app, permission });
    await post(tenant, 'applications/own', { app, principal, owned: 'application' });
    expect([Object.keys(apps[app]?.granted ?? {}), owners[app]?.application]).toEqual([[permission], [principal]]);
    await post(tenant, 'applications/revoke', { app, permission });
    await post(tenant, 'applications/disown', { app, principal, owned: 'application' });
    expect([apps[app]?.granted, owners[app]?.application]).toEqual([{}, []]);
    expect((await post(tenant, 'applications/grant', { app, permission: 'Nothing.At.All' })).status).toBe(400);
    await post(tenant, 'applications/remove', { app });
    expect(apps[app]).toBeUndefined();
  });

  it('does all there is to do with the sync clients', async () => {
    const { tenant } = await tenantFor();
    const server = (at: number) => tenant.state.connect.servers[at];
    await post(tenant, 'sync/install', { name: 'SYNC-02' });
    expect(server(1)).toMatchObject({ name: 'SYNC-02', isStaging: true });
    await post(tenant, 'sync/switch', {});
    expect([server(0)?.isStaging, server(1)?.isStaging]).toEqual([true, false]);
    await post(tenant, 'sync/staging', { name: 'SYNC-01', on: 'false' });
    await post(tenant, 'sync/stop', { name: 'SYNC-01', minutes: '10' });
    await post(tenant, 'sync/version', { name: 'SYNC-01', version: '2.5.1.0' });
    expect(server(0)).toMatchObject({ isStaging: false, version: '2.5.1.0', stoppedAt: expect.any(Number) });
    await post(tenant, 'sync/start', { name: 'SYNC-01' });
    await post(tenant, 'sync/last', { minutes: '120' });
    expect(tenant.clock() - (tenant.state.connect.lastSyncAt ?? 0)).toBeGreaterThan(119 * 60_000);
    await post(tenant, 'sync/last', { minutes: '' });
    expect(tenant.state.connect.lastSyncAt).toBeNull();
    await post(tenant, 'sync/remove', { name: 'SYNC-02' });
    expect(tenant.state.connect.servers).toHaveLength(1);
    await post(tenant, 'cloud-sync/add', { name: 'one.local' });
    await post(tenant, 'cloud-sync/add', { name: 'two.local', start: 'no' });
    const job = () => tenant.state.cloudSync[0]?.jobs[0];
    const id = job()?.id ?? '';
    await post(tenant, 'cloud-sync/quarantine', { id, reason: 'TooManyDeletes' });
    expect(job()?.quarantine?.reason).toBe('TooManyDeletes');
    await post(tenant, 'cloud-sync/recover', { id });
    expect(job()?.quarantine).toBeNull();
    await post(tenant, 'cloud-sync/pause', { id });
    await post(tenant, 'cloud-sync/interval', { id, minutes: '40' });
    expect(job()).toMatchObject({ isPaused: true, intervalSeconds: 2400 });
    await post(tenant, 'cloud-sync/resume', { id });
    expect(job()?.isPaused).toBe(false);
    expect(tenant.state.cloudSync[1]?.jobs[0]).toMatchObject({ isPaused: true, ranFrom: null });
    await post(tenant, 'cloud-sync/remove', { id: tenant.state.cloudSync[0]?.id ?? '' });
    expect(tenant.state.cloudSync.map(({ displayName }) => displayName)).toEqual(['two.local']);
  });

  it('changes licences, a write permission and the clock, and fails resets', async () => {
    const { tenant } = await tenantFor();
    await post(tenant, 'licences/set', { licence: 'p1', to: 'suspended' });
    await post(tenant, 'licences/set', { licence: 'p2', to: 'none' });
    expect(tenant.state).toMatchObject({ licences: { p1: 'suspended', p2: 'none' }, retentionDays: 7 });
    await post(tenant, 'permissions/set', { name: 'RoleManagement.ReadWrite.Directory', on: 'true' });
    expect(tenant.state.granted).toContain('RoleManagement.ReadWrite.Directory');
    await post(tenant, 'clock/skew', { seconds: '-600' });
    expect(tenant.state.dateSkewSeconds).toBe(-600);
    const activity = 'Self-service password reset flow activity progress';
    await post(tenant, 'failed-resets/add', { activity, reason: 'OnPremisesConnectivityError', count: '4' });
    const failed = tenant.state.audits.filter(({ activityDisplayName }) => activityDisplayName === activity);
    expect(failed.map(({ resultReason }) => resultReason)).toEqual(Array(4).fill('OnPremisesConnectivityError'));
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
    { path: 'agents/stop', form: { id: 'nobody' }, status: 400 },
    { path: 'agents/install', form: { machine: 'x', type: 'exchangeOnline' }, status: 400 },
    { path: 'sync/stop', form: { name: 'SYNC-09' }, status: 400 },
    { path: 'sync/stop', form: { name: 'SYNC-01', minutes: 'soon' }, status: 400 },
    { path: 'cloud-sync/pause', form: { id: 'nobody' }, status: 400 },
    { path: 'cloud-sync/interval', form: { id: 'nobody', minutes: '0' }, status: 400 },
    { path: 'licences/set', form: { licence: 'p3', to: 'none' }, status: 400 },
    { path: 'clock/skew', form: { seconds: '1.5' }, status: 400 },
    { path: 'failed-resets/add', form: { activity: 'x', reason: 'y' }, status: 400 },
    {
      path: 'failed-resets/add',
      form: { activity: 'Reset password (by admin)', reason: 'y', count: '10001' },
      status: 400,
    },
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
      tenant.agents.install({ machineName: text, externalIp: text });
      tenant.connect.install(text, { version: text });
      tenant.failResets({ reason: text });
      const user = tenant.users.add({ name: text, upn: text });
      const role = tenant.roles.defineRole({ name: text, actions: [text] });
      tenant.roles.assign({ principal: user, role, scope: tenant.units.create({ name: text }) });
      tenant.groups.addMember(tenant.groups.create({ name: text }), user);
      tenant.apps.addOwner(tenant.apps.create({ name: text }), user);
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

  it('comes back to where it was used: an act, or the one section that is then open', async () => {
    const { tenant } = await tenantFor();
    const back = async (path: string, form: Record<string, string>) =>
      (await post(tenant, path, form)).headers.get('location');
    expect(await back('administrator/make', { principal: 'Alex Wilber', role: 'Helpdesk Administrator' })).toBe(
      '/#administrator',
    );
    expect(await back('sync-server/stop', { name: 'SYNC-01' })).toBe('/#sync-server');
    const location = await back('clock/skew', { seconds: '5' });
    expect(location).toBe('/?open=clock#clock');
    const opened = async (path: string) =>
      (await (await fetch(tenant.origin + path)).text()).match(/<details id="[^"]*" open>/g);
    expect(await opened(location ?? '')).toEqual(['<details id="clock" open>']);
    for (const path of ['/', '/?open=', '/?open="><script>', '/?open=__proto__']) expect(await opened(path)).toBeNull();
  });

  it('links to the pages it was given', async () => {
    const { tenant } = await tenantFor({ links: [{ label: 'Mailbox', url: 'http://127.0.0.1:1/mail' }] });
    expect(await (await fetch(tenant.origin)).text()).toContain('<a href="http://127.0.0.1:1/mail">Mailbox</a>');
  });
});

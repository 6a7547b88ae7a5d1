import { describe, expect, it } from 'vitest';
import { NOON, type Reader, tenantFor } from './reader.ts';

const MINUTE = 60_000;

interface Scene extends Reader {
  wait(ms: number): void;
  lastSync(): Promise<unknown>;
  configuration(): Promise<Record<string, unknown>>;
  /** By application name. */
  signIns(): Promise<Record<string, unknown>>;
}

const APPS = { $filter: "startswith(displayName,'ConnectSyncProvisioning_')" };

async function scene(): Promise<Scene> {
  let now = NOON + 10 * MINUTE;
  const reader = await tenantFor({ now: () => now });
  const { get } = reader;
  return {
    ...reader,
    wait: (ms) => {
      now += ms;
    },
    lastSync: async () => (await get('/v1.0/organization')).body.value[0]?.onPremisesLastSyncDateTime,
    configuration: async () =>
      (await get('/beta/directory/onPremisesSynchronization')).body.value[0]?.configuration as Record<string, unknown>,
    signIns: async () => {
      const found: [string, unknown][] = [];
      for (const { appId, displayName } of (await get('/v1.0/servicePrincipals', APPS)).body.value) {
        const filter = { $filter: `appId eq '${appId}'` };
        const [row] = (await get('/beta/reports/servicePrincipalSignInActivities', filter)).body.value;
        const activity = row?.applicationAuthenticationClientSignInActivity as Record<string, unknown>;
        expect(row?.lastSignInActivity).toEqual(activity);
        found.push([String(displayName).split('_')[1] ?? '', activity.lastSignInDateTime]);
      }
      return Object.fromEntries(found);
    },
  };
}

describe('Connect Sync', () => {
  it('has an application named after its server, found by the start of its name in any case', async () => {
    const { get } = await scene();
    const { value } = (await get('/v1.0/servicePrincipals', APPS)).body;
    expect(value.map((row) => row.displayName)).toEqual([
      expect.stringMatching(/^ConnectSyncProvisioning_SYNC-01_[0-9a-f]{12}$/),
    ]);
    const lower = await get('/v1.0/servicePrincipals', { $filter: "startswith(displayName, 'connectsync')" });
    expect(lower.body.value).toHaveLength(1);
    const other = await get('/v1.0/servicePrincipals', { $filter: "startswith(displayName,'O''Hara')" });
    expect(other.body.value).toEqual([]);
  });

  it('signs in for every cycle until it stops', async () => {
    const { tenant, signIns, wait } = await scene();
    expect(await signIns()).toEqual({ 'SYNC-01': '2026-11-20T11:58:00Z' });
    wait(30 * MINUTE);
    expect(await signIns()).toEqual({ 'SYNC-01': '2026-11-20T12:28:00Z' });
    tenant.connect.stop('SYNC-01');
    wait(24 * 60 * MINUTE);
    expect(await signIns()).toEqual({ 'SYNC-01': '2026-11-20T12:28:00Z' });
    tenant.connect.start('SYNC-01');
    expect(await signIns()).toEqual({ 'SYNC-01': '2026-11-21T12:28:00Z' });
    tenant.connect.setSignInDelay(86_400);
    expect(await signIns()).toEqual({ 'SYNC-01': '2026-11-20T12:28:00Z' });
  });

  it('has sign-ins only in beta, with a licence, under an id made from the application', async () => {
    const { tenant, get } = await scene();
    const path = '/beta/reports/servicePrincipalSignInActivities';
    for (const { id, appId } of (await get(path)).body.value) expect(atob(String(id))).toBe(appId);
    tenant.setLicence('p1', 'none');
    expect((await get(path)).status).toBe(200);
    tenant.setLicence('p2', 'suspended');
    const { status, body } = await get(path);
    expect([status, body.error.code]).toEqual([403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant']);
  });

  it('shows version, interval and machine of the active server, in beta only', async () => {
    const { tenant, get, configuration } = await scene();
    tenant.connect.setVersion('SYNC-01', '2.5.79.0');
    tenant.connect.setInterval(60);
    expect(await configuration()).toMatchObject({
      synchronizationInterval: 'PT1H',
      synchronizationClientVersion: '2.5.79.0',
      applicationId: tenant.state.connect.servers[0]?.appId,
      currentExportData: { clientMachineName: 'SYNC-01' },
    });
    const [v1] = (await get('/v1.0/directory/onPremisesSynchronization')).body.value;
    expect(Object.keys(v1?.configuration as object)).toEqual(['accidentalDeletionPrevention']);
  });

  it('changes server when staging is switched: both sign in, one exports', async () => {
    const { tenant, configuration, signIns, lastSync } = await scene();
    const name = tenant.connect.install('SYNC-02', { isStaging: true, version: '2.6.84.0' });
    expect(name).toMatch(/^ConnectSyncProvisioning_SYNC-02_/);
    expect(Object.keys(await signIns())).toEqual(['SYNC-01', 'SYNC-02']);
    expect(await configuration()).toMatchObject({ currentExportData: { clientMachineName: 'SYNC-01' } });
    tenant.connect.switchStaging();
    expect(await configuration()).toMatchObject({
      synchronizationClientVersion: '2.6.84.0',
      applicationId: tenant.state.connect.servers[1]?.appId,
      currentExportData: { clientMachineName: 'SYNC-02' },
    });
    expect(await lastSync()).toBe('2026-11-20T11:58:00Z');
    tenant.connect.remove('SYNC-01');
    expect(Object.keys(await signIns())).toEqual(['SYNC-02']);
  });

  it('has no last sync without a server that exports', async () => {
    const { tenant, lastSync, configuration } = await scene();
    tenant.connect.setStaging('SYNC-01', true);
    expect(await lastSync()).toBeNull();
    expect(await configuration()).toMatchObject({ applicationId: null, currentExportData: null });
  });

  it('hides its death behind Cloud Sync, but for its sign-ins', async () => {
    const { tenant, lastSync, signIns, wait } = await scene();
    tenant.addCloudSync();
    tenant.setSyncRunning(false);
    wait(24 * 60 * MINUTE);
    expect(await lastSync()).toBe('2026-11-21T12:10:00Z');
    expect(await signIns()).toEqual({ 'SYNC-01': '2026-11-20T11:58:00Z' });
    for (const { id } of tenant.state.agents) tenant.agents.stop(id);
    wait(24 * 60 * MINUTE);
    expect(await lastSync()).toBe('2026-11-21T12:10:00Z');
  });

  it('can be told its last sync, the password one on its own, until it moves by itself again', async () => {
    const { tenant, get, wait } = await scene();
    const times = async () => {
      const [row] = (await get('/beta/organization')).body.value;
      return [row?.onPremisesLastSyncDateTime, row?.onPremisesLastPasswordSyncDateTime];
    };
    tenant.connect.setLastPasswordSync(NOON - 180 * MINUTE);
    expect(await times()).toEqual(['2026-11-20T11:58:00Z', '2026-11-20T09:00:00Z']);
    tenant.connect.setLastSync(NOON - 60 * MINUTE);
    wait(30 * MINUTE);
    expect(await times()).toEqual(['2026-11-20T11:00:00Z', '2026-11-20T09:00:00Z']);
    tenant.connect.setLastSync(null);
    tenant.connect.setLastPasswordSync(null);
    expect(await times()).toEqual(['2026-11-20T12:28:00Z', '2026-11-20T12:28:00Z']);
  });

  it('names a server it does not have', async () => {
    const { tenant } = await scene();
    expect(() => tenant.connect.stop('SYNC-09')).toThrow("There is no Connect server 'SYNC-09'.");
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE, NOON, tenantFor } from './reader.ts';

const PATH = '/v1.0/auditLogs/directoryAudits';
const ENABLE = 'Enable password writeback for directory';
const DISABLE = 'Disable password writeback for directory';
const MINUTE = 60_000;
const DAY = 86_400_000;

describe('the audit log', () => {
  it('holds who switched writeback, and when, to seven digits', async () => {
    const { tenant, get } = await tenantFor({ now: () => NOON });
    tenant.enableWriteback({ by: 'Megan Bowen' });
    const { value } = (await get(PATH)).body;
    expect(value).toHaveLength(1);
    expect(value[0]).toMatchObject({
      activityDisplayName: ENABLE,
      activityDateTime: '2026-11-20T12:00:00.0000001Z',
      category: 'DirectoryManagement',
      loggedByService: 'Self-service Password Management',
      result: 'success',
      initiatedBy: { app: null, user: { displayName: 'Megan Bowen', userPrincipalName: 'meganb@contoso.com' } },
    });
  });

  it('filters by activity and by time, in either order', async () => {
    let now = NOON;
    const { tenant, get } = await tenantFor({ now: () => now });
    tenant.enableWriteback();
    now += MINUTE;
    tenant.disableWriteback();
    now += MINUTE;
    tenant.enableWriteback();
    const count = async ($filter: string) => (await get(PATH, { $filter })).body.value.length;
    expect(await count(`activityDisplayName eq '${ENABLE}'`)).toBe(2);
    expect(await count(`activityDateTime ge 2026-11-20T12:01:00Z`)).toBe(2);
    expect(await count(`activityDisplayName eq '${ENABLE}' and activityDateTime ge 2026-11-20T12:01:00Z`)).toBe(1);
    expect(await count(`activityDateTime ge 2026-11-20T12:01:00Z and activityDisplayName eq '${DISABLE}'`)).toBe(1);
    expect(await count(`activityDateTime ge 2026-11-20T12:02:00.0000003Z`)).toBe(1);
    expect(await count(`activityDateTime ge 2026-11-20T12:02:00.0000004Z`)).toBe(0);
  });

  it('finds activities by how their names begin, which is documented', async () => {
    const { tenant, get } = await tenantFor();
    tenant.enableWriteback();
    tenant.disableWriteback();
    const { body } = await get(PATH, { $filter: `startswith(activityDisplayName,'Enable password')` });
    expect(body.value).toEqual([expect.objectContaining({ activityDisplayName: ENABLE })]);
  });

  const wrong = [
    `activityDisplayName eq "${ENABLE}"`,
    `activityDisplayName eq '${ENABLE}`,
    `activityDisplayName eq ${ENABLE}`,
    `activityDisplayName eq 'O'Hara'`,
    `endswith(activityDisplayName,'directory')`,
    `activityDisplayName eq '${ENABLE}' or activityDisplayName eq '${DISABLE}'`,
    `activityDisplayName eq '${ENABLE}' and activityDisplayName eq '${DISABLE}'`,
    `activityDisplayName eq '${ENABLE}' and `,
    `activityDisplayName eq '${ENABLE}'  and activityDateTime ge 2026-11-20T12:01:00Z`,
    `activityDateTime gt 2026-11-20T12:01:00Z`,
    `activityDateTime ge '2026-11-20T12:01:00Z'`,
    `activityDateTime ge 2026-11-20`,
    `activityDateTime ge 2026-11-20T12:01:00+01:00`,
    `activityDateTime ge 2026-13-40T12:01:00Z`,
    `constructor eq 'x'`,
    '',
  ];
  for (const $filter of wrong) {
    it(`refuses the filter: ${$filter || 'empty'}`, async () => {
      const { get } = await tenantFor();
      const { status, body } = await get(PATH, { $filter });
      expect([status, body.error.code]).toEqual([400, 'Request_UnsupportedQuery']);
    });
  }

  it('finds any activity name by itself when its quotes are doubled', async () => {
    const { tenant, get } = await tenantFor();
    const activities = [...new Set([...HOSTILE, ...fc.sample(fc.string({ unit: 'grapheme', minLength: 1 }), 40)])];
    for (const activity of activities) tenant.audit({ activity, category: 'Other', service: 'Test' });
    for (const activity of activities) {
      const { body } = await get(PATH, { $filter: `activityDisplayName eq '${activity.replaceAll("'", "''")}'` });
      expect(body.value.map((row) => row.activityDisplayName)).toEqual([activity]);
    }
  });

  it('orders by time when asked', async () => {
    let now = NOON;
    const { tenant, get } = await tenantFor({ now: () => now });
    for (let event = 0; event < 3; event += 1) {
      tenant.enableWriteback();
      now += MINUTE;
    }
    const times = async ($orderby: string) =>
      (await get(PATH, { $orderby })).body.value.map((row) => row.activityDateTime);
    const ascending = await times('activityDateTime asc');
    expect(ascending).toEqual([...ascending].sort());
    expect(await times('activityDateTime desc')).toEqual([...ascending].reverse());
  });

  it('forgets after the retention time', async () => {
    let now = NOON;
    const { tenant, get } = await tenantFor({ now: () => now });
    tenant.enableWriteback();
    now += 30 * DAY - 1;
    expect((await get(PATH)).body.value).toHaveLength(1);
    now += 2;
    expect((await get(PATH)).body.value).toHaveLength(0);
    tenant.change((state) => {
      state.retentionDays = 31;
    });
    expect((await get(PATH)).body.value).toHaveLength(1);
  });

  it('shows an event at once, or after the ingestion delay that was set', async () => {
    let now = NOON;
    const { tenant, get } = await tenantFor({ now: () => now });
    tenant.enableWriteback();
    expect((await get(PATH)).body.value).toHaveLength(1);
    tenant.change((state) => {
      state.ingestionDelaySeconds = 120;
    });
    tenant.disableWriteback({ at: now - DAY });
    now += 119_000;
    expect((await get(PATH)).body.value).toHaveLength(1);
    now += 1000;
    expect((await get(PATH)).body.value).toHaveLength(2);
  });

  it('records each change by hand under its documented name', async () => {
    const { tenant, get } = await tenantFor();
    tenant.setFeature('softMatchOnUpnEnabled', false);
    tenant.setSspr(false);
    tenant.addCloudSync();
    tenant.removeCloudSync();
    tenant.revoke('Policy.Read.All');
    tenant.grant('Policy.Read.All');
    tenant.rename('Fabrikam');
    const { value } = (await get(PATH, { $orderby: 'activityDateTime asc' })).body;
    expect(value.map((row) => row.activityDisplayName)).toEqual([
      'Set DirSync feature',
      'Update authorization policy',
      'Add provisioning configuration',
      'Delete provisioning configuration',
      'Remove app role assignment from service principal',
      'Add app role assignment to service principal',
      'Set Company Information',
    ]);
    expect(value[0]?.targetResources).toMatchObject([
      { modifiedProperties: [{ displayName: 'softMatchOnUpnEnabled', oldValue: 'true', newValue: 'false' }] },
    ]);
  });

  it('carries hostile text as it is, wherever it comes from', async () => {
    for (const text of HOSTILE) {
      const { tenant, get } = await tenantFor();
      tenant.rename(text);
      tenant.setFeature(text, true);
      tenant.enableWriteback({ by: text });
      expect((await get('/v1.0/organization')).body.value[0]?.displayName).toBe(text);
      const features = (await get('/v1.0/directory/onPremisesSynchronization')).body.value[0]?.features as object;
      expect(Object.entries(features)).toContainEqual([text, true]);
      const { value } = (await get(PATH, { $filter: `activityDisplayName eq '${ENABLE}'` })).body;
      expect(value[0]).toMatchObject({ initiatedBy: { user: { displayName: text } } });
    }
  });
});

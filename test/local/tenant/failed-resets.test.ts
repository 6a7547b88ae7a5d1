import { describe, expect, it } from 'vitest';
import { RESET_ACTIVITIES } from '../../../local/tenant/failed-resets.ts';
import { HOSTILE, NOON, tenantFor } from './reader.ts';

const PATH = '/v1.0/auditLogs/directoryAudits';

describe('failed resets', () => {
  for (const activity of RESET_ACTIVITIES) {
    it(`are events of "${activity}", each of another user`, async () => {
      const { tenant, get } = await tenantFor({ now: () => NOON });
      tenant.failResets({ activity, reason: 'OnPremisesConnectivityError', count: 3 });
      const { value } = (await get(PATH, { $filter: `activityDisplayName eq '${activity}'` })).body;
      expect(value).toHaveLength(3);
      for (const event of value) {
        expect(event).toMatchObject({
          category: 'UserManagement',
          loggedByService: 'Self-service Password Management',
          result: 'failure',
          resultReason: 'OnPremisesConnectivityError',
        });
      }
      const targets = value.map((event) => (event.targetResources as { id: string }[])[0]?.id);
      expect(new Set(targets).size).toBe(3);
    });
  }

  it('by an administrator name the administrator and the agent, others the user itself', async () => {
    const { tenant, get } = await tenantFor();
    tenant.failResets();
    tenant.failResets({ activity: 'Reset password (self-service)' });
    const { value } = (await get(PATH, { $orderby: 'activityDateTime asc' })).body;
    const [byAdmin, byUser] = value as unknown as {
      resultReason: string;
      initiatedBy: { user: { id: string; displayName: string } };
      targetResources: { id: string; userPrincipalName: string }[];
      additionalDetails: { key: string; value: string }[];
    }[];
    expect(byAdmin?.resultReason).toBe('OnPremisesAdminActionRequired');
    expect(byAdmin?.initiatedBy.user.displayName).toBe('Adele Vance');
    expect(byAdmin?.additionalDetails).toContainEqual({ key: 'OnPremisesAgent', value: 'None' });
    expect(byUser?.initiatedBy.user.id).toBe(byUser?.targetResources[0]?.id);
    expect(byUser?.targetResources[0]?.userPrincipalName).toMatch(/^user\d+@contoso\.com$/);
    expect(tenant.state.admins).toHaveLength(3);
  });

  it('can lie in the past, have succeeded, and give any reason', async () => {
    const { tenant, get } = await tenantFor({ now: () => NOON });
    tenant.failResets({ at: NOON - 3_600_000 });
    tenant.failResets({ result: 'success', reason: 'OnPremisesSuccessCloudFailure' });
    for (const reason of HOSTILE) tenant.failResets({ reason });
    const { value } = (await get(PATH, { $orderby: 'activityDateTime asc' })).body;
    expect(String(value[0]?.activityDateTime)).toMatch(/^2026-11-20T11:00:00/);
    expect(value[1]).toMatchObject({ result: 'success', resultReason: 'OnPremisesSuccessCloudFailure' });
    expect(value.slice(2).map((event) => event.resultReason)).toEqual(HOSTILE);
  });

  it('come in any number', async () => {
    const { tenant, ids } = await tenantFor();
    tenant.failResets({ count: 500 });
    expect(new Set(await ids(PATH, { $top: '999' })).size).toBe(500);
  });
});

/** Who the service principals are: Graph itself, the managed identity, the Connect servers and Cloud Sync. */
import { CLOUD_SYNC_TEMPLATE_ID, GRAPH_APP_ID } from './known-ids.ts';
import { guidOf } from './random.ts';
import type { TenantState } from './state.ts';

export interface Principal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly type: 'Application' | 'ManagedIdentity';
  /** The application template it was made from. */
  readonly templateId: string | null;
}

export const NOBODY: Principal = { id: '', appId: '', displayName: '', type: 'Application', templateId: null };

/** Microsoft Graph as a service principal of this tenant, which application permissions are granted on. */
export const graphOf = ({ tenantId }: TenantState): Principal => ({
  ...NOBODY,
  id: guidOf(`${tenantId}|graph`),
  appId: GRAPH_APP_ID,
  displayName: 'Microsoft Graph',
});

export function principalsOf(state: TenantState): Principal[] {
  const { identity, connect, cloudSync } = state;
  return [
    graphOf(state),
    {
      ...NOBODY,
      id: identity.objectId,
      appId: identity.appId,
      displayName: identity.displayName,
      type: 'ManagedIdentity',
    },
    ...connect.servers.map(({ principalId: id, appId, displayName }) => ({ ...NOBODY, id, appId, displayName })),
    ...cloudSync.map(({ id, appId, displayName }) => ({
      ...NOBODY,
      id,
      appId,
      displayName,
      templateId: CLOUD_SYNC_TEMPLATE_ID,
    })),
  ];
}

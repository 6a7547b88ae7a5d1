/** Who the service principals are: Graph itself, the managed identity, Connect servers, Cloud Sync, applications. */
import { type App, entryOf } from './directory/directory-state.ts';
import { CLOUD_SYNC_TEMPLATE_ID, GRAPH_APP_ID, SYNC_SERVICES } from './known-ids.ts';
import { guidOf } from './random.ts';
import type { TenantState } from './state.ts';

export interface Principal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly type: 'Application' | 'ManagedIdentity';
  /** The application template it was made from. */
  readonly templateId: string | null;
  readonly enabled: boolean;
  /** The identity of an AI agent: a type of its own, without an `appId`. Absent: it is none. */
  readonly isAgent?: boolean;
}

export const NOBODY: Principal = {
  id: '',
  appId: '',
  displayName: '',
  type: 'Application',
  templateId: null,
  enabled: true,
};

/** Microsoft Graph as a service principal of this tenant, which application permissions are granted on. */
export const graphOf = ({ tenantId }: TenantState): Principal => ({
  ...NOBODY,
  id: guidOf(`${tenantId}|graph`),
  appId: GRAPH_APP_ID,
  displayName: 'Microsoft Graph',
});

export const principalsOf = (state: TenantState): Principal[] => [
  ...ownPrincipals(state),
  ...Object.values(state.directory.apps).map(ofApp),
];

/** By the id of the service principal. */
export function principalOf(state: TenantState, id: string): Principal | null {
  const app = entryOf(state.directory.apps, id);
  return app ? ofApp(app) : (ownPrincipals(state).find((principal) => principal.id === id) ?? null);
}

const ofApp = ({ id, appId, displayName, enabled, isAgent = false }: App): Principal => ({
  ...{ ...NOBODY, id, appId, displayName, enabled },
  ...(isAgent && { isAgent }),
});

/** The few that sync and the watch bring along. */
function ownPrincipals(state: TenantState): Principal[] {
  const { identity, connect, cloudSync } = state;
  const { objectId, appId, displayName } = identity;
  return [
    graphOf(state),
    ...syncServicesOf(state),
    { ...NOBODY, id: objectId, appId, displayName, type: 'ManagedIdentity' },
    ...connect.servers.map(({ principalId: id, ...server }) => ({
      ...NOBODY,
      id,
      appId: server.appId,
      displayName: server.displayName,
    })),
    ...cloudSync.map((sync) => ({
      ...NOBODY,
      id: sync.id,
      appId: sync.appId,
      displayName: sync.displayName,
      templateId: sync.appId === CLOUD_SYNC_TEMPLATE_ID ? null : CLOUD_SYNC_TEMPLATE_ID,
    })),
  ];
}

/** Services of Microsoft that clients of Connect Sync sign in to: they are here once a server was installed. */
export const syncServicesOf = ({ tenantId, connect }: TenantState): Principal[] =>
  connect.servers.length === 0
    ? []
    : SYNC_SERVICES.map(({ appId, displayName }) => ({
        ...NOBODY,
        id: guidOf(`${tenantId}|${appId}`),
        appId,
        displayName,
      }));

/**
 * The sync flags: a collection with one entity whose id is the tenant's. `passwordWritebackEnabled` is documented
 * as not in use, so nothing here moves it but whoever sets it. A tenant that never synced answers an empty list. In
 * beta also the client that exported last (with two active servers, the one installed last).
 */
import { activeServers } from '../connect.ts';
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import type { ConnectServer } from '../hybrid-state.ts';
import type { Row } from '../odata/row-list.ts';
import { durationText } from './synchronization-jobs.ts';

export const onPremisesSynchronization: Endpoint = {
  path: '/directory/onPremisesSynchronization',
  permission: 'OnPremDirectorySynchronization.Read.All',
  options: [],
  properties: () => ['id', 'configuration', 'features'],
  read: (call) => ({ rows: call.state.sync.enabled ? [rowOf(call)] : [] }),
};

const rowOf = ({ state, version }: EndpointCall): Row => ({
  id: state.tenantId,
  configuration:
    version === 'beta'
      ? { ...CONFIGURATION, ...clientOf(activeServers(state).at(-1), state.connect.intervalMinutes) }
      : CONFIGURATION,
  features: state.sync.features,
});

const CONFIGURATION = {
  accidentalDeletionPrevention: { synchronizationPreventionType: 'enabledForCount', alertThreshold: 500 },
};

/** What is left of it without an active server is not documented: here nothing. */
const clientOf = (server: ConnectServer | undefined, intervalMinutes: number): Row => ({
  synchronizationInterval: durationText(intervalMinutes * 60),
  customerRequestedSynchronizationInterval: null,
  anchorAttribute: 'ms-DS-ConsistencyGuid',
  applicationId: server?.appId ?? null,
  synchronizationClientVersion: server?.version ?? null,
  currentExportData: server ? exportDataOf(server) : null,
  writebackConfiguration: { unifiedGroupContainer: null, userContainer: null },
});

const exportDataOf = ({ name }: ConnectServer): Row => ({
  pendingObjectsAddition: 0,
  pendingObjectsDeletion: 0,
  pendingObjectsUpdate: 0,
  successfulLinksProvisioningCount: 0,
  successfulObjectsProvisioningCount: 0,
  clientMachineName: name,
  serviceAccount: `Sync_${name}@contoso.com`,
  totalConnectorSpaceObjects: 1210,
});

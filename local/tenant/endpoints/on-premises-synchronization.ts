/**
 * The sync flags: a collection with one entity whose id is the tenant's. `passwordWritebackEnabled` is documented
 * as not in use, so nothing here moves it but whoever sets it. A tenant that never synced answers an empty list.
 */
import type { Endpoint, Row, Scope } from '../endpoint.ts';

export const onPremisesSynchronization: Endpoint = {
  path: '/directory/onPremisesSynchronization',
  permission: 'OnPremDirectorySynchronization.Read.All',
  options: [],
  properties: () => ['id', 'configuration', 'features'],
  read: (scope) => ({ rows: scope.state.sync.enabled ? [rowOf(scope)] : [] }),
};

const rowOf = ({ state, version }: Scope): Row => ({
  id: state.tenantId,
  configuration: version === 'beta' ? { ...CONFIGURATION, ...BETA_CONFIGURATION } : CONFIGURATION,
  features: state.sync.features,
});

const CONFIGURATION = {
  accidentalDeletionPrevention: { synchronizationPreventionType: 'enabledForCount', alertThreshold: 500 },
};

const BETA_CONFIGURATION = {
  synchronizationInterval: 'PT30M',
  customerRequestedSynchronizationInterval: null,
  anchorAttribute: 'ms-DS-ConsistencyGuid',
  applicationId: '1651564e-7ce4-4d99-88be-0a65050d8dc3',
  synchronizationClientVersion: '2.6.92.0',
  currentExportData: {
    pendingObjectsAddition: 0,
    pendingObjectsDeletion: 0,
    pendingObjectsUpdate: 0,
    successfulLinksProvisioningCount: 0,
    successfulObjectsProvisioningCount: 0,
    clientMachineName: 'SYNC-01',
    serviceAccount: 'Sync_SYNC-01@contoso.com',
    totalConnectorSpaceObjects: 1210,
  },
  writebackConfiguration: { unifiedGroupContainer: null, userContainer: null },
};

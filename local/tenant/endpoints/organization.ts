/** The tenant itself. The last sync time moves by itself every 30 minutes while Connect Sync runs. */
import type { Endpoint, Row, Scope, Version } from '../endpoint.ts';

const SYNC_INTERVAL_MS = 30 * 60_000;

export const organization: Endpoint = {
  path: '/organization',
  permission: 'Organization.Read.All',
  options: [],
  properties: (version) => [...COMMON, ...(version === 'beta' ? BETA_ONLY : V1_ONLY)],
  read: (scope) => ({ rows: [rowOf(scope)] }),
  drifted: (row, seconds) => ({
    ...row,
    ...later(row, 'onPremisesLastSyncDateTime', seconds),
    ...later(row, 'onPremisesLastPasswordSyncDateTime', seconds),
  }),
};

const COMMON = [
  'id',
  'deletedDateTime',
  'assignedPlans',
  'businessPhones',
  'city',
  'country',
  'countryLetterCode',
  'createdDateTime',
  'displayName',
  'marketingNotificationEmails',
  'onPremisesLastSyncDateTime',
  'onPremisesSyncEnabled',
  'partnerTenantType',
  'postalCode',
  'preferredLanguage',
  'privacyProfile',
  'provisionedPlans',
  'securityComplianceNotificationMails',
  'securityComplianceNotificationPhones',
  'state',
  'street',
  'technicalNotificationMails',
  'verifiedDomains',
];

const V1_ONLY = ['defaultUsageLocation', 'mobileDeviceManagementAuthority', 'tenantType'];
const BETA_ONLY = [
  'directorySizeQuota',
  'isMultipleDataLocationsForServicesEnabled',
  'onPremisesLastPasswordSyncDateTime',
];

function rowOf({ state, version, now }: Scope): Row {
  return {
    id: state.tenantId,
    deletedDateTime: null,
    assignedPlans: [PREMIUM_P1],
    businessPhones: ['8006427676'],
    city: 'Redmond',
    country: null,
    countryLetterCode: 'US',
    createdDateTime: state.createdDateTime,
    displayName: state.displayName,
    marketingNotificationEmails: [],
    onPremisesLastSyncDateTime: lastSync(state.sync, now),
    onPremisesSyncEnabled: state.sync.enabled ? true : null,
    partnerTenantType: null,
    postalCode: '98052',
    preferredLanguage: 'en',
    privacyProfile: null,
    provisionedPlans: [],
    securityComplianceNotificationMails: [],
    securityComplianceNotificationPhones: [],
    state: 'WA',
    street: 'One Microsoft Way',
    technicalNotificationMails: ['admin@contoso.com'],
    verifiedDomains: DOMAINS,
    ...only(version, lastSync(state.sync, now)),
  };
}

const only = (version: Version, lastPasswordSync: string | null): Row =>
  version === 'beta'
    ? {
        directorySizeQuota: { used: 1210, total: 300_000 },
        isMultipleDataLocationsForServicesEnabled: null,
        onPremisesLastPasswordSyncDateTime: lastPasswordSync,
      }
    : { defaultUsageLocation: null, mobileDeviceManagementAuthority: 'intune', tenantType: 'AAD' };

/** The newest half hour (minus two minutes, so that it never is now) until sync stopped. */
function lastSync(sync: Scope['state']['sync'], now: number): string | null {
  if (!sync.enabled) return null;
  const end = Math.min(now, sync.stoppedAt ?? now);
  const at = Math.floor(end / SYNC_INTERVAL_MS) * SYNC_INTERVAL_MS - 120_000;
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

function later(row: Row, property: string, seconds: number): Row {
  const time = row[property];
  if (typeof time !== 'string') return {};
  return { [property]: new Date(Date.parse(time) + seconds * 1000).toISOString() };
}

const PREMIUM_P1 = {
  assignedDateTime: '2017-07-29T02:16:28Z',
  capabilityStatus: 'Enabled',
  service: 'AADPremiumService',
  servicePlanId: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
};

const DOMAINS = [
  {
    capabilities: 'Email, OfficeCommunicationsOnline',
    isDefault: true,
    isInitial: false,
    name: 'contoso.com',
    type: 'Managed',
  },
  { capabilities: 'Email', isDefault: false, isInitial: true, name: 'contoso.onmicrosoft.com', type: 'Managed' },
];

/** The tenant itself. The last sync time moves by itself while a client syncs, unless someone set it. */
import { syncTimes } from '../connect.ts';
import type { Endpoint, EndpointCall, Version } from '../endpoint.ts';
import { LICENCES, PRODUCTS } from '../licences.ts';
import type { Row } from '../odata/row-list.ts';
import { later, timeText } from './times.ts';

export const organization: Endpoint = {
  path: '/organization',
  permission: 'Organization.Read.All',
  options: [],
  properties: (version) => [...COMMON, ...(version === 'beta' ? BETA_ONLY : V1_ONLY)],
  read: (call) => ({ rows: [rowOf(call)] }),
  drifted: (row, seconds) => later(row, ['onPremisesLastSyncDateTime', 'onPremisesLastPasswordSyncDateTime'], seconds),
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

function rowOf({ state, version, now }: EndpointCall): Row {
  const times = syncTimes(state, now);
  return {
    id: state.tenantId,
    deletedDateTime: null,
    assignedPlans: plansOf(state.licences),
    businessPhones: ['8006427676'],
    city: 'Redmond',
    country: null,
    countryLetterCode: 'US',
    createdDateTime: state.createdDateTime,
    displayName: state.displayName,
    marketingNotificationEmails: [],
    onPremisesLastSyncDateTime: timeText(times.sync),
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
    ...only(version, timeText(times.passwordSync)),
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

const plansOf = (licences: EndpointCall['state']['licences']): Row[] =>
  LICENCES.filter((licence) => licences[licence] !== 'none').flatMap((licence) =>
    PRODUCTS[licence].plans.map(({ servicePlanId }) => ({
      assignedDateTime: '2017-07-29T02:16:28Z',
      capabilityStatus: licences[licence] === 'enabled' ? 'Enabled' : 'Suspended',
      service: 'AADPremiumService',
      servicePlanId,
    })),
  );

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

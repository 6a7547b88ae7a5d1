/**
 * The subscriptions: Entra ID P1 and P2 as they are, and two that have nothing to do with it, from the documented
 * sample. What counts is an enabled unit of a plan, not that a subscription is listed. Takes no filter.
 */
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import { LICENCES, type LicenceState, PRODUCTS } from '../licences.ts';
import type { Row } from '../odata/row-list.ts';
import { guidOf } from '../random.ts';

export const subscribedSkus: Endpoint = {
  path: '/subscribedSkus',
  permission: 'Organization.Read.All',
  options: [],
  properties: () => PROPERTIES,
  read: (call) => ({ rows: [...OTHERS, ...premium(call)].map((sku) => rowOf(call, sku)) }),
};

const PROPERTIES = [
  'id',
  'accountId',
  'accountName',
  'appliesTo',
  'capabilityStatus',
  'consumedUnits',
  'prepaidUnits',
  'servicePlans',
  'skuId',
  'skuPartNumber',
  'subscriptionIds',
];

interface Sku {
  readonly skuId: string;
  readonly skuPartNumber: string;
  readonly plans: readonly { readonly servicePlanId: string; readonly servicePlanName: string }[];
  readonly state: Exclude<LicenceState, 'none'>;
}

const OTHERS: readonly Sku[] = [
  {
    skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df',
    skuPartNumber: 'ENTERPRISEPREMIUM',
    plans: [{ servicePlanId: '8c098270-9dd4-4350-9b30-ba4703f3b36b', servicePlanName: 'ADALLOM_S_O365' }],
    state: 'enabled',
  },
  {
    skuId: 'd17b27af-3f49-4822-99f9-56a661538792',
    skuPartNumber: 'CRMSTANDARD',
    plans: [{ servicePlanId: 'f9646fb2-e3b2-4309-95de-dc4833737456', servicePlanName: 'CRMSTANDARD' }],
    state: 'suspended',
  },
];

const premium = ({ state }: EndpointCall): Sku[] =>
  LICENCES.flatMap((licence) => {
    const current = state.licences[licence];
    return current === 'none' ? [] : [{ ...PRODUCTS[licence], state: current }];
  });

const UNITS = 25;

function rowOf(
  { state: { tenantId, displayName }, version }: EndpointCall,
  { skuId, skuPartNumber, plans, state }: Sku,
): Row {
  const isEnabled = state === 'enabled';
  return {
    id: `${tenantId}_${skuId}`,
    accountId: tenantId,
    accountName: displayName,
    appliesTo: 'User',
    capabilityStatus: isEnabled ? 'Enabled' : 'Suspended',
    consumedUnits: 14,
    prepaidUnits: {
      enabled: isEnabled ? UNITS : 0,
      suspended: isEnabled ? 0 : UNITS,
      warning: 0,
      ...(version === 'v1.0' && { lockedOut: 0 }),
    },
    servicePlans: plans.map((plan) => ({
      ...plan,
      provisioningStatus: isEnabled ? 'Success' : 'Disabled',
      appliesTo: 'User',
    })),
    skuId,
    skuPartNumber,
    subscriptionIds: [guidOf(`${tenantId}|${skuId}`)],
  };
}

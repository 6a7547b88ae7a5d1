/** The Entra ID licences of the tenant: what opens reports and eligibility, and how long audit events are kept. */

/** Entra ID P1 and P2, each as a subscription of its own. */
export const LICENCES = ['p1', 'p2'] as const;

export type Licence = (typeof LICENCES)[number];

/** A suspended subscription is still listed, with no enabled unit. */
export const LICENCE_STATES = ['enabled', 'suspended', 'none'] as const;

export type LicenceState = (typeof LICENCE_STATES)[number];

interface Plan {
  readonly servicePlanId: string;
  readonly servicePlanName: string;
}

const P1: Plan = { servicePlanId: '41781fb2-bc02-4b7c-bd55-b576c07bb09d', servicePlanName: 'AAD_PREMIUM' };
const P2: Plan = { servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', servicePlanName: 'AAD_PREMIUM_P2' };

/** As in Microsoft's list of product names and service plan identifiers; P2 includes P1. */
export const PRODUCTS: Readonly<Record<Licence, { skuId: string; skuPartNumber: string; plans: readonly Plan[] }>> = {
  p1: { skuId: '078d2b04-f1bd-4111-bbd4-b4b1b354cef4', skuPartNumber: 'AAD_PREMIUM', plans: [P1] },
  p2: { skuId: '84a661c4-e949-4bd2-a560-ed7766fcaf2b', skuPartNumber: 'AAD_PREMIUM_P2', plans: [P1, P2] },
};

/** What PIM needs. */
export const hasP2 = (licences: Readonly<Record<Licence, LicenceState>>): boolean => licences.p2 === 'enabled';

export const isPremium = (licences: Readonly<Record<Licence, LicenceState>>): boolean =>
  LICENCES.some((licence) => licences[licence] === 'enabled');

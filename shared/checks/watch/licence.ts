/**
 * Which licence the tenant has: Entra ID P1 or P2, on which retention and some sources depend. Kept in the head, so that a
 * refusal for want of a licence that is there is never taken for a tenant without one.
 */
import * as z from 'zod';
import type { ReadResult, Sight, Source } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import { own } from '../../core/model/own.ts';
import type { Access } from '../access.ts';
import { SERVICE_PLANS } from '../entra/well-known.ts';
import { count, listOf, part, text } from '../rows.ts';

const V1 = { scheme: 1, attributes: 1 };

const skuShape = z.object({
  prepaidUnits: part({ enabled: count }),
  servicePlans: listOf(z.object({ servicePlanName: text })),
});

type Sku = z.infer<typeof skuShape>;

/** A plan is a fact while it has enabled units; how many moves by itself, and is only shown. */
export const licence: Source<Pick<Access, 'graph'>> = {
  name: 'licence',
  inVerdict: 'enriches',
  kind: 'state',
  version: V1,
  shows: 'whether the tenant has Entra ID P1 or P2, on which retention and some sources depend',
  permissions: ['Organization.Read.All'],
  async read({ graph }): Promise<ReadResult> {
    const skus = await graph.list('/subscribedSkus', skuShape, { permission: 'Organization.Read.All' });
    const facts = Object.values(SERVICE_PLANS).flatMap((plan) => planFact(plan, skus));
    return { facts, watermark: facts.map(({ key }) => key).join(' ') };
  },
};

function planFact(plan: string, skus: readonly Sku[]): Fact[] {
  const enabledUnits = skus
    .filter(({ servicePlans }) => servicePlans.some(({ servicePlanName }) => servicePlanName === plan))
    .reduce((sum, { prepaidUnits }) => sum + (prepaidUnits?.enabled ?? 0), 0);
  return enabledUnits > 0 ? [{ key: plan, attributes: {}, label: plan, details: { enabledUnits } }] : [];
}

/** Entra ID P2 includes everything that a source is refused for want of. @param plans as the source remembers them */
export const includesP2 = (plans: string | null): boolean => plans?.split(' ').includes(SERVICE_PLANS.p2) ?? false;

/** As far as the check `watch` saw it. */
export const isP2Seen = ({ remembered }: Pick<Sight, 'remembered'>): boolean =>
  includesP2(own(remembered, `watch/${licence.name}`) ?? null);

/** What the sources read comes to the tenant that it was read from, and nothing that is missing comes to "nobody". */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeAuthority } from '../../../shared/checks/reset-admins/authority/authority.ts';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { resetAdmins } from '../../../shared/checks/reset-admins/index.ts';
import { tenantOf } from '../../../shared/checks/reset-admins/tenant-of.ts';
import type { Check, SourceViews } from '../../../shared/core/model/check.ts';
import { normalised } from '../../../shared/core/model/fact.ts';
import { believe } from '../../../shared/core/poll/belief.ts';
import { readAll } from '../../../shared/runs/read.ts';
import { toyCheck } from '../../stubs/toy-check.ts';
import { consistent } from './consistent.ts';
import { graphFor } from './graph.ts';
import { randomTenants } from './random-tenants.ts';

const SOURCES = resetAdmins.sources.filter(({ resumable }) => !resumable);
// biome-ignore lint/suspicious/noExplicitAny: only its sources matter here
const check = { ...toyCheck, sources: SOURCES } as unknown as Check<any>;

async function viewsOf(tenant: Tenant): Promise<SourceViews> {
  const graph = graphFor(() => tenant);
  const grant = (_signal: AbortSignal, others: object) => ({
    ...others,
    graph,
    lists: graph,
    hash: (text: string) => text,
    startedAt: 0,
  });
  const readings = await readAll(check, {}, grant, { at: Date.now() + 30_000, now: Date.now });
  const views = Object.entries(readings).map(([source, reading]) => {
    if (!reading.ok) throw new Error(`${source}: ${reading.error.message}`);
    const facts = believe(null, normalised(reading.facts), 'state', new Date(0).toISOString());
    return [source, { state: 'ok' as const, isFresh: true, facts, unbrokenSince: null, heartbeats: [] }];
  });
  return Object.fromEntries(views);
}

const PAST = { verdict: null, day: 0, growth: { percent: 10, min: 10 }, at: 0 };

/** A member of a restricted unit whom nothing else names is known by id alone. */
function withoutShieldNames({ shielded, ...authority }: ReturnType<typeof computeAuthority>) {
  return { ...authority, shielded: shielded.map(({ id, row, by }) => ({ id, row, by })) };
}

describe('the sources of reset-admins', () => {
  it('give the authority of the tenant that they were read from, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(randomTenants.map(consistent), async (tenant) => {
        const read = tenantOf(await viewsOf(tenant), PAST);
        expect(withoutShieldNames(computeAuthority(read))).toEqual(withoutShieldNames(computeAuthority(tenant)));
      }),
      { numRuns: Number(process.env.RUNS ?? 300) },
    );
  });
});

/**
 * Where the evidence is read: five places in Graph and one setting. Each is read whole or throws;
 * shapes are tolerant of more than is used and strict on what is used.
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import { MonitorError } from '../../errors.ts';
import type { GraphReader } from '../../graph/graph.ts';
import type { Access } from '../access.ts';
import { initiator, initiatorShape, type OneActor } from '../audit.ts';
import { auditRows, boundFrom, markAfter } from '../audit-log.ts';
import { WRITEBACK_ACTIVITIES } from '../entra/activities.ts';
import { neverSynced } from '../never-synced.ts';
import { anything, asIs, rowId, text } from '../rows.ts';
import { cloudSyncAccounts, cloudSyncPrincipals } from '../sync-clients.ts';
import { readTime } from '../times.ts';

/** What these sources may use. */
export type WritebackAccess = Pick<
  Access,
  'graph' | 'lists' | 'declared' | 'startedAt' | 'hash' | 'resetHistory' | 'standing' | 'believed' | 'judgedBy'
>;

export const V1 = { scheme: 1, attributes: 1 };

const auditShape = z.object({
  id: rowId,
  activityDisplayName: text,
  activityDateTime: anything,
  result: text,
  initiatedBy: initiatorShape,
});

export const directoryAudits: Source<WritebackAccess> = {
  name: 'directoryAudits',
  inVerdict: 'carries',
  kind: 'log',
  version: V1,
  shows: 'whether someone turns writeback on or off',
  permissions: ['AuditLog.Read.All'],
  async read({ graph, startedAt }, watermark): Promise<ReadResult> {
    const since = boundFrom(watermark, startedAt);
    const [on, off] = await Promise.all([readEvents(graph, 'on', since), readEvents(graph, 'off', since)]);
    const facts = [...on, ...off];
    const times = facts.flatMap(({ attributes: { at } }) => (typeof at === 'string' ? [at] : []));
    return { facts, watermark: markAfter(times, watermark, graph.serverTime()) };
  },
};

/** Each activity alone; without a mark there is no lower bound. */
async function readEvents(graph: GraphReader, says: 'on' | 'off', since: number | null): Promise<Fact[]> {
  const question = { property: 'activityDisplayName', is: WRITEBACK_ACTIVITIES[says], since } as const;
  const events = await auditRows(graph, question, auditShape);
  return events
    .filter(({ activityDisplayName: name }) => !name || name === WRITEBACK_ACTIVITIES[says])
    .map((event) => eventFact(event, says));
}

/** An event that does not say what it is says nothing of writeback, and is kept all the same. */
function eventFact(event: z.infer<typeof auditShape>, asked: 'on' | 'off'): Fact {
  const actor: OneActor | null = initiator(event.initiatedBy);
  const name = event.activityDisplayName || null;
  const time = readTime('activityDateTime', event.activityDateTime);
  const odd = time.odd ?? (time.at === null ? 'activityDateTime is missing' : null);
  return {
    key: event.id,
    attributes: { says: name === null ? 'nothing' : asked, at: time.at, result: event.result ?? null },
    label: name ?? 'without a name',
    details: { actor: actor && { ...actor }, ...(odd !== null && { odd }) },
  };
}

/** Who did what a fact of an audit event tells of. */
export const actorOf = (event: Fact): OneActor | null => (event.details?.actor ?? null) as unknown as OneActor | null;

/** As it is: `z.record` leaves out a flag called `__proto__`. */
const flags = z.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));

const synchronizationShape = z.object({ features: flags });

export const onPremisesSynchronization: Source<WritebackAccess> = {
  name: 'onPremisesSynchronization',
  inVerdict: 'enriches',
  kind: 'state',
  version: V1,
  shows: 'the feature flags of the sync, including the protections against takeover by matching',
  permissions: ['OnPremDirectorySynchronization.Read.All'],
  async read(access): Promise<ReadResult> {
    const permission = 'OnPremDirectorySynchronization.Read.All';
    const found = await access.lists.list('/directory/onPremisesSynchronization', synchronizationShape, { permission });
    if (found.length === 0 && !(await neverSynced(access, 'onPremisesSynchronization')))
      throw new MonitorError('contract', 'onPremisesSynchronization: Graph returned an empty list');
    return { facts: found.flatMap(({ features }) => Object.entries(features).flatMap(featureFact)) };
  },
};

/** The key of the fact of a flag. */
export const featureKey = (flag: string): string => `feature:${flag}`;

/** Known and new flags alike; what is neither Boolean nor null is no flag. */
function featureFact([name, value]: [string, unknown]): Fact[] {
  return typeof value === 'boolean' || value === null
    ? [{ key: featureKey(name), attributes: { value }, label: name }]
    : [];
}

const organizationShape = z.object({ id: rowId, displayName: text, onPremisesSyncEnabled: z.boolean().nullish() });

export const organization: Source<WritebackAccess> = {
  name: 'organization',
  inVerdict: 'beside',
  kind: 'state',
  version: V1,
  shows: 'whether directory synchronisation is on at all, and the name of the tenant',
  permissions: ['Organization.Read.All'],
  async read({ lists }): Promise<ReadResult> {
    const path = '/organization?$select=id,displayName,onPremisesSyncEnabled';
    const found = await lists.list(path, organizationShape, { permission: 'Organization.Read.All' });
    if (found.length === 0) throw new MonitorError('contract', 'organization: Graph returned no organization');
    return { facts: found.map(organizationFact) };
  },
};

const organizationFact = (found: z.infer<typeof organizationShape>): Fact => ({
  key: found.id,
  attributes: { onPremisesSyncEnabled: found.onPremisesSyncEnabled ?? null },
  ...(found.displayName && { label: found.displayName }),
});

const principalShape = z.object({ id: rowId, displayName: text, accountEnabled: asIs });

export const cloudSync: Source<WritebackAccess> = {
  name: 'cloudSync',
  inVerdict: 'whileSeen',
  kind: 'state',
  version: V1,
  shows: 'whether Cloud Sync is in use beside Connect Sync, so that one Disable event may not mean both',
  permissions: ['Application.Read.All', 'User.Read.All'],
  async read({ lists }): Promise<ReadResult> {
    const [found, accounts] = await Promise.all([
      cloudSyncPrincipals(lists, principalShape, 'id,displayName,accountEnabled'),
      cloudSyncAccounts(lists),
    ]);
    return { facts: [...found.map(principalFact), ...accounts.map(accountFact)] };
  },
};

const principalFact = (found: z.infer<typeof principalShape>): Fact => ({
  key: found.id,
  attributes: { accountEnabled: found.accountEnabled ?? null },
  ...(found.displayName && { label: found.displayName }),
});

const accountFact = ({ id, upn }: { readonly id: string; readonly upn: string }): Fact => ({
  key: id,
  attributes: { isAccount: true },
  label: upn,
});

const policyShape = z.object({ allowedToUseSSPR: z.boolean() });

export const authorizationPolicy: Source<WritebackAccess> = {
  name: 'authorizationPolicy',
  inVerdict: 'beside',
  kind: 'state',
  version: V1,
  shows: 'whether administrators may reset their own passwords',
  permissions: ['Policy.Read.All'],
  async read({ graph }): Promise<ReadResult> {
    const policy = await graph.get('/policies/authorizationPolicy', policyShape, { permission: 'Policy.Read.All' });
    return { facts: [{ key: 'allowedToUseSSPR', attributes: { value: policy.allowedToUseSSPR } }] };
  },
};

/** The operator's own statement, as a source like any other: it can change, and then that is history. */
export const declaration: Source<WritebackAccess> = {
  name: 'declaration',
  inVerdict: 'enriches',
  kind: 'state',
  version: V1,
  shows: 'whether writeback was declared on or off',
  permissions: [],
  async read({ declared }): Promise<ReadResult> {
    if (declared === 'invalid') {
      const hint = 'GET /api/status says what it must be. Until then the last valid declaration counts.';
      const detail = { kind: 'setting', setting: 'WRITEBACK_DECLARED' } as const;
      throw new MonitorError('config', 'WRITEBACK_DECLARED is not valid', { hint, detail });
    }
    const attributes = declared ? { ...declared } : { says: null, on: null, by: null };
    return { facts: [{ key: 'declaration', attributes }] };
  },
};

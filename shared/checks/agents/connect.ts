/**
 * What the cloud knows of Connect Sync itself: the last sign-in of its application, and what its server reported of
 * version, machine and settings. Both are read from beta; neither is an answer to "does writeback work".
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../core/model/check.ts';
import { compareText, type Fact } from '../../core/model/fact.ts';
import type { Pulse } from '../../core/model/heartbeat.ts';
import { minutesMs } from '../../core/model/times.ts';
import { MonitorError } from '../../errors.ts';
import type { GraphReader } from '../../graph/graph.ts';
import { CONNECT_SYNC_NAME_PREFIX } from '../entra/well-known.ts';
import { neverSynced } from '../never-synced.ts';
import { anything, asIs, part, rowId, text } from '../rows.ts';
import { principalsPath, syncPermissionHolders } from '../sync-clients.ts';
import { lifeTime } from '../times.ts';
import { type AgentsAccess, V1 } from './access.ts';
import { uniquePulses } from './cloud-sync-jobs.ts';

/**
 * How often the sign-in report is refreshed is documented nowhere: a day is assumed, so that the report's own delay is
 * never told as a death. It is late after three days and dead after six, and can only speak against a server.
 */
const REPORT_INTERVAL_MS = minutesMs(24 * 60);

const principalShape = z.object({ id: rowId, appId: text, displayName: text, accountEnabled: asIs });
type Principal = z.infer<typeof principalShape>;

/** `servicePrincipalSignInActivity` as Microsoft documents it (beta); `Client`: signed in by itself, as a client. */
const activityShape = z.object({
  appId: text,
  applicationAuthenticationClientSignInActivity: part({ lastSignInDateTime: anything }),
});

export const connectSignIn: Source<AgentsAccess> = {
  name: 'connectSignIn',
  inVerdict: 'whileSeen',
  kind: 'state',
  version: V1,
  shows: 'when the application of each Connect Sync server last signed in, and whether a new one appeared',
  permissions: ['Application.Read.All', 'AuditLog.Read.All'],
  async read({ graph }): Promise<ReadResult> {
    const [named, holders] = await Promise.all([namedForConnect(graph), syncPermissionHolders(graph)]);
    const known = new Set(named.map(({ id }) => id));
    const others = await principalsById(graph, [...holders.keys()].filter((id) => !known.has(id)).sort());
    const principals = [...named, ...others];
    const pulses = await readSignIns(graph, askedFor(principals, holders));
    return { facts: principals.map((one) => principalFact(one, holders)), pulses: uniquePulses(pulses) };
  },
};

const SELECT = 'id,appId,displayName,accountEnabled';
const permission = 'Application.Read.All';

async function namedForConnect(graph: GraphReader): Promise<Principal[]> {
  const path = principalsPath(`startswith(displayName,'${CONNECT_SYNC_NAME_PREFIX}')`, SELECT);
  const found = await graph.list(path, principalShape, { permission });
  return found.filter(({ displayName: name }) => !name || name.startsWith(CONNECT_SYNC_NAME_PREFIX));
}

/** As many as one filter takes: a tenant has a few servers. */
const MOST_BY_ID = 15;

async function principalsById(graph: GraphReader, ids: readonly string[]): Promise<Principal[]> {
  if (ids.length === 0) return [];
  const named = ids.slice(0, MOST_BY_ID).map((id) => `'${id.replaceAll("'", "''")}'`);
  return graph.list(principalsPath(`id in (${named.join(',')})`, SELECT), principalShape, { permission });
}

/** Of those that only bear the name, which anyone can give: each costs a request to a report with a small quota. */
const MOST_BY_NAME = 3;

function askedFor(principals: readonly Principal[], holders: ReadonlyMap<string, unknown>): Principal[] {
  const enabled = principals.filter(({ accountEnabled }) => accountEnabled !== false);
  const byName = enabled.filter(({ id }) => !holders.has(id)).sort((a, b) => compareText(a.id, b.id));
  return [...enabled.filter(({ id }) => holders.has(id)), ...byName.slice(0, MOST_BY_NAME)];
}

const principalFact = (
  { id, appId, displayName, accountEnabled }: Principal,
  holders: ReadonlyMap<string, readonly string[]>,
): Fact => ({
  key: id,
  label: displayName ?? id,
  attributes: { appId: appId || null, accountEnabled: accountEnabled ?? null },
  details: { holds: holders.get(id) ?? [] },
});

/** One after the other: the report shares a small quota, and whoever asks all at once takes every turn of the others. */
async function readSignIns(graph: GraphReader, principals: readonly Principal[]): Promise<Pulse[]> {
  const pulses: Pulse[] = [];
  for (const principal of principals) pulses.push(await readSignIn(graph, principal));
  return pulses;
}

/** One that does not say by which id it signs in cannot be looked up: it shows no time. */
async function readSignIn(graph: GraphReader, { id, appId }: Principal): Promise<Pulse> {
  const at = appId ? await lastSignIn(graph, appId) : null;
  return { key: id, kind: 'connectSignIn', at, intervalMs: REPORT_INTERVAL_MS };
}

async function lastSignIn(graph: GraphReader, appId: string): Promise<string | null> {
  const filter = encodeURIComponent(`appId eq '${appId.replaceAll("'", "''")}'`);
  const path = `/reports/servicePrincipalSignInActivities?$filter=${filter}`;
  const found = await graph.list(path, activityShape, { version: 'beta', permission: 'AuditLog.Read.All' });
  const times = found
    .filter((one) => one.appId?.toLowerCase() === appId.toLowerCase())
    .map((one) => lifeTime(one.applicationAuthenticationClientSignInActivity?.lastSignInDateTime) ?? '');
  return times.sort().at(-1) || null;
}

/** Seen so in the documentation's sample of beta; that the global cloud's own schema has it is unconfirmed. */
const clientShape = z.object({
  id: rowId,
  configuration: z
    .object({
      synchronizationClientVersion: z.string().nullish(),
      synchronizationInterval: z.string().nullish(),
      applicationId: z.string().nullish(),
      currentExportData: z.object({ clientMachineName: z.string().nullish() }).nullish(),
    })
    .nullish(),
  features: z.object({ passwordSyncEnabled: z.boolean().nullish() }).nullish(),
});

export const connectClient: Source<AgentsAccess> = {
  name: 'connectClient',
  inVerdict: 'enriches',
  kind: 'state',
  version: V1,
  shows: 'the version of Connect Sync, its server and its interval, and whether password hashes are synchronised',
  permissions: ['OnPremDirectorySynchronization.Read.All'],
  async read(access): Promise<ReadResult> {
    const permission = 'OnPremDirectorySynchronization.Read.All';
    const options = { version: 'beta', permission } as const;
    const found = await access.graph.list('/directory/onPremisesSynchronization', clientShape, options);
    if (found.length === 0 && !(await neverSynced(access, 'connectClient')))
      throw new MonitorError('contract', 'connectClient: Graph returned an empty list');
    return { facts: found.map(clientFact) };
  },
};

const clientFact = ({ id, configuration, features }: z.infer<typeof clientShape>): Fact => ({
  key: id,
  label: 'Connect Sync',
  attributes: {
    version: configuration?.synchronizationClientVersion || null,
    interval: configuration?.synchronizationInterval || null,
    applicationId: configuration?.applicationId || null,
    machine: configuration?.currentExportData?.clientMachineName || null,
    passwordSyncEnabled: features?.passwordSyncEnabled ?? null,
  },
});

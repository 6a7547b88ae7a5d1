/** A tenant as Graph shows it to the check `agents`: plain values in, answers of Graph out; and polls of it in a row. */
import { expect } from 'vitest';
import { agents } from '../../../shared/checks/agents/index.ts';
import type { Readings } from '../../../shared/core/model/source.ts';
import { type ErrorCode, MonitorError } from '../../../shared/errors.ts';
import { readAll } from '../../../shared/runs/read.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';
import { PureWatch, type Told } from '../../stubs/pure-watch.ts';

export const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface AgentRow {
  readonly id: string;
  readonly machineName: string;
  readonly status: string;
  readonly externalIp?: string;
}

export interface JobRow {
  readonly domain: string;
  readonly code?: string;
  readonly schedule?: string;
  readonly interval?: string;
  readonly quarantine?: string;
  readonly failures?: number;
  /** ISO 8601; null: never. */
  readonly ended: string | null;
}

export interface Tenant {
  readonly syncEnabled: boolean | null | undefined;
  readonly lastSync: string | null;
  readonly lastPasswordSync: string | null;
  readonly jobs: readonly JobRow[];
  readonly connect: readonly { readonly id: string; readonly name: string; readonly signedIn: string | null }[];
  readonly client: object | null;
  readonly provisioning: readonly AgentRow[];
  readonly authentication: readonly AgentRow[];
  /** Sources that fail, with the code of their error. */
  readonly failing: { readonly [source: string]: ErrorCode };
}

const PLACES: readonly (readonly [part: string, source: string])[] = [
  ['onPremisesLastSyncDateTime', 'organization'],
  ['onPremisesLastPasswordSyncDateTime', 'passwordSync'],
  ['applicationTemplateId', 'cloudSyncJobs'],
  ['=appId', 'cloudSyncJobs'],
  ['/appRoleAssignedTo', 'connectSignIn'],
  ['=id%20in', 'connectSignIn'],
  ['/synchronization/jobs', 'cloudSyncJobs'],
  ['startswith', 'connectSignIn'],
  ['servicePrincipalSignInActivities', 'connectSignIn'],
  ['/directory/onPremisesSynchronization', 'connectClient'],
  ['/provisioning/agents', 'provisioningAgents'],
  ['/authentication/agents', 'authenticationAgents'],
];

export const sourceOf = (path: string): string => PLACES.find(([part]) => path.includes(part))?.[1] ?? path;

export function graphOf(tenant: Tenant): StubGraphReader {
  const graph = new StubGraphReader((path) => {
    const code = tenant.failing[sourceOf(path)];
    return code ? new MonitorError(code, `Graph said ${code}`, { hint: 'mend it' }) : answer(tenant, path);
  });
  graph.date = INSTALL;
  return graph;
}

function answer(tenant: Tenant, path: string): unknown {
  if (path.startsWith('/organization?')) return [organizationRow(tenant)];
  if (path.includes('applicationTemplateId')) {
    return tenant.jobs.map(({ domain }) => ({ id: `sp-${domain}`, displayName: domain }));
  }
  if (path.includes('=appId')) return [];
  if (path.includes('/appRoleAssignedTo'))
    return tenant.connect.map(({ id }) => ({ principalId: id, appRoleId: 'a-role' }));
  if (path.includes('/synchronization/jobs')) return jobRows(tenant, path);
  if (path.includes('startswith')) {
    return tenant.connect.map(({ id, name }) => ({ id, appId: `app-${id}`, displayName: name, accountEnabled: true }));
  }
  if (path.includes('servicePrincipalSignInActivities')) return signInRows(tenant, path);
  if (path === '/directory/onPremisesSynchronization') return tenant.client ? [tenant.client] : [];
  return path.includes('/provisioning/') ? tenant.provisioning : tenant.authentication;
}

const organizationRow = ({ syncEnabled, lastSync, lastPasswordSync }: Tenant) => ({
  id: 'tenant-id',
  displayName: 'Contoso',
  onPremisesSyncEnabled: syncEnabled,
  onPremisesLastSyncDateTime: lastSync,
  onPremisesLastPasswordSyncDateTime: lastPasswordSync,
});

const jobRows = ({ jobs }: Tenant, path: string) =>
  jobs
    .filter(({ domain }) => path === `/servicePrincipals/sp-${domain}/synchronization/jobs`)
    .map(({ domain, code = 'Active', schedule = 'Active', interval = 'PT40M', quarantine, failures = 0, ended }) => ({
      id: `AD2AADProvisioning.${domain}`,
      templateId: 'ADDCInPassthrough',
      schedule: { expiration: null, interval, state: schedule },
      status: {
        code,
        countSuccessiveCompleteFailures: failures,
        lastExecution: ended === null ? null : { timeBegan: ended, timeEnded: ended, state: 'Succeeded' },
        quarantine: quarantine === undefined ? null : { reason: quarantine, seriesCount: 1 },
        steadyStateFirstAchievedTime: '0001-01-01T00:00:00Z',
      },
    }));

const signInRows = ({ connect }: Tenant, path: string) =>
  connect
    .filter(({ id }) => decodeURIComponent(path).includes(`'app-${id}'`))
    .map(({ id, signedIn }) => ({
      appId: `app-${id}`,
      applicationAuthenticationClientSignInActivity: { lastSignInDateTime: signedIn },
      lastSignInActivity: { lastSignInDateTime: signedIn },
    }));

export const clientRow = (machine: string, over: object = {}, features: object = {}) => ({
  id: 'tenant-id',
  configuration: {
    synchronizationClientVersion: '2.6.92.0',
    synchronizationInterval: 'PT30M',
    applicationId: 'app-1',
    currentExportData: { clientMachineName: machine, pendingObjectsAddition: 3 },
    ...over,
  },
  features: { passwordSyncEnabled: true, ...features },
});

/** The agent lists as an app identity sees them. */
export const LISTS_DENIED = { provisioningAgents: 'denied', authenticationAgents: 'denied' } as const;

/** A tenant at a time at which all is well: everything beat five minutes ago, agent lists are denied as they are. */
export function wellAt(now: number, over: Partial<Tenant> = {}): Tenant {
  const beat = new Date(now - 5 * MINUTE).toISOString();
  return {
    syncEnabled: true,
    lastSync: beat,
    lastPasswordSync: beat,
    jobs: [],
    connect: [],
    client: clientRow('SYNC-01'),
    provisioning: [],
    authentication: [],
    failing: LISTS_DENIED,
    ...over,
  };
}

export const readingsOf = (tenant: Tenant): Promise<Readings> =>
  readAll(agents, {}, (_, others) => ({ ...others, graph: graphOf(tenant) }), {
    at: Date.now() + 30_000,
    now: Date.now,
  });

/** What happens at one poll; what is not said is as at a tenant in which all is well. */
export interface Step {
  /** Minutes after the install. */
  readonly at: number;
  readonly tenant?: (now: number) => Partial<Tenant>;
  readonly mail: readonly string[];
  readonly state: string | null;
}

export class AgentsScript {
  readonly watch = new PureWatch(agents, INSTALL);

  async play(steps: readonly Step[]): Promise<Told[]> {
    const told: Told[] = [];
    for (const { at, tenant, mail, state } of steps) {
      const now = INSTALL + at * MINUTE;
      const poll = this.watch.poll(await readingsOf(wellAt(now, tenant?.(now))), now);
      expect({ at, mail: poll.mail, state: poll.state }).toEqual({ at, mail, state });
      told.push(poll);
    }
    return told;
  }
}

export const ago = (now: number, ms: number): string => new Date(now - ms).toISOString();
export const agent = (id: string, machineName: string, status = 'Active', externalIp = '203.0.113.7'): AgentRow => ({
  id,
  machineName,
  status,
  externalIp,
});

export const SUMMARY = 'summary info baseline';

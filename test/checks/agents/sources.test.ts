import { describe, expect, it } from 'vitest';
import type { AgentsAccess } from '../../../shared/checks/agents/access.ts';
import { authenticationAgents, provisioningAgents } from '../../../shared/checks/agents/agent-lists.ts';
import { cloudSyncJobs } from '../../../shared/checks/agents/cloud-sync-jobs.ts';
import { connectClient, connectSignIn } from '../../../shared/checks/agents/connect.ts';
import { agents } from '../../../shared/checks/agents/index.ts';
import { organization, passwordSync } from '../../../shared/checks/agents/organization.ts';
import { CLOUD_SYNC_TEMPLATE_ID } from '../../../shared/checks/entra/well-known.ts';
import type { Source } from '../../../shared/core/model/check.ts';
import { isRequired } from '../../../shared/core/model/source.ts';
import { MonitorError } from '../../../shared/errors.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';
import { agent, clientRow, graphOf, INSTALL, readingsOf, sourceOf, wellAt } from './tenant.ts';

async function read(source: Source<AgentsAccess>, answer: (path: string) => unknown) {
  const graph = new StubGraphReader(answer);
  const nothing = async () => null;
  const result = await source.read({ graph, standing: nothing, believed: nothing }, null);
  const asked = graph.asked.map(({ path, permission }) => [decodeURIComponent(path), permission]);
  return { ...result, asked };
}

const CONTRACT = expect.objectContaining({ code: 'contract' });

describe('organization', () => {
  const row = (over: object = {}) => ({
    id: 't',
    displayName: 'Contoso',
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: '2026-11-20T11:55:00Z',
    ...over,
  });

  it('keeps whether sync is on as a fact, and the last sync as a sign of life only', async () => {
    expect(await read(organization, () => [row()])).toEqual({
      facts: [{ key: 't', attributes: { onPremisesSyncEnabled: true }, label: 'Contoso' }],
      pulses: [{ key: 'directorySync', kind: 'directorySync', at: '2026-11-20T11:55:00.000Z', intervalMs: null }],
      asked: [
        [
          '/organization?$select=id,displayName,onPremisesSyncEnabled,onPremisesLastSyncDateTime',
          'Organization.Read.All',
        ],
      ],
    });
  });

  it.each<[name: string, over: object, enabled: boolean | null, at: string | null]>([
    ['never synced', { onPremisesSyncEnabled: null, onPremisesLastSyncDateTime: null }, null, null],
    ['fields missing', { onPremisesSyncEnabled: undefined, onPremisesLastSyncDateTime: undefined }, null, null],
    ['a sentinel', { onPremisesLastSyncDateTime: '0001-01-01T00:00:00Z' }, true, null],
    ['an offset', { onPremisesLastSyncDateTime: '2026-11-20T12:55:00+01:00' }, true, '2026-11-20T11:55:00.000Z'],
    ['no zone', { onPremisesLastSyncDateTime: '2026-11-20T11:55:00' }, true, '2026-11-20T11:55:00.000Z'],
    ['a time that is none', { onPremisesLastSyncDateTime: 'yesterday' }, true, null],
    ['seven digits', { onPremisesLastSyncDateTime: '2026-11-20T11:55:00.1234567Z' }, true, '2026-11-20T11:55:00.123Z'],
  ])('reads %s', async (_, over, enabled, at) => {
    const { facts, pulses } = await read(organization, () => [row(over)]);
    expect(facts[0]?.attributes).toEqual({ onPremisesSyncEnabled: enabled });
    expect(pulses?.[0]?.at).toBe(at);
  });

  it('says at the fact what stands where a time should be', async () => {
    const { facts } = await read(organization, () => [row({ onPremisesLastSyncDateTime: 'yesterday' })]);
    expect(facts[0]?.details).toEqual({
      odd: 'onPremisesLastSyncDateTime is not a time: "yesterday"; expected ISO 8601 such as 2026-11-20T09:14:02Z',
    });
  });

  it.each<[name: string, rows: unknown]>([
    ['no organization', []],
    ['no id', [row({ id: undefined })]],
    ['sync enabled as a text', [row({ onPremisesSyncEnabled: 'true' })]],
  ])('fails as a whole at %s', async (_, rows) => {
    await expect(read(organization, () => rows)).rejects.toEqual(CONTRACT);
  });
});

describe('passwordSync', () => {
  it('is a sign of life and no fact', async () => {
    const row = { id: 't', onPremisesLastPasswordSyncDateTime: '2026-11-20T11:55:00Z' };
    const { facts, pulses, asked } = await read(passwordSync, () => [row]);
    expect(facts).toEqual([]);
    expect(pulses?.map(({ kind, at }) => [kind, at])).toEqual([['passwordSync', '2026-11-20T11:55:00.000Z']]);
    expect(asked).toEqual([['/organization?$select=id,onPremisesLastPasswordSyncDateTime', 'Organization.Read.All']]);
  });

  it('fails when no organization is listed', async () => {
    await expect(read(passwordSync, () => [])).rejects.toEqual(CONTRACT);
  });
});

/** As in Microsoft's samples. */
const sampleJob = (over: object = {}, status: object = {}) => ({
  id: 'AD2AADProvisioning.fc96887f36da47508c935c28a0c0b6da',
  templateId: 'ADDCInPassthrough',
  schedule: { expiration: null, interval: 'PT40M', state: 'Active' },
  status: {
    countSuccessiveCompleteFailures: 0,
    escrowsPruned: false,
    code: 'Active',
    lastExecution: { timeBegan: '2026-11-20T11:00:00Z', timeEnded: '2026-11-20T11:01:00Z', state: 'Succeeded' },
    lastSuccessfulExecution: null,
    quarantine: null,
    steadyStateFirstAchievedTime: '0001-01-01T00:00:00Z',
    troubleshootingUrl: null,
    ...status,
  },
  ...over,
});

const cloudSync = (jobs: unknown) => (path: string) =>
  path.includes('/synchronization/') ? jobs : [{ id: 'sp1', displayName: 'contoso.example' }];

describe('cloudSyncJobs', () => {
  it('reads the jobs of every service principal of the template', async () => {
    const { facts, pulses, asked } = await read(cloudSyncJobs, cloudSync([sampleJob()]));
    expect(asked).toEqual([
      [
        `/servicePrincipals?$filter=applicationTemplateId eq '${CLOUD_SYNC_TEMPLATE_ID}'&$select=id,displayName`,
        'Application.Read.All',
      ],
      [
        `/servicePrincipals?$filter=appId eq '${CLOUD_SYNC_TEMPLATE_ID}'&$select=id,displayName`,
        'Application.Read.All',
      ],
      ['/servicePrincipals/sp1/synchronization/jobs', 'Synchronization.Read.All'],
    ]);
    const key = 'AD2AADProvisioning.fc96887f36da47508c935c28a0c0b6da';
    expect(facts).toEqual([
      {
        key,
        label: 'contoso.example, provisioning',
        attributes: {
          code: 'Active',
          quarantine: null,
          schedule: 'Active',
          interval: 'PT40M',
          failing: false,
          everRan: true,
        },
      },
    ]);
    expect(pulses).toEqual([{ key, kind: 'cloudSyncJob', at: '2026-11-20T11:01:00.000Z', intervalMs: 40 * 60_000 }]);
  });

  it.each<[name: string, job: object, attributes: object, pulse: object]>([
    [
      'in quarantine',
      sampleJob({}, { code: 'Quarantine', quarantine: { reason: 'TooManyDeletes' } }),
      { quarantine: 'TooManyDeletes' },
      { at: '2026-11-20T11:01:00.000Z' },
    ],
    [
      'in quarantine for an unsaid reason',
      sampleJob({}, { code: 'Quarantine', quarantine: { reason: '' } }),
      { quarantine: 'no reason given' },
      {},
    ],
    [
      'paused, with an old quarantine',
      sampleJob({}, { code: 'Paused', quarantine: { reason: '', currentBegan: '' } }),
      { code: 'Paused', quarantine: null },
      { at: null },
    ],
    [
      'disabled and never run',
      sampleJob({ schedule: { interval: 'P10675199DT2H48M5.4775807S', state: 'Disabled' } }, { lastExecution: null }),
      { interval: null, everRan: false },
      { at: null, intervalMs: null },
    ],
    [
      'with the sentinel of never',
      sampleJob({}, { lastExecution: { timeEnded: '0001-01-01T00:00:00Z' } }),
      { everRan: false },
      { at: null },
    ],
    ['failing three times in a row', sampleJob({}, { countSuccessiveCompleteFailures: 3 }), { failing: true }, {}],
    ['that failed twice', sampleJob({}, { countSuccessiveCompleteFailures: 2 }), { failing: false }, {}],
    ['of password hashes', sampleJob({ id: 'AD2AADPasswordHash.1' }), {}, { kind: 'cloudPasswordJob' }],
    ['without a status', sampleJob({ status: null }), { code: null, everRan: false }, { at: null }],
  ])('reads a job %s', async (_, job, attributes, pulse) => {
    const { facts, pulses } = await read(cloudSyncJobs, cloudSync([job]));
    expect(facts[0]?.attributes).toMatchObject(attributes);
    expect(pulses?.[0]).toMatchObject(pulse);
  });

  it('leaves out jobs that are not of Cloud Sync', async () => {
    const { facts, pulses } = await read(
      cloudSyncJobs,
      cloudSync([sampleJob({ id: 'AAD2ADExchangeHybridWriteback.1' })]),
    );
    expect([facts, pulses]).toEqual([[], []]);
  });

  it('takes of repeated rows the newer sign of life, in whatever order they came', async () => {
    const older = sampleJob({}, { lastExecution: { timeEnded: '2026-11-20T10:00:00Z' } });
    for (const rows of [
      [older, sampleJob()],
      [sampleJob(), older],
    ]) {
      const { pulses } = await read(cloudSyncJobs, cloudSync(rows));
      expect(pulses?.map(({ at }) => at)).toEqual(['2026-11-20T11:01:00.000Z']);
    }
  });

  it('fails as a whole when the jobs of one configuration cannot be read', async () => {
    const answer = (path: string) => {
      if (path.includes('/sp2/')) return new MonitorError('denied', 'no');
      return path.includes('/sp1/') ? [sampleJob()] : [{ id: 'sp1' }, { id: 'sp2' }];
    };
    await expect(read(cloudSyncJobs, answer)).rejects.toMatchObject({ code: 'denied' });
  });

  it('fails at a job without an id', async () => {
    await expect(read(cloudSyncJobs, cloudSync([sampleJob({ id: '' })]))).rejects.toEqual(CONTRACT);
  });

  it.each<[name: string, job: object, code: unknown]>([
    ['without a code', sampleJob({}, { code: undefined }), null],
    ['whose code is a number', sampleJob({}, { code: 7 }), '7'],
    ['without a status', sampleJob({ status: null }), null],
    ['whose schedule is a text', sampleJob({ schedule: 'PT40M' }), 'Active'],
    ['whose last run is a text', sampleJob({}, { lastExecution: 'yesterday' }), 'Active'],
  ])('keeps a job %s by its id', async (_, job, code) => {
    const { facts } = await read(cloudSyncJobs, cloudSync([job]));
    expect(facts.map(({ key }) => key)).toEqual([sampleJob({}).id]);
    expect(facts[0]?.attributes.code).toBe(code);
  });
});

describe('the job of the gallery application', () => {
  const row = (over: object = {}) => ({
    id: 'AD2AADProvisioning.fd1c9b9e8077402c8bc03a7186c80001',
    templateId: 'AD2AADProvisioning',
    schedule: { expiration: null, interval: 'PT2M', state: 'Active' },
    status: {
      code: 'Active',
      countSuccessiveCompleteFailures: 0,
      lastSuccessfulExecution: {
        state: 'Succeeded',
        timeBegan: '0001-01-01T00:00:00Z',
        timeEnded: '2026-11-20T11:57:00Z',
      },
      quarantine: null,
      troubleshootingUrl: '',
    },
    ...over,
  });

  it.each<[name: string, over: object]>([
    ['as it was seen', {}],
    ['under another id, by its template', { id: 'tenant.job.1' }],
  ])('%s lives by its last success, where it tells of no other run', async (_, over) => {
    const { facts, pulses } = await read(cloudSyncJobs, cloudSync([row(over)]));
    expect(facts).toMatchObject([{ attributes: { code: 'Active', failing: false, everRan: true } }]);
    expect(pulses).toMatchObject([{ kind: 'cloudSyncJob', at: '2026-11-20T11:57:00.000Z', intervalMs: 120_000 }]);
  });
});

describe('connectSignIn', () => {
  const principal = { id: 'sp1', appId: "o'app", displayName: 'ConnectSyncProvisioning_SRV_1', accountEnabled: true };
  const activity = (appId: string, at: string | null) => ({
    id: 'x',
    appId,
    applicationAuthenticationClientSignInActivity: { lastSignInDateTime: at, lastSignInRequestId: 'r' },
    applicationAuthenticationResourceSignInActivity: { lastSignInDateTime: '2026-11-20T12:00:00Z' },
    lastSignInActivity: { lastSignInDateTime: '2026-11-20T12:00:00Z' },
  });
  const SERVICES = ['6bf85cfa-ac8a-4be5-b5de-425a0d0dc016', '93625bc8-bfe2-437a-97e0-3d0060024faa'];
  const GRANTS = SERVICES.map((appId) => [
    `/servicePrincipals(appId='${appId}')/appRoleAssignedTo?$top=999`,
    'Application.Read.All',
  ]);
  const connect =
    (principals: unknown, activities: unknown, grants: unknown = []) =>
    (path: string) => {
      if (path.includes('/appRoleAssignedTo')) return grants;
      return path.startsWith('/reports/') ? activities : principals;
    };

  it('keeps a service principal without an appId: it has no time, and nothing is asked for it', async () => {
    const { facts, pulses, asked } = await read(connectSignIn, connect([{ ...principal, appId: null }], []));
    expect(facts).toEqual([
      {
        key: 'sp1',
        label: principal.displayName,
        attributes: { appId: null, accountEnabled: true },
        details: { holds: [] },
      },
    ]);
    expect(pulses).toMatchObject([{ key: 'sp1', at: null }]);
    expect(asked).toHaveLength(3);
  });

  it('keeps a service principal that tells nothing but its id', async () => {
    const { facts } = await read(connectSignIn, connect([{ id: 'sp2', appId: 5, accountEnabled: 'yes' }], []));
    expect(facts).toMatchObject([{ key: 'sp2', label: 'sp2', attributes: { appId: null, accountEnabled: 'yes' } }]);
  });

  it('reads when the application last signed in by itself, as a client', async () => {
    const { facts, pulses, asked } = await read(
      connectSignIn,
      connect([principal], [activity("O'APP", '2026-11-20T10:00:00Z'), activity('other', '2026-11-20T11:00:00Z')]),
    );
    expect(asked).toEqual([
      [
        "/servicePrincipals?$filter=startswith(displayName,'ConnectSyncProvisioning_')&$select=id,appId,displayName,accountEnabled",
        'Application.Read.All',
      ],
      ...GRANTS,
      ["/reports/servicePrincipalSignInActivities?$filter=appId eq 'o''app'", 'AuditLog.Read.All'],
    ]);
    expect(facts).toMatchObject([
      { key: 'sp1', label: principal.displayName, attributes: { appId: "o'app", accountEnabled: true } },
    ]);
    expect(pulses).toEqual([
      { key: 'sp1', kind: 'connectSignIn', at: '2026-11-20T10:00:00.000Z', intervalMs: 24 * 3600_000 },
    ]);
  });

  it.each<[name: string, activities: unknown]>([
    ['no row', []],
    ['a row without a time', [activity("o'app", null)]],
    ['a row without that part', [{ appId: "o'app" }]],
  ])('shows no time by %s', async (_, activities) => {
    expect((await read(connectSignIn, connect([principal], activities))).pulses?.[0]?.at).toBeNull();
  });

  it('asks nothing of an application that is disabled, and takes no other name', async () => {
    const rows = [
      { ...principal, accountEnabled: false },
      { ...principal, id: 'sp2', displayName: 'My ConnectSyncProvisioning_' },
    ];
    const { facts, pulses, asked } = await read(connectSignIn, connect(rows, []));
    expect(facts.map(({ key }) => key)).toEqual(['sp1']);
    expect([pulses, asked.length]).toEqual([[], 3]);
  });

  it('knows a client by the permissions that it holds, whatever it is called', async () => {
    const grants = [
      { principalId: 'sp9', appRoleId: 'AB43B826-2c7a-4aff-9ecd-d0629d0ca6a9' },
      { principalId: 'sp9', appRoleId: '00000000-0000-0000-0000-000000000000' },
    ];
    const own = { ...principal, id: 'sp9', appId: 'app9', displayName: 'Sync (renamed)' };
    const { facts, pulses } = await read(connectSignIn, (path) => {
      if (path.includes('/appRoleAssignedTo')) return path.includes('6bf85cfa') ? grants : [];
      if (path.startsWith('/reports/')) return [activity('app9', '2026-11-20T10:00:00Z')];
      return path.includes('startswith') ? [] : [own];
    });
    expect(facts).toMatchObject([
      { key: 'sp9', label: 'Sync (renamed)', details: { holds: ['ADSynchronization.ReadWrite.All'] } },
    ]);
    expect(pulses).toMatchObject([{ key: 'sp9', at: '2026-11-20T10:00:00.000Z' }]);
  });

  it('asks the report for few of those that only bear the name, so that nobody can use up its quota', async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ ...principal, id: `sp${n}`, appId: `app${n}` }));
    const { facts, asked } = await read(connectSignIn, connect(many, [], [{ principalId: 'sp7', appRoleId: 'r' }]));
    expect(facts).toHaveLength(60);
    const reports = asked.filter(([path]) => String(path).startsWith('/reports/'));
    expect(reports).toHaveLength(4);
    expect(reports.map(([path]) => path)).toContain(
      "/reports/servicePrincipalSignInActivities?$filter=appId eq 'app7'",
    );
  });
});

describe('connectClient', () => {
  it('keeps version, server and settings, and nothing that moves by itself', async () => {
    const { facts, pulses, asked } = await read(connectClient, () => [clientRow('SRV-1')]);
    expect(asked).toEqual([['/directory/onPremisesSynchronization', 'OnPremDirectorySynchronization.Read.All']]);
    expect(pulses).toBeUndefined();
    expect(facts).toEqual([
      {
        key: 'tenant-id',
        label: 'Connect Sync',
        attributes: {
          version: '2.6.92.0',
          interval: 'PT30M',
          applicationId: 'app-1',
          machine: 'SRV-1',
          passwordSyncEnabled: true,
        },
      },
    ]);
  });

  it('knows nothing of what is not said', async () => {
    const { facts } = await read(connectClient, () => [{ id: 't', configuration: null }]);
    expect(Object.values(facts[0]?.attributes ?? {})).toEqual([null, null, null, null, null]);
  });

  it('fails at an empty list: every tenant has one, and an old version must not seem mended', async () => {
    await expect(read(connectClient, () => [])).rejects.toMatchObject({
      code: 'contract',
      message: expect.any(String),
    });
  });
});

describe('agent lists', () => {
  it.each([
    ['provisioning', provisioningAgents],
    ['authentication', authenticationAgents],
  ] as const)('reads the %s agents from beta, status in lower case, the place apart', async (type, source) => {
    const { facts, asked } = await read(source, () => [{ ...agent('a1', 'SRV-1'), agentGroups: [] }]);
    expect(asked).toEqual([[`/onPremisesPublishingProfiles/${type}/agents`, undefined]]);
    expect(source.kind).toBe('damped');
    expect(facts).toEqual([
      { key: 'a1', label: 'SRV-1', attributes: { status: 'active' } },
      {
        key: 'a1:place',
        label: 'SRV-1',
        attributes: { machine: 'SRV-1', externalIp: '203.0.113.7' },
        details: { agent: 'a1' },
      },
    ]);
  });

  it('says, where they are denied, that this is expected, and where people see them', async () => {
    const message =
      'GET /beta/onPremisesPublishingProfiles/authentication/agents: Graph answered 403 (Authorization_RequestDenied)';
    const denied = new MonitorError('denied', message, { hint: 'Grant something' });
    const error = await read(authenticationAgents, () => denied).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'denied', message: denied.message });
    expect((error as MonitorError).hint).toContain('no application permission can read it');
    expect((error as MonitorError).hint).toContain('pass-through authentication');
    // A mail cuts a longer reason, and its end says where to look.
    expect(`${message}. ${(error as MonitorError).hint}`.length).toBeLessThan(280);
  });

  it('leaves other errors as they are, and fails at a row without an id', async () => {
    const down = new MonitorError('unavailable', 'no answer');
    await expect(read(provisioningAgents, () => down)).rejects.toBe(down);
    await expect(read(provisioningAgents, () => [agent('', 'S')])).rejects.toEqual(CONTRACT);
  });

  it.each<[name: string, row: object, label: string, status: string]>([
    ['that tells nothing but its id', { id: 'a' }, 'a', 'not reported'],
    ['with an empty status', { ...agent('a', 'S'), status: '' }, 'S', 'not reported'],
    ['with a status that nobody documented', { ...agent('a', 'S'), status: 'Sleeping' }, 'S', 'sleeping'],
    ['whose status is a number', { ...agent('a', 'S'), status: 3 }, 'S', '3'],
    ['whose name is no text', { ...agent('a', 'S'), machineName: { dns: 'S' } }, '{"dns":"S"}', 'active'],
  ])('keeps an agent %s, and shows what it is', async (_, row, label, status) => {
    const { facts } = await read(provisioningAgents, () => [row, agent('b', 'T')]);
    expect(facts[0]).toEqual({ key: 'a', label, attributes: { status } });
    expect(facts.map(({ key }) => key)).toEqual(['a', 'a:place', 'b', 'b:place']);
  });
});

describe('the check', () => {
  it('needs organization, and nothing else', () => {
    expect(agents.sources.filter(isRequired).map(({ name }) => name)).toEqual(['organization']);
  });

  it('asks, of a tenant with one client, eleven requests', async () => {
    const graph = graphOf(
      wellAt(INSTALL, { connect: [{ id: 'c', name: 'ConnectSyncProvisioning_A', signedIn: null }] }),
    );
    const nothing = async () => null;
    const access = { graph, standing: nothing, believed: nothing };
    await Promise.allSettled(agents.sources.map((source) => source.read(access, null)));
    expect(graph.requests()).toBe(11);
    expect(new Set(graph.asked.map(({ path }) => sourceOf(path)))).toEqual(
      new Set(agents.sources.map(({ name }) => name)),
    );
  });

  it('reads each source by itself: one that fails takes no other along', async () => {
    const readings = await readingsOf(wellAt(INSTALL, { failing: { cloudSyncJobs: 'throttled' } }));
    expect(
      Object.entries(readings)
        .filter(([, { ok }]) => !ok)
        .map(([name]) => name),
    ).toEqual(['cloudSyncJobs']);
  });
});

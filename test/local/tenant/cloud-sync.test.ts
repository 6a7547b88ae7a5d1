import { describe, expect, it } from 'vitest';
import { QUARANTINE_REASONS } from '../../../local/tenant/hybrid-state.ts';
import { NOON, type Reader, tenantFor } from './reader.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NEVER = '0001-01-01T00:00:00Z';

interface Run {
  readonly timeBegan: string;
  readonly timeEnded: string;
  readonly state: string;
  readonly error: { code: string } | null;
}

interface Job {
  readonly id: string;
  readonly templateId: string;
  readonly schedule: { interval: string; state: string };
  readonly status: {
    readonly code: string;
    readonly countSuccessiveCompleteFailures: number;
    readonly lastExecution: Run | null;
    readonly lastSuccessfulExecution: Run | null;
    readonly lastSuccessfulExecutionWithExports: Run | null;
    readonly quarantine: Record<string, unknown> | null;
    readonly steadyStateFirstAchievedTime: string;
    readonly steadyStateLastAchievedTime: string;
  };
}

interface Scene extends Reader {
  readonly id: string;
  wait(ms: number): void;
  /** The provisioning job of the first configuration. */
  job(): Promise<Job>;
  jobs(id?: string): Promise<Job[]>;
}

async function scene(isStarted = true): Promise<Scene> {
  let now = NOON;
  const reader = await tenantFor({ now: () => now });
  const id = reader.tenant.cloudSync.add('contoso.local', {}, isStarted);
  const jobs = async (of = id) =>
    (await reader.get(`/v1.0/servicePrincipals/${of}/synchronization/jobs`)).body.value as unknown as Job[];
  const job = async (): Promise<Job> => (await jobs())[0] as Job;
  const wait = (ms: number) => {
    now += ms;
  };
  return { ...reader, id, job, jobs, wait };
}

/** Minutes from noon, or null. */
const minute = (run: Run | null): number | null => run && (Date.parse(run.timeEnded) - NOON) / MINUTE;

describe('Cloud Sync jobs', () => {
  it('are two for each configuration, with the documented ids', async () => {
    const { tenant, id, jobs } = await scene();
    const other = tenant.cloudSync.add('fabrikam.local');
    const all = [...(await jobs(id)), ...(await jobs(other))];
    expect(all.map((job) => job.id.replace(/[0-9a-f]{32}$/, '#'))).toEqual([
      'AD2AADProvisioning.#',
      'AD2AADPasswordHash.#',
      'AD2AADProvisioning.#',
      'AD2AADPasswordHash.#',
    ]);
    expect(new Set(all.map((job) => job.id)).size).toBe(4);
    expect(all[0]?.templateId).toBe('ADDCInPassthrough');
  });

  it('run every two minutes by themselves', async () => {
    const { job, wait } = await scene();
    expect(await job()).toMatchObject({ schedule: { interval: 'PT2M', state: 'Active' }, status: { code: 'Active' } });
    const ends: (number | null)[] = [];
    for (let n = 0; n < 5; n += 1) {
      ends.push(minute((await job()).status.lastSuccessfulExecution));
      wait(MINUTE);
    }
    expect(ends).toEqual([0, 0, 2, 2, 4]);
    const { status } = await job();
    expect(status.lastExecution).toEqual(status.lastSuccessfulExecution);
    expect(status.lastExecution).toMatchObject({ state: 'Succeeded', error: null });
    expect(status.lastExecution?.timeBegan).toBe('2026-11-20T12:03:40.0000000Z');
    expect(status.steadyStateFirstAchievedTime).toBe('2026-11-20T12:00:00.0000000Z');
    expect(status.steadyStateLastAchievedTime).toBe('2026-11-20T12:04:00.0000000Z');
  });

  it('have something to export less often', async () => {
    const { job, wait } = await scene();
    wait(35 * MINUTE);
    const { status } = await job();
    expect([minute(status.lastSuccessfulExecution), minute(status.lastSuccessfulExecutionWithExports)]).toEqual([
      34, 24,
    ]);
  });

  it('take another interval, without losing the last run', async () => {
    const { tenant, id, job, wait } = await scene();
    wait(35 * MINUTE);
    tenant.cloudSync.setInterval(id, 2400);
    expect((await job()).schedule.interval).toBe('PT40M');
    expect(minute((await job()).status.lastExecution)).toBe(34);
    wait(40 * MINUTE);
    expect(minute((await job()).status.lastExecution)).toBe(74);
  });

  it('stand still without an agent, and run at once when one is back', async () => {
    const { tenant, job, jobs, wait } = await scene();
    wait(11 * MINUTE);
    for (const { id } of tenant.state.agents.slice(1)) tenant.agents.stop(id);
    wait(10 * MINUTE);
    expect(minute((await job()).status.lastExecution)).toBe(20);
    tenant.agents.remove(tenant.state.agents[0]?.id ?? '');
    wait(DAY);
    for (const { status } of await jobs()) expect([status.code, minute(status.lastExecution)]).toEqual(['Active', 20]);
    tenant.agents.install({ machineName: 'pta', type: 'authentication' });
    expect(minute((await job()).status.lastExecution)).toBe(20);
    tenant.agents.install({ machineName: 'agent-09' });
    expect(minute((await job()).status.lastExecution)).toBe(21 + DAY / MINUTE);
  });

  it('can have stopped long before the tenant was made', async () => {
    const { tenant, job } = await scene();
    for (const { id } of tenant.state.agents) tenant.agents.stop(id, NOON - 90 * MINUTE);
    expect(minute((await job()).status.lastExecution)).toBe(-90);
  });

  it('have never run when no agent ever did', async () => {
    const { tenant, jobs } = await scene();
    for (const { id } of [...tenant.state.agents]) tenant.agents.remove(id);
    const [job] = await jobs(tenant.cloudSync.add('fabrikam.local'));
    expect(job?.status).toMatchObject({
      code: 'NotRun',
      lastExecution: null,
      lastSuccessfulExecution: null,
      lastSuccessfulExecutionWithExports: null,
      steadyStateFirstAchievedTime: NEVER,
      steadyStateLastAchievedTime: NEVER,
    });
  });

  it('that were only created have never run, until they are started', async () => {
    const { tenant, id, job, wait } = await scene(false);
    wait(DAY);
    expect(await job()).toMatchObject({
      schedule: { interval: 'PT40M', state: 'Disabled' },
      status: { code: 'Paused', lastExecution: null, steadyStateLastAchievedTime: NEVER },
    });
    tenant.cloudSync.resume(id);
    expect((await job()).status.code).toBe('Active');
    expect(minute((await job()).status.lastExecution)).toBe(DAY / MINUTE);
  });

  it('that are paused are not scheduled, and remember their last run', async () => {
    const { tenant, id, job, wait } = await scene();
    wait(5 * MINUTE);
    tenant.cloudSync.pause(id);
    wait(60 * MINUTE);
    expect(await job()).toMatchObject({
      schedule: { interval: 'P10675199DT2H48M5.4775807S', state: 'Disabled' },
      status: { code: 'Paused' },
    });
    expect(minute((await job()).status.lastExecution)).toBe(4);
    tenant.cloudSync.resume(id);
    expect(minute((await job()).status.lastExecution)).toBe(65);
  });

  for (const reason of QUARANTINE_REASONS) {
    it(`go to quarantine for ${reason}, try once a day, and recover`, async () => {
      const { tenant, job, jobs, wait, id } = await scene();
      wait(5 * MINUTE);
      tenant.cloudSync.quarantine(id, { reason });
      wait(2 * DAY + MINUTE);
      const { status } = await job();
      expect([status.code, status.countSuccessiveCompleteFailures]).toEqual(['Quarantine', 3]);
      expect(minute(status.lastSuccessfulExecution)).toBe(4);
      expect(minute(status.lastExecution)).toBe(5 + 2 * (DAY / MINUTE));
      expect(status.lastExecution).toMatchObject({
        state: 'Failed',
        error: { code: 'HybridIdentityServiceNoActiveAgents' },
      });
      expect(status.quarantine).toMatchObject({
        reason,
        seriesCount: 3,
        currentBegan: '2026-11-20T12:05:00.0000000Z',
        nextAttempt: '2026-11-23T12:05:00.0000000Z',
      });
      expect((await jobs())[1]?.status.code).toBe('Active');
      tenant.cloudSync.recover(id);
      const after = (await job()).status;
      expect([after.code, after.quarantine, after.countSuccessiveCompleteFailures]).toEqual(['Active', null, 0]);
      expect(minute(after.lastSuccessfulExecution)).toBe(6 + 2 * (DAY / MINUTE));
    });
  }

  it('stay where they were when they recover without an agent', async () => {
    const { tenant, id, job, wait } = await scene();
    wait(5 * MINUTE);
    tenant.cloudSync.quarantine(id);
    wait(DAY);
    for (const agent of [...tenant.state.agents]) tenant.agents.remove(agent.id);
    tenant.cloudSync.recover(id);
    expect(minute((await job()).status.lastSuccessfulExecution)).toBe(4);
  });

  it('write the documented audit events', async () => {
    const { tenant, id } = await scene();
    tenant.cloudSync.pause(id);
    tenant.cloudSync.resume(id);
    tenant.cloudSync.quarantine(id);
    tenant.cloudSync.recover(id);
    tenant.cloudSync.remove('contoso.local');
    expect(tenant.state.audits.map((event) => event.activityDisplayName)).toEqual([
      'Add provisioning configuration',
      'Disable/pause provisioning configuration',
      'Enable/start provisioning configuration',
      'Quarantine',
      'Enable/restart provisioning configuration',
      'Delete provisioning configuration',
    ]);
  });

  it('belong to no other principal, and a principal that is not there is 404', async () => {
    const { tenant, jobs, get } = await scene();
    expect(await jobs(tenant.state.identity.objectId)).toEqual([]);
    const { status, body } = await get('/v1.0/servicePrincipals/nobody/synchronization/jobs');
    expect([status, body.error.code]).toEqual([404, 'Request_ResourceNotFound']);
    expect(body.error.message).toContain("'nobody'");
  });

  it('are refused before anything else without the permission', async () => {
    const { tenant, get } = await scene();
    tenant.revoke('Synchronization.Read.All');
    const { status, body } = await get('/v1.0/servicePrincipals/nobody/synchronization/jobs');
    expect([status, body.error.code, body.error.message]).toEqual([401, 'UnknownError', '']);
  });

  it('never let a time run backwards while they run', async () => {
    const { tenant, id, job, wait } = await scene();
    let last = 0;
    const steps = [
      () => tenant.cloudSync.setInterval(id, 2400),
      () => tenant.cloudSync.pause(id),
      () => tenant.agents.stop('agent-01.contoso.local'),
      () => tenant.cloudSync.resume(id),
      () => tenant.cloudSync.setInterval(id, 90),
      () => tenant.cloudSync.quarantine(id),
      () => tenant.cloudSync.recover(id),
      () => tenant.agents.start('agent-01.contoso.local'),
    ];
    for (const step of steps) {
      wait(7 * MINUTE);
      step();
      const ended = minute((await job()).status.lastExecution) ?? 0;
      expect(ended).toBeGreaterThanOrEqual(last);
      last = ended;
    }
  });
});

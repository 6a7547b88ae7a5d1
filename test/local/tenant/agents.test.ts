import { describe, expect, it } from 'vitest';
import { NOON, type Reader, tenantFor } from './reader.ts';

const DAY = 86_400_000;
const PATH = '/beta/onPremisesPublishingProfiles/provisioning/agents';
const PTA = '/beta/onPremisesPublishingProfiles/authentication/agents';

interface Scene extends Reader {
  wait(ms: number): void;
  /** `machine: status` of each listed agent. */
  list(path?: string): Promise<string[]>;
}

async function scene(): Promise<Scene> {
  let now = NOON;
  const reader = await tenantFor({ now: () => now });
  reader.tenant.agents.setReadable(true);
  const list = async (path = PATH) =>
    (await reader.get(path)).body.value.map((row) => `${row.machineName}: ${row.status}`);
  const wait = (ms: number) => {
    now += ms;
  };
  return { ...reader, list, wait };
}

const [ONE, TWO, THREE] = [1, 2, 3].map((n) => `agent-0${n}.contoso.local`) as [string, string, string];

describe('agent lists', () => {
  it('are refused, and open only when someone says so', async () => {
    const { tenant, get } = await tenantFor();
    for (const path of [PATH, PTA]) expect((await get(path)).status).toBe(403);
    tenant.grant('Directory.ReadWrite.All');
    expect((await get(PATH)).status).toBe(403);
    tenant.agents.setReadable(true);
    for (const path of [PATH, PTA]) expect((await get(path)).status).toBe(200);
  });

  it('name machine, address, status and type, and no heartbeat', async () => {
    const { get, tenant } = await scene();
    const { value } = (await get(PATH)).body;
    expect(value).toHaveLength(3);
    expect(value[0]).toEqual({
      id: tenant.state.agents[0]?.id,
      machineName: ONE,
      externalIp: '203.0.113.11',
      status: 'active',
      supportedPublishingTypes: ['provisioning'],
    });
  });

  it('keep the types apart, and write the audit event of a pass-through agent', async () => {
    const { tenant, list } = await scene();
    tenant.agents.install({ machineName: 'pta-01', type: 'authentication' });
    tenant.agents.install({ machineName: 'agent-04' });
    expect(await list(PTA)).toEqual(['pta-01: active']);
    expect(await list()).toHaveLength(4);
    expect(tenant.state.audits).toMatchObject([
      {
        activityDisplayName: 'Register connector',
        category: 'ResourceManagement',
        loggedByService: 'Application Proxy',
      },
    ]);
  });

  it('show a stopped agent as inactive, drop it after ten days, and have it back when it starts', async () => {
    const { tenant, list, wait } = await scene();
    tenant.agents.stop(TWO);
    expect(await list()).toEqual([`${ONE}: active`, `${TWO}: inactive`, `${THREE}: active`]);
    wait(10 * DAY - 1);
    expect(await list()).toContain(`${TWO}: inactive`);
    wait(1);
    expect(await list()).toEqual([`${ONE}: active`, `${THREE}: active`]);
    tenant.agents.start(TWO);
    expect(await list()).toContain(`${TWO}: active`);
  });

  it('take the time they are told to call an agent inactive', async () => {
    const { tenant, list, wait } = await scene();
    tenant.agents.setInactiveAfter(600);
    tenant.agents.stop(ONE);
    wait(599_000);
    expect(await list()).toContain(`${ONE}: active`);
    wait(1000);
    expect(await list()).toContain(`${ONE}: inactive`);
  });

  it('can be told of a stop in the past', async () => {
    const { tenant, list } = await scene();
    tenant.agents.stop(ONE, NOON - 10 * DAY);
    expect(await list()).toEqual([`${TWO}: active`, `${THREE}: active`]);
  });

  it('show a re-registered agent under a new id beside the old one, until that is dropped', async () => {
    const { tenant, get, list, wait } = await scene();
    const old = tenant.state.agents[0]?.id;
    const id = tenant.agents.reregister(ONE);
    expect(id).not.toBe(old);
    expect(await list()).toEqual([`${ONE}: inactive`, `${TWO}: active`, `${THREE}: active`, `${ONE}: active`]);
    const rows = (await get(PATH)).body.value;
    expect(rows.map((row) => row.id)).toEqual([old, expect.anything(), expect.anything(), id]);
    wait(10 * DAY);
    expect(await list()).toHaveLength(3);
  });

  it('show a removed agent no longer', async () => {
    const { tenant, list } = await scene();
    tenant.agents.remove(ONE);
    expect(await list()).toEqual([`${TWO}: active`, `${THREE}: active`]);
  });

  it('follow an agent to another server and another address under its id', async () => {
    const { tenant, get } = await scene();
    const { id = '' } = tenant.state.agents[0] ?? {};
    tenant.agents.move(id, 'agent-09.contoso.local');
    tenant.agents.setAddress(id, '198.51.100.200');
    const [row] = (await get(PATH)).body.value;
    expect(row).toMatchObject({ id, machineName: 'agent-09.contoso.local', externalIp: '198.51.100.200' });
  });

  it('flap as long as the agent does, and its work goes on', async () => {
    const { tenant, list, wait } = await scene();
    tenant.addCloudSync();
    tenant.agents.flap(ONE, 300);
    const seen: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      seen.push(...(await list()).filter((line) => line.startsWith(ONE)));
      wait(300_000);
    }
    expect(seen).toEqual([`${ONE}: inactive`, `${ONE}: active`, `${ONE}: inactive`, `${ONE}: active`]);
    expect(tenant.state.cloudSync[0]?.jobs[0]?.hasAgent).toBe(true);
    tenant.agents.flap(ONE, null);
    expect(await list()).toContain(`${ONE}: active`);
  });

  it('name what they do not know', async () => {
    const { tenant } = await scene();
    const before = structuredClone(tenant.state);
    expect(() => tenant.agents.stop('nobody')).toThrow("There is no agent 'nobody'.");
    expect(() => tenant.agents.reregister('nobody')).toThrow("There is no agent 'nobody'.");
    expect(tenant.state).toEqual(before);
  });
});

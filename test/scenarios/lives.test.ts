/**
 * The eight lives of an agent, and the death of all, from the tenant to the mail as it is received: five minutes by
 * five minutes, what happens to a connector, and every mail that comes of it. Where none is named, none came.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { agents } from '../../shared/checks/agents/index.ts';
import { watched } from '../../shared/checks/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { openWorld } from '../world/world.ts';
import { told } from './mail-reading.ts';
import { DAY, HOUR, isNews, MINUTE } from './scene.ts';

const SECOND = 1000;

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

interface Life {
  readonly tenant: SimulatedTenant;
  /** So much later (five minutes unless given) all checks are polled, then mail leaves. @returns what each mail told */
  later(ms?: number): Promise<string[][]>;
  /** The verdict in the status. */
  state(): Promise<string>;
  /** In the status, by machine. */
  agents(): Promise<Record<string, string>>;
}

/** A tenant of three agents of each type that can be listed, whose watch has begun. */
async function begun(prepare: (tenant: SimulatedTenant) => void = listed): Promise<Life> {
  const world = await openWorld({ tables, checks: watched([writeback, agents]) });
  onTestFinished(() => world.close());
  prepare(world.tenant);
  const section = async () => {
    const { body } = await world.watch().status(false);
    return JSON.parse(body).agents as { state: string; agents: { name: string; status: string }[] };
  };
  const life: Life = {
    tenant: world.tenant,
    async later(ms = 5 * MINUTE) {
      const before = world.mailbox.mails().length;
      world.wait(ms - 2 * SECOND);
      await world.watch().poll('writeback');
      world.wait(SECOND);
      await world.watch().poll('agents');
      world.wait(SECOND);
      await world.watch().notify();
      const mails = world.mailbox.mails();
      return mails
        .slice(0, mails.length - before)
        .filter(isNews)
        .reverse()
        .map(told);
    },
    state: async () => (await section()).state,
    agents: async () => Object.fromEntries((await section()).agents.map(({ name, status }) => [name, status])),
  };
  const [[subject] = [], ...others] = await life.later(MINUTE);
  expect(subject).toMatch(/^\[Info\] Contoso: The watch has begun\. /);
  expect(others).toEqual([]);
  expect(await life.state()).toBe('healthy');
  return life;
}

function listed(tenant: SimulatedTenant): void {
  tenant.agents.setReadable(true);
  for (const n of [1, 2, 3]) tenant.agents.install({ machineName: `PTA-${n}`, type: 'authentication' });
}

/** A mail of one alert. */
const mail = (severity: string, title: string): string[] => [
  `[${severity}] Contoso: ${title}`,
  `[${severity}] ${title}`,
];

const FIRST = 'agent-01.contoso.local';
const ONE_DOWN = 'Only 2 Cloud Sync agents are active, 1 is inactive; 3 are recommended';
const ONE_PTA_DOWN = 'Only 2 pass-through authentication agents are active, 1 is inactive; 3 are recommended';

describe('an agent that is installed', () => {
  it('is one warning at the second reading', async () => {
    const { tenant, later, state } = await begun();
    tenant.agents.install({ machineName: 'agent-04.contoso.local' });
    expect(await later()).toEqual([]);
    expect(await later()).toEqual([mail('Warning', 'Cloud Sync agent on "agent-04[.] contoso[.]local" is new')]);
    expect(await later(HOUR)).toEqual([]);
    expect(await state()).toBe('healthy');
  });

  it('is critical where it sees passwords, and a second mail names who registered it', async () => {
    const { tenant, later } = await begun();
    tenant.agents.install({ machineName: 'ROGUE', type: 'authentication' });
    const title = 'Pass-through authentication agent on "ROGUE" is new';
    expect(await later()).toEqual([]);
    expect(await later()).toEqual([mail('Critical', title)]);
    expect(await later()).toEqual([mail('Critical', `Done by user adelev@contoso[.]com: ${title}`)]);
    expect(await later(HOUR)).toEqual([]);
  });
});

describe('an agent that flaps', () => {
  it('is no mail while no two readings agree; once it stays down it is one, and one when it is up', async () => {
    const { tenant, later, state, agents: agentsNow } = await begun();
    tenant.agents.flap(FIRST, 300);
    for (let n = 0; n < 6; n += 1) expect(await later()).toEqual([]);
    expect(await state()).toBe('healthy');
    tenant.agents.stop(FIRST);
    const mails = [...(await later()), ...(await later())];
    expect(mails).toEqual([mail('Warning', ONE_DOWN)]);
    expect([await state(), (await agentsNow())[FIRST]]).toEqual(['degraded', 'inactive']);
    tenant.agents.start(FIRST);
    expect(await later()).toEqual([]);
    expect(await later()).toEqual([mail('Warning, ended', ONE_DOWN)]);
    expect(await state()).toBe('healthy');
  });
});

describe('an agent that is inactive and then vanishes', () => {
  it('is a removal and no recovery: nothing ends, and it stays as removed', async () => {
    const { tenant, later, state, agents: agentsNow } = await begun();
    tenant.agents.stop('PTA-3');
    expect(await later()).toEqual([]);
    expect(await later()).toEqual([mail('Warning', ONE_PTA_DOWN)]);
    expect(await later(10 * DAY)).toEqual([]);
    expect(await later()).toEqual([
      mail('Warning', 'Pass-through authentication agent on "PTA-3" is gone from the list; until then it was inactive'),
    ]);
    expect(await later(DAY)).toEqual([]);
    expect([await state(), (await agentsNow())['PTA-3']]).toEqual(['degraded', 'removed']);
  });
});

describe('an agent that is back under a new id', () => {
  it('is told as that, and the entry that it leaves behind is not held against it', async () => {
    const { tenant, later, state } = await begun();
    tenant.agents.stop(FIRST);
    await later();
    expect(await later()).toEqual([mail('Warning', ONE_DOWN)]);
    tenant.agents.reregister(FIRST);
    expect(await later()).toEqual([]);
    expect(await later()).toEqual([
      [
        `[Warning] Contoso: Cloud Sync agent on "agent-01[.] contoso[.]local" is back under a new id +1 more`,
        `[Warning] Cloud Sync agent on "agent-01[.] contoso[.]local" is back under a new id`,
        `[Warning, ended] ${ONE_DOWN}`,
      ],
    ]);
    expect(await state()).toBe('healthy');
    expect(await later(10 * DAY)).toEqual([]);
    expect(await later()).toEqual([
      mail(
        'Warning',
        `Cloud Sync agent on "agent-01[.] contoso[.]local" is gone from the list; until then it was inactive`,
      ),
    ]);
    expect(await state()).toBe('healthy');
  });
});

describe('a server that is replaced', () => {
  it('is a new one, then one that is gone', async () => {
    const { tenant, later, state } = await begun();
    tenant.agents.install({ machineName: 'PTA-NEW', type: 'authentication' });
    const title = 'Pass-through authentication agent on "PTA-NEW" is new';
    expect(await later()).toEqual([]);
    expect(await later()).toEqual([mail('Critical', title)]);
    tenant.agents.remove('PTA-1');
    expect(await later()).toEqual([mail('Critical', `Done by user adelev@contoso[.]com: ${title}`)]);
    expect(await later()).toEqual([
      mail('Warning', 'Pass-through authentication agent on "PTA-1" is gone from the list; until then it was active'),
    ]);
    expect(await later(HOUR)).toEqual([]);
    expect(await state()).toBe('healthy');
  });
});

describe('a staging switch', () => {
  it('is told twice: the application of the second server, and that it now runs Connect Sync', async () => {
    const { tenant, later, state } = await begun();
    tenant.connect.install('SYNC-02', { isStaging: true });
    expect(await later()).toEqual([
      mail('Warning', 'New Connect Sync application: "ConnectSyncProvision ing_SYNC-02_ d8b2b7e90293"'),
    ]);
    expect(await later(HOUR)).toEqual([]);
    tenant.connect.switchStaging();
    expect(await later()).toEqual([mail('Warning', 'Connect Sync now runs on "SYNC-02" instead of "SYNC-01"')]);
    expect(await later(HOUR)).toEqual([]);
    expect(await state()).toBe('healthy');
  });
});

describe('a job in quarantine', () => {
  it('is a warning at once, and its recovery ends it with one mail', async () => {
    const { tenant, later, state } = await begun((one) => one.addCloudSync('corp'));
    tenant.cloudSync.quarantine('corp', { reason: 'TooManyDeletes' });
    expect(await later()).toEqual([mail('Warning', 'Cloud Sync job in quarantine: "corp, provisioning"')]);
    expect(await state()).toBe('degraded');
    expect(await later()).toEqual([]);
    tenant.cloudSync.recover('corp');
    expect(await later()).toEqual([mail('Warning, ended', 'Cloud Sync job in quarantine: "corp, provisioning"')]);
    expect(await state()).toBe('healthy');
  });
});

describe('the only sync client that dies', () => {
  it('leads the mail as what it is: all out, since its last sign of life', async () => {
    const { tenant, later, state } = await begun();
    tenant.connect.stop('SYNC-01');
    const silent = ['Directory sync', 'Password hash sync'];
    expect(await later(2 * HOUR)).toEqual([
      [`[Warning] Contoso: ${silent[0]} is late +1 more`, ...silent.map((name) => `[Warning] ${name} is late`)],
    ]);
    const out = 'Connector agents are out: no sync client shows a sign of life';
    expect(await later(2 * HOUR)).toEqual([
      [`[Warning] Contoso: ${out}`, `[Warning] ${out}`, ...silent.map((name) => `Also: ${name} is silent`)],
    ]);
    expect(await state()).toBe('out');
    tenant.connect.start('SYNC-01');
    expect(await later()).toEqual([
      [
        `[Warning, ended] Contoso: ${out}`,
        `[Warning, ended] ${out}`,
        ...silent.map((name) => `Ended too: ${name} is silent`),
      ],
    ]);
    expect(await state()).toBe('healthy');
  });
});

describe('one of two sync clients that dies behind the other', () => {
  const JOBS = ['Cloud Sync job "corp, password hashes" is silent', 'Cloud Sync job "corp, provisioning" is silent'];

  it('is told of Cloud Sync though the directory sync time goes on', async () => {
    const { tenant, later, state } = await begun((one) => one.addCloudSync('corp'));
    for (const { id } of tenant.state.agents) tenant.agents.stop(id);
    expect(await later(55 * MINUTE)).toEqual([]);
    expect(await later(10 * MINUTE)).toEqual([
      [`[Warning] Contoso: ${JOBS[0]} +1 more`, ...JOBS.map((title) => `[Warning] ${title}`)],
    ]);
    expect(await state()).toBe('degraded');
    for (const { id } of tenant.state.agents) tenant.agents.start(id);
    expect(await later()).toEqual([
      [`[Warning, ended] Contoso: ${JOBS[0]} +1 more`, ...JOBS.map((title) => `[Warning, ended] ${title}`)],
    ]);
    expect(await state()).toBe('healthy');
  });

  it('is told of Connect Sync by the sign-in of its application, days later as that report allows', async () => {
    const { tenant, later, state } = await begun((one) => one.addCloudSync('corp'));
    tenant.connect.stop('SYNC-01');
    expect(await later(2 * DAY)).toEqual([]);
    expect(await later(DAY + HOUR)).toEqual([
      mail('Warning', 'Sign-in of "ConnectSyncProvision ing_SYNC-01_ 0f361633acb8" is late'),
    ]);
    expect(await state()).toBe('degraded');
    tenant.connect.start('SYNC-01');
    expect(await later()).toEqual([
      mail('Warning, ended', 'Sign-in of "ConnectSyncProvision ing_SYNC-01_ 0f361633acb8" is late'),
    ]);
    expect(await state()).toBe('healthy');
  });
});

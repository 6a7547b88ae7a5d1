/** How each alert about sync clients and their agents comes to be. */
import type { Scenes } from '../scene.ts';
import { HOUR, type Stage, well } from '../stage.ts';

const withCloudSync = ({ tenant }: Stage): void => {
  well(tenant);
  tenant.cloudSync.add();
};

/** One of each kind of agent. */
const withPasswordAgents = ({ tenant }: Stage): void => {
  well(tenant);
  for (const n of [1, 2, 3]) tenant.agents.install({ machineName: `pta-0${n}.contoso.local`, type: 'authentication' });
};

const job = ({ tenant }: Stage): string => tenant.state.cloudSync[0]?.jobs[0]?.id ?? '';

export const AGENT_SCENES = {
  'agents-out': [
    {
      when: 'the only sync server stops',
      act: ({ tenant }) => tenant.setSyncRunning(false, tenant.clock() - 5 * HOUR),
    },
  ],
  'agents-unknown': [
    {
      when: 'no sync client shows a time any more',
      act: ({ tenant }) =>
        tenant.change(({ connect }) => {
          connect.servers = [];
        }),
    },
  ],
  'agents-degraded': [
    {
      when: 'an agent of Cloud Sync stops',
      act: ({ tenant }) => tenant.agents.stop('agent-01.contoso.local'),
    },
    {
      when: 'another agent stops after somebody acknowledged that one did',
      async act(stage) {
        stage.tenant.agents.stop('agent-01.contoso.local');
        await stage.minutes(3);
        await stage.answer('agents-degraded', { why: 'The server is being moved' });
        stage.tenant.agents.stop('agent-02.contoso.local');
      },
      told: /It got worse/,
    },
    {
      when: 'a job of Cloud Sync is paused',
      before: withCloudSync,
      act: (stage) => stage.tenant.cloudSync.pause(job(stage)),
      told: /job/i,
    },
    {
      when: 'password hash sync falls silent while directory sync goes on',
      act: ({ tenant }) => tenant.connect.setLastPasswordSync(tenant.clock() - 5 * HOUR),
      told: /hash/i,
    },
  ],
  'job-quarantined': [
    {
      when: 'Cloud Sync puts a job in quarantine',
      before: withCloudSync,
      act: (stage) => stage.tenant.cloudSync.quarantine(job(stage)),
    },
  ],
  'connect-version-unsupported': [
    {
      when: 'the version of Connect Sync is out of support',
      act: ({ tenant }) => tenant.connect.setVersion('SYNC-01', '2.3.20.0'),
    },
  ],
  'agent-new': [
    {
      when: 'an agent of Cloud Sync is installed',
      act: ({ tenant }) => void tenant.agents.install({ machineName: 'agent-04.contoso.local' }),
    },
    {
      when: 'an agent for pass-through authentication is installed',
      before: withPasswordAgents,
      act: ({ tenant }) => void tenant.agents.install({ machineName: 'pta-04.contoso.local', type: 'authentication' }),
    },
  ],
  'agent-back': [
    {
      when: 'an agent of Cloud Sync is installed again',
      act: ({ tenant }) => void tenant.agents.reregister('agent-01.contoso.local'),
    },
    {
      when: 'an agent for pass-through authentication is installed again',
      before: withPasswordAgents,
      act: ({ tenant }) => void tenant.agents.reregister('pta-01.contoso.local'),
    },
  ],
  'agent-removed': [
    { when: 'an agent is removed', act: ({ tenant }) => tenant.agents.remove('agent-02.contoso.local') },
  ],
  'agent-machine-changed': [
    {
      when: 'an agent shows up on another machine',
      act: ({ tenant }) => tenant.agents.move('agent-02.contoso.local', 'laptop-77.contoso.local'),
    },
  ],
  'agent-address-changed': [
    {
      when: 'an agent calls from another address',
      act: ({ tenant }) => tenant.agents.setAddress('agent-02.contoso.local', '192.0.2.77'),
    },
  ],
  'sync-turned-off': [
    {
      when: 'directory synchronisation is turned off for the tenant',
      act: ({ tenant }) =>
        tenant.change(({ sync }) => {
          sync.enabled = false;
        }),
    },
  ],
  'connect-server-changed': [
    {
      when: 'a staging server takes over',
      before: ({ tenant }) => {
        well(tenant);
        tenant.connect.install('SYNC-02', { isStaging: true });
      },
      act: ({ tenant }) => tenant.connect.switchStaging(),
    },
  ],
  'connect-application-new': [
    { when: 'a further sync server is installed', act: ({ tenant }) => void tenant.connect.install('SYNC-09') },
  ],
  'sync-job-new': [
    { when: 'Cloud Sync is set up beside Connect Sync', act: ({ tenant }) => void tenant.cloudSync.add() },
  ],
  'sync-job-removed': [
    {
      when: 'a configuration of Cloud Sync is deleted',
      before: withCloudSync,
      act: ({ tenant }) => tenant.removeCloudSync(),
    },
  ],
} as const satisfies Scenes;

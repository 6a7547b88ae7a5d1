/** What the conditions of the agents say of the present state, and by which parts the core sees that they got worse. */
import { describe, expect, it } from 'vitest';
import { conditionsOf } from '../../../shared/checks/agents/conditions.ts';
import type { KeptAgent, KeptHeartbeat, KeptJob, StoredAgents } from '../../../shared/checks/agents/stored.ts';

const NOTHING_WRONG: StoredAgents = {
  state: 'degraded',
  syncEnabled: true,
  twoClients: false,
  heartbeats: [],
  agents: [],
  jobs: [],
  connectVersion: null,
};

const beat = (state: KeptHeartbeat['state']): KeptHeartbeat => ({
  subject: 'organization:directorySync',
  source: 'organization',
  name: 'Directory sync',
  state,
  at: '2026-11-20T09:00:00.000Z',
  counts: true,
});

const job = (id: string, state: KeptJob['state']): KeptJob => ({ id, name: `job ${id}`, state, reason: 'why' });

const agent = (id: string, status: string): KeptAgent => ({
  id,
  name: `SRV-${id}`,
  type: 'provisioning',
  status,
  since: '2026-11-20T09:00:00.000Z',
});

const held = (over: Partial<StoredAgents>) => conditionsOf({ ...NOTHING_WRONG, ...over }, 'off');
const agents = (...statuses: string[]) => statuses.map((status, n) => agent(String(n + 1), status));

describe('the parts of a degraded heartbeat', () => {
  it('count late as 1 and dead as 2, under the title of what it is now', () => {
    const [late] = held({ heartbeats: [beat('late')] });
    const [dead] = held({ heartbeats: [beat('dead')] });
    expect([late?.title, late?.parts]).toEqual(['Directory sync is late', { 'organization:directorySync': 1 }]);
    expect([dead?.title, dead?.parts]).toEqual(['Directory sync is silent', { 'organization:directorySync': 2 }]);
    expect([late?.rule, late?.subject]).toEqual([dead?.rule, dead?.subject]);
  });
});

describe('the parts of degraded jobs', () => {
  it('count a job that fails as 1 and one that does not run as 2', () => {
    const conditions = held({ jobs: [job('a', 'failing'), job('b', 'stopped'), job('c', 'running')] });
    expect(conditions.map(({ subject, title, parts }) => [subject, title, parts])).toEqual([
      ['job:a', 'Cloud Sync job fails each time: "job a"', { a: 1 }],
      ['job:b', 'Cloud Sync job does not run: "job b"', { b: 2 }],
    ]);
  });

  it('tell a quarantine by a rule of its own', () => {
    expect(held({ jobs: [job('a', 'quarantined')] })).toMatchObject([{ rule: 'job-quarantined', parts: { a: 1 } }]);
  });
});

describe('the parts of degraded agents', () => {
  // biome-ignore format: a table is read in rows
  it.each<[name: string, statuses: string[], title: string, parts: object]>([
    ['fewer than recommended from the first day', ['active', 'active'], 'Only 2 Cloud Sync agents are active; 3 are recommended', { deficit: 1 }],
    ['one of them dies', ['active', 'inactive'], 'Only 1 Cloud Sync agent is active, 1 is inactive; 3 are recommended', { 'agent:2': 1, deficit: 2 }],
    ['the other dies too', ['inactive', 'inactive'], 'No Cloud Sync agent is active, 2 are inactive; 3 are recommended', { 'agent:1': 1, 'agent:2': 1, deficit: 3 }],
    ['one of enough dies', ['active', 'active', 'active', 'inactive'], '3 Cloud Sync agents are active, 1 is inactive; 3 are recommended', { 'agent:4': 1 }],
    ['one was removed', ['active', 'active', 'removed'], 'Only 2 Cloud Sync agents are active; 3 are recommended', { deficit: 1 }],
    ['all were removed', ['removed', 'removed'], 'No Cloud Sync agent is left', { deficit: 3 }],
  ])('when %s', (_, statuses, title, parts) => {
    const [condition, ...others] = held({ agents: agents(...statuses) });
    expect(others).toEqual([]);
    expect([condition?.subject, condition?.title]).toEqual(['type:provisioning', title]);
    expect(condition?.parts).toEqual(parts);
    expect(condition?.lines).toHaveLength(statuses.length);
  });
});

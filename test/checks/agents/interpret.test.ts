import { describe, expect, it } from 'vitest';
import { agents } from '../../../shared/checks/agents/index.ts';
import { interpret } from '../../../shared/checks/agents/interpret.ts';
import type { Finding } from '../../../shared/core/model/check.ts';
import type { Drift } from '../../../shared/core/model/drift.ts';
import type { Attributes, Fact, Snapshot } from '../../../shared/core/model/fact.ts';
import type { Heartbeat } from '../../../shared/core/model/heartbeat.ts';
import { AgentsScript, ago, clientRow, HOUR, LISTS_DENIED, SUMMARY } from './tenant.ts';

const drift = (before: Attributes | null, after: Attributes | null, key = 'k'): Drift => {
  const fact = (attributes: Attributes | null): Fact | null => attributes && { key, attributes, label: 'Label' };
  const change = before === null ? 'added' : after === null ? 'removed' : 'changed';
  return { change, key, before: fact(before), after: fact(after) };
};

/** The drift of one source alone, in a poll that did not judge. */
const findingsOf = (source: string, ...all: Drift[]): readonly Finding[] =>
  interpret({ writeback: 'unknown', sources: [{ source, baseline: false, drift: all }], verdict: null }).findings;

const JOB = { code: 'Active', quarantine: null };
const CLIENT = { version: '2.6.92.0', machine: 'A', applicationId: 'x' };

describe('a drift of a sync client', () => {
  // biome-ignore format: a table is read in rows
  it.each<[name: string, source: string, drift: Drift, rule: string | undefined, title: string]>([
    ['sync turned off', 'organization', drift({ onPremisesSyncEnabled: true }, { onPremisesSyncEnabled: false }), 'sync-turned-off', 'Directory synchronisation of "Label": onPremisesSyncEnabled true → false'],
    ['sync no longer said to be on', 'organization', drift({ onPremisesSyncEnabled: true }, { onPremisesSyncEnabled: null }), 'sync-turned-off', 'Directory synchronisation of "Label": onPremisesSyncEnabled true → not set'],
    ['sync turned on', 'organization', drift({ onPremisesSyncEnabled: null }, { onPremisesSyncEnabled: true }), undefined, 'Directory synchronisation of "Label": onPremisesSyncEnabled not set → true'],
    ['another server', 'connectClient', drift(CLIENT, { ...CLIENT, machine: 'B' }), 'connect-server-changed', 'Sync client "Label": machine A → B'],
    ['another application', 'connectClient', drift(CLIENT, { ...CLIENT, applicationId: 'y' }), 'connect-server-changed', 'Sync client "Label": applicationId x → y'],
    ['a server no longer named', 'connectClient', drift(CLIENT, { ...CLIENT, machine: null }), undefined, 'Sync client "Label": machine A → not set'],
    ['a new version', 'connectClient', drift(CLIENT, { ...CLIENT, version: '2.7.0.0' }), undefined, 'Sync client "Label": version "2[.]6[.]92[.]0" → "2[.]7[.]0[.]0"'],
    ['a new application', 'connectSignIn', drift(null, { appId: 'z', accountEnabled: true }), 'connect-application-new', 'Application of Connect Sync "Label": new'],
    ['an application gone', 'connectSignIn', drift({ appId: 'z', accountEnabled: true }, null), undefined, 'Application of Connect Sync "Label": no longer there'],
    ['a new job', 'cloudSyncJobs', drift(null, JOB), 'sync-job-new', 'Cloud Sync job "Label": new'],
    ['a job gone', 'cloudSyncJobs', drift(JOB, null), 'sync-job-removed', 'Cloud Sync job "Label": no longer there'],
    ['a job paused', 'cloudSyncJobs', drift(JOB, { ...JOB, code: 'Paused' }), undefined, 'Cloud Sync job "Label": code Active → Paused'],
  ])('%s', (_, source, one, rule, title) => {
    const [finding, ...more] = findingsOf(source, one);
    expect(more).toEqual([]);
    expect([finding?.event?.rule, finding?.title]).toEqual([rule, title]);
    expect(finding?.severity).toBe(rule === undefined ? 'info' : 'warning');
    if (finding?.event) expect(finding.event.why.length * finding.event.todo.length).toBeGreaterThan(0);
  });

  it('names the audit activities in which to look for who did it', () => {
    expect(findingsOf('organization', drift({ a: 1 }, { a: 2 }))[0]?.activities).toEqual(['Set DirSyncEnabled flag']);
    expect(findingsOf('cloudSyncJobs', drift(null, JOB))[0]?.activities).toContain('Add provisioning configuration');
    expect(findingsOf('provisioningAgents', drift(null, { status: 'active' }))[0]?.activities).toEqual([
      'Register connector',
    ]);
    expect(findingsOf('connectClient', drift(null, CLIENT))[0]?.activities).toBeUndefined();
  });
});

describe('a drift of an agent list', () => {
  const place = (externalIp: string, machine = 'M') => ({ machine, externalIp });

  // biome-ignore format: a table is read in rows
  it.each<[name: string, source: string, drift: Drift, rule: string | undefined, severity: string, title: string]>([
    ['new', 'provisioningAgents', drift(null, { status: 'active' }), 'agent-new', 'warning', 'Cloud Sync agent on "Label" is new'],
    ['new, and sees passwords', 'authenticationAgents', drift(null, { status: 'active' }), 'agent-new', 'critical', 'Pass-through authentication agent on "Label" is new'],
    ['inactive', 'provisioningAgents', drift({ status: 'active' }, { status: 'inactive' }), undefined, 'info', 'Cloud Sync agent on "Label": active → inactive'],
    ['gone', 'provisioningAgents', drift({ status: 'inactive' }, null), 'agent-removed', 'warning', 'Cloud Sync agent on "Label" is gone from the list; until then it was inactive'],
    ['another address', 'provisioningAgents', drift(place('1.1.1.1'), place('2.2.2.2'), 'a:place'), 'agent-address-changed', 'warning', 'Cloud Sync agent on "Label" now has another external address'],
    ['another machine', 'authenticationAgents', drift(place('1.1.1.1'), place('1.1.1.1', 'N'), 'a:place'), 'agent-machine-changed', 'warning', 'Pass-through authentication agent on "Label" now runs on another machine'],
  ])('%s', (_, source, one, rule, severity, title) => {
    const [finding] = findingsOf(source, one);
    expect([finding?.event?.rule, finding?.severity, finding?.title]).toEqual([rule, severity, title]);
  });

  it('is one line for an agent that comes or goes, its address in the mail', () => {
    const found = findingsOf(
      'provisioningAgents',
      drift(null, { status: 'active' }, 'a'),
      drift(null, place('1.1.1.1'), 'a:place'),
    );
    expect(found.length).toBe(1);
    expect(found[0]?.event?.lines).toEqual(['Id: a', 'Status: active', 'External address: "1[.]1[.]1[.]1"']);
    expect(
      findingsOf('provisioningAgents', drift({ status: 'active' }, null, 'a'), drift(place('1'), null, 'a:place'))
        .length,
    ).toBe(1);
  });
});

describe('a poll of the check', () => {
  it('raises a condition for a version below the floor, and ends it after the upgrade', async () => {
    const old = () => ({ client: clientRow('SYNC-01', { synchronizationClientVersion: '2.4.129.0' }) });
    await new AgentsScript().play([
      { at: 1, tenant: old, mail: [SUMMARY, 'opened warning connect-version-unsupported'], state: 'healthy' },
      { at: 6, mail: ['closed warning connect-version-unsupported'], state: 'healthy' },
    ]);
  });

  it('tells that alerts which close because sync was turned off did not recover', async () => {
    const dead = (now: number) => ({ lastSync: ago(now, 5 * HOUR) });
    const off = (now: number) => ({ ...dead(now), syncEnabled: false });
    const told = await new AgentsScript().play([
      { at: 1, tenant: dead, mail: [SUMMARY, 'opened warning agents-degraded'], state: 'degraded' },
      {
        at: 6,
        tenant: off,
        mail: ['event warning sync-turned-off', 'closed warning agents-degraded'],
        state: 'unknown',
      },
    ]);
    expect(told[1]?.outcome.pending?.context.headline).toBe('It is not known whether the connector agents are alive.');
  });

  it('mails that no client shows a sign of life any more, once: it is neither healthy nor out', async () => {
    const gone = () => ({ lastSync: null, lastPasswordSync: null });
    const told = await new AgentsScript().play([
      { at: 1, mail: [SUMMARY], state: 'healthy' },
      { at: 6, tenant: gone, mail: ['event warning agents-unknown'], state: 'unknown' },
      { at: 11, tenant: gone, mail: [], state: 'unknown' },
    ]);
    expect(told[1]?.lines).toContain('changed verdict: Verdict: agents healthy → unknown');
  });

  it('records the first reading of a list as a baseline, agent by agent neither in history nor in mail', async () => {
    const agentsOf = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: `a${index}`, machineName: `M${index}`, status: 'active' }));
    const told = await new AgentsScript().play([
      { at: 1, mail: [SUMMARY], state: 'healthy' },
      {
        at: 6,
        tenant: () => ({ failing: {}, provisioning: agentsOf(5) }),
        mail: ['summary info first-reading'],
        state: 'healthy',
      },
    ]);
    expect(told[1]?.lines).toEqual([
      'baseline provisioningAgents: First reading of provisioningAgents: 10 facts',
      'baseline authenticationAgents: First reading of authenticationAgents: 0 facts',
    ]);
  });

  it('counts nothing as dead because it could not be read itself', async () => {
    const failing = { ...LISTS_DENIED, organization: 'unavailable', passwordSync: 'unavailable' } as const;
    const script = new AgentsScript();
    script.watch.blindAfterMinutes = 600;
    await script.play([
      { at: 1, mail: [SUMMARY], state: 'healthy' },
      { at: 301, tenant: () => ({ failing: { ...failing } }), mail: [], state: 'healthy' },
      {
        at: 306,
        tenant: () => ({ failing: { ...LISTS_DENIED, passwordSync: 'unavailable' } }),
        mail: [],
        state: 'healthy',
      },
      { at: 311, mail: [], state: 'healthy' },
    ]);
  });

  it('keeps a dead job open while its source is denied, and tells after a while that it is blind', async () => {
    const job = (minutes: number) => (now: number) => ({
      jobs: [{ domain: 'corp', ended: ago(now, minutes * 60_000) }],
    });
    const denied = () => ({ failing: { ...LISTS_DENIED, cloudSyncJobs: 'denied' as const } });
    await new AgentsScript().play([
      { at: 1, tenant: job(300), mail: [SUMMARY, 'opened warning agents-degraded'], state: 'degraded' },
      { at: 6, tenant: denied, mail: [], state: 'degraded' },
      { at: 26, tenant: denied, mail: ['opened warning source-blind'], state: 'degraded' },
      { at: 1_500, tenant: denied, mail: [], state: 'degraded' },
      {
        at: 1_505,
        tenant: job(1),
        mail: ['closed warning agents-degraded', 'closed warning source-blind'],
        state: 'healthy',
      },
    ]);
  });
});

const verdictOf = (script: AgentsScript): Snapshot =>
  JSON.parse(script.watch.texts.get(script.watch.head?.verdict?.hash ?? '') ?? '[]') as Snapshot;

describe('what is shown', () => {
  const sight = (visible: boolean, heartbeats: Heartbeat[] = []) => ({
    visible,
    heartbeats,
    now: NOW,
    sources: {},
    remembered: {},
  });
  const beat = (kind: string, at: string | null, state: 'ok' | 'dead' | null) => ({
    key: kind,
    kind,
    at,
    intervalMs: null,
    state,
  });
  const NOW = Date.parse('2026-11-20T13:00:00.000Z');

  it('has the shape of the contract, what is not known null and never absent', async () => {
    const script = new AgentsScript();
    const rows = [{ id: 'a1', machineName: 'SRV-1', status: 'Active' }];
    await script.play([
      {
        at: 1,
        tenant: () => ({ failing: {}, provisioning: rows }),
        mail: [SUMMARY, 'opened warning agents-degraded'],
        state: 'degraded',
      },
    ]);
    const beats = [beat('passwordSync', null, null), beat('directorySync', '2026-11-20T12:00:30.000Z', 'ok')];
    const agentRows = [
      { id: 'a1', name: 'SRV-1', type: 'provisioning', status: 'active', since: '2026-11-20T12:01:00.000Z' },
    ];
    expect(agents.section(verdictOf(script), sight(true, beats))).toEqual({
      state: 'degraded',
      agents: agentRows,
      heartbeats: [
        { kind: 'directorySync', at: '2026-11-20T12:00:30.000Z', ageMinutes: 59, state: 'ok' },
        { kind: 'passwordSync', at: null, ageMinutes: null, state: null },
      ],
    });
    expect(agents.section(verdictOf(script), sight(false))).toEqual({
      state: 'unknown',
      agents: agentRows,
      heartbeats: [],
    });
    expect(agents.section(null, sight(true))).toEqual({ state: 'unknown', agents: [], heartbeats: [] });
  });

  it('does not judge password hash sync that is known to be off', async () => {
    const script = new AgentsScript();
    const off = () => ({
      client: clientRow('A', {}, { passwordSyncEnabled: false }),
      lastPasswordSync: '2020-01-01T00:00:00Z',
    });
    await script.play([{ at: 1, tenant: off, mail: [SUMMARY], state: 'healthy' }]);
    const section = agents.section(
      verdictOf(script),
      sight(true, [beat('passwordSync', '2020-01-01T00:00:00Z', 'dead')]),
    );
    expect(section).toMatchObject({ heartbeats: [{ kind: 'passwordSync', state: null }] });
  });

  it('is a headline and dated evidence, what is wrong first', async () => {
    const script = new AgentsScript();
    const dying = (now: number) => ({
      lastPasswordSync: ago(now, 5 * HOUR),
      jobs: [{ domain: 'corp', ended: ago(now, 60_000) }],
    });
    await script.play([
      { at: 300, tenant: dying, mail: [SUMMARY, 'opened warning agents-degraded'], state: 'degraded' },
    ]);
    expect(agents.headline(verdictOf(script))).toBe('The connector agents are degraded: Password hash sync is silent.');
    expect(agents.evidence(verdictOf(script))).toEqual([
      { text: 'Password hash sync: silent (nothing for 6 intervals)', at: '2026-11-20T12:00:00.000Z' },
      { text: 'Cloud Sync job "corp, provisioning": on time', at: null },
      { text: 'Directory sync: on time', at: null },
      {
        text: 'Connect Sync and Cloud Sync may both be in use: each of them updates the time of the last directory sync, which hides the death of the other',
        at: null,
      },
      { text: 'Cloud Sync job "corp, provisioning": running', at: null },
    ]);
    expect(agents.headline(null)).toBe('It is not known whether the connector agents are alive.');
    expect(agents.evidence(null)).toEqual([]);
  });
});

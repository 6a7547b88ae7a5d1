import { describe, expect, it } from 'vitest';
import { RULES } from '../../../shared/checks/agents/rules.ts';
import { type KeptHeartbeat, storedVerdict } from '../../../shared/checks/agents/stored.ts';
import type { Trouble } from '../../../shared/checks/agents/troubles.ts';
import { type Case, decide, judge } from '../../../shared/checks/agents/verdict.ts';
import type { SourceView, SourceViews } from '../../../shared/core/model/check.ts';
import { type Fact, normalised, type Snapshot } from '../../../shared/core/model/fact.ts';
import type { Heartbeat } from '../../../shared/core/model/heartbeat.ts';
import { isSeen, type SourceState } from '../../../shared/core/model/source.ts';
import { believe, standing } from '../../../shared/core/poll/belief.ts';
import { words } from '../../../shared/core/text/words.ts';

const AT = '2026-11-20T12:00:00.000Z';
const DAY_NUMBER = Math.floor(Date.parse(AT) / 86_400_000);

const beat = (state: KeptHeartbeat['state'], counts = true): KeptHeartbeat => ({
  subject: `s:${state}`,
  source: 's',
  name: 'n',
  state,
  at: null,
  counts,
});
const TROUBLE: Trouble = { rule: RULES.jobDegraded, subject: 'x', title: words``, lines: [], parts: {} };
const [OK, LATE, DEAD, NONE] = [beat('ok'), beat('late'), beat('dead'), beat(null)];

describe('the agents verdict, first row that fits', () => {
  // biome-ignore format: a table is read in rows
  it.each<[row: string, otherwise: string, facts: Partial<Case>, state: string]>([
    ['sync not enabled', 'all beats', { syncEnabled: false, heartbeats: [OK] }, 'unknown'],
    ['sync not enabled', 'all dead', { syncEnabled: false, heartbeats: [DEAD], troubles: [TROUBLE] }, 'unknown'],
    ['no heartbeat with a time', 'none at all', { heartbeats: [] }, 'unknown'],
    ['no heartbeat with a time', 'only one without', { heartbeats: [NONE] }, 'unknown'],
    ['no heartbeat with a time', 'only what does not count', { heartbeats: [beat('ok', false)] }, 'unknown'],
    ['no heartbeat with a time', 'a job in quarantine', { heartbeats: [NONE], troubles: [TROUBLE] }, 'unknown'],
    ['every one dead', 'one', { heartbeats: [DEAD], troubles: [TROUBLE] }, 'out'],
    ['every one dead', 'another without a time', { heartbeats: [DEAD, NONE], troubles: [TROUBLE] }, 'out'],
    ['every one dead', 'one beats that does not count', { heartbeats: [DEAD, beat('ok', false)], troubles: [TROUBLE] }, 'out'],
    ['one dead', 'another lives', { heartbeats: [DEAD, OK], troubles: [TROUBLE] }, 'degraded'],
    ['one dead', 'another is late', { heartbeats: [DEAD, LATE], troubles: [TROUBLE] }, 'degraded'],
    ['one late', 'alone', { heartbeats: [LATE], troubles: [TROUBLE] }, 'degraded'],
    ['all beat', 'something else is wrong', { heartbeats: [OK], troubles: [TROUBLE] }, 'degraded'],
    ['all beat', 'nothing is wrong', { heartbeats: [OK, OK] }, 'healthy'],
    ['all beat', 'another has no time', { heartbeats: [OK, NONE] }, 'healthy'],
  ])('%s: %s', (_, __, facts, state) => {
    expect(decide({ syncEnabled: true, heartbeats: [], troubles: [], ...facts })).toBe(state);
  });
});

const pulse = (key: string, state: Heartbeat['state']): Heartbeat => ({
  key,
  kind: key,
  at: state === null ? null : AT,
  intervalMs: null,
  state,
});

function view(facts: readonly Fact[], heartbeats: readonly Heartbeat[] = [], state: SourceState = 'ok'): SourceView {
  return {
    state,
    isFresh: isSeen(state),
    facts: standing(believe(null, normalised(facts), 'state', AT)),
    unbrokenSince: null,
    heartbeats,
  };
}
const NEVER: SourceView = { state: 'never', isFresh: false, facts: null, unbrokenSince: null, heartbeats: [] };

const organization = (state: Heartbeat['state'], isEnabled: boolean | null = true) =>
  view([{ key: 't', attributes: { onPremisesSyncEnabled: isEnabled } }], [pulse('directorySync', state)]);

const job = (id: string, over: object = {}): Fact => ({
  key: id,
  label: id,
  attributes: {
    code: 'Active',
    quarantine: null,
    schedule: 'Active',
    interval: null,
    failing: false,
    everRan: true,
    ...over,
  },
});

const agent = (id: string, status: string): Fact => ({ key: id, label: `M-${id}`, attributes: { status } });
const agents = (...statuses: string[]) => view(statuses.map((status, index) => agent(`a${index}`, status)));

const judged = (views: SourceViews, before: Snapshot | null = null, day = DAY_NUMBER): Snapshot =>
  believe(
    before,
    normalised(judge(views, { verdict: before, day, growth: { percent: 10, min: 10 }, at: 0 })),
    'state',
    AT,
  ).filter(({ missing }) => !missing);
const stateOf = (views: SourceViews, before: Snapshot | null = null) => storedVerdict(judged(views, before)).state;

describe('what the verdict makes of the sources', () => {
  // biome-ignore format: a table is read in rows
  it.each<[name: string, views: SourceViews, state: string]>([
    ['only organization, and it beats', { organization: organization('ok') }, 'healthy'],
    ['optional sources never read', { organization: organization('ok'), cloudSyncJobs: NEVER, provisioningAgents: NEVER }, 'healthy'],
    ['sync enabled is not said', { organization: organization('ok', null) }, 'unknown'],
    ['sync is off', { organization: organization('ok', false) }, 'unknown'],
    ['nothing at all', {}, 'unknown'],
    ['password sync dead beside it', { organization: organization('ok'), passwordSync: view([], [pulse('p', 'dead')]) }, 'degraded'],
    ['password sync dead, and known to be off', { organization: organization('ok'), passwordSync: view([], [pulse('p', 'dead')]), connectClient: view([{ key: 't', attributes: { passwordSyncEnabled: false, version: null } }]) }, 'healthy'],
    ['password sync alone alive', { organization: organization('dead'), passwordSync: view([], [pulse('p', 'ok')]) }, 'degraded'],
    ['a dead job hidden behind Connect', { organization: organization('ok'), cloudSyncJobs: view([job('j')], [pulse('j', 'dead')]) }, 'degraded'],
    ['a dead job, seen last before the source was denied', { organization: organization('ok'), cloudSyncJobs: view([job('j')], [pulse('j', 'dead')], 'denied') }, 'degraded'],
    ['a living job, seen last before the source was denied', { organization: organization('dead'), cloudSyncJobs: view([job('j')], [pulse('j', 'ok')], 'denied') }, 'out'],
    ['a living job', { organization: organization('dead'), cloudSyncJobs: view([job('j')], [pulse('j', 'ok')]) }, 'degraded'],
    ['a job in quarantine that runs', { organization: organization('dead'), cloudSyncJobs: view([job('j', { code: 'Quarantine', quarantine: 'Unknown' })], [pulse('j', 'ok')]) }, 'out'],
    ['a job that runs and fails each time', { organization: organization('dead'), cloudSyncJobs: view([job('j', { failing: true })], [pulse('j', 'ok')]) }, 'out'],
    ['a paused job', { organization: organization('ok'), cloudSyncJobs: view([job('j', { code: 'Paused' })], [pulse('j', null)]) }, 'degraded'],
    ['a job never taken into use', { organization: organization('ok'), cloudSyncJobs: view([job('j', { code: 'Paused', everRan: false })], [pulse('j', null)]) }, 'healthy'],
    ['an unknown job status', { organization: organization('ok'), cloudSyncJobs: view([job('j', { code: 'unknownFutureValue' })], [pulse('j', 'ok')]) }, 'degraded'],
    ['a silent application', { organization: organization('ok'), connectSignIn: view([], [pulse('c', 'dead')]) }, 'degraded'],
    ['an application that signed in', { organization: organization(null), connectSignIn: view([], [pulse('c', 'ok')]) }, 'unknown'],
    ['three active agents', { organization: organization('ok'), provisioningAgents: agents('active', 'active', 'active') }, 'healthy'],
    ['two active agents', { organization: organization('ok'), provisioningAgents: agents('active', 'active') }, 'degraded'],
    ['one active agent', { organization: organization('ok'), authenticationAgents: agents('active') }, 'degraded'],
    ['three active, one not', { organization: organization('ok'), provisioningAgents: agents('active', 'active', 'active', 'inactive') }, 'degraded'],
    ['three active, one of an unknown status', { organization: organization('ok'), provisioningAgents: agents('active', 'active', 'active', 'unknownfuturevalue') }, 'degraded'],
    ['none active', { organization: organization('ok'), authenticationAgents: agents('inactive') }, 'degraded'],
    ['active agents while every heartbeat is dead', { organization: organization('dead'), provisioningAgents: agents('active', 'active', 'active') }, 'out'],
    ['no agents were ever there', { organization: organization('ok'), authenticationAgents: agents() }, 'healthy'],
  ])('%s', (_, views, state) => {
    expect(stateOf(views)).toBe(state);
  });

  it('keeps what was late or dead when it shows no time any more', () => {
    const before = judged({ organization: organization('dead'), passwordSync: view([], [pulse('p', 'ok')]) });
    const after = { organization: organization(null), passwordSync: view([], [pulse('p', 'ok')]) };
    expect(stateOf(after)).toBe('healthy');
    expect(stateOf(after, before)).toBe('degraded');
    expect(stateOf(after, judged(after, before))).toBe('degraded');
  });

  it('stays out when the dead heartbeat shows no time any more, and is unknown after a late one', () => {
    const silent = { organization: organization(null) };
    expect(stateOf(silent)).toBe('unknown');
    expect(stateOf(silent, judged({ organization: organization('dead') }))).toBe('out');
    expect(stateOf(silent, judged({ organization: organization('late') }))).toBe('unknown');
  });

  it('keeps tombstones while the list cannot be read, and makes none then', () => {
    const before = judged({
      organization: organization('ok'),
      provisioningAgents: agents('active', 'active', 'active'),
    });
    const lost = storedVerdict(judged({ organization: organization('ok'), provisioningAgents: NEVER }, before));
    expect(lost.agents.map(({ status }) => status)).toEqual(['active', 'active', 'active']);
    const gone = judged({ organization: organization('ok'), provisioningAgents: agents('active') }, before);
    expect(storedVerdict(gone).agents.map(({ id, status }) => [id, status])).toEqual([
      ['a0', 'active'],
      ['a1', 'removed'],
      ['a2', 'removed'],
    ]);
  });

  it('keeps a tombstone for 30 days, and at most 100 of a type', () => {
    const many = Array.from({ length: 150 }, () => 'active');
    const before = judged({ organization: organization('ok'), provisioningAgents: agents(...many) });
    const empty = { organization: organization('ok'), provisioningAgents: agents() };
    const gone = judged(empty, before);
    expect(storedVerdict(gone).agents.length).toBe(100);
    expect(storedVerdict(judged(empty, gone, DAY_NUMBER + 30)).agents.length).toBe(100);
    expect(storedVerdict(judged(empty, gone, DAY_NUMBER + 31)).agents).toEqual([]);
  });

  it('holds no time that moves by itself', () => {
    const views = (at: string): SourceViews => ({
      organization: view(
        [{ key: 't', attributes: { onPremisesSyncEnabled: true } }],
        [{ ...pulse('directorySync', 'ok'), at }],
      ),
    });
    expect(judged(views('2026-11-20T11:00:00.000Z'))).toEqual(judged(views('2026-11-20T11:30:00.000Z')));
  });

  it('says that one client may hide the other, unless Connect Sync is seen not to be there', () => {
    const jobs = view([job('j')], [pulse('j', 'ok')]);
    const none = { connectClient: view([]), connectSignIn: view([]) };
    const base = { organization: organization('ok'), cloudSyncJobs: jobs };
    const two = (views: SourceViews) => storedVerdict(judged({ ...base, ...views })).twoClients;
    expect(two({})).toBe(true);
    expect(two(none)).toBe(false);
    expect(two({ ...none, connectSignIn: { ...view([]), state: 'denied' } })).toBe(true);
    expect(two({ ...none, connectClient: view([{ key: 't', attributes: { version: '2.6.92.0' } }]) })).toBe(true);
    expect(two({ ...none, cloudSyncJobs: view([]) })).toBe(false);
  });
});

describe('the stored verdict', () => {
  it('that is not there reads as unknown, never as healthy', () => {
    for (const verdict of [null, []]) {
      expect(storedVerdict(verdict)).toEqual({
        state: 'unknown',
        syncEnabled: false,
        twoClients: false,
        heartbeats: [],
        agents: [],
        jobs: [],
        connectVersion: null,
      });
    }
  });
});

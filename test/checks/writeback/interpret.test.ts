import { describe, expect, it } from 'vitest';
import { writeback } from '../../../shared/checks/writeback/index.ts';
import { interpret } from '../../../shared/checks/writeback/interpret.ts';
import type { Finding, Occasion } from '../../../shared/core/model/check.ts';
import type { Drift } from '../../../shared/core/model/drift.ts';
import type { Snapshot } from '../../../shared/core/model/fact.ts';
import { believe } from '../../../shared/core/poll/belief.ts';
import { CALM, readingsOf, type Tenant } from '../../stubs/tenant.ts';
import { daysAgo, event, judge, viewsOf } from '../../stubs/writeback-views.ts';

const verdictOf = (tenant: Partial<Tenant>): Snapshot => believe(null, judge(viewsOf(tenant)), 'state', daysAgo(0));

/** The drift of one source alone, in a poll that did not judge. */
const findingsOf = (source: string, drift: Drift): readonly Finding[] =>
  interpret({ writeback: 'unknown', sources: [{ source, baseline: false, drift: [drift] }], verdict: null }).findings;

const flagDrift = (flag: string, before: boolean | null | undefined, after: boolean | null | undefined): Drift => {
  const fact = (value: boolean | null) => ({ key: `feature:${flag}`, attributes: { value }, label: flag });
  return {
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    key: `feature:${flag}`,
    before: before === undefined ? null : fact(before),
    after: after === undefined ? null : fact(after),
  };
};

const HARD_MATCH = 'blockCloudObjectTakeoverThroughHardMatchEnabled';

describe('a sync flag', () => {
  it.each<[name: string, drift: Drift, event: string | null]>([
    [
      'hard-match protection turned off',
      flagDrift(HARD_MATCH, true, false),
      `The protection against takeover by hard match was turned off (${HARD_MATCH})`,
    ],
    [
      'hard-match protection now null',
      flagDrift(HARD_MATCH, true, null),
      `The protection against takeover by hard match was turned off (${HARD_MATCH})`,
    ],
    [
      'hard-match protection gone',
      flagDrift(HARD_MATCH, true, undefined),
      `The protection against takeover by hard match is no longer reported (${HARD_MATCH})`,
    ],
    ['hard-match protection turned on', flagDrift(HARD_MATCH, false, true), null],
    ['hard-match protection that was not on', flagDrift(HARD_MATCH, null, false), null],
    [
      'soft-match protection turned off',
      flagDrift('blockSoftMatchEnabled', true, false),
      'The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
    ],
    [
      'UPN quarantine turned off',
      flagDrift('quarantineUponUpnConflictEnabled', true, false),
      'The quarantine of conflicting user principal names was turned off (quarantineUponUpnConflictEnabled)',
    ],
    [
      'address quarantine turned off',
      flagDrift('quarantineUponProxyAddressesConflictEnabled', true, false),
      'The quarantine of conflicting addresses was turned off (quarantineUponProxyAddressesConflictEnabled)',
    ],
    [
      'cloud password policy turned off',
      flagDrift('cloudPasswordPolicyForPasswordSyncedUsersEnabled', true, false),
      'The cloud password policy for synced users was turned off (cloudPasswordPolicyForPasswordSyncedUsersEnabled)',
    ],
    ['password hash sync turned off', flagDrift('passwordSyncEnabled', true, false), null],
    ['a flag nobody knows', flagDrift('brandNewEnabled', undefined, true), null],
  ])('%s', (_, drift, title) => {
    const [finding] = findingsOf('onPremisesSynchronization', drift);
    expect(finding?.event?.title ?? null).toBe(title);
    expect(finding?.severity).toBe(title === null ? 'info' : 'warning');
    expect(finding?.activities).toEqual(['Set DirSync feature', 'Set directory feature on tenant']);
  });
});

describe('self-service reset for administrators', () => {
  const drift = (before: boolean, after: boolean): Drift => ({
    change: 'changed',
    key: 'allowedToUseSSPR',
    before: { key: 'allowedToUseSSPR', attributes: { value: before } },
    after: { key: 'allowedToUseSSPR', attributes: { value: after } },
  });

  it.each<[before: boolean, after: boolean, rule: string | undefined]>([
    [false, true, 'sspr-for-admins-on'],
    [true, false, undefined],
  ])('from %s to %s raises %s', (before, after, rule) => {
    expect(findingsOf('authorizationPolicy', drift(before, after))[0]?.event?.rule).toBe(rule);
  });
});

/** What the poll tells that turns one tenant's verdict into another's, with these new events. */
function turned(before: Partial<Tenant>, after: Partial<Tenant>): ReturnType<typeof interpret> {
  const known = new Set((before.events ?? []).map(({ id }) => id));
  const reading = readingsOf({ ...CALM, ...after }).directoryAudits;
  const added = (reading?.ok ? reading.facts : []).filter(({ key }) => !known.has(key));
  const drift = added.map((fact): Drift => ({ change: 'added', key: fact.key, before: null, after: fact }));
  const occasion: Occasion = {
    writeback: 'unknown',
    sources: [{ source: 'directoryAudits', baseline: false, drift }],
    verdict: { before: verdictOf(before), after: verdictOf(after) },
  };
  return interpret(occasion);
}

const events = ({ findings }: ReturnType<typeof interpret>) =>
  findings.flatMap(({ event: alert }) => (alert ? [`${alert.title} (${alert.happenedAt})`] : []));

describe('turning writeback on and off', () => {
  it('tells events in order of time, whatever their order in the log', () => {
    const told = turned({}, { events: [event('off', 1), event('on', 2), event('off', 3)] });
    expect(events(told)).toEqual([
      `Password writeback was turned off (${daysAgo(3)})`,
      `Password writeback was turned on (and is off now) (${daysAgo(2)})`,
      `Password writeback was turned off (${daysAgo(1)})`,
    ]);
  });

  it('takes Enable for the later one of two events at one time, as the verdict does', () => {
    const told = turned(
      {},
      {
        events: [
          { ...event('on', 1), id: 'a' },
          { ...event('off', 1), id: 'b' },
        ],
      },
    );
    expect(events(told).at(-1)).toBe(`Password writeback was turned on (${daysAgo(1)})`);
  });

  it.each<[name: string, before: 'on' | 'off']>([
    ['on', 'on'],
    ['off', 'off'],
  ])('tells an Enable and a Disable of the very same time both, whatever was so before: %s', (_, before) => {
    const old = event(before, 5);
    const both = [
      { ...event('on', 1), id: 'a' },
      { ...event('off', 1), id: 'b' },
    ];
    const told = turned({ events: [old] }, { events: [old, ...both] });
    expect(events(told)).toEqual([
      `Password writeback was turned off for a sync client; the verdict is on (${daysAgo(1)})`,
      `Password writeback was turned on (${daysAgo(1)})`,
    ]);
  });

  it('tells an Enable whose time cannot be read, as noticed now, and says what stands there', () => {
    const odd: Drift = {
      change: 'added',
      key: 'odd',
      before: null,
      after: {
        key: 'odd',
        label: 'Enable',
        attributes: { says: 'on', at: null, result: 'success' },
        details: { odd: 'activityDateTime is missing' },
      },
    };
    const before = verdictOf({ events: [event('off', 5)] });
    const after = verdictOf({ events: [event('on', 0)] });
    const sources = [{ source: 'directoryAudits', baseline: false, drift: [odd] }];
    const [finding] = interpret({ writeback: 'off', sources, verdict: { before, after } }).findings;
    expect(finding?.title).toBe('Audit event: "Enable"; activityDateTime is missing');
    expect(finding?.event).toMatchObject({ rule: 'writeback-turned-on', title: 'Password writeback was turned on' });
    expect(finding?.event).not.toHaveProperty('happenedAt');
  });

  it('records an Enable where it was on already, and a Disable where it was off already', () => {
    expect(events(turned({ events: [event('on', 5)] }, { events: [event('on', 5), event('on', 1)] }))).toEqual([]);
    expect(events(turned({ events: [event('off', 5)] }, { events: [event('off', 5), event('off', 1)] }))).toEqual([]);
  });

  it('says of a Disable event that is not decisive what the verdict is, and what to do', () => {
    const cloudSync = ['cs'];
    const told = turned(
      { events: [event('on', 5)], cloudSync },
      { events: [event('on', 5), event('off', 1)], cloudSync },
    );
    expect(told.findings[0]?.event).toMatchObject({
      severity: 'warning',
      title: 'Password writeback was turned off for a sync client; the verdict is unknown',
      todo: 'Find out whether the other sync client still writes back, and set WRITEBACK_DECLARED to what is true.',
    });
  });

  it('never takes a failed event for a switch', () => {
    const told = turned({}, { events: [event('on', 1, 'failure')] });
    expect(events(told)).toEqual([]);
    expect(told.findings.map(({ title }) => title)).toEqual([
      'Audit event: "Enable password writeback for directory" (result: failure)',
    ]);
  });
});

describe('conditions of the verdict', () => {
  const conditions = (tenant: Partial<Tenant>) =>
    interpret({ writeback: 'unknown', sources: [], verdict: { before: null, after: verdictOf(tenant) } }).conditions;
  const declared = (says: 'on' | 'off') => ({ says, on: '2026-01-01', by: 'Ada' });

  it.each<[name: string, tenant: Partial<Tenant>, titles: string[]]>([
    ['on, undeclared', { events: [event('on', 1)] }, ['Password writeback is on, and nobody declared it']],
    [
      'on, declared off',
      { events: [event('on', 1)], declared: declared('off') },
      ['Password writeback is on, but declared off'],
    ],
    ['on, declared on', { events: [event('on', 1)], declared: declared('on') }, []],
    ['on by declaration', { declared: declared('on') }, []],
    ['off', { events: [event('off', 1)] }, []],
    ['unknown', {}, []],
    [
      'contradictory',
      { flags: { passwordWritebackEnabled: true }, declared: declared('off') },
      ['The evidence about password writeback contradicts itself'],
    ],
  ])('when it is %s', (_, tenant, titles) => {
    expect(conditions(tenant).map(({ title }) => title)).toEqual(titles);
  });

  it('show the evidence with its time and weight', () => {
    expect(conditions({ events: [event('on', 1)] })[0]?.lines).toEqual([
      '2026-11-19 12:00:00 UTC: says on (strong): Audit event "Enable password writeback for directory"',
      '2026-11-19 12:00:00 UTC: says nothing (weak): features.passwordWritebackEnabled is false (Microsoft documents it as not in use)',
    ]);
  });

  it('are not told by a poll that did not judge', () => {
    expect(interpret({ writeback: 'unknown', sources: [], verdict: null })).toEqual({ findings: [], conditions: [] });
  });
});

describe('the check', () => {
  it.each<[name: string, tenant: Partial<Tenant> | null, headline: string]>([
    ['nothing yet', null, 'Whether password writeback is on is not known yet.'],
    [
      'on',
      { events: [event('on', 1)] },
      'Password writeback is on (evidence of 2026-11-19 12:00:00 UTC). Nobody declared what it should be (WRITEBACK_DECLARED).',
    ],
    [
      'unknown',
      { declared: null },
      'Nothing says for sure whether password writeback is on. Nobody declared what it should be (WRITEBACK_DECLARED).',
    ],
    [
      'declared',
      { declared: { says: 'off', on: '2026-01-01', by: 'Ada' } },
      'Password writeback is off (evidence of 2026-01-01 00:00:00 UTC). It is declared off.',
    ],
  ])('says in one sentence: %s', (_, tenant, headline) => {
    expect(writeback.headline(tenant && verdictOf(tenant))).toBe(headline);
  });

  it('shows a verdict that nobody can see as unknown, but keeps the evidence', () => {
    const section = writeback.section(verdictOf({ events: [event('on', 1)] }), {
      visible: false,
      now: 0,
      heartbeats: [],
      sources: {},
      remembered: {},
    });
    expect(section).toMatchObject({ state: 'unknown', since: null, evidence: [{ says: 'on' }, { says: 'nothing' }] });
  });
});

import { describe, expect, it } from 'vitest';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Actor } from '../../shared/core/alerts.ts';
import { PureWatch, type Told } from '../stubs/pure-watch.ts';
import { CALM, readingsOf, type Tenant } from '../stubs/tenant.ts';

const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const ADA: Actor = { id: 'ada-id', name: 'ada@contoso.example', type: 'user' };
const later = (ms: number) => new Date(INSTALL + ms).toISOString();
const enabled = (ms: number, id = `on-${ms}`) => ({ id, says: 'on', at: later(ms), actor: ADA }) as const;
const disabled = (ms: number, id = `off-${ms}`) => ({ id, says: 'off', at: later(ms), actor: ADA }) as const;

/** A script of polls: when (in minutes after the install), the tenant then, and what is told. */
interface Step {
  readonly at: number;
  readonly tenant: Partial<Tenant>;
  readonly mail: readonly string[];
  readonly state: string | null;
  readonly lines?: readonly string[];
}

function play(steps: readonly Step[], watch = new PureWatch(writeback, INSTALL)): Told[] {
  return steps.map(({ at, tenant, mail, state, lines }) => {
    const told = watch.poll(readingsOf({ ...CALM, ...tenant }), INSTALL + at * MINUTE);
    expect({ at, mail: told.mail, state: told.state }).toEqual({ at, mail, state });
    if (lines) expect({ at, lines: told.lines }).toEqual({ at, lines });
    return told;
  });
}

const SUMMARY = 'summary info baseline';
const ON_UNDECLARED = 'opened critical writeback-on-undeclared';
const TURNED_ON = 'event critical writeback-turned-on';
const TURNED_OFF = 'event warning writeback-turned-off';
const CONTRADICTORY = 'opened warning writeback-evidence-contradictory';
const FIRST_READING = 'summary info first-reading';
const DENIED = { directoryAudits: 'denied' };
const DOWN = { directoryAudits: 'unavailable' };
const DECLARED_ON = { says: 'on', on: '2026-11-01', by: 'Ada' } as const;
const DECLARED_OFF = { says: 'off', on: '2026-11-01', by: 'Ada' } as const;

const SCENARIOS: readonly (readonly [name: string, steps: readonly Step[]])[] = [
  [
    'the first poll with everything readable mails one summary, and the next one nothing',
    [
      {
        at: 1,
        tenant: {},
        mail: [SUMMARY],
        state: 'unknown',
        lines: [
          'baseline directoryAudits: First reading of directoryAudits: 0 facts',
          'baseline onPremisesSynchronization: First reading of onPremisesSynchronization: 4 facts',
          'baseline organization: First reading of organization: 1 fact',
          'baseline cloudSync: First reading of cloudSync: 0 facts',
          'baseline authorizationPolicy: First reading of authorizationPolicy: 1 fact',
          'baseline declaration: First reading of declaration: 1 fact',
          'baseline verdict: Verdict: writeback is unknown',
        ],
      },
      { at: 2, tenant: {}, mail: [], state: 'unknown', lines: [] },
    ],
  ],
  [
    'a required source that fails from the start is summarised after BLIND_AFTER_MINUTES, and its first reading is one line',
    [
      { at: 1, tenant: { failing: DENIED }, mail: [], state: null },
      { at: 14, tenant: { failing: DENIED }, mail: [], state: null, lines: [] },
      { at: 15, tenant: { failing: DENIED }, mail: [SUMMARY], state: null, lines: [] },
      { at: 16, tenant: { failing: DENIED }, mail: [], state: null, lines: [] },
      {
        at: 60,
        tenant: {},
        mail: [FIRST_READING],
        state: 'unknown',
        lines: [
          'baseline directoryAudits: First reading of directoryAudits: 0 facts',
          'baseline verdict: Verdict: writeback is unknown',
        ],
      },
    ],
  ],
  [
    'a first verdict within BLIND_AFTER_MINUTES is the one summary',
    [
      { at: 1, tenant: { failing: DOWN }, mail: [], state: null },
      { at: 5, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 15, tenant: {}, mail: [], state: 'unknown' },
    ],
  ],
  [
    'writeback that is on at the baseline is a summary and a critical condition, and was not just "turned on"',
    [
      { at: 1, tenant: { events: [enabled(-DAY)] }, mail: [SUMMARY, ON_UNDECLARED], state: 'on' },
      { at: 2, tenant: { events: [enabled(-DAY)] }, mail: [], state: 'on', lines: [] },
    ],
  ],
  [
    'writeback found on by a first verdict after the summary is one line and a critical condition',
    [
      { at: 15, tenant: { failing: DENIED, flags: {} }, mail: [SUMMARY], state: null },
      { at: 20, tenant: { events: [enabled(-DAY)], flags: {} }, mail: [FIRST_READING, ON_UNDECLARED], state: 'on' },
    ],
  ],
  [
    'an Enable event is mailed as turned on, and opens the condition',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: 2,
        tenant: { events: [enabled(90_000)] },
        mail: [TURNED_ON, ON_UNDECLARED],
        state: 'on',
        lines: [
          'added directoryAudits: Audit event: Enable password writeback for directory',
          'changed verdict: Verdict: writeback unknown → on',
          'added conditions: Password writeback is on, and nobody declared it',
        ],
      },
      { at: 3, tenant: { events: [enabled(90_000)] }, mail: [], state: 'on', lines: [] },
    ],
  ],
  [
    'writeback that is declared on opens no condition',
    [
      { at: 1, tenant: { declared: DECLARED_ON }, mail: [SUMMARY], state: 'on' },
      { at: 2, tenant: { declared: DECLARED_ON, events: [enabled(90_000)] }, mail: [], state: 'on' },
    ],
  ],
  [
    'writeback that is on against a declaration is a critical condition',
    [
      { at: 1, tenant: { declared: DECLARED_OFF }, mail: [SUMMARY], state: 'off' },
      {
        at: 2,
        tenant: { declared: DECLARED_OFF, events: [enabled(90_000)] },
        mail: [TURNED_ON, ON_UNDECLARED],
        state: 'on',
      },
    ],
  ],
  [
    'a change of the declaration alone is recorded and not mailed as turned on or off',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: 2,
        tenant: { declared: DECLARED_ON },
        mail: [],
        state: 'on',
        lines: [
          'changed declaration: Declared writeback state: nothing → on since 2026-11-01, by Ada',
          'changed verdict: Verdict: writeback unknown → on',
        ],
      },
      { at: 3, tenant: { declared: DECLARED_OFF }, mail: [], state: 'off' },
    ],
  ],
  [
    'a declaration taken back, so that only the weak flag says on, is a condition and was not just "turned on"',
    [
      {
        at: 1,
        tenant: { declared: DECLARED_OFF, flags: { passwordWritebackEnabled: true } },
        mail: [SUMMARY, CONTRADICTORY],
        state: 'unknown',
      },
      {
        at: 2,
        tenant: { flags: { passwordWritebackEnabled: true } },
        mail: [ON_UNDECLARED, 'closed warning writeback-evidence-contradictory'],
        state: 'on',
      },
    ],
  ],
  [
    'a declaration ends the condition, and the closing is mailed',
    [
      { at: 1, tenant: { events: [enabled(-DAY)] }, mail: [SUMMARY, ON_UNDECLARED], state: 'on' },
      {
        at: 2,
        tenant: { events: [enabled(-DAY)], declared: DECLARED_ON },
        mail: ['closed critical writeback-on-undeclared'],
        state: 'on',
      },
    ],
  ],
  [
    'Enable and Disable between two polls are both told, in their order',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: 3,
        tenant: { events: [disabled(120_000), enabled(90_000)] },
        mail: [TURNED_ON, TURNED_OFF],
        state: 'off',
        lines: [
          'added directoryAudits: Audit event: Enable password writeback for directory',
          'added directoryAudits: Audit event: Disable password writeback for directory',
          'changed verdict: Verdict: writeback unknown → off',
        ],
      },
    ],
  ],
  [
    'Disable and Enable between two polls are both told, and leave it on',
    [
      { at: 1, tenant: { events: [enabled(-DAY)], declared: DECLARED_ON }, mail: [SUMMARY], state: 'on' },
      {
        at: 3,
        tenant: { events: [enabled(-DAY), disabled(90_000), enabled(120_000)], declared: DECLARED_ON },
        mail: [TURNED_OFF, TURNED_ON],
        state: 'on',
      },
    ],
  ],
  [
    'a Disable event without Cloud Sync turns it off and ends the condition',
    [
      { at: 1, tenant: { events: [enabled(-DAY)] }, mail: [SUMMARY, ON_UNDECLARED], state: 'on' },
      {
        at: 2,
        tenant: { events: [enabled(-DAY), disabled(90_000)] },
        mail: [TURNED_OFF, 'closed critical writeback-on-undeclared'],
        state: 'off',
      },
    ],
  ],
  [
    'a Disable event is mailed also where nothing was known before',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { events: [disabled(90_000)] }, mail: [TURNED_OFF], state: 'off' },
    ],
  ],
  [
    'a Disable event with Cloud Sync is contradictory, never off',
    [
      {
        at: 1,
        tenant: { events: [enabled(-DAY)], cloudSync: ['cs'] },
        mail: [SUMMARY, ON_UNDECLARED],
        state: 'on',
      },
      {
        at: 2,
        tenant: { events: [enabled(-DAY), disabled(90_000)], cloudSync: ['cs'] },
        mail: [TURNED_OFF, CONTRADICTORY, 'closed critical writeback-on-undeclared'],
        state: 'unknown',
      },
    ],
  ],
  [
    'a Disable event from before a gap of more than 7 days proves nothing',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: (8 * DAY) / MINUTE,
        tenant: { events: [disabled(5 * MINUTE)] },
        mail: [TURNED_OFF],
        state: 'unknown',
      },
    ],
  ],
  [
    'a Disable event within 7 days after a gap stands, because its time is still inside the log',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: (8 * DAY) / MINUTE, tenant: { events: [disabled(2 * DAY)] }, mail: [TURNED_OFF], state: 'off' },
    ],
  ],
  [
    'a verdict off falls back to unknown after a gap of more than 7 days',
    [
      { at: 1, tenant: { events: [disabled(-DAY)] }, mail: [SUMMARY], state: 'off' },
      { at: 2 + (7 * DAY) / MINUTE, tenant: { events: [] }, mail: [], state: 'unknown' },
    ],
  ],
  [
    'an optional source that is readable later is one line, not fact by fact',
    [
      { at: 1, tenant: { failing: { onPremisesSynchronization: 'denied' } }, mail: [SUMMARY], state: 'unknown' },
      {
        at: 60,
        tenant: {},
        mail: [FIRST_READING],
        state: 'unknown',
        lines: ['baseline onPremisesSynchronization: First reading of onPremisesSynchronization: 4 facts'],
      },
    ],
  ],
  [
    'an optional source that is readable later and says on is one line and a condition, and was not just "turned on"',
    [
      { at: 1, tenant: { failing: { onPremisesSynchronization: 'denied' } }, mail: [SUMMARY], state: 'unknown' },
      {
        at: 60,
        tenant: { flags: { passwordWritebackEnabled: true } },
        mail: [FIRST_READING, ON_UNDECLARED],
        state: 'on',
        lines: [
          'baseline onPremisesSynchronization: First reading of onPremisesSynchronization: 1 fact',
          'baseline verdict: Verdict: writeback unknown → on',
          'added conditions: Password writeback is on, and nobody declared it',
        ],
      },
    ],
  ],
  [
    'the weak flag that turns true is mailed as turned on',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: 2,
        tenant: { flags: { ...CALM.flags, passwordWritebackEnabled: true } },
        mail: [TURNED_ON, ON_UNDECLARED],
        state: 'on',
      },
    ],
  ],
  [
    'the weak flag that turns true while the audit log cannot be read is mailed once the log is read again',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: 2,
        tenant: { flags: { ...CALM.flags, passwordWritebackEnabled: true }, failing: DOWN },
        mail: [],
        state: 'unknown',
        lines: ['changed onPremisesSynchronization: Sync feature flag passwordWritebackEnabled: false → true'],
      },
      {
        at: 3,
        tenant: { flags: { ...CALM.flags, passwordWritebackEnabled: true } },
        mail: [TURNED_ON, ON_UNDECLARED],
        state: 'on',
      },
    ],
  ],
  [
    'the weak flag never overrules a Disable event',
    [
      { at: 1, tenant: { events: [disabled(-DAY)] }, mail: [SUMMARY], state: 'off' },
      {
        at: 2,
        tenant: { events: [disabled(-DAY)], flags: { ...CALM.flags, passwordWritebackEnabled: true } },
        mail: [],
        state: 'off',
      },
    ],
  ],
  [
    'an optional source that goes blind is mailed once after BLIND_AFTER_MINUTES, and once when seen again',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { failing: { authorizationPolicy: 'unavailable' } }, mail: [], state: 'unknown', lines: [] },
      { at: 16, tenant: { failing: { authorizationPolicy: 'unavailable' } }, mail: [], state: 'unknown', lines: [] },
      {
        at: 17,
        tenant: { failing: { authorizationPolicy: 'unavailable' } },
        mail: ['opened warning source-blind'],
        state: 'unknown',
        lines: ['added conditions: Source authorizationPolicy cannot be read'],
      },
      { at: 18, tenant: { failing: { authorizationPolicy: 'denied' } }, mail: [], state: 'unknown', lines: [] },
      {
        at: 30,
        tenant: {},
        mail: ['closed warning source-blind'],
        state: 'unknown',
        lines: ['removed conditions: Ended: Source authorizationPolicy cannot be read'],
      },
    ],
  ],
  [
    'a source that was never readable raises no alert, however long',
    [
      { at: 1, tenant: { failing: { organization: 'denied' } }, mail: [SUMMARY], state: 'unknown' },
      { at: 600, tenant: { failing: { organization: 'denied' } }, mail: [], state: 'unknown', lines: [] },
    ],
  ],
  [
    'while a required source fails the verdict stands, and only conditions of pure time move',
    [
      { at: 1, tenant: { events: [enabled(-DAY)] }, mail: [SUMMARY, ON_UNDECLARED], state: 'on' },
      {
        at: 2,
        tenant: { events: [enabled(-DAY)], declared: DECLARED_ON, failing: DOWN },
        mail: [],
        state: 'on',
        lines: ['changed declaration: Declared writeback state: nothing → on since 2026-11-01, by Ada'],
      },
      {
        at: 20,
        tenant: { events: [enabled(-DAY)], declared: DECLARED_ON, failing: DOWN },
        mail: ['opened warning source-blind'],
        state: 'on',
        lines: ['added conditions: Source directoryAudits cannot be read'],
      },
      {
        at: 40,
        tenant: { events: [enabled(-DAY)], declared: DECLARED_ON },
        mail: ['closed critical writeback-on-undeclared', 'closed warning source-blind'],
        state: 'on',
      },
    ],
  ],
  [
    'a protective sync flag that is turned off is mailed',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: 2,
        tenant: { flags: { ...CALM.flags, blockSoftMatchEnabled: false } },
        mail: ['event warning sync-protection-off'],
        state: 'unknown',
        lines: ['changed onPremisesSynchronization: Sync feature flag blockSoftMatchEnabled: true → false'],
      },
      { at: 3, tenant: {}, mail: [], state: 'unknown' },
    ],
  ],
  [
    'a protective sync flag that is no longer reported is mailed, but only after two readings',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { flags: { passwordWritebackEnabled: false } }, mail: [], state: 'unknown', lines: [] },
      {
        at: 3,
        tenant: { flags: { passwordWritebackEnabled: false } },
        mail: ['event warning sync-protection-off', 'event warning sync-protection-off'],
        state: 'unknown',
      },
    ],
  ],
  [
    'self-service reset opened to administrators is mailed, closing it is recorded',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { sspr: true }, mail: ['event warning sspr-for-admins-on'], state: 'unknown' },
      {
        at: 3,
        tenant: {},
        mail: [],
        state: 'unknown',
        lines: ['changed authorizationPolicy: Authorization policy allowedToUseSSPR: true → false'],
      },
    ],
  ],
  [
    'a flag nobody knows is recorded only',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: 2,
        tenant: { flags: { ...CALM.flags, brandNewEnabled: true } },
        mail: [],
        state: 'unknown',
        lines: ['added onPremisesSynchronization: Sync feature flag brandNewEnabled: new, true'],
      },
    ],
  ],
  [
    'a new name of the tenant and failed events tell nothing about writeback',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { name: 'Fabrikam' }, mail: [], state: 'unknown', lines: [] },
      {
        at: 3,
        tenant: { name: 'Fabrikam', events: [{ ...enabled(90_000), result: 'failure' }] },
        mail: [],
        state: 'unknown',
        lines: ['added directoryAudits: Audit event: Enable password writeback for directory (result: failure)'],
      },
    ],
  ],
];

describe('a poll', () => {
  it.each(SCENARIOS)('%s', (_, steps) => {
    play(steps);
  });

  it('names in the alert and in history who turned writeback on, and when', () => {
    const [, told] = play([
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { events: [enabled(90_000)] }, mail: [TURNED_ON, ON_UNDECLARED], state: 'on' },
    ]);
    expect(told?.outcome.pending?.alerts[0]).toMatchObject({ actor: ADA, since: later(90_000) });
    expect(told?.outcome.change?.items[0]).toMatchObject({ actor: ADA, alert: told?.outcome.pending?.alerts[0]?.id });
    expect(told?.outcome.change?.wantsActor).toBe(false);
  });

  it('asks for the actor of a change that no event names', () => {
    const [, told] = play([
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { sspr: true }, mail: ['event warning sspr-for-admins-on'], state: 'unknown' },
    ]);
    expect(told?.outcome.change?.wantsActor).toBe(true);
    expect(told?.outcome.change?.items[0]?.activities).toEqual(['Update authorization policy']);
  });

  it('tells the mail what cannot be seen, what is known, and of which tenant', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const tenant = { events: [enabled(-DAY)], failing: { cloudSync: 'denied' } };
    const [told] = play([{ at: 1, tenant, mail: [SUMMARY, ON_UNDECLARED], state: 'on' }], watch);
    expect(told?.outcome.pending?.context).toEqual({
      tenant: { id: 'tenant-id', name: 'Contoso' },
      headline: `Password writeback is on (evidence of ${later(-DAY)}), declared nothing.`,
      evidence: [
        {
          text: 'says on (strong): Audit event "Enable password writeback for directory" by ada@contoso.example',
          at: later(-DAY),
        },
        {
          text: 'says nothing (weak): features.passwordWritebackEnabled is false (documented as not in use)',
          at: later(MINUTE),
        },
      ],
      unseen: [
        {
          source: 'cloudSync',
          state: 'denied',
          shows: 'whether Cloud Sync exists beside Connect Sync, so that one Disable event does not mean both',
          why: 'cloudSync said denied',
        },
      ],
    });
  });

  it('names in the summary each source that could not be read, and why', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const told = watch.poll(readingsOf({ ...CALM, failing: { organization: 'denied' } }), INSTALL + MINUTE);
    const lines = told.outcome.pending?.alerts[0]?.lines;
    expect(lines).toContain('organization (optional): not readable: denied: organization said denied');
    expect(lines).toContain('directoryAudits (required): 0 facts');
  });

  it('keeps the last known tenant name while the organization cannot be read', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.poll(readingsOf(CALM), INSTALL + MINUTE);
    watch.poll(readingsOf({ ...CALM, failing: { organization: 'denied' } }), INSTALL + 2 * MINUTE);
    expect(watch.head?.tenantName).toBe('Contoso');
  });
});

describe('MAIL_MIN_SEVERITY', () => {
  it('keeps what is below it out of the outbox, openings and closings alike, but records it', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.floor = 'critical';
    const blind = { failing: { authorizationPolicy: 'unavailable' } };
    const [, sspr, opened, closed] = play(
      [
        { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
        { at: 2, tenant: { sspr: true }, mail: [], state: 'unknown' },
        { at: 20, tenant: { sspr: true, ...blind }, mail: [], state: 'unknown' },
        { at: 21, tenant: { sspr: true }, mail: [], state: 'unknown' },
        {
          at: 22,
          tenant: { sspr: true, events: [enabled(21 * MINUTE)] },
          mail: [TURNED_ON, ON_UNDECLARED],
          state: 'on',
        },
      ],
      watch,
    );
    expect(sspr?.outcome.change?.items).toMatchObject([{ severity: 'warning', alert: null }]);
    expect(opened?.outcome.alerts).toMatchObject([{ rule: 'source-blind', mailed: false }]);
    expect(opened?.outcome.change?.items).toMatchObject([{ source: 'conditions', alert: null }]);
    expect(closed?.outcome.change?.items).toMatchObject([{ source: 'conditions', change: 'removed', alert: null }]);
  });

  it('mails a closing exactly if its opening was mailed, whatever the setting is by then', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const blind = { failing: { authorizationPolicy: 'unavailable' } };
    play([{ at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' }], watch);
    play([{ at: 20, tenant: blind, mail: ['opened warning source-blind'], state: 'unknown' }], watch);
    watch.floor = 'critical';
    play([{ at: 21, tenant: {}, mail: ['closed warning source-blind'], state: 'unknown' }], watch);
    play([{ at: 40, tenant: blind, mail: [], state: 'unknown' }], watch);
    watch.floor = 'info';
    play([{ at: 41, tenant: {}, mail: [], state: 'unknown' }], watch);
  });

  it('lets the listing of a commit hold every alert that it raised, opened or closed, mailed or not', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.floor = 'critical';
    watch.poll(readingsOf(CALM), INSTALL + MINUTE);
    const blind = readingsOf({ ...CALM, failing: { cloudSync: 'unavailable' } });
    const opened = watch.poll(blind, INSTALL + 20 * MINUTE);
    const id = opened.outcome.alerts[0]?.id;
    expect(opened.outcome.change?.alerts).toEqual([id]);
    expect(watch.poll(readingsOf(CALM), INSTALL + 21 * MINUTE).outcome.change?.alerts).toEqual([id]);
  });
});

describe('lost state', () => {
  const enabledTenant: Tenant = { ...CALM, events: [enabled(-DAY)], declared: DECLARED_ON };

  function watched(tenant: Tenant = enabledTenant): PureWatch<unknown> {
    const watch = new PureWatch(writeback, INSTALL) as PureWatch<unknown>;
    watch.poll(readingsOf(tenant), INSTALL + MINUTE);
    return watch;
  }

  function lose(watch: PureWatch<unknown>, source: string): void {
    watch.texts.delete(watch.head?.sources[source]?.snapshot ?? '');
  }

  it('gives a state source a new baseline, mailed once as "state lost", and no drift', () => {
    const watch = watched();
    lose(watch, 'onPremisesSynchronization');
    const changed = { ...enabledTenant, flags: { ...CALM.flags, blockSoftMatchEnabled: false } };
    const told = watch.poll(readingsOf(changed), INSTALL + 2 * MINUTE);
    expect(told.mail).toEqual(['event warning state-lost']);
    expect(told.lines).toContain(
      'baseline onPremisesSynchronization: New baseline after lost state of onPremisesSynchronization: 4 facts',
    );
    expect(told.lines.filter((line) => line.includes('blockSoftMatch'))).toEqual([]);
    expect(watch.poll(readingsOf(changed), INSTALL + 3 * MINUTE)).toMatchObject({ mail: [], lines: [], quiet: true });
  });

  it('reads a log anew without a bound, and mails once as "state lost"', () => {
    const watch = watched();
    lose(watch, 'directoryAudits');
    const bounded = readingsOf({ ...enabledTenant, events: [enabled(90_000)] });
    const first = watch.poll(bounded, INSTALL + 2 * MINUTE);
    expect(watch.head?.sources.directoryAudits).toMatchObject({ snapshot: null, watermark: null });
    expect(first.state).toBe('on');
    const whole = readingsOf({ ...enabledTenant, events: [enabled(-DAY), enabled(90_000)] });
    const second = watch.poll(whole, INSTALL + 3 * MINUTE);
    expect([...first.mail, ...second.mail]).toEqual(['event warning state-lost']);
    expect(second.lines).toContain(
      'baseline directoryAudits: New baseline after lost state of directoryAudits: 2 facts',
    );
    expect(watch.poll(whole, INSTALL + 4 * MINUTE)).toMatchObject({ mail: [], lines: [], quiet: true });
  });

  it('stores a new baseline even if it has the same text as the one that was lost', () => {
    const watch = watched();
    lose(watch, 'cloudSync');
    const other = readingsOf({ ...enabledTenant, sspr: true });
    expect(watch.poll(other, INSTALL + 2 * MINUTE).mail).toContain('event warning state-lost');
    expect(watch.texts.has(watch.head?.sources.cloudSync?.snapshot ?? '')).toBe(true);
    expect(watch.poll(readingsOf(enabledTenant), INSTALL + 3 * MINUTE).mail).toEqual([]);
  });

  it('judges anew when the verdict is lost, and mails it as "state lost", not as turned on', () => {
    const watch = watched();
    watch.texts.delete(watch.head?.verdict?.hash ?? '');
    const told = watch.poll(readingsOf({ ...enabledTenant, name: 'Fabrikam' }), INSTALL + 2 * MINUTE);
    expect(told).toMatchObject({ mail: ['event warning state-lost'], state: 'on' });
    expect(told.lines).toEqual(['baseline verdict: Verdict: writeback is on']);
  });

  it('tells nothing of a lost snapshot until its source can be read again', () => {
    const watch = watched();
    lose(watch, 'organization');
    const failing = readingsOf({ ...enabledTenant, failing: { organization: 'unavailable' } });
    expect(watch.poll(failing, INSTALL + 2 * MINUTE).mail).toEqual([]);
    expect(watch.poll(readingsOf(enabledTenant), INSTALL + 3 * MINUTE).mail).toEqual(['event warning state-lost']);
  });
});

describe('time in history', () => {
  it('goes forward by a millisecond when the clock stands still or falls back', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const sspr = (value: boolean, now: number) => watch.poll(readingsOf({ ...CALM, sspr: value }), now);
    expect(sspr(false, INSTALL).outcome.change?.at).toBe(later(0));
    expect(sspr(true, INSTALL).outcome.change?.at).toBe(later(1));
    expect(sspr(false, INSTALL - DAY).outcome.change?.at).toBe(later(2));
    expect(sspr(false, INSTALL + MINUTE).outcome.change).toBeNull();
    expect(watch.head?.lastHistoryAt).toBe(later(2));
    expect(sspr(true, INSTALL + 2 * MINUTE).outcome.change?.at).toBe(later(2 * MINUTE));
  });

  it('lets no condition end before it began', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.poll(readingsOf({ ...CALM, events: [enabled(-DAY)] }), INSTALL + 60 * MINUTE);
    const declared = { ...CALM, events: [enabled(-DAY)], declared: DECLARED_ON };
    const told = watch.poll(readingsOf(declared), INSTALL);
    const closing = told.outcome.pending?.alerts.find(({ kind }) => kind === 'closed');
    expect(closing).toMatchObject({ since: later(60 * MINUTE), until: later(60 * MINUTE + 1) });
  });

  it('starts the generation of a new head at its time, and counts on from there', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.poll(readingsOf(CALM), INSTALL + MINUTE);
    expect(watch.head?.generation).toBe(INSTALL + MINUTE);
    watch.poll(readingsOf(CALM), INSTALL + 2 * MINUTE);
    expect(watch.head?.generation).toBe(INSTALL + MINUTE + 1);
  });
});

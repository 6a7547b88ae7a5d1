import { describe, it } from 'vitest';
import {
  CONTRADICTORY,
  DAY,
  DECLARED_OFF,
  DECLARED_ON,
  DENIED,
  DOWN,
  disabled,
  enabled,
  FIRST_READING,
  MINUTE,
  ON_UNDECLARED,
  play,
  type Step,
  SUMMARY,
  TURNED_OFF,
  TURNED_ON,
} from '../../stubs/poll-script.ts';
import { CALM } from '../../stubs/tenant.ts';

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
          'baseline ssprSettings: First reading of ssprSettings: 0 facts',
          'baseline resets: First reading of resets: 0 facts',
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
          'added directoryAudits: Audit event: "Enable password writeback for directory"',
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
          'added directoryAudits: Audit event: "Enable password writeback for directory"',
          'added directoryAudits: Audit event: "Disable password writeback for directory"',
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
    'a Disable event with Cloud Sync is contradictory, never off, and ends no critical condition',
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
        mail: [TURNED_OFF, CONTRADICTORY],
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
    'the weak flag that is new among the others and true is mailed as turned on',
    [
      { at: 1, tenant: { flags: { passwordSyncEnabled: true } }, mail: [SUMMARY], state: 'unknown' },
      {
        at: 2,
        tenant: { flags: { passwordSyncEnabled: true, passwordWritebackEnabled: true } },
        mail: [TURNED_ON, ON_UNDECLARED],
        state: 'on',
      },
    ],
  ],
  [
    'the weak flag that turns true while the audit log cannot be read is mailed at once',
    [
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      {
        at: 2,
        tenant: { flags: { ...CALM.flags, passwordWritebackEnabled: true }, failing: DOWN },
        mail: [TURNED_ON, ON_UNDECLARED],
        state: 'on',
      },
      {
        at: 3,
        tenant: { flags: { ...CALM.flags, passwordWritebackEnabled: true } },
        mail: [],
        state: 'on',
        lines: [],
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
        lines: [
          'added conditions: Source authorizationPolicy cannot be read, so nobody sees whether administrators may reset their own passwords',
        ],
      },
      { at: 18, tenant: { failing: { authorizationPolicy: 'denied' } }, mail: [], state: 'unknown', lines: [] },
      {
        at: 30,
        tenant: {},
        mail: ['closed warning source-blind'],
        state: 'unknown',
        lines: [
          'removed conditions: Ended: Source authorizationPolicy cannot be read, so nobody sees whether administrators may reset their own passwords',
        ],
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
    'while a required source fails it counts with what was last believed, and what others show is told',
    [
      { at: 1, tenant: { events: [enabled(-DAY)] }, mail: [SUMMARY, ON_UNDECLARED], state: 'on' },
      {
        at: 2,
        tenant: { events: [enabled(-DAY)], declared: DECLARED_ON, failing: DOWN },
        mail: ['closed critical writeback-on-undeclared'],
        state: 'on',
      },
      {
        at: 20,
        tenant: { events: [enabled(-DAY)], declared: DECLARED_ON, failing: DOWN },
        mail: ['opened warning source-blind'],
        state: 'on',
        lines: [
          'added conditions: Source directoryAudits cannot be read, so nobody sees whether someone turns writeback on or off',
        ],
      },
      {
        at: 40,
        tenant: { events: [enabled(-DAY)], declared: DECLARED_ON },
        mail: ['closed warning source-blind'],
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
        lines: ['added directoryAudits: Audit event: "Enable password writeback for directory" (result: failure)'],
      },
    ],
  ],
];

describe('a poll, by script', () => {
  it.each(SCENARIOS)('%s', (_, steps) => {
    play(steps);
  });
});

import { describe, expect, it } from 'vitest';
import { type Case, caseOf, type Evidence } from '../../../shared/checks/writeback/evidence.ts';
import { storedVerdict } from '../../../shared/checks/writeback/stored.ts';
import { decide, type Verdict } from '../../../shared/checks/writeback/verdict.ts';
import type { SourceView } from '../../../shared/core/model/check.ts';
import { believe } from '../../../shared/core/poll/belief.ts';
import { words } from '../../../shared/core/text/words.ts';
import { daysAgo, event, judge, NOW, seen, viewsOf } from '../../stubs/writeback-views.ts';

const audit = (says: 'on' | 'off', days: number): Evidence => ({
  kind: 'audit',
  says,
  at: daysAgo(days),
  weight: 'strong',
  detail: words``,
});
const declared = (says: 'on' | 'off', days: number): Evidence => ({
  ...audit(says, days),
  kind: 'declared',
  weight: 'medium',
});
const flag = (value: boolean, days = 1): Evidence => ({
  ...audit('on', days),
  kind: 'flag',
  says: value ? 'on' : 'nothing',
  weight: 'weak',
});

/** Cloud Sync excluded and watched for long, so that a row names only what it is about. */
const caseWith = (over: Partial<Case>): Case => ({
  strong: [],
  medium: [],
  aged: [],
  declared: null,
  flag: flag(false),
  cloudSyncExcluded: true,
  unbrokenSince: daysAgo(100),
  ...over,
});

const on = (deciding: Evidence): Verdict => ({ state: 'on', deciding, contradictory: false });
const off = (deciding: Evidence): Verdict => ({ state: 'off', deciding, contradictory: false });
const UNKNOWN: Verdict = { state: 'unknown', deciding: null, contradictory: false };
const CONTRADICTORY: Verdict = { ...UNKNOWN, contradictory: true };

const ENABLED = audit('on', 3);
const DISABLED = audit('off', 3);
const WAS_ON = audit('on', 9);

describe('the writeback verdict, first row that fits', () => {
  // biome-ignore format: a table is read in rows
  it.each<[newest: string, otherwise: string, facts: Partial<Case>, verdict: Verdict]>([
    ['newest says on', 'nothing else known', { strong: [ENABLED] }, on(ENABLED)],
    ['newest says on', 'after a Disable', { strong: [ENABLED, audit('off', 4)] }, on(ENABLED)],
    ['newest says on', 'declared off since', { strong: [ENABLED], declared: declared('off', 1) }, on(ENABLED)],
    ['newest says on', 'watch broken, Cloud Sync there', { strong: [ENABLED], unbrokenSince: null, cloudSyncExcluded: false }, on(ENABLED)],

    ['newest says off, Cloud Sync not excluded', 'a newer declaration on', { strong: [DISABLED, WAS_ON], cloudSyncExcluded: false, declared: declared('on', 1) }, on(declared('on', 1))],
    ['newest says off, Cloud Sync not excluded', 'an older declaration on', { strong: [DISABLED], cloudSyncExcluded: false, declared: declared('on', 5) }, UNKNOWN],
    ['newest says off, Cloud Sync not excluded', 'an older strong on', { strong: [DISABLED, WAS_ON], cloudSyncExcluded: false }, CONTRADICTORY],
    ['newest says off, Cloud Sync not excluded', 'no older strong on', { strong: [DISABLED, audit('off', 9)], cloudSyncExcluded: false }, UNKNOWN],
    ['newest says off, Cloud Sync not excluded', 'declared off', { strong: [DISABLED, WAS_ON], cloudSyncExcluded: false, declared: declared('off', 1) }, CONTRADICTORY],
    ['newest says off, Cloud Sync not excluded', 'flag true', { strong: [DISABLED], cloudSyncExcluded: false, flag: flag(true) }, UNKNOWN],

    ['newest says off', 'a newer declaration on', { strong: [DISABLED], declared: declared('on', 1) }, on(declared('on', 1))],
    ['newest says off', 'a declaration on of the same moment', { strong: [DISABLED], declared: declared('on', 3) }, off(DISABLED)],
    ['newest says off', 'an older declaration on, watch unbroken', { strong: [DISABLED], declared: declared('on', 5) }, off(DISABLED)],
    ['newest says off', 'watch unbroken', { strong: [DISABLED, WAS_ON] }, off(DISABLED)],
    ['newest says off', 'watch unbroken, flag true', { strong: [DISABLED], flag: flag(true) }, off(DISABLED)],
    ['newest says off', 'exactly 7 days before the watch began', { strong: [audit('off', 27)], unbrokenSince: daysAgo(20) }, off(audit('off', 27))],
    ['newest says off', 'more than 7 days before the watch began', { strong: [audit('off', 27.001)], unbrokenSince: daysAgo(20) }, UNKNOWN],
    ['newest says off', 'never watched', { strong: [DISABLED], unbrokenSince: null }, UNKNOWN],
    ['newest says off', 'before a gap, declared off', { strong: [audit('off', 40)], unbrokenSince: daysAgo(20), declared: declared('off', 50) }, off(audit('off', 40))],
    ['newest says off', 'before a gap, flag true', { strong: [audit('off', 40)], unbrokenSince: daysAgo(20), flag: flag(true) }, UNKNOWN],

    ['none', 'declared on', { declared: declared('on', 5) }, on(declared('on', 5))],
    ['none', 'declared on, flag true', { declared: declared('on', 5), flag: flag(true) }, on(declared('on', 5))],
    ['none', 'declared off', { declared: declared('off', 5) }, off(declared('off', 5))],
    ['none', 'declared off, Cloud Sync there', { declared: declared('off', 5), cloudSyncExcluded: false }, off(declared('off', 5))],
    ['none', 'declared off, flag unread', { declared: declared('off', 5), flag: null }, off(declared('off', 5))],
    ['none', 'declared off, flag true', { declared: declared('off', 5), flag: flag(true) }, CONTRADICTORY],
    ['none', 'flag true', { flag: flag(true) }, on(flag(true))],
    ['none', 'flag false', { flag: flag(false) }, UNKNOWN],
    ['none', 'flag unread', { flag: null }, UNKNOWN],
  ])('%s: %s', (_, __, facts, verdict) => {
    expect(decide(caseWith(facts))).toEqual(verdict);
  });
});

describe('the case that the facts make', () => {
  it('has strong evidence newest first, whatever the order of the facts', () => {
    const { strong } = caseOf(viewsOf({ events: [event('on', 5), event('off', 1), event('on', 9)] }), NOW);
    expect(strong.map(({ says, at }) => [says, at])).toEqual([
      ['off', daysAgo(1)],
      ['on', daysAgo(5)],
      ['on', daysAgo(9)],
    ]);
  });

  it('takes Enable for the newer one of two events at one moment: rather on than off', () => {
    for (const ids of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const events = [
        { ...event('on', 1), id: ids[0] },
        { ...event('off', 1), id: ids[1] },
      ];
      expect(decide(caseOf(viewsOf({ events }), NOW)).state).toBe('on');
    }
  });

  it('dates an event whose time cannot be read from when it was first seen, and says so', () => {
    const odd = { key: 'odd', attributes: { says: 'on', at: null, result: 'success' }, label: 'Enable' };
    const views = { ...viewsOf({ events: [event('off', 5)] }), directoryAudits: seen([odd], 'ok', daysAgo(100)) };
    expect(caseOf(views, NOW).strong).toEqual([
      {
        kind: 'audit',
        says: 'on',
        at: daysAgo(1),
        weight: 'strong',
        detail: 'Audit event "Enable"; its own time cannot be read, so this is when it was first seen',
      },
    ]);
  });

  it('has no evidence in an event that does not say what it is', () => {
    const odd = { key: 'odd', attributes: { says: 'nothing', at: daysAgo(1), result: 'success' } };
    expect(caseOf({ ...viewsOf({}), directoryAudits: seen([odd]) }, NOW).strong).toEqual([]);
  });

  it.each(['failure', 'timeout', 'unknownFutureValue', ''])(
    'has no evidence in an event with the result "%s"',
    (result) => {
      expect(caseOf(viewsOf({ events: [event('off', 1, result)] }), NOW).strong).toEqual([]);
    },
  );

  it.each<[name: string, view: SourceView | undefined, excluded: boolean]>([
    ['a good, empty reading', seen([]), true],
    ['an empty reading that is stale', seen([], 'stale'), true],
    ['an empty reading that is blind', seen([], 'blind'), false],
    ['an empty reading, and denied since', seen([], 'denied'), false],
    ['an empty reading, and unlicensed since', seen([], 'unlicensed'), false],
    ['one configuration', seen([{ key: 'cs', attributes: {} }]), false],
    [
      'a configuration that is missing from one reading',
      { ...seen([]), facts: [{ key: 'cs', attributes: {}, firstSeen: '', since: '', missing: true }] },
      false,
    ],
    ['never read', { state: 'never', isFresh: false, facts: null, unbrokenSince: null, heartbeats: [] }, false],
    [
      'denied from the start',
      { state: 'denied', isFresh: false, facts: null, unbrokenSince: null, heartbeats: [] },
      false,
    ],
    ['not among the sources', undefined, false],
  ])('excludes Cloud Sync by %s: %s', (_, view, excluded) => {
    const { cloudSync: _cloudSync, ...views } = viewsOf({});
    expect(caseOf(view ? { ...views, cloudSync: view } : views, NOW).cloudSyncExcluded).toBe(excluded);
  });

  it('counts a declaration from 00:00 UTC of its day', () => {
    const tenant = { declared: { says: 'on', on: '2026-11-19', by: 'Ada' } } as const;
    expect(caseOf(viewsOf(tenant), NOW).declared).toMatchObject({
      says: 'on',
      at: '2026-11-19T00:00:00.000Z',
      weight: 'medium',
    });
    const laterThatDay = { ...tenant, events: [{ ...event('off', 0), at: '2026-11-19T09:00:00.000Z' }] };
    expect(decide(caseOf(viewsOf(laterThatDay), NOW)).state).toBe('off');
  });

  it.each<[value: boolean | null, says: string]>([
    [true, 'on'],
    [false, 'nothing'],
    [null, 'nothing'],
  ])('takes the flag %s for %s, since when it was first seen so', (value, says) => {
    expect(caseOf(viewsOf({ flags: { passwordWritebackEnabled: value } }), NOW).flag).toMatchObject({
      says,
      at: daysAgo(1),
    });
  });

  it('knows nothing when nothing was read', () => {
    expect(decide(caseOf({}, NOW))).toEqual(UNKNOWN);
  });
});

describe('the stored verdict', () => {
  it('is one fact with what decided, and shows the evidence beside it', () => {
    const views = viewsOf({ events: [event('on', 2)], declared: { says: 'off', on: '2026-11-01', by: 'Ada' } });
    const [fact, ...more] = judge(views);
    expect(more).toEqual([]);
    expect(fact).toMatchObject({
      key: 'writeback',
      attributes: { state: 'on', contradictory: false, since: daysAgo(2), decidedBy: 'audit', declared: 'off' },
    });
    const stored = storedVerdict(believe(null, judge(views), 'state', daysAgo(0)));
    expect(stored.evidence.map(({ kind, says, weight }) => [kind, says, weight])).toEqual([
      ['audit', 'on', 'strong'],
      ['declared', 'off', 'medium'],
      ['flag', 'nothing', 'weak'],
    ]);
  });

  it('shows the ten newest events, however many there were', () => {
    const events = Array.from({ length: 30 }, (_, days) => event('on', days));
    const evidence = judge(viewsOf({ events }))[0]?.details?.evidence as unknown as Evidence[];
    expect(evidence.filter(({ kind }) => kind === 'audit').map(({ at }) => at)).toEqual(
      Array.from({ length: 10 }, (_, days) => daysAgo(days)),
    );
  });

  it('that is not there reads as unknown, never as off', () => {
    expect(storedVerdict(null)).toMatchObject({ state: 'unknown', since: null, declared: null, evidence: [] });
    expect(storedVerdict([])).toMatchObject({ state: 'unknown' });
  });
});

import { describe, expect, it } from 'vitest';
import type { Head } from '../../../shared/core/model/head.ts';
import type { OutboxRow } from '../../../shared/core/model/outbox.ts';
import {
  type CheckState,
  type HealthInput,
  isVisible,
  reasons,
  sourceStates,
} from '../../../shared/core/status/health.ts';
import {
  failing,
  headOf,
  MINUTE,
  mailboxWith,
  mailOnly,
  NOW,
  record,
  stateOf,
  time,
} from '../../stubs/stored-state.ts';

const DENIED_ONCE = { ...failing('denied', 1), denials: 1 };
const DENIED_TWICE = { ...failing('denied', 1), denials: 2 };
const NEVER = (code: string, denials = 0) => ({ ...failing(code, null), denials });

const row = (minutesAgo: number, held = false): OutboxRow => ({
  check: 'agents',
  generation: held ? 1 : 2,
  at: time(-minutesAgo),
  alerts: [],
  context: { tenant: { id: 't', name: null }, headline: '', evidence: [], unseen: [] },
  rowKey: 'row',
  receiver: 'mail',
});

const HELD = ({ generation }: { readonly generation: number }): boolean => generation === 1;

const input = (over: Partial<HealthInput> = {}): HealthInput => ({
  now: NOW,
  installedAt: time(-60),
  blindAfterMinutes: 15,
  notifyIntervalMs: 60_000,
  checks: [stateOf()],
  openAlerts: [],
  outboxes: mailOnly({}, HELD),
  damaged: [],
  onePass: false,
  ...over,
});

const told = (found: HealthInput) => reasons(found).map(({ level, code, what }) => `${level} ${code}: ${what}`);
const withHead = (over: Partial<Head>) => input({ checks: [stateOf({ head: headOf(over) })] });

/** As people read it. */
const said = (minutes: number): string =>
  time(minutes)
    .replace('T', ' ')
    .replace(/\.\d{3}Z$/, ' UTC');

describe('the reasons of the status', () => {
  it('are none when all is well', () => {
    expect(told(input())).toEqual([]);
  });

  const UNKNOWN = 'warn verdict-unknown: agents: the state is unknown';

  it.each<[name: string, needed: object, reasons: string[]]>([
    ['read just now', {}, []],
    [
      'failed a moment ago',
      failing('unavailable', 1),
      ['warn source-stale: agents/needed is stale (unavailable: it said unavailable)'],
    ],
    [
      'failing for exactly the limit',
      failing('unavailable', 15),
      ['warn source-stale: agents/needed is stale (unavailable: it said unavailable)'],
    ],
    [
      'failing for longer than the limit',
      failing('unavailable', 16),
      ['fail source-blind: agents/needed is blind (unavailable: it said unavailable)', UNKNOWN],
    ],
    ['denied once', DENIED_ONCE, ['warn source-denied: agents/needed is denied (it said denied)', UNKNOWN]],
    ['denied twice in a row', DENIED_TWICE, ['fail source-denied: agents/needed is denied (it said denied)', UNKNOWN]],
    [
      'called unlicensed once',
      { ...failing('unlicensed', 1), denials: 1 },
      ['warn source-unlicensed: agents/needed is unlicensed (it said unlicensed)', UNKNOWN],
    ],
    [
      'called unlicensed twice in a row',
      { ...failing('unlicensed', 1), denials: 2 },
      ['fail source-unlicensed: agents/needed is unlicensed (it said unlicensed)', UNKNOWN],
    ],
    [
      'never readable, long after the install',
      NEVER('unavailable'),
      ['fail source-never: agents/needed is never (unavailable: it said unavailable)', UNKNOWN],
    ],
  ])('of a required source that is %s', (_, needed, expected) => {
    expect(told(withHead({ sources: { ...headOf().sources, needed: record(needed) } }))).toEqual(expected);
  });

  it.each<[name: string, extra: object, reasons: string[]]>([
    ['failed a moment ago', failing('unavailable', 1), []],
    [
      'failing for longer than the limit',
      failing('unavailable', 16),
      ['warn source-blind: agents/extra is blind (unavailable: it said unavailable)'],
    ],
    ['denied since a moment ago', DENIED_TWICE, ['warn source-denied: agents/extra is denied (it said denied)']],
    [
      'unlicensed since a moment ago',
      failing('unlicensed', 1),
      ['warn source-unlicensed: agents/extra is unlicensed (it said unlicensed)'],
    ],
    ['never readable', NEVER('unavailable'), []],
    ['denied from the start', NEVER('denied', 9), []],
    ['unlicensed from the start', NEVER('unlicensed'), []],
  ])('of an optional source that is %s', (_, extra, expected) => {
    expect(told(withHead({ sources: { ...headOf().sources, extra: record(extra) } }))).toEqual(expected);
  });

  it.each<[name: string, minutesAfterInstall: number, reasons: string[]]>([
    ['before BLIND_AFTER_MINUTES', 14.9, [UNKNOWN]],
    [
      'at BLIND_AFTER_MINUTES',
      15,
      ['fail source-never: agents/needed is never (unavailable: it said unavailable)', UNKNOWN],
    ],
  ])('of a required source that was never readable, %s after the install', (_, minutes, expected) => {
    const sources = { ...headOf().sources, needed: record(NEVER('unavailable')) };
    const found = { ...withHead({ sources, verdict: null }), installedAt: time(-minutes) };
    expect(told({ ...found, checks: found.checks.map((one) => ({ ...one, verdict: null })) })).toEqual(expected);
  });

  it('of a required source that the head does not know yet are those of one that was never read', () => {
    const { needed: _needed, ...sources } = headOf().sources;
    expect(told(withHead({ sources }))).toEqual(['fail source-never: agents/needed is never', UNKNOWN]);
  });

  const shownTime = (minutes: number): string => `${time(minutes).slice(0, 19).replace('T', ' ')} UTC`;

  it.each<[name: string, finishedMinutesAgo: number, durationMinutes: number, overdue: boolean]>([
    ['within three intervals and a minute', 4, 0, false],
    ['a moment later', 4.001, 0, true],
    ['within three times its last duration, where that is longer', 5.9, 2, false],
    ['after three times its last duration', 6.001, 2, true],
    ['at a stored time in the future', -600, 0, false],
  ])('of a poll that finished last %s', (_, minutes, duration, overdue) => {
    const head = headOf({ finishedAt: time(-minutes), durationMs: duration * MINUTE });
    const expected = overdue ? [`fail poll-overdue: agents: the last poll finished at ${shownTime(-minutes)}`] : [];
    expect(told(input({ checks: [stateOf({ head })] }))).toEqual(expected);
  });

  it.each<[name: string, minutesAfterInstall: number, reason: string]>([
    ['two intervals and a minute', 3, 'warn no-poll-yet: agents: no poll has finished yet'],
    ['a moment later', 3.001, 'fail poll-overdue: agents: no poll has finished yet'],
  ])('without any poll, %s after the install', (_, minutes, reason) => {
    const found = input({ checks: [stateOf({ head: null, verdict: null })], installedAt: time(-minutes) });
    expect(told(found)).toEqual([reason]);
  });

  it.each<[name: string, over: Partial<CheckState>]>([
    ['says unknown', { head: headOf({ verdict: { hash: 'v', inputs: 'i', judgedAt: time(0), state: 'unknown' } }) }],
    ['was never made', { head: headOf({ verdict: null }), verdict: null }],
    ['cannot be loaded', { verdict: null }],
  ])('of a verdict that %s', (_, over) => {
    expect(told(input({ checks: [stateOf(over)] }))).toEqual([UNKNOWN]);
  });

  it.each<[name: string, pending: ReturnType<typeof row>[], reasons: string[]]>([
    ['for 15 minutes', [row(15)], []],
    ['for longer', [row(16)], [`fail mail-waiting: an alert has waited for its mail since ${said(-16)}`]],
    ['for longer, because of the budget', [row(600, true)], []],
    [
      'of which the oldest is told',
      [row(16), row(30), row(600, true)],
      [`fail mail-waiting: an alert has waited for its mail since ${said(-30)}`],
    ],
  ])('of alerts that wait for their mail %s', (_, pending, expected) => {
    expect(told(input({ outboxes: mailOnly({ pending }, HELD) }))).toEqual(expected);
  });

  it('of a critical alert that waits longer than its promise fail, also because of the budget', () => {
    expect(told(input({ outboxes: mailOnly({ pending: [row(3, true)] }, HELD, time(-3)) }))).toEqual([
      `fail critical-waiting: a critical alert has waited for its mail since ${said(-3)}`,
    ]);
    const other = mailOnly({}, HELD, time(-3)).map((one) => ({ ...one, name: 'hook' }));
    expect(told(input({ outboxes: other }))).toEqual([
      `fail receiver-critical-waiting: a critical alert has waited for its message to hook since ${said(-3)}`,
    ]);
  });

  it('of a mail that waits name the last error', () => {
    const lastError = { at: time(-1), code: 'unavailable', message: 'no answer', hint: 'look' };
    const outbox = { mailbox: mailboxWith({ lastError }), pending: [row(16)] };
    expect(reasons(input({ outboxes: mailOnly(outbox) }))).toMatchObject([
      { what: `an alert has waited for its mail since ${said(-16)}; last error: no answer`, hint: 'look' },
    ]);
  });

  it('of a mail that was refused for good', () => {
    const lastError = { at: time(-1), code: 'denied', message: 'unknown sender', hint: '' };
    const refused = { at: time(-1), settings: 's', alertIds: [] };
    expect(reasons(input({ outboxes: mailOnly({ mailbox: mailboxWith({ refused, lastError }) }) }))).toEqual([
      {
        level: 'fail',
        code: 'mail-refused',
        what: `the last mail was refused at ${said(-1)}: unknown sender`,
        hint: 'Check addresses, settings and the role of the identity at the service.',
      },
    ]);
  });

  it.each<[severity: 'critical' | 'warning' | 'info', reasons: string[]]>([
    ['critical', ['warn open-critical: open alert: It is on']],
    ['warning', ['warn open-warning: open alert: It is on']],
    ['info', []],
  ])('of an open alert that is %s', (severity, expected) => {
    expect(told(input({ openAlerts: [{ severity, title: 'It is on' }] }))).toEqual(expected);
  });

  it('carry the hint of the source for on-call', () => {
    const sources = { ...headOf().sources, needed: record(DENIED_TWICE) };
    expect(reasons(withHead({ sources }))[0]?.hint).toBe('mend it');
  });

  it('are none of a check that is not built', () => {
    expect(told(input({ checks: [] }))).toEqual([]);
  });
});

describe('one pass, which has no history', () => {
  it.each<[name: string, needed: object, state: string, reasons: string[]]>([
    ['unreadable', NEVER('unavailable'), 'blind', ['fail source-blind', 'warn verdict-unknown']],
    ['denied', NEVER('denied', 1), 'denied', ['fail source-denied', 'warn verdict-unknown']],
    ['unlicensed', NEVER('unlicensed'), 'unlicensed', ['fail source-unlicensed', 'warn verdict-unknown']],
  ])('fails at once for a required source that is %s', (_, needed, state, expected) => {
    const head = headOf({ sources: { ...headOf().sources, needed: record(needed) }, verdict: null });
    const one = stateOf({ head, verdict: null });
    const found = input({ checks: [one], onePass: true, installedAt: time(0), outboxes: [] });
    expect(sourceStates(one, found)[0]?.state).toBe(state);
    expect(reasons(found).map(({ level, code }) => `${level} ${code}`)).toEqual(expected);
  });

  it('does not warn of an optional source that it could not read, but shows it as blind', () => {
    const head = headOf({ sources: { ...headOf().sources, extra: record(NEVER('unavailable')) } });
    const one = stateOf({ head });
    const found = input({ checks: [one], onePass: true, outboxes: [] });
    expect(sourceStates(one, found)[1]?.state).toBe('blind');
    expect(reasons(found)).toEqual([]);
  });

  it('calls no poll overdue', () => {
    const head = headOf({ finishedAt: time(-600) });
    expect(reasons(input({ checks: [stateOf({ head })], onePass: true }))).toEqual([]);
  });
});

describe('what may be shown', () => {
  it.each<[name: string, needed: object, visible: boolean]>([
    ['ok', {}, true],
    ['stale', failing('unavailable', 1), true],
    ['blind', failing('unavailable', 16), false],
    ['denied', DENIED_ONCE, false],
    ['unlicensed', failing('unlicensed', 1), false],
    ['never', NEVER('unavailable'), false],
  ])('while a required source is %s: %s', (_, needed, visible) => {
    const head = headOf({ sources: { ...headOf().sources, needed: record(needed) } });
    expect(isVisible(sourceStates(stateOf({ head }), input()))).toBe(visible);
  });

  it('does not depend on optional sources', () => {
    const head = headOf({ sources: { ...headOf().sources, extra: record(NEVER('denied', 5)) } });
    expect(isVisible(sourceStates(stateOf({ head }), input()))).toBe(true);
  });
});

describe('the notifier', () => {
  const HOUR = 60;
  const seen = (minutesAgo: number | null, over: Partial<HealthInput> = {}) =>
    input({
      installedAt: time(-1000 * HOUR),
      outboxes: mailOnly({ mailbox: minutesAgo === null ? null : mailboxWith({ sweptAt: time(-minutesAgo) }) }),
      ...over,
    });

  it.each<[name: string, found: HealthInput, reasons: string[]]>([
    ['two hours and five minutes ago', seen(2 * HOUR + 5), []],
    ['a moment longer ago', seen(125.01), [`fail notify-overdue: notify: last seen at ${time(-125.01)}`]],
    ['at a stored time in the future', seen(-9999), []],
    [
      'never, long after the install',
      seen(null),
      ['fail notify-overdue: notify: it has not run once since the install'],
    ],
    ['never, just after the install', seen(null, { installedAt: time(-125) }), []],
    ['three hours ago, where it runs every two hours', seen(3 * HOUR, { notifyIntervalMs: 2 * HOUR * MINUTE }), []],
    [
      'a day ago, where it runs once in four years',
      seen(24 * HOUR, { notifyIntervalMs: 1461 * 24 * HOUR * MINUTE }),
      [],
    ],
    [
      'a moment more than a day ago, where it runs once in four years',
      seen(24 * HOUR + 0.01, { notifyIntervalMs: 1461 * 24 * HOUR * MINUTE }),
      [`fail notify-overdue: notify: last seen at ${time(-24 * HOUR - 0.01)}`],
    ],
    ['a day ago, in a single pass', seen(24 * HOUR, { outboxes: [] }), []],
  ])('seen %s', (_, found, expected) => {
    expect(told(found)).toEqual(expected);
  });
});

describe('a source that a wrong setting keeps from being read', () => {
  const wrong = (setting: string) =>
    record({ ...failing('config', 1), error: { code: 'config', message: setting, hint: 'set it' } });
  const stale = (source: string, setting: string, level: 'warn' | 'fail') =>
    `${level} source-stale: agents/${source} is stale (config: ${setting})`;

  it.each<[name: string, sources: Head['sources'], reasons: string[]]>([
    ['required', { needed: wrong('A is wrong') }, ['fail config: A is wrong', stale('needed', 'A is wrong', 'warn')]],
    ['optional: that does not pass by waiting', { extra: wrong('A is wrong') }, ['fail config: A is wrong']],
    [
      'one of two, told once',
      { needed: wrong('A is wrong'), extra: wrong('A is wrong') },
      ['fail config: A is wrong', stale('needed', 'A is wrong', 'warn')],
    ],
    [
      'one of two with a setting each',
      { extra: wrong('A is wrong'), events: wrong('B is wrong') },
      ['fail config: A is wrong', 'fail config: B is wrong'],
    ],
  ])('is a failure at once: %s', (_, sources, expected) => {
    expect(told(withHead({ sources: { ...headOf().sources, ...sources } }))).toEqual(expected);
  });

  it('hints at the setting', () => {
    const [found] = reasons(withHead({ sources: { ...headOf().sources, extra: wrong('A is wrong') } }));
    expect(found?.hint).toBe('set it');
  });
});

describe('clocks', () => {
  it.each<[name: string, skewMs: number | null, reasons: string[]]>([
    ['agree', 1000, []],
    ['cannot be compared', null, []],
    ['are exactly five minutes apart', 5 * MINUTE, []],
    ['are further apart', -6 * MINUTE, ["warn clock-off: the clock of the app is 6 minutes ahead of Graph's"]],
  ])('that %s', (_, skewMs, expected) => {
    expect(told(withHead({ skewMs }))).toEqual(expected);
    expect(told({ ...withHead({ skewMs }), onePass: true, outboxes: [] })).toEqual(expected);
  });
});

describe('the head of a check that runs with the notifier', () => {
  it.each<[minutes: number, reasons: string[]]>([
    [15, []],
    [15.01, [`fail notify-overdue: notify: last seen at ${time(-15.01)}`]],
  ])('that was renewed %s minutes ago: %j', (minutes, reasons) => {
    const one = stateOf({ head: headOf({ finishedAt: time(-minutes) }) });
    const check = { ...one.check, dueEveryMs: 24 * 60 * MINUTE };
    expect(told(input({ checks: [{ ...one, check }] })).filter((reason) => reason.includes('notify'))).toEqual(reasons);
  });
});

describe('a check without a timer of its own', () => {
  const own = (over: Partial<CheckState>) => {
    const one = stateOf(over);
    const sources = one.check.sources.map((source) => ({ ...source, inVerdict: 'enriches' as const }));
    return input({ checks: [{ ...one, check: { ...one.check, sources, dueEveryMs: 24 * 60 * MINUTE } }] });
  };

  it.each<[name: string, over: Partial<CheckState>]>([
    ['has not been read yet', { head: null, verdict: null }],
    ['was read a day ago', { head: headOf({ readStartedAt: time(-24 * 60) }) }],
    ['was read when the clock was wrong', { head: headOf({ skewMs: 9 * MINUTE }) }],
  ])('is never overdue when it %s', (_, over) => {
    expect(told(own(over))).toEqual([]);
  });
});

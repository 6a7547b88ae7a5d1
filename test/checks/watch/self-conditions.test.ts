import { describe, expect, it } from 'vitest';
import { isSelfCondition, selfConditions, type WatchView } from '../../../shared/checks/watch/self-conditions.ts';
import type { Head } from '../../../shared/core/model/head.ts';
import type { SourceError } from '../../../shared/core/model/source.ts';
import type { ReceiverState } from '../../../shared/core/status/telling.ts';
import { reportOf, wrongTenant } from '../../../shared/errors.ts';
import { headOf, MINUTE, mailboxWith, mailOnly, NOW, record, time } from '../../stubs/stored-state.ts';

const polled = (over: Partial<Head> = {}) => ({ name: 'agents', head: headOf(over), intervalMs: MINUTE });
const sight = (over: Partial<WatchView> = {}): WatchView => ({
  now: NOW,
  installedAt: time(-600),
  polls: [polled()],
  receivers: mailOnly(),
  remembered: {},
  damaged: [],
  open: [],
  upSince: null,
  ...over,
});
const rules = (over: Partial<WatchView>) =>
  selfConditions(sight(over)).map(({ rule, subject }) => `${rule} ${subject}`);

const { code, message, hint } = reportOf(wrongTenant('a', 'b'));
const failed = (error: SourceError) => polled({ sources: { needed: record({ error }), extra: record() } });
const open = (rule: string) => [{ id: 'i', rule, subject: 'clock', severity: 'warning' as const }];
const REFUSED = { at: time(-1), settings: 's', alertIds: [] };
const REFUSING = mailOnly({ mailbox: mailboxWith({ refused: REFUSED }) });

describe('a clock that is off', () => {
  it.each<[name: string, skewMs: number, degree: number]>([
    ['minutes', 6 * MINUTE, 1],
    ['hours', -2 * 60 * MINUTE, 2],
    ['days', 2 * 24 * 60 * MINUTE, 3],
  ])('by %s is worse the further it is off', (_, skewMs, degree) => {
    expect(selfConditions(sight({ polls: [polled({ skewMs })] }))).toMatchObject([{ parts: { clock: degree } }]);
  });
});

describe('a licence that is refused although it is there', () => {
  const refused = (denials: number, code = 'unlicensed') => {
    const error = { code, message: 'GET /x: Graph answered 403', hint: '' };
    return [polled({ sources: { needed: record({ error, denials }), extra: record() } })];
  };
  const P2 = { licence: 'AAD_PREMIUM AAD_PREMIUM_P2' };

  it('is named with what is refused, and is worse with each source', () => {
    const [alert] = selfConditions(sight({ polls: refused(2), remembered: P2 }));
    expect(alert).toMatchObject({
      rule: 'licence-denied',
      severity: 'warning',
      lines: ['The tenant has: AAD_PREMIUM_P2', 'agents/needed: GET /x: Graph answered 403'],
      parts: { 'agents/needed': 1 },
    });
  });

  it.each<[name: string, over: Partial<WatchView>]>([
    ['the first refusal, which may be chance', { polls: refused(1), remembered: P2 }],
    ['a tenant with P1 alone', { polls: refused(9), remembered: { licence: 'AAD_PREMIUM' } }],
    ['a tenant without a licence', { polls: refused(9), remembered: { licence: '' } }],
    ['licences that were never read', { polls: refused(9), remembered: { licence: null } }],
    ['a refusal of another kind', { polls: refused(9, 'denied'), remembered: P2 }],
  ])('is not said of %s', (_, over) => {
    expect(rules(over)).toEqual([]);
  });
});

describe('the conditions of the watch itself', () => {
  it.each<[name: string, over: Partial<WatchView>, rules: string[]]>([
    ['all is well', {}, []],
    ['no mailbox yet', { receivers: mailOnly({ mailbox: null }) }, []],
    ['a poll that is three intervals and a minute old', { polls: [polled({ finishedAt: time(-4) })] }, []],
    ['a poll that is older', { polls: [polled({ finishedAt: time(-4.01) })] }, ['poll-overdue agents']],
    ['a long poll', { polls: [polled({ finishedAt: time(-8), durationMs: 3 * MINUTE })] }, []],
    ['a poll in the future', { polls: [polled({ finishedAt: time(900) })] }, []],
    ['an old poll after a gap', { polls: [polled({ finishedAt: time(-60) })], upSince: time(-4) }, []],
    [
      'an old poll for long after a gap',
      { polls: [polled({ finishedAt: time(-60) })], upSince: time(-4.01) },
      ['poll-overdue agents'],
    ],
    ['no first poll yet', { polls: [{ ...polled(), head: null }], installedAt: time(-3) }, []],
    [
      'no first poll for long',
      { polls: [{ ...polled(), head: null }], installedAt: time(-3.01) },
      ['poll-overdue agents'],
    ],
    [
      'two dead timers',
      { polls: [polled({ finishedAt: time(-9) }), { ...polled({ finishedAt: time(-9) }), name: 'writeback' }] },
      ['poll-overdue agents', 'poll-overdue writeback'],
    ],
    ['clocks five minutes apart', { polls: [polled({ skewMs: 5 * MINUTE })] }, []],
    ['clocks further apart', { polls: [polled({ skewMs: 5 * MINUTE + 1 })] }, ['clock-off clock']],
    ['a clock behind', { polls: [polled({ skewMs: -6 * MINUTE })] }, ['clock-off clock']],
    [
      'clocks a little less apart, told already',
      { polls: [polled({ skewMs: 4.5 * MINUTE })], open: open('clock-off') },
      ['clock-off clock'],
    ],
    ['clocks that agree again', { polls: [polled({ skewMs: 4 * MINUTE })], open: open('clock-off') }, []],
    ['a clock that nobody told', { polls: [polled({ skewMs: null })] }, []],
    ['a token of another tenant', { polls: [failed(reportOf(wrongTenant('a', 'b')))] }, ['wrong-tenant tenant']],
    ['the same, stored without saying so', { polls: [failed({ code, message, hint })] }, []],
    [
      'the same, stored without saying so, while it is open',
      { polls: [failed({ code, message, hint })], open: open('wrong-tenant') },
      ['wrong-tenant tenant'],
    ],
    [
      'another setting that is wrong',
      {
        polls: [
          failed({
            code: 'config',
            message: 'no',
            hint: '',
            detail: { kind: 'setting', setting: 'WRITEBACK_DECLARED' },
          }),
        ],
        open: open('wrong-tenant'),
      },
      [],
    ],
    ['the same words of another kind', { polls: [failed({ code: 'contract', message, hint })] }, []],
    ['a refused mail', { receivers: REFUSING }, ['mail-refused mail']],
  ])('with %s', (_, over, expected) => {
    expect(rules(over)).toEqual(expected);
  });

  it('are known by their rules, and never critical: a critical one would be tried at once against a refusal', () => {
    const all = selfConditions(
      sight({
        polls: [
          {
            ...failed(reportOf(wrongTenant('a', 'b'))),
            head: {
              ...headOf({ finishedAt: time(-9), skewMs: 9e9 }),
              sources: { s: record({ error: reportOf(wrongTenant('a', 'b')) }) },
            },
          },
        ],
        receivers: REFUSING,
      }),
    );
    expect(all.map(({ rule }) => rule)).toEqual(['poll-overdue', 'clock-off', 'wrong-tenant', 'mail-refused']);
    for (const condition of all) {
      expect(condition.severity).toBe('warning');
      expect(isSelfCondition(condition)).toBe(true);
      expect(condition.toldTo?.length === 0).toBe(condition.rule === 'mail-refused');
    }
    expect(isSelfCondition({ rule: 'permission-write' })).toBe(false);
  });
});

describe('a receiver that takes nothing', () => {
  const lastError = { at: time(-1), code: 'unavailable', message: 'no answer', hint: 'wait' };
  const WAITING = mailOnly({ mailbox: mailboxWith({ lastError }) }, () => false, time(-3));
  const named = (name: string, all: readonly ReceiverState[]) => all.map((one) => ({ ...one, name }));
  const told = (receivers: readonly ReceiverState[]) =>
    selfConditions(sight({ receivers })).map(({ rule, toldTo, lines }) => [rule, toldTo, ...lines]);

  it('is told to the other one alone, whichever it is', () => {
    expect(told([...REFUSING, ...named('webhook', mailOnly())])).toEqual([
      ['mail-refused', ['webhook'], 'Codes in the status: mail-refused'],
    ]);
    expect(told([...mailOnly(), ...named('webhook', REFUSING)])).toEqual([
      ['receiver-refused', ['mail'], 'Codes in the status: receiver-refused'],
    ]);
  });

  it('is told also while alerts wait for it, and by nobody while it is the only one', () => {
    expect(told([...WAITING, ...named('webhook', mailOnly())])).toEqual([
      [
        'mail-refused',
        ['webhook'],
        'Codes in the status: critical-waiting',
        `${time(-1).slice(0, 10)} ${time(-1).slice(11, 19)} UTC: unavailable: no answer`,
      ],
    ]);
    expect(told(WAITING)).toEqual([]);
    expect(told(REFUSING)).toEqual([['mail-refused', [], 'Codes in the status: mail-refused']]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  alertId,
  atLeast,
  type Condition,
  mailed,
  type OpenAlert,
  type Parts,
  type Severity,
} from '../../../shared/core/model/alert.ts';
import { changeConditions } from '../../../shared/core/poll/conditions.ts';

const AT = { check: 'writeback', generation: 7, time: '2026-11-20T12:00:00.000Z', floor: 'warning' as Severity };
const EARLIER = '2026-11-20T11:00:00.000Z';

const condition = (rule: string, severity: Severity = 'warning', subject = 'x'): Condition => ({
  rule,
  subject,
  severity,
  title: `${rule} ${severity}`,
  why: '',
  todo: '',
  lines: [],
});

const open = (rule: string, severity: Severity = 'warning', wasMailed = true): OpenAlert => ({
  ...condition(rule, severity),
  id: `${rule}~x~3`,
  check: 'writeback',
  since: EARLIER,
  mailed: wasMailed,
});

const always = () => true;

describe('conditions', () => {
  it('open with an id of rule, subject and generation', () => {
    const { opened, raised, closed, open: all } = changeConditions([], [condition('a')], always, AT);
    expect(opened).toEqual([{ ...condition('a'), id: 'a~x~7', check: 'writeback', since: AT.time, mailed: true }]);
    expect([raised, closed, all]).toEqual([[], [], opened]);
  });

  it('stand as they are while they hold', () => {
    const before = [open('a'), open('b', 'critical')];
    const change = changeConditions(before, [condition('b', 'critical'), condition('a')], always, AT);
    expect(change).toEqual({ opened: [], raised: [], reworded: [], closed: [], open: before });
  });

  it('close when they no longer hold', () => {
    const change = changeConditions([open('a'), open('b')], [condition('b')], always, AT);
    expect(change.closed).toEqual([open('a')]);
    expect(change.open).toEqual([open('b')]);
  });

  it('stand when nobody could judge them, even if nothing says that they hold', () => {
    const change = changeConditions([open('a'), open('b')], [], ({ rule }) => rule === 'b', AT);
    expect(change.closed.map(({ rule }) => rule)).toEqual(['b']);
    expect(change.open.map(({ rule }) => rule)).toEqual(['a']);
  });

  it('rise in severity under the same id and since the same time', () => {
    const { raised, open: all } = changeConditions([open('a')], [condition('a', 'critical')], always, AT);
    expect(raised).toMatchObject([
      { id: 'a~x~3', severity: 'critical', title: 'a critical', since: EARLIER, mailed: true },
    ]);
    expect(all).toMatchObject([{ id: 'a~x~3', severity: 'critical', title: 'a critical' }]);
  });

  it('never fall in severity, and show their present text', () => {
    const before = [open('a', 'critical')];
    const change = changeConditions(before, [condition('a', 'info')], always, AT);
    const now = { ...open('a', 'critical'), title: 'a info' };
    expect(change).toEqual({ opened: [], raised: [], reworded: [now], closed: [], open: [now] });
  });

  describe('that speak of several things', () => {
    const of = (parts: Parts, title = 'a') => ({ ...condition('a'), title, parts });
    const play = (...steps: readonly Parts[]) => {
      let all: readonly OpenAlert[] = [];
      return steps.map((parts) => {
        const change = changeConditions(all, [of(parts, JSON.stringify(parts))], always, AT);
        all = change.open;
        const kinds = ['opened', 'raised', 'reworded'] as const;
        return kinds.filter((kind) => change[kind].length > 0).join();
      });
    };

    it.each<[name: string, steps: readonly Parts[], told: readonly string[]]>([
      ['another thing joins', [{ one: 1 }, { one: 1, two: 1 }], ['opened', 'raised']],
      ['the same thing gets worse', [{ one: 1 }, { one: 2 }], ['opened', 'raised']],
      ['one gets better', [{ one: 2, two: 1 }, { one: 1, two: 1 }, { two: 1 }], ['opened', 'reworded', 'reworded']],
      [
        'one gets better and as bad as it was told',
        [{ one: 2 }, { one: 1 }, { one: 2 }],
        ['opened', 'reworded', 'reworded'],
      ],
      ['one gets worse while another gets better', [{ one: 2 }, { two: 1 }], ['opened', 'raised']],
      ['nothing moves', [{ one: 1 }, { one: 1 }], ['opened', '']],
    ])('are told again when %s', (_, steps, told) => {
      expect(play(...steps)).toEqual(told);
    });

    it('are not told again by the first version that knows of what they speak', () => {
      const { raised, reworded } = changeConditions([open('a')], [of({ one: 2 })], always, AT);
      expect([raised, reworded.map(({ told }) => told)]).toEqual([[], [{ one: 2 }]]);
    });
  });

  it('are told apart by their subject', () => {
    const change = changeConditions([open('a')], [condition('a', 'warning', 'y')], always, AT);
    expect(change.opened.map(({ id }) => id)).toEqual(['a~y~7']);
    expect(change.closed.map(({ id }) => id)).toEqual(['a~x~3']);
  });

  it('that are raised twice over open once', () => {
    expect(changeConditions([], [condition('a'), condition('a')], always, AT).opened).toHaveLength(1);
  });

  it.each<[name: string, severity: Severity, floor: Severity, goesOut: boolean]>([
    ['a warning above info', 'warning', 'info', true],
    ['a warning at warning', 'warning', 'warning', true],
    ['a warning below critical', 'warning', 'critical', false],
    ['an info below warning', 'info', 'warning', false],
    ['a critical at critical', 'critical', 'critical', true],
  ])('%s go to the outbox: %s', (_, severity, floor, goesOut) => {
    const { opened } = changeConditions([], [condition('a', severity)], always, { ...AT, floor });
    expect(opened[0]?.mailed).toBe(goesOut);
    expect(atLeast(severity, floor)).toBe(goesOut);
  });

  it('that were below the floor and rise above it count as mailed from then on', () => {
    const floor = 'critical' as const;
    const { raised } = changeConditions([open('a', 'warning', false)], [condition('a', 'critical')], always, {
      ...AT,
      floor,
    });
    expect(raised[0]?.mailed).toBe(true);
  });
});

describe('an alert', () => {
  it('has another id when it opens again', () => {
    expect(alertId('rule', 'subject', 1)).not.toBe(alertId('rule', 'subject', 2));
  });

  it('leaves in a mail without what only the table needs, and says until when it held', () => {
    const closing = mailed(open('a'), 'closed', AT.time);
    expect(closing).toEqual({ ...condition('a'), id: 'a~x~3', since: EARLIER, kind: 'closed', until: AT.time });
    expect(mailed(open('a'), 'opened', AT.time)).not.toHaveProperty('until');
  });
});

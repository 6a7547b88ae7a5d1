import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Severity } from '../../../shared/core/model/alert.ts';
import { changeConditions, conditionsMove, refOf } from '../../../shared/core/poll/conditions.ts';
import { sha256 } from '../../stubs/pure-watch.ts';

const AT = { check: 'watch', generation: 7, time: '2026-11-20T12:00:00.000Z', floor: 'warning' as Severity };

const conditions: fc.Arbitrary<Condition[]> = fc.uniqueArray(
  fc.record({
    rule: fc.constantFrom('a', 'b'),
    subject: fc.constantFrom('x', 'y'),
    severity: fc.constantFrom<Severity>('critical', 'warning', 'info'),
    title: fc.constantFrom('t', 'u'),
    why: fc.constant(''),
    todo: fc.constant(''),
    lines: fc.constant([]),
  }),
  { selector: ({ rule, subject }) => `${rule} ${subject}` },
);

describe('conditionsMove', () => {
  it('is true exactly when comparing opens, raises, rewords or closes something', () => {
    fc.assert(
      fc.property(conditions, conditions, (before, holding) => {
        const { open } = changeConditions([], before, () => true, AT);
        const { opened, raised, reworded, closed } = changeConditions(open, holding, () => true, AT);
        const refs = open.map((alert) => refOf(alert, sha256));
        const moved = opened.length + raised.length + reworded.length + closed.length;
        expect(conditionsMove(refs, holding, sha256)).toBe(moved > 0);
      }),
    );
  });
});

describe('a condition that is not to be mailed', () => {
  it('opens and rises without ever being marked as mailed', () => {
    const one = { rule: 'a', subject: 'x', title: 't', why: '', todo: '', lines: [], toldTo: [] } as const;
    const { open } = changeConditions([], [{ ...one, severity: 'warning' }], () => true, AT);
    expect(open).toMatchObject([{ mailed: false }]);
    const { raised } = changeConditions(open, [{ ...one, severity: 'critical' }], () => true, AT);
    expect(raised).toMatchObject([{ mailed: false, severity: 'critical' }]);
  });
});

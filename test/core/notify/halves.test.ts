import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrozenMessage, Half, Mailbox } from '../../../shared/core/model/outbox.ts';
import { alertsIn, halvesAccepted, halvesDue, halvesRefused, rowsIn } from '../../../shared/core/notify/halves.ts';
import { EMPTY_MAILBOX } from '../../../shared/core/notify/mailbox.ts';
import { alert, at, minute, row } from './outbox-rows.ts';

const half = (from: number, to: number, since = at(0)): Half => ({ kept: 'rows', from, to, since });
const message = (changes: Partial<FrozenMessage>): FrozenMessage => ({
  operationId: 'o',
  subject: '',
  text: '',
  html: '',
  rows: [],
  alertIds: [],
  severity: 'warning',
  frozenAt: at(0),
  unpaced: true,
  ...changes,
});
const holding = (...halves: Half[]): Mailbox => ({ ...EMPTY_MAILBOX, halves });

describe('what was refused is told by halves', () => {
  it('once it was told in our words; of a single alert nothing is left', () => {
    const told = (to: number) => halvesAccepted(EMPTY_MAILBOX, message({ plain: true, half: half(0, to) }), minute(0));
    expect(told(5)).toEqual([half(0, 3), half(3, 5)]);
    expect(told(1)).toEqual([]);
  });

  it('a half that is refused for its content is two, one for another reason waits, and a single alert is done', () => {
    const box = holding(half(3, 5));
    expect(halvesRefused(box, message({ half: half(0, 3) }), true)).toEqual([half(0, 2), half(2, 3), half(3, 5)]);
    expect(halvesRefused(box, message({ half: half(0, 3) }), false)).toEqual([half(0, 3), half(3, 5)]);
    expect(halvesRefused(box, message({ half: half(2, 3) }), true)).toEqual([half(3, 5)]);
    expect(halvesRefused(box, message({ plain: true, half: half(0, 3) }), true)).toEqual([half(3, 5)]);
  });

  it('of at most 32, and for less than a day', () => {
    const many = holding(...Array.from({ length: 32 }, (_, n) => half(n, n + 1)));
    const whole = message({ plain: true, half: half(40, 60) });
    expect(halvesAccepted(many, whole, minute(0))).toEqual(many.halves);
    expect(halvesDue(holding(half(0, 1)), minute(19 * 60))).toHaveLength(1);
    expect(halvesDue(holding(half(0, 1)), minute(20 * 60))).toEqual([]);
  });

  it('holds each alert of its rows in exactly one of them, wherever it is split', () => {
    const rows = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.nat({ max: 50 }), (sizes, cut) => {
        const all = sizes.map((size, n) =>
          row(
            n,
            Array.from({ length: size }, (_, m) => alert(`${n}-${m}`)),
          ),
        );
        const count = alertsIn(all);
        const parts = [rowsIn(all, { from: 0, to: cut }), rowsIn(all, { from: cut, to: count })].slice(
          0,
          cut >= count ? 1 : 2,
        );
        const ids = (found: typeof all) => found.flatMap(({ alerts }) => alerts.map(({ id }) => id));
        expect(parts.flatMap(ids)).toEqual(ids(all));
        expect(parts.flat().every(({ alerts }) => alerts.length > 0)).toBe(true);
      }),
    );
  });
});

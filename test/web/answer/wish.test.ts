import { describe, expect, it } from 'vitest';
import { besideIn, wishIn } from '../../../shared/web/answer/wish.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const FORM = 'application/x-www-form-urlencoded';
const json = (value: unknown, signedIn: string | null = null) =>
  wishIn(JSON.stringify(value), 'application/json', NOON, signedIn);
const GOOD = { action: 'acknowledge', by: 'Kim', why: 'known' };

describe('an answer', () => {
  it.each<[name: string, found: unknown, wanted: object]>([
    ['as JSON', json(GOOD), { action: 'acknowledge', by: 'Kim', why: 'known', until: null, seen: null }],
    [
      'that snoozes until a time with a zone',
      json({ ...GOOD, action: 'snooze', until: '2026-11-21T09:00:00+01:00' }),
      { action: 'snooze', by: 'Kim', why: 'known', until: '2026-11-21T08:00:00.000Z', seen: null },
    ],
    [
      'as a form, for hours',
      wishIn('action=snooze&by=Kim&why=a+b&hours=24&seen=0f', FORM, NOON, null),
      { action: 'snooze', by: 'Kim', why: 'a b', until: '2026-11-21T12:00:00.000Z', seen: '0f' },
    ],
    [
      'by who is signed in, whatever is typed',
      json(GOOD, 'kim@contoso.example'),
      { ...GOOD, by: 'kim@contoso.example', until: null, seen: null },
    ],
  ])('is read %s', (_, found, wanted) => {
    expect(found).toEqual(wanted);
  });

  it.each<[name: string, found: unknown, says: string]>([
    ['no JSON', wishIn('{', null, NOON, null), 'Expected a JSON object, or the fields of the form.'],
    ['a list', json([]), 'Expected a JSON object, or the fields of the form.'],
    ['another action', json({ ...GOOD, action: 'delete' }), 'Expected action: "acknowledge", "snooze" or "reopen".'],
    ['nobody', json({ ...GOOD, by: '  ' }), 'Expected by: who you are, 1 to 100 characters.'],
    ['no reason', json({ ...GOOD, why: '' }), 'Expected why: the reason, 1 to 500 characters.'],
    ['a reason without end', json({ ...GOOD, why: 'x'.repeat(501) }), 'Expected why: the reason, 1 to 500 characters.'],
    [
      'a field that it does not know',
      json({ ...GOOD, sene: '0f' }),
      'Unknown field "sene"; known are action, by, why, seen, until.',
    ],
    ['far too much', wishIn('x'.repeat(10_001), null, NOON, null), 'The answer is longer than 10000 characters.'],
    ...['2026-11-20T12:00:00Z', '2026-12-20T12:00:01Z', '2026-11-21T09:00:00', 'tomorrow', undefined].map(
      (until): [string, unknown, string] => [
        `a snooze until ${until}`,
        json({ ...GOOD, action: 'snooze', until }),
        'Expected until: a time in ISO 8601 with its zone, such as 2026-11-30T08:00:00Z, at most 30 days ahead.',
      ],
    ),
  ])('of %s is refused, and says what was expected', (_, found, says) => {
    expect(found).toBe(says);
  });
});

describe('what a form answers beside it', () => {
  it('is read by id, each as bad as it was shown', () => {
    const body = new URLSearchParams([
      ['action', 'acknowledge'],
      ['beside', '0f12 writeback-on-undeclared~writeback~7'],
      ['beside', '9a a~"b" c~8'],
    ]).toString();
    expect([...besideIn(body, FORM)]).toEqual([
      ['writeback-on-undeclared~writeback~7', '0f12'],
      ['a~"b" c~8', '9a'],
    ]);
  });

  it('is nothing without a form, or where it is not understood', () => {
    expect([...besideIn('beside=0f+a~b~1', 'application/json')]).toEqual([]);
    expect([...besideIn('beside=a~b~1&beside=xyz+a~b~1&beside=', FORM)]).toEqual([]);
  });
});

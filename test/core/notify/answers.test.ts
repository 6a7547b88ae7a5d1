/** Which answers hold, and which tokens open an alert. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../shared/core/model/alert.ts';
import type { Answer } from '../../../shared/core/model/answer.ts';
import { answerTo, isKeptOpen, isSameAnswer, seenOf, voidBecause } from '../../../shared/core/notify/answers.ts';
import { isGoodToken, tokenFor } from '../../../shared/core/notify/tokens.ts';
import { sha256 } from '../../stubs/pure-watch.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const HOUR = 3600_000;

const answer = (over: Partial<Answer> = {}): Answer => ({
  alertId: 'agents-degraded~agents~7',
  check: 'agents',
  action: 'acknowledge',
  at: '2026-11-20T11:00:00.000Z',
  by: 'Kim',
  why: 'known',
  signedIn: false,
  until: null,
  severity: 'warning',
  told: { a: 1 },
  ...over,
});
const alert = (severity: Severity = 'warning', told: Record<string, number> = { a: 1 }) => ({
  id: 'agents-degraded~agents~7',
  severity,
  told,
});

describe('an answer', () => {
  it.each<[name: string, answer: Answer, alert: ReturnType<typeof alert>, why: string | null]>([
    ['holds while nothing changes', answer(), alert(), null],
    ['holds when the alert gets better', answer({ told: { a: 2, b: 1 } }), alert('warning', { a: 1 }), null],
    ['is void when the severity rises', answer(), alert('critical'), 'worse'],
    ['is void when a further part joins', answer(), alert('warning', { a: 1, b: 1 }), 'worse'],
    ['is void when a part gets worse', answer(), alert('warning', { a: 2 }), 'worse'],
    ['is void when it was taken back', answer({ action: 'reopen' }), alert(), 'reopened'],
    ['holds until a snooze ends', answer({ action: 'snooze', until: '2026-11-20T12:00:00.001Z' }), alert(), null],
    ['is void when a snooze ends', answer({ action: 'snooze', until: '2026-11-20T12:00:00.000Z' }), alert(), 'over'],
    ['is void when the end of a snooze cannot be read', answer({ action: 'snooze', until: 'soon' }), alert(), 'over'],
  ])('%s', (_, given, about, why) => {
    expect(voidBecause(given, about, NOON)).toBe(why);
    expect(answerTo(about, new Map([[given.alertId, given]]), NOON)).toEqual(why === null ? given : null);
  });

  it('to another alert says nothing of this one', () => {
    expect(answerTo(alert(), new Map([['other', answer({ alertId: 'other' })]]), NOON)).toBeNull();
  });

  it('never holds for what is worse, whatever it says', () => {
    const parts = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(parts, parts, (then, now) => {
        const isWorse = Object.keys(now).some(
          (part) => (now[part] ?? 0) > (Object.hasOwn(then, part) ? (then[part] ?? 0) : 0),
        );
        const found = voidBecause(answer({ told: then }), alert('warning', now), NOON);
        expect(found).toBe(isWorse ? 'worse' : null);
      }),
    );
  });
});

describe('what somebody looked at', () => {
  it('is another once it is worse, and the same while only its words are others', () => {
    const before = seenOf(alert(), sha256);
    expect(seenOf({ ...alert(), title: 'other words' } as ReturnType<typeof alert>, sha256)).toBe(before);
    expect(seenOf(alert('critical'), sha256)).not.toBe(before);
    expect(seenOf(alert('warning', { a: 2 }), sha256)).not.toBe(before);
    expect(seenOf(alert('warning', { a: 1, b: 1 }), sha256)).not.toBe(before);
  });
});

describe('the same answer again', () => {
  const snooze = (until: string) => answer({ action: 'snooze', until });
  it.each<[name: string, first: Answer, second: Answer, same: boolean]>([
    ['word for word', answer(), answer({ at: '2026-11-20T11:30:00.000Z' }), true],
    ['by another', answer(), answer({ by: 'Alex' }), false],
    ['for another reason', answer(), answer({ why: 'fixed' }), false],
    ['by who is signed in now', answer(), answer({ signedIn: true }), false],
    ['a snooze sent twice', snooze('2026-11-21T12:00:00.000Z'), snooze('2026-11-21T12:01:59.000Z'), true],
    ['a snooze for longer', snooze('2026-11-21T12:00:00.000Z'), snooze('2026-11-21T12:03:00.000Z'), false],
  ])('%s', (_, first, second, same) => {
    expect(isSameAnswer(first, second)).toBe(same);
  });
});

describe('a critical event', () => {
  const event = { id: 'e', kind: 'event' as const, severity: 'critical' as const } as never;
  const answers = (action: Answer['action']) => new Map([['e', answer({ alertId: 'e', action })]]);

  it.each<[action: Answer['action'], open: boolean]>([
    ['acknowledge', false],
    ['snooze', true],
    ['reopen', true],
  ])('after %s: still open %s', (action, open) => {
    expect(isKeptOpen(event, answers(action))).toBe(open);
    expect(isKeptOpen(event, new Map())).toBe(true);
  });
});

describe('a token', () => {
  const signWith = (key: string) => (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const sign = signWith('the key');
  const same = (a: string, b: string) => a === b;
  const about = { tenantId: 't1', alertId: 'a~b~7', now: NOON };
  const token = tokenFor('t1', 'a~b~7', NOON, sign);
  const isGood = (text: string, over: Partial<typeof about> = {}, by = sign) =>
    isGoodToken(text, { ...about, ...over }, by, same);

  it('is good for its alert, its tenant and 14 days', () => {
    expect(isGood(token)).toBe(true);
    expect(isGood(token, { now: NOON + 14 * 24 * HOUR - 1000 })).toBe(true);
  });

  it.each<[name: string, good: () => boolean]>([
    ['after 14 days', () => isGood(token, { now: NOON + 14 * 24 * HOUR })],
    ['for another alert', () => isGood(token, { alertId: 'a~b~8' })],
    ['for another tenant', () => isGood(token, { tenantId: 't2' })],
    ['of another key', () => isGood(token, {}, signWith('another'))],
    ['cut by one character', () => isGood(token.slice(0, -1))],
    ['with a signature of another length', () => isGood(`${token}A`)],
    ['with a later end', () => isGood(`zzzzzzz.${token.split('.')[1]}`)],
    ['without a signature', () => isGood(`${token.split('.')[0]}.`)],
    ['that is empty', () => isGood('')],
  ])('is refused %s', (_, good) => {
    expect(good()).toBe(false);
  });

  it('is never good by chance or by change', () => {
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }), (at, other) => {
        fc.pre(token[at] !== other);
        expect(isGood(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBe(false);
      }),
    );
  });
});

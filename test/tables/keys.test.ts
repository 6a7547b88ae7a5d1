import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changesBefore,
  changesSince,
  HEADS_AND_INSTALL,
  invertedTime,
  keyPart,
  keysWith,
} from '../../shared/tables/keys.ts';
import { at, HOSTILE, sha256 } from './world.ts';

/** Any sequence of UTF-16 units, lone surrogates too. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
const part = (text: string) => keyPart(text, sha256);
const keys = keysWith(sha256);
const time = fc.integer({ min: 0, max: 8_640_000_000_000_000 }).map((ms) => new Date(ms).toISOString());

describe('a part of a key', () => {
  test('holds only what a key may hold, whatever the text', () => {
    fc.assert(fc.property(anyText, (text) => /^[A-Za-z0-9.~_-]*$/.test(part(text))));
  });

  test('differs whenever the texts differ', () => {
    const pair = fc.tuple(anyText, anyText).filter(([a, b]) => a !== b);
    fc.assert(fc.property(pair, ([a, b]) => part(a) !== part(b)));
  });

  test('can be read back, so no two short texts share one', () => {
    const decoded = (key: string) =>
      key.replace(/_([0-9A-F]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    const short = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 });
    fc.assert(
      fc.property(
        short.map((units) => String.fromCharCode(...units)),
        (text) => decoded(part(text)) === text,
      ),
    );
  });

  test('of a long text differs from that of any text that looks like its hash', () => {
    const long = 'x'.repeat(1000);
    expect(part(long)).toMatch(/^_h[0-9a-f]{64}$/);
    expect(part(part(long))).not.toBe(part(long));
    expect(part(`${long}\uD83D`)).not.toBe(part(`${long}\uD83C`));
  });

  test.each(HOSTILE)('of %s makes a key of at most 512 characters', (_, text) => {
    for (const key of [
      keys.head(text),
      keys.alert(text),
      keys.event({ check: text, generation: 8.64e15 }),
      keys.mailbox(text),
      keys.pending('mail', { check: text, generation: 8.64e15, suffix: text }),
    ]) {
      expect(key.length).toBeLessThanOrEqual(512);
      expect(key).toMatch(/^[\w.~|-]+$/);
    }
  });
});

describe('the order of keys', () => {
  test('is newest first', () => {
    fc.assert(
      fc.property(
        time,
        time,
        (a, b) => compare(invertedTime(a), invertedTime(b)) === Math.sign(Date.parse(b) - Date.parse(a)),
      ),
    );
  });

  test('puts a change since its own time and not before it', () => {
    fc.assert(
      fc.property(time, time, anyText, (since, when, check) => {
        const key = keys.change({ at: when, check, generation: 7 });
        const newer = changesSince(since);
        const older = changesBefore(since);
        const isNewer = Date.parse(when) >= Date.parse(since);
        expect(key >= newer.from && key < newer.to).toBe(isNewer);
        expect(key >= older.from && key < older.to).toBe(!isNewer);
      }),
    );
  });

  test('puts heads and install next to each other, and nothing else between', () => {
    const inRange = (key: string) => key >= HEADS_AND_INSTALL.from && key < HEADS_AND_INSTALL.to;
    const inside = [keys.head('writeback'), keys.head('~~~'), keys.head(''), 'install'];
    const outside = [
      keys.alert('x'),
      keys.chunk('f', 9999),
      keys.change({ at: at(0), check: 'x', generation: 1 }),
      'mailbox',
      'measure|x',
      keys.event({ check: 'x', generation: 1 }),
      keys.pending('mail', { check: 'x', generation: 1 }),
    ];
    expect(inside.filter(inRange)).toEqual(inside);
    expect(outside.filter(inRange)).toEqual([]);
  });

  test('refuses a time that is none', () => {
    expect(() => invertedTime('yesterday')).toThrow('Not a time for a row key: "yesterday"');
  });
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

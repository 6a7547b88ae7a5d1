import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logLine, neutral } from '../../../local/host/log.ts';

const atMs = Date.parse('2026-11-01T12:00:00.000Z');

test('a line has time, level, function and invocation', () => {
  const line = logLine({ atMs, level: 'warning', message: 'careful', functionName: 'poll', invocationId: '1a' });
  expect(line).toBe('2026-11-01T12:00:00.000Z warning [poll 1a] careful');
});

test('a line of the host has no function', () => {
  expect(logLine({ atMs, level: 'information', message: 'up' })).toBe('2026-11-01T12:00:00.000Z information [host] up');
});

test.each(['trace', 'debug', 'none'] as const)('level %s is not shown, as on Azure', (level) => {
  expect(logLine({ atMs, level, message: 'x' })).toBeNull();
});

test.each([
  ['a line end', 'a\r\nb', 'a\\u{d}\\u{a}b'],
  ['a terminal escape', '\u001b[31mred', '\\u{1b}[31mred'],
  ['a bidi override', 'a\u202eb', 'a\\u{202e}b'],
  ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
])('%s comes out as an escape', (_, text, escaped) => {
  expect(neutral(text)).toBe(escaped);
});

test('ordinary text of any script stays as it is', () => {
  expect(neutral('Zoë 東京 😀 <b>&')).toBe('Zoë 東京 😀 <b>&');
});

test('no text whatever makes two lines or acts on a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (message) => {
      expect(logLine({ atMs, level: 'error', message, functionName: message })).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
      );
    }),
  );
});

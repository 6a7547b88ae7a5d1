/** What a route makes of its parameters: a request that it does not wholly understand is refused, never half obeyed. */
import { describe, expect, it } from 'vitest';
import { folded, parseListQuery, parseNoQuery, parseStatusQuery } from '../../shared/web/query.ts';

const status = (query: string) => parseStatusQuery(new URLSearchParams(query));
const none = (query: string) => parseNoQuery(new URLSearchParams(query));

describe('the parameters of status', () => {
  it.each([
    ['', false],
    ['strict=0', false],
    ['strict=1', true],
    ['STRICT=1', true],
    ['Strict=1&CODE=abc&code=def', true],
    ['strict=1&format=json', true],
    ['check=agents&since=2026-11-01&cursor=abc&from=20&Strict=1', true],
  ])('"%s" is strict: %s', (query, strict) => {
    expect(status(query)).toEqual({ ok: true, query: strict });
  });

  it.each([
    ['strict', 'strict is ""; expected 1 or 0'],
    ['strict=', 'strict is ""; expected 1 or 0'],
    ['strict=true', 'strict is "true"; expected 1 or 0'],
    ['strict=yes', 'strict is "yes"; expected 1 or 0'],
    ['strict=%201', 'strict is " 1"; expected 1 or 0'],
    ['strict=1,1', 'strict is "1,1"; expected 1 or 0'],
    ['strict=1&Strict=0', 'strict is given 2 times; give it once'],
    ['strict=1&format=xml', 'format is "xml"; expected json'],
    ['strikt=1', 'unknown parameter "strikt"; known are strict, format, check, since, cursor, from'],
    ['constructor=1', 'unknown parameter "constructor"; known are strict, format, check, since, cursor, from'],
  ])('"%s" is refused', (query, reason) => {
    expect(status(query)).toEqual({ ok: false, reason });
  });
});

describe('the parameters of a list', () => {
  it.each(['', 'format=csv', 'FORMAT=json&Code=a'])('"%s" is understood', (query) => {
    expect(parseListQuery(new URLSearchParams(query))).toEqual({ ok: true, query: null });
  });

  it('are no others, and in no other form', () => {
    const reasons = ['format=xml', 'check=agents'].map((query) => parseListQuery(new URLSearchParams(query)));
    expect(reasons).toEqual([
      { ok: false, reason: 'format is "xml"; expected json or csv' },
      { ok: false, reason: 'unknown parameter "check"; known are format' },
    ]);
  });
});

describe('a name', () => {
  it('is the same in any case, so that what is checked is what is answered', () => {
    expect(folded(new URLSearchParams('Format=csv&STRICT=1')).toString()).toBe('format=csv&strict=1');
  });
});

describe('a route without parameters', () => {
  it('takes the function key alone', () => {
    expect([none(''), none('code=a'), none('Code=a')]).toEqual([
      { ok: true, query: null },
      { ok: true, query: null },
      { ok: true, query: null },
    ]);
  });

  it('refuses any other word, so that nobody takes it for strict', () => {
    expect(none('strict=1')).toEqual({ ok: false, reason: 'unknown parameter "strict"; this address takes none' });
  });
});

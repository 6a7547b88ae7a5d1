import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, isJson, type Json, sameJson } from '../../../shared/core/model/json.ts';

describe('canonical text', () => {
  it.each<[name: string, value: Json, text: string]>([
    ['null', null, 'null'],
    ['a text with quotes and a line break', 'a"b\n', '"a\\"b\\n"'],
    [
      'keys in order, whatever order they came in',
      { b: 1, a: [true, { d: 1, c: 2 }] },
      '{"a":[true,{"c":2,"d":1}],"b":1}',
    ],
    ['a list keeps its order', [3, 1, 2], '[3,1,2]'],
    ['empty things', { list: [], object: {} }, '{"list":[],"object":{}}'],
    ['a lone surrogate is escaped, so that the text is UTF-8', '\ud800', '"\\ud800"'],
  ])('of %s', (_, value, text) => {
    expect(canonical(value)).toBe(text);
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is equal for equal values and only for them', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const stored = JSON.parse(JSON.stringify(a)) as Json;
        expect(sameJson(a as Json, stored)).toBe(true);
        expect(sameJson(a as Json, [b as Json, a as Json])).toBe(false);
      }),
    );
  });

  it.each<[name: string, value: unknown]>([
    ['a function', () => 1],
    ['undefined', undefined],
    ['undefined in an object', { a: undefined }],
    ['undefined in a list', ['a', undefined]],
    ['NaN', Number.NaN],
    ['what is larger than any number', [Number.POSITIVE_INFINITY]],
    ['a bigint', { a: 1n }],
    ['a symbol', Symbol('a')],
  ])('is refused to what is no JSON: %s', (_, value) => {
    expect(() => canonical(value as Json)).toThrow(/is no JSON$/);
    expect(isJson(value)).toBe(false);
  });

  it('keeps a property called like what every object inherits, and inherits nothing from it', () => {
    const text = '{"__proto__":{"isAdmin":true},"constructor":1}';
    const value = JSON.parse(text) as Json;
    expect(canonical(value)).toBe(text);
    expect(isJson(value)).toBe(true);
    expect(sameJson(value, {})).toBe(false);
  });

  it('is no Date, no Map, no instance of a class', () => {
    for (const value of [new Date(0), new Map(), new Error('a')]) expect(isJson({ value })).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, type Json, sameJson } from '../../../shared/core/model/json.ts';

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
});

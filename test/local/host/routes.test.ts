import { describe, expect, test } from 'vitest';
import { byPrecedence, matchRoute, parseRoute, pathSegments } from '../../../local/host/routes.ts';

const match = (template: string, path: string) => matchRoute(parseRoute(template), pathSegments(path) ?? ['broken']);

describe('a route', () => {
  test.each([
    ['a literal', 'api/status', '/api/status', {}],
    ['a literal in another case', 'api/Status', '/API/sTATUS', {}],
    ['a slash at the end', 'api/status', '/api/status/', {}],
    ['a parameter', 'a/{id}', '/a/7', { id: '7' }],
    ['a parameter, decoded', 'a/{id}', '/a/x%20y', { id: 'x y' }],
    ['an optional parameter', 'a/{id?}', '/a/7', { id: '7' }],
    ['an absent optional parameter', 'a/{id?}', '/a', {}],
    ['a catch-all', 'a/{*rest}', '/a/b/c', { rest: 'b/c' }],
    ['an empty catch-all', 'a/{*rest}', '/a', {}],
    ['the root', '', '/', {}],
  ])('matches %s', (_, template, path, params) => {
    expect(match(template, path)).toEqual(params);
  });

  test.each([
    ['another literal', 'api/status', '/api/state'],
    ['a path that goes on', 'api/status', '/api/status/x'],
    ['a path that ends early', 'a/{id}', '/a'],
    ['a path with an empty segment', 'a/{id}/b', '/a'],
  ])('does not match %s', (_, template, path) => {
    expect(match(template, path)).toBeNull();
  });

  test.each([
    ['a constraint', 'a/{id:int}', 'the constraint in {id:int} is not offered'],
    ['a constraint on an optional parameter', 'a/{id:int?}', 'the constraint in {id:int?} is not offered'],
    ['a default', 'a/{id=1}', '"{id=1}" is not a segment'],
    ['text beside a parameter', 'a/v{id}', '"v{id}" is not a segment'],
    ['an empty segment', 'a//b', '"" is not a segment'],
    ['an optional parameter in the middle', 'a/{id?}/b', 'must come last'],
    ['a catch-all in the middle', '{*all}/b', 'must come last'],
    ['a parameter named twice', '{a}/{A}', 'names a parameter twice'],
  ])('is refused with %s', (_, template, reason) => {
    expect(() => parseRoute(template)).toThrow(reason);
  });

  test('with more literals goes first', () => {
    const templates = ['{*all}', 'a/{id}', '{x}/b', 'a/b', 'a'];
    const sorted = templates
      .map((text) => ({ text, route: parseRoute(text) }))
      .sort((l, r) => byPrecedence(l.route, r.route));
    expect(sorted.map(({ text }) => text)).toEqual(['a', 'a/b', 'a/{id}', '{x}/b', '{*all}']);
  });
});

test('a path with broken percent-encoding is no path', () => {
  expect(pathSegments('/a/%zz')).toBeNull();
});

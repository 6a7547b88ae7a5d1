import { describe, expect, it } from 'vitest';
import { labelOf, relativeUrl, targetOf } from '../../shared/graph/target.ts';

describe('targetOf', () => {
  it.each<[name: string, path: string, url: string]>([
    ['a plain path', '/organization', '/organization'],
    [
      'a function call',
      "/servicePrincipals(appId='00-0')/appRoleAssignedTo",
      "/servicePrincipals(appId='00-0')/appRoleAssignedTo",
    ],
    ['$count', '/users/$count?$filter=a eq true', '/users/$count?$filter=a%20eq%20true'],
    ['spaces and quotes', "/users?$filter=displayName eq 'x y'", '/users?$filter=displayName%20eq%20%27x%20y%27'],
    [
      'a plus stays a plus',
      '/a?$filter=t ge 2026-01-01T00:00:00+01:00',
      '/a?$filter=t%20ge%202026-01-01T00:00:00%2B01:00',
    ],
    ['https:// in a value', "/a?$filter=x eq 'https://h/v1.0/y'", '/a?$filter=x%20eq%20%27https://h/v1.0/y%27'],
    ['a hash', "/a?$filter=x eq '#1'", '/a?$filter=x%20eq%20%27%231%27'],
    ['an escape that is there stays', "/a?$filter=x eq 'b%26c'", '/a?$filter=x%20eq%20%27b%26c%27'],
    ['a percent sign that is none', "/a?$filter=x eq '100% z'", '/a?$filter=x%20eq%20%27100%25%20z%27'],
    ['a question mark in a value', "/a?$filter=x eq '?'", '/a?$filter=x%20eq%20%27?%27'],
    [
      'order and repetition are kept',
      '/a?$skiptoken=1&$top=2&b=3&$select=x&$select=y',
      '/a?$skiptoken=1&$top=2&b=3&$select=x&$select=y',
    ],
    ['beyond ASCII', '/a/ü?b=é', '/a/%C3%BC?b=%C3%A9'],
    ['half a surrogate pair', '/a?b=\ud800', '/a?b=%EF%BF%BD'],
    ['line breaks and a backslash', '/a\\b?c=\r\n', '/a%5Cb?c=%0D%0A'],
  ])('sends %s', (_, path, url) => {
    expect(relativeUrl(targetOf(path, 'v1.0'))).toBe(url);
  });

  it.each([
    ['an empty segment', '/groups//members'],
    ['another host', '//evil.example/x'],
    ['a URL', 'https://evil.example/x'],
    ['no slash', 'users'],
    ['nothing', ''],
    ['a dotted segment', '/groups/../users'],
    ['an escaped dotted segment', '/groups/%2e%2E/users'],
    ['a trailing slash', '/users/'],
  ])('refuses %s', (_, path) => {
    expect(() => targetOf(path, 'v1.0')).toThrow(expect.objectContaining({ code: 'contract' }));
  });

  it('is named without its query', () => {
    expect(labelOf(targetOf("/users?$filter=x eq 'secret'", 'beta'))).toBe('GET /beta/users');
  });
});

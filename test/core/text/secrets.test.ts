/** What services say of a fault stays readable, and nothing that opens a door stays in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCodeIn, withoutSecrets } from '../../../shared/core/text/secrets.ts';

const KEY = 'c3VwZXIgc2VjcmV0IGtleSAxMjM0NTY3ODkwISE=';
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2NvbW0ifQ.aBcDeFgHiJkLmNoPqRsTuVwXyZ012345';
const SIGNED = `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${KEY}`;

describe('the text of a service', () => {
  it.each([
    'The sender domain contoso.example is not linked to the resource.',
    'Invalid recipient oncall@contoso.example',
    'TooManyRequests: retry after 30 seconds',
    'Operation 0f9a1c2b-3d4e-4f5a-8b6c-7d8e9f0a1b2c failed at 2026-11-20T12:00:00Z',
    'The api version 2025-09-01 is not supported by https://watch.communication.azure.com/emails:send',
    'TheSenderUsernameIsNotConfiguredForThisDomain',
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
  ])('says what it said: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it.each([
    [`Authorization: ${SIGNED}`, 'Authorization (not shown)'],
    [`Authorization: Bearer ${TOKEN}`, 'Authorization (not shown)'],
    [`bad header {"authorization":"Bearer ${TOKEN}"} given`, 'bad header {"authorization (not shown)"} given'],
    [`The token ${TOKEN} has expired`, 'The token (not shown) has expired'],
    [`endpoint=https://a.example/;accesskey=${KEY}`, 'endpoint=https://a.example/;accesskey=(not shown)'],
    ['"client_secret": "hunter2"', '"client_secret": "(not shown)"'],
    ['see https://kim:hunter2@a.example/x', 'see https://(not shown)a.example/x'],
    ['POST https://a.example/api/status?code=hunter2 failed', 'POST https://a.example/api/status?(not shown) failed'],
    ['key 9f86d081884c7d659a2feaa0c55ad015', 'key (not shown)'],
    ['number 83920183746529103847561029384756', 'number (not shown)'],
  ])('does not say %s', (text, wanted) => {
    expect(withoutSecrets(text)).toBe(wanted);
  });

  it('never holds a key that was put into it, wherever that stands', () => {
    const words = fc.string({ unit: fc.constantFrom(...'ab ,.:;"=\n') });
    const keys = fc
      .string({ unit: fc.constantFrom(...'abcdefABCDEF0123456789'), minLength: 24, maxLength: 60 })
      .filter((key) => (key.match(/[a-zA-Z]\d|\d[a-zA-Z]/g) ?? []).length >= 3);
    fc.assert(
      fc.property(words, keys, words, (before, key, after) => {
        expect(withoutSecrets(`${before}${key}${after}`)).not.toContain(key);
      }),
    );
  });
});

describe('an error code', () => {
  it.each([
    ['DomainNotLinked', 'DomainNotLinked'],
    ['Authorization_RequestDenied', 'Authorization_RequestDenied'],
    ['Denied <b>', 'Deniedb'],
    [TOKEN, null],
    [KEY, null],
    ['', null],
    [42, null],
  ])('of %j is %j', (text, code) => {
    expect(errorCodeIn(text)).toBe(code);
  });
});

describe('a text without end', () => {
  /** Each makes some pattern begin anew at every place. A service may answer 1 MiB of it. */
  const fragments = ['a-', 'key', 'key=', 'key ', 'bearer ', 'eyJ.', '://a', '://a?', 'a1', '= ', '"', '.'];

  it.each(fragments)('of "%s" takes no more time than it is long', (fragment) => {
    withoutSecrets(fragment.repeat(500_000 / fragment.length));
    errorCodeIn(fragment.repeat(500_000 / fragment.length));
  });
});

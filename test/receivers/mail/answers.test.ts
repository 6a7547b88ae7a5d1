import { describe, expect, it } from 'vitest';
import { deliveryOf, sendResultOf } from '../../../shared/receivers/mail/answers.ts';
import type { Exchange } from '../../../shared/receivers/mail/exchange.ts';

const answered = (status: number): Exchange => ({
  sent: true,
  answer: { status, retryAfter: null, errorCode: 'Forbidden\u001b[31m', body: '' },
  oversize: null,
  ended: 'itself',
});

describe('the hint of a refusal', () => {
  it.each([
    {
      name: 'names role, resource and identity with Entra sign-in',
      signIn: 'identity' as const,
      words: ['Communication and Email Service Owner', 'MAIL_ENDPOINT', 'AZURE_CLIENT_ID'],
    },
    {
      name: 'names the connection string with a key',
      signIn: 'key' as const,
      words: ['MAIL_CONNECTION_STRING', 'disableLocalAuth'],
    },
  ])('$name', ({ signIn, words }) => {
    for (const status of [401, 403]) {
      const result = sendResultOf(answered(status), signIn);
      expect(result).toMatchObject({ kind: 'refused', code: 'denied' });
      expect(result).toHaveProperty('message', `The mail service answered ${status} Forbidden\\u001b[31m`);
      for (const word of words) expect(result).toHaveProperty('hint', expect.stringContaining(word));
    }
  });
});

describe('a service that echoes the request', () => {
  const KEY = 'c3VwZXIgc2VjcmV0IGtleSAxMjM0NTY3ODkwISE=';
  const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2NvbW0ifQ.aBcDeFgHiJkLmNoPqRsTuVwXyZ012345';
  const echo = `Unexpected header Authorization: HMAC-SHA256 SignedHeaders=host&Signature=${KEY} or Bearer ${TOKEN}`;
  const body = JSON.stringify({ status: 'Failed', error: { code: TOKEN, message: echo } });
  const saying = (status: number): Exchange => ({
    sent: true,
    answer: { status, retryAfter: null, errorCode: `Bearer ${TOKEN}`, body },
    oversize: null,
    ended: 'itself',
  });
  const secrets = [KEY, ...TOKEN.split('.')];

  it.each([400, 401, 403, 429, 500])('with %i is quoted without its Authorization', (status) => {
    const told = JSON.stringify(sendResultOf(saying(status), 'key'));
    expect(told).toContain(`The mail service answered ${status}`);
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });

  it('of an operation that failed is quoted without it, too', () => {
    const told = JSON.stringify(deliveryOf(saying(200), 'key'));
    expect(told).toContain('Unexpected header Authorization (not shown)');
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });
});

describe('what was not sent', () => {
  it.each([
    { name: 'by itself is a matter of signing in', ended: 'itself' as const, code: 'auth' },
    { name: 'in time is a service that does not answer', ended: 'time limit' as const, code: 'unavailable' },
  ])('$name, and unclear', ({ ended, code }) => {
    const result = sendResultOf({ sent: false, answer: null, oversize: null, ended }, 'identity');
    expect(result).toMatchObject({ kind: 'unclear', code, retryAfterMs: null });
  });
});

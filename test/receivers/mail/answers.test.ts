import { describe, expect, it } from 'vitest';
import { sendResultOf } from '../../../shared/receivers/mail/answers.ts';
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

describe('what was not sent', () => {
  it.each([
    { name: 'by itself is a matter of signing in', ended: 'itself' as const, code: 'auth' },
    { name: 'in time is a service that does not answer', ended: 'time limit' as const, code: 'unavailable' },
  ])('$name, and unclear', ({ ended, code }) => {
    const result = sendResultOf({ sent: false, answer: null, oversize: null, ended }, 'identity');
    expect(result).toMatchObject({ kind: 'unclear', code, retryAfterMs: null });
  });
});

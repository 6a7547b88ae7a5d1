import { describe, expect, it } from 'vitest';
import { call, ID, mailboxFor, post, SEND, signed } from './calls.ts';

const FORM = 'HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=';
const HASH = 'The x-ms-content-sha256 header is missing or is not the hash of the body.';

describe('the signature', () => {
  it.each<[string, Parameters<typeof post>[2], string]>([
    ['no signature', { headers: { authorization: null } }, 'The Authorization header is missing.'],
    [
      'a bearer token',
      { headers: { authorization: 'Bearer x' } },
      `The Authorization header is not of the form ${FORM}<base64>.`,
    ],
    ['another key', { key: 'AAAA' }, 'The signature is wrong.'],
    ['a signature of another length', { headers: { authorization: `${FORM}QQ==` } }, 'The signature is wrong.'],
    [
      'another date than signed',
      { headers: { 'x-ms-date': 'Sun, 01 Nov 2026 08:30:00 GMT' } },
      'The signature is wrong.',
    ],
    ['no date', { headers: { 'x-ms-date': null } }, 'The x-ms-date header is missing or not a date.'],
    ['a date that is none', { headers: { 'x-ms-date': 'now' } }, 'The x-ms-date header is missing or not a date.'],
    ['no hash', { headers: { 'x-ms-content-sha256': null } }, HASH],
    ['the hash of another body', { headers: { 'x-ms-content-sha256': 'AAAA' } }, HASH],
  ])('is refused with %s', async (_name, over, message) => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'drop' });
    const answer = await post(mailbox, undefined, over);
    expect([answer.status, await answer.json()]).toEqual([401, { error: { code: 'Denied', message } }]);
    expect(mailbox.mails()).toEqual([]);
    expect(mailbox.faults.list()).toHaveLength(1);
  });

  const OPERATION = `/emails/operations/${ID}?api-version=2025-09-01`;
  it.each([
    ['path', SEND, {}],
    ['query', OPERATION.replace('2025-09-01', '2023-03-31'), {}],
    ['method', OPERATION, { method: 'DELETE' }],
  ])('covers the %s', async (_name, path, over) => {
    const mailbox = await mailboxFor();
    expect((await call(mailbox, OPERATION)).status).toBe(404);
    const headers = signed(mailbox, path, over);
    expect((await call(mailbox, OPERATION, { headers })).status).toBe(401);
  });
});

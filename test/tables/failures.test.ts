import { describe, expect, test } from 'vitest';
import { MonitorError } from '../../shared/errors.ts';
import { failureOf, TableFailure, type TableName } from '../../shared/tables/failures.ts';

const byUrl: TableName = { table: 'watch', setting: 'STATE_TABLES_URL' };
const byString: TableName = { table: 'watch', setting: 'STATE_CONNECTION_STRING' };

const rest = (statusCode: number | undefined, code?: string) => ({
  name: 'RestError',
  statusCode,
  details: { odataError: { code } },
});

describe('a storage error', () => {
  test.each([
    ['401', rest(401), 'denied', 'refused', 'Table watch answered 401'],
    [
      '403',
      rest(403, 'AuthorizationPermissionMismatch'),
      'denied',
      'refused',
      'Table watch answered 403 AuthorizationPermissionMismatch',
    ],
    [
      '404 of the table',
      rest(404, 'TableNotFound'),
      'unavailable',
      'no-table',
      'Table watch does not exist (TableNotFound)',
    ],
    ['404 of a row', rest(404, 'ResourceNotFound'), 'conflict', 'missing', 'changed by another run (ResourceNotFound)'],
    ['404 of something else', rest(404), 'contract', 'unclear', 'Table watch answered 404'],
    ['409 of a row', rest(409, 'EntityAlreadyExists'), 'conflict', 'exists', 'changed by another run'],
    [
      '409 of a table that is being deleted',
      rest(409, 'TableBeingDeleted'),
      'unavailable',
      'unclear',
      '409 TableBeingDeleted',
    ],
    ['412', rest(412, 'UpdateConditionNotSatisfied'), 'conflict', 'stale', 'changed by another run'],
    [
      '412 of a transaction',
      { name: 'RestError', statusCode: 412, code: 'UpdateConditionNotSatisfied' },
      'conflict',
      'stale',
      'changed',
    ],
    ['429', rest(429), 'unavailable', 'unclear', 'Table watch answered 429'],
    ['503', rest(503, 'ServerBusy'), 'unavailable', 'unclear', 'Table watch answered 503 ServerBusy'],
    ['400', rest(400, 'InvalidInput'), 'internal', 'refused', 'Table watch answered 400 InvalidInput'],
    [
      '200 that is no answer',
      { name: 'RestError', statusCode: 200, code: 'PARSE_ERROR' },
      'contract',
      'unclear',
      'answered 200',
    ],
    [
      'a broken connection',
      { name: 'RestError', code: 'ECONNRESET' },
      'unavailable',
      'unclear',
      'gave no usable answer (ECONNRESET)',
    ],
    [
      'no token',
      { name: 'CredentialUnavailableError' },
      'auth',
      'refused',
      'No token for table watch could be obtained',
    ],
    ['something thrown', 'oops', 'unavailable', 'unclear', 'gave no usable answer'],
  ] as const)('%s', (_, thrown, code, kind, message) => {
    const failure = failureOf(thrown, byUrl);
    expect(failure).toBeInstanceOf(TableFailure);
    expect(failure).toMatchObject({ code, kind, message: expect.stringContaining(message) });
    expect(failure.hint === '').toBe(code === 'conflict');
  });

  test('that denies names role and setting', () => {
    expect(failureOf(rest(403), byUrl).hint).toMatch(/Storage Table Data Contributor.*STATE_TABLES_URL/);
    expect(failureOf(rest(403), byString).hint).toMatch(/STATE_CONNECTION_STRING/);
  });

  test('shows nothing of what the service sent but its code', () => {
    const secret = 'SharedKey account:c2VjcmV0';
    const thrown = { ...rest(403, `Bad ${secret}`), message: secret, request: { headers: { authorization: secret } } };
    const failure = failureOf(thrown, byString);
    expect(JSON.stringify([failure, failure.message, failure.hint, failure.cause ?? null])).not.toContain('c2VjcmV0');
  });

  test('that is a MonitorError already stays what it is', () => {
    const error = new MonitorError('auth', 'No token');
    expect(failureOf(error, byUrl)).toBe(error);
  });
});

import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../shared/errors.ts';
import { errorOfAnswer, errorOfNetwork } from '../../shared/graph/errors.ts';

const answered = (status: number, body: unknown, permission?: string) =>
  errorOfAnswer({ what: 'GET /v1.0/x', status, body, retryAfterMs: null, permission });

const failure = (code: string, message = 'Adele Vance') => ({ error: { code, message, innerError: { date: 'd' } } });

describe('errorOfAnswer', () => {
  it.each<[name: string, status: number, body: unknown, code: ErrorCode, message: string]>([
    [
      '403',
      403,
      failure('Authorization_RequestDenied'),
      'denied',
      'GET /v1.0/x: Graph answered 403 (Authorization_RequestDenied)',
    ],
    [
      '401 of the synchronization API',
      401,
      failure('UnknownError', ''),
      'denied',
      'GET /v1.0/x: Graph answered 401 (UnknownError)',
    ],
    [
      'a permission wrapped in a JSON string',
      403,
      failure('UnknownError', '{"errorCode":"PermissionScopeNotGranted","message":"Adele"}'),
      'denied',
      'GET /v1.0/x: Graph answered 403 (PermissionScopeNotGranted)',
    ],
    [
      'a message that only looks like JSON',
      403,
      failure('UnknownError', '{oops'),
      'denied',
      'GET /v1.0/x: Graph answered 403 (UnknownError)',
    ],
    [
      'PIM without its licence',
      400,
      failure('AadPremiumLicenseRequired'),
      'unlicensed',
      'GET /v1.0/x: Graph answered 400 (AadPremiumLicenseRequired)',
    ],
    [
      'a premium report on a free tenant, 403',
      403,
      failure('Authentication_RequestFromNonPremiumTenantOrB2CTenant'),
      'unlicensed',
      'GET /v1.0/x: Graph answered 403 (Authentication_RequestFromNonPremiumTenantOrB2CTenant)',
    ],
    [
      'a premium report on a free tenant, 401',
      401,
      failure('Authentication_RequestFromNonPremiumTenantOrB2CTenant'),
      'unlicensed',
      'GET /v1.0/x: Graph answered 401 (Authentication_RequestFromNonPremiumTenantOrB2CTenant)',
    ],
    [
      'a licence code does not make an outage final',
      503,
      failure('AadPremiumLicenseRequired'),
      'unavailable',
      'GET /v1.0/x: Graph answered 503 (AadPremiumLicenseRequired)',
    ],
    [
      '404',
      404,
      failure('Request_ResourceNotFound'),
      'contract',
      'GET /v1.0/x: Graph answered 404 (Request_ResourceNotFound)',
    ],
    [
      'a query that Graph does not know',
      400,
      failure('Request_UnsupportedQuery'),
      'contract',
      'GET /v1.0/x: Graph answered 400 (Request_UnsupportedQuery)',
    ],
    ['a success that is none', 204, null, 'contract', 'GET /v1.0/x: Graph answered 204'],
    ['a redirect', 302, null, 'contract', 'GET /v1.0/x: Graph answered 302'],
    ['429', 429, failure('TooManyRequests'), 'throttled', 'GET /v1.0/x: Graph answered 429 (TooManyRequests)'],
    ['408', 408, null, 'unavailable', 'GET /v1.0/x: Graph answered 408'],
    ['501', 501, null, 'unavailable', 'GET /v1.0/x: Graph answered 501'],
    [
      'an empty code, then the inner one',
      500,
      { error: { code: '', innerError: { code: '500' } } },
      'unavailable',
      'GET /v1.0/x: Graph answered 500 (500)',
    ],
    [
      'innererror in lower case',
      500,
      { error: { innererror: { code: 'Inner' } } },
      'unavailable',
      'GET /v1.0/x: Graph answered 500 (Inner)',
    ],
    ['a hostile code', 400, failure('<b>\r\nÄ=1+1</b>'), 'contract', 'GET /v1.0/x: Graph answered 400 (b11b)'],
    [
      'an endless code',
      400,
      failure('x'.repeat(500)),
      'contract',
      `GET /v1.0/x: Graph answered 400 (${'x'.repeat(80)})`,
    ],
    ['a code that is no text', 400, { error: { code: { a: 1 } } }, 'contract', 'GET /v1.0/x: Graph answered 400'],
    ['an error that is text', 400, { error: 'invalid_grant' }, 'contract', 'GET /v1.0/x: Graph answered 400'],
    ['a body that is a list', 400, [], 'contract', 'GET /v1.0/x: Graph answered 400'],
  ])('%s', (_, status, body, code, message) => {
    const error = answered(status, body);
    expect(error).toMatchObject({ code, message, status });
    expect(`${error.message}${error.hint}`).not.toContain('Adele');
  });

  it('names the permission in the hint when the caller gave one', () => {
    expect(answered(403, null, 'AuditLog.Read.All').hint).toBe(
      'Grant AuditLog.Read.All to the identity of the app: npm run grant -- --app NAME --group RG.',
    );
    expect(answered(403, null).hint).toBe(
      'The identity may not read this. README lists the permissions that it needs.',
    );
  });

  it('does not blame a permission when the token itself is refused', () => {
    expect(answered(401, failure('InvalidAuthenticationToken'), 'X').hint).toContain('GRAPH_BASE_URL');
  });
});

describe('errorOfNetwork', () => {
  it('shows the code below the error of fetch, and nothing else of it', () => {
    const cause = Object.assign(new Error('connect to 10.0.0.7'), { code: 'ECONNREFUSED' });
    const error = errorOfNetwork('GET /v1.0/x', new TypeError('fetch failed', { cause }));
    expect(error).toMatchObject({ code: 'unavailable', status: null });
    expect(error.message).toBe('GET /v1.0/x: the connection failed (ECONNREFUSED)');
  });

  it('takes anything that is thrown', () => {
    expect(errorOfNetwork('GET /v1.0/x', null).message).toBe('GET /v1.0/x: the connection failed');
    expect(errorOfNetwork('GET /v1.0/x', 'x').message).toBe('GET /v1.0/x: the connection failed');
  });
});

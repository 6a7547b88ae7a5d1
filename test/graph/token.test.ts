import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { tenantOfToken } from '../../shared/graph/token.ts';
import { credentialOf, type FakeGraph, fakeGraph, json, readerOf, TestClock, tokenOf } from './fake-graph.ts';

const TENANT = '8f1d1f5e-0000-4000-8000-000000000001';
const OTHER = '8f1d1f5e-0000-4000-8000-000000000002';
const anything = z.unknown();

describe('the token', () => {
  let graph: FakeGraph;
  let clock: TestClock;

  beforeEach(async () => {
    graph = await fakeGraph((response) => json(response, {}));
    clock = new TestClock();
  });

  afterEach(async () => {
    vi.useRealTimers();
    await graph.close();
  });

  it('is asked for the origin, once for all requests of a run, and sent as bearer', async () => {
    const credential = credentialOf('abc');
    const reader = readerOf(graph.origin, clock, { credential });
    await Promise.all([reader.get('/a', anything), reader.get('/b', anything)]);
    await reader.get('/c', anything);
    expect(credential.asked).toEqual([`${graph.origin}/.default`]);
    expect(graph.asked.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer abc'));
  });

  it('is asked for again when it is about to end', async () => {
    const credential = credentialOf('abc');
    const getToken = async (scope: string | string[]) => {
      await credential.getToken(scope);
      return { token: 'abc', expiresOnTimestamp: clock.time + 59_000 };
    };
    const reader = readerOf(graph.origin, clock, { credential: { getToken } });
    await reader.get('/a', anything);
    await reader.get('/b', anything);
    expect(credential.asked).toHaveLength(2);
  });

  it('is asked for again after a failure', async () => {
    const getToken = vi.fn().mockRejectedValueOnce(new Error('x'));
    getToken.mockResolvedValue({ token: 'abc', expiresOnTimestamp: Date.UTC(2040, 0, 1) });
    const reader = readerOf(graph.origin, clock, { credential: { getToken } });
    await expect(reader.get('/a', anything)).rejects.toMatchObject({ code: 'auth' });
    await expect(reader.get('/a', anything)).resolves.toEqual({});
  });

  it.each<[name: string, token: string]>([
    ['of the watched tenant', tokenOf({ tid: TENANT })],
    ['of the watched tenant in capitals', tokenOf({ tid: TENANT.toUpperCase() })],
    ['without a tenant', tokenOf({})],
    ['that is no JWT', 'opaque'],
    ['that only looks like a JWT', 'a.b.c'],
  ])('is accepted %s', async (_, token) => {
    const reader = readerOf(graph.origin, clock, { credential: credentialOf(token), tenantId: TENANT });
    await expect(reader.get('/a', anything)).resolves.toEqual({});
  });

  it('of another tenant is a settings error that names both, and no request is sent', async () => {
    const credential = credentialOf(tokenOf({ tid: `${OTHER}\r\n<b>` }));
    const reader = readerOf(graph.origin, clock, { credential, tenantId: TENANT });
    await expect(reader.get('/a', anything)).rejects.toMatchObject({
      code: 'config',
      message: `TENANT_ID is ${TENANT}, but the token belongs to tenant ${OTHER}b`,
    });
    expect(graph.asked).toEqual([]);
    expect(reader.requests()).toBe(0);
  });

  it.each<
    [
      name: string,
      getToken: () => Promise<never> | Promise<null | { token: string; expiresOnTimestamp: number }>,
      message: string,
    ]
  >([
    [
      'a credential that fails',
      async () => Promise.reject(new Error('secret of AADSTS700016: app X')),
      'Token for Graph: the credential failed (Error, AADSTS700016)',
    ],
    [
      'a credential that throws no error',
      async () => Promise.reject('secret'),
      'Token for Graph: the credential failed',
    ],
    ['a credential that gives nothing', async () => null, 'Token for Graph: the credential gave no usable token'],
    [
      'an empty token',
      async () => ({ token: '', expiresOnTimestamp: 9e15 }),
      'Token for Graph: the credential gave no usable token',
    ],
    [
      'a token that is no header',
      async () => ({ token: 'secret\r\nX: y', expiresOnTimestamp: 9e15 }),
      'Token for Graph: the credential gave no usable token',
    ],
  ])('%s is an auth error without its text, and no request is sent', async (_, getToken, message) => {
    const reader = readerOf(graph.origin, clock, { credential: { getToken } });
    await expect(reader.get('/a', anything)).rejects.toMatchObject({ code: 'auth', message });
    expect(graph.asked).toEqual([]);
  });

  it('endpoint that hangs and does not listen is an auth error after 10 s', async () => {
    clock.fakeTimers();
    const getToken = vi.fn(() => new Promise<never>(() => {}));
    const reading = readerOf(graph.origin, clock, { credential: { getToken } }).get('/a', anything);
    const outcome = expect(reading).rejects.toMatchObject({
      code: 'auth',
      message: 'Token for Graph: no answer in time',
    });
    await vi.waitFor(() => expect(getToken).toHaveBeenCalled());
    clock.pass(10_000);
    await outcome;
    expect(graph.asked).toEqual([]);
  });

  it('endpoint that hangs ends with the run', async () => {
    const run = new AbortController();
    const getToken = vi.fn(() => new Promise<never>(() => {}));
    const reader = readerOf(graph.origin, clock, { credential: { getToken } }, { signal: run.signal });
    const reading = reader.get('/a', anything);
    await vi.waitFor(() => expect(getToken).toHaveBeenCalled());
    run.abort();
    await expect(reading).rejects.toMatchObject({ code: 'unavailable', message: 'Token for Graph: the run was ended' });
  });
});

describe('tenantOfToken', () => {
  it.each<[name: string, token: string, tenant: string | null]>([
    ['a tenant', tokenOf({ tid: TENANT }), TENANT],
    ['no tenant', tokenOf({}), null],
    ['a tenant that is no text', tokenOf({ tid: 5 }), null],
    ['claims that are null', `e30.${Buffer.from('null').toString('base64url')}.c2ln`, null],
    ['a token that is no JWT', 'opaque', null],
    ['a token that only looks like one', 'a.b.c', null],
  ])('reads %s', (_, token, tenant) => {
    expect(tenantOfToken(token)).toBe(tenant);
  });
});

import { Client, type GraphRequest, ResponseType } from '@microsoft/microsoft-graph-client';
import { describe, expect, it, vi } from 'vitest';
import { Call } from '../../shared/graph/call.ts';
import { runAllowance } from '../../shared/graph/client.ts';
import { carried, GraphMiddleware } from '../../shared/graph/middleware.ts';
import { budgetFrom } from '../../shared/graph/retry.ts';
import { TokenSource } from '../../shared/graph/token.ts';
import { credentialOf, TestClock } from './fake-graph.ts';

const ORIGIN = 'https://graph.example';

function setUp() {
  const clock = new TestClock();
  const credential = credentialOf('abc');
  const fetched = vi.fn<typeof fetch>(async () => new Response('{"a":1}'));
  const middleware = new GraphMiddleware(ORIGIN, {
    fetch: fetched,
    now: clock.now,
    sleep: clock.sleep,
    random: () => 1,
  });
  const tokens = new TokenSource({
    credential,
    scope: 'x/.default',
    tenantId: null,
    now: clock.now,
    signal: undefined,
  });
  const call = new Call({
    what: 'GET /v1.0/x',
    query: "?$filter=a eq 'https://h/x'",
    permission: undefined,
    statuses: [200],
    budget: budgetFrom(clock.time, clock.time + 60_000),
    signal: undefined,
    tokens,
    allowance: runAllowance(),
    onWait: () => {},
    onTurn: () => {},
    onSend: () => {},
    onDate: () => {},
  });
  const request = (baseUrl: string): GraphRequest =>
    Client.initWithMiddleware({ middleware, baseUrl }).api('/x').responseType(ResponseType.RAW);
  return { request, call, fetched, credential };
}

const failureOf = (promise: Promise<unknown>) => promise.then(() => null, carried);

describe('the middleware', () => {
  it('adds token and query and follows no redirect', async () => {
    const { request, call, fetched } = setUp();
    const response: Response = await request(ORIGIN).header('Prefer', 'x').middlewareOptions([call]).get();
    expect(await response.text()).toBe('{"a":1}');
    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(url).toBe(`${ORIGIN}/v1.0/x?$filter=a eq 'https://h/x'`);
    expect(init).toMatchObject({ method: 'GET', redirect: 'manual' });
    const sent = new Headers(init?.headers);
    expect([sent.get('authorization'), sent.get('prefer')]).toEqual(['Bearer abc', 'x']);
  });

  it.each([
    'https://graph.example.evil',
    'https://evil.example',
    'http://graph.example',
    'https://graph.example:444',
    'https://graph.example@evil.example',
  ])('sends neither request nor token to %s', async (baseUrl) => {
    const { request, call, fetched, credential } = setUp();
    expect(await failureOf(request(baseUrl).middlewareOptions([call]).get())).toMatchObject({
      code: 'contract',
      message: 'GET /v1.0/x: it would leave the configured origin',
    });
    expect(fetched).not.toHaveBeenCalled();
    expect(credential.asked).toEqual([]);
  });

  it('replaces an authorization that a caller tries to send', async () => {
    const { request, call, fetched } = setUp();
    await request(ORIGIN).header('authorization', 'Bearer other').middlewareOptions([call]).get();
    expect(new Headers(fetched.mock.calls[0]?.[1]?.headers).get('authorization')).toBe('Bearer abc');
  });

  it('sends nothing for a request that is not ours', async () => {
    const { request, fetched } = setUp();
    expect(await failureOf(request(ORIGIN).get())).toMatchObject({ code: 'internal' });
    expect(fetched).not.toHaveBeenCalled();
  });
});

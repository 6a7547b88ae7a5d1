import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  credentialOf,
  type FakeGraph,
  fakeGraph,
  graphFailure,
  json,
  readerOf,
  TestClock,
  tokenOf,
} from './fake-graph.ts';

const OID = '7d1f0c2a-1111-4222-8333-444455556666';
const APP = '7d1f0c2a-1111-4222-8333-444455557777';
const TENANT = '7d1f0c2a-1111-4222-8333-444455558888';
const NOBODY = { objectId: null, appId: null, tenantId: null };

describe('who asks', () => {
  let graph: FakeGraph;
  const clock = new TestClock();

  beforeEach(async () => {
    graph = await fakeGraph((response) => json(response, {}));
  });
  afterEach(() => graph.close());

  it.each<[name: string, token: string, who: object]>([
    [
      'of an application',
      tokenOf({ oid: OID, appid: APP, idtyp: 'app', tid: TENANT }),
      { objectId: OID, appId: APP, tenantId: TENANT },
    ],
    [
      'that does not say its type',
      tokenOf({ oid: OID.toUpperCase(), appid: APP }),
      { ...NOBODY, objectId: OID, appId: APP },
    ],
    ['without an application', tokenOf({ oid: OID }), { ...NOBODY, objectId: OID }],
    ['of a person', tokenOf({ oid: OID, appid: APP, idtyp: 'user', tid: TENANT }), { ...NOBODY, tenantId: TENANT }],
    ['of a person, by its scopes', tokenOf({ oid: OID, appid: APP, scp: 'User.Read' }), NOBODY],
    ['whose claims are no ids', tokenOf({ oid: '../x', appid: 5 }), NOBODY],
    ['whose claims are null', `e30.${Buffer.from('null').toString('base64url')}.c2ln`, NOBODY],
    ['that is no JWT', 'opaque', NOBODY],
  ])('is read from a token %s, and no request is sent', async (_, token, who) => {
    const reader = readerOf(graph.origin, clock, { credential: credentialOf(token) });
    expect(await reader.identity()).toEqual(who);
    expect(graph.asked).toEqual([]);
  });

  it('shares the token of the requests', async () => {
    const credential = credentialOf(tokenOf({ oid: OID }));
    const reader = readerOf(graph.origin, clock, { credential });
    await reader.get('/a', z.unknown());
    await reader.identity();
    expect(credential.asked).toHaveLength(1);
  });

  it('fails like a request without a token, or without time', async () => {
    const getToken = async () => Promise.reject(new Error('secret'));
    await expect(readerOf(graph.origin, clock, { credential: { getToken } }).identity()).rejects.toMatchObject({
      code: 'auth',
    });
    const late = readerOf(graph.origin, clock, {}, { deadline: clock.time });
    await expect(late.identity()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('how far the clocks are apart', () => {
  it('is null until a good answer told a time, then what the last one told', async () => {
    const clock = new TestClock();
    const dates = ['Fri, 20 Nov 2026 12:06:00 GMT', 'no time', 'Fri, 20 Nov 2026 11:59:58 GMT'];
    const graph = await fakeGraph((response, _asked, nth) => {
      const headers = { Date: dates[nth - 1] ?? 'Fri, 01 Jan 2100 00:00:00 GMT' };
      return nth > 3 ? graphFailure(response, 404, 'x', headers) : json(response, {}, 200, headers);
    });
    const reader = readerOf(graph.origin, clock);
    const skews = [reader.clockSkewMs()];
    for (let n = 0; n < 4; n += 1) {
      await reader.get('/a', z.unknown()).catch(() => null);
      skews.push(reader.clockSkewMs());
    }
    await graph.close();
    expect(skews).toEqual([null, 360_000, 360_000, -2000, -2000]);
  });
});

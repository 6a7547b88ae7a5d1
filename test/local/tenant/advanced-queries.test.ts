/** Queries that Graph answers from its index alone, and only when they are asked as documented. */
import { describe, expect, it } from 'vitest';
import { EVENTUAL, type Reader, tenantFor } from './reader.ts';

const castOf = ({ tenant }: Reader): string => {
  const [unit] = Object.keys(tenant.state.directory.units);
  return `/v1.0/directory/administrativeUnits/${unit}/members/microsoft.graph.user`;
};
const $select = 'id,onPremisesSyncEnabled';
const UNSUPPORTED = [400, 'Request_UnsupportedQuery'];

describe('a cast', () => {
  it('with any other option needs the header and $count', async () => {
    const reader = await tenantFor();
    const { get } = reader;
    const path = castOf(reader);
    const asked = async (options: Record<string, string>, headers = {}) => {
      const { status, body } = await get(path, options, headers);
      return status === 200 ? 200 : [status, body.error.code];
    };
    expect(await asked({ $select })).toEqual(UNSUPPORTED);
    expect(await asked({ $select }, EVENTUAL)).toEqual(UNSUPPORTED);
    expect(await asked({ $select, $count: 'true' })).toEqual(UNSUPPORTED);
    expect(await asked({ $select, $count: 'false' }, EVENTUAL)).toEqual(UNSUPPORTED);
    expect(await asked({ $select, $count: 'true' }, { consistencylevel: 'Eventual' })).toBe(200);
    expect(await asked({})).toBe(200);
  });

  it('says how many there are on page one, and wants the header again on page two', async () => {
    const reader = await tenantFor();
    const first = await reader.get(castOf(reader), { $select, $count: 'true', $top: '40' }, EVENTUAL);
    expect([first.body['@odata.count'], first.body.value.length]).toEqual([60, 40]);
    const link = first.body['@odata.nextLink'] ?? '';
    expect((await reader.follow(link)).status).toBe(400);
    const second = await reader.follow(link, EVENTUAL);
    expect(second.body).not.toHaveProperty('@odata.count');
    expect(second.body.value).toHaveLength(20);
  });

  it('takes the header of its own step in a batch', async () => {
    const reader = await tenantFor();
    const url = `${castOf(reader).slice('/v1.0'.length)}?$select=${$select}&$count=true&$top=999`;
    const step = { id: '1', method: 'GET', url };
    const answer = async (steps: object) =>
      ((await reader.batch([steps])).body.responses as { status: number; body: Record<string, unknown> }[])[0];
    expect((await answer(step))?.status).toBe(400);
    const good = await answer({ ...step, headers: EVENTUAL });
    expect([good?.status, good?.body['@odata.count']]).toEqual([200, 60]);
  });
});

describe('a count', () => {
  const path = '/v1.0/users/$count';

  it('is refused without the header, in the documented words', async () => {
    const { get } = await tenantFor();
    const { status, body } = await get(path, { $filter: 'onPremisesSyncEnabled eq true' });
    expect([status, body.error.code, body.error.message]).toEqual([
      400,
      'Request_BadRequest',
      '$count is not currently supported.',
    ]);
  });

  it('is digits in a batch too', async () => {
    const { batch } = await tenantFor();
    const url = '/users/$count?$filter=onPremisesSyncEnabled%20eq%20true';
    const { body } = await batch([{ id: '1', method: 'GET', url, headers: EVENTUAL }]);
    expect(body.responses).toMatchObject([{ status: 200, headers: { 'Content-Type': 'text/plain' }, body: '1240' }]);
  });
});

describe('a list of ids', () => {
  const asked = async (collection: string, count: number) => {
    const { get } = await tenantFor();
    const ids = Array.from({ length: count }, (_, n) => `'id-${n}'`);
    const { status, body } = await get(`/v1.0/${collection}`, { $filter: `id in (${ids.join(',')})` });
    return status === 200 ? body.value.length : [status, body.error.code, body.error.message];
  };

  it.each(['users', 'groups', 'servicePrincipals'])('takes 15 of /%s and no more', async (collection) => {
    expect(await asked(collection, 15)).toBe(0);
    expect(await asked(collection, 16)).toEqual([
      ...UNSUPPORTED,
      "Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: 15.",
    ]);
  });

  it.each([
    'id in ()',
    "id in ('a',)",
    "id in ('a'",
    "id in 'a'",
    "id in ('a') or id in ('b')",
    "displayName in ('a')",
  ])('is refused when it is none: %s', async ($filter) => {
    const { get } = await tenantFor();
    const { status, body } = await get('/v1.0/users', { $filter });
    expect([status, body.error.code]).toEqual(UNSUPPORTED);
  });

  it('takes a quote that is doubled as one', async () => {
    const { tenant, get } = await tenantFor();
    const id = tenant.users.add({ name: "O'Hara" });
    const { body } = await get('/v1.0/users', { $filter: `id in ('it''s', '${id}')` });
    expect(body.value).toMatchObject([{ id }]);
  });

  it('is what users and groups cannot be read without', async () => {
    const { get } = await tenantFor();
    for (const path of ['/v1.0/users', '/v1.0/groups']) expect((await get(path)).status).toBe(400);
  });
});

describe('an expanded property', () => {
  it.each(['roleDefinition', 'principal,roleDefinition', 'Principal', ''])('is refused: %s', async ($expand) => {
    const { get } = await tenantFor();
    expect((await get('/v1.0/roleManagement/directory/roleAssignments', { $expand })).status).toBe(400);
  });
});

describe('long lists', () => {
  it('are disturbed like any other: every row once in any order, twice, never, or with pages between', async () => {
    const reader = await tenantFor();
    const path = castOf(reader);
    const read = async () => {
      const ids: unknown[] = [];
      let answer = await reader.get(path, { $select, $count: 'true', $top: '25' }, EVENTUAL);
      for (;;) {
        expect(answer.status).toBe(200);
        ids.push(...answer.body.value.map(({ id }) => id));
        const link = answer.body['@odata.nextLink'];
        if (!link) return ids;
        answer = await reader.follow(link, EVENTUAL);
      }
    };
    const whole = await read();
    expect(new Set(whole).size).toBe(60);
    reader.tenant.shaker.set({ order: true, pages: true });
    const shaken = await read();
    expect(shaken).not.toEqual(whole);
    expect([...shaken].sort()).toEqual([...whole].sort());
    reader.tenant.shaker.set({ vanish: 0.5 });
    const [some, others] = [await read(), await read()];
    expect(some.length).toBeLessThan(60);
    expect(new Set([...some, ...others]).size).toBe(60);
    reader.tenant.shaker.set(null);
    const faulty = path.slice('/v1.0'.length);
    reader.tenant.faults.add({ path: faulty, kind: 'duplicates' });
    expect(await read()).toEqual([...whole, ...whole]);
    reader.tenant.faults.add({ path: faulty, kind: 'empty-pages' });
    expect(await read()).toEqual(whole);
    reader.tenant.faults.add({ path: faulty, kind: 'vanish' });
    expect(await read()).toEqual([]);
  });
});

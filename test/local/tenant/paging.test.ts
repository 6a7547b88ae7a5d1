import { describe, expect, it } from 'vitest';
import { type Reader, tenantFor } from './reader.ts';

const PATH = '/v1.0/servicePrincipals';

async function withPrincipals(count: number): Promise<Reader> {
  const reader = await tenantFor();
  reader.tenant.change(({ cloudSync }) => {
    for (let n = 6; n < count; n += 1) {
      cloudSync.push({ id: `sp-${n}`, appId: `app-${n}`, displayName: `name ${n}`, jobs: [] });
    }
  });
  return reader;
}

describe('paging', () => {
  it('serves every row once, whatever the page size', async () => {
    const { ids } = await withPrincipals(23);
    const whole = await ids(PATH);
    expect(whole).toHaveLength(23);
    for (const $top of ['1', '2', '7', '22', '23', '24', '999']) expect(await ids(PATH, { $top })).toEqual(whole);
  });

  it('serves 100 rows a page when not asked, and no link after the last', async () => {
    const { get, follow } = await withPrincipals(200);
    const first = await get(PATH);
    expect(first.body.value).toHaveLength(100);
    const second = await follow(first.body['@odata.nextLink'] ?? '');
    expect(second.body.value).toHaveLength(100);
    expect(second.body).not.toHaveProperty('@odata.nextLink');
  });

  it('repeats the whole query in the next link', async () => {
    const { tenant, get } = await withPrincipals(30);
    const $filter = "applicationTemplateId eq '1a4721b3-e57f-4451-ae87-ef078703ec94'";
    const first = await get(PATH, { $filter, $select: 'id,displayName', $top: '10' });
    const link = new URL(first.body['@odata.nextLink'] ?? '');
    expect(link.origin).toBe(tenant.origin);
    expect(link.searchParams.get('$filter')).toBe($filter);
    expect(link.searchParams.get('$select')).toBe('id,displayName');
    expect(link.searchParams.has('$skiptoken')).toBe(true);
  });
});

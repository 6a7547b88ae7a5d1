import { describe, expect, it } from 'vitest';
import { tenantFor } from './reader.ts';

interface Step {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: { value?: unknown[]; error?: { code: string } };
}

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `${n}`, method: 'GET', url: '/organization' }));

describe('$batch', () => {
  it('answers each step on its own, in an order of its own', async () => {
    const { tenant, batch } = await tenantFor();
    tenant.revoke('Policy.Read.All');
    const { status, body } = await batch([
      { id: 'a', method: 'GET', url: '/organization?$select=id' },
      { id: 'b', method: 'GET', url: 'policies/authorizationPolicy' },
      { id: 'c', method: 'GET', url: '/nothing', headers: { ConsistencyLevel: 'eventual' } },
      { id: 'd', method: 'DELETE', url: '/organization' },
      { id: 'e', method: 'GET', url: '/v1.0/organization' },
      { id: 'f', method: 'GET', url: "/servicePrincipals?$filter=applicationTemplateId eq 'x'&$top=1" },
    ]);
    expect(status).toBe(200);
    const steps = body.responses as Step[];
    const statuses = Object.fromEntries(steps.map((step) => [step.id, step.status]));
    expect(statuses).toEqual({ a: 200, b: 403, c: 400, d: 400, e: 400, f: 200 });
    expect(steps.find(({ id }) => id === 'a')?.body.value).toEqual([{ id: tenant.tenantId }]);
    expect(steps.find(({ id }) => id === 'b')?.body.error?.code).toBe('Authorization_RequestDenied');
    expect(steps.every(({ headers }) => headers['Content-Type']?.startsWith('application/json'))).toBe(true);
  });

  it('takes 20 steps and does not keep their order', async () => {
    const { batch } = await tenantFor();
    const orders = await Promise.all([1, 2, 3].map(async () => (await batch(many(20))).body.responses as Step[]));
    const sent = many(20).map(({ id }) => id);
    for (const steps of orders) expect(steps.map(({ id }) => id).sort()).toEqual([...sent].sort());
    expect(orders.some((steps) => steps.map(({ id }) => id).join() !== sent.join())).toBe(true);
  });

  it('logs its steps beside the one round trip', async () => {
    const { tenant, batch } = await tenantFor();
    tenant.requests.clear();
    await batch(many(3));
    const logged = tenant.requests.list();
    expect(logged.filter(({ step }) => step).map(({ path, status }) => `${path} ${status}`)).toEqual(
      Array(3).fill('/v1.0/organization 200'),
    );
    expect(logged.filter(({ step }) => !step)).toMatchObject([{ method: 'POST', path: '/v1.0/$batch', status: 200 }]);
  });

  const malformed: { name: string; requests: unknown; message: string }[] = [
    { name: 'more than 20 steps', requests: many(21), message: 'exceeds the maximum value of 20' },
    { name: 'no step', requests: [], message: 'no requests' },
    { name: 'no list', requests: {}, message: 'Invalid batch payload format' },
    {
      name: 'an id twice, in another case',
      requests: [
        { ...many(1)[0], id: 'a' },
        { ...many(1)[0], id: 'A' },
      ],
      message: 'Duplicate',
    },
    { name: 'a number as id', requests: [{ ...many(1)[0], id: 1 }], message: 'Invalid batch payload format' },
    {
      name: 'an absolute url',
      requests: [{ ...many(1)[0], url: 'http://127.0.0.1/v1.0/organization' }],
      message: 'must be relative',
    },
    {
      name: 'a url of another host',
      requests: [{ ...many(1)[0], url: '//example.com/organization' }],
      message: 'must be relative',
    },
    { name: 'a part it does not know', requests: [{ ...many(1)[0], dependsOn: ['0'] }], message: 'dependsOn' },
  ];
  for (const { name, requests, message } of malformed) {
    it(`refuses a batch with ${name}`, async () => {
      const { batch } = await tenantFor();
      const { status, body } = await batch(requests);
      expect(status).toBe(400);
      expect(body.error.message).toContain(message);
    });
  }

  it('refuses a batch in a batch, and one without a token', async () => {
    const { tenant, batch } = await tenantFor();
    const { body } = await batch([{ id: '1', method: 'GET', url: '/$batch' }]);
    expect(body.responses).toMatchObject([{ status: 400 }]);
    const response = await fetch(`${tenant.origin}/v1.0/$batch`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });
});

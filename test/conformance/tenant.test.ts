/** Every response of the simulated tenant satisfies the CSDL: every path, both versions, in every state it can be in. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Version } from '../../local/tenant/endpoint.ts';
import { ENDPOINTS } from '../../local/tenant/endpoints/index.ts';
import { SHAKE_ALL } from '../../local/tenant/shake.ts';
import { type SimulatedTenant, startTenant } from '../../local/tenant/tenant.ts';
import { HOSTILE, type Reader, readerOf } from '../local/tenant/reader.ts';
import { memberOf } from './csdl.ts';
import { TENANT_DIFFERENCES } from './differences.ts';
import { bodyProblems, openCsdl, sampleOf, typeAt } from './docs.ts';

const csdl = openCsdl();
const VERSIONS: readonly Version[] = ['v1.0', 'beta'];

const STATES: readonly { name: string; change: (tenant: SimulatedTenant) => void }[] = [
  { name: 'new', change: () => undefined },
  {
    name: 'changed by administrators, by an application, and failing',
    change: (tenant) => {
      tenant.enableWriteback();
      tenant.disableWriteback({ result: 'failure' });
      tenant.enableWriteback({ by: null });
      tenant.setSspr(false);
      tenant.addCloudSync();
      tenant.revoke('Synchronization.Read.All');
      for (const name of Object.keys(tenant.state.sync.features)) tenant.setFeature(name, null);
    },
  },
  {
    name: 'never synced',
    change: (tenant) =>
      tenant.change((state) => {
        state.sync.enabled = false;
      }),
  },
  {
    name: 'full of hostile text',
    change: (tenant) => {
      for (const text of HOSTILE) {
        tenant.rename(text);
        tenant.addCloudSync(text);
        tenant.enableWriteback({ by: text });
      }
    },
  },
  {
    name: 'shaken',
    change: (tenant) => {
      tenant.enableWriteback();
      tenant.shaker.set({ ...SHAKE_ALL, fields: false });
    },
  },
];

async function readerFor(change: (tenant: SimulatedTenant) => void): Promise<Reader> {
  const tenant = await startTenant();
  onTestFinished(() => tenant.close());
  change(tenant);
  return readerOf(tenant);
}

function problems(version: Version, path: string, body: Record<string, unknown>): string[] {
  const type = typeAt(csdl[version], path);
  if (!type) throw new Error(`The CSDL does not know ${path}`);
  // The beta schema has no policy root; the page of beta prints a list.
  const shape = { ...type, isCollection: type.isCollection || 'value' in body };
  return bodyProblems(csdl[version], shape, body)
    .map(({ at, what }) => `${at.replace(/\[\d+\]/g, '[*]')} ${what}`)
    .filter((found) => !TENANT_DIFFERENCES.some(({ at, what }) => `${at} ${what}` === found));
}

for (const { name, change } of STATES) {
  describe(`a tenant that is ${name}`, () => {
    for (const version of VERSIONS) {
      for (const { path, properties, options } of ENDPOINTS) {
        it(`answers ${version}${path} as the CSDL has it`, async () => {
          const { get, follow, batch } = await readerFor(change);
          const whole = await get(`/${version}${path}`);
          expect(whole.status).toBe(200);
          expect(problems(version, path, whole.body)).toEqual([]);
          const $select = properties(version).slice(0, 3).join(',');
          expect(problems(version, path, (await get(`/${version}${path}`, { $select })).body)).toEqual([]);
          if (options.includes('$top')) {
            const first = await get(`/${version}${path}`, { $top: '1' });
            const link = first.body['@odata.nextLink'];
            expect(problems(version, path, first.body)).toEqual([]);
            if (link !== undefined) expect(problems(version, path, (await follow(link)).body)).toEqual([]);
          }
          if (version === 'v1.0') {
            const { body } = await batch([{ id: '1', method: 'GET', url: path }]);
            const [step] = body.responses as { body: Record<string, unknown> }[];
            expect(problems(version, path, step?.body ?? {})).toEqual([]);
          }
        });
      }
    }
  });
}

describe('the tenant serves the whole documented shape:', () => {
  /** Returned by Graph only when selected, with a permission of their own. */
  const LEFT_OUT = ['servicePrincipal.customSecurityAttributes'];
  for (const version of VERSIONS) {
    for (const { path, properties } of ENDPOINTS) {
      it(`${version}${path}`, () => {
        const type = typeAt(csdl[version], path)?.name ?? '';
        const declared = propertiesOf(version, type).filter((name) => !LEFT_OUT.includes(`${type}.${name}`));
        const undeclared = properties(version).filter((name) => !memberOf(csdl[version], type, name));
        expect(declared.filter((name) => !properties(version).includes(name))).toEqual([]);
        const known = TENANT_DIFFERENCES.map(({ at }) => at.replace('value[*].', ''));
        expect(undeclared.filter((name) => !known.includes(name))).toEqual([]);
      });
    }
  }

  function propertiesOf(version: Version, type: string): string[] {
    const structure = csdl[version].structures.get(type);
    if (!structure) return [];
    return [...structure.properties.keys(), ...(structure.base === null ? [] : propertiesOf(version, structure.base))];
  }

  it('all 20 sync features, by name', async () => {
    for (const version of VERSIONS) {
      const { tenant } = await readerFor(() => undefined);
      const declared = propertiesOf(version, 'onPremisesDirectorySynchronizationFeature');
      expect(Object.keys(tenant.state.sync.features).sort()).toEqual(declared.sort());
      expect(declared).toHaveLength(20);
    }
  });
});

describe('the tenant refuses as the documented samples do:', () => {
  const shapeOf = (body: Record<string, unknown>): unknown => {
    const error = body.error as { code: string; message: string; innerError: Record<string, unknown> };
    return [error.code, error.message, Object.keys(error.innerError).sort()];
  };

  it('403 without the permission', async () => {
    const { get } = await readerFor((tenant) => tenant.revoke('OnPremDirectorySynchronization.Read.All'));
    const answer = await get('/v1.0/directory/onPremisesSynchronization');
    expect(answer.status).toBe(403);
    expect(shapeOf(answer.body)).toEqual(shapeOf(sampleOf('error-403-directory-onPremisesSynchronization.json')));
  });

  it('429 when throttled', async () => {
    const { get } = await readerFor((tenant) => tenant.faults.add({ path: '*', kind: 'status', status: 429, skip: 1 }));
    const answer = await get('/v1.0/organization');
    expect(answer.status).toBe(429);
    expect(shapeOf(answer.body)).toEqual(shapeOf(sampleOf('error-429-throttled.json')));
  });

  it('400 for a query it does not support', async () => {
    const { get } = await readerFor(() => undefined);
    const answer = await get('/v1.0/auditLogs/directoryAudits', { $filter: "endsWith(category,'x')" });
    expect(answer.status).toBe(400);
    expect(shapeOf(answer.body)).toEqual(shapeOf(sampleOf('error-400-unsupported-query.json')));
  });

  it('a batch has the parts of the documented one', async () => {
    const { batch } = await readerFor(() => undefined);
    const { body } = await batch([{ id: '1', method: 'GET', url: '/organization' }]);
    const documented = sampleOf('v1.0-batch-response.json');
    expect(Object.keys(body)).toEqual(Object.keys(documented));
    const partsOf = (responses: unknown) => Object.keys((responses as object[])[0] ?? {});
    expect(partsOf(body.responses)).toEqual(partsOf(documented.responses));
  });
});

/** Every response of the simulated tenant satisfies the CSDL: every path, both versions, in every state it can be in. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Version } from '../../local/tenant/endpoint.ts';
import { SHAKE_ALL } from '../../local/tenant/shake.ts';
import { startTenant } from '../../local/tenant/start-tenant.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { DESK, furnish, HOSTILE, type Reader, readerOf, requestOf, SERVED } from '../local/tenant/reader.ts';
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
      tenant.grant('Directory.ReadWrite.All');
      tenant.revoke('Directory.Read.All');
      tenant.setLicence('p1', 'suspended');
      tenant.failResets({ activity: 'Reset password (self-service)' });
      for (const name of Object.keys(tenant.state.sync.features)) tenant.setFeature(name, null);
    },
  },
  {
    name: 'broken on premises',
    change: (tenant) => {
      const [job = '', hash = ''] = tenant.state.cloudSync[0]?.jobs.map(({ id }) => id) ?? [];
      tenant.cloudSync.quarantine(job, { at: tenant.clock() - 200_000_000 });
      tenant.cloudSync.pause(hash);
      for (const { id } of tenant.state.agents.slice(1)) tenant.agents.stop(id);
      tenant.connect.stop('SYNC-01');
      tenant.connect.setStaging('SYNC-01', true);
    },
  },
  {
    name: 'configured and never run',
    change: (tenant) => {
      tenant.removeCloudSync();
      tenant.cloudSync.add('contoso.local', {}, false);
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
    name: 'busy with rights of every kind',
    change: (tenant) => {
      const partner = '00000000-1111-4222-8333-444444444444';
      const role = tenant.roles.defineRole({
        name: 'Reset at night',
        actions: ['microsoft.directory/users/password/update'],
        condition: '$ResourceIsSelf',
      });
      tenant.roles.assign({ principal: 'Joni Sherman', role, scope: 'Board', endsAt: tenant.clock() + 3_600_000 });
      tenant.roles.assign({ principal: partner, role: 'Helpdesk Administrator' });
      tenant.roles.assign({ principal: 'HR Onboarding', role: 'User Administrator', scope: 'Alex Wilber' });
      tenant.roles.makeEligible({ principal: DESK, role: 'Global Reader', endsAt: tenant.clock() + 3_600_000 });
      tenant.roles.activate({ principal: 'Diego Siciliani', role: 'Helpdesk Administrator' });
      tenant.groups.addMember(DESK, tenant.groups.create({ name: 'Nested', assignable: false }));
      for (const type of ['device', 'orgContact'] as const)
        tenant.groups.addMember(DESK, tenant.groups.addOther(type, `a ${type}`));
      tenant.groups.makeEligible({ group: DESK, principal: partner, access: 'owner', endsAt: tenant.clock() + 60_000 });
      tenant.units.addMember('Board', 'Alex Wilber');
      tenant.units.create({ name: 'Everyone', rule: '(user.department -eq "Sales")', hidden: true });
      tenant.users.setSynced('Alex Wilber', false);
    },
  },
  {
    name: 'full of hostile text',
    change: (tenant) => {
      for (const text of HOSTILE) {
        tenant.rename(text);
        tenant.addCloudSync(text);
        tenant.enableWriteback({ by: text });
        tenant.failResets({ reason: text });
        tenant.agents.install({ machineName: text, externalIp: text });
        tenant.connect.install(text, { version: text });
        const user = tenant.users.add({ name: text, upn: text });
        const role = tenant.roles.defineRole({ name: text, actions: [text], condition: text });
        tenant.roles.assign({ principal: user, role, scope: tenant.units.create({ name: text, rule: text }) });
        tenant.groups.addMember(tenant.groups.create({ name: text }), user);
        tenant.apps.grantPermission(tenant.apps.create({ name: text }), 'Directory.ReadWrite.All');
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
  furnish(tenant);
  change(tenant);
  return readerOf(tenant);
}

/** Types that groups may hold and the schema at hand leaves out. */
const NOT_IN_EXTRACT = ['device', 'orgContact'];

function problems(version: Version, path: string, body: Record<string, unknown>): string[] {
  const type = typeAt(csdl[version], path);
  if (!type) throw new Error(`The CSDL does not know ${path}`);
  // The beta schema has no policy root; the page of beta prints a list.
  const shape = { ...type, isCollection: type.isCollection || 'value' in body };
  return bodyProblems(csdl[version], shape, body)
    .filter((problem) => !NOT_IN_EXTRACT.includes(problem.type))
    .map(({ at, what }) => `${at.replace(/\[\d+\]/g, '[*]')} ${what}`)
    .filter((found) => !TENANT_DIFFERENCES.some(({ at, what }) => `${at} ${what}` === found));
}

/** A number is no body that a schema knows, and of federated credentials the schema at hand has the name alone. */
const WITH_SCHEMA = SERVED.filter(({ endpoint }) => !/\/(?:\$count|federatedIdentityCredentials)$/.test(endpoint.path));

for (const { name, change } of STATES) {
  describe(`a tenant that is ${name}`, () => {
    for (const { version, endpoint } of WITH_SCHEMA) {
      const { path, properties, options, expands = [], isSelectable } = endpoint;
      it(`answers ${version}${path} as the CSDL has it`, async () => {
        const { tenant, get, follow, batch } = await readerFor(change);
        const { path: url, options: needed, headers } = requestOf(endpoint, tenant);
        const ask = (more: Record<string, string> = {}) => get(`/${version}${url}`, { ...needed, ...more }, headers);
        const whole = await ask();
        expect(whole.status).toBe(200);
        expect(problems(version, path, whole.body)).toEqual([]);
        const $select = properties(version).slice(0, 3).join(',');
        if (isSelectable !== false) expect(problems(version, path, (await ask({ $select })).body)).toEqual([]);
        for (const $expand of expands) expect(problems(version, path, (await ask({ $expand })).body)).toEqual([]);
        if (options.includes('$top')) {
          const first = await ask({ $top: '1' });
          const link = first.body['@odata.nextLink'];
          expect(problems(version, path, first.body)).toEqual([]);
          if (link !== undefined) expect(problems(version, path, (await follow(link, headers)).body)).toEqual([]);
        }
        if (version === 'v1.0') {
          const query = new URLSearchParams(needed);
          const { body } = await batch([{ id: '1', method: 'GET', url: `${url}?${query}`, headers }]);
          const [step] = body.responses as { body: Record<string, unknown> }[];
          expect(problems(version, path, step?.body ?? {})).toEqual([]);
        }
      });
    }
  });
}

describe('the tenant serves the whole documented shape:', () => {
  /** Returned by Graph only when selected, with a permission of their own. */
  const LEFT_OUT = ['servicePrincipal.customSecurityAttributes'];
  /** Of these an excerpt is served, as Graph does itself unless more is asked for. */
  const EXCERPTS = ['user', 'group', 'application'];
  for (const { version, endpoint } of WITH_SCHEMA) {
    const { path, properties } = endpoint;
    it(`${version}${path}`, () => {
      const type = typeAt(csdl[version], path)?.name ?? '';
      const declared = propertiesOf(version, type).filter((name) => !LEFT_OUT.includes(`${type}.${name}`));
      expect(declared).not.toEqual([]);
      // Objects of any type: what all have in common, and what users and service principals both have.
      const isDeclared = (name: string) =>
        memberOf(csdl[version], type, name) ??
        (type === 'directoryObject' &&
          ['user', 'servicePrincipal'].every((one) => memberOf(csdl[version], one, name) !== undefined));
      const undeclared = properties(version).filter((name) => !isDeclared(name));
      if (!EXCERPTS.includes(type)) expect(declared.filter((name) => !properties(version).includes(name))).toEqual([]);
      const known = TENANT_DIFFERENCES.map(({ at }) => at.replace('value[*].', ''));
      expect(undeclared.filter((name) => !known.includes(name))).toEqual([]);
    });
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

describe('what the tenant serves has the parts of the documented samples:', () => {
  type Row = Record<string, unknown>;
  const firstOf = (body: Row): Row => (body.value as Row[])[0] ?? {};
  /** Every property of the sample, and for objects theirs. */
  const missing = (served: Row, documented: Row): string[] =>
    Object.entries(documented).flatMap(([name, value]) => {
      if (!(name in served)) return [name];
      const [inner, other] = [served[name], value].map((each) => (Array.isArray(each) ? each[0] : each));
      const isObject = [inner, other].every((each) => typeof each === 'object' && each !== null);
      return isObject ? missing(inner as Row, other as Row).map((below) => `${name}.${below}`) : [];
    });

  const cases: { name: string; path: (tenant: SimulatedTenant) => string; sample: Row; without?: string[] }[] = [
    {
      name: 'an agent, but for the groups that are not expanded',
      path: () => '/beta/onPremisesPublishingProfiles/provisioning/agents',
      sample: firstOf(sampleOf('beta-onPremisesPublishingProfiles-provisioning-agents.json')),
      without: ['agentGroups'],
    },
    {
      name: 'an app role assignment',
      path: ({ state }) => `/v1.0/servicePrincipals/${state.identity.objectId}/appRoleAssignments`,
      sample: firstOf(sampleOf('v1.0-servicePrincipals-appRoleAssignments.json')),
    },
    {
      name: 'a subscription',
      path: () => '/v1.0/subscribedSkus',
      sample: firstOf(sampleOf('v1.0-subscribedSkus.json')),
    },
    {
      name: 'the configuration of sync',
      path: () => '/beta/directory/onPremisesSynchronization',
      sample: sampleOf('beta-directory-onPremisesSynchronization.json'),
      without: ['@odata.context'],
    },
    {
      name: 'a role definition',
      path: () => '/v1.0/roleManagement/directory/roleDefinitions',
      sample: firstOf(sampleOf('v1.0-roleManagement-directory-roleDefinitions.json')),
    },
    {
      name: 'a role assignment with its principal, but for a property that the schema of v1.0 does not have',
      path: () => '/v1.0/roleManagement/directory/roleAssignments?$expand=principal',
      sample: firstOf(sampleOf('v1.0-roleManagement-directory-roleAssignments-expand-principal.json')),
      without: ['resourceScope'],
    },
    {
      name: 'an assignment schedule instance',
      path: () => '/v1.0/roleManagement/directory/roleAssignmentScheduleInstances',
      sample: firstOf(sampleOf('v1.0-roleManagement-directory-roleAssignmentScheduleInstances.json')),
    },
    {
      name: 'an eligibility schedule instance',
      path: () => '/v1.0/roleManagement/directory/roleEligibilityScheduleInstances',
      sample: firstOf(sampleOf('v1.0-roleManagement-directory-roleEligibilityScheduleInstances.json')),
    },
    {
      name: 'an administrative unit',
      path: () => '/v1.0/directory/administrativeUnits',
      sample: firstOf(sampleOf('v1.0-directory-administrativeUnits.json')),
    },
    {
      name: 'a permission granted on an application',
      path: () => "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo",
      sample: firstOf(sampleOf('v1.0-servicePrincipals-appRoleAssignedTo.json')),
    },
    ...(['v1.0', 'beta'] as const).map((version) => ({
      name: `a synchronization job (${version})`,
      path: ({ state }: SimulatedTenant) =>
        `/${version}/servicePrincipals/${state.cloudSync[0]?.id}/synchronization/jobs`,
      sample: firstOf(sampleOf(`${version}-servicePrincipals-synchronization-jobs.json`)),
    })),
    {
      name: 'a synchronization job in quarantine',
      path: ({ state }) => `/beta/servicePrincipals/${state.cloudSync[0]?.id}/synchronization/jobs`,
      sample: sampleOf('beta-servicePrincipals-synchronization-job.json'),
    },
  ];
  for (const { name, path, sample, without = [] } of cases) {
    it(name, async () => {
      const { tenant, get } = await readerFor((each) => each.cloudSync.quarantine('contoso.local'));
      const { status, body } = await get(path(tenant));
      expect(status).toBe(200);
      expect(missing(firstOf(body), sample)).toEqual(without);
    });
  }

  it('a job that was only created is the documented one, to every value', async () => {
    const { tenant, get } = await readerFor((each) => {
      each.removeCloudSync();
      each.cloudSync.add('contoso.local', {}, false);
    });
    const { body } = await get(`/beta/servicePrincipals/${tenant.state.cloudSync[0]?.id}/synchronization/jobs`);
    const { schedule, status, templateId, id } = firstOf(body);
    const documented = sampleOf('beta-servicePrincipals-synchronization-jobs-create-AD2AADProvisioning.json');
    expect({ schedule, status, templateId }).toEqual({
      schedule: documented.schedule,
      status: documented.status,
      templateId: documented.templateId,
    });
    expect(String(id)).toMatch(/^AD2AADProvisioning\.[0-9a-f]{32}$/);
  });

  it('a job that was paused has the documented schedule and code', async () => {
    const { tenant, get } = await readerFor((each) => each.cloudSync.pause('contoso.local'));
    const { body } = await get(`/v1.0/servicePrincipals/${tenant.state.cloudSync[0]?.id}/synchronization/jobs`);
    const documented = firstOf(sampleOf('v1.0-servicePrincipals-synchronization-jobs.json'));
    expect(firstOf(body).schedule).toEqual(documented.schedule);
    expect((firstOf(body).status as Row).code).toBe((documented.status as Row).code);
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

  it('401 for synchronization jobs without the permission', async () => {
    const { tenant, get } = await readerFor((each) => each.revoke('Synchronization.Read.All'));
    const answer = await get(`/v1.0/servicePrincipals/${tenant.state.cloudSync[0]?.id}/synchronization/jobs`);
    expect(answer.status).toBe(401);
    expect(shapeOf(answer.body)).toEqual(shapeOf(sampleOf('error-401-synchronization-jobs-missing-permission.json')));
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

  it('400 for what needs P2', async () => {
    const { get } = await readerFor((tenant) => tenant.setLicence('p2', 'none'));
    const answer = await get('/v1.0/roleManagement/directory/roleEligibilityScheduleInstances');
    expect(answer.status).toBe(400);
    expect(shapeOf(answer.body)).toEqual(shapeOf(sampleOf('error-400-roleEligibilityScheduleInstances-license.json')));
  });

  it('400 for a count without the header', async () => {
    const { get } = await readerFor(() => undefined);
    const answer = await get('/v1.0/users/$count');
    expect(answer.status).toBe(400);
    expect(shapeOf(answer.body)).toEqual(shapeOf(sampleOf('error-400-users-count-no-ConsistencyLevel.json')));
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

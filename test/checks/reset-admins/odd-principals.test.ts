/**
 * Principals, scopes and rows as live tenants have them and samples do not: what each is called, that none blinds a
 * source, and that none is taken for what it is not.
 */
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { MonitorError } from '../../../shared/errors.ts';
import type { Told } from '../../stubs/pure-watch.ts';
import { HOME, ResetScript } from './script.ts';
import { assign, at, group, ROLE, restricted, synced, tenantOf, unit, user } from './tenants.ts';

type Row = { readonly [name: string]: unknown };
type Answer = (path: string, rows: unknown) => unknown;

const WHOLE = tenantOf({
  users: [user('ann'), user('bob'), synced('vip')],
  assignments: [assign('ann', 'helpdesk')],
});

const when =
  (pattern: RegExp, answer: (rows: readonly Row[]) => unknown): Answer =>
  (path, rows) =>
    pattern.test(path) && Array.isArray(rows) ? answer(rows) : rows;

const allOf =
  (...answers: readonly Answer[]): Answer =>
  (path, rows) =>
    answers.reduce((now, answer) => answer(path, now), rows);

async function begun(tenant: Tenant = WHOLE, odd: Answer = (_, rows) => rows): Promise<ResetScript> {
  const script = new ResetScript();
  script.answer = odd;
  await script.settle(tenant);
  return script;
}

const alertsOf = (told: readonly Told[]) => told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []);
const titles = (told: readonly Told[]) => alertsOf(told).map(({ title }) => title);
const whoIn = (told: readonly Told[]) => alertsOf(told).map(({ lines }) => lines[0]);
const unread = (told: readonly Told[]) =>
  Object.entries(told.at(-1)?.outcome.head.sources ?? {}).flatMap(([name, { error }]) => (error ? [name] : []));

const given = (principal: Row | null, more: Row = {}): Answer =>
  when(/roleAssignments\?\$expand/, (rows) => [
    ...rows,
    { principalId: 'odd', roleDefinitionId: ROLE.helpdesk, directoryScopeId: '/', principal, ...more },
  ]);

describe('an odd principal is called what it is', () => {
  it.each<[name: string, answer: Answer, who: string]>([
    [
      'an agent identity',
      allOf(
        given({ '@odata.type': '#microsoft.graph.agentIdentity', displayName: 'Desk agent' }),
        when(/^\/servicePrincipals\?\$filter=id in .*odd/, (rows) => [
          ...rows,
          { '@odata.type': '#microsoft.graph.agentIdentity', id: 'odd', displayName: 'Desk agent', appId: null },
        ]),
      ),
      'Who: "Desk agent" (id odd), an agent identity',
    ],
    [
      'the user account of an agent',
      given({
        '@odata.type': '#microsoft.graph.agentUser',
        displayName: 'Agent',
        userPrincipalName: 'agent@example.org',
      }),
      'Who: "Agent" (agent@example[.]org), the user account of an agent, id odd',
    ],
    [
      'a guest',
      allOf(
        given({ '@odata.type': '#microsoft.graph.user', displayName: 'Gus' }),
        when(/^\/users\?\$filter=id in .*odd/, (rows) => [
          ...rows,
          { id: 'odd', displayName: 'Gus', userPrincipalName: 'gus_x#EXT#@example.org', userType: 'Guest' },
        ]),
      ),
      'Who: "Gus" (gus_x#EXT#@example[.]org), a guest, id odd',
    ],
    [
      'someone of a partner',
      allOf(
        given(null, { principalOrganizationId: 'other-tenant' }),
        when(/roleAssignments\?\$expand/, (rows) =>
          rows.map((row) => ({ principalOrganizationId: HOME.toUpperCase(), ...row })),
        ),
      ),
      'Who: unknown principal odd, of another organization, as a partner with delegated administration (GDAP) is',
    ],
    [
      'an id that nothing tells of',
      given(null),
      'Who: unknown principal odd, not found in this tenant: deleted, of a partner, or not there yet',
    ],
  ])('%s', async (_, answer, who) => {
    const script = await begun();
    script.answer = answer;
    const told = await script.settle(WHOLE);
    expect(whoIn(told)).toEqual([who]);
    expect(unread(told)).toEqual([]);
  });
});

describe('a tenant that partners run, with more of their rows than of its own', () => {
  const rows = (own: string): Answer =>
    when(/roleAssignments\?\$expand/, (found) => [
      ...found.map((row) => ({ ...row, principalOrganizationId: own })),
      ...['p1', 'p2', 'p3'].map((principalId) => ({
        ...{ principalId, roleDefinitionId: ROLE.directoryReaders, directoryScopeId: '/', principal: null },
        principalOrganizationId: 'a-partner',
      })),
    ]);

  it("calls nobody a partner's who is its own", async () => {
    const script = await begun(WHOLE, rows(HOME));
    const told = await script.settle({ ...WHOLE, assignments: [...WHOLE.assignments, assign('bob', 'helpdesk')] });
    expect(whoIn(told)).toEqual(['Who: "bob" (bob@example[.]org), a user, id bob']);
  });
});

describe('a user of whom only the id was known when it was told', () => {
  const is = {
    ...WHOLE,
    users: [...WHOLE.users, user('eve', { name: 'Eve' })],
    assignments: [...WHOLE.assignments, assign('eve', 'helpdesk')],
  };
  const orphaned: Answer = (path, rows) =>
    /expand=principal/.test(path)
      ? Object.assign(new MonitorError('contract', 'GET: 404 Request_ResourceNotFound'), { status: 404 })
      : rows;
  const bare: Answer = (path, rows) =>
    /roleAssignments$/.test(path)
      ? is.assignments.map(({ scope, ...row }) => ({ ...row, directoryScopeId: scope }))
      : rows;
  const behind = when(/^\/users\?\$filter=id in/, (rows) => rows.filter(({ id }) => id !== 'eve'));

  it('is told by name once the users know it, and not again', async () => {
    const script = await begun();
    script.answer = allOf(orphaned, bare, behind);
    const early = await script.poll(is);
    expect(titles([early])).toEqual([
      'A principal can now reset 11 synced users (Helpdesk Administrator): unknown principal eve',
    ]);
    script.answer = allOf(orphaned, bare);
    expect(titles(await script.settle(is))).toEqual([
      'An earlier alert named only the id eve; it is a user: "Eve" (eve@example[.]org)',
    ]);
  });
});

describe('a group that was deleted while its rows linger', () => {
  it.each([
    ['its assignment', { assignments: [assign('rag', 'helpdesk')] }],
    [
      'its eligibility',
      {
        eligibilities: [
          { principalId: 'rag', roleDefinitionId: ROLE.helpdesk, scope: '/', memberType: 'Direct', endsAt: null },
        ],
      },
    ],
  ])('is nobody who resets: %s gives nobody anything', async (_, held) => {
    const before = { ...WHOLE, ...held, groups: [group('rag', ['ann', 'bob'])] };
    const script = await begun(before);
    const told = await script.settle({ ...before, groups: [] });
    expect(titles(told)).toEqual([]);
    expect(told.at(-1)?.outcome.verdict?.some(({ key }) => key === 'resetter:rag')).toBe(false);
  });
});

describe('a scope that is neither tenant, unit nor object', () => {
  it.each(['/attributeSets/Engineering', '/applications/0a0a0a0a', 'somewhere', '/x y'])(
    '(%s) reaches nobody, blinds nothing and is in no query',
    async (scope) => {
      const asked: string[] = [];
      const script = await begun();
      script.answer = allOf(given(null, { principalId: 'bob', directoryScopeId: scope }), (path, rows) => {
        asked.push(path);
        return rows;
      });
      const told = await script.settle(WHOLE);
      expect({ titles: titles(told), unread: unread(told) }).toEqual({ titles: [], unread: [] });
      expect(asked.filter((path) => path.includes(scope.slice(1)))).toEqual([]);
    },
  );

  it('is named as what it is', async () => {
    const script = await begun();
    const grant = ROLE.privilegedRole ?? 'e8611ab8-c189-46e8-94e1-60213ab1f814';
    script.answer = given(null, {
      principalId: 'bob',
      roleDefinitionId: grant,
      directoryScopeId: '/attributeSets/Engineering',
    });
    const told = await script.settle(WHOLE);
    const rights = (told.at(-1)?.outcome.verdict ?? []).filter(({ key }) => key.startsWith('indirect:'));
    expect(rights.length).toBeGreaterThan(0);
    for (const { details } of rights)
      expect(details?.detail).toContain('privilegedRole over the attribute set "Engineering" alone');
  });
});

describe('a row of a user that does not say whether it is synced', () => {
  const less = (id: string) =>
    when(/^\/users\?\$filter=id in|members\/microsoft\.graph\.user/, (rows) =>
      rows.map(({ onPremisesSyncEnabled: said, ...row }) =>
        row.id === id ? row : { ...row, onPremisesSyncEnabled: said },
      ),
    );
  const shielding = {
    ...WHOLE,
    units: [restricted('board', ['vip']), unit('plant', ['m1'])],
    assignments: [...WHOLE.assignments, assign('bob', 'user', at('plant'))],
  };

  it.each(['vip', 'm1', 'ann'])('(%s) blinds nothing, and stays what it was believed to be', async (id) => {
    const script = await begun(shielding);
    script.answer = less(id);
    const told = await script.settle(shielding);
    expect({ titles: titles(told), unread: unread(told) }).toEqual({ titles: [], unread: [] });
    expect(told.flatMap(({ lines }) => lines)).toEqual([]);
  });
});

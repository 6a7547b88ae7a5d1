/**
 * Rows that are legal and odd: of a kind that is not known here, without what others have, or naming someone whom no
 * list shows yet. Each is kept by its id and shown as what it is; only a row without an id is no reading.
 */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { resetAdminsDocument } from '../../../shared/checks/reset-admins/report.ts';
import { MonitorError } from '../../../shared/errors.ts';
import type { Told } from '../../stubs/pure-watch.ts';
import { graphFor } from './graph.ts';
import { mailOf, ResetScript } from './script.ts';
import {
  application,
  assign,
  at,
  eligible,
  group,
  groupEligible,
  ROLE,
  restricted,
  synced,
  tenantOf,
  unit,
  user,
} from './tenants.ts';

const PEOPLE = { users: [user('ann'), user('bob'), synced('vip')] };
const WHOLE = tenantOf({ ...PEOPLE, assignments: [assign('ann', 'helpdesk')] });

type Answer = (path: string, rows: unknown) => unknown;

const ANY = z.record(z.string(), z.unknown());

/** As the client throws it. */
const notFound = (): Error =>
  Object.assign(new MonitorError('contract', 'GET: 404 Request_ResourceNotFound'), { status: 404 });

/** A script whose Graph answers otherwise where `odd` says so. */
async function begun(odd: Answer, tenant: Tenant = WHOLE): Promise<ResetScript> {
  const script = new ResetScript();
  script.answer = odd;
  await script.settle(tenant);
  return script;
}

const last = (told: readonly Told[]): Told => told.at(-1) as Told;

const resetter = ({ outcome }: Told, id: string) => (outcome.verdict ?? []).find(({ key }) => key === `resetter:${id}`);

const unreadIn = ({ outcome }: Told): string[] =>
  Object.entries(outcome.head.sources).flatMap(([name, { error }]) => (error ? [name] : []));

const titlesIn = (told: readonly Told[]): string[] =>
  told.flatMap(({ outcome }) => (outcome.pending?.alerts ?? []).map(({ title }) => title));

const when =
  (pattern: RegExp, answer: (rows: readonly { readonly [name: string]: unknown }[]) => unknown): Answer =>
  (path, rows) =>
    pattern.test(path) && Array.isArray(rows) ? answer(rows) : rows;

const both =
  (one: Answer, other: Answer): Answer =>
  (path, rows) =>
    other(path, one(path, rows));

describe('an identity of an agent, a service principal without an application', () => {
  const AGENT = '9c1f0a44-0000-4d11-9d7e-1d2f3a4b0001';
  const row = {
    id: AGENT,
    displayName: 'helpdesk agent',
    accountEnabled: true,
    appId: null,
    applicationTemplateId: null,
  };
  const typed = { '@odata.type': '#microsoft.graph.agentIdentity', ...row };
  const odd = both(
    when(/\/desk\/members\/microsoft\.graph\.servicePrincipal/, () => [typed]),
    when(/^\/servicePrincipals\?\$filter=id in .*9c1f0a44/, (rows) => [...rows, typed]),
  );
  const held = { ...WHOLE, groups: [group('desk', ['bob'])], assignments: [assign('desk', 'helpdesk')] };

  it('is a resetter by its name, and blinds nothing: the next one is mailed', async () => {
    const script = await begun(odd, held);
    const told = await script.settle({ ...held, assignments: [...held.assignments, assign('ann', 'user')] });
    expect(unreadIn(last(told))).toEqual([]);
    expect(resetter(last(told), AGENT)).toMatchObject({
      attributes: { type: 'servicePrincipal' },
      details: { name: 'helpdesk agent' },
    });
    expect(titlesIn(told)).toEqual([
      'A user can now reset 11 synced users (User Administrator): "ann" (ann@example[.]org)',
    ]);
  });

  it('that is new is told as the application it is', async () => {
    const script = await begun((_, rows) => rows);
    script.answer = both(
      when(/roleAssignments\?\$expand/, (rows) => [
        ...rows,
        { principalId: AGENT, roleDefinitionId: ROLE.helpdesk, directoryScopeId: '/', principal: typed },
      ]),
      odd,
    );
    const told = await script.settle(WHOLE);
    expect(titlesIn(told)).toEqual([
      'An application can now reset 11 synced users (Helpdesk Administrator): "helpdesk agent" (id 9c1f0a44-0000-4d11-9d7e-1d2f3a4b0001)',
    ]);
  });
});

describe('a principal of a kind that is not known here', () => {
  const row = {
    principalId: 'new',
    roleDefinitionId: ROLE.helpdesk,
    directoryScopeId: '/',
    principal: { '@odata.type': '#microsoft.graph.somethingNew', displayName: 'Something New' },
  };

  it('is told and listed by its id and name, and said to be of an unknown kind', async () => {
    const script = await begun((_, rows) => rows);
    script.answer = when(/roleAssignments\?\$expand/, (rows) => [...rows, row]);
    const told = await script.settle(WHOLE);
    expect(titlesIn(told)).toEqual([
      'A principal can now reset 11 synced users (Helpdesk Administrator): "Something New" (id new)',
    ]);
    const [alert] = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []);
    expect(alert?.lines[0]).toBe('Who: "Something New" (id new), of a kind that this version does not know');
    expect(unreadIn(last(told))).toEqual([]);
  });
});

describe('a role definition without what others have', () => {
  const only = (fields: object): Answer =>
    when(/roleDefinitions$/, (rows) => [
      ...rows.filter(({ id }) => id !== ROLE.helpdesk),
      { id: ROLE.helpdesk, ...fields },
    ]);

  it.each<[what: string, fields: object]>([
    [
      'names and flags',
      { rolePermissions: [{ allowedResourceActions: ['microsoft.directory/users/password/update'] }] },
    ],
    ['anything but its id', {}],
    ['values of the usual kind', { displayName: 7, isBuiltIn: 'yes', isEnabled: null, rolePermissions: 'none' }],
  ])('(%s) is kept, and read as the documents have it', async (_, fields) => {
    const script = await begun(only(fields));
    const told = await script.settle({ ...WHOLE, assignments: [...WHOLE.assignments, assign('bob', 'helpdesk')] });
    expect(unreadIn(last(told))).toEqual([]);
    expect(titlesIn(told)).toEqual([
      'A user can now reset 11 synced users (Helpdesk Administrator): "bob" (bob@example[.]org)',
    ]);
  });
});

describe('a row without an id', () => {
  it.each([
    ['roleAssignments', /roleAssignments\?\$expand/],
    ['roleDefinitions', /roleDefinitions$/],
    ['units', /administrativeUnits\?/],
  ])('is no reading of %s', async (source, path) => {
    const script = await begun((_, rows) => rows);
    script.answer = when(path, (rows) => [...rows, {}]);
    expect(unreadIn(await script.poll(WHOLE))).toContain(source);
  });
});

describe('a list whose principals cannot all be expanded', () => {
  it('is read without them, and everyone is looked up by id', async () => {
    const graph = graphFor(() => WHOLE);
    const plain = await graph.list('/roleManagement/directory/roleAssignments?$expand=principal', ANY);
    const orphan = { principalId: 'orphan', roleDefinitionId: ROLE.helpdesk, directoryScopeId: '/' };
    const answer: Answer = (path, rows) => {
      if (/roleAssignments\?\$expand/.test(path)) return notFound();
      if (/roleAssignments$/.test(path)) return [...plain.map(({ principal: _, ...row }) => row), orphan];
      return rows;
    };
    const script = await begun(answer);
    const told = await script.poll(WHOLE);
    expect(unreadIn(told)).toEqual([]);
    expect(resetter(told, 'ann')).toMatchObject({ attributes: { type: 'user' }, details: { name: 'ann' } });
    expect(resetter(told, 'orphan')).toMatchObject({ attributes: { type: 'unknown' } });
  });
});

describe('a list of PIM whose principals cannot all be expanded', () => {
  const is: Tenant = {
    ...WHOLE,
    groups: [group('desk', ['bob'])],
    assignments: [...WHOLE.assignments, assign('desk', 'helpdesk')],
    eligibilities: [eligible('bob', 'user')],
    groupEligibilities: [groupEligible('ann', 'desk')],
  };
  const inPim = (path: string) => /\/(?:role)?eligibilityScheduleInstances\?/i.test(path);

  it('is read without them, and takes nothing down: whoever is made eligible meanwhile is told', async () => {
    const script = await begun((_, rows) => rows, is);
    // The stand-in knows these paths with the expansion alone.
    const bare = async (path: string) => {
      const rows = await graphFor(() => now).list(encodeURI(`${path}&$expand=principal`), ANY);
      return rows.map(({ principal: _, ...row }) => row);
    };
    let now = is;
    script.answer = (path, rows) => {
      if (!inPim(path)) return rows;
      return path.includes('$expand') ? notFound() : bare(path);
    };
    const same = await script.settle(is);
    expect({ titles: titlesIn(same), unread: unreadIn(last(same)) }).toEqual({ titles: [], unread: [] });
    now = { ...is, eligibilities: [...is.eligibilities, eligible('ann', 'authentication')] };
    const told = await script.settle(now);
    expect(titlesIn(told)).toEqual([
      expect.stringMatching(
        /^A user can reset .* after an activation in PIM .*\(Authentication Administrator\): "ann"/,
      ),
    ]);
    expect(unreadIn(last(told))).toEqual([]);
  });
});

describe('someone whom no list shows yet', () => {
  const expanded = (type: string) => ({
    principalId: 'fresh',
    roleDefinitionId: ROLE.helpdesk,
    directoryScopeId: '/',
    principal: {
      '@odata.type': `#microsoft.graph.${type}`,
      displayName: 'Fresh',
      userPrincipalName: 'fresh@example.org',
    },
  });

  it('is told by the name that the row says, and not a second time when they are there', async () => {
    const script = await begun((_, rows) => rows);
    script.answer = when(/roleAssignments\?\$expand/, (rows) => [...rows, expanded('user')]);
    const early = await script.settle(WHOLE);
    expect(titlesIn(early)).toEqual([
      'A user can now reset 11 synced users (Helpdesk Administrator): "Fresh" (fresh@example[.]org)',
    ]);
    const late = await script.settle({ ...WHOLE, users: [...WHOLE.users, user('fresh', { name: 'Fresh' })] });
    expect({ mail: mailOf(late), lines: late.flatMap(({ lines }) => lines) }).toEqual({ mail: [], lines: [] });
  });

  it('that is an application is told as one, by the name that the row says, and not a second time when it is there', async () => {
    const script = await begun((_, rows) => rows);
    script.answer = when(/roleAssignments\?\$expand/, (rows) => [...rows, expanded('servicePrincipal')]);
    const early = await script.settle(WHOLE);
    expect(titlesIn(early)).toEqual([
      expect.stringMatching(/^An application can now reset 11 synced users \(Helpdesk Administrator\): "Fresh"/),
    ]);
    expect(unreadIn(last(early))).toEqual([]);
    const there = { ...WHOLE, servicePrincipals: [application('fresh', { name: 'Fresh' })] };
    const late = await script.settle(there);
    expect({ mail: mailOf(late), lines: late.flatMap(({ lines }) => lines) }).toEqual({ mail: [], lines: [] });
  });

  it.each([
    ['user', (tenant: Tenant) => ({ ...tenant, users: tenant.users.filter(({ id }) => id !== 'bob') })],
    ['application', (tenant: Tenant) => ({ ...tenant, servicePrincipals: [] })],
  ])('nor is one who is gone while the row lingers anybody new: %s', async (kind, without) => {
    const who = kind === 'user' ? 'bob' : 'robot';
    const is: Tenant = {
      ...WHOLE,
      servicePrincipals: [application('robot', { name: 'Robot' })],
      assignments: [...WHOLE.assignments, assign(who, 'user')],
    };
    const script = await begun((_, rows) => rows, is);
    const told = await script.settle(without(is));
    expect({ mail: mailOf(told), unread: unreadIn(last(told)) }).toEqual({ mail: [], unread: [] });
    const { name } = (resetter(last(told), who)?.details ?? {}) as { name?: string };
    expect(name).toBe(kind === 'user' ? 'bob' : 'Robot');
  });

  it.each<[where: string, odd: Answer, held?: Partial<Tenant>]>([
    [
      'eligible for a role',
      when(/roleEligibilityScheduleInstances/, (rows) => [...rows, { ...expanded('group'), memberType: 'Direct' }]),
    ],
    [
      'a member of another group',
      when(/^\/groups\/desk\/members\?/, (rows) => [...rows, { '@odata.type': '#microsoft.graph.group', id: 'fresh' }]),
      { groups: [group('desk', ['ann'])], assignments: [...WHOLE.assignments, assign('desk', 'helpdesk')] },
    ],
    [
      'the holder of a permission',
      when(/00000003-.*appRoleAssignedTo/, (rows) => [
        ...rows,
        { principalId: 'fresh', principalType: 'Group', appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' },
      ]),
    ],
  ])('that is a group, %s, is no person either', async (_, odd, held = {}) => {
    const is = { ...WHOLE, ...held };
    const script = await begun((_path, rows) => rows, is);
    script.answer = odd;
    const told = await script.settle(is);
    expect(titlesIn(told)).toEqual([expect.stringMatching(/^The members of a group .*fresh/)]);
    expect(stateOf(last(told))).toEqual({ state: 'partial', missing: ['groups'] });
    expect((last(told).outcome.verdict ?? []).some(({ key }) => key === 'resetter:fresh')).toBe(false);
  });

  it('that is a group is nobody who resets, and the list is partial until it is read', async () => {
    const script = await begun((_, rows) => rows);
    script.answer = when(/roleAssignments\?\$expand/, (rows) => [...rows, expanded('group')]);
    const early = await script.settle(WHOLE);
    expect(titlesIn(early)).toEqual([
      'The members of a group can now reset 11 synced users; who they are cannot be read (Helpdesk Administrator): group "Fresh" (id fresh)',
    ]);
    expect(stateOf(last(early))).toEqual({ state: 'partial', missing: ['groups'] });
    script.answer = (_, rows) => rows;
    const there = {
      ...WHOLE,
      groups: [group('fresh', ['bob'])],
      assignments: [...WHOLE.assignments, assign('fresh', 'helpdesk')],
    };
    const late = await script.settle(there);
    expect(titlesIn(late)).toEqual([
      'A user can now reset 11 synced users (Helpdesk Administrator): "bob" (bob@example[.]org)',
    ]);
    expect(stateOf(last(late))).toEqual({ state: 'known', missing: [] });
  });
});

describe('while principals cannot be read', () => {
  const FAILING = [{ source: 'principals', code: 'denied' as const }];

  it('a new holder is told by what the assignment says, and one of whom only the id is known as that', async () => {
    const script = await begun((_, rows) => rows, { ...WHOLE, groups: [group('desk', ['ann'])] });
    const is = {
      ...WHOLE,
      groups: [group('desk', ['ann', 'bob'])],
      users: [...WHOLE.users, user('eve', { name: 'Eve' })],
      assignments: [...WHOLE.assignments, assign('eve', 'user'), assign('desk', 'password')],
    };
    const told = await script.settle(is, FAILING);
    const alerts = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []).filter(({ kind }) => kind === 'event');
    expect(alerts.map(({ title }) => title).sort()).toEqual([
      'A principal can now reset 11 synced users (Password Administrator): unknown principal bob',
      'A user can now reset 11 synced users (User Administrator): "Eve" (eve@example[.]org)',
      'A user can now reset 11 synced users in another way (Password Administrator): "ann" (ann@example[.]org)',
    ]);
    expect(alerts.find(({ subject }) => subject === 'bob')?.lines[0]).toBe(
      'Who: unknown principal bob, not looked up yet: who it is cannot be read now',
    );
    const later = mailOf(await script.settle(is)).filter((line) => !line.endsWith('source-blind'));
    expect(later).toEqual(['event warning principal-identified']);
  });
});

describe('a unit that hides its members', () => {
  const board = { ...WHOLE, units: [restricted('board', ['vip']), unit('plant', ['m1'])] };
  const hidden = both(
    when(/administrativeUnits\?/, (rows) => rows.map((one) => ({ ...one, visibility: 'HiddenMembership' }))),
    when(/administrativeUnits\/.*members/, () => []),
  );

  it('shields nobody, names itself, blinds nothing, and says that it is not seen rather than lost', async () => {
    const script = await begun((_, rows) => rows, board);
    script.answer = hidden;
    const told = await script.settle(board);
    expect(unreadIn(last(told))).toEqual([]);
    expect(stateOf(last(told))).toEqual({ state: 'partial', missing: ['units'] });
    expect(titlesIn(told)).toEqual([
      'Whether a restricted unit still shields a user from resets can no longer be seen, because it hides its members: "vip" (vip@example[.]org)',
    ]);
  });

  it('hides nobody who is given a role at it', async () => {
    const script = await begun(hidden, board);
    const told = await script.settle({
      ...board,
      assignments: [...board.assignments, assign('bob', 'user', at('plant'))],
    });
    expect(titlesIn(told)).toEqual([
      'A user can now reset an unknown number of synced users (User Administrator over the administrative unit "plant" (id plant)): "bob" (bob@example[.]org)',
    ]);
  });
});

describe('a unit that was not read yet', () => {
  const given = {
    ...WHOLE,
    units: [unit('plant', ['m1', 'm2'])],
    assignments: [...WHOLE.assignments, assign('bob', 'user', at('plant'))],
  };

  it('hides nobody who is given a role at it, and is told once', async () => {
    const script = await begun((_, rows) => rows, { ...WHOLE, units: given.units });
    const told = [
      ...(await script.settle(given, [{ source: 'units', code: 'unavailable' }])),
      ...(await script.settle(given)),
    ];
    expect(titlesIn(told)).toEqual([
      'A user can now reset an unknown number of synced users (User Administrator over the administrative unit plant): "bob" (bob@example[.]org)',
    ]);
    expect(resetter(last(told), 'bob')).toMatchObject({ details: { reach: 2 } });
  });

  it('is no secret if it is gone: who holds a role at it reaches nobody', async () => {
    const script = await begun((_, rows) => rows, { ...given, units: [] });
    const told = await script.settle({ ...given, units: [] }, [{ source: 'units', code: 'unavailable' }]);
    expect(titlesIn(told)).toEqual([]);
    expect(resetter(last(told), 'bob')).toBeUndefined();
  });
});

describe('a number of synced users that cannot be read', () => {
  it('hides nobody: who is given a role meanwhile is told, once', async () => {
    const script = await begun((_, rows) => rows);
    const failing = [{ source: 'syncedUsers', code: 'unavailable' as const }];
    for (let n = 0; n < 20; n += 1) await script.poll(WHOLE, failing);
    const is = { ...WHOLE, assignments: [...WHOLE.assignments, assign('bob', 'helpdesk')] };
    const told = [...(await script.settle(is, failing)), ...(await script.settle(is)), ...(await script.settle(WHOLE))];
    expect(titlesIn(told).filter((title) => !title.startsWith('Source '))).toEqual([
      'A user can now reset an unknown number of synced users (Helpdesk Administrator): "bob" (bob@example[.]org)',
    ]);
  });

  it('nor does a number of none', async () => {
    const none = { ...WHOLE, users: [user('ann'), user('bob')], syncedUserCount: 0 };
    const script = await begun((_, rows) => rows, none);
    const told = await script.settle({ ...none, assignments: [...none.assignments, assign('bob', 'helpdesk')] });
    expect(titlesIn(told)).toEqual([
      'A user can now reset 0 synced users (Helpdesk Administrator): "bob" (bob@example[.]org)',
    ]);
  });
});

function stateOf({ outcome }: Told) {
  const sources = Object.entries(outcome.head.sources).map(
    ([name, { error, lastGoodAt }]) =>
      [name, { state: error ? ('stale' as const) : ('ok' as const), lastGoodAt }] as const,
  );
  const sight = { visible: true, now: 0, heartbeats: [], sources: Object.fromEntries(sources), remembered: {} };
  const { state, missing } = resetAdminsDocument(outcome.verdict, sight);
  return { state, missing };
}

describe('an end that is no time that can be meant', () => {
  const dated = (endDateTime: unknown) =>
    when(/roleAssignmentScheduleInstances/, (rows) => [
      ...rows,
      {
        ...{ principalId: 'bob', roleDefinitionId: ROLE.helpdesk, directoryScopeId: '/' },
        ...{ assignmentType: 'Assigned', memberType: 'Direct', endDateTime },
      },
    ]);

  it.each(['0001-01-01T00:00:00Z', '0001-01-01T00:00:00+00:00', '1601-01-01T00:00:00Z', 'soon', 7, ''])(
    '(%s) drops no right: it lasts',
    async (end) => {
      const script = await begun((_, rows) => rows);
      script.answer = dated(end);
      const told = await script.settle(WHOLE);
      expect(titlesIn(told)).toEqual([
        'A user can now reset 11 synced users (Helpdesk Administrator): "bob" (bob@example[.]org)',
      ]);
      expect(told.flatMap(({ outcome }) => Object.values(outcome.head.sources)).every(({ error }) => !error)).toBe(
        true,
      );
    },
  );

  it('but one with an offset or without a zone is the time that it is', async () => {
    for (const past of ['2026-11-20T13:00:00+02:00', '2026-11-20T11:00:00']) {
      const script = await begun((_, rows) => rows);
      script.answer = dated(past);
      expect(titlesIn(await script.settle(WHOLE))).toEqual([]);
    }
  });
});

/**
 * Each step by which somebody can reset more, through the sources and over several polls: the alert with its severity and
 * title, and what it is while password writeback is on, off or unknown. What is expected is written out, not computed.
 */
import { describe, expect, it, test } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { RULES, type RuleId } from '../../../shared/checks/reset-admins/rules.ts';
import type { WritebackState } from '../../../shared/core/model/rule.ts';
import { ResetScript } from './script.ts';
import {
  application,
  assign,
  definitionsWith,
  eligible,
  group,
  groupEligible,
  RESET,
  scheduled,
  synced,
  tenantOf,
  user,
} from './tenants.ts';

const SOON = '2026-12-20T00:00:00.000Z';
const LATER = '2027-12-20T00:00:00.000Z';
const RESETS = { principalId: 'robot', appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' };

/** Ten synced users without a name, and what is given. */
const tenant = (parts: Partial<Tenant> = {}): Tenant =>
  tenantOf({
    users: [user('adele', { name: 'Adele' }), user('bob', { name: 'Bob' })],
    servicePrincipals: [application('robot', { name: 'Robot' })],
    groups: [group('desk', [], { name: 'Desk' }), group('ops', ['adele'], { name: 'Ops' })],
    ...parts,
    assignments: [assign('bob', 'exchange'), ...(parts.assignments ?? [])],
  });

/** `severity rule: title` of what is raised when a tenant was like the first and is like the second. */
async function raised(was: Tenant, is: Tenant, writeback: WritebackState = 'on'): Promise<string[]> {
  const script = new ResetScript();
  script.watch.writeback = writeback;
  await script.settle(was);
  const told = await script.settle(is);
  const alerts = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []);
  return alerts.map(({ severity, rule, title }) => `${severity} ${rule}: ${title}`);
}

const disabled = user('adele', { name: 'Adele', isEnabled: false });
const dated = (endsAt: string) => [scheduled('adele', 'global', { endsAt })];
const held = [assign('adele', 'global')];

const EXAMPLES: readonly (readonly [what: string, was: Partial<Tenant>, is: Partial<Tenant>, told: string])[] = [
  [
    'a dated Global Administrator made lasting',
    { assignments: held, assignmentSchedules: dated(SOON) },
    { assignments: held, assignmentSchedules: [scheduled('adele', 'global')] },
    'critical resetter-lasting: A user can reset 10 synced users, now with no end date (Global Administrator): "Adele" (adele@example[.]org)',
  ],
  [
    'a dated Global Administrator with a later end',
    { assignments: held, assignmentSchedules: dated(SOON) },
    { assignments: held, assignmentSchedules: dated(LATER) },
    'warning resetter-longer: A user can reset 10 synced users for longer, until 2027-12-20 00:00:00 UTC (Global Administrator): "Adele" (adele@example[.]org)',
  ],
  [
    'a dated eligibility made lasting',
    { eligibilities: [eligible('adele', 'global', { endsAt: SOON })] },
    { eligibilities: [eligible('adele', 'global')] },
    'critical resetter-lasting: A user can reset 10 synced users after an activation in PIM, now with no end date (Global Administrator): "Adele" (adele@example[.]org)',
  ],
  [
    'a dated eligibility for membership of a group made lasting',
    { assignments: [assign('desk', 'helpdesk')], groupEligibilities: [groupEligible('bob', 'desk', { endsAt: SOON })] },
    { assignments: [assign('desk', 'helpdesk')], groupEligibilities: [groupEligible('bob', 'desk')] },
    'critical resetter-lasting: A user can reset 10 synced users after an activation in PIM, now with no end date (Helpdesk Administrator): "Bob" (bob@example[.]org)',
  ],
  [
    'a disabled administrator enabled again',
    { users: [disabled, user('bob')], assignments: [assign('adele', 'helpdesk')] },
    { users: [user('adele', { name: 'Adele' }), user('bob')], assignments: [assign('adele', 'helpdesk')] },
    'critical holder-enabled: A user is enabled again and can reset 10 synced users: "Adele" (adele@example[.]org)',
  ],
  [
    'a disabled application enabled again',
    { servicePrincipals: [application('robot', { name: 'Robot', isEnabled: false })], appRoleAssignments: [RESETS] },
    { servicePrincipals: [application('robot', { name: 'Robot' })], appRoleAssignments: [RESETS] },
    'critical holder-enabled: An application is enabled again and can reset 10 synced users: "Robot" (id robot)',
  ],
  [
    'Global Administrator given to a role-assignable group without members',
    {},
    { assignments: [assign('desk', 'global')] },
    'critical group-can-reset: The members of a group can now reset 10 synced users; none are visible yet (Global Administrator): group "Desk" (id desk)',
  ],
  [
    'a group whose members are hidden made eligible',
    {},
    { eligibilities: [eligible('desk', 'global')] },
    'critical group-can-reset: The members of a group can reset 10 synced users after an activation in PIM; none are visible yet (Global Administrator): group "Desk" (id desk)',
  ],
  [
    'a second group with the same role',
    { groups: [group('desk', ['adele']), group('ops', ['adele'])], assignments: [assign('desk', 'helpdesk')] },
    {
      groups: [group('desk', ['adele']), group('ops', ['adele'])],
      assignments: [assign('desk', 'helpdesk'), assign('ops', 'helpdesk')],
    },
    'warning resetter-group: A user can reset 10 synced users through one more group (Helpdesk Administrator): "Adele" (adele@example[.]org)',
  ],
  [
    'a condition dropped from a custom role',
    {
      assignments: [assign('adele', 'custom')],
      roleDefinitions: definitionsWith('custom', {
        permissions: [{ allowedActions: [RESET], condition: '$SubjectIsOwner' }],
      }),
    },
    {
      assignments: [assign('adele', 'custom')],
      roleDefinitions: definitionsWith('custom', { permissions: [{ allowedActions: [RESET], condition: null }] }),
    },
    'critical role-condition-dropped: A role can now reset passwords without any condition: custom role "custom"',
  ],
  [
    'a new owner of an application that can reset',
    { appRoleAssignments: [RESETS] },
    { appRoleAssignments: [RESETS], applicationOwners: [{ servicePrincipalId: 'robot', ownerId: 'bob' }] },
    'critical can-take-application-new: A user can take over a privileged application (owner of application "Robot" (id robot)): "Bob" (id bob)',
  ],
  [
    'the permission UserAuthenticationMethod.ReadWrite.All',
    {},
    { appRoleAssignments: [{ principalId: 'robot', appRoleId: '50483e42-d915-4231-9639-7fdb7fd190e5' }] },
    'critical can-become-users-new: An application can sign in as users without a reset (application permission UserAuthenticationMethod.ReadWrite.All): "Robot" (id robot)',
  ],
  [
    'an owner in the group, who had to join it first',
    { groups: [group('desk', [], { owners: ['bob'] })], assignments: [assign('desk', 'helpdesk')] },
    { groups: [group('desk', ['bob'], { owners: ['bob'] })], assignments: [assign('desk', 'helpdesk')] },
    'critical resetter-sooner: A user can now reset 10 synced users without joining a group first (Helpdesk Administrator): "Bob" (bob@example[.]org)',
  ],
];

describe('wider is', () => {
  test.each(EXAMPLES)('%s', async (_, was, is, told) => {
    expect(await raised(tenant(was), tenant(is))).toEqual([told]);
  });

  test.each(EXAMPLES)('%s; the way back is only recorded', async (_, was, is) => {
    expect(await raised(tenant(is), tenant(was))).toEqual([]);
  });
});

describe('a dated assignment that ends at its time', () => {
  it('is never told as lasting, though the list of assignments shows it for some minutes more', async () => {
    const is = tenant({ assignments: held, assignmentSchedules: dated('2026-11-20T12:20:00.000Z') });
    const script = new ResetScript();
    await script.settle(is);
    const told = [];
    for (let n = 0; n < 14; n += 1) told.push(await script.poll(is));
    for (let n = 0; n < 3; n += 1) told.push(await script.poll({ ...is, assignmentSchedules: [] }));
    for (let n = 0; n < 8; n += 1) told.push(await script.poll(tenant()));
    expect(told.flatMap(({ mail }) => mail)).toEqual([]);
  });

  it('and is still there long after it, is', async () => {
    const ends = '2026-11-20T12:20:00.000Z';
    const is = tenant({ assignments: held, assignmentSchedules: dated(ends) });
    const script = new ResetScript();
    await script.settle(is);
    const told = [];
    for (let n = 0; n < 24; n += 1)
      told.push(await script.poll({ ...is, assignmentSchedules: n < 16 ? dated(ends) : [] }));
    expect(told.flatMap(({ mail }) => mail)).toEqual(['event warning resetter-lasting']);
  });
});

it('a group that cannot be read is told when it is given a role, and not only as a gap', async () => {
  const script = new ResetScript();
  await script.settle(tenant());
  script.answer = (path, rows) =>
    /roleAssignments\?\$expand/.test(path)
      ? [
          ...(rows as object[]),
          {
            ...{ principalId: 'dark', roleDefinitionId: '729827e3-9c14-49f7-bb1b-9608f156bbb8', directoryScopeId: '/' },
            principal: { '@odata.type': '#microsoft.graph.group', id: 'dark' },
          },
        ]
      : rows;
  const told = await script.settle(tenant());
  expect(told.flatMap(({ mail }) => mail)).toEqual(['event warning group-can-reset']);
});

it('a disabled administrator who cannot be looked up for a while is told when enabled', async () => {
  const is = (isEnabled: boolean) =>
    tenant({
      users: [user('adele', { isEnabled }), user('bob'), synced('tom')],
      assignments: [assign('adele', 'helpdesk')],
    });
  const script = new ResetScript();
  await script.settle(is(false));
  await script.settle(is(false), [{ source: 'principals', code: 'denied' }]);
  const told = await script.settle(is(true));
  expect(told.flatMap(({ mail }) => mail).filter((line) => line.endsWith('holder-enabled'))).toHaveLength(1);
});

/** Of each rule of this lattice: while writeback is on, off, unknown. */
const SEVERITIES: readonly (readonly [RuleId, string])[] = [
  ...(
    [
      ...['resetter-new', 'resetter-path', 'resetter-wider', 'resetter-sooner', 'resetter-permanent'],
      ...['resetter-lasting', 'group-can-reset', 'holder-enabled', 'role-can-reset', 'role-condition-dropped'],
      ...['application-can-reset', 'application-secret-new', 'restricted-lost', 'protection-lost'],
      ...['can-grant-new', 'can-turn-on-new', 'can-take-application-new', 'can-become-users-new'],
    ] as RuleId[]
  ).map((rule) => [rule, 'critical warning warning'] as const),
  ...(['resetter-longer', 'resetter-group', 'right-longer', 'privileged-secret-new'] as const).map(
    (rule) => [rule, 'warning warning warning'] as const,
  ),
  ...(['pim-activated', 'right-new'] as const).map((rule) => [rule, 'info info info'] as const),
];

test.each(SEVERITIES)('%s is mailed as %s while writeback is on, off and unknown', (rule, expected) => {
  const { severity, told } = RULES[rule];
  const all =
    typeof severity === 'string' ? [severity, severity, severity] : [severity.on, severity.off, severity.unknown];
  expect([all.join(' '), told]).toEqual([expected, 'mailed']);
});

it('that it is known now whether somebody is enabled is no finding', async () => {
  const is = (isEnabled: boolean | null) =>
    tenant({ users: [user('adele', { isEnabled }), user('bob')], assignments: [assign('adele', 'privilegedRole')] });
  const script = new ResetScript();
  await script.settle(is(null));
  const told = await script.settle(is(true));
  expect(told.flatMap(({ lines }) => lines)).toEqual([]);
});

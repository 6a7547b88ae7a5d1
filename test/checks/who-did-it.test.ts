/**
 * Who is named for a line of history by rows of the audit log as live tenants write them: the right one, all who could
 * have done it, or nobody; never another in their place.
 */
import { describe, expect, it } from 'vitest';
import { auditActors } from '../../shared/checks/actors.ts';
import { familyOf, ROLE_ACTIVITIES } from '../../shared/checks/entra/role-activities.ts';
import { pathActivities } from '../../shared/checks/reset-admins/findings/activities.ts';
import { actorOf } from '../../shared/core/notify/attribution.ts';
import {
  auditRow,
  byApp,
  byUser,
  given,
  PIM_APP,
  pimRole,
  pimTargets,
  roleProperties,
  taken,
  target,
} from '../fixtures/audit-events.ts';
import { StubGraphReader } from '../stubs/graph-reader.ts';

const NEW = '66666666-0000-4000-8000-000000000001';
const HELPDESK = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const REPORTS = '4a5d8f65-41da-4de4-8968-e035b65339cf';
const READER = '5d6b6bb7-de71-4623-b4af-96380a352509';
const DEVOPS = 'e3973bdf-4987-49ae-837a-ba8e231c7286';
const UNIT = '88888888-0000-4000-8000-000000000001';
const GROUP = '99999999-0000-4000-8000-000000000001';
const ROBOT = '77777777-0000-4000-8000-000000000001';
const ROBOT_APP = '77777777-0000-4000-8000-0000000000aa';
const OTHER_APP = '77777777-0000-4000-8000-0000000000bb';
const GRAPH = '77777777-0000-4000-8000-000000000002';
const PASSWORDS = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';

const KIM = byUser('11111111-0000-4000-8000-000000000001', 'kim@contoso.com');
const LEE = byUser('22222222-0000-4000-8000-000000000002', 'lee@contoso.com');

const at = (second: number): string => `2026-11-20T10:00:${String(second).padStart(2, '0')}Z`;
const user = (...properties: object[]) => target('User', NEW, 'new', ...(properties as ReturnType<typeof given>[]));
const gave = (by: object, second: number, template: string, name: string) =>
  auditRow('Add member to role', at(second), by as typeof KIM, [user(...roleProperties(given, template, name))]);
const took = (by: object, second: number, template: string, name: string) =>
  auditRow('Remove member from role', at(second), by as typeof KIM, [user(...roleProperties(taken, template, name))]);
const PIM_ROW = { loggedByService: 'PIM', operationType: 'Update' };

const ALL = [...ROLE_ACTIVITIES.keys(), 'Remove member from group', 'Add member to group'];

interface Line {
  readonly about: readonly string[];
  readonly aliases?: readonly string[];
}

async function named({ about, aliases = [] }: Line, rows: readonly object[]): Promise<string | null> {
  const source = auditActors(() => new StubGraphReader(() => rows));
  const questions = new Set(ALL.map((activity) => source.question(activity)));
  const found = await Promise.all(
    [...questions].map((question) =>
      source.find(question, '2026-11-20T09:00:00.000Z', '2026-11-20T11:00:00.000Z', new AbortController().signal),
    ),
  );
  const item = { key: `path:${about.join(':')}`, before: null, after: null, activities: ALL, aliases };
  return actorOf(item, found.flat())?.name ?? null;
}

const permission = (...properties: object[]) => [
  target(
    'ServicePrincipal',
    GRAPH,
    'Microsoft Graph',
    given('AppRole.Id', PASSWORDS),
    given('AppRole.Value', 'User-PasswordProfile.ReadWrite.All'),
    ...(properties as ReturnType<typeof given>[]),
  ),
];
const granted = (by: object, second: number, ...properties: object[]) =>
  auditRow('Add app role assignment to service principal', at(second), by as typeof KIM, permission(...properties), {
    category: 'ApplicationManagement',
  });
const robot: Line = { about: [PASSWORDS, ROBOT], aliases: [ROBOT_APP, 'Robot'] };

describe('a line of history names', () => {
  it.each<[what: string, line: Line, rows: object[], who: string | null]>([
    [
      'who gave the role, where the event tells it at the user alone',
      { about: [NEW, HELPDESK] },
      [gave(KIM, 0, HELPDESK, 'Helpdesk Administrator'), gave(LEE, 24, REPORTS, 'Reports Reader')],
      'kim@contoso.com',
    ],
    [
      'who gave it at a unit, told at the user and the unit',
      { about: [NEW, HELPDESK, UNIT] },
      [
        auditRow('Add scoped member to role', at(0), KIM, [
          user(...roleProperties(given, HELPDESK, 'Helpdesk Administrator')),
          target('AdministrativeUnit', UNIT, 'Plant'),
        ]),
        auditRow('Add scoped member to role', at(24), LEE, [
          user(...roleProperties(given, REPORTS, 'Reports Reader')),
          target('AdministrativeUnit', UNIT, 'Plant'),
        ]),
      ],
      'kim@contoso.com',
    ],
    [
      'who took the role, which stands in the old values',
      { about: [NEW, READER] },
      [took(KIM, 0, READER, 'Security Reader'), took(LEE, 24, DEVOPS, 'Azure DevOps Administrator')],
      'kim@contoso.com',
    ],
    [
      'nobody, where only another role was taken',
      { about: [NEW, READER] },
      [took(LEE, 24, DEVOPS, 'Azure DevOps Administrator')],
      null,
    ],
    [
      'the person who took it in PIM, not PIM itself',
      { about: [NEW, READER] },
      [
        took(PIM_APP, 0, READER, 'Security Reader'),
        auditRow(
          'Remove member from role in PIM completed (permanent)',
          at(6),
          KIM,
          pimTargets(pimRole(READER, 'Security Reader'), user()),
          PIM_ROW,
        ),
      ],
      'kim@contoso.com',
    ],
    [
      'the person who took a dated one in PIM',
      { about: [NEW, READER] },
      [
        took(PIM_APP, 0, READER, 'Security Reader'),
        auditRow(
          'Remove member from role in PIM completed (timebound)',
          at(6),
          KIM,
          pimTargets(pimRole(READER, 'Security Reader'), user()),
          PIM_ROW,
        ),
      ],
      'kim@contoso.com',
    ],
    [
      'the person who took a membership in PIM for Groups, which has the names of roles',
      { about: [NEW, GROUP] },
      [
        auditRow('Remove member from group', at(0), PIM_APP, [user(), target('Group', GROUP, 'Desk')], {
          category: 'GroupManagement',
        }),
        auditRow(
          'Remove member from role in PIM completed (permanent)',
          at(6),
          KIM,
          pimTargets(target('Group', GROUP, 'Desk'), user()),
          { ...PIM_ROW, category: 'GroupManagement' },
        ),
      ],
      'kim@contoso.com',
    ],
    [
      'who made somebody eligible, as the directory itself records it',
      { about: [NEW, HELPDESK] },
      [
        auditRow('Add EligibleRoleAssignment to RoleDefinition', at(0), KIM, [
          user(),
          target('Role', HELPDESK, 'Helpdesk Administrator', given('TemplateId', HELPDESK)),
        ]),
      ],
      'kim@contoso.com',
    ],
    [
      'PIM itself where no person is recorded',
      { about: [NEW, READER] },
      [took(PIM_APP, 0, READER, 'Security Reader')],
      'MS-PIM',
    ],
    [
      'also an application that calls itself like PIM, beside the person who used PIM',
      { about: [NEW, HELPDESK] },
      [
        gave(byApp('33333333-0000-4000-8000-0000000000ff', 'MS-PIM'), 0, HELPDESK, 'Helpdesk Administrator'),
        gave(PIM_APP, 20, HELPDESK, 'Helpdesk Administrator'),
        auditRow(
          'Add member to role in PIM completed (permanent)',
          at(26),
          KIM,
          pimTargets(pimRole(HELPDESK, 'Helpdesk Administrator'), user()),
          PIM_ROW,
        ),
      ],
      'MS-PIM, then kim@contoso.com',
    ],
    [
      'all who may have given it, where a second account took it and gave it again',
      { about: [NEW, HELPDESK] },
      [
        gave(LEE, 40, HELPDESK, 'Helpdesk Administrator'),
        gave(KIM, 0, HELPDESK, 'Helpdesk Administrator'),
        gave(KIM, 50, HELPDESK, 'Helpdesk Administrator'),
      ],
      'kim@contoso.com, then lee@contoso.com',
    ],
    [
      'who granted a permission, told by the object id',
      robot,
      [granted(KIM, 0, given('ServicePrincipal.ObjectID', ROBOT))],
      'kim@contoso.com',
    ],
    [
      'who granted a permission, told by the appId alone',
      robot,
      [
        granted(KIM, 0, given('ServicePrincipal.DisplayName', 'Robot'), given('ServicePrincipal.AppId', ROBOT_APP)),
        granted(LEE, 9, given('ServicePrincipal.DisplayName', 'Robot'), given('ServicePrincipal.AppId', OTHER_APP)),
      ],
      'kim@contoso.com',
    ],
    [
      'who granted a permission, told by the name alone',
      robot,
      [
        granted(KIM, 0, given('ServicePrincipal.DisplayName', 'robot')),
        granted(LEE, 9, given('ServicePrincipal.DisplayName', 'another')),
      ],
      'kim@contoso.com',
    ],
    ['nobody, where a grant tells no receiver', robot, [granted(KIM, 0)], null],
    [
      'nobody by a name that is the id of something in the line',
      { about: [NEW, HELPDESK] },
      [auditRow('Add member to role', at(0), KIM, [target('User', OTHER_APP, NEW)])],
      null,
    ],
  ])('%s', async (_, line, rows, who) => {
    expect(await named(line, rows)).toBe(who);
  });
});

describe('the names of one change', () => {
  it.each(['direct', 'group', 'application', 'eligible', 'eligibleGroup', 'owner'] as const)(
    'take at most four questions (%s)',
    (way) => {
      for (const scope of ['/', `/administrativeUnits/${UNIT}`, `/${UNIT}`]) {
        const asked = pathActivities({ way, scope, activated: false }).map(
          (activity) => familyOf(activity) ?? activity,
        );
        expect(asked.length).toBeGreaterThan(0);
        expect(new Set(asked).size).toBeLessThanOrEqual(4);
      }
    },
  );

  it('hold every completed one of PIM, given and taken', () => {
    for (const does of ['Add member to', 'Add eligible member to', 'Remove member from', 'Remove eligible member from'])
      for (const span of ['permanent', 'timebound'])
        expect(ROLE_ACTIVITIES.has(`${does} role in PIM completed (${span})`)).toBe(true);
  });
});

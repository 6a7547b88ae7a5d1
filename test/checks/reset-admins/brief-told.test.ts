/**
 * What a right that came and went between two readings, or in a gap, is told as: each right that leads to a reset in one
 * step as an alert, once; any other, and an activation by somebody who was known to be eligible, as a line of history.
 */
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import {
  auditRow,
  byUser,
  given,
  PIM_APP,
  pimRole,
  pimTargets,
  roleProperties,
  taken,
  target,
} from '../../fixtures/audit-events.ts';
import type { Told } from '../../stubs/pure-watch.ts';
import { INSTALL, ResetScript } from './script.ts';
import { application, assign, DEFINITIONS, eligible, group, ROLE, tenantOf, user } from './tenants.ts';

const KIM = byUser('11111111-0000-4000-8000-000000000001', 'kim@contoso.com');
const EVE = '66666666-0000-4000-8000-000000000001';

/** So many seconds after the sixth poll, the last one of those that make the beginning. */
const at = (second: number): string => new Date(INSTALL + (6 * 60 + second) * 1000).toISOString();

type Row = { readonly [name: string]: unknown };

const byRole =
  (template: string, name: string) =>
  (from: number, to: number): Row[] => [
    auditRow('Add member to role', at(from), KIM, [
      target('User', EVE, 'Eve', ...roleProperties(given, template, name)),
    ]),
    auditRow('Remove member from role', at(to), KIM, [
      target('User', EVE, 'Eve', ...roleProperties(taken, template, name)),
    ]),
  ];

const byPermission =
  (id: string) =>
  (from: number, to: number): Row[] =>
    (
      [
        ['Add app role assignment to service principal', from, given],
        ['Remove app role assignment from service principal', to, taken],
      ] as const
    ).map(([activity, when, of]) =>
      auditRow(activity, at(when), KIM, [
        target(
          'ServicePrincipal',
          'graph',
          'Microsoft Graph',
          of('AppRole.Id', id),
          of('ServicePrincipal.ObjectID', 'robot'),
          of('ServicePrincipal.DisplayName', 'Robot'),
        ),
      ]),
    );

const GRANTS = '06b708a9-e830-4db3-a914-8e69da51d44f';

/** Beside those of other tests: built-in ones that reset nobody themselves. */
const OTHERS = [
  ['8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2', 'Hybrid Identity Administrator'],
  ['8329153b-31d0-4727-b945-745eb3bc5f31', 'Domain Name Administrator'],
  ['be2f45a1-457d-42af-a067-6ec1fa63bc45', 'External Identity Provider Administrator'],
  ['d29b2b05-8046-44ba-8758-1e26182fcf32', 'Directory Synchronization Accounts'],
  ['9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'Application Administrator'],
  ['b5a8dcf3-09d5-43a9-a639-8e29ef291470', 'Knowledge Administrator'],
].map(([id = '', name = '']) => ({
  ...{ id, templateId: id, name, isBuiltIn: true, isEnabled: true },
  permissions: [{ allowedActions: ['microsoft.directory/users/standard/read'], condition: null }],
}));

const tenant = (parts: Partial<Tenant> = {}): Tenant =>
  tenantOf({
    users: [user('ann'), user(EVE, { name: 'Eve' })],
    servicePrincipals: [application('robot', { name: 'Robot' })],
    roleDefinitions: [...DEFINITIONS, ...OTHERS],
    ...parts,
    assignments: [assign('ann', 'exchange'), ...(parts.assignments ?? [])],
  });

/** A watch that has begun, while writeback is on. `log` is what the audit log holds from then on. */
async function begun(is: Tenant) {
  const script = new ResetScript();
  script.watch.writeback = 'on';
  const log: Row[] = [];
  script.answer = (path, rows) => (path.startsWith('/auditLogs') ? log : rows);
  await script.settle(is);
  return { script, log };
}

const alertsIn = (told: readonly Told[]) =>
  told.flatMap(({ outcome }) =>
    (outcome.pending?.alerts ?? []).map(
      ({ severity, rule, actor, lines }) => `${severity} ${rule} by ${actor?.name}: ${lines[1]}`,
    ),
  );
const historyOf = (told: readonly Told[]) => told.flatMap(({ lines }) => lines);

describe('a right that was held for half a minute', () => {
  it.each<[what: string, rows: (from: number, to: number) => Row[], leads: string, with_?: Partial<Tenant>]>([
    [
      'Helpdesk Administrator',
      byRole('729827e3-9c14-49f7-bb1b-9608f156bbb8', 'Helpdesk Administrator'),
      'can reset passwords',
    ],
    [
      'Privileged Role Administrator',
      byRole('e8611ab8-c189-46e8-94e1-60213ab1f814', 'Privileged Role Administrator'),
      'can grant a role',
    ],
    [
      'Hybrid Identity Administrator',
      byRole('8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2', 'Hybrid Identity Administrator'),
      'can turn password writeback on',
    ],
    [
      'Domain Name Administrator',
      byRole('8329153b-31d0-4727-b945-745eb3bc5f31', 'Domain Name Administrator'),
      'can take over users through federation',
    ],
    [
      'External Identity Provider Administrator',
      byRole('be2f45a1-457d-42af-a067-6ec1fa63bc45', 'External Identity Provider Administrator'),
      'can take over users through federation',
    ],
    [
      'Directory Synchronization Accounts',
      byRole('d29b2b05-8046-44ba-8758-1e26182fcf32', 'Directory Synchronization Accounts'),
      'can set passwords of synced users as a sync client',
    ],
    [
      'Application Administrator beside an application that can give itself what resets',
      byRole('9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'Application Administrator'),
      'can take over a privileged application',
      { appRoleAssignments: [{ principalId: 'robot', appRoleId: GRANTS }] },
    ],
    [
      'a role that was made for it and deleted again',
      byRole('88888888-0000-4000-8000-000000000001', 'Directory Readers'),
      'may have been able to reset passwords: the role is in no list of roles now, as one that was deleted',
    ],
    ['the permission that resets', byPermission('cc117bb9-00cf-4eb8-b580-ea2a878fe8f7'), 'can reset passwords'],
    ['the permission to grant permissions', byPermission(GRANTS), 'can grant a role'],
    [
      'the permission to add methods',
      byPermission('50483e42-d915-4231-9639-7fdb7fd190e5'),
      'can sign in as users without a reset',
    ],
    [
      'the permission to change telephone numbers',
      byPermission('86ceff06-c822-49ff-989a-d912845ffe69'),
      'can change what users recover their password with',
    ],
    [
      'a permission on which the documents disagree',
      byPermission('741f803b-c850-494e-b5df-cde7c675a1ca'),
      'may be able to reset some passwords',
    ],
  ])('(%s) is a critical alert that says where it leads and who gave it, once', async (_, rows, leads, parts = {}) => {
    const is = tenant(parts);
    const { script, log } = await begun(is);
    log.push(...rows(20, 50));
    const alerts = alertsIn(await script.settle(is));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatch(/^critical brief-grant by kim@contoso.com: Whoever holds it /);
    expect(alerts[0]).toContain(leads);
  });

  it.each<[what: string, rows: (from: number, to: number) => Row[]]>([
    [
      'Application Administrator, where no application leads to a reset',
      byRole('9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'Application Administrator'),
    ],
    [
      'Knowledge Administrator, more than one step away',
      byRole('b5a8dcf3-09d5-43a9-a639-8e29ef291470', 'Knowledge Administrator'),
    ],
    ['Reports Reader', byRole('4a5d8f65-41da-4de4-8968-e035b65339cf', 'Reports Reader')],
  ])('(%s) is a line of history alone', async (_, rows) => {
    const { script, log } = await begun(tenant());
    log.push(...rows(20, 50));
    const told = await script.settle(tenant());
    expect(alertsIn(told)).toEqual([]);
    expect(historyOf(told).join()).toContain('no reading showed it');
  });
});

describe('a right that readings showed, and that ended without an event', () => {
  const rows = byRole('8329153b-31d0-4727-b945-745eb3bc5f31', 'Domain Name Administrator');
  const held = { ...assign(EVE, 'exchange'), roleDefinitionId: '8329153b-31d0-4727-b945-745eb3bc5f31' };

  it('hides nothing that is given later for half a minute', async () => {
    const { script, log } = await begun(tenant());
    log.push(...rows(20, 0).slice(0, 1));
    const first = await script.settle(tenant({ assignments: [held] }));
    expect(alertsIn(first)).toEqual([expect.stringMatching(/^critical can-become-users-new/)]);
    expect(alertsIn(await script.settle(tenant()))).toEqual([]);
    // Twelve polls later.
    log.push(...rows(12 * 60 + 20, 12 * 60 + 50).map((row) => ({ ...row, id: `later ${row.id}` })));
    expect(alertsIn(await script.settle(tenant()))).toEqual([
      'critical brief-grant by kim@contoso.com: Whoever holds it can take over users through federation',
    ]);
    expect(alertsIn(await script.settle(tenant()))).toEqual([]);
  });

  it('is told as no brief one where it was given again while readings showed it', async () => {
    const { script, log } = await begun(tenant());
    log.push(...rows(20, 0).slice(0, 1));
    await script.settle(tenant({ assignments: [held] }));
    log.push({ ...rows(6 * 60 + 20, 0)[0], id: 'again' });
    await script.settle(tenant({ assignments: [held] }));
    log.push({ ...rows(0, 12 * 60 + 20)[1], id: 'taken' });
    expect(alertsIn(await script.settle(tenant()))).toEqual([]);
  });
});

describe('a right that was held within a gap', () => {
  const rows = byRole('8329153b-31d0-4727-b945-745eb3bc5f31', 'Domain Name Administrator');

  it('of three hours without a poll is told once when the watch is back, with when it was and who gave it', async () => {
    const { script, log } = await begun(tenant());
    script.wait(180);
    log.push(...rows(30 * 60, 95 * 60));
    const told = await script.settle(tenant());
    expect(alertsIn(told)).toEqual([
      'critical brief-grant by kim@contoso.com: Whoever holds it can take over users through federation',
    ]);
    const [alert] = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []);
    expect(alert?.lines).toContain('Held: from 2026-11-20 12:36:00 UTC to 2026-11-20 13:41:00 UTC');
    expect(historyOf(told).join()).toContain(
      ' held role "Domain Name Administrator" from 2026-11-20 12:36:00 UTC to 2026-11-20 13:41:00 UTC, and no reading showed it: ',
    );
  });

  it('is told once too when the log itself could not be read for the first hour after it', async () => {
    const { script, log } = await begun(tenant());
    script.wait(180);
    log.push(...rows(30 * 60, 95 * 60));
    const told: Told[] = [];
    for (let n = 0; n < 3; n += 1)
      told.push(await script.poll(tenant(), [{ source: 'roleEvents', code: 'unavailable' }]));
    const isBrief = (alert: string) => alert.includes('brief-grant');
    expect(alertsIn(told).filter(isBrief)).toEqual([]);
    script.wait(60);
    expect(alertsIn(await script.settle(tenant())).filter(isBrief)).toHaveLength(1);
  });

  it('of a required source is told while that source still fails, and not again when it is back', async () => {
    const { script, log } = await begun(tenant());
    const failing = [{ source: 'roleAssignments', code: 'unavailable' } as const];
    const told = [await script.poll(tenant(), failing)];
    log.push(...rows(70, 100));
    for (let n = 0; n < 5; n += 1) told.push(await script.poll(tenant(), failing));
    expect(alertsIn(told)).toHaveLength(1);
    expect(alertsIn(await script.settle(tenant()))).toEqual([]);
  });

  it('and outlived it is told as the lasting right that it is', async () => {
    const { script, log } = await begun(tenant());
    script.wait(180);
    log.push(...rows(30 * 60, 0).slice(0, 1));
    const domainNames = { ...assign(EVE, 'exchange'), roleDefinitionId: '8329153b-31d0-4727-b945-745eb3bc5f31' };
    const told = await script.settle(tenant({ assignments: [domainNames] }));
    expect(alertsIn(told)).toEqual([expect.stringMatching(/^critical can-become-users-new by kim@contoso.com/)]);
  });
});

describe('a group that held a role for half a minute', () => {
  it('is called a group', async () => {
    const is = tenant({ groups: [group('desk', ['ann'])] });
    const { script, log } = await begun(is);
    const desk = (of: typeof given) => [
      target('Group', 'desk', 'Desk', ...roleProperties(of, ROLE.helpdesk, 'Helpdesk Administrator')),
    ];
    log.push(
      auditRow('Add member to role', at(20), KIM, desk(given)),
      auditRow('Remove member from role', at(50), KIM, desk(taken)),
    );
    const told = await script.settle(is);
    const titles = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []).map(({ title }) => title);
    expect(titles).toEqual([
      expect.stringMatching(/^A group briefly held Helpdesk Administrator, .*: "Desk" \(id desk\)$/),
    ]);
  });
});

describe('an activation in PIM that was over before the next reading', () => {
  const activated = (role: string, name: string): Row[] => {
    const eve = target('User', EVE, 'Eve');
    const act = (activity: string, second: number, of: typeof given): Row[] => [
      auditRow(activity === 'on' ? 'Add member to role' : 'Remove member from role', at(second), PIM_APP, [
        target('User', EVE, 'Eve', ...roleProperties(of, role, name)),
      ]),
      auditRow(
        activity === 'on'
          ? 'Add member to role completed (PIM activation)'
          : 'Remove member from role completed (PIM deactivate)',
        at(second + 6),
        byUser(EVE, 'eve@contoso.com'),
        pimTargets(pimRole(role, name), eve),
        { loggedByService: 'PIM' },
      ),
    ];
    return [...act('on', 10, given), ...act('off', 40, taken)];
  };

  it.each<[what: string, parts: Partial<Tenant>, alerts: number]>([
    ['by one who was known to be eligible is a line of history', { eligibilities: [eligible(EVE, 'helpdesk')] }, 0],
    [
      'by one who was eligible through a group, too',
      { groups: [group('desk', [EVE])], eligibilities: [eligible('desk', 'helpdesk')] },
      0,
    ],
    ['by one of whom nobody knew that is an alert', {}, 1],
  ])('%s', async (_, parts, alerts) => {
    const is = tenant(parts);
    const { script, log } = await begun(is);
    log.push(...activated(ROLE.helpdesk, 'Helpdesk Administrator'));
    const told = await script.settle(is);
    expect(alertsIn(told)).toHaveLength(alerts);
    expect(historyOf(told).filter((line) => line.includes('no reading showed it'))).toHaveLength(1);
  });
});

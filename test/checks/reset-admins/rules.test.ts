import { describe, expect, it, test } from 'vitest';
import type { Tenant, User } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { growth, interpret } from '../../../shared/checks/reset-admins/findings/interpret.ts';
import type { Growth } from '../../../shared/core/model/measure.ts';
import {
  alertsIn,
  cameIn,
  change,
  firstRead,
  mailsIn,
  occasionOf,
  recordedIn,
  sourceDrift,
  verdictOf,
} from './change.ts';
import {
  activated,
  application,
  assign,
  at,
  definitionsWith,
  eligible,
  group,
  groupEligible,
  RESET,
  ROLE,
  restricted,
  scheduled,
  synced,
  tenantOf,
  unit,
  user,
} from './tenants.ts';

const adele = user('adele', { name: 'Adele Vance' });
const bob = user('bob', { name: 'Bob' });
const PASSWORDS = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';

/** A large tenant in which Adele and Bob are known. */
const large = (parts: Partial<Tenant> = {}): Partial<Tenant> => ({
  users: [adele, bob],
  syncedUserCount: 1240,
  ...parts,
});

describe('the first verdict', () => {
  it('is one line, and raises nothing', () => {
    const findings = change(null, large({ assignments: [assign('adele', 'helpdesk')] }));
    expect(findings).toEqual([
      {
        source: 'verdict',
        change: 'baseline',
        key: 'reset-admins',
        title:
          'Verdict: 1 principal can reset synced users; 1,240 of 1,240 are in reach now. Widest: "Adele Vance" (1,240).',
        severity: 'info',
        before: null,
        after: { resetters: 1, reachable: 1240, syncedUsers: 1240 },
      },
    ]);
  });
});

describe('a new resetter', () => {
  const findings = change(large(), large({ assignments: [assign('adele', 'helpdesk')] }));

  it('is mailed with a title that says how many', () => {
    expect(mailsIn(findings)).toEqual([
      'critical resetter-new: A user can now reset 1,240 synced users (Helpdesk Administrator): "Adele Vance" (adele@example[.]org)',
    ]);
  });

  it('is told with who, the path, the reach now and before, what it means and what to do', () => {
    expect(alertsIn(findings)[0]).toMatchObject({
      subject: 'adele',
      lines: [
        'Who: "Adele Vance" (adele@example[.]org), a user, id adele',
        'In reach now: 1,240 synced users (0 before)',
        'Path: Helpdesk Administrator over the whole tenant, assigned directly: reaches 1,240 synced users',
      ],
    });
    expect(alertsIn(findings)[0]?.why).toContain('Password writeback is on at this moment');
    expect(alertsIn(findings)[0]?.todo).toContain(
      'Confirm it with whoever did it. If nobody intended it, remove the assignment: Entra admin center > Roles & admins > Helpdesk Administrator > Active assignments.',
    );
  });

  it('is a line of history that holds the ids and where to look for who did it', () => {
    expect(findings).toMatchObject([
      {
        source: 'verdict',
        change: 'added',
        key: `path:direct:${ROLE.helpdesk}:/:adele`,
        severity: 'critical',
        before: null,
        after: { principal: 'adele', roleId: ROLE.helpdesk, scope: '/', activated: false },
      },
    ]);
    expect(findings[0]?.activities).toContain('Add member to role');
  });

  test.each([
    ['on', 'critical', 'is on at this moment'],
    ['off', 'warning', 'is off at this moment'],
    ['unknown', 'warning', 'is not known at this moment'],
  ] as const)('while writeback is %s is %s', (writeback, severity, says) => {
    const [alert] = alertsIn(change(large(), large({ assignments: [assign('adele', 'helpdesk')] }), { writeback }));
    expect(alert?.severity).toBe(severity);
    expect(alert?.why).toContain(says);
  });

  it('who needs one more step is told which', () => {
    const parts = { groups: [group('desk', [], { name: 'Desk', owners: ['adele'] })] };
    const is = large({ ...parts, assignments: [assign('desk', 'helpdesk')] });
    const [alert] = alertsIn(change(large(parts), is));
    expect(alert?.title).toBe(
      'A user can reset 1,240 synced users after joining a group they own (Helpdesk Administrator): "Adele Vance" (adele@example[.]org)',
    );
    expect(alert?.lines).toContain('In reach now: 0 synced users (as before)');
    expect(alert?.lines).toContain('In reach after joining a group they own: 1,240 synced users (0 before)');
    expect(alert?.todo).toContain(
      'Confirm it with whoever did it. If nobody intended it, remove the owner of the group "Desk" (id desk): Entra admin center > Groups > Owners.',
    );
  });

  it('of whom only the id is known is said to be unknown', () => {
    const [alert] = alertsIn(change(large(), large({ assignments: [assign('ghost', 'helpdesk')] })));
    expect(alert?.title).toBe(
      'A principal can now reset 1,240 synced users (Helpdesk Administrator): unknown principal ghost',
    );
    expect(alert?.lines[0]).toBe(
      'Who: unknown principal ghost, not found in this tenant: deleted, of a partner, or not there yet',
    );
  });

  it('until a time is told with it', () => {
    const row = scheduled('adele', 'helpdesk', { endsAt: '2026-12-01T00:00:00Z' });
    const [alert] = alertsIn(change(large(), large({ assignmentSchedules: [row] })));
    expect(alert?.lines.at(-1)).toContain('assigned directly, until 2026-12-01 00:00:00 UTC');
  });

  it('at a unit is told with its name', () => {
    const units = [unit('a0', ['joe', 'ann'], { name: 'Plant' })];
    const findings = change(large({ units }), large({ units, assignments: [assign('adele', 'helpdesk', at('a0'))] }));
    expect(mailsIn(findings)).toEqual([
      'critical resetter-new: A user can now reset 2 synced users (Helpdesk Administrator over the administrative unit "Plant" (id a0)): "Adele Vance" (adele@example[.]org)',
    ]);
    expect(findings[0]?.activities).toContain('Add scoped member to role');
  });

  it('by several paths at once is one mail with each of them', () => {
    const assignments = [assign('adele', 'helpdesk'), assign('adele', 'password')];
    const findings = change(large(), large({ assignments }));
    expect(mailsIn(findings)).toEqual([
      'critical resetter-new: A user can now reset 1,240 synced users (Helpdesk Administrator and Password Administrator): "Adele Vance" (adele@example[.]org)',
    ]);
    expect(findings.map(({ title }) => title.split(': ')[1])).toEqual([
      '"Adele Vance" (adele@example[.]org)',
      '"Adele Vance" (adele@example[.]org)',
    ]);
  });

  it('by a path that works now and one that needs a step is told with what works now', () => {
    const is = large({ assignments: [assign('adele', 'helpdesk')], eligibilities: [eligible('adele', 'user')] });
    const [alert, ...more] = alertsIn(change(large(), is));
    expect(more).toEqual([]);
    expect(alert?.title).toBe(
      'A user can now reset 1,240 synced users (Helpdesk Administrator): "Adele Vance" (adele@example[.]org)',
    );
    expect(alert?.lines.filter((line) => line.startsWith('Path: '))).toHaveLength(2);
    expect(alert?.todo).toMatch(/remove the assignment: .*Then remove the eligibility: /);
  });

  it('with a name that tries to hide what it means is cut', () => {
    const hostile = user('adele', { name: `${'x'.repeat(300)}\r\nBcc: evil@example.org` });
    const users = [hostile];
    const [alert] = alertsIn(change(large({ users }), large({ users, assignments: [assign('adele', 'helpdesk')] })));
    const cut = `"${Array(3).fill('x'.repeat(20)).join(' ')} …"`;
    expect(alert?.title).toBe(
      `A user can now reset 1,240 synced users (Helpdesk Administrator): ${cut} (adele@example[.]org)`,
    );
  });
});

describe('a group of 500 that is given a role', () => {
  const members = Array.from({ length: 500 }, (_, n) => `m${n}`);
  const users: User[] = members.map((id) => user(id));
  const parts = { users, groups: [group('desk', members, { name: 'Service Desk' })], syncedUserCount: 1240 };
  const findings = change(parts, { ...parts, assignments: [assign('desk', 'helpdesk')] });

  it('is one alert', () => {
    expect(mailsIn(findings)).toEqual([
      'critical resetter-new: 500 principals can now reset up to 1,240 synced users each (Helpdesk Administrator)',
    ]);
  });

  it('names twenty of them and counts the rest', () => {
    const lines = alertsIn(findings)[0]?.lines ?? [];
    expect(lines[0]).toContain(
      'Path of each: Helpdesk Administrator over the whole tenant, through the group "Service Desk" (id desk): reaches 1,240 synced users',
    );
    expect(lines[1]).toBe('In reach of each: up to 1,240 synced users (nobody before)');
    expect(lines.join().match(/@example\[\.\]org/g)).toHaveLength(20);
    expect(lines.at(-1)).toBe('and 480 more');
  });

  it('is 500 lines of history, each of the same alert', () => {
    expect(new Set(findings.map(({ key }) => key)).size).toBe(500);
    expect(new Set(findings.map(({ event }) => event)).size).toBe(1);
  });
});

describe('a known resetter', () => {
  const plant = [unit('a0', ['joe', 'ann'], { name: 'Plant' })];

  it('with another path', () => {
    const was = large({ assignments: [assign('adele', 'helpdesk')] });
    const is = large({ assignments: [assign('adele', 'helpdesk'), assign('adele', 'user')] });
    expect(mailsIn(change(was, is))).toEqual([
      'critical resetter-path: A user can now reset 1,240 synced users in another way (User Administrator): "Adele Vance" (adele@example[.]org)',
    ]);
  });

  it('with the same role over more, told with the reach before', () => {
    const was = large({ units: plant, assignments: [assign('adele', 'helpdesk', at('a0'))] });
    const is = large({
      units: plant,
      assignments: [assign('adele', 'helpdesk', at('a0')), assign('adele', 'helpdesk')],
    });
    expect(mailsIn(change(was, is))).toEqual([
      'critical resetter-wider: A user can now reset 1,240 synced users (2 before), over the whole tenant (Helpdesk Administrator): "Adele Vance" (adele@example[.]org)',
    ]);
  });

  it('with the same role over another unit has another path, and not a wider one', () => {
    const units = [...plant, unit('a1', ['eve'], { name: 'Lab' })];
    const was = large({ units, assignments: [assign('adele', 'helpdesk', at('a0'))] });
    const is = large({
      units,
      assignments: [assign('adele', 'helpdesk', at('a0')), assign('adele', 'helpdesk', at('a1'))],
    });
    expect(alertsIn(change(was, is)).map(({ rule }) => rule)).toEqual(['resetter-path']);
  });

  it('who comes by the same role through one more group has a way more: taking one group away does not end it', () => {
    const groups = [group('g1', ['adele']), group('g2', ['adele'])];
    const was = large({ groups, assignments: [assign('g1', 'helpdesk')] });
    const is = large({ groups, assignments: [assign('g1', 'helpdesk'), assign('g2', 'helpdesk')] });
    const findings = change(was, is);
    expect(mailsIn(findings)).toEqual([
      'warning resetter-group: A user can reset 1,240 synced users through one more group (Helpdesk Administrator): "Adele Vance" (adele@example[.]org)',
    ]);
    expect(alertsIn(findings)[0]?.lines.at(-2)).toContain(
      'Path: Helpdesk Administrator over the whole tenant, through the group "g1" (id g1) and the group "g2" (id g2): reaches 1,240 synced users',
    );
    expect(recordedIn(findings)).toEqual([]);
  });
});

describe('an eligible resetter', () => {
  const was = large({ eligibilities: [eligible('adele', 'helpdesk')] });

  it('who activates is recorded as info, and not as a grant', () => {
    const is = large({
      ...was,
      assignmentSchedules: [activated('adele', 'helpdesk', { endsAt: '2026-11-20T18:00:00Z' })],
    });
    const findings = change(was, is);
    expect(mailsIn(findings)).toEqual([
      'info pim-activated: A user can reset 1,240 synced users for a time, by an activation in PIM (Helpdesk Administrator): "Adele Vance" (adele@example[.]org)',
    ]);
    expect(findings[0]?.activities).toEqual(['Add member to role completed (PIM activation)']);
    expect(alertsIn(findings)[0]?.lines.at(-1)).toContain('activated through PIM, until 2026-11-20 18:00:00 UTC');
  });

  it('who is made eligible and activates in the same minute is a new resetter now, not after one more step', () => {
    const is = large({ ...was, assignmentSchedules: [activated('adele', 'helpdesk')] });
    const alerts = alertsIn(change(large(), is));
    expect(alerts.map(({ rule }) => rule)).toEqual(['resetter-new']);
    expect(alerts[0]?.title).toMatch(/^A user can now reset [\d,]+ synced users?(?!.*one more step).*: "Adele Vance"/);
  });

  it('whose term is made longer may be named by the approval of that, beside every other way', () => {
    const dated = (endsAt: string | null) => large({ eligibilities: [eligible('adele', 'helpdesk', { endsAt })] });
    for (const end of ['2027-09-01T00:00:00Z', null]) {
      const [finding] = change(dated('2026-12-01T00:00:00Z'), dated(end));
      expect(finding?.activities).toContain('Update member in PIM approved by admin (extend/renew)');
      expect(finding?.activities).toContain('Add eligible member to role in PIM completed (timebound)');
    }
  });

  it('whose activation ends is only recorded', () => {
    const active = large({ ...was, assignmentSchedules: [activated('adele', 'helpdesk')] });
    const findings = change(active, was);
    expect(mailsIn(findings)).toEqual([]);
    expect(recordedIn(findings)).toEqual([
      'Path gone: "Adele Vance" (id adele), Helpdesk Administrator over the whole tenant, activated through PIM',
    ]);
  });

  it('who activates the same role through one more group, not known to be eligible, is told as that', () => {
    const groups = [group('g1', ['adele']), group('g2', ['adele'])];
    const one = large({ groups, assignmentSchedules: [activated('g1', 'helpdesk')] });
    const two = large({ groups, assignmentSchedules: [activated('g1', 'helpdesk'), activated('g2', 'helpdesk')] });
    const findings = change(one, two);
    expect(alertsIn(findings).map(({ rule }) => rule)).toEqual(['resetter-group']);
  });

  it('who is given the role for good', () => {
    const is = large({ ...was, assignments: [assign('adele', 'helpdesk')] });
    expect(mailsIn(change(was, is))).toEqual([
      'critical resetter-permanent: A user can now reset 1,240 synced users without an activation in PIM (Helpdesk Administrator): "Adele Vance" (adele@example[.]org)',
    ]);
  });

  it('who is given the role for good instead of the eligibility', () => {
    const findings = change(was, large({ assignments: [assign('adele', 'helpdesk')] }));
    expect(alertsIn(findings).map(({ rule }) => rule)).toEqual(['resetter-permanent']);
    expect(recordedIn(findings)).toHaveLength(1);
  });

  it('who is given the role for good while it is activated', () => {
    const active = large({ ...was, assignmentSchedules: [activated('adele', 'helpdesk')] });
    const is = large({
      ...was,
      assignmentSchedules: [activated('adele', 'helpdesk'), scheduled('adele', 'helpdesk')],
    });
    expect(alertsIn(change(active, is)).map(({ rule }) => rule)).toEqual(['resetter-permanent']);
  });

  it('is mailed as a grant while activations cannot be told, saying so', () => {
    const is = large({ ...was, assignments: [assign('adele', 'helpdesk')] });
    const [alert, ...more] = alertsIn(change(was, is, { after: { activationsRead: false } }));
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ rule: 'resetter-path', severity: 'critical' });
    expect(alert?.lines).toContain('It may be an activation through PIM: the schedules cannot be read');
  });

  it('whose grant turns out to be an activation is only recorded', () => {
    const held = large({ ...was, assignments: [assign('adele', 'helpdesk')] });
    const is = large({ ...held, assignmentSchedules: [activated('adele', 'helpdesk')] });
    const findings = change(held, is);
    expect(mailsIn(findings)).toEqual([]);
    expect(recordedIn(findings)).toEqual([
      'Path changed: "Adele Vance" (id adele), Helpdesk Administrator over the whole tenant, activated through PIM',
    ]);
  });

  it('of a group who is in it now: that may be an activation, and the mail says so', () => {
    const parts = { assignments: [assign('desk', 'helpdesk')], groupEligibilities: [groupEligible('adele', 'desk')] };
    const out = large({ ...parts, groups: [group('desk', [], { name: 'Desk' })] });
    const inside = large({ ...parts, groups: [group('desk', ['adele'], { name: 'Desk' })] });
    const [alert] = alertsIn(change(out, inside));
    expect(alert?.rule).toBe('resetter-maybe-pim');
    expect(alert?.title).toBe(
      'A user can now reset 1,240 synced users, either by activating a membership in PIM or for good (Helpdesk Administrator): "Adele Vance" (adele@example[.]org)',
    );
    expect(alert?.why).not.toContain('this does not');
    expect(alert?.lines).toContain(
      'It may be an activation through PIM: this looks the same as lasting membership of the group "Desk" (id desk)',
    );
  });
});

describe('an activation without an eligibility that is known', () => {
  it('is a grant', () => {
    const findings = change(large(), large({ assignmentSchedules: [activated('adele', 'helpdesk')] }));
    expect(alertsIn(findings).map(({ rule }) => rule)).toEqual(['resetter-new']);
  });
});

describe('a role that gains the action', () => {
  const silent = definitionsWith('customReader', { name: 'Desk Role' });
  const able = definitionsWith('customReader', {
    name: 'Desk Role',
    permissions: [{ allowedActions: [RESET], condition: null }],
  });
  const held = { assignments: [assign('adele', 'customReader'), assign('bob', 'customReader')] };

  it('is one alert for the role, with everyone who holds it', () => {
    const findings = change(large({ ...held, roleDefinitions: silent }), large({ ...held, roleDefinitions: able }));
    expect(mailsIn(findings)).toEqual([
      'critical role-can-reset: A role can now reset passwords; 2 principals have it or can get it, reaching up to 1,240 synced users each: custom role "Desk Role"',
    ]);
    expect(alertsIn(findings)[0]?.lines).toEqual(['"Adele Vance" (adele@example[.]org), "Bob" (bob@example[.]org)']);
    expect(findings.map(({ key }) => key.split(':')[0])).toEqual(['role', 'path', 'path']);
    expect(findings[0]?.activities).toContain('Update role definition');
  });

  it('is told though nobody holds it', () => {
    expect(mailsIn(change(large({ roleDefinitions: silent }), large({ roleDefinitions: able })))).toEqual([
      'critical role-can-reset: A role can now reset passwords; nobody holds it yet: custom role "Desk Role"',
    ]);
  });

  it('and loses it again is only recorded', () => {
    const findings = change(large({ ...held, roleDefinitions: able }), large({ ...held, roleDefinitions: silent }));
    expect(mailsIn(findings)).toEqual([]);
    expect(recordedIn(findings)).toContain('A role can no longer reset passwords: custom role "Desk Role"');
  });
});

describe('an application', () => {
  it('that gains the permission to reset', () => {
    const servicePrincipals = [application('s0', { name: 'Backup' })];
    const is = large({ servicePrincipals, appRoleAssignments: [{ principalId: 's0', appRoleId: PASSWORDS }] });
    const findings = change(large({ servicePrincipals }), is);
    expect(mailsIn(findings)).toEqual([
      'critical application-can-reset: An application can now reset 1,240 synced users by its own permission (User-PasswordProfile.ReadWrite.All): "Backup" (id s0)',
    ]);
    expect(findings[0]?.activities).toEqual(['Add app role assignment to service principal']);
    expect(alertsIn(findings)[0]?.todo).toContain('revoke the permission');
  });
});

describe('a unit at which someone resets', () => {
  const grown = (growths: number, base: number, count: number) => ({
    units: [{ id: 'a0', name: 'Plant', growths, base, count }],
  });
  const parts = large({
    units: [unit('a0', ['joe'], { name: 'Plant' })],
    assignments: [assign('adele', 'helpdesk', at('a0'))],
  });

  it('that grew past the thresholds is told with who resets there', () => {
    const findings = change(parts, parts, { before: grown(0, 100, 104), after: grown(1, 1240, 1240) });
    expect(mailsIn(findings)).toEqual([
      'critical unit-grew: An administrative unit in which 1 resetter can reset passwords grew from 100 to 1,240 synced users: "Plant" (id a0)',
    ]);
    expect(alertsIn(findings)[0]?.lines).toEqual(['With Helpdesk Administrator there: "Adele Vance"']);
  });

  it('that grew by less is not', () => {
    expect(change(parts, parts, { before: grown(0, 100, 104), after: grown(0, 100, 105) })).toEqual([]);
  });
});

describe('a target', () => {
  const joe = synced('joe', { name: 'Joe' });
  const ann = synced('ann', { name: 'Ann' });
  const parts = { users: [joe, ann, adele], syncedUserCount: 100 };
  const mails = (was: Partial<Tenant>, is: Partial<Tenant>) =>
    mailsIn(change({ ...parts, ...was }, { ...parts, ...is }));

  it('that drops its last role is named', () => {
    const findings = change({ ...parts, assignments: [assign('joe', 'exchange')] }, parts);
    expect(mailsIn(findings)).toEqual([
      'critical protection-lost: More principals can now reset a user, because a protection is gone: "Joe" (joe@example[.]org)',
    ]);
    expect(alertsIn(findings)[0]?.lines).toEqual([
      'Who: "Joe" (joe@example[.]org), id joe',
      'Lost: the role "exchange"',
    ]);
    expect(findings.find(({ event }) => event)).toMatchObject({
      title: 'A user lost the role "exchange": "Joe" (joe@example[.]org)',
      activities: expect.arrayContaining([
        'Remove member from role',
        'Remove member from role in PIM completed (permanent)',
      ]),
    });
  });

  it('that drops one of two roles is reached by more', () => {
    const both = [assign('joe', 'exchange'), assign('joe', 'groups')];
    expect(mails({ assignments: both }, { assignments: both.slice(1) })).toHaveLength(1);
  });

  it('that leaves a role-assignable group', () => {
    const [mail] = mails({ groups: [group('board', ['joe'])] }, { groups: [group('board', [])] });
    expect(mail).toContain('protection-lost');
  });

  it('that drops a role and stays in a role-assignable group lost nothing', () => {
    const groups = [group('board', ['joe'])];
    expect(mails({ groups, assignments: [assign('joe', 'exchange')] }, { groups })).toEqual([]);
  });

  it('that a restricted unit no longer shields has an alert of its own', () => {
    expect(mails({ units: [restricted('safe', ['joe'])] }, { units: [restricted('safe', [])] })).toEqual([
      'critical restricted-lost: A restricted unit no longer shields a user from resets: "Joe" (joe@example[.]org)',
    ]);
  });

  it('that stays in a restricted unit and leaves its group is reached by more of those at the unit', () => {
    const units = [restricted('safe', ['joe'])];
    const assignments = [assign('ann', 'helpdesk', '/administrativeUnits/safe')];
    const was = { units, assignments, groups: [group('board', ['joe'])] };
    expect(mails(was, { units, assignments, groups: [group('board', [])] })).toEqual([
      'critical resetter-new: A user can now reset 1 synced user (Helpdesk Administrator over the administrative unit "safe" (id safe)): "Ann" (ann@example[.]org)',
      'critical protection-lost: More principals can now reset a user, because a protection is gone: "Joe" (joe@example[.]org)',
    ]);
  });

  it('that stays in a restricted unit at which nobody can reset lost nothing when it leaves its group', () => {
    const units = [restricted('safe', ['joe'])];
    const was = { units, groups: [group('board', ['joe'])] };
    const is = { units, groups: [group('board', [])] };
    expect(mails(was, is)).toEqual([]);
    expect(change({ ...parts, ...was }, { ...parts, ...is }).map(({ title }) => title)).toContain(
      'Still protected from resets by a restricted unit, though not as before: "Joe" (joe@example[.]org)',
    );
  });

  it('that moves from a group into a restricted unit is reached by fewer', () => {
    const was = { groups: [group('board', ['joe'])], units: [restricted('safe', [])] };
    expect(mails(was, { groups: [group('board', [])], units: [restricted('safe', ['joe'])] })).toEqual([]);
  });

  it('is told with all others of the poll in one alert, by what each of them lost', () => {
    const was = { groups: [group('board', ['joe', 'ann'])], assignments: [assign('ann', 'exchange')] };
    const [alert, ...more] = alertsIn(change({ ...parts, ...was }, { ...parts, groups: [group('board', [])] }));
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      title: 'More principals can now reset 2 synced users, because a protection is gone',
      lines: [
        'Lost by 2 people: membership of the role-assignable group "board" (id board)',
        '"Ann" (ann@example[.]org), "Joe" (joe@example[.]org)',
        'Lost by 1 person: the role "exchange"',
        '"Ann" (ann@example[.]org)',
      ],
    });
  });

  it('of twenty-five that lost the same: twenty are named, the others counted', () => {
    const users = Array.from({ length: 25 }, (_, n) => synced(`t${n}`));
    const names = users.map(({ id }) => id);
    const [alert] = alertsIn(
      change({ users, groups: [group('board', names)] }, { users, groups: [group('board', [])] }),
    );
    expect(alert?.lines.join().match(/@example\[\.\]org/g)).toHaveLength(20);
    expect(alert?.lines.at(-1)).toBe('and 5 more');
  });

  it('that was deleted or is no longer synced lost nothing', () => {
    const was = { ...parts, assignments: [assign('joe', 'exchange')] };
    const findings = change(was, { users: [ann, adele], syncedUserCount: 99 });
    expect(mailsIn(findings)).toEqual([]);
    expect(recordedIn(findings)).toEqual([
      'No longer a synced user, and until now protected from resets by the roles they hold: "Joe" (joe@example[.]org)',
    ]);
  });

  it('that gains a protection is only recorded', () => {
    const findings = change(parts, { ...parts, assignments: [assign('joe', 'exchange')] });
    expect(mailsIn(findings)).toEqual([]);
    expect(recordedIn(findings)).toEqual([
      'Now protected from resets by the roles they hold: "Joe" (joe@example[.]org)',
    ]);
  });

  it('whose protection was the activation of a role that resets is only recorded, whenever PIM lists its end', () => {
    const was = { ...parts, assignmentSchedules: [activated('joe', 'helpdesk')] };
    expect(mailsIn(change(was, parts))).toEqual([]);
  });

  it('whose protection was an activation that ended by itself is only recorded', () => {
    const was = { ...parts, assignmentSchedules: [activated('joe', 'exchange')] };
    expect(mailsIn(change(was, parts))).toEqual([]);
  });

  it('whose protection was held for good beside an activation is mailed', () => {
    const both = [activated('joe', 'exchange'), scheduled('joe', 'exchange')];
    expect(mailsIn(change({ ...parts, assignmentSchedules: both }, parts))).toHaveLength(1);
  });
});

describe('a right beside a reset', () => {
  const rules = (was: Partial<Tenant>, is: Partial<Tenant>) => mailsIn(change(large(was), large(is)));

  it('to grant a role that resets', () => {
    expect(rules({}, { assignments: [assign('adele', 'privilegedRole')] })).toEqual([
      'critical can-grant-new: A user can grant a role or permission that resets passwords (privilegedRole): "Adele Vance" (id adele)',
    ]);
  });

  it('to turn writeback on', () => {
    expect(rules({}, { assignments: [assign('adele', 'hybridIdentity')] })).toEqual([
      'critical can-turn-on-new: A user can turn password writeback on (hybridIdentity): "Adele Vance" (id adele)',
    ]);
  });

  it('that came with a role that resets is told in that alert', () => {
    const findings = change(large(), large({ assignments: [assign('adele', 'global')] }));
    const [alert, ...more] = alertsIn(findings);
    expect(more).toEqual([]);
    expect(alert?.rule).toBe('resetter-new');
    expect(alert?.lines).toContain('Also: can grant a role or permission that resets passwords (Global Administrator)');
    expect(alert?.lines).toContain('Also: can turn password writeback on (Global Administrator)');
    expect(findings.map(({ activities }) => activities !== undefined)).toEqual([true, false, false, false]);
  });

  it('that was given besides another role has its own alert', () => {
    const assignments = [assign('adele', 'helpdesk'), assign('adele', 'hybridIdentity')];
    expect(rules({}, { assignments })).toHaveLength(2);
  });

  it('of a group of many is one alert', () => {
    const groups = [group('admins', ['adele', 'bob'])];
    expect(rules({ groups }, { groups, assignments: [assign('admins', 'privilegedRole')] })).toEqual([
      'critical can-grant-new: 2 principals can grant a role or permission that resets passwords (privilegedRole through a group)',
    ]);
  });

  it('that is more than one step from a reset is info', () => {
    expect(mailsIn(change(large(), large({ assignments: [assign('adele', 'groups')] })))).toEqual([
      'info right-new: A user can change who is in the groups that may reset their own password (Groups Administrator): "Adele Vance" (id adele)',
    ]);
  });

  it('that is taken away is only recorded', () => {
    expect(rules({ assignments: [assign('adele', 'privilegedRole')] }, {})).toEqual([]);
  });

  it('that is activated through PIM is info, where PIM lists the activation', () => {
    const was = large({ eligibilities: [eligible('adele', 'privilegedRole')] });
    const is = large({ ...was, assignmentSchedules: [activated('adele', 'privilegedRole')] });
    expect(mailsIn(change(was, is))).toEqual([
      'info right-new: A user can grant a role or permission that resets passwords, by an activation in PIM (privilegedRole): "Adele Vance" (id adele)',
    ]);
    const lasting = large({ ...was, assignments: [assign('adele', 'privilegedRole')] });
    expect(alertsIn(change(was, lasting)).map(({ rule }) => rule)).toEqual(['can-grant-new']);
  });

  it('that PIM lists as an activation of what nobody knew to be eligible is mailed', () => {
    const findings = change(large(), large({ assignmentSchedules: [activated('adele', 'privilegedRole')] }));
    expect(alertsIn(findings).map(({ rule }) => rule)).toEqual(['can-grant-new']);
  });

  it('that is activated with a role that resets is told as that activation, as info', () => {
    const was = large({ eligibilities: [eligible('adele', 'global')] });
    const is = large({ ...was, assignmentSchedules: [activated('adele', 'global')] });
    expect(alertsIn(change(was, is)).map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
      'info pim-activated',
    ]);
  });
});

describe('a source that is read for the first time', () => {
  const was = large({ assignments: [assign('bob', 'helpdesk')] });

  it('is one line with counts for all that it explains', () => {
    const is = large({ ...was, eligibilities: [eligible('adele', 'helpdesk'), eligible('bob', 'privilegedRole')] });
    const findings = change(was, is, { sources: firstRead('eligibilities', 'groupEligibilities') });
    expect(findings).toEqual([
      expect.objectContaining({
        change: 'baseline',
        title:
          'First reading of eligibilities and groupEligibilities: shows 1 path and 2 indirect rights not seen before',
        severity: 'info',
        after: { paths: 1, indirect: 2 },
      }),
    ]);
    expect(mailsIn(findings)).toEqual([]);
  });

  it('does not explain what it does not show', () => {
    const is = large({ assignments: [assign('bob', 'helpdesk'), assign('adele', 'helpdesk')] });
    const sources = firstRead('eligibilities', 'groupEligibilities', 'assignmentSchedules', 'applicationOwners');
    expect(mailsIn(change(was, is, { sources }))).toHaveLength(1);
  });

  it('explains that a known assignment is an activation', () => {
    const held = large({ assignments: [assign('adele', 'helpdesk')] });
    const is = large({ ...held, assignmentSchedules: [activated('adele', 'helpdesk')] });
    const findings = change(held, is, { sources: firstRead('assignmentSchedules') });
    expect(findings.map(({ change: kind }) => kind)).toEqual(['baseline']);
  });

  it('explains owners of applications', () => {
    const parts = large({ servicePrincipals: [application('sync', { isSyncClient: true })] });
    const is = large({ ...parts, applicationOwners: [{ servicePrincipalId: 'sync', ownerId: 'adele' }] });
    const seen = change(parts, is, { sources: firstRead('applicationOwners') });
    expect(mailsIn(seen)).toEqual([]);
    expect(seen.map(({ change: kind }) => kind)).toEqual(['baseline']);
    expect(mailsIn(change(parts, is))).toEqual([
      'critical can-turn-on-new: A user can turn password writeback on (owner of application "sync" (id sync)): "Adele Vance" (id adele)',
    ]);
  });

  it('does not explain a permission that was granted to an application', () => {
    const parts = large({ servicePrincipals: [application('s0')] });
    const manage = '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9';
    const is = large({ ...parts, appRoleAssignments: [{ principalId: 's0', appRoleId: manage }] });
    const findings = change(parts, is, { sources: firstRead('applicationOwners') });
    expect(findings.map(({ change: kind }) => kind)).toEqual(['added']);
  });

  it('is no line where it adds nothing', () => {
    expect(change(was, was, { sources: firstRead('eligibilities') })).toEqual([]);
  });
});

describe('a resetter that was known by its id alone', () => {
  const assignments = [assign('adele', 'helpdesk')];
  const unseen = large({ users: [], assignments });

  it('and is seen now is told by name, once', () => {
    const findings = change(unseen, large({ assignments }));
    expect(mailsIn(findings)).toEqual([
      'warning principal-identified: An earlier alert named only the id adele; it is a user: "Adele Vance" (adele@example[.]org)',
    ]);
    expect(mailsIn(change(large({ assignments }), large({ assignments })))).toEqual([]);
  });

  it('and is not seen any more is no news', () => {
    expect(mailsIn(change(large({ assignments }), unseen))).toEqual([]);
  });
});

describe('what is no finding', () => {
  it('is a new name, of people, roles, groups and units', () => {
    const named = (suffix: string) =>
      large({
        users: [
          user('adele', { name: `Adele ${suffix}`, upn: `adele${suffix}@example.org` }),
          synced('joe', { name: suffix }),
        ],
        groups: [group('g', ['adele', 'joe'], { name: suffix })],
        units: [unit('a0', ['joe'], { name: suffix })],
        roleDefinitions: definitionsWith('helpdesk', { name: `Helpdesk ${suffix}` }),
        assignments: [assign('g', 'helpdesk'), assign('adele', 'helpdesk', at('a0')), assign('joe', 'global')],
      });
    expect(change(named('a'), named('b'))).toEqual([]);
  });

  it('is a number that moves: more synced users', () => {
    const was = large({ assignments: [assign('adele', 'helpdesk')] });
    expect(change(was, large({ ...was, syncedUserCount: 1300 }))).toEqual([]);
  });

  it('is a poll that did not judge', () => {
    expect(interpret({ sources: [], verdict: null, writeback: 'on' })).toEqual({ findings: [], conditions: [] });
  });
});

describe('drift of the sources', () => {
  const units = sourceDrift('units', {
    change: 'changed',
    key: 'a0',
    before: { key: 'a0', label: 'Plant', attributes: { isRestricted: false, rule: 'a' } },
    after: { key: 'a0', label: 'Plant', attributes: { isRestricted: false, rule: 'b' } },
  });

  it('is a plain line for units and role definitions, also in a poll that did not judge', () => {
    const { findings } = interpret({ sources: [units], verdict: null, writeback: 'on' });
    expect(findings).toMatchObject([
      {
        source: 'units',
        title: 'Administrative unit "Plant" (id a0): rule a → b',
        severity: 'info',
        activities: ['Update administrative unit'],
      },
    ]);
  });

  it('is left to the verdict for all others', () => {
    const sources = [sourceDrift('roleAssignments', cameIn('row', {})), sourceDrift('groups', cameIn('g', {}))];
    const verdict = verdictOf(tenantOf({}));
    expect(interpret(occasionOf(verdict, verdict, { sources })).findings).toEqual([]);
  });
});

describe('the growth of a measure', () => {
  const occasion = occasionOf(null, verdictOf(tenantOf({})), { writeback: 'on' });
  const grown = (name: string): Growth => ({ source: 's', name, before: 1000, now: 1240 });

  test.each([
    ['synced-users', 'reach-grew', 'There are now 1,240 synced users, up from 1,000'],
    ['sspr-enabled-users', 'sspr-grew', '1,240 synced users may now reset their own password, up from 1,000'],
  ])('%s', (name, rule, title) => {
    expect(growth(grown(name), occasion)).toMatchObject({ rule, subject: name, severity: 'warning', title });
  });

  it('of a number that means nothing here is not told', () => {
    expect(growth(grown('mailboxes'), occasion)).toBeNull();
  });
});

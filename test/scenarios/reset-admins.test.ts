/**
 * Who can reset whom, as an administrator learns of it: what is done in the tenant and the mail that comes of it, over
 * real HTTP and storage. Writeback is on and declared, so that what widens exposure is critical and goes at once.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import { SHAKE_ALL } from '../../local/tenant/shake.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld } from '../world/world.ts';
import { countingTables } from './counting.ts';
import { alertsIn } from './mail-reading.ts';
import { MINUTE, words } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const DECLARED = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };

async function begun(settings: Readonly<Record<string, string>> = DECLARED) {
  const world = await openWorld({ tables, settings, checks: watched([writeback, resetAdmins]) });
  onTestFinished(() => world.close());
  const minute = async (): Promise<StoredMail[]> => {
    const before = world.mailbox.mails().length;
    world.wait(40_000);
    await world.watch().poll('writeback');
    await world.watch().poll('reset-admins');
    world.wait(20_000);
    await world.watch().notify();
    const mails = world.mailbox.mails();
    return mails.slice(0, mails.length - before).reverse();
  };
  const minutes = async (count: number): Promise<StoredMail[]> => {
    const all: StoredMail[] = [];
    for (let n = 0; n < count; n += 1) all.push(...(await minute()));
    return all;
  };
  const list = async (accept = 'application/json') => world.watch().resetAdmins(accept);
  const status = async () => JSON.parse((await world.watch().status(false)).body) as Report;
  await minutes(2);
  return { world, tenant: world.tenant, minute, minutes, list, status };
}

const RESET = 'microsoft.directory/users/password/update';

/** What is mailed where the log tells who did it in time: one mail, with the name. */
const once = (title: string): string[] => [`[Critical] ${title}`];

describe('what an administrator is mailed', () => {
  it.each<[name: string, act: (tenant: SimulatedTenant) => void, alerts: readonly string[]]>([
    [
      'a user is made Helpdesk Administrator',
      ({ roles }) => roles.assign({ principal: 'Patti Fernandez', role: 'Helpdesk Administrator' }),
      once(
        'A user can now reset 1,232 synced users (Helpdesk Administrator): "Patti Fernandez" (pattif@contoso[.]com)',
      ),
    ],
    [
      'someone joins a group that holds a role',
      ({ groups }) => groups.addMember('Sales Service Desk', 'Miriam Graham'),
      once(
        'A user can now reset 60 synced users (Password Administrator over the administrative unit "Sales" (id 332c04ed-d71e-40b3-ae8e-7c53e0002d75)): "Miriam Graham" (miriamg@contoso[.]com)',
      ),
    ],
    [
      'someone who is eligible activates',
      ({ roles }) => roles.activate({ principal: 'Diego Siciliani', role: 'Helpdesk Administrator' }),
      [],
    ],
    [
      'what was eligible is made permanent',
      ({ roles }) => roles.assign({ principal: 'Diego Siciliani', role: 'Helpdesk Administrator' }),
      once(
        'A user can now reset 1,231 synced users without an activation in PIM (Helpdesk Administrator): "Diego Siciliani" (diegos@contoso[.]com)',
      ),
    ],
    [
      'a unit grows',
      ({ units }) => units.setRange('Sales', [{ from: 0, to: 200 }]),
      [
        '[Critical] An administrative unit in which 3 resetters can reset passwords grew from 60 to 200 synced users: "Sales" (id 332c04ed-d71e-40b3-ae8e-7c53e0002d75)',
      ],
    ],
    [
      'an application is given the permission to reset',
      (tenant) =>
        tenant.apps.grantPermission(tenant.apps.create({ name: 'Joiner' }), 'User-PasswordProfile.ReadWrite.All'),
      once(
        'An application can now reset 1,235 synced users by its own permission (User-PasswordProfile.ReadWrite.All): "Joiner" (id 3dc2470d-a5c3-47d2-af57-6b69f3701bfb)',
      ),
    ],
    [
      'a role gains the right to reset',
      ({ roles }) => roles.setActions('Directory Readers', [RESET]),
      once('A role can now reset passwords; nobody holds it yet: Directory Readers'),
    ],
    [
      'someone comes to be able to grant roles',
      ({ roles }) => roles.assign({ principal: 'Patti Fernandez', role: 'Privileged Role Administrator' }),
      once(
        'A user can grant a role or permission that resets passwords (Privileged Role Administrator): "Patti Fernandez" (id e37a0d9a-cea8-4c2a-a3e5-2697df896475)',
      ),
    ],
    [
      'a role is given to a group in which nobody is',
      ({ groups, roles }) => {
        groups.create({ name: 'Empty' });
        roles.assign({ principal: 'Empty', role: 'Helpdesk Administrator' });
      },
      once(
        'The members of a group can now reset 1,232 synced users; none are visible yet (Helpdesk Administrator): group "Empty" (id 3e4651e0-1d68-44aa-a56b-d3ea3ab2d376)',
      ),
    ],
    [
      'a synced administrator loses the role that shielded them',
      ({ roles }) => roles.unassign({ principal: 'Lynne Robbins', role: 'User Administrator' }),
      [
        '[Critical] More principals can now reset a user, because a protection is gone: "Lynne Robbins" (lynner@contoso[.]com)',
      ],
    ],
    [
      'a right of someone who is not synced is taken away',
      ({ roles }) => roles.unassign({ principal: 'Megan Bowen', role: 'Global Administrator' }),
      [],
    ],
    ['a resetter is renamed', ({ users }) => users.rename('Lynne Robbins', '<b>Eve</b>'), []],
    ['a group that holds a role is renamed', ({ groups }) => groups.rename('Sales Service Desk', '=1+1'), []],
    ['ten people join', ({ users }) => users.setSyncedUsers(1250), []],
    ['a resetter is deleted', ({ users }) => users.remove('Lynne Robbins'), []],
  ])('when %s', async (_, act, alerts) => {
    const { tenant, minutes } = await begun();
    act(tenant);
    const mails = await minutes(3);
    expect(mails.flatMap(alertsIn)).toEqual(alerts);
  });

  it('says the consequence: who, by which path, how many now and before, whether writeback is on, and what to do', async () => {
    const { tenant, minute } = await begun();
    tenant.roles.assign({ principal: 'Patti Fernandez', role: 'Helpdesk Administrator' });
    const [mail] = await minute();
    const text = words(mail);
    for (const part of [
      'Who: "Patti Fernandez" (pattif@contoso[.]com), a user',
      'Path: Helpdesk Administrator over the whole tenant, assigned directly: reaches 1,232 synced users',
      'In reach now: 1,232 synced users (0 before)',
      'Password writeback is on at this moment',
      'remove the assignment: Entra admin center > Roles & admins > Helpdesk Administrator',
      'Who did it: user adelev@contoso[.]com',
    ])
      expect(text).toContain(part);
  });

  it('is info where it takes more than one step, and mailed where MAIL_MIN_SEVERITY is that', async () => {
    const told = async (settings: Readonly<Record<string, string>>): Promise<string[]> => {
      const { tenant, minutes } = await begun({ ...DECLARED, ...settings });
      tenant.roles.assign({ principal: 'Patti Fernandez', role: 'Groups Administrator' });
      return (await minutes(12)).flatMap(alertsIn);
    };
    expect(await told({ MAIL_MIN_SEVERITY: 'info' })).toContain(
      '[Info] A user can change who is in the groups that may reset their own password (Groups Administrator): "Patti Fernandez" (id e37a0d9a-cea8-4c2a-a3e5-2697df896475)',
    );
    expect(await told({})).toEqual([]);
  });

  it('is told of what an application that can reset signs in with, of its registration and of itself', async () => {
    const { tenant, minutes } = await begun();
    tenant.apps.create({ name: 'Joiner' });
    tenant.apps.grantPermission('Joiner', 'User-PasswordProfile.ReadWrite.All');
    await minutes(3);
    const title =
      '[Critical] An application that can reset 1,235 synced users has a new secret: "Joiner" (id 3dc2470d-a5c3-47d2-af57-6b69f3701bfb)';
    for (const kind of ['application', 'servicePrincipal'] as const) {
      tenant.apps.addCredential('Joiner', 'secret', kind);
      expect((await minutes(3)).flatMap(alertsIn)).toContain(title);
    }
  });

  it('is a warning, and says so, while nobody knows whether writeback is on', async () => {
    const { tenant, minutes } = await begun({});
    tenant.roles.assign({ principal: 'Patti Fernandez', role: 'Helpdesk Administrator' });
    const mails = await minutes(1);
    expect(mails.flatMap(alertsIn)).toEqual([
      '[Warning] A user can now reset 1,232 synced users (Helpdesk Administrator): "Patti Fernandez" (pattif@contoso[.]com)',
    ]);
    expect(words(mails[0])).toMatch(/whether password writeback is on/i);
  });
});

describe('what comes and goes between two polls', () => {
  it.each<[name: string, act: (tenant: SimulatedTenant) => void, title: RegExp]>([
    [
      'a role',
      ({ roles }) => {
        roles.assign({ principal: 'Patti Fernandez', role: 'Helpdesk Administrator' });
        roles.unassign({ principal: 'Patti Fernandez', role: 'Helpdesk Administrator' });
      },
      /^\[Critical\] A user briefly held Helpdesk Administrator, and no reading showed it: "Patti Fernandez" /,
    ],
    [
      'an application permission',
      (tenant) => {
        const app = tenant.apps.create({ name: 'Joiner' });
        tenant.apps.grantPermission(app, 'User-PasswordProfile.ReadWrite.All');
        tenant.apps.revokePermission(app, 'User-PasswordProfile.ReadWrite.All');
      },
      /^\[Critical\] An application briefly held User-PasswordProfile\.ReadWrite\.All, and no reading showed it: "Joiner" /,
    ],
  ])('(%s) is told from the log, once, with who did it', async (_, act, title) => {
    const { tenant, minutes } = await begun();
    act(tenant);
    const mails = await minutes(3);
    const alerts = mails.flatMap(alertsIn);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatch(title);
    expect(words(mails[0])).toContain('Who did it: user adelev@contoso[.]com');
  });
});

describe('a tenant in which nothing happens', () => {
  it('makes no drift in 60 polls, however its answers come, each at the price of one read and one write', async () => {
    const { world, tenant, list } = await begun();
    const before = JSON.parse((await list()).body) as { list: unknown };
    tenant.shaker.set(SHAKE_ALL);
    const storage = countingTables();
    const kinds: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      world.wait(MINUTE);
      kinds.push((await world.watch({ tablePolicies: storage.policies }).poll('reset-admins')).kind);
    }
    expect(new Set(kinds)).toEqual(new Set(['unchanged']));
    // The hourly row of a measure is part of the one write.
    expect(storage.requests).toEqual({ reads: 60, writes: 60 });
    expect(JSON.parse((await list()).body)).toMatchObject({ state: 'known', list: before.list });
  });

  it('tells nothing of rows that vanish now and then', async () => {
    const { world, tenant, list, minutes } = await begun();
    const before = JSON.parse((await list()).body) as { list: unknown };
    tenant.shaker.set({ ...SHAKE_ALL, vanish: 0.2 });
    const mails = await minutes(1);
    for (let n = 0; n < 5; n += 1) {
      tenant.shaker.set(null);
      mails.push(...(await minutes(1)));
      tenant.shaker.set({ ...SHAKE_ALL, vanish: 0.2 });
      mails.push(...(await minutes(1)));
    }
    tenant.shaker.set(null);
    mails.push(...(await minutes(4)));
    expect(mails).toEqual([]);
    expect(JSON.parse((await list()).body)).toMatchObject({ state: 'known', list: before.list });
    expect(world.mailbox.mails().length).toBeGreaterThan(0);
  });
});

describe('GET /api/reset-admins', () => {
  it('is the whole list, with what is one step further, as JSON', async () => {
    const { list, status } = await begun();
    const { status: http, headers, body } = await list();
    const document = JSON.parse(body);
    expect([http, headers['Cache-Control']]).toEqual([200, 'no-store']);
    expect(Object.keys(document)).toEqual([
      'state',
      'missing',
      'readAt',
      'syncedUsers',
      'reachable',
      'list',
      'indirect',
    ]);
    expect(document).toMatchObject({ state: 'known', missing: [], syncedUsers: 1240, reachable: 1235 });
    const { resetAdmins } = await status();
    expect(resetAdmins).toMatchObject({ state: 'known', resetters: 7, top: document.list });
    expect(document.indirect).toContainEqual(expect.objectContaining({ means: 'can manage role-assignable groups' }));
  });

  it('is a sheet as CSV, its state in a header', async () => {
    const { list } = await begun();
    const { headers, body } = await list('text/csv');
    expect(headers['X-Watch-State']).toBe('known');
    const [head, first] = body.split('\r\n');
    expect(head).toBe('id,type,name,upn,enabled,reach,reachOneStep,paths');
    expect(first).toContain('Adele Vance,adelev@contoso.com,true,1235,1235,');
  });

  it('has no list before the first poll, and calls nothing known', async () => {
    const world = await openWorld({ tables, checks: watched([writeback, resetAdmins]) });
    onTestFinished(() => world.close());
    expect(JSON.parse((await world.watch().resetAdmins(null)).body)).toEqual({
      state: 'unknown',
      missing: expect.arrayContaining(['roleAssignments', 'eligibilities']),
      readAt: null,
      syncedUsers: null,
      reachable: null,
      list: [],
      indirect: [],
    });
  });

  it('is partial where PIM cannot be read', async () => {
    const { tenant, minutes, list } = await begun();
    const { body } = await list();
    tenant.revoke('PrivilegedEligibilitySchedule.Read.AzureADGroup');
    await minutes(2);
    const partial = JSON.parse((await list()).body);
    expect(partial).toMatchObject({ state: 'partial', missing: ['groupEligibilities'], list: JSON.parse(body).list });
  });

  it('is partial with its age where a required source cannot be read, and is never shorter', async () => {
    const { tenant, world, minutes, list } = await begun();
    const before = JSON.parse((await list()).body);
    tenant.revoke('GroupMember.Read.All');
    world.wait(20 * MINUTE);
    await minutes(2);
    expect(JSON.parse((await list()).body)).toMatchObject({
      state: 'partial',
      missing: ['groups', 'groupEligibilities'],
      readAt: before.readAt,
      list: before.list,
    });
  });
});

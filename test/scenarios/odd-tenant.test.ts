/**
 * What live tenants answer and samples do not show, made by hand in the console of the simulated tenant, and what the
 * watch tells of it: rows that outlive their principal, a list that refuses to be expanded for one of them, agents, guests
 * and partners as holders, and roles through PIM, which the log records twice.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld } from '../world/world.ts';
import { alertsIn } from './mail-reading.ts';
import { notOk, words } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const HELPDESK = '729827e3-9c14-49f7-bb1b-9608f156bbb8';

async function begun(prepare: (tenant: SimulatedTenant) => void = () => {}) {
  const settings = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };
  const world = await openWorld({ tables, settings, checks: watched([writeback, resetAdmins]) });
  onTestFinished(() => world.close());
  const { tenant } = world;
  prepare(tenant);
  const { users, groups, apps } = tenant.state.directory;
  const press = async (action: string, form: Readonly<Record<string, string>> = {}) => {
    const init = { method: 'POST', headers: { Origin: tenant.origin }, body: new URLSearchParams(form) };
    const answer = await fetch(`${tenant.origin}/console/${action}`, { ...init, redirect: 'manual' });
    expect([action, answer.status]).toEqual([action, 303]);
  };
  /** @returns all alerts of so many minutes, and the mails as text */
  const minutes = async (count: number) => {
    const before = world.mailbox.mails().length;
    for (let n = 0; n < count; n += 1) {
      world.wait(40_000);
      await Promise.all(['writeback', 'reset-admins'].map((check) => world.watch().poll(check)));
      world.wait(20_000);
      await world.watch().notify();
    }
    const mails = world.mailbox.mails();
    const came = mails.slice(0, mails.length - before).reverse();
    return { alerts: came.flatMap(alertsIn), text: came.map(words).join('\n') };
  };
  const idOf = (name: string): string =>
    [...Object.values(users), ...Object.values(groups), ...Object.values(apps)].find(
      ({ displayName }) => displayName === name,
    )?.id ?? '';
  const status = async () => JSON.parse((await world.watch().status(false)).body) as Report;
  const state = async () => ((await status()).resetAdmins as { state: string }).state;
  await minutes(2);
  const document = async () => JSON.parse((await world.watch().resetAdmins(null)).body) as { state: string };
  return { tenant, press, minutes, idOf, status, state, document };
}

describe('rows of roles that name who was deleted', () => {
  it('are nobody new: a group that is gone, a user who is gone, and a role given meanwhile is told', async () => {
    const { press, minutes, idOf, status, state } = await begun();
    await press('roles/leftovers', { leftovers: 'rows' });
    await press('users/add', { name: 'Leaver', kind: 'cloud only' });
    await press('groups/create', { name: 'Night Desk', kind: 'can hold roles' });
    await press('groups/add', { group: idOf('Night Desk'), principal: idOf('Leaver'), how: 'member' });
    await press('roles/assign', { principal: idOf('Night Desk'), role: HELPDESK, scope: '/' });
    await press('roles/assign', { principal: idOf('Leaver'), role: HELPDESK, scope: '/' });
    await minutes(2);
    await press('groups/remove', { group: idOf('Night Desk') });
    await press('users/remove', { user: idOf('Leaver') });
    const gone = await minutes(4);
    expect(gone.alerts).toEqual([]);
    await press('roles/assign', { principal: idOf('Alex Wilber'), role: HELPDESK, scope: '/' });
    expect((await minutes(1)).alerts).toEqual([
      expect.stringMatching(
        /^\[Critical\] A user can now reset 1,23\d synced users \(Helpdesk Administrator\): "Alex Wilber"/,
      ),
    ]);
    expect(notOk(await status())).toEqual({});
    await press('roles/drop-leftovers');
    expect((await minutes(4)).alerts).toEqual([]);
    expect(await state()).toBe('known');
  });

  it('take nothing down where the list refuses to be expanded: whoever gets a role is told in that minute', async () => {
    const { press, minutes, idOf, status, state } = await begun();
    await press('roles/leftovers', { leftovers: 'rows that refuse $expand' });
    await press('roles/eligible', { principal: idOf('Patti Fernandez'), role: HELPDESK, scope: '/' });
    await minutes(2);
    await press('users/remove', { user: idOf('Patti Fernandez') });
    expect((await minutes(3)).alerts).toEqual([]);
    expect(notOk(await status())).toEqual({});
    await press('roles/assign', { principal: idOf('Alex Wilber'), role: HELPDESK, scope: '/' });
    const { alerts, text } = await minutes(1);
    expect(alerts).toEqual([expect.stringContaining('"Alex Wilber" (alexw@contoso[.]com)')]);
    expect(text).toContain('Who did it: user adelev@contoso[.]com');
    expect(await state()).toBe('known');
  });
});

describe('who is so new that only rights name them', () => {
  it('is told by name at once where the assignment has it, and a group as a group: the list is partial until it is read', async () => {
    const { press, minutes, idOf, state } = await begun();
    await press('users/fresh', { minutes: '3' });
    await press('users/add', { name: 'Eve', kind: 'cloud only' });
    await press('groups/create', { name: 'Fresh Desk', kind: 'can hold roles' });
    await press('groups/add', { group: idOf('Fresh Desk'), principal: idOf('Eve'), how: 'member' });
    await press('roles/assign', { principal: idOf('Eve'), role: HELPDESK, scope: '/' });
    await press('roles/assign', { principal: idOf('Fresh Desk'), role: HELPDESK, scope: '/' });
    const early = await minutes(2);
    expect(early.text).toContain('"Eve" (eve@contoso[.]com)');
    expect(early.text).toContain('group "Fresh Desk"');
    expect(early.text).not.toContain('unknown principal');
    expect(await state()).toBe('partial');
    const late = await minutes(4);
    expect(late.text).not.toContain('unknown principal');
    expect(await state()).toBe('known');
  });
});

describe('one answer that a licence is missing', () => {
  it.each(['/auditLogs/directoryAudits', '/roleManagement/directory/roleEligibilityScheduleInstances'])(
    'fails no status (%s)',
    async (path) => {
      const { press, minutes, status } = await begun();
      await press('faults/add', { path, kind: 'licence', count: '1' });
      expect((await minutes(1)).alerts).toEqual([]);
      expect((await status()).status).not.toBe('fail');
      await minutes(1);
      expect(notOk(await status())).toEqual({});
    },
  );
});

describe('PIM that is refused for want of a licence which the tenant has', () => {
  const refused = (tenant: SimulatedTenant): void => {
    for (const path of [
      '/roleManagement/directory/roleAssignmentScheduleInstances',
      '/roleManagement/directory/roleEligibilityScheduleInstances',
      '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
    ])
      tenant.faults.add({ path, kind: 'status', status: 400, code: 'AadPremiumLicenseRequired', count: null });
  };

  it.each<[since: string, fromTheStart: boolean]>([
    ['from some minute on', false],
    ['from the install on', true],
  ])('%s leaves the list partial, and the contradiction is named', async (_, fromTheStart) => {
    const { tenant, minutes, status, document } = await begun(fromTheStart ? refused : undefined);
    if (!fromTheStart) refused(tenant);
    await minutes(3);
    const report = await status();
    expect(report.openAlerts.map(({ title }) => title)).toContain(
      'Microsoft refuses to show sources for want of a licence, though the tenant has it',
    );
    const { state, missing } = report.resetAdmins as { state: string; missing: string[] };
    expect({ state, missing }).toEqual({
      state: 'partial',
      missing: ['assignmentSchedules', 'eligibilities', 'groupEligibilities'],
    });
    expect(await document()).toMatchObject({ state, missing });
  });
});

describe('odd holders of a role', () => {
  it('are called what they are: an agent, a guest, someone of a partner', async () => {
    const { press, minutes, idOf, status } = await begun();
    await press('applications/create', { name: 'Desk agent', type: 'the identity of an agent' });
    await press('users/add', { name: 'Gus', kind: 'guest' });
    await press('roles/assign', { principal: idOf('Desk agent'), role: HELPDESK, scope: '/' });
    await press('roles/assign', { principal: idOf('Gus'), role: HELPDESK, scope: '/' });
    await press('roles/partner', { principal: idOf('Gus'), role: HELPDESK, scope: '/' });
    const { text } = await minutes(2);
    expect(text).toMatch(/- "Desk agent" \(id [^)]+\), an agent identity/);
    expect(text).toMatch(/- "Gus" \([^)]*#EXT#@contoso\[\.\]com\), a guest/);
    expect(text).toMatch(
      /- unknown principal \S+, of another organization, as a partner with delegated administration/,
    );
    expect(notOk(await status())).toEqual({});
  });
});

describe('a role through PIM, which the log records in the name of MS-PIM and by PIM', () => {
  it('names the person, given and taken, and is one alert', async () => {
    const { tenant, press, minutes, idOf } = await begun();
    await press('roles/assign', { principal: idOf('Alex Wilber'), role: HELPDESK, scope: '/', minutes: '600' });
    expect(
      tenant.state.audits.slice(-2).map(({ activityDisplayName, app }) => [activityDisplayName, app?.displayName]),
    ).toEqual([
      ['Add member to role', 'MS-PIM'],
      ['Add member to role in PIM completed (timebound)', undefined],
    ]);
    const { alerts, text } = await minutes(3);
    expect(alerts).toHaveLength(1);
    expect(text).toContain('Who did it: user adelev@contoso[.]com');
    expect(text).not.toContain('MS-PIM');
  });
});

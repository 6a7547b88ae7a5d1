/** What is done to groups, units, users and applications, as Graph shows it and as the audit log records it. */
import { describe, expect, it } from 'vitest';
import {
  ASSIGNMENTS,
  all,
  fetchCount,
  HELPDESK,
  held,
  idOf,
  lastEvent,
  membersOf,
  PARTNER,
  type Row,
} from './directory-reader.ts';
import { DESK, EVENTUAL, type Reader, tenantFor } from './reader.ts';

describe('a group', () => {
  const lists = async (reader: Reader, id: string) => {
    const read = async (path: string) =>
      (await all(reader, `/v1.0/groups/${id}/${path}`, { $select: 'id', $top: '1' })).map(typeOf);
    const cast = async (path: string) =>
      (
        await all(
          reader,
          `/v1.0/groups/${id}/${path}/microsoft.graph.servicePrincipal`,
          { $select: 'id', $count: 'true', $top: '999' },
          EVENTUAL,
        )
      ).length;
    return {
      members: await read('members'),
      owners: await read('owners'),
      memberApps: await cast('members'),
      ownerApps: await cast('owners'),
    };
  };
  const typeOf = (row: Row) => {
    expect(Object.keys(row).sort()).toEqual(['@odata.type', 'id']);
    return String(row['@odata.type']).replace('#microsoft.graph.', '');
  };

  it('shows service principals by the cast alone, everything else in the plain list with its type', async () => {
    const reader = await tenantFor();
    const { groups } = reader.tenant;
    const id = groups.create({ name: 'Mixed' });
    for (const principal of ['Alex Wilber', DESK, 'HR Onboarding']) groups.addMember(id, principal);
    groups.addMember(id, groups.addOther('device', 'a laptop'));
    groups.addMember(id, groups.addOther('orgContact', 'a supplier'));
    for (const principal of ['Alex Wilber', 'HR Onboarding']) groups.addOwner(id, principal);
    expect(await lists(reader, id)).toEqual({
      members: ['user', 'group', 'device', 'orgContact'],
      owners: ['user'],
      memberApps: 1,
      ownerApps: 1,
    });
    groups.removeMember(id, 'HR Onboarding');
    groups.removeOwner(id, 'Alex Wilber');
    expect(await lists(reader, id)).toMatchObject({ owners: [], memberApps: 0, ownerApps: 1 });
    expect(() => groups.removeOwner(id, 'Alex Wilber')).toThrow('is none of the owners');
  });

  it('is found by id and by whether it can hold roles', async () => {
    const reader = await tenantFor();
    const plain = reader.tenant.groups.create({ name: 'Plain', assignable: false });
    const $select = 'id,displayName,isAssignableToRole';
    const assignable = await all(reader, '/v1.0/groups', {
      $filter: 'isAssignableToRole eq true',
      $select,
      $top: '999',
    });
    expect(assignable.map(({ displayName }) => displayName)).toEqual([DESK]);
    const byId = await all(reader, '/v1.0/groups', { $filter: `id in ('${plain}','${PARTNER}')`, $select });
    expect(byId).toEqual([{ id: plain, displayName: 'Plain', isAssignableToRole: false }]);
  });

  it('that is deleted answers 404, and takes its memberships and roles with it', async () => {
    const reader = await tenantFor();
    const [id = ''] = Object.keys(reader.tenant.state.directory.groups);
    const outer = reader.tenant.groups.create({ name: 'Outer' });
    reader.tenant.groups.addMember(outer, DESK);
    reader.tenant.groups.remove(DESK);
    const { status, body } = await reader.get(`/v1.0/groups/${id}/members`);
    expect([status, body.error.code]).toEqual([404, 'Request_ResourceNotFound']);
    expect((await lists(reader, outer)).members).toEqual([]);
    expect((await all(reader, ASSIGNMENTS)).filter(({ principalId }) => principalId === id)).toEqual([]);
    expect(lastEvent(reader)).toMatchObject({ activityDisplayName: 'Delete group', target: { displayName: DESK } });
  });
});

describe('an administrative unit', () => {
  it('shows the users in it, named or not, over any pages', async () => {
    const reader = await tenantFor();
    const whole = await membersOf(reader, 'Board');
    expect(whole.map(({ displayName }) => displayName).slice(0, 2)).toEqual(['Miriam Graham', 'Patti Fernandez']);
    expect(whole.map((row) => row.onPremisesSyncEnabled)).toEqual([true, true, true, true, true]);
    for (const $top of ['1', '2', '3']) expect(await membersOf(reader, 'Board', $top)).toEqual(whole);
    expect(await membersOf(reader, 'Sales')).toHaveLength(60);
  });

  it('shows no groups, and of users who were never synced null', async () => {
    const reader = await tenantFor();
    const { units } = reader.tenant;
    units.create({ name: 'Mixed' });
    for (const principal of ['Grady Archie', DESK]) units.addMember('Mixed', principal);
    expect(await membersOf(reader, 'Mixed')).toMatchObject([
      { displayName: 'Grady Archie', onPremisesSyncEnabled: null },
    ]);
    expect(lastEvent(reader)?.activityDisplayName).toBe('Add member to administrative unit');
    units.removeMember('Mixed', 'Grady Archie');
    expect(await membersOf(reader, 'Mixed')).toEqual([]);
    units.addMember('Board', 'Alex Wilber');
    expect(lastEvent(reader)?.activityDisplayName).toBe('Add member to restricted management administrative unit');
  });

  it('says of itself whether it is restricted, dynamic or hidden, and hides its members if it is', async () => {
    const reader = await tenantFor();
    const { units } = reader.tenant;
    units.create({ name: 'Secret', hidden: true, rule: '(user.department -eq "HR")' });
    units.addMember('Secret', 'Alex Wilber');
    expect(await all(reader, '/v1.0/directory/administrativeUnits')).toMatchObject([
      { displayName: 'Sales', isMemberManagementRestricted: false, membershipType: null, visibility: null },
      { displayName: 'Board', isMemberManagementRestricted: true },
      { membershipType: 'Dynamic', membershipRule: '(user.department -eq "HR")', visibility: 'HiddenMembership' },
    ]);
    expect(await membersOf(reader, 'Secret')).toEqual([]);
  });

  it('shrinks with the number of synced users and grows by a range', async () => {
    const reader = await tenantFor();
    reader.tenant.units.setRange('Sales', [
      { from: 100, to: 120 },
      { from: 500, to: 510 },
    ]);
    expect(await membersOf(reader, 'Sales', '7')).toHaveLength(30);
    reader.tenant.users.setSyncedUsers(300);
    expect(await membersOf(reader, 'Sales')).toHaveLength(20);
  });

  it('that is deleted answers 404', async () => {
    const reader = await tenantFor();
    const [id] = Object.keys(reader.tenant.state.directory.units);
    reader.tenant.units.remove('Sales');
    const answer = await reader.get(`/v1.0/directory/administrativeUnits/${id}/members/microsoft.graph.user`);
    expect([answer.status, answer.body.error.code]).toEqual([404, 'Request_ResourceNotFound']);
    expect((await held(reader)).filter(([, , scope]) => scope !== '/')).toEqual([]);
  });
});

describe('users', () => {
  const $select = 'id,displayName,userPrincipalName,accountEnabled,onPremisesSyncEnabled';
  const byId = (reader: Reader, ids: readonly unknown[]) =>
    all(reader, '/v1.0/users', { $filter: `id in (${ids.map((id) => `'${id}'`).join(',')})`, $select });

  it('are found by id, named or not, and not when there is none of that id', async () => {
    const reader = await tenantFor();
    const unnamed = (await membersOf(reader, 'Sales')).at(-1);
    const rows = await byId(reader, [idOf(reader, 'Adele Vance'), unnamed?.id, PARTNER, unnamed?.id]);
    expect(rows).toEqual([
      expect.objectContaining({ displayName: 'Adele Vance', onPremisesSyncEnabled: null }),
      expect.objectContaining({ id: unnamed?.id, displayName: unnamed?.displayName, onPremisesSyncEnabled: true }),
    ]);
  });

  it('never share an id, and none outlives its number', async () => {
    const reader = await tenantFor();
    reader.tenant.users.setSyncedUsers(5000);
    reader.tenant.units.setRange('Sales', [{ from: 0, to: 4000 }]);
    const ids = (await membersOf(reader, 'Sales')).map(({ id }) => id);
    expect(new Set(ids).size).toBe(4000);
    expect(await byId(reader, ids.slice(3990))).toHaveLength(10);
    reader.tenant.users.setSyncedUsers(3000);
    expect(await byId(reader, ids.slice(3990))).toEqual([]);
    const other = await tenantFor({ seed: 2 });
    expect(await byId(other, ids.slice(0, 10))).toEqual([]);
  });

  it('come, change and go', async () => {
    const reader = await tenantFor();
    const { users } = reader.tenant;
    const id = users.add({ name: 'Nestor Wilke', synced: null, enabled: false });
    expect(await byId(reader, [id])).toMatchObject([
      { userPrincipalName: 'nestor.wilke@contoso.com', accountEnabled: false, onPremisesSyncEnabled: null },
    ]);
    users.setSynced(id, true);
    expect(await fetchCount(reader)).toBe('1241');
    users.setSynced(id, false);
    expect([await fetchCount(reader), await fetchCount(reader, 'false')]).toEqual(['1240', '1']);
    reader.tenant.roles.assign({ principal: id, role: HELPDESK });
    users.remove('Nestor Wilke');
    expect(await byId(reader, [id])).toEqual([]);
    expect((await all(reader, ASSIGNMENTS)).filter(({ principalId }) => principalId === id)).toEqual([]);
  });

  it('who may reset their own password are in the report, if they are enabled', async () => {
    const reader = await tenantFor();
    const path = '/v1.0/reports/authenticationMethods/userRegistrationDetails';
    const rows = (value: boolean) => all(reader, path, { $filter: `isSsprEnabled eq ${value}` });
    expect(await rows(true)).toEqual([]);
    reader.tenant.users.setSsprEnabled(250);
    const enabled = await rows(true);
    expect(enabled.every(({ isSsprEnabled }) => isSsprEnabled === true)).toBe(true);
    expect(new Set(enabled.map(({ id }) => id)).size).toBe(250);
    expect(await rows(false)).toHaveLength(1243 - 250);
    reader.tenant.users.setEnabled('Adele Vance', false);
    expect((await rows(true)).map(({ id }) => id)).not.toContain(idOf(reader, 'Adele Vance'));
    for (const licence of ['p1', 'p2'] as const) reader.tenant.setLicence(licence, 'none');
    const refused = await reader.get(path, { $filter: 'isSsprEnabled eq true' });
    expect([refused.status, refused.body.error.code]).toEqual([
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    ]);
  });
});

describe('an application', () => {
  const GRAPH = "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo";

  it('shows its permissions beside those of the watch', async () => {
    const reader = await tenantFor();
    const { apps } = reader.tenant;
    const id = apps.create({ name: 'Vault' });
    apps.grantPermission('Vault', 'User-PasswordProfile.ReadWrite.All');
    expect(lastEvent(reader)?.activityDisplayName).toBe('Add app role assignment to service principal');
    const rows = await all(reader, GRAPH, { $top: '5' });
    expect(rows).toHaveLength(reader.tenant.state.granted.length + 2);
    expect(rows.filter(({ principalId }) => principalId === id)).toMatchObject([
      {
        appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7',
        principalDisplayName: 'Vault',
        principalType: 'ServicePrincipal',
      },
    ]);
    apps.revokePermission('Vault', 'User-PasswordProfile.ReadWrite.All');
    expect((await all(reader, GRAPH)).filter(({ principalId }) => principalId === id)).toEqual([]);
  });

  it('shows its owners and those of its registration, which is not here if it is of another tenant', async () => {
    const reader = await tenantFor();
    const { apps, state } = reader.tenant;
    const id = apps.create({ name: 'Vault' });
    apps.addOwner('Vault', 'Alex Wilber');
    apps.addOwner('Vault', 'HR Onboarding', 'application');
    const owners = async (path: string) =>
      (await all(reader, `/v1.0${path}/owners`, { $select: 'id,displayName', $top: '999' })).map(
        (row) => row.displayName,
      );
    expect(await owners(`/servicePrincipals/${id}`)).toEqual(['Alex Wilber']);
    expect(await owners(`/applications(appId='${state.directory.apps[id]?.appId}')`)).toEqual(['HR Onboarding']);
    const foreign = apps.create({ name: 'Foreign', isForeign: true });
    expect(await owners(`/servicePrincipals/${foreign}`)).toEqual([]);
    const { status } = await reader.get(`/v1.0/applications(appId='${state.directory.apps[foreign]?.appId}')/owners`);
    expect(status).toBe(404);
    apps.removeOwner('Vault', 'Alex Wilber');
    expect(await owners(`/servicePrincipals/${id}`)).toEqual([]);
  });

  it('that sync signs in with can have owners too', async () => {
    const reader = await tenantFor();
    const [server] = reader.tenant.state.connect.servers;
    reader.tenant.apps.addOwner(server?.displayName ?? '', 'Alex Wilber', 'application');
    const path = `/v1.0/applications(appId='${server?.appId}')/owners`;
    expect(await all(reader, path, { $select: 'id' })).toMatchObject([{ id: idOf(reader, 'Alex Wilber') }]);
  });

  it('is found by id, and is gone with everything it held', async () => {
    const reader = await tenantFor();
    const { apps, roles } = reader.tenant;
    const id = apps.create({ name: 'Vault' });
    roles.assign({ principal: 'Vault', role: HELPDESK });
    apps.setEnabled('Vault', false);
    const $filter = `id in ('${id}','${PARTNER}')`;
    const $select = 'id,appId,displayName,accountEnabled,applicationTemplateId';
    const found = () => all(reader, '/v1.0/servicePrincipals', { $filter, $select });
    expect(await found()).toMatchObject([{ id, accountEnabled: false, applicationTemplateId: null }]);
    apps.remove('Vault');
    expect(await found()).toEqual([]);
    expect(await held(reader)).not.toContainEqual(['Vault', HELPDESK, '/']);
  });
});

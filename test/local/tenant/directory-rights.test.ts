/** Who holds and may activate which role, as Graph shows it and as the audit log records it. */
import { describe, expect, it } from 'vitest';
import { canReset } from '../../../shared/checks/reset-admins/authority/capability.ts';
import type { RoleDefinition } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import {
  ASSIGNMENTS,
  all,
  DEFINITIONS,
  ELIGIBILITIES,
  fetchCount,
  HELPDESK,
  held,
  idOf,
  lastEvent,
  membersOf,
  PARTNER,
  type Row,
  SCHEDULES,
} from './directory-reader.ts';
import { DESK, NOON, tenantFor } from './reader.ts';

const definitionOf = (row: Row): RoleDefinition => ({
  id: String(row.id),
  templateId: String(row.templateId),
  name: String(row.displayName),
  isBuiltIn: row.isBuiltIn === true,
  isEnabled: row.isEnabled === true,
  permissions: (row.rolePermissions as { allowedResourceActions: string[]; condition: string | null }[]).map(
    ({ allowedResourceActions: allowedActions, condition }) => ({ allowedActions, condition }),
  ),
});

describe('a new tenant', () => {
  it('has 1,240 synced users, two Global Administrators and neither of them synced', async () => {
    const reader = await tenantFor();
    const count = await fetchCount(reader);
    expect(count).toBe('1240');
    const admins = (await all(reader, ASSIGNMENTS, { $expand: 'principal' })).filter(
      ({ roleDefinitionId }) => roleDefinitionId === '62e90394-69f5-4237-9190-012177145e10',
    );
    expect(admins.map(({ principal }) => (principal as Row).onPremisesSyncEnabled)).toEqual([null, null]);
  });

  it('has its three administrators among its users, by the same ids', async () => {
    const { tenant } = await tenantFor();
    expect(tenant.state.admins).toHaveLength(3);
    for (const admin of tenant.state.admins) expect(tenant.state.directory.users[admin.id]).toMatchObject(admin);
  });

  it('has ten built-in roles that reset, as documented, and no other', async () => {
    const rows = await all(await tenantFor(), DEFINITIONS);
    const resetting = rows.filter((row) => canReset(definitionOf(row)));
    expect(resetting.map(({ displayName }) => displayName)).toEqual([
      'Global Administrator',
      'Privileged Authentication Administrator',
      'Partner Tier2 Support',
      'User Administrator',
      'Authentication Administrator',
      'Helpdesk Administrator',
      'Password Administrator',
      'Partner Tier1 Support',
      'Security Operator',
      'Entra SOC Identity Responder',
    ]);
    expect(rows.every(({ id, templateId, isBuiltIn }) => isBuiltIn === true && id === templateId)).toBe(true);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });
});

describe('an assignment', () => {
  it('shows with its principal, and is recorded with the principal and the role as targets', async () => {
    const reader = await tenantFor();
    reader.tenant.roles.assign({ principal: 'Alex Wilber', role: 'Helpdesk Administrator' }, { by: 'Megan Bowen' });
    expect(await held(reader)).toContainEqual(['Alex Wilber', HELPDESK, '/']);
    const [event] = (await reader.get('/v1.0/auditLogs/directoryAudits')).body.value;
    expect(event).toMatchObject({
      activityDisplayName: 'Add member to role',
      category: 'RoleManagement',
      initiatedBy: { user: { displayName: 'Megan Bowen' } },
      targetResources: [
        { id: idOf(reader, 'Alex Wilber'), type: 'User', userPrincipalName: 'alexw@contoso.com' },
        { displayName: 'Helpdesk Administrator', type: 'Role' },
      ],
    });
    const [, role] = (event?.targetResources ?? []) as Row[];
    expect(role?.id).not.toBe(HELPDESK);
    reader.tenant.roles.unassign({ principal: 'Alex Wilber', role: HELPDESK });
    expect(await held(reader)).not.toContainEqual(['Alex Wilber', HELPDESK, '/']);
    expect(lastEvent(reader)?.activityDisplayName).toBe('Remove member from role');
  });

  it.each([
    ['Sales', 'Add scoped member to role'],
    ['Board', 'Add member to role scoped over Restricted Management Administrative Unit'],
    ['Diego Siciliani', 'Add role assignment to role definition'],
  ])('at %s is recorded as "%s"', async (scope, activity) => {
    const reader = await tenantFor();
    reader.tenant.roles.assign({ principal: 'Alex Wilber', role: HELPDESK, scope });
    expect(lastEvent(reader)?.activityDisplayName).toBe(activity);
    const [, , at] = (await held(reader)).at(-1) ?? [];
    const { units } = reader.tenant.state.directory;
    const unit = Object.values(units).find(({ displayName }) => displayName === scope);
    expect(at).toBe(unit ? `/administrativeUnits/${unit.id}` : `/${idOf(reader, 'Diego Siciliani')}`);
  });

  it('of a principal of a partner has none to show', async () => {
    const reader = await tenantFor();
    reader.tenant.roles.assign({ principal: PARTNER, role: HELPDESK });
    const rows = await all(reader, ASSIGNMENTS, { $expand: 'principal' });
    expect(rows.find(({ principalId }) => principalId === PARTNER)).toMatchObject({ principal: null });
  });

  it('of an unnamed synced user shows that user', async () => {
    const reader = await tenantFor();
    const [unnamed] = await membersOf(reader, 'Sales');
    reader.tenant.roles.assign({ principal: String(unnamed?.id), role: HELPDESK });
    expect(await held(reader)).toContainEqual([unnamed?.displayName, HELPDESK, '/']);
  });

  it('to someone or of something that is not there changes nothing', async () => {
    const { tenant } = await tenantFor();
    const before = structuredClone(tenant.state);
    expect(() => tenant.roles.assign({ principal: 'Nobody', role: HELPDESK })).toThrow("no principal 'Nobody'");
    expect(() => tenant.roles.assign({ principal: 'Alex Wilber', role: 'Czar' })).toThrow("no role 'Czar'");
    expect(() => tenant.roles.unassign({ principal: 'Alex Wilber', role: HELPDESK })).toThrow('There is no assignment');
    expect(() => tenant.roles.activate({ principal: 'Alex Wilber', role: HELPDESK })).toThrow(
      'There is no eligibility',
    );
    expect(tenant.state).toEqual(before);
  });
});

describe('PIM', () => {
  const DIEGO = { principal: 'Diego Siciliani', role: 'Helpdesk Administrator' };

  it('activates an eligible role, which then shows everywhere and ends by itself', async () => {
    let now = NOON;
    const reader = await tenantFor({ now: () => now });
    const active = async () => (await held(reader)).filter(([name]) => name === 'Diego Siciliani');
    expect(await active()).toEqual([]);
    reader.tenant.roles.activate({ ...DIEGO, minutes: 30 });
    expect(lastEvent(reader)).toMatchObject({
      activityDisplayName: 'Add member to role completed (PIM activation)',
      loggedByService: 'PIM',
      by: { displayName: 'Diego Siciliani' },
    });
    expect(await active()).toHaveLength(1);
    expect(await all(reader, SCHEDULES)).toContainEqual(
      expect.objectContaining({
        principalId: idOf(reader, 'Diego Siciliani'),
        assignmentType: 'Activated',
        memberType: 'Direct',
        endDateTime: '2026-11-20T12:30:00Z',
      }),
    );
    now += 30 * 60_000;
    expect(await active()).toEqual([]);
    expect(await all(reader, ELIGIBILITIES, { $expand: 'principal' })).toMatchObject([
      { principal: { displayName: 'Diego Siciliani' }, memberType: 'Direct', endDateTime: null },
    ]);
  });

  it('shows one who holds the role anyway once among the assignments and twice among the schedules', async () => {
    const reader = await tenantFor();
    reader.tenant.roles.assign(DIEGO);
    reader.tenant.roles.activate(DIEGO);
    const ofDiego = (row: Row) => row.principalId === idOf(reader, 'Diego Siciliani');
    expect((await all(reader, ASSIGNMENTS)).filter(ofDiego)).toHaveLength(1);
    const types = (await all(reader, SCHEDULES)).filter(ofDiego).map(({ assignmentType }) => assignmentType);
    expect(types.sort()).toEqual(['Activated', 'Assigned']);
    reader.tenant.roles.deactivate(DIEGO);
    expect((await all(reader, SCHEDULES)).filter(ofDiego)).toHaveLength(1);
  });

  it('echoes what a group holds for each of its members', async () => {
    const reader = await tenantFor();
    const echoes = (await all(reader, SCHEDULES)).filter(({ memberType }) => memberType === 'Group');
    const members = ['Isaiah Langer', 'Joni Sherman'].map((name) => idOf(reader, name));
    expect(echoes.map(({ principalId }) => principalId)).toEqual(members);
    expect(new Set((await all(reader, SCHEDULES)).map(({ id }) => id)).size).toBe(6);
  });

  it('drops an eligibility that ended or was taken', async () => {
    let now = NOON;
    const reader = await tenantFor({ now: () => now });
    reader.tenant.roles.makeEligible({ principal: 'Alex Wilber', role: HELPDESK, endsAt: NOON + 60_000 });
    expect(lastEvent(reader)?.activityDisplayName).toBe('Add eligible member to role in PIM completed (timebound)');
    expect(await all(reader, ELIGIBILITIES)).toHaveLength(2);
    now += 60_000;
    expect(await all(reader, ELIGIBILITIES)).toHaveLength(1);
    expect(() => reader.tenant.roles.activate({ principal: 'Alex Wilber', role: HELPDESK })).toThrow('no eligibility');
    reader.tenant.roles.endEligible(DIEGO);
    expect(await all(reader, ELIGIBILITIES)).toEqual([]);
  });

  it.each([SCHEDULES, ELIGIBILITIES])('answers 400 without P2: %s', async (path) => {
    const { tenant, get } = await tenantFor();
    tenant.setLicence('p2', 'suspended');
    const { status, body } = await get(path);
    expect([status, body.error.code]).toEqual([400, 'AadPremiumLicenseRequired']);
    expect((await get(ASSIGNMENTS)).status).toBe(200);
  });

  it('for groups shows who may become member or owner of the one asked for', async () => {
    const reader = await tenantFor();
    const other = reader.tenant.groups.create({ name: 'Other' });
    const desk = Object.keys(reader.tenant.state.directory.groups)[0];
    reader.tenant.groups.makeEligible({ group: DESK, principal: 'Alex Wilber', access: 'owner' });
    reader.tenant.groups.makeEligible({ group: other, principal: 'Alex Wilber', access: 'member' });
    const path = '/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances';
    const $filter = `groupId eq '${desk}'`;
    expect(await all(reader, path, { $filter, $expand: 'principal' })).toMatchObject([
      {
        groupId: desk,
        accessId: 'owner',
        principalId: idOf(reader, 'Alex Wilber'),
        principal: { mail: 'alexw@contoso.com' },
      },
    ]);
    expect((await reader.get(path)).status).toBe(400);
    reader.tenant.groups.endEligible({ group: DESK, principal: 'Alex Wilber', access: 'owner' });
    expect(await all(reader, path, { $filter })).toEqual([]);
  });

  it('refuses a batch when told so, and nothing else does', async () => {
    const { tenant, get, batch } = await tenantFor();
    const steps = [SCHEDULES, ASSIGNMENTS].map((path, id) => ({
      id: String(id),
      method: 'GET',
      url: path.slice('/v1.0'.length),
    }));
    const statuses = async () => {
      const responses = (await batch(steps)).body.responses as { id: string; status: number }[];
      return responses.sort((a, b) => a.id.localeCompare(b.id)).map(({ status }) => status);
    };
    expect(await statuses()).toEqual([200, 200]);
    tenant.roles.setPimBatched(false);
    expect(await statuses()).toEqual([400, 200]);
    expect((await get(SCHEDULES)).status).toBe(200);
  });
});

describe('a role definition', () => {
  it('of the tenant is defined, changed, disabled and deleted; what it gave stays behind', async () => {
    const reader = await tenantFor();
    const { roles } = reader.tenant;
    const action = 'microsoft.directory/users/password/update';
    const id = roles.defineRole({ name: 'Night shift', actions: [action], condition: '$ResourceIsSelf' });
    const row = async () => (await all(reader, DEFINITIONS)).find((definition) => definition.id === id);
    expect(await row()).toMatchObject({
      isBuiltIn: false,
      isEnabled: true,
      rolePermissions: [{ allowedResourceActions: [action], condition: '$ResourceIsSelf' }],
    });
    roles.setActions('Night shift', ['microsoft.directory/users/standard/read']);
    roles.setEnabled(id, false);
    expect(await row()).toMatchObject({
      isEnabled: false,
      rolePermissions: [{ allowedResourceActions: ['microsoft.directory/users/standard/read'] }],
    });
    roles.assign({ principal: 'Alex Wilber', role: id });
    roles.removeRole(id);
    expect(await row()).toBeUndefined();
    expect(await held(reader)).toContainEqual(['Alex Wilber', id, '/']);
    roles.unassign({ principal: 'Alex Wilber', role: id });
    expect(await held(reader)).not.toContainEqual(['Alex Wilber', id, '/']);
    expect(reader.tenant.state.audits.map(({ activityDisplayName }) => activityDisplayName)).toEqual([
      'Add role definition',
      'Update role definition',
      'Update role definition',
      'Add role assignment to role definition',
      'Delete role definition',
      'Remove role assignment from role definition',
    ]);
  });

  it('that is built in can gain an action here, as it did at Microsoft', async () => {
    const reader = await tenantFor();
    const name = 'Security Administrator';
    const resets = async () => {
      const row = (await all(reader, DEFINITIONS)).find(({ displayName }) => displayName === name) ?? {};
      return canReset(definitionOf(row));
    };
    expect(await resets()).toBe(false);
    reader.tenant.roles.setActions(name, ['microsoft.directory/users/password/update']);
    expect(await resets()).toBe(true);
    const other = await tenantFor();
    expect((await all(other, DEFINITIONS)).find(({ displayName }) => displayName === name)).not.toMatchObject({
      rolePermissions: [{ allowedResourceActions: ['microsoft.directory/users/password/update'] }],
    });
  });
});

/**
 * Somebody who owns an application assigns its own role and takes it back without end, so that what the log has of a day is
 * far more than the quota allows to read: nothing is blinded by it, no role is hidden in it, and the flood itself is told.
 */
import { expect, it, onTestFinished } from 'vitest';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { openWorld, type World } from '../world/world.ts';

const PASSWORDS = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';

function flood({ tenant }: World, records: number): void {
  const values = { 'AppRole.Id': PASSWORDS, 'ServicePrincipal.ObjectID': '99999999-0000-4000-8000-000000000002' };
  for (let n = 0; n < records; n += 1)
    tenant.audit({
      activity: 'Add app role assignment to service principal',
      category: 'ApplicationManagement',
      service: 'Core Directory',
      target: { id: '99999999-0000-4000-8000-000000000001', displayName: 'Microsoft Graph', type: 'ServicePrincipal' },
      modified: Object.entries(values).map(([displayName, value]) => ({
        displayName,
        oldValue: null,
        newValue: JSON.stringify(value),
      })),
    });
}

it('blinds no source, hides no role that came and went, and is told as a flood, not as what it pretends', async () => {
  const world = await openWorld({ checks: watched([resetAdmins]) });
  onTestFinished(() => world.close());
  const asked: number[] = [];
  const look = async () => {
    world.tenant.requests.clear();
    const { what } = await world.watch().poll('reset-admins');
    asked.push(world.tenant.requests.list().filter(({ path }) => path.includes('directoryAudits')).length);
    await world.watch().notify();
    world.wait(60_000);
    expect(what).not.toContain('roleEvents');
  };
  const right = { principal: 'Alex Wilber', role: 'Helpdesk Administrator' };
  for (let n = 0; n < 3; n += 1) await look();
  world.tenant.roles.assign(right, { by: 'Adele Vance' });
  world.wait(20_000);
  world.tenant.roles.unassign(right, { by: 'Adele Vance' });
  world.wait(1_000);
  flood(world, 1_500);
  world.wait(120_000);
  asked.length = 0;
  for (let n = 0; n < 4; n += 1) await look();

  expect(asked[0]).toBeLessThanOrEqual(16);
  expect(Math.max(...asked.slice(1))).toBeLessThanOrEqual(7);
  const told = world.mailbox.mails().map(({ text }) => text.replace(/\s+/g, ' '));
  expect(told.filter((text) => text.includes('briefly held Helpdesk Administrator'))).toHaveLength(1);
  expect(told.filter((text) => text.includes('More changes of application permissions'))).toHaveLength(1);
  expect(told.filter((text) => text.includes('User-PasswordProfile'))).toEqual([]);
}, 20_000);

it('of changes of groups hides nobody who was in a group that holds a role for a moment', async () => {
  const world = await openWorld({ checks: watched([resetAdmins]) });
  onTestFinished(() => world.close());
  const { tenant } = world;
  const look = async () => {
    await world.watch().poll('reset-admins');
    await world.watch().notify();
    world.wait(60_000);
  };
  for (let n = 0; n < 3; n += 1) await look();
  tenant.groups.addMember('Sales Service Desk', 'Alex Wilber', { by: 'Adele Vance' });
  world.wait(20_000);
  tenant.groups.removeMember('Sales Service Desk', 'Alex Wilber', { by: 'Adele Vance' });
  world.wait(1_000);
  for (let n = 0; n < 500; n += 1)
    tenant.audit({ activity: 'Add member to group', category: 'GroupManagement', service: 'Core Directory' });
  for (let n = 0; n < 6; n += 1) await look();
  const told = world.mailbox.mails().map(({ text }) => text.replace(/\s+/g, ' '));
  expect(told.filter((text) => text.includes('briefly held membership of group "Sales Service Desk"'))).toHaveLength(1);
}, 20_000);

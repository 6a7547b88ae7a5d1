/** An owner who fills a group that can reset: what that costs the watch is bounded, and it hides nobody. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { openWorld } from '../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const GROUP = '5c5b8f6e-0000-4000-8000-000000000001';
const HELPDESK = '729827e3-9c14-49f7-bb1b-9608f156bbb8';

async function begun() {
  const settings = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };
  const world = await openWorld({ tables, settings, checks: watched([writeback, resetAdmins]) });
  onTestFinished(() => world.close());
  const { tenant } = world;
  tenant.enableWriteback();
  tenant.change(({ directory }) => {
    directory.groups[GROUP] = { id: GROUP, displayName: 'Desk', isAssignableToRole: true, members: [], owners: [] };
    const right = { principalId: GROUP, roleId: HELPDESK, scope: '/', startsAt: 0, endsAt: null, isActivated: false };
    directory.assignments.desk = right;
  });
  fill(tenant, 0, 3);
  const poll = async () => {
    world.wait(60_000);
    tenant.requests.clear();
    const { what } = await world.watch().poll('reset-admins');
    const sent = tenant.requests.list().filter(({ path }) => !path.startsWith('/msi/'));
    return { what, calls: sent.filter(({ step }) => !step).length, steps: sent.filter(({ step }) => step).length };
  };
  const list = async () => JSON.parse((await world.watch().resetAdmins('application/json')).body);
  await world.watch().poll('writeback');
  for (let n = 0; n < 3; n += 1) await poll();
  return { world, tenant, poll, list };
}

/** Twice as many as are named. */
const MANY = 4_000;

const memberId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function fill(tenant: SimulatedTenant, from: number, to: number): void {
  const ids = Array.from({ length: to - from }, (_, n) => memberId(from + n));
  tenant.change(({ directory }) => {
    for (const id of ids) {
      directory.users[id] = {
        id,
        displayName: id,
        userPrincipalName: `${id}@contoso.com`,
        synced: null,
        enabled: true,
      };
    }
    // New ones first: Graph promises no order.
    const group = directory.groups[GROUP];
    if (group) group.members = [...ids, ...group.members];
  });
}

const CROWD = 'more members of group Desk';

it('names 2,000 of a group that is filled, tells all others as one, and works no more than that takes', async () => {
  const { world, tenant, poll, list } = await begun();
  const before = await list();
  const namedIn = (found: typeof before): string[] => found.list.map(({ id }: { id: string }) => id);
  fill(tenant, 3, MANY);
  const first = await poll();
  const filled = await list();
  const crowd = filled.list.find(({ name }: { name: string | null }) => name?.includes(CROWD));
  expect(crowd).toMatchObject({
    type: 'unknown',
    name: `2000 ${CROWD}`,
    paths: [{ way: 'group', role: 'Helpdesk Administrator', via: [{ id: GROUP }] }],
  });
  expect(crowd.reach).toBeGreaterThan(0);
  expect([filled.state, filled.missing]).toEqual(['partial', ['groups']]);
  expect(namedIn(filled)).toEqual(expect.arrayContaining(namedIn(before)));
  expect(namedIn(filled).length).toBeLessThanOrEqual(namedIn(before).length + 2_000);
  const mails = world.mailbox.mails().map(({ text }) => text);
  expect(mails.filter((text) => /\[Critical\] [^[]*2000 more members/.test(text.replace(/\s+/g, ' ')))).toHaveLength(1);
  // Five pages, 134 look-ups in 7 calls, and what a poll takes anyway.
  expect(first.calls).toBeLessThan(60);
  const later = [await poll(), await poll()];
  expect(later.map(({ what }) => what)).toEqual(['nothing changed', 'nothing changed']);
  for (const { calls, steps } of later) {
    expect(calls).toBeLessThan(60);
    expect(first.steps - steps).toBeGreaterThan(100);
  }
}, 60_000);

it('leaves out of PIM what only echoes the members of a group, and reads all of it where Graph refuses that', async () => {
  const { world, tenant, poll } = await begun();
  // More than a page of what PIM lists.
  fill(tenant, 3, 250);
  await poll();
  const asked = () => tenant.requests.list().filter(({ path }) => /\/directory\/.*ScheduleInstances/.test(path));
  expect(asked().map(({ status }) => status)).toEqual([200, 200]);
  tenant.faults.add({
    path: '/roleManagement/directory/*ScheduleInstances?*memberType ne*',
    kind: 'status',
    status: 400,
    code: 'Request_UnsupportedQuery',
    count: null,
  });
  expect((await poll()).what).toBe('nothing changed');
  expect(asked().filter(({ status }) => status === 200).length).toBeGreaterThan(2);
  const { sources } = JSON.parse((await world.watch().status(false)).body);
  const pim = sources.filter(({ name }: { name: string }) => ['assignmentSchedules', 'eligibilities'].includes(name));
  expect(pim.map(({ state }: { state: string }) => state)).toEqual(['ok', 'ok']);
});

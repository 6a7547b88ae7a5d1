/**
 * Each source of who can reset whom fails for twelve minutes, and meanwhile every kind of right is given and taken back:
 * whatever another source shows of it is mailed and in history, once. Only what the failing source alone could show is
 * told of nobody, for nobody saw it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { FaultSpec } from '../../local/tenant/faults.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { chosen } from '../checks/reset-admins/chosen.ts';
import { openWorld, type World } from '../world/world.ts';
import { rulesIn } from './mail-reading.ts';
import { type HistoryLine, isoNow, MINUTE, type Status } from './scene.ts';
import { inVirtualTime } from './virtual-time.ts';

type Fault = Omit<FaultSpec, 'path' | 'count'>;

const FAULTS: readonly (readonly [name: string, ...faults: readonly Fault[]])[] = [
  ['429', { kind: 'status', status: 429, retryAfter: '20' }],
  ['403', { kind: 'status', status: 403 }],
  ['500', { kind: 'status', status: 500 }],
  // In a batch, and where what a batch does not answer is asked for alone.
  ['no answer', { kind: 'missing', only: 'steps' }, { kind: 'hang', only: 'singles' }],
];

/** Where each source is read, and by it alone. */
const PATHS: { readonly [source: string]: string } = {
  roleDefinitions: '/roleManagement/directory/roleDefinitions',
  roleAssignments: '/roleManagement/directory/roleAssignments',
  groups: '/groups/*',
  units: '/directory/administrativeUnits*',
  appRoleAssignments: "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo",
  principals: '/users?*displayName*',
  syncedUsers: '/users/$count',
  assignmentSchedules: '/roleManagement/directory/roleAssignmentScheduleInstances',
  eligibilities: '/roleManagement/directory/roleEligibilityScheduleInstances',
  groupEligibilities: '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
  applicationOwners: '/applications(*)/owners',
  roleEvents: '/auditLogs/directoryAudits',
};

interface Kind {
  readonly what: string;
  /** Sources that show it; any one of them is enough. */
  readonly shownBy: readonly string[];
  readonly rule: string;
  give(tenant: SimulatedTenant, to: string): void;
  takeBack(tenant: SimulatedTenant, from: string): void;
}

const HELPDESK = 'Helpdesk Administrator';
const DESK = 'Sales Service Desk';
const ACTIVE = ['roleAssignments', 'assignmentSchedules'];

const ofRole = (what: string, role: string, rule: string, scope?: string): Kind => {
  const right = (principal: string) => ({ principal, role, ...(scope !== undefined && { scope }) });
  return {
    ...{ what, rule, shownBy: ACTIVE },
    give: ({ roles }, to) => roles.assign(right(to)),
    takeBack: ({ roles }, from) => roles.unassign(right(from)),
  };
};

const KINDS: readonly Kind[] = [
  ofRole('a role over the whole tenant', HELPDESK, 'resetter-new'),
  ofRole('a role over a unit', HELPDESK, 'resetter-new', 'Sales'),
  ofRole('a role over a unit that was no scope before', HELPDESK, 'resetter-new', 'Warehouse'),
  ofRole('a role that grants others', 'Privileged Role Administrator', 'can-grant-new'),
  {
    ...{ what: 'eligibility for a role', shownBy: ['eligibilities'], rule: 'resetter-new' },
    give: ({ roles }, to) => roles.makeEligible({ principal: to, role: HELPDESK }),
    takeBack: ({ roles }, from) => roles.endEligible({ principal: from, role: HELPDESK }),
  },
  {
    ...{ what: 'membership of a group that holds a role', shownBy: ['groups'], rule: 'resetter-new' },
    give: ({ groups }, to) => groups.addMember(DESK, to),
    takeBack: ({ groups }, from) => groups.removeMember(DESK, from),
  },
  {
    ...{ what: 'ownership of a group that holds a role', shownBy: ['groups'], rule: 'resetter-new' },
    give: ({ groups }, to) => groups.addOwner(DESK, to),
    takeBack: ({ groups }, from) => groups.removeOwner(DESK, from),
  },
  {
    ...{ what: 'eligibility for such a group', shownBy: ['groupEligibilities'], rule: 'resetter-new' },
    give: ({ groups }, to) => groups.makeEligible({ group: DESK, principal: to, access: 'member' }),
    takeBack: ({ groups }, from) => groups.endEligible({ group: DESK, principal: from, access: 'member' }),
  },
  {
    ...{ what: 'the permission of an application', shownBy: ['appRoleAssignments'], rule: 'application-can-reset' },
    give: ({ apps }, to) => apps.grantPermission(to, 'User-PasswordProfile.ReadWrite.All'),
    takeBack: ({ apps }, from) => apps.revokePermission(from, 'User-PasswordProfile.ReadWrite.All'),
  },
];

let tables: LocalTables;
let world: World;
let round = 0;

beforeAll(async () => {
  tables = await startAzurite();
  world = await openWorld({ tables, checks: [resetAdmins] });
  world.tenant.units.create({ name: 'Warehouse' });
  world.tenant.users.add({ name: 'Wim Warehouse', synced: true });
  world.tenant.units.addMember('Warehouse', 'Wim Warehouse');
  for (let n = 0; n < 3; n += 1) await minute();
});

afterAll(async () => {
  await world.close();
  await tables.close();
});

async function minute(): Promise<void> {
  world.wait(MINUTE);
  const { result } = await inVirtualTime(world, (seams) => world.watch(seams).poll(resetAdmins.name));
  expect(['unchanged', 'changed']).toContain(result.kind);
}

async function minutes(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await minute();
}

/** One for each kind, whom nobody knew before. @returns ids */
function newcomers(): readonly string[] {
  const { users, apps } = world.tenant;
  round += 1;
  return KINDS.map(({ shownBy }, n) => {
    const name = `Newcomer ${round}-${n}`;
    return shownBy.includes('appRoleAssignments') ? apps.create({ name }) : users.add({ name, synced: null });
  });
}

async function history(since: string): Promise<readonly HistoryLine[]> {
  const { body } = await world.watch().drift(new URLSearchParams({ limit: '1000', since }), null);
  return (JSON.parse(body) as { items: HistoryLine[] }).items;
}

async function unread(): Promise<readonly string[]> {
  const { sources } = JSON.parse((await world.watch().status(false)).body) as Status;
  return sources.filter(({ state }) => state !== 'ok').map(({ name }) => name);
}

/** What was mailed and written down of each newcomer. */
async function toldOf(ids: readonly string[], since: string, mailsBefore: number) {
  const lines = await history(since);
  const mails = world.mailbox.mails();
  const alerts = mails.slice(0, mails.length - mailsBefore).flatMap(rulesIn);
  return ids.map((id, n) => {
    const { rule = '', what = '' } = KINDS[n] ?? {};
    const own = lines.filter(({ key }) => /^(path|indirect):/.test(key) && key.includes(id));
    const count = (change: string) => new Set(own.filter((line) => line.change === change).map(({ key }) => key)).size;
    const isTwice = new Set(own.map(({ key, change }) => `${change} ${key}`)).size < own.length;
    const mailed = alerts.filter((alert) => alert.includes(id));
    return {
      what,
      mailed,
      isRuleRight: mailed.every((alert) => alert.startsWith(`${rule}~`)),
      isTwice,
      cameAndWent: count('added') > 0 && count('added') === count('removed'),
    };
  });
}

/** `WHOLE=1` plays every failure of every source; else one of each source, by the seed. */
const CASES = Object.keys(PATHS).flatMap((source) =>
  chosen(FAULTS.length, 1, source).map((n) => {
    const [name, ...faults] = FAULTS[n] ?? [''];
    return { source, name, faults };
  }),
);

describe('while a source cannot be read for twelve minutes', () => {
  it('there is a place where it fails, for every source', () => {
    const names = resetAdmins.sources.filter(({ resumable }) => !resumable).map((source) => source.name);
    expect(Object.keys(PATHS).toSorted()).toEqual(names.toSorted());
  });

  it.each(CASES)(
    '$source ($name): what others show is told, once',
    { timeout: 120_000 },
    async ({ source, faults }) => {
      const since = isoNow(world);
      const before = world.mailbox.mails().length;
      const ids = newcomers();
      for (const fault of faults) world.tenant.faults.add({ ...fault, path: PATHS[source] ?? '', count: null });
      await minutes(2);
      for (const [n, kind] of KINDS.entries()) kind.give(world.tenant, ids[n] ?? '');
      await minutes(5);
      for (const [n, kind] of KINDS.entries()) kind.takeBack(world.tenant, ids[n] ?? '');
      await minutes(5);
      expect(await unread()).toEqual([source]);
      world.tenant.faults.clear();
      await minutes(4);
      for (let n = 0; n < 2; n += 1) {
        world.wait(11 * MINUTE);
        await world.watch().notify();
      }
      const told = await toldOf(ids, since, before);
      const expected = KINDS.map(({ what, shownBy }, n) => {
        const isShown = shownBy.some((one) => one !== source);
        return {
          what,
          mailed: isShown ? [`${KINDS[n]?.rule}~${ids[n]}`] : [],
          isRuleRight: true,
          isTwice: false,
          cameAndWent: isShown,
        };
      });
      expect(told).toEqual(expected);
    },
  );
});

/**
 * A tenant that changes while it is read, and sources that fail: what stays is never told as gone or new, who loses a
 * protection is named, and nothing that cannot be read makes the list shorter.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeAuthority } from '../../../shared/checks/reset-admins/authority/authority.ts';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { pathsOf, resettersOf } from '../../../shared/checks/reset-admins/stored.ts';
import type { Told } from '../../stubs/pure-watch.ts';
import { consistent } from './consistent.ts';
import { randomTenants } from './random-tenants.ts';
import { mailOf, ResetScript } from './script.ts';
import {
  activated,
  assign,
  at,
  eligible,
  group,
  groupEligible,
  restricted,
  synced,
  tenantOf,
  unit,
  user,
} from './tenants.ts';

const resetters = ({ outcome }: Told): string[] => resettersOf(outcome.verdict).map(({ id }) => id);
const last = (told: readonly Told[]): Told => told.at(-1) as Told;

/** Ann and Bob are helpdesk administrators, Bob through a group; Tom is shielded by a role, Vip by a restricted unit. */
const WHOLE = tenantOf({
  users: [user('ann'), user('bob'), synced('tom'), synced('vip')],
  groups: [group('helpers', ['bob'])],
  units: [restricted('board', ['vip', 'ceo']), unit('sales', ['m1', 'm2'])],
  assignments: [
    assign('ann', 'helpdesk'),
    assign('helpers', 'helpdesk'),
    assign('tom', 'exchange'),
    assign('ann', 'password', at('sales')),
  ],
});

const without = (id: string): Tenant => ({
  ...WHOLE,
  assignments: WHOLE.assignments.filter(({ principalId }) => principalId !== id),
});

async function begun(tenant: Tenant = WHOLE): Promise<ResetScript> {
  const script = new ResetScript();
  await script.settle(tenant);
  return script;
}

describe('a tenant that is read while it changes', () => {
  it.each<[name: string, echo: Tenant]>([
    ['an assignment', without('ann')],
    ['a group', { ...WHOLE, groups: [] }],
    ['a member of a group', { ...WHOLE, groups: [group('helpers', [])] }],
    ['a unit', { ...WHOLE, units: [restricted('board', ['vip', 'ceo'])] }],
    ['a restricted unit', { ...WHOLE, units: [unit('sales', ['m1', 'm2'])] }],
    ['someone in a restricted unit', { ...WHOLE, units: [restricted('board', ['ceo']), unit('sales', ['m1', 'm2'])] }],
    ['a user', { ...WHOLE, users: [user('ann'), user('bob')] }],
    ['the role that shields someone', without('tom')],
    ['everything', tenantOf({})],
  ])('tells nothing of %s that one reading does not show', async (_, echo) => {
    const script = await begun();
    const before = last([await script.poll(WHOLE)]);
    const told = [await script.poll(echo), ...(await script.settle(WHOLE))];
    expect({ mail: mailOf(told), lines: told.flatMap(({ lines }) => lines) }).toEqual({ mail: [], lines: [] });
    expect(resetters(last(told))).toEqual(resetters(before));
    expect(last(told).unchanged).toBe(true);
  });

  it('records who can no longer reset, after two readings, and mails nothing', async () => {
    const script = await begun();
    const told = await script.settle(without('ann'));
    expect(told.map(resetters).map((ids) => ids.includes('ann'))).toEqual([true, false, false, false, false, false]);
    expect(mailOf(told)).toEqual([]);
    expect(told.flatMap(({ lines }) => lines).length).toBeGreaterThan(0);
  });

  it('mails who lost a role that shielded them, once, by name', async () => {
    const script = await begun();
    const told = await script.settle(without('tom'));
    expect(mailOf(told)).toEqual(['event warning protection-lost']);
    const [alert] = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []);
    expect(JSON.stringify(alert)).toContain('tom');
  });

  it('mails who left a restricted unit, by the name that is asked for then', async () => {
    const script = await begun({ ...WHOLE, users: [...WHOLE.users, synced('ceo', { name: 'Cleo Chief' })] });
    const moved = {
      ...WHOLE,
      users: [...WHOLE.users, synced('ceo', { name: 'Cleo Chief' })],
      units: [restricted('board', ['vip']), unit('sales', ['m1', 'm2'])],
    };
    const told = await script.settle(moved);
    expect(mailOf(told)).toEqual(['event warning restricted-lost']);
    const [alert] = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []);
    expect(JSON.stringify(alert)).toContain('Cleo Chief');
    expect(last(told).unchanged).toBe(true);
  });

  it('does not take one who was deleted for one who lost a protection', async () => {
    const script = await begun();
    const gone = {
      ...without('tom'),
      users: [user('ann'), user('bob'), synced('vip')],
      units: [restricted('board', ['vip']), unit('sales', ['m1', 'm2'])],
    };
    const told = await script.settle(gone);
    expect(mailOf(told)).toEqual([]);
    expect(last(told).unchanged).toBe(true);
  });

  it('takes an assignment that outlives its activation for the activation it was', async () => {
    const eligibilities = [eligible('eve', 'helpdesk')];
    const base = { ...WHOLE, users: [...WHOLE.users, user('eve')], eligibilities };
    const active = {
      ...base,
      assignments: [...base.assignments, assign('eve', 'helpdesk')],
      assignmentSchedules: [activated('eve', 'helpdesk', { endsAt: '2026-11-20T13:00:00.000Z' })],
    };
    const script = await begun(base);
    await script.settle(active);
    const told = [...(await script.settle({ ...active, assignmentSchedules: [] })), ...(await script.settle(base))];
    expect(mailOf(told)).toEqual([]);
  });

  it('tells nothing of what stays, whichever answers are of before and which of after', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomTenants.map(consistent),
        randomTenants.map(consistent),
        fc.infiniteStream(fc.boolean()),
        async (before, after, coin) => {
          const script = await begun(before);
          const told = [await script.poll(mixed(before, after, coin)), ...(await script.settle(after))];
          // An assignment counts as its activation for five more minutes, and then waits for a second reading.
          told.push(await script.poll(after), await script.poll(after));
          const stays = pathKeys(before).filter((key) => pathKeys(after).includes(key));
          const items = told.flatMap(({ outcome }) => outcome.change?.items ?? []);
          const comeOrGone = items.filter(({ change }) => change === 'added' || change === 'removed');
          expect(comeOrGone.map(({ key }) => key).filter((key) => stays.includes(key))).toEqual([]);
          const found = [...pathsOf(last(told).outcome.verdict).values()].flat();
          const { list } = computeAuthority(after);
          expect(found.length).toBe(list.flatMap(({ paths }) => paths).length);
          expect(resettersOf(last(told).outcome.verdict)).toEqual(list.map(({ paths: _, ...resetter }) => resetter));
          expect(last(told).unchanged).toBe(true);
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 25) },
    );
  });
});

const pathKeys = (tenant: Tenant): string[] =>
  computeAuthority(tenant).list.flatMap(({ id, paths }) =>
    paths
      .filter(({ activated: isActivated }) => !isActivated)
      .map(({ way, roleId, scope }) => `path:${way}:${roleId}:${scope}:${id}`),
  );

/** Each list is of before or of after. */
function mixed(before: Tenant, after: Tenant, coin: Iterator<boolean>): Tenant {
  const names = Object.keys(before) as (keyof Tenant)[];
  return Object.fromEntries(
    names.map((name) => [name, (coin.next().value ? after : before)[name]]),
  ) as unknown as Tenant;
}

describe('a source that cannot be read', () => {
  const EVE = {
    ...WHOLE,
    users: [...WHOLE.users, user('eve'), user('gus'), synced('m1')],
    units: [...WHOLE.units, unit('plant', ['m8', 'm9'])],
    eligibilities: [eligible('eve', 'helpdesk', { scope: at('plant') }), eligible('ops', 'password')],
    groups: [...WHOLE.groups, group('ops', ['gus'])],
    groupEligibilities: [groupEligible('gus', 'helpers')],
  };
  const SOURCES: readonly (readonly [source: string, path: RegExp])[] = [
    ['roleDefinitions', /roleDefinitions/],
    ['roleAssignments', /roleAssignments/],
    ['groups', /\/(members|owners)\?/],
    ['groups, the list', /^\/groups\?\$filter=isAssignableToRole/],
    ['units', /administrativeUnits/],
    ['appRoleAssignments', /appRoleAssignedTo/],
    ['principals', /^\/users\?/],
    ['syncedUsers', /\$count\?\$filter=onPremises/],
    ['eligibilities', /roleEligibility/],
    ['assignmentSchedules', /roleAssignmentSchedule/],
    ['groupEligibilities', /privilegedAccess/],
    ['applicationOwners', /^\/servicePrincipals\//],
    ['everything', /./],
  ];

  describe.each(SOURCES)('%s', (_, path) => {
    it.each(['denied', 'unlicensed', 'unavailable', 'contract'] as const)(
      'that answers %s makes the list no shorter and tells no drift, while it lasts and when it ends',
      async (code) => {
        const script = await begun(EVE);
        const before = resetters(await script.poll(EVE));
        const told = [...(await script.settle(EVE, [{ path, code }])), ...(await script.settle(EVE))];
        expect(new Set(told.map((one) => resetters(one).join()))).toEqual(new Set([before.join()]));
        const lines = told
          .flatMap((one) => one.lines)
          .filter((line) => !/^\w+ conditions: .*cannot be read/.test(line));
        expect(lines).toEqual([]);
        expect(mailOf(told).filter((line) => !line.endsWith('source-blind'))).toEqual([]);
        expect(last(told).unchanged).toBe(true);
      },
    );
  });

  it.each(SOURCES)(
    '%s, from the beginning, is no list at all if it is required, and never a list called whole',
    async (_, path) => {
      const script = new ResetScript();
      const told = await script.settle(EVE, [{ path, code: 'denied' }]);
      const required = resettersOf(last(told).outcome.verdict).length === 0;
      const isOptional = /Eligibility|Schedule|privilegedAccess|servicePrincipals|count/.test(path.source);
      expect(required).toBe(!isOptional);
    },
  );
});

describe('time that passes while PIM cannot be read', () => {
  const EVE = { ...WHOLE, users: [...WHOLE.users, user('eve')], eligibilities: [eligible('eve', 'helpdesk')] };
  const ACTIVE = {
    ...EVE,
    assignments: [...EVE.assignments, assign('eve', 'helpdesk')],
    assignmentSchedules: [activated('eve', 'helpdesk', { endsAt: '2026-11-20T12:20:00.000Z' })],
  };
  const BLIND = [{ path: /roleAssignmentSchedule/, code: 'denied' as const }];

  it('ends an activation at its time', async () => {
    const script = await begun(EVE);
    await script.settle(ACTIVE);
    const told: Told[] = [];
    for (let n = 0; n < 20; n += 1) told.push(await script.poll(EVE, BLIND));
    const [eve] = resettersOf(last(told).outcome.verdict).filter(({ id }) => id === 'eve');
    expect(eve).toMatchObject({ reach: 0, reachOneStep: expect.any(Number) });
    expect(mailOf(told)).toEqual(['opened warning source-blind']);
  });

  it('makes a grant of an assignment that outlives its activation', async () => {
    const script = await begun(EVE);
    await script.settle(ACTIVE);
    const told: Told[] = [];
    for (let n = 0; n < 20; n += 1) told.push(await script.poll(ACTIVE, BLIND));
    expect(mailOf(told).sort()).toEqual(['event warning resetter-permanent', 'opened warning source-blind']);
    const path = pathsOf(last(told).outcome.verdict)
      .get('eve')
      ?.find(({ way }) => way === 'direct');
    expect(path).toMatchObject({ activated: false, until: null });
  });
});

describe('a unit whose members are others now', () => {
  it('has not grown', async () => {
    const ids = (from: number) => Array.from({ length: 60 }, (_, n) => `m${from + n}`);
    const of = (members: string[]) => ({
      ...WHOLE,
      units: [restricted('board', ['vip', 'ceo']), unit('sales', members)],
    });
    const script = await begun(of(ids(0)));
    const told = [
      ...(await script.settle(of(ids(45)))),
      ...(await script.settle(of(ids(500)))),
      await script.poll(of([])),
      ...(await script.settle(of(ids(500)))),
    ];
    expect(mailOf(told)).toEqual([]);
  });
});

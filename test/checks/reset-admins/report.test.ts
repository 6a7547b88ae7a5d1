import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  evidence,
  headline,
  listsOf,
  resetAdminsDocument,
  section,
} from '../../../shared/checks/reset-admins/report.ts';
import { resettersOf } from '../../../shared/checks/reset-admins/stored.ts';
import type { Sight } from '../../../shared/core/model/check.ts';
import type { SourceState } from '../../../shared/core/model/source.ts';
import { verdictOf } from './change.ts';
import { randomTenants } from './random-tenants.ts';
import { application, assign, at, authority, eligible, group, tenantOf, unit, user } from './tenants.ts';

const adele = user('adele', { name: 'Adele Vance' });
const tenant = tenantOf({
  users: [adele, user('bob')],
  groups: [group('desk', ['bob'], { name: 'Desk' })],
  units: [unit('a0', ['joe'], { name: 'Plant' })],
  assignments: [assign('adele', 'helpdesk'), assign('desk', 'helpdesk', at('a0'))],
  eligibilities: [eligible('bob', 'user')],
  syncedUserCount: 1240,
});
const verdict = verdictOf(tenant);
const nobody = verdictOf(tenantOf({ syncedUserCount: 5 }));

const REQUIRED = [
  'roleDefinitions',
  'roleAssignments',
  'groups',
  'units',
  'appRoleAssignments',
  'principals',
  'syncedUsers',
];
const PIM = ['assignmentSchedules', 'eligibilities', 'groupEligibilities'];

const NEVER_READ_PIM = Object.fromEntries(PIM.map((name) => [name, null]));

const T = '2026-11-20T10:00:00.000Z';

/** All is read, but for what is given. */
function sight(
  states: { readonly [source: string]: SourceState } = {},
  times: { readonly [source: string]: string | null } = {},
): Sight {
  const names = [...REQUIRED, ...PIM, 'applicationOwners', 'sspr'];
  const seen = names.map((name) => [name, { state: states[name] ?? 'ok', lastGoodAt: times[name] ?? T }] as const);
  const visible = REQUIRED.every((name) => ['ok', 'stale'].includes(states[name] ?? 'ok'));
  const unread = Object.entries(times).filter(([, at]) => at === null);
  const sources = {
    ...Object.fromEntries(seen),
    ...Object.fromEntries(unread.map(([name]) => [name, { ...never, state: states[name] ?? never.state }])),
  };
  return { visible, now: Date.parse(T), heartbeats: [], sources, remembered: {} };
}

const never = { state: 'never', lastGoodAt: null } as const;

/** PIM was refused from the beginning for want of a licence; @param plans that the watch sees */
const unlicensedWith = (plans: string): Sight => ({
  ...sight(Object.fromEntries(PIM.map((name) => [name, 'unlicensed' as const])), NEVER_READ_PIM),
  remembered: { 'watch/licence': plans },
});

const stateOf = (one: Sight, from = verdict) => {
  const { state, missing, readAt } = resetAdminsDocument(from, one);
  return { state, missing, readAt };
};

describe('the headline', () => {
  test.each([
    ['no verdict', null, 'Who can reset synced users is not known yet.'],
    ['nobody', nobody, 'Nobody can reset any of 5 synced users.'],
    [
      'two',
      verdict,
      '2 principals can reset synced users; 1,240 of 1,240 are in reach now. Widest: "Adele Vance" (1,240).',
    ],
    [
      'one who needs a step',
      verdictOf(tenantOf({ users: [adele], eligibilities: [eligible('adele', 'helpdesk')] })),
      '1 principal can reset synced users; 0 of 10 are in reach now. Widest: "Adele Vance" (10 after an activation in PIM).',
    ],
  ])('of %s', (_, from, says) => {
    expect(headline(from)).toBe(says);
  });
});

describe('the evidence', () => {
  it('says of the widest how many and by which paths', () => {
    expect(evidence(verdict).map(({ text }) => text)).toEqual([
      'A user: "Adele Vance" (adele@example[.]org): 1,240 synced users: Helpdesk Administrator over the whole tenant, assigned directly',
      'A user: "bob" (bob@example[.]org): 1 synced user, 1,240 after an activation in PIM: User Administrator over the whole tenant, eligible, one activation in PIM away; Helpdesk Administrator over the administrative unit "Plant" (id a0), through the group "Desk" (id desk)',
    ]);
    expect(evidence(null)).toEqual([]);
  });

  it('shows ten and says how many more there are', () => {
    const users = Array.from({ length: 12 }, (_, n) => user(`u${n}`));
    const many = verdictOf(tenantOf({ users, assignments: users.map(({ id }) => assign(id, 'helpdesk')) }));
    expect(evidence(many)).toHaveLength(11);
    expect(evidence(many).at(-1)?.text).toBe('and 2 more, see GET /api/reset-admins');
  });
});

describe('the state', () => {
  test.each<[name: string, sight: Sight, state: string, missing: string[]]>([
    ['all read', sight(), 'known', []],
    ['stale', sight({ roleAssignments: 'stale', eligibilities: 'stale' }), 'known', []],
    [
      'no licence for PIM, ever',
      sight(Object.fromEntries(PIM.map((name) => [name, 'unlicensed' as const])), NEVER_READ_PIM),
      'known',
      [],
    ],
    ['no licence for PIM, ever, and only P1 is seen', unlicensedWith('AAD_PREMIUM'), 'known', []],
    ['no licence for PIM, ever, though P2 is seen', unlicensedWith('AAD_PREMIUM AAD_PREMIUM_P2'), 'partial', PIM],
    ['a licence for PIM that is gone', sight({ eligibilities: 'unlicensed' }), 'partial', ['eligibilities']],
    ['PIM denied', sight({ eligibilities: 'denied' }), 'partial', ['eligibilities']],
    ['PIM never read', sight({ groupEligibilities: 'never' }), 'partial', ['groupEligibilities']],
    ['PIM blind', sight({ assignmentSchedules: 'blind' }), 'partial', ['assignmentSchedules']],
    ['owners and SSPR unseen', sight({ applicationOwners: 'denied', sspr: 'blind' }), 'known', []],
    ['a required source blind', sight({ units: 'blind' }), 'partial', ['units']],
    ['a required source unlicensed', sight({ units: 'unlicensed' }), 'partial', ['units']],
    ['synced users not counted', sight({ syncedUsers: 'denied' }), 'known', []],
    [
      'a required source and PIM unseen',
      sight({ groups: 'denied', eligibilities: 'denied' }),
      'partial',
      ['groups', 'eligibilities'],
    ],
  ])('with %s', (_, seen, state, missing) => {
    expect(stateOf(seen)).toEqual({ state, missing, readAt: T });
  });

  it('is unknown only where one that carries it was never read', () => {
    expect(stateOf(sight({}, { groups: null }))).toEqual({ state: 'unknown', missing: ['groups'], readAt: null });
  });

  it('names what was read and did not show all that it was asked for', () => {
    const [totals, ...facts] = verdict;
    const short = [{ ...totals, details: { ...totals?.details, missing: ['units'] } }, ...facts] as typeof verdict;
    expect(stateOf(sight({ eligibilities: 'denied' }), short)).toMatchObject({
      state: 'partial',
      missing: ['units', 'eligibilities'],
    });
  });

  it('is as old as the oldest reading of what carries it', () => {
    const older = '2026-11-20T08:00:00.000Z';
    expect(stateOf(sight({ units: 'blind' }, { units: older, sspr: '2026-01-01T00:00:00.000Z' })).readAt).toBe(older);
    expect(stateOf(sight({ units: 'blind' }, { units: null })).readAt).toBeNull();
  });

  it('without a verdict is unknown, with nothing in it', () => {
    expect(resetAdminsDocument(null, sight())).toEqual({
      state: 'unknown',
      missing: [],
      readAt: null,
      syncedUsers: null,
      reachable: null,
      list: [],
      indirect: [],
    });
    expect(section(null, sight())).toEqual({
      state: 'unknown',
      missing: [],
      readAt: null,
      syncedUsers: null,
      reachable: null,
      resetters: null,
      top: [],
    });
  });

  it('that is partial keeps the last list', () => {
    const { list, syncedUsers } = resetAdminsDocument(verdict, sight({ units: 'blind' }));
    expect([list.length, syncedUsers]).toEqual([2, 1240]);
  });
});

describe('a number of synced users that cannot be read', () => {
  const uncounted = verdictOf({ ...tenant, syncedUserCount: null });

  it('makes the counts null that rest on it, and hides nobody', () => {
    const document = resetAdminsDocument(uncounted, sight({ syncedUsers: 'blind' }));
    expect(document).toMatchObject({ state: 'known', missing: [], syncedUsers: null, reachable: null });
    expect(document.list.map(({ id, reach, reachOneStep }) => ({ id, reach, reachOneStep }))).toEqual([
      { id: 'adele', reach: null, reachOneStep: null },
      { id: 'bob', reach: 1, reachOneStep: null },
    ]);
    expect(section(uncounted, sight())).toMatchObject({ syncedUsers: null, reachable: null, resetters: 2 });
  });

  it('is said in words', () => {
    expect(headline(uncounted)).toBe(
      '2 principals can reset synced users; how many are in reach cannot be read now. Widest: "Adele Vance" (an unknown number).',
    );
    expect(evidence(uncounted).map(({ text }) => text.split(':')[1]?.trim())).toEqual([
      '"Adele Vance" (adele@example[.]org)',
      '"bob" (bob@example[.]org)',
    ]);
  });

  it('that is none leaves out of the list who reaches nobody, and not out of what is compared', () => {
    const empty = verdictOf({ ...tenant, units: [], users: [adele], syncedUserCount: 0 });
    expect(listsOf(empty).list).toEqual([]);
    expect(section(empty, sight())).toMatchObject({ resetters: 0, syncedUsers: 0 });
    expect(resettersOf(empty).map(({ id }) => id)).toContain('adele');
  });
});

describe('the list', () => {
  it('has the keys of the contract in their order, and nothing of our own', () => {
    const [first] = listsOf(verdict).list;
    expect(JSON.stringify(first)).toBe(
      JSON.stringify({
        ...{ id: 'adele', type: 'user', name: 'Adele Vance', upn: 'adele@example.org', enabled: true },
        ...{ reach: 1240, reachOneStep: 1240 },
        paths: [
          {
            ...{ way: 'direct', role: 'helpdesk', roleId: '729827e3-9c14-49f7-bb1b-9608f156bbb8', scope: '/', via: [] },
            ...{ reach: 1240, activated: false, until: null, undocumented: false },
          },
        ],
      }),
    );
    expect(Object.keys(section(verdict, sight()) ?? {})).toEqual([
      ...['state', 'missing', 'readAt', 'syncedUsers', 'reachable', 'resetters', 'top'],
    ]);
  });

  it('names the groups of a path by id and name', () => {
    expect(listsOf(verdict).list[1]?.paths[1]?.via).toEqual([{ id: 'desk', name: 'Desk' }]);
  });

  it('shows rights beside it without their keys', () => {
    const servicePrincipals = [application('sync', { isSyncClient: true })];
    expect(listsOf(verdictOf(tenantOf({ servicePrincipals }))).indirect).toEqual([
      {
        id: 'sync',
        type: 'servicePrincipal',
        name: 'sync',
        means: 'can turn password writeback on',
        detail: 'application of a sync client',
      },
    ]);
  });

  it('is the authority that was computed, through storage and back', () => {
    let resetters = 0;
    fc.assert(
      fc.property(randomTenants, (random) => {
        const { list, syncedUsers, reachable, resetters: count } = authority(random);
        const stored = verdictOf(random);
        expect(listsOf(stored).list).toEqual(list);
        expect(section(stored, sight())).toMatchObject({ syncedUsers, reachable, resetters: count });
        resetters += resettersOf(stored).length;
      }),
      { numRuns: 300 },
    );
    expect(resetters).toBeGreaterThan(100);
  });
});

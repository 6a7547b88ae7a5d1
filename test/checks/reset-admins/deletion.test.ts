/**
 * A group, a unit, an application or a user is deleted in the middle of a poll, and another source fails in the poll
 * before or after: sources believe it one poll apart, and nothing is told but what is so. A deletion only shrinks who
 * can reset; whom it protected is named, and never the deleted itself.
 */
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { resetAdmins } from '../../../shared/checks/reset-admins/index.ts';
import type { Told } from '../../stubs/pure-watch.ts';
import { chosen } from './chosen.ts';
import { mailOf, ResetScript } from './script.ts';
import {
  application,
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

/** Everyone who is deleted here holds, owns, protects and is protected in every way. */
const WHOLE = tenantOf({
  users: [user('ann'), user('bob'), synced('liz'), synced('sam'), synced('tom'), synced('vip')],
  servicePrincipals: [application('robot'), application('sync', { isSyncClient: true })],
  groups: [
    group('desk', ['bob', 'liz', 'sam', 'inner', 'robot'], { owners: ['ann', 'sam', 'robot'] }),
    group('inner', ['tom'], { isRoleAssignable: false }),
    group('ops', ['bob', 'desk', 'sam'], { owners: ['bob'] }),
  ],
  units: [restricted('board', ['vip', 'sam', 'm1']), unit('plant', ['m2', 'sam'])],
  assignments: [
    assign('ann', 'global'),
    assign('desk', 'helpdesk'),
    assign('ops', 'user'),
    assign('inner', 'password'),
    assign('sam', 'exchange'),
    assign('sam', 'helpdesk'),
    assign('robot', 'authentication'),
    assign('bob', 'password', at('plant')),
    assign('ann', 'privilegedAuthentication', at('board')),
    assign('bob', 'custom', '/tom'),
  ],
  eligibilities: [eligible('desk', 'authentication'), eligible('sam', 'user'), eligible('robot', 'password')],
  groupEligibilities: [
    groupEligible('sam', 'desk'),
    groupEligible('ops', 'desk', { access: 'owner' }),
    groupEligible('desk', 'ops'),
  ],
  appRoleAssignments: [
    { principalId: 'robot', appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' },
    { principalId: 'desk', appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' },
  ],
  applicationOwners: [
    { servicePrincipalId: 'robot', ownerId: 'sam' },
    { servicePrincipalId: 'sync', ownerId: 'sam' },
    { servicePrincipalId: 'sync', ownerId: 'robot' },
  ],
});

/** The tenant without it, and without all that names it. */
function without(id: string): Tenant {
  const others = <T extends { readonly principalId: string }>(rows: readonly T[]): T[] =>
    rows.filter(({ principalId }) => principalId !== id);
  const rest = (ids: readonly string[]): string[] => ids.filter((one) => one !== id);
  const notIt = <T extends { readonly id: string }>(rows: readonly T[]): T[] => rows.filter((one) => one.id !== id);
  const scoped = <T extends { readonly scope: string }>(rows: readonly T[]): T[] =>
    rows.filter(({ scope }) => scope !== at(id) && scope !== `/${id}`);
  return {
    ...WHOLE,
    users: notIt(WHOLE.users),
    servicePrincipals: notIt(WHOLE.servicePrincipals),
    groups: notIt(WHOLE.groups).map((one) => ({ ...one, members: rest(one.members), owners: rest(one.owners) })),
    units: notIt(WHOLE.units).map((one) => ({ ...one, syncedUserIds: rest(one.syncedUserIds) })),
    assignments: scoped(others(WHOLE.assignments)),
    eligibilities: scoped(others(WHOLE.eligibilities)),
    groupEligibilities: others(WHOLE.groupEligibilities).filter(({ groupId }) => groupId !== id),
    appRoleAssignments: others(WHOLE.appRoleAssignments),
    applicationOwners: WHOLE.applicationOwners.filter((row) => row.servicePrincipalId !== id && row.ownerId !== id),
  };
}

/** Whom each deletion leaves with less protection than before: written down by hand. */
const DELETIONS: readonly (readonly [what: string, id: string, losers: readonly string[]])[] = [
  ['a group', 'desk', ['liz', 'tom']],
  ['a nested group', 'inner', ['tom']],
  ['a restricted unit', 'board', ['sam', 'vip']],
  ['a unit', 'plant', []],
  ['an application', 'robot', []],
  ['a user', 'sam', []],
];

const SOURCES = resetAdmins.sources.filter(({ resumable }) => !resumable).map(({ name }) => name);

interface Case {
  readonly id: string;
  readonly losers: readonly string[];
  /** How many requests of the poll are answered before the deletion. */
  readonly request: number;
  readonly failing: string | null;
  /** In the poll of the deletion, or how many polls later. */
  readonly later: number;
}

let whole: Promise<ResetScript> | undefined;

/** The same beginning of every case. */
function settled(): Promise<ResetScript> {
  const script = new ResetScript();
  whole ??= script.settle(WHOLE).then(() => script);
  return whole;
}

async function play({
  id,
  request,
  failing,
  later,
}: Omit<Case, 'losers'>): Promise<{ told: Told[]; requests: number }> {
  const script = (await settled()).copy();
  let asked = 0;
  const during = (): Tenant => {
    asked += 1;
    return asked > request ? without(id) : WHOLE;
  };
  const told: Told[] = [];
  for (let poll = 0; poll < 9; poll += 1) {
    const fails = failing !== null && poll === later ? [{ source: failing, code: 'denied' as const }] : [];
    told.push(await script.poll(poll === 1 ? during : poll === 0 ? WHOLE : without(id), fails));
  }
  return { told, requests: asked };
}

/** Where all of them are played. */
const LONG_MS = 1_200_000;

const RULES_OF_LOSS = ['protection-lost', 'restricted-lost'];

async function nothingButTheTruth({ id, losers, ...one }: Case): Promise<void> {
  const { told } = await play({ id, ...one });
  const alerts = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []);
  const where = `${id} deleted after ${one.request} requests, ${one.failing} failing in poll ${one.later}`;
  expect([where, alerts.filter(({ rule }) => !RULES_OF_LOSS.includes(rule)).map(({ title }) => title)]).toEqual([
    where,
    [],
  ]);
  const named = losers.filter((loser) =>
    alerts.some((alert) => JSON.stringify([alert.title, alert.lines]).includes(loser)),
  );
  expect([where, named]).toEqual([where, losers]);
  expect([where, alerts.filter((alert) => alert.lines.some((line) => new RegExp(`\\b${id} \\(`).test(line)))]).toEqual([
    where,
    [],
  ]);
  const items = told.flatMap(({ outcome }) => outcome.change?.items ?? []);
  const grown = items.filter(({ key, change }) => key.startsWith('path:') && change === 'added');
  expect([where, grown.map(({ title }) => title)]).toEqual([where, []]);
  expect([where, told.at(-1)?.unchanged]).toEqual([where, true]);
}

describe.each(DELETIONS)('%s that is deleted', (_, id, losers) => {
  it('is what it was, whenever in a poll that happens', { timeout: LONG_MS }, async () => {
    const { requests } = await play({ id, request: Number.POSITIVE_INFINITY, failing: null, later: 0 });
    expect(requests).toBeGreaterThan(30);
    for (const request of chosen(requests, 4, id)) {
      await nothingButTheTruth({ id, losers, request, failing: null, later: 0 });
    }
  });

  it.each(SOURCES)(
    'is what it was, though %s fails in the poll before, of it, or after',
    { timeout: LONG_MS },
    async (failing) => {
      for (const later of chosen(4, 1, `${id} ${failing}`)) {
        for (const request of chosen(40, 1, `${id} ${failing} ${later}`)) {
          await nothingButTheTruth({ id, losers, request, failing, later });
        }
      }
    },
  );
});

describe('what is deleted and still named', () => {
  it('is a group without members as long as a row names it, and never a person', async () => {
    const script = new ResetScript();
    await script.settle(WHOLE);
    // Graph goes on listing the assignment, without its principal.
    const lingering = { ...without('desk'), assignments: WHOLE.assignments, eligibilities: WHOLE.eligibilities };
    const told = await script.settle(lingering);
    expect(mailOf(told).filter((line) => !line.includes('protection-lost'))).toEqual([]);
    expect(JSON.stringify(told.at(-1)?.outcome.verdict)).not.toMatch(/"resetter:desk"/);
    expect(told.at(-1)?.unchanged).toBe(true);
  });
});

/** Which changes of groups are read from a log that has those of all groups, and what is said when there are too many. */
import { expect, it } from 'vitest';
import { groupEvents } from '../../../shared/checks/reset-admins/sources/group-events.ts';
import type { ResetAccess } from '../../../shared/checks/reset-admins/sources/queries.ts';
import { errorOfAnswer } from '../../../shared/graph/errors.ts';
import type { GraphReader } from '../../../shared/graph/graph.ts';
import { auditRow, byUser, given, target } from '../../fixtures/audit-events.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const KIM = byUser('11111111-0000-4000-8000-000000000001', 'kim@contoso.com');
const iso = (secondsAgo: number): string => new Date(NOW - secondsAgo * 1000).toISOString();

type Row = { readonly [name: string]: unknown };

const added = (secondsAgo: number, ...targets: Row[]): Row => ({
  ...auditRow('Add member to group', iso(secondsAgo), KIM, targets, { category: 'GroupManagement' }),
  id: `e${secondsAgo}`,
});
const EVE = target('User', 'eve', 'Eve');
const DESK = target('Group', 'desk', 'Desk');

/** A log of such pages, newest first. @param alone what it has of one group that is asked for by itself */
function accessTo(
  pages: readonly (readonly Row[])[],
  refuses = /^$/,
  groups: readonly string[] = ['desk'],
  alone: { readonly [group: string]: readonly Row[] } = {},
) {
  const asked: string[] = [];
  const page: GraphReader['page'] = async (path, item) => {
    const question = decodeURIComponent(path);
    asked.push(question);
    if (refuses.test(question))
      throw errorOfAnswer({ what: 'GET', status: 400, body: {}, retryAfterMs: null, permission: undefined });
    const group = /t\/id eq '([^']+)'/.exec(question)?.[1];
    if (group !== undefined) return { items: (alone[group] ?? []).map((row) => item.parse(row)), next: null };
    const n = Number(/page=(\d+)/.exec(question)?.[1] ?? 0);
    const items = (pages[n] ?? []).map((row) => item.parse(row));
    return { items, next: n + 1 < pages.length ? `/auditLogs/directoryAudits?page=${n + 1}` : null };
  };
  const facts = groups.map((key) => ({ key, attributes: { isRoleAssignable: true } }));
  const roles = groups
    .filter((group) => group.startsWith('desk'))
    .map((principalId) => ({ attributes: { principalId } }));
  const standing = async (source: string) => (source === 'groups' ? facts : roles);
  const at = (now: number) =>
    ({ graph: { page, serverTime: () => now }, startedAt: now, standing }) as unknown as ResetAccess;
  return { asked, at, access: at(NOW) };
}

const found = async (access: ResetAccess, mark: string | null = iso(60)) => {
  const { events, cut } = await groupEvents(access, mark);
  return { about: events.map(({ about }) => about.join(' in ')), cut: cut.map(({ key }) => key) };
};

it('reads who came into which group, in whatever order the event names them, and of no other group', async () => {
  const { access, asked } = accessTo([
    [
      added(10, EVE, DESK),
      added(20, DESK, EVE),
      added(30, target('User', 'eve', 'Eve', given('Group.ObjectID', 'desk'), given('Group.DisplayName', 'Desk'))),
      added(40, EVE, target('Group', 'team', 'Team')),
      { ...added(50, EVE, DESK), result: 'failure' },
      { ...added(55, DESK), activityDisplayName: 'Update group' },
    ],
  ]);
  expect((await found(access)).about).toEqual(['eve in desk', 'eve in desk', 'eve in desk']);
  expect(asked).toEqual([
    `/auditLogs/directoryAudits?$filter=category eq 'GroupManagement' and activityDateTime ge ${iso(121 * 60)}`,
  ]);
});

it('reads one page and a group by itself, and says so where the page does not reach to before the last reading', async () => {
  const pages = [[added(10, EVE, DESK)], [added(300, EVE, DESK)], [added(900, EVE, DESK)]];
  const busy = accessTo(pages, /^$/, ['desk'], {
    desk: [added(10, EVE, DESK), added(5000, target('User', 'ann', null), DESK)],
  });
  expect(await found(busy.access)).toEqual({
    about: ['eve in desk', 'ann in desk'],
    cut: ['cut:2026-11-20T12:00:00.000Z'],
  });
  expect(busy.asked.slice(1)).toEqual([
    `/auditLogs/directoryAudits?$filter=targetResources/any(t:t/id eq 'desk') and activityDateTime ge ${iso(24 * 3600)}`,
  ]);
  const enough = accessTo([[added(10, EVE, DESK), added(17 * 60, EVE, DESK)], [added(18 * 60, EVE, DESK)]]);
  expect((await found(enough.access)).cut).toEqual([]);
  expect((await found(enough.access, iso(3 * 3600))).cut).toHaveLength(1);
});

it('reads a second page where the log takes no question about one group', async () => {
  const pages = [[added(10, EVE, DESK)], [added(300, EVE, DESK)], [added(900, EVE, DESK)]];
  const { access, asked } = accessTo(pages, /any/);
  expect(await found(access)).toEqual({ about: ['eve in desk', 'eve in desk'], cut: ['cut:2026-11-20T12:00:00.000Z'] });
  expect(asked).toHaveLength(3);
});

it.each([1, 2, 5, 30])(
  'asks for each group that holds a role within a day, polled every %i minutes',
  async (minutes) => {
    const desks = Array.from({ length: 10 }, (_, n) => `desk${n}`);
    const { at, asked } = accessTo([[added(10, EVE, DESK)], []], /^$/, [...desks, 'without']);
    for (let passed = 0; passed < 24 * 60; passed += minutes) await groupEvents(at(NOW + passed * 60_000), iso(60));
    const groups = new Set(asked.flatMap((question) => /t\/id eq '([^']+)'/.exec(question)?.[1] ?? []));
    expect([...groups].sort()).toEqual(desks);
  },
);

it('goes back two hours before the last reading, since events are late, and never further than a day', async () => {
  const boundOf = async (mark: string | null) => {
    const { access, asked } = accessTo([[]]);
    await found(access, mark);
    return /ge (\S+)/.exec(asked[0] ?? '')?.[1];
  };
  expect(await boundOf(iso(3 * 3600))).toBe(iso(5 * 3600));
  expect(await boundOf(iso(72 * 3600))).toBe(iso(24 * 3600));
  expect(await boundOf(null)).toBe(iso(0));
});

it('asks for each activity where the log takes no category, and nothing where no group can hold a role', async () => {
  const { access, asked } = accessTo([[added(10, EVE, DESK)]], /category/);
  expect((await found(access)).about).toEqual(['eve in desk']);
  expect(asked.slice(1).map((one) => /eq '([^']+)'/.exec(one)?.[1])).toEqual([
    'Add member to group',
    'Remove member from group',
  ]);
  const none = accessTo([[added(10, EVE, DESK)]], /^$/, []);
  expect((await found(none.access)).about).toEqual([]);
  expect(none.asked).toEqual([]);
});

it('fails as a whole where the log cannot be read, rather than tell of no change', async () => {
  const { access } = accessTo([[]], /./);
  await expect(groupEvents(access, iso(60))).rejects.toMatchObject({ code: 'contract' });
});

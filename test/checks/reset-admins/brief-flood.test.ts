/**
 * The owner of a group that resets moves members in and out without end: what is kept and what is told of it stays bounded,
 * all of it is in the history, and nobody else is hidden by it.
 */
import { expect, it } from 'vitest';
import { seenFacts } from '../../../shared/checks/reset-admins/brief/shown.ts';
import { auditRow, byUser, given, taken, target } from '../../fixtures/audit-events.ts';
import { INSTALL, ResetScript } from './script.ts';
import { assign, group, tenantOf, user } from './tenants.ts';

const OWNER = byUser('11111111-0000-4000-8000-000000000001', 'owner@contoso.com');

/** In and out of a group, so many seconds after the sixth poll, which ends the beginning. */
const passing = (who: string, desk: string, second: number): object[] =>
  (
    [
      ['Add member to group', second, given],
      ['Remove member from group', second + 0.05, taken],
    ] as const
  ).map(([activity, at, of]) => ({
    ...auditRow(
      activity,
      new Date(INSTALL + (6 * 60 + at) * 1000).toISOString(),
      OWNER,
      [target('User', who, who, of('Group.ObjectID', desk)), target('Group', desk, null)],
      { category: 'GroupManagement' },
    ),
    id: `${activity} ${who}`,
  }));

it('a thousand a minute are six alerts each, a line of history for everybody, and no more facts after minutes than before', async () => {
  const script = new ResetScript();
  script.watch.writeback = 'on';
  let log: object[] = [];
  script.answer = (path, rows) =>
    path.startsWith('/auditLogs') ? (path.includes('GroupManagement') ? log : []) : rows;
  const is = tenantOf({
    users: [user('ann')],
    groups: [group('desk', ['ann'], { name: 'Desk' }), group('night', ['ann'], { name: 'Night' })],
    assignments: [assign('desk', 'helpdesk'), assign('night', 'helpdesk')],
  });
  await script.settle(is);
  const kept: number[] = [];
  for (let minute = 0; minute < 6; minute += 1) {
    log = Array.from({ length: 500 }, (_, n) => passing(`decoy-${minute}-${n}`, 'desk', minute * 60 + n / 10)).flat();
    log.push(...passing(`eve-${minute}`, 'night', minute * 60 + 20));
    const told = await script.poll(is);
    const alerts = (told.outcome.pending?.alerts ?? []).map(({ title }) => title);
    expect(alerts.filter((title) => title.includes('"Desk"'))).toHaveLength(6);
    expect(alerts.filter((title) => title.includes('495 more came and went the same way'))).toHaveLength(1);
    expect(alerts.filter((title) => title.includes(`"eve-${minute}"`))).toHaveLength(1);
    expect(told.lines.filter((line) => line.includes('no reading showed it'))).toHaveLength(501);
    kept.push(script.watch.believed('roleEvents')?.length ?? 0);
  }
  // 5,000 of one group, and two of the other in each minute.
  expect(kept.slice(-2)).toEqual([5_010, 5_012]);
}, 20_000);

it('more events than a call takes arguments end no reading', () => {
  const at = new Date(INSTALL).toISOString();
  const events = Array.from({ length: 150_000 }, (_, n) => ({
    key: `e${n}`,
    attributes: { at },
    firstSeen: at,
    since: at,
  }));
  const seen = { state: 'ok', isFresh: true, unbrokenSince: null, heartbeats: [] } as const;
  const shown = {
    key: 'seen:role:eve',
    attributes: {},
    details: { id: 'role eve desk', to: at },
    firstSeen: at,
    since: at,
  };
  const views = { roleEvents: { ...seen, facts: events, lastGoodAt: at, readBefore: at } };
  expect(seenFacts(views, [shown], INSTALL, 0).map(({ key }) => key)).toEqual(['seen:role:eve']);
});

import { describe, expect, it } from 'vitest';
import type { ActorEvent, HistoryItem } from '../../../shared/core/model/history.ts';
import { actorOf } from '../../../shared/core/notify/attribution.ts';

const USER = '0a0a0a0a-1111-4222-8333-000000000001';
const OTHER = '0a0a0a0a-1111-4222-8333-000000000002';
const ROLE = '62e90394-69f5-4237-9190-012177145e10';

const item = (key: string, changes: Partial<HistoryItem> = {}): HistoryItem => ({
  source: 'roleAssignments',
  change: 'added',
  key,
  title: 'x',
  severity: 'critical',
  before: null,
  after: { role: ROLE },
  activities: ['Add member to role'],
  alert: null,
  ...changes,
});

const event = (
  name: string,
  at: string,
  target: ActorEvent['target'],
  activity = 'Add member to role',
): ActorEvent => ({
  activity,
  at: `2026-11-20T10:${at}:00.000Z`,
  actor: { id: name, name, type: 'user' },
  target,
});

const of = (...ids: string[]) => ids.map((id) => ({ id, name: 'a name' }));

describe('actorOf', () => {
  const assignment = item(`${USER}|/`);
  const flag = item('feature:blockSoftMatchEnabled', { after: { value: false } });
  it.each([
    {
      name: 'the event about the same ids',
      line: assignment,
      events: [event('adele', '01', of(USER, ROLE))],
      who: 'adele',
    },
    {
      name: 'all of several, oldest first, each once',
      line: assignment,
      events: [
        event('adele', '01', of(USER)),
        event('ben', '03', of(USER)),
        event('cy', '02', of(USER)),
        event('adele', '04', of(USER)),
      ],
      who: 'adele, then cy, then ben',
    },
    {
      name: 'ids in other letter case',
      line: assignment,
      events: [event('adele', '01', of(USER.toUpperCase()))],
      who: 'adele',
    },
    {
      name: 'nobody when it is about another user in the same role',
      line: assignment,
      events: [event('adele', '01', of(OTHER, ROLE))],
      who: null,
    },
    {
      name: 'nobody when the event does not say about what',
      line: assignment,
      events: [event('adele', '01', null)],
      who: null,
    },
    {
      name: 'nobody by another activity',
      line: assignment,
      events: [event('adele', '01', of(USER), 'Delete user')],
      who: null,
    },
    { name: 'nobody without events', line: assignment, events: [], who: null },
    {
      name: 'the one actor for a setting of the tenant',
      line: flag,
      events: [event('adele', '01', of(ROLE)), event('adele', '02', of(ROLE))],
      who: 'adele',
    },
    {
      name: 'both when two could have changed a setting',
      line: flag,
      events: [event('ben', '02', of(ROLE)), event('adele', '01', of(ROLE))],
      who: 'adele, then ben',
    },
  ])('names $name', ({ line, events, who }) => {
    expect(actorOf(line, events)?.name ?? null).toBe(who);
  });
});

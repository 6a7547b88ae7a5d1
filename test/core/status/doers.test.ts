import { describe, expect, it } from 'vitest';
import type { HistoryItem } from '../../../shared/core/model/history.ts';
import { NOT_FOUND, NOT_READ } from '../../../shared/core/notify/looking.ts';
import { doersIn, doneBy } from '../../../shared/core/status/doers.ts';

const line = (over: Partial<HistoryItem>): HistoryItem => ({
  source: 'roleAssignments',
  change: 'added',
  key: 'k',
  title: 'A role was given',
  severity: 'critical',
  before: null,
  after: null,
  alert: 'a~b~1',
  ...over,
});

const doerOf = (...items: HistoryItem[]): string | undefined =>
  doersIn([
    { check: 'reset-admins', generation: 1, at: '2026-11-20T09:00:00.000Z', items, alerts: [], wantsActor: true },
  ]).get('a~b~1');

const ADELE = { id: '42faa9e8-10b1-4f36-a8b2-aa4dc17e9017', name: 'adelev@contoso.com', type: 'user' } as const;
const activities = ['Add member to role'];

describe('who did it', () => {
  it.each<[string, HistoryItem[], string | undefined]>([
    [
      'is named in the words of the mail',
      [line({ activities, actor: ADELE })],
      'user adelev@contoso[.]com (id 42faa9e8-10b1-4f36-a8b2-aa4dc17e9017)',
    ],
    [
      'is not known yet while the log is searched',
      [line({ activities })],
      'not known yet: the audit log is searched for up to an hour',
    ],
    ['was not found', [line({ activities, actor: NOT_FOUND })], 'not found in the audit log'],
    [
      'is not known where the log could not be read, which is another thing',
      [line({ activities, actor: NOT_READ })],
      'not known: the audit log could not be read',
    ],
    ['is not said of what no log records', [line({})], undefined],
    ['is not said of another alert', [line({ activities, actor: ADELE, alert: 'other~b~1' })], undefined],
  ])('%s', (_, items, says) => {
    expect(doerOf(...items)).toBe(says);
  });
});

it('is said behind a line of history, in quotes where somebody chose the name', () => {
  expect(doneBy(ADELE)).toBe('by user adelev@contoso[.]com (id 42faa9e8-10b1-4f36-a8b2-aa4dc17e9017)');
  expect(doneBy({ id: '', name: 'nobody; mailed', type: 'application' })).toBe('by application "nobody; mailed"');
  expect(doneBy(NOT_FOUND)).toBe('who did it: not found in the audit log');
});

import { describe, expect, it } from 'vitest';
import type { CommitEvents, Outboxes, OutboxRow } from '../../../shared/core/model/outbox.ts';
import { openEvents, toldWith } from '../../../shared/core/notify/events.ts';
import { alert, at, row } from './outbox-rows.ts';

const eventsOf = (generation: number, ...ids: string[]): CommitEvents => ({
  check: 'writeback',
  generation,
  at: at(generation),
  alerts: ids.map((id) => alert(id)),
});

const outboxes = (rows: readonly OutboxRow[], damaged: Outboxes['damaged'] = []): Outboxes => ({
  receivers: new Map(
    [...Map.groupBy(rows, ({ receiver }) => receiver)].map(([name, pending]) => [name, { mailbox: null, pending }]),
  ),
  damaged,
});

const forToy = (one: OutboxRow): OutboxRow => ({ ...one, receiver: 'toy', rowKey: one.rowKey.replace('mail', 'toy') });
const ids = (events: readonly CommitEvents[], from: Outboxes) =>
  openEvents(events, from, ['mail', 'toy']).map(({ id }) => id);

describe('events that are open', () => {
  const waiting = row(1, [alert('e1'), alert('o', { kind: 'opened' })]);

  it('are those that some receiver has to tell', () => {
    const events = [eventsOf(1, 'e1'), eventsOf(2, 'e2'), eventsOf(3, 'e3')];
    expect(ids(events, outboxes([waiting, forToy(row(2, [alert('e2')]))]))).toEqual(['e1', 'e2']);
  });

  it('are not those that only a receiver has to tell which is not there any more', () => {
    expect(openEvents([eventsOf(1, 'e1')], outboxes([forToy(waiting)]), ['mail'])).toEqual([]);
  });

  it('are those of an outbox row that cannot be read, too', () => {
    const damaged = [{ kind: 'pending' as const, rowKey: 'pending|mail|writeback|2', check: 'writeback', why: '' }];
    expect(ids([eventsOf(2, 'e2'), eventsOf(12, 'e12')], outboxes([], damaged))).toEqual(['e2']);
  });

  it('are taken from the outbox where an earlier version left no row of them', () => {
    expect(ids([], outboxes([waiting, forToy(waiting)]))).toEqual(['e1']);
  });

  it('are not those whose names alone are still to be told', () => {
    const names = row(2, [alert('e2', { kind: 'actor' })], {
      suffix: 'actor',
      rowKey: 'pending|mail|writeback|2|actor',
    });
    expect(ids([eventsOf(2, 'e2')], outboxes([names]))).toEqual([]);
  });
});

describe('commits whose events are told with some rows', () => {
  const one = row(1, [alert('e1')]);

  it('are those that no other receiver has to tell', () => {
    const two = row(2, [alert('e2')]);
    const told = toldWith([one, two], [one, two, forToy(one)]);
    expect(told.map(({ generation }) => generation)).toEqual([2]);
  });

  it('are none of rows without events, and none of names', () => {
    const opened = row(3, [alert('o', { kind: 'opened' })]);
    const names = row(4, [alert('e4', { kind: 'actor' })], { suffix: 'actor' });
    expect(toldWith([opened, names], [opened, names])).toEqual([]);
  });
});

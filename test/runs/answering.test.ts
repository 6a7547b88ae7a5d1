import { expect, it } from 'vitest';
import type { Damage } from '../../shared/core/model/stored.ts';
import { findAlert } from '../../shared/runs/answering.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { MemoryStore } from '../stubs/store.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');

const find = (damaged: readonly Damage[]) => {
  const store = new MemoryStore();
  store.events = async () => ({ events: [], damaged: [...damaged] }) as never;
  return findAlert({ store, now: NOON, receivers: ['mail'], hash: sha256 }, 'writeback-turned-on~tenant~1');
};

it('says that an alert has ended only where all events could be read', async () => {
  expect(await find([])).toBeNull();
  const row: Damage = { kind: 'event', rowKey: 'event|writeback|1', check: 'writeback', why: 'it is damaged' };
  await expect(find([row])).rejects.toThrow('nobody knows whether this alert is open');
});

import { describe, expect, it } from 'vitest';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Check } from '../../shared/core/model/check.ts';
import { MonitorError } from '../../shared/errors.ts';
import { poll } from '../../shared/runs/poll.ts';
import { gatherStatus } from '../../shared/runs/status.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { MemoryStore } from '../stubs/store.ts';
import { CALM, readingsOf } from '../stubs/tenant.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');

const RECEIVERS = new Map([['mail', { perMinute: 5, perHour: 10 }]]);

const gather = (open: () => MemoryStore) =>
  gatherStatus({
    store: open,
    now: NOW,
    checks: [{ check: writeback, intervalMs: 60_000 }],
    blindAfterMinutes: 15,
    notifyIntervalMs: 60_000,
    receivers: RECEIVERS,
  });

/** A store after one poll in which writeback is on. */
async function polled(): Promise<MemoryStore> {
  const store = new MemoryStore();
  const readings = readingsOf({ ...CALM, events: [{ id: 'e', says: 'on', at: '2026-11-20T11:00:00.000Z' }] });
  const sources = writeback.sources.map((source) => ({
    ...source,
    read: async () => {
      const reading = readings[source.name];
      return reading?.ok ? reading : { facts: [] };
    },
  }));
  await poll({
    check: { ...(writeback as unknown as Check<null>), sources },
    store,
    grant: () => null,
    now: () => NOW,
    hash: sha256,
    tenantId: 'tenant-id',
    policy: {
      blindAfterMinutes: 15,
      blindAfter: 900_000,
      gapAfter: Number.POSITIVE_INFINITY,
      floor: 'warning',
      growth: { percent: 10, min: 10 },
    },
    receivers: ['mail'],
    readUntil: NOW + 30_000,
  });
  return store;
}

describe('gathering the status', () => {
  it('reads the heads first, for that creates a missing table, and writes nothing else', async () => {
    const store = new MemoryStore();
    const { stored, problems } = await gather(() => store);
    expect(problems).toEqual([]);
    expect(stored).toMatchObject({ installedAt: '2026-11-20T12:00:00.000Z', checks: [{ head: null, verdict: null }] });
    expect(store.calls).toEqual(['heads', 'openAlerts', 'events', 'answers', 'outboxes']);
  });

  it('holds head, verdict, open alerts and outbox', async () => {
    const store = await polled();
    store.calls.length = 0;
    const { stored } = await gather(() => store);
    expect(stored?.checks[0]?.head?.verdict?.state).toBe('on');
    expect(stored?.checks[0]?.verdict?.[0]?.attributes.state).toBe('on');
    expect(stored?.conditions.map(({ rule }) => rule)).toEqual(['writeback-on-undeclared']);
    expect(stored?.outboxes[0]?.outbox.pending.map(({ alerts }) => alerts.map(({ rule }) => rule))).toEqual([
      ['baseline'],
      ['writeback-on-undeclared'],
    ]);
    expect(store.calls).toEqual(['heads', 'openAlerts', 'events', 'answers', 'outboxes', 'load']);
  });

  it.each<[name: string, text: string | null]>([
    ['is gone', null],
    ['is cut off', '[{"key"'],
    ['is something else', '"on"'],
  ])('has no verdict when its text %s', async (_, text) => {
    const store = await polled();
    const hash = store.headRows.get('writeback')?.value.verdict?.hash ?? '';
    if (text === null) store.texts.delete(hash);
    else store.texts.set(hash, text);
    const { stored, problems } = await gather(() => store);
    expect([problems, stored?.checks[0]?.verdict]).toEqual([[], null]);
  });

  it.each(['heads', 'openAlerts', 'events', 'answers', 'outboxes', 'load'])(
    'is a problem, not an exception, when %s fails',
    async (failing) => {
      const store = await polled();
      store.before = (call) => {
        if (call === failing) throw new MonitorError('unavailable', 'the table did not answer', { hint: 'look' });
      };
      expect(await gather(() => store)).toEqual({
        stored: null,
        problems: [
          { code: 'state-unreadable', what: 'The state cannot be read: the table did not answer', hint: 'look' },
        ],
      });
    },
  );

  it('is a problem when the store cannot even be opened, and shows no text of an unexpected error', async () => {
    const { problems } = await gather(() => {
      throw new TypeError('AccountKey=secret');
    });
    expect(problems).toMatchObject([
      { code: 'state-unreadable', what: 'The state cannot be read: Unexpected TypeError' },
    ]);
  });
});

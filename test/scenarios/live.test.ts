/** `/api/live` is open to anybody: what it costs does not grow with who asks, and it never says other than the status. */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { Monitor, Seams } from '../../shared/compose.ts';
import { openWorld, type World } from '../world/world.ts';

const MINUTE_MS = 60_000;

describe('asking whether the watch lives', () => {
  let tables: LocalTables;
  beforeAll(async () => {
    tables = await startAzurite();
  });
  afterAll(() => tables.close());

  async function polled(): Promise<World> {
    const world = await openWorld({ tables, settings: { NOTIFY_SCHEDULE: '0 * * * * *' } });
    const watch = world.watch();
    await watch.poll('writeback');
    await watch.notify();
    return world;
  }

  it('reads heads, mailboxes and outbox once for fifty who ask at once, and once more 15 s later', async () => {
    const world = await polled();
    const requests: string[] = [];
    const watch = world.watch(seeing(requests));
    const answers = await Promise.all(Array.from({ length: 50 }, () => watch.live()));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set(['200 {"status":"pass"}']));
    expect(requests).toHaveLength(3);
    world.wait(14_999);
    await watch.live();
    expect(requests).toHaveLength(3);
    world.wait(1);
    await watch.live();
    expect(requests).toHaveLength(6);
    await world.close();
  });

  it('asks a storage that fails no more often than one that works', async () => {
    const world = await polled();
    let tries = 0;
    const watch = world.watch({
      tablePolicies: [
        {
          position: 'perRetry',
          policy: {
            name: 'test-refuse',
            sendRequest: async (request) => {
              tries += 1;
              return { status: 403, headers: request.headers, request, bodyAsText: '{}' };
            },
          },
        },
      ],
    });
    const answers = await Promise.all(Array.from({ length: 50 }, () => watch.live()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(tries).toBe(1);
    await watch.live();
    expect(tries).toBe(1);
    await world.close();
  });

  it('says fail exactly when the status does, and within 15 s of it', async () => {
    const world = await polled();
    const probe = world.watch();
    const seen: (readonly [live: number, status: number])[] = [];
    for (const change of [
      () => {},
      () => world.tenant.faults.add({ kind: 'status', path: '/auditLogs/*', status: 403, count: null }),
      () => {},
      () => world.tenant.faults.clear(),
      () => world.wait(30 * MINUTE_MS),
    ] as readonly (() => unknown)[]) {
      change();
      world.wait(MINUTE_MS);
      if (seen.length < 4) await turn(world.watch());
      const [live, status] = await Promise.all([probe.live(), world.watch().status(false)]);
      seen.push([live.status, status.status]);
    }
    expect(seen.map(([live]) => live)).toEqual([200, 200, 503, 200, 503]);
    expect(seen.map(([live, status]) => live === status)).toEqual([true, true, true, true, true]);
    await world.close();
  });

  it('shows at once what the same process did', async () => {
    const world = await openWorld({ tables });
    const watch = world.watch();
    const before = JSON.parse((await watch.status(false)).body);
    await watch.poll('writeback');
    const after = JSON.parse((await watch.status(false)).body);
    expect(before.problems).toMatchObject([{ code: 'no-poll-yet' }]);
    expect(after.problems).not.toContainEqual(expect.objectContaining({ code: 'no-poll-yet' }));
    await world.close();
  });
});

async function turn(watch: Monitor): Promise<void> {
  await watch.poll('writeback');
  await watch.notify();
}

const seeing = (requests: string[]): Seams => {
  const policy: PipelinePolicy = {
    name: 'test-seeing',
    sendRequest: (request, next) => {
      requests.push(`${request.method} ${new URL(request.url).pathname}`);
      return next(request);
    },
  };
  return { tablePolicies: [{ position: 'perRetry', policy }] };
};

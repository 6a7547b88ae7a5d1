/** What the log says of a run that could not do its work: never "unchanged", never a success, and where a fault of ours lies. */
import type { InvocationContext } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { runTimer } from '../../shared/app.ts';
import { faulty } from '../stubs/fault.ts';
import { openScene, type Scene } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

/** One run as the host sees it: its lines, and how it ended. */
async function logged(run: Parameters<typeof runTimer>[1]) {
  const lines: string[] = [];
  const context = { log: (line: string) => lines.push(line), error: (line: string) => lines.push(`ERROR ${line}`) };
  const ended = await runTimer(context as unknown as InvocationContext, run).then(
    () => 'succeeded',
    () => 'failed',
  );
  return { ended, lines: lines.filter((line) => !line.startsWith('{')) };
}

const poll = (scene: Scene) => logged(() => scene.world.watch(scene.seams, scene.settings).poll('writeback'));
const down = { fetch: async () => new Response('', { status: 503 }), sleep: async () => {} };

describe('a poll', () => {
  it('to which Graph tells nothing has failed, and names what it did not read', async () => {
    const scene = await openScene(tables);
    await scene.minutes(2);
    scene.seams = down;
    const { ended, lines } = await poll(scene);
    expect(ended).toBe('failed');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^ERROR failed: unavailable: \w+: nothing was read: directoryAudits \(unavailable\), /);
    expect(lines[0]).not.toContain('unchanged:');
  });

  it('that did not read one source goes on, and names it', async () => {
    const scene = await openScene(tables);
    await scene.minutes(2);
    scene.world.tenant.revoke('Policy.Read.All');
    scene.world.wait(25 * 3_600_000);
    const { ended, lines } = await poll(scene);
    expect(ended).toBe('succeeded');
    expect(lines.join()).toContain('not read: authorizationPolicy (denied)');
  });

  it('that read all says nothing of it', async () => {
    const scene = await openScene(tables);
    await scene.minutes(2);
    expect(await poll(scene)).toEqual({ ended: 'succeeded', lines: ['unchanged: nothing changed'] });
  });
});

describe('a fault of ours', () => {
  it('is logged with its name and place, and without what it says', async () => {
    const { ended, lines } = await logged(async () => faulty('cannot read "Ada Lovelace" at secret.ts:1:1'));
    expect(ended).toBe('failed');
    expect(lines).toEqual([
      expect.stringMatching(/^ERROR failed: internal: Unexpected TypeError at fault\.ts:\d+:\d+$/),
    ]);
  });

  it('in a source is named beside the source', async () => {
    const scene = await openScene(tables);
    await scene.minutes(2);
    scene.seams = {
      fetch: () => {
        throw new RangeError('Ada');
      },
      sleep: async () => {},
    };
    expect((await poll(scene)).lines.join()).not.toContain('Ada');
  });
});

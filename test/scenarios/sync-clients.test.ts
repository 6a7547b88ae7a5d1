/**
 * Sync clients are known by what they do and hold. Cloud Sync may be the gallery application itself, and one Disable event
 * beside it proves nothing; a name that anyone can give makes no client, and nothing critical.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld, type World } from '../world/world.ts';
import { DAY, MINUTE, subjects } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const POLLS = ['writeback', 'agents', 'reset-admins'];

async function opened(prepare: (world: World) => void = () => {}) {
  const world = await openWorld({ tables, checks: CHECKS });
  onTestFinished(() => world.close());
  prepare(world);
  /** All checks, then mail; twelve minutes, so that no warning waits. */
  const turn = async (): Promise<string[]> => {
    const before = world.mailbox.mails().length;
    world.wait(12 * MINUTE);
    for (const check of POLLS) await world.watch().poll(check);
    await world.watch().notify();
    const mails = world.mailbox.mails();
    return subjects(mails.slice(0, mails.length - before).reverse());
  };
  const status = async () => JSON.parse((await world.watch().status(false)).body) as Report;
  return { world, turn, status };
}

interface Seen extends Pick<Report, 'openAlerts'> {
  readonly writeback: { readonly state: string };
  readonly agents: { readonly heartbeats: readonly { readonly kind: string; readonly state: string }[] };
}

describe('Cloud Sync', () => {
  it.each<[name: string, add: (world: World) => void]>([
    ['that is the gallery application itself', ({ tenant }) => void tenant.cloudSync.addGallery()],
    ['that was made from the template', ({ tenant }) => void tenant.cloudSync.add('contoso.local')],
  ])('%s is seen: one Disable event leaves it unknown, and its job is a heartbeat', async (_, add) => {
    const { world, turn, status } = await opened((new_) => {
      add(new_);
      new_.tenant.enableWriteback({ at: new_.now() - 9 * DAY });
    });
    await turn();
    world.tenant.disableWriteback();
    expect(await turn()).toEqual([
      expect.stringContaining('Password writeback was turned off for a sync client; the verdict is unknown'),
    ]);
    const { writeback, agents, openAlerts } = (await status()) as unknown as Seen;
    expect(openAlerts.map(({ title }) => title)).toContain('The evidence about password writeback contradicts itself');
    expect(writeback.state).toBe('unknown');
    expect(agents.heartbeats.map(({ kind, state }) => [kind, state])).toEqual(
      expect.arrayContaining([
        ['cloudSyncJob', 'ok'],
        ['directorySync', 'ok'],
        ['passwordSync', 'ok'],
      ]),
    );
  });
});

describe('Cloud Sync of which only the account that it works under is seen', () => {
  const account = { name: 'Sync', upn: 'ADToAADSyncServiceAccount@contoso.onmicrosoft.com', synced: null };
  const disabled = async (add: (world: World) => void) => {
    const { world, turn, status } = await opened((new_) => {
      add(new_);
      new_.tenant.enableWriteback({ at: new_.now() - 9 * DAY });
    });
    await turn();
    world.tenant.disableWriteback();
    await turn();
    return { world, turn, state: async () => ((await status()) as unknown as Seen).writeback.state };
  };

  it('is not taken for absent: one Disable event leaves writeback unknown, until the account is disabled', async () => {
    const { world, turn, state } = await disabled(({ tenant }) => void tenant.users.add(account));
    expect(await state()).toBe('unknown');
    world.tenant.users.setEnabled(account.name, false);
    await turn();
    await turn();
    await turn();
    expect(await state()).toBe('off');
  });

  it('is absent where that account never was, or is disabled', async () => {
    const { state } = await disabled(({ tenant }) => void tenant.users.add({ ...account, enabled: false }));
    expect(await state()).toBe('off');
  });
});

describe('an application that anyone registered', () => {
  it.each(['ConnectSyncProvisioning_1', 'ConnectSyncProvisioning_SYNC-01_0123456789ab'])(
    'as %s raises nothing critical, and turns no writeback on',
    async (name) => {
      const { world, turn, status } = await opened();
      await turn();
      world.tenant.apps.create({ name });
      const mails = [...(await turn()), ...(await turn())];
      expect(mails).toEqual([expect.stringContaining('New Connect Sync application')]);
      expect(mails.join('\n')).not.toContain('Critical');
      const critical = (await status()).openAlerts.filter(({ severity }) => severity === 'critical');
      expect(critical).toEqual([]);
    },
  );
});

describe('a tenant that never synced', () => {
  it('has no blind source: no flags and no client are what there is', async () => {
    const { turn, status } = await opened(({ tenant }) =>
      tenant.change((state) => {
        state.sync.enabled = false;
        state.connect.servers = [];
      }),
    );
    await turn();
    await turn();
    const { sources } = await status();
    // Lists of agents are read by no application, in no tenant.
    expect(sources.filter(({ state }) => state !== 'ok').map(({ name }) => name)).toEqual([
      'provisioningAgents',
      'authenticationAgents',
    ]);
  });
});

/**
 * The states in which a person may meet the page, each a whole world that came to it by itself: the simulated tenant, the
 * polls of every check, mail. What a month would have recorded is written beforehand, as polls would have.
 */
import { TableClient } from '@azure/data-tables';
import type { LocalTables } from '../../local/azurite.ts';
import { growTenant } from '../../local/tenant/directory/grow.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import { keysWith } from '../../shared/tables/keys.ts';
import { openWorld, type World } from '../world/world.ts';

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface PageState {
  readonly world: World;
  readonly settings: Readonly<Record<string, string>>;
}

interface Story {
  readonly settings?: Readonly<Record<string, string>>;
  /** Before the watch begins. */
  readonly before?: (tenant: SimulatedTenant, world: World) => void;
  /** Once it has looked for a while. */
  readonly news?: (tenant: SimulatedTenant, world: World) => void;
  /** How many minutes until then, and after that. Default 6 and 0. */
  readonly polls?: number;
  readonly minutes?: number;
  /** A month of recorded measures. */
  readonly month?: boolean;
}

const DECLARED = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };

/** All that is well: writeback is on and declared, everything can be read. */
const well = (tenant: SimulatedTenant): void => {
  tenant.agents.setReadable(true);
  tenant.enableWriteback({ at: tenant.clock() - 24 * HOUR });
};

export const STORIES = {
  fresh: { polls: 0 },
  healthy: { settings: DECLARED, before: well, month: true },
  on: {
    settings: { MAIL_TIME_ZONE: 'Europe/Berlin' },
    before: (tenant) => tenant.agents.setReadable(true),
    news: (tenant) => {
      tenant.enableWriteback();
      tenant.roles.assign({ principal: 'Alex Wilber', role: 'Helpdesk Administrator' });
      tenant.agents.stop(tenant.state.agents[0]?.id ?? '');
    },
    minutes: 4,
    month: true,
  },
  blind: {
    settings: DECLARED,
    before: well,
    news: ({ faults }) => {
      faults.add({ path: '/auditLogs/directoryAudits', kind: 'status', status: 403, count: null });
      faults.add({ path: '/organization', kind: 'status', status: 403, count: null });
    },
    minutes: 25,
    month: true,
  },
  mute: {
    settings: { ...DECLARED, MAIL_TIME_ZONE: 'Europe/Berlin' },
    before: (tenant, { mailbox }) => {
      well(tenant);
      mailbox.faults.add({ kind: 'status', status: 403, count: null });
    },
    minutes: 8,
  },
} as const satisfies Readonly<Record<string, Story>>;

/** The world in which that story has been told. */
export async function told(story: Story, tables: LocalTables): Promise<PageState> {
  const { settings = {}, before, news, polls = 6, minutes = 0, month } = story;
  const world = await openWorld({ tables, checks: CHECKS });
  before?.(world.tenant, world);
  const state = { world, settings };
  if (month) await recordMonth(world);
  await live(state, polls);
  news?.(world.tenant, world);
  await live(state, minutes);
  return state;
}

/** Each minute every check is polled, then the notifier runs. */
export async function live({ world, settings }: PageState, minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n += 1) {
    world.wait(30_000);
    const polls = ['writeback', 'agents', 'reset-admins'].map((check) => world.watch({}, settings).poll(check));
    await Promise.all(polls);
    world.wait(30_000);
    await world.watch({}, settings).notify();
  }
}

/** As many as an hour has, and a few that moved in between. */
async function recordMonth(world: World): Promise<void> {
  const client = TableClient.fromConnectionString(
    world.env.STATE_CONNECTION_STRING ?? '',
    world.env.STATE_TABLE ?? '',
    {
      allowInsecureConnection: true,
    },
  );
  await client.createTable();
  const keys = keysWith((text) => text);
  const rows = Array.from({ length: 30 * 24 }, (_, n) => world.now() - (n + 1) * HOUR).flatMap((time, hours) => {
    const at = new Date(time).toISOString();
    const gone = hours > 190 && hours < 220;
    const users = 1240 - Math.floor(hours / 9) + (hours % 7);
    const late = hours > 20 && hours < 24 ? 2 : hours === 19 || hours === 60 ? 1 : hours > 100 && hours < 110 ? 3 : 0;
    const values = {
      'synced-users': users,
      'reset-admins.reachable': users - 9,
      'reset-admins.resetters': hours > 300 ? 5 : 7,
    };
    const beats = { 'agents.heartbeat.directorySync': late, 'agents.heartbeat.connectSignIn': 0 };
    return gone
      ? []
      : Object.entries({ ...values, ...(hours < 170 && beats) }).map(([name, value]) => ({ name, at, value }));
  });
  for (let n = 0; n < rows.length; n += 100) {
    await client.submitTransaction(
      rows.slice(n, n + 100).map((row) => [
        'upsert',
        {
          partitionKey: keys.partition(world.env.TENANT_ID ?? ''),
          rowKey: keys.measure(row),
          name: row.name,
          at: row.at,
          value: String(row.value),
        },
      ]),
    );
  }
}

/** A tenant of that many who can reset, by so many ways each. */
export const grown = (resetters: number, pathsEach: number, assignments: number): Story => ({
  settings: DECLARED,
  before: (tenant) => {
    well(tenant);
    const growth = {
      syncedUsers: 50_000,
      resetters,
      pathsEach,
      groups: 20,
      units: 5,
      unitMembers: 100,
      restrictedUnits: 1,
    };
    tenant.change((state) => growTenant(state, { ...growth, assignments }));
  },
});

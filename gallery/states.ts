/**
 * The states in which a person may meet the page, each a whole world that came to it by itself: the simulated tenant, the
 * polls of every check, mail. What a month would have recorded is written beforehand, as polls would have.
 */
import type { LocalTables } from '../local/azurite.ts';
import { growTenant } from '../local/tenant/directory/grow.ts';
import type { SimulatedTenant } from '../local/tenant/tenant.ts';
import { CHECKS } from '../shared/checks/index.ts';
import { HOSTILE } from '../test/oracles/hostile.ts';
import { openWorld, type World } from '../test/world/world.ts';
import { recordMonth } from './month.ts';
import { DECLARED, MINUTE, well } from './stage.ts';

export interface PageState {
  readonly world: World;
  readonly settings: Readonly<Record<string, string>>;
}

export interface Story {
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
  /** Everything that can be named was named by somebody who works against the page. */
  hostile: {
    before: (tenant) => {
      tenant.rename('</title><script>alert(1)</script>\u202e');
      tenant.change(({ directory: { users, groups, units } }) => {
        for (const [n, one] of [users, groups, units].flatMap((all) => Object.values(all)).entries())
          one.displayName = `${HOSTILE[n % HOSTILE.length]} <img src=x onerror=alert(1)>"'`;
      });
    },
    news: (tenant) => {
      const [user] = Object.values(tenant.state.directory.users);
      tenant.enableWriteback({ by: `\u202e<svg onload=alert(1)>${'W'.repeat(300)}` });
      tenant.roles.assign({ principal: user?.id ?? '', role: 'Helpdesk Administrator' });
    },
    polls: 2,
    minutes: 3,
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
    world.wait(MINUTE / 2);
    const polls = ['writeback', 'agents', 'reset-admins'].map((check) => world.watch({}, settings).poll(check));
    await Promise.all(polls);
    world.wait(MINUTE / 2);
    await world.watch({}, settings).notify();
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

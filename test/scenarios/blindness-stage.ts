/**
 * A tenant in which every source has something to lose, under a watch that has begun and finds nothing wrong. What goes
 * wrong lies on the reading of one check alone. Time is virtual, so a limit of the product costs nobody its length.
 */

import type { LocalTables } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { CHECKS, watched } from '../../shared/checks/index.ts';
import type { Seams } from '../../shared/compose.ts';
import { isRequired } from '../../shared/core/model/source.ts';
import { openWorld, type World } from '../world/world.ts';
import type { Place } from './blindness-places.ts';
import { checkOf, type Seen } from './blindness-seen.ts';
import { DAY, type HistoryLine, HOUR, MINUTE } from './scene.ts';
import { inVirtualTime } from './virtual-time.ts';

export const DECLARED = { WRITEBACK_DECLARED: 'on@2026-11-20 by Ann' };

const SECOND = 1000;

/** What a round meets. */
export interface Trouble {
  readonly settings?: Readonly<Record<string, string>>;
  readonly seams?: Seams;
  /** Runs that do not take place. */
  readonly dead?: readonly string[];
  /** Around the reading of one check. */
  readonly spoil?: { readonly check: string; readonly begin: () => void; readonly end: () => void };
}

export interface Stage {
  readonly world: World;
  /** So much later every check is polled, then mail leaves. @returns the mails that came, oldest first */
  round(ms: number, trouble?: Trouble): Promise<StoredMail[]>;
  status(trouble?: Trouble): Promise<Seen>;
  /** Since a time, newest first. */
  history(since: string): Promise<HistoryLine[]>;
  close(): Promise<void>;
}

/** @param check the one that is built beside the watch over it; all unless given */
export async function openStage(
  tables: LocalTables,
  prepare: (tenant: SimulatedTenant) => void = hybrid,
  check?: string,
): Promise<Stage> {
  const built = check === undefined ? CHECKS : watchedAlone(check);
  // Rounds leap over Mondays: the periodic summary has a script of its own.
  const settings = { ...DECLARED, WATCH_NAME: 'Contoso', SUMMARY_SCHEDULE: 'off' };
  const world = await openWorld({ tables, checks: built, settings });
  prepare(world.tenant);
  const run = async (name: string, { settings = {}, seams = {}, dead = [], spoil }: Trouble, work: Run) => {
    if (dead.includes(name)) return;
    const isSpoilt = spoil?.check === name;
    if (isSpoilt) spoil.begin();
    // A run whose settings are wrong refuses; that nobody is told of it but by the status is what is looked at.
    await inVirtualTime(world, (own) => work({ ...own, ...seams }, settings)).catch(() => {});
    if (isSpoilt) spoil.end();
    world.wait(SECOND);
  };
  return {
    world,
    async round(ms, trouble = {}) {
      const before = world.mailbox.mails().length;
      world.wait(ms);
      for (const { name } of built.filter(({ timer }) => timer)) {
        await run(name, trouble, (seams, settings) => world.watch(seams, settings).poll(name));
      }
      await run('watch', trouble, (seams, settings) => world.watch(seams, settings).notify());
      const mails = world.mailbox.mails();
      return mails.slice(0, mails.length - before).reverse();
    },
    async status({ settings = {}, seams = {} } = {}) {
      const watch = world.watch(seams, settings);
      const [{ status, body }, lists] = await Promise.all([watch.status(false), watch.resetAdmins(null)]);
      const report = JSON.parse(body);
      const resetAdmins = { ...report.resetAdmins, ...(lists.status === 200 && JSON.parse(lists.body)) };
      return { ...report, resetAdmins, http: status } as Seen;
    },
    async history(since) {
      const { body } = await world.watch().drift(new URLSearchParams({ limit: '1000', since }), null);
      return (JSON.parse(body) as { items: HistoryLine[] }).items;
    },
    close: () => world.close(),
  };
}

type Run = (seams: Seams, settings: Readonly<Record<string, string>>) => Promise<unknown>;

/** The watch needs something to watch over. */
const watchedAlone = (check: string) =>
  watched(CHECKS.filter(({ name }) => name === (check === 'watch' ? 'writeback' : check)));

/** Writeback on, both sync clients, both agent lists, all who can reset: an answer wrongly taken for empty would change something of it. */
export function hybrid(tenant: SimulatedTenant): void {
  staffed(tenant);
  tenant.enableWriteback();
  tenant.addCloudSync('corp');
  tenant.agents.setReadable(true);
  for (const n of [1, 2, 3]) tenant.agents.install({ machineName: `PTA-${n}`, type: 'authentication' });
}

/** Somebody behind every source of who can reset whom, beside those of a new tenant. */
export function staffed({ apps, groups, roles, users }: SimulatedTenant): void {
  const [desk, app, bot, shift] = ['Sales Service Desk', 'HR Onboarding', 'Desk Bot', 'Night Shift'];
  groups.create({ name: shift, assignable: false });
  groups.addMember(shift, 'Alex Wilber');
  groups.makeEligible({ group: desk, principal: shift, access: 'member' });
  apps.create({ name: bot });
  groups.addMember(desk, bot);
  groups.addOwner(desk, app);
  groups.addOwner(desk, 'Alex Wilber');
  apps.grantPermission(app, 'User-PasswordProfile.ReadWrite.All');
  apps.addOwner(app, 'Alex Wilber');
  apps.addOwner(app, 'Grady Archie', 'application');
  const activated = { principal: 'Grady Archie', role: 'Helpdesk Administrator' };
  roles.makeEligible(activated);
  roles.activate({ ...activated, minutes: 100 * 24 * 60 });
  users.setSsprEnabled(400);
}

/** The same, and something is wrong wherever a source of the agents can show it. */
export function ailing(tenant: SimulatedTenant): void {
  hybrid(tenant);
  const now = tenant.clock();
  tenant.agents.stop('PTA-1');
  tenant.agents.stop('agent-01.contoso.local');
  tenant.cloudSync.quarantine('corp', { at: now - 2 * HOUR });
  tenant.connect.setVersion('SYNC-01', '2.1.0.0');
  tenant.connect.setLastPasswordSync(now - 7 * HOUR);
  tenant.connect.install('SYNC-02', { isStaging: true });
  tenant.connect.stop('SYNC-02', now - 10 * DAY);
}

/** The same, and the identity of the watch may write. */
export function mighty(tenant: SimulatedTenant): void {
  hybrid(tenant);
  tenant.grant('User-PasswordProfile.ReadWrite.All');
}

/** How long until the next reading of a place, until it has been unread for too long, and until it is read again. */
export function paceOf(place: Place): { readonly next: number; readonly blind: number; readonly again: number } {
  if (checkOf(place) === 'watch') return { next: DAY, blind: 2 * DAY + HOUR, again: 2 * HOUR };
  return { next: 5 * MINUTE, blind: 16 * MINUTE, again: 5 * MINUTE };
}

/** `check/source` of every source, and whether it is required. */
export const REQUIRED: ReadonlyMap<string, boolean> = new Map(
  CHECKS.flatMap(({ name, sources }) => sources.map((one) => [`${name}/${one.name}`, isRequired(one)])),
);

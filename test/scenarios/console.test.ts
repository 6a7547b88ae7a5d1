/**
 * What a newcomer does by hand: stops something in the console of the simulated tenant and waits for the mail. The real
 * functions on their own timers, each every second instead of minutes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld, type World } from '../world/world.ts';
import { type Hosted, openHosted, settingsOf } from './hosted.ts';
import { told } from './mail-reading.ts';

const EVERY_SECOND = '* * * * * *';
const SCHEDULES = {
  // So far apart that hardly any poll waits for its turn at the audit log: five requests in ten seconds.
  POLL_WRITEBACK_SCHEDULE: '*/40 * * * * *',
  POLL_AGENTS_SCHEDULE: '*/8 * * * * *',
  POLL_RESET_ADMINS_SCHEDULE: '*/6 * * * * *',
  NOTIFY_SCHEDULE: EVERY_SECOND,
};

interface Desk {
  readonly world: World;
  press(action: string, form?: Readonly<Record<string, string>>): Promise<void>;
  /** Waits for the next mail. @returns what it tells, and what the status says by then */
  next(): Promise<{ mail: string[]; agents: string; status: string; open: string[] }>;
  /** All mails so far but the summaries. */
  mails(): string[][];
}

/** The app is up, each check has sent its summary. */
async function openDesk(): Promise<Desk> {
  const world = await openWorld({ settings: { WRITEBACK_DECLARED: 'on@2026-11-20 by Ann' } });
  onTestFinished(() => world.close());
  // So that reading them is no news later, and that all agents out is critical.
  world.tenant.agents.setReadable(true);
  world.tenant.enableWriteback();
  const app = await openHosted({ ...settingsOf(world), ...SCHEDULES }, { timers: true });
  const mails = () =>
    world.mailbox
      .mails()
      .map(told)
      .filter(([subject]) => !subject?.startsWith('[Info]'))
      .reverse();
  const summaries = () =>
    world.mailbox.mails().flatMap(({ text }) => text.match(/\[Info\] The watch has begun/g) ?? []);
  await until(async () => summaries().length >= 1 && (await reportOf(app)).status !== 'fail');
  let known = 0;
  return {
    world,
    mails,
    async press(action, form = {}) {
      const { origin } = world.tenant;
      const init = { method: 'POST', headers: { Origin: origin }, body: new URLSearchParams(form) };
      const answer = await fetch(`${origin}/console/${action}`, { ...init, redirect: 'manual' });
      expect(answer.status).toBe(303);
    },
    async next() {
      known += 1;
      await until(async () => mails().length >= known);
      const { agents, status, openAlerts } = await reportOf(app);
      const { state } = agents as { state: string };
      return { mail: mails()[known - 1] ?? [], agents: state, status, open: openAlerts.map(({ title }) => title) };
    },
  };
}

const reportOf = async (app: Hosted) => (await (await app.ask('/api/status')).json()) as Report;

/** Polls as frequent as these wait for their turn at the audit log: five requests in ten seconds. */
const WAIT_MS = 60_000;

async function until(look: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; await sleep(100)) if (await look()) return;
  throw new Error(`waited ${WAIT_MS / 1000} s in vain`);
}

const agentDown = 'Only 2 Cloud Sync agents are active, 1 is inactive; 3 are recommended';
const allOut = 'Connector agents are out: no sync client shows a sign of life';

// One app for both: the identity library remembers the first endpoint of a process.
describe('in the console', () => {
  it('what is stopped is one mail and a state, started again one more; a new Helpdesk Administrator is named', async () => {
    const { world, press, next, mails } = await openDesk();
    const [{ id } = { id: '' }] = world.tenant.state.agents;
    await press('agents/stop', { id });
    expect(await next()).toEqual({
      mail: [`[Warning] Contoso: ${agentDown}`, `[Warning] ${agentDown}`],
      agents: 'degraded',
      status: 'warn',
      open: [agentDown],
    });
    await press('agents/start', { id });
    expect(await next()).toEqual({
      mail: [`[Warning, ended] Contoso: ${agentDown}`, `[Warning, ended] ${agentDown}`],
      agents: 'healthy',
      status: 'pass',
      open: [],
    });

    await press('sync-server/stop', { name: 'SYNC-01' });
    const silent = ['Directory sync is silent', 'Password hash sync is silent'];
    expect(await next()).toEqual({
      mail: [`[Critical] Contoso: ${allOut}`, `[Critical] ${allOut}`, ...silent.map((title) => `Also: ${title}`)],
      agents: 'out',
      status: 'warn',
      open: [allOut, ...silent],
    });
    await press('sync-server/start', { name: 'SYNC-01' });
    expect(await next()).toEqual({
      mail: [
        `[Critical, ended] Contoso: ${allOut}`,
        `[Critical, ended] ${allOut}`,
        ...silent.map((title) => `Ended too: ${title}`),
      ],
      agents: 'healthy',
      status: 'pass',
      open: [],
    });
    await sleep(2500);
    expect(mails()).toHaveLength(4);

    const principal = Object.values(world.tenant.state.directory.users).find(
      ({ displayName }) => displayName === 'Alex Wilber',
    );
    await press('administrator/make', { principal: principal?.id ?? '', role: 'Helpdesk Administrator' });
    const made =
      'A user can now reset 1,231 synced users (Helpdesk Administrator): "Alex Wilber" (alexw@contoso[.]com)';
    expect((await next()).mail).toEqual([`[Critical] Contoso: ${made}`, `[Critical] ${made}`]);
  }, 300_000);
});

/**
 * Resets of synced users, counted and told: how many and by whom, in status, page, metrics and CSV; and one of a user who
 * holds a privileged role of the cloud as a mail. `RESET_HISTORY` decides over each of these places, and no ordinary user
 * is in any of them unless it says `names`.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { Reset } from '../../local/tenant/resets.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld } from '../world/world.ts';
import { DAY, type HistoryLine, MINUTE, words } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

async function opened(history: string) {
  const settings = { RESET_HISTORY: history, WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };
  const world = await openWorld({ tables, checks: CHECKS, settings });
  onTestFinished(() => world.close());
  const watch = () => world.watch();
  /** @returns the mails that came, each on one line */
  const turn = async (ms = 12 * MINUTE): Promise<string[]> => {
    const before = world.mailbox.mails().length;
    world.wait(ms);
    for (const check of ['reset-admins', 'writeback']) await watch().poll(check);
    await watch().notify();
    const mails = world.mailbox.mails();
    return mails.slice(0, mails.length - before).map(words);
  };
  const ask = async (accept: string | null) =>
    (await watch().drift(new URLSearchParams({ limit: '1000' }), accept)).body;
  return {
    world,
    turn,
    reset: (reset: Reset) => world.tenant.resetPassword(reset),
    status: async () => JSON.parse((await watch().status(false)).body) as Report & { readonly writeback: object },
    page: async () => {
      const asked = { accept: 'text/html', query: new URLSearchParams() };
      return (await watch().status(false, asked)).body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    },
    metrics: async () => (await watch().metrics()).body,
    csv: () => ask('text/csv'),
    history: async () => (JSON.parse(await ask(null)) as { items: HistoryLine[] }).items,
  };
}

const KIM = 'kim@contoso.com';
const LEE = 'lee@contoso.com';

/** Kim resets two, one of them through a client that says so, Lee one; a synced user resets their own; a cloud user, too. */
async function busy(history: string) {
  const scene = await opened(history);
  for (const [name, synced] of [
    ['Vera', true],
    ['Otto', true],
    ['Cleo', false],
  ] as const)
    scene.world.tenant.users.add({ name, synced });
  await scene.turn();
  scene.reset({ user: 'Vera', agent: 'CloudSync', by: KIM });
  scene.reset({ user: 'Otto', agent: 'None', by: KIM });
  scene.reset({ user: 'Otto', agent: 'Microsoft Entra Connect', by: LEE });
  scene.reset({ user: 'Vera', own: 'Change password (self-service)' });
  scene.reset({ user: 'Cleo', agent: 'None', by: LEE });
  scene.reset({ user: 'Vera', by: LEE, result: 'failure' });
  return { ...scene, mails: await scene.turn() };
}

describe('the resets of 24 hours', () => {
  it('are counted in status, page and metrics, with who did those of administrators, and no user is named', async () => {
    const { status, page, metrics, csv, mails } = await busy('counts');
    expect((await status()).writeback).toMatchObject({
      resets: {
        byAdministrators: 3,
        byThemselves: 1,
        unsure: 0,
        administrators: [
          { name: KIM, type: 'user', count: 2 },
          { name: LEE, type: 'user', count: 1 },
        ],
        readAt: '2026-11-20T09:24:00.000Z',
      },
    });
    const shown = await page();
    expect(shown).toContain('Resets of synced users in 24 h: 3 by administrators, 1 by the users themselves.');
    expect(shown).toMatch(/2 by user kim@contoso\[\.\]com .*1 by user lee@contoso\[\.\]com/);
    expect(await metrics()).toMatch(/resets\{by="administrators"\} 3\n.*resets\{by="themselves"\} 1\n/s);
    for (const text of [shown, await csv(), ...mails]) expect(text).not.toMatch(/Vera|Otto|vera@|otto@/);
  });

  it('have a line of history a day with the counts of each administrator, in the CSV too; a day without has none', async () => {
    const { turn, csv, history } = await busy('counts');
    await turn(15 * 60 * MINUTE);
    await turn(2 * DAY);
    const daily = (await history()).filter(({ title }) => title.startsWith('Resets of synced users in 24 h'));
    expect(daily).toMatchObject([
      {
        title: 'Resets of synced users in 24 h: 3 by administrators, 1 by the users themselves',
        after: {
          byAdmins: 3,
          bySelf: 1,
          administrators: [
            { name: KIM, count: 2 },
            { name: LEE, count: 1 },
          ],
        },
        mailed: null,
      },
    ]);
    expect(await csv()).toContain('Resets of synced users in 24 h: 3 by administrators');
  });

  it('are nowhere with RESET_HISTORY=off: in no status, page, metric or history', async () => {
    const { status, page, metrics, csv, turn, mails } = await busy('off');
    expect(await status()).not.toHaveProperty('writeback.resets');
    expect(await page()).not.toContain('by administrators,');
    expect(await metrics()).not.toContain('writeback_watch_resets{');
    await turn(15 * 60 * MINUTE);
    expect(`${await csv()}${mails}`).not.toMatch(/of synced users in 24 h|kim@|lee@|Vera|Otto/);
  });

  it('are kept one by one with RESET_HISTORY=names, and mailed to nobody', async () => {
    const { history, mails, page } = await busy('names');
    const titles = (await history()).map(({ title }) => title).filter((title) => title.startsWith('Reset of'));
    const said = 'Reset of a synced user by an administrator: ';
    expect(titles.sort()).toEqual(['otto', 'otto', 'vera'].map((name) => `${said}${name}@contoso[.]com`));
    for (const text of [...mails, (await page()).split('History')[0]])
      expect(text).not.toMatch(/Vera|Otto|vera@|otto@/);
  });
});

describe('a reset of a synced user who holds a privileged role of the cloud', () => {
  const said = 'The password of a synced user with a privileged cloud role was reset';

  it('is mailed once, with what the user holds and who did it', async () => {
    const scene = await opened('counts');
    await scene.turn();
    scene.reset({ user: 'Isaiah Langer', agent: 'CloudSync', by: KIM });
    const [mail = ''] = await scene.turn();
    expect(mail).toContain(`[Warning] ${said}: "Isaiah Langer" (isaiahl@contoso[.]com)`);
    expect(mail).toContain('Holds: Password Administrator');
    expect(mail).toContain('Written back by: CloudSync');
    expect(mail).toContain('Who did it: user kim@contoso[.]com');
    expect(mail).toContain('Runbook: privileged-user-reset');
    expect((await scene.turn()).join()).not.toContain(said);
  });

  it('is told of one who may only activate a role, and of a reset by registered methods alone', async () => {
    const scene = await opened('counts');
    scene.world.tenant.roles.makeEligible({ principal: 'Alex Wilber', role: 'Privileged Role Administrator' });
    await scene.turn();
    scene.reset({ user: 'Alex Wilber', own: 'Reset password (self-service)' });
    const [mail = ''] = await scene.turn();
    expect(mail).toContain(`${said} by self-service: "Alex Wilber"`);
    expect(mail).toContain(
      'can grant a role or permission that resets passwords (Privileged Role Administrator (eligible))',
    );
  });

  it('is no change by the user, who knew the old password; none that failed, of a reader, of nobody or of a cloud user', async () => {
    const scene = await opened('counts');
    scene.world.tenant.roles.assign({ principal: 'Alex Wilber', role: 'Reports Reader' });
    scene.world.tenant.users.add({ name: 'Vera' });
    await scene.turn();
    scene.reset({ user: 'Isaiah Langer', own: 'Change password (self-service)' });
    scene.reset({ user: 'Isaiah Langer', by: KIM, result: 'failure' });
    scene.reset({ user: 'Alex Wilber', by: KIM });
    scene.reset({ user: 'Vera', by: KIM });
    scene.reset({ user: 'Grady Archie', agent: 'None', by: KIM });
    expect((await scene.turn()).join()).not.toContain(said);
    expect(JSON.stringify(await scene.history())).not.toContain('privileged ');
  });

  it('is told by nothing with RESET_HISTORY=off', async () => {
    const scene = await opened('off');
    await scene.turn();
    scene.reset({ user: 'Isaiah Langer', by: KIM });
    expect((await scene.turn()).join()).not.toContain(said);
    expect(await scene.csv()).not.toContain('isaiahl');
  });

  it('is told once, though the role is taken and given again while the event is there', async () => {
    const scene = await opened('counts');
    const right = { principal: 'Alex Wilber', role: 'Application Administrator' };
    scene.world.tenant.roles.assign(right);
    await scene.turn();
    scene.reset({ user: 'Alex Wilber', by: KIM });
    const told = await scene.turn();
    scene.world.tenant.roles.unassign(right);
    told.push(...(await scene.turn()), ...(await scene.turn()));
    scene.world.tenant.roles.assign(right);
    told.push(...(await scene.turn()), ...(await scene.turn()));
    expect(told.filter((mail) => mail.includes(said))).toHaveLength(1);
  });
});

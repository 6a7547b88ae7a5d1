/**
 * A log in which nothing happens for weeks: it refuses a lower bound older than it keeps, and the first event after the
 * silence is the one that matters.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { LICENCES } from '../../local/tenant/licences.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld } from '../world/world.ts';
import { DAY, HOUR, MINUTE, notOk, openScene, words } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

describe('an audit log without an event', () => {
  it.each([
    [36, 30],
    [9, 7],
  ])('for %i days of %i that it keeps is read all the time, and tells the next switch', async (quiet, kept) => {
    const scene = await openScene(tables, { WRITEBACK_DECLARED: 'on@2026-11-01 by ops' }, ({ tenant }) => {
      if (kept === 7) for (const one of LICENCES) tenant.setLicence(one, 'none');
      tenant.enableWriteback();
    });
    await scene.minute();
    for (let day = 0; day < quiet; day += 3) {
      scene.world.wait(3 * DAY);
      await scene.world.watch({}, scene.settings).poll('writeback');
    }
    for (const source of ['directoryAudits', 'ssprSettings', 'resets'])
      expect(notOk(await scene.status())).not.toHaveProperty(source);
    scene.world.tenant.disableWriteback();
    scene.world.tenant.changeResetPolicy([{ property: 'EnablementForUsers', from: 'Selected', to: 'All' }]);
    const told = (await scene.through(12)).map(words).join('\n');
    expect(told).toContain('Password writeback was turned off');
    expect(told).toContain('The self-service reset policy was changed');
  });
});

describe('a log of role changes without an event', () => {
  it.each([
    [36, 30],
    [9, 7],
  ])(
    'for %i days of %i that it keeps is read all the time, and tells the next right that came and went',
    async (quiet, kept) => {
      const world = await openWorld({ tables, checks: watched([resetAdmins]) });
      onTestFinished(() => world.close());
      if (kept === 7) for (const one of LICENCES) world.tenant.setLicence(one, 'none');
      const poll = async (ms: number) => {
        world.wait(ms);
        await world.watch().poll('reset-admins');
      };
      await poll(MINUTE);
      for (let day = 0; day < quiet; day += 3) await poll(3 * DAY);
      const right = { principal: 'Alex Wilber', role: 'Helpdesk Administrator' };
      world.tenant.roles.assign(right);
      world.wait(20_000);
      world.tenant.roles.unassign(right);
      for (let n = 0; n < 4; n += 1) await poll(MINUTE);
      await world.watch().notify();
      const report = JSON.parse((await world.watch().status(false)).body) as Report;
      expect(notOk(report)).not.toHaveProperty('roleEvents');
      expect(world.mailbox.mails().map(words).join()).toContain(
        'A user briefly held Helpdesk Administrator, and no reading showed it',
      );
    },
  );
});

describe('a right that came and went two days before a gap of the watch', () => {
  it.each([
    ['was told then', false, true],
    ['was shown by readings', true, false],
  ])('and %s is no news after the gap, though the log is read as far back as it goes', async (_, isShown, isTold) => {
    const world = await openWorld({ tables, checks: watched([resetAdmins]) });
    onTestFinished(() => world.close());
    /** @returns whether such a right is told as news */
    const polls = async (count: number, every: number): Promise<boolean> => {
      const before = world.mailbox.mails().length;
      for (let n = 0; n < count; n += 1) {
        world.wait(every);
        await world.watch().poll('reset-admins');
      }
      await world.watch().notify();
      const mails = world.mailbox.mails();
      const came = mails.slice(0, mails.length - before);
      return came.some((mail) => /\[(?:Critical|Warning)\] A user briefly held/.test(words(mail)));
    };
    const right = { principal: 'Alex Wilber', role: 'Helpdesk Administrator' };
    await polls(2, MINUTE);
    world.tenant.roles.assign(right);
    if (isShown) await polls(3, MINUTE);
    world.wait(MINUTE / 3);
    world.tenant.roles.unassign(right);
    expect(await polls(4, MINUTE)).toBe(isTold);
    await polls(10, 6 * HOUR);
    world.wait(9 * DAY);
    expect(await polls(4, MINUTE)).toBe(false);
  });
});

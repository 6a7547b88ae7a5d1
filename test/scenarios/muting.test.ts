/**
 * Someone who makes one grant a minute, so that the mail of one that counts is lost among them: default budget, default
 * schedules, real HTTP and storage. What he gives is a small role over one unit; what counts is a role over everyone.
 */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld } from '../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const SETTINGS = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann', MAIL_PER_MINUTE: '5', MAIL_PER_HOUR: '10' };
const CHEAP = 14;

it('a grant over everyone is mailed within two minutes among one a minute over a unit, and heads its mail', async () => {
  const world = await openWorld({ tables, settings: SETTINGS, checks: watched([writeback, resetAdmins]) });
  onTestFinished(() => world.close());
  const subjects = () =>
    world.mailbox
      .mails()
      .map(({ subject }) => subject)
      .reverse();
  const minute = async () => {
    await world.watch().poll('writeback');
    world.wait(10_000);
    await world.watch().poll('reset-admins');
    world.wait(10_000);
    await world.watch().notify();
    world.wait(40_000);
  };
  for (let n = 0; n < 3; n += 1) await minute();
  const { groups, roles, users } = world.tenant;
  for (let n = 0; n < CHEAP; n += 1) {
    groups.addMember('Sales Service Desk', users.add({ name: `Temp ${n}` }));
    await minute();
  }
  const cheap = subjects().filter((one) => one.includes('Password Administrator'));
  expect(cheap.length).toBeGreaterThanOrEqual(3);
  // Of one a minute not all have a mail of their own.
  expect(cheap.length).toBeLessThan(CHEAP);
  const told = subjects().length;
  const started = world.now();
  roles.assign({ principal: 'Patti Fernandez', role: 'Global Administrator' });
  await minute();
  const [mail] = subjects().slice(told);
  expect(mail).toMatch(
    /^\[Critical\] Contoso: A user can now reset [\d,]+ synced users \(Global Administrator\): "Patti Fernandez"/,
  );
  expect(world.now() - started).toBeLessThanOrEqual(120_000);
  const status = JSON.parse((await world.watch().status(false)).body) as Report;
  expect(status.problems.map(({ code }) => code)).not.toContain('critical-waiting');
}, 60_000);

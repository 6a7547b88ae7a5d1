/**
 * What the whole app asks of the audit log and the reports, minute by minute at the default schedules: Graph gives it 5
 * requests in 10 s, so 30 a minute. Counted at the simulated tenant, also in the worst minute: the first one after an
 * install, and one in which every check is due and everything is changed at once, so that who did it is looked up too.
 */
import { expect, it, onTestFinished } from 'vitest';
import { CHECKS } from '../../shared/checks/index.ts';
import { openWorld } from '../world/world.ts';

/** Microsoft's, for each application and tenant. */
const A_MINUTE = 30;

it('the audit log is asked far less than its quota allows, in the worst minute too', async () => {
  const world = await openWorld({ settings: { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' }, checks: CHECKS });
  onTestFinished(() => world.close());
  const { tenant } = world;
  tenant.connect.install('SYNC-02');
  let minute = 0;
  /** @returns how many requests of that minute the quota counts, by who made them */
  const next = async (): Promise<Record<string, number>> => {
    const asked: Record<string, number> = {};
    const run = async (name: string, work: () => Promise<unknown>) => {
      tenant.requests.clear();
      await work();
      const counted = tenant.requests
        .list()
        .filter(({ path }) => /^\/(?:v1\.0|beta)\/(?:auditLogs|reports)\//.test(path));
      asked[name] = counted.length;
    };
    await run('writeback', () => world.watch().poll('writeback'));
    if (minute % 5 === 0) await run('agents', () => world.watch().poll('agents'));
    world.wait(10_000);
    await run('reset-admins', () => world.watch().poll('reset-admins'));
    world.wait(10_000);
    await run('notify', () => world.watch().notify());
    world.wait(40_000);
    minute += 1;
    return asked;
  };
  const sum = (asked: Record<string, number>): number => Object.values(asked).reduce((all, one) => all + one, 0);

  const first = await next();
  const quiet = [await next(), await next(), await next(), await next()];
  const due = await next();
  for (let n = 0; n < 4; n += 1) await next();
  everythingAtOnce();
  const worst = [await next(), await next()];

  function everythingAtOnce(): void {
    tenant.disableWriteback();
    tenant.changeResetPolicy([{ property: 'EnablementForUsers', from: 'Selected', to: 'All' }]);
    tenant.setSspr(!tenant.state.allowedToUseSspr);
    tenant.setFeature('blockSoftMatchEnabled', false);
    tenant.roles.assign({ principal: 'Alex Wilber', role: 'Helpdesk Administrator' });
    tenant.roles.makeEligible({ principal: 'Patti Fernandez', role: 'Global Administrator' });
    tenant.groups.addMember('Sales Service Desk', 'Diego Siciliani');
    tenant.groups.addOwner('Sales Service Desk', 'Miriam Graham');
    tenant.roles.defineRole({ name: 'Night shift', actions: ['microsoft.directory/users/password/update'] });
    const app = tenant.apps.create({ name: 'Joiner' });
    tenant.apps.grantPermission(app, 'User-PasswordProfile.ReadWrite.All');
    tenant.apps.addCredential(app, 'secret');
    tenant.apps.addOwner(app, 'Alex Wilber');
    tenant.units.removeMember('Board', 'Patti Fernandez');
    tenant.connect.install('SYNC-03');
    tenant.cloudSync.add('contoso.local');
    for (let n = 0; n < 12; n += 1) tenant.resetPassword({ agent: 'CloudSync' });
    // More than one poll reads.
    for (let n = 0; n < 250; n += 1)
      tenant.audit({ activity: 'Add member to group', category: 'GroupManagement', service: 'Core Directory' });
    tenant.failResets({ count: 900 });
  }

  // As ARCHITECTURE.md states them, "The audit log and its quota".
  expect(quiet.slice(1).map(sum)).toEqual([5, 5, 5]);
  expect(sum(due)).toBeLessThanOrEqual(8);
  expect(sum(first)).toBeLessThanOrEqual(10);
  const readings = worst.map(({ notify: _, ...checks }) => sum(checks));
  expect(Math.max(...readings)).toBeLessThanOrEqual(14);
  const lookUps = worst.map(({ notify = 0 }) => notify);
  expect(Math.min(...lookUps)).toBeGreaterThan(0);
  expect(Math.max(...worst.map(sum))).toBeLessThan(A_MINUTE);
}, 60_000);

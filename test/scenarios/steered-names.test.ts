/** Somebody who repeats an act with a second account, so that another is named for it: all who may have done it are told. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { openWorld, type World } from '../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const RIGHT = { principal: 'Patti Fernandez', role: 'Global Administrator' };

/** @param seconds after which the act is repeated, before anybody looked or after */
async function repeated(world: World, seconds: number): Promise<string> {
  const { roles } = world.tenant;
  roles.assign(RIGHT, { by: 'Adele Vance' });
  world.wait(seconds * 1000);
  roles.unassign(RIGHT, { by: 'Megan Bowen' });
  world.wait(1000);
  roles.assign(RIGHT, { by: 'Megan Bowen' });
  for (let n = 0; n < 15; n += 1) {
    await world.watch().poll('reset-admins');
    await world.watch().notify();
    world.wait(60_000);
  }
  return world.mailbox
    .mails()
    .map(({ text }) => text.replace(/\s+/g, ' '))
    .filter((text) => text.includes('Patti Fernandez'))
    .join('\n');
}

it.each([5, 25])(
  'of a grant that a second account repeats %i s later, both are named, the first one first',
  async (seconds) => {
    const settings = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };
    const world = await openWorld({ tables, settings, checks: watched([writeback, resetAdmins]) });
    onTestFinished(() => world.close());
    await world.watch().poll('writeback');
    await world.watch().poll('reset-admins');
    await world.watch().notify();
    world.wait(60_000);
    const told = await repeated(world, seconds);
    expect(told).toMatch(/user adelev@contoso\[\.\]com[^,]*, then user meganb@contoso\[\.\]com/);
    expect(told).not.toMatch(/Who did it: user meganb@/);
  },
);

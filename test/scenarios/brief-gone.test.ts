/** Somebody gives a role to an account, uses it, and deletes the account before anybody looked: nothing in the log ends it. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { openWorld, type World } from '../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

type Tenant = World['tenant'];

const giveAndDelete = {
  user({ users, roles }: Tenant, wait: () => void): void {
    const eve = users.add({ name: 'Eve' });
    roles.assign({ principal: eve, role: 'Helpdesk Administrator' }, { by: 'Adele Vance' });
    wait();
    users.remove(eve, { by: 'Adele Vance' });
  },
  group({ groups, roles }: Tenant, wait: () => void): void {
    const desk = groups.create({ name: 'Night Desk' });
    roles.assign({ principal: desk, role: 'Helpdesk Administrator' }, { by: 'Adele Vance' });
    wait();
    groups.remove(desk, { by: 'Adele Vance' });
  },
} as const;

it.each(['user', 'group'] as const)(
  'a %s that is given a role and deleted at once is told once',
  async (kind) => {
    const world = await openWorld({ tables, checks: watched([resetAdmins]) });
    onTestFinished(() => world.close());
    const look = async (times: number, minutes: number) => {
      for (let n = 0; n < times; n += 1) {
        await world.watch().poll('reset-admins');
        await world.watch().notify();
        world.wait(minutes * 60_000);
      }
    };
    const told = () =>
      world.mailbox
        .mails()
        .map(({ text }) => text.replace(/\s+/g, ' '))
        .filter((text) => text.includes('no event tells of its end'));
    await look(2, 1);
    giveAndDelete[kind](world.tenant, () => world.wait(20_000));
    world.wait(20_000);
    await look(1, 1);
    await look(1, 100);
    await look(1, 25);
    expect(told()).toEqual([]);
    await look(1, 1);
    expect(told()).toEqual([expect.stringMatching(/adelev@contoso/)]);
  },
  20_000,
);

it.each([
  ['member', 'briefly held membership of group "Sales Service Desk"'],
  ['owner', 'briefly held ownership of group "Sales Service Desk"'],
] as const)('a %s who came and went between two polls is told once', async (place, title) => {
  const world = await openWorld({ tables, checks: watched([resetAdmins]) });
  onTestFinished(() => world.close());
  const told: string[] = [];
  const look = async () => {
    const before = world.mailbox.mails().length;
    await world.watch().poll('reset-admins');
    await world.watch().notify();
    world.wait(60_000);
    const mails = world.mailbox.mails();
    told.push(...mails.slice(0, mails.length - before).map(({ text }) => text.replace(/\s+/g, ' ')));
  };
  await look();
  const { groups } = world.tenant;
  const [add, remove] =
    place === 'member' ? [groups.addMember, groups.removeMember] : [groups.addOwner, groups.removeOwner];
  add('Sales Service Desk', 'Diego Siciliani', { by: 'Adele Vance' });
  world.wait(20_000);
  remove('Sales Service Desk', 'Diego Siciliani', { by: 'Adele Vance' });
  for (let n = 0; n < 3; n += 1) await look();
  expect(told.filter((text) => text.includes(title))).toEqual([expect.stringMatching(/adelev@contoso/)]);
});

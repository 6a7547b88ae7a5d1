/**
 * One answer of the mail service that says no is no refusal yet: a critical alert that met it leaves within minutes, as
 * after a 503, and the status never calls the mail refused.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { openScene, subjects } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

it.each([401, 403, 404, 503])(
  'a critical alert whose first mail is answered %i is mailed within two minutes',
  async (status) => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.mailbox.faults.add({ kind: 'status', on: 'send', status });
    scene.world.tenant.enableWriteback();
    const mails = [...(await scene.minute())];
    const { http, problems } = await scene.status();
    mails.push(...(await scene.minutes(2)));
    expect(subjects(mails)).toEqual([expect.stringContaining('Password writeback was turned on')]);
    expect({ http, refused: problems.filter(({ code }) => code === 'mail-refused') }).toEqual({
      http: 200,
      refused: [],
    });
  },
);

/**
 * A log in which nothing happens for weeks: it refuses a lower bound older than it keeps, and the first event after the
 * silence is the one that matters.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { LICENCES } from '../../local/tenant/licences.ts';
import { DAY, notOk, openScene, subjects } from './scene.ts';

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
    expect(notOk(await scene.status())).not.toHaveProperty('directoryAudits');
    scene.world.tenant.disableWriteback();
    expect(subjects(await scene.minutes(12))).toContainEqual(
      expect.stringContaining('Password writeback was turned off'),
    );
  });
});

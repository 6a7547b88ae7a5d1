/** A month of measures, written beforehand as polls would have: one an hour, with a day that nobody looked and late hours. */
import { TableClient } from '@azure/data-tables';
import { RESETS } from '../shared/checks/writeback/reset-counts.ts';
import { keysWith } from '../shared/tables/keys.ts';
import type { World } from '../test/world/world.ts';

const HOUR = 3_600_000;

/** As many as an hour has, and a few that moved in between. */
export async function recordMonth(world: World): Promise<void> {
  const client = TableClient.fromConnectionString(
    world.env.STATE_CONNECTION_STRING ?? '',
    world.env.STATE_TABLE ?? '',
    {
      allowInsecureConnection: true,
    },
  );
  await client.createTable();
  const keys = keysWith((text) => text);
  const rows = Array.from({ length: 30 * 24 }, (_, n) => world.now() - (n + 1) * HOUR).flatMap((time, hours) => {
    const at = new Date(time).toISOString();
    const gone = hours > 190 && hours < 220;
    const users = 1240 - Math.floor(hours / 9) + (hours % 7);
    const late = hours > 20 && hours < 24 ? 2 : hours === 19 || hours === 60 ? 1 : hours > 100 && hours < 110 ? 3 : 0;
    const values = {
      'synced-users': users,
      'reset-admins.reachable': users - 9,
      'reset-admins.resetters': hours > 300 ? 5 : 7,
      [RESETS.byAdmins]: Math.max(0, Math.round(3 + 3 * Math.sin(hours / 11))),
      [RESETS.bySelf]: Math.round(9 + 4 * Math.sin(hours / 17)),
    };
    const beats = {
      'agents.heartbeat.directorySync': late,
      'agents.heartbeat.passwordSync': 0,
      'agents.heartbeat.connectSignIn': 0,
    };
    return gone
      ? []
      : Object.entries({ ...values, ...(hours < 170 && beats) }).map(([name, value]) => ({ name, at, value }));
  });
  for (let n = 0; n < rows.length; n += 100) {
    await client.submitTransaction(
      rows.slice(n, n + 100).map((row) => [
        'upsert',
        {
          partitionKey: keys.partition(world.env.TENANT_ID ?? ''),
          rowKey: keys.measure(row),
          name: row.name,
          at: row.at,
          value: String(row.value),
        },
      ]),
    );
  }
}

/** Prints the rows that this version writes in the past of past.ts, to be kept as a fixture for later versions. */
import { TableClient } from '@azure/data-tables';
import { startAzurite } from '../../local/azurite.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import type { CheckName } from '../../shared/core/model/head.ts';
import { openWorld } from '../world/world.ts';
import { type KeptTable, keptRow } from './kept-rows.ts';
import { playPast } from './past.ts';

const tables = await startAzurite();
const world = await openWorld({ tables, checks: CHECKS });
await playPast(world, async (step) => {
  if (step === 'notify') await world.watch().notify();
  else await world.watch().poll(step.slice('poll '.length) as CheckName);
});
const client = TableClient.fromConnectionString(tables.connectionString, world.env.STATE_TABLE ?? '', {
  allowInsecureConnection: true,
});
const kept: KeptTable = {
  at: world.now(),
  mails: world.mailbox.mails().map(({ operationId }) => operationId),
  rows: [],
};
for await (const entity of client.listEntities()) kept.rows.push(keptRow(entity));
console.log(JSON.stringify(kept, null, 1));
await world.close();
await tables.close();

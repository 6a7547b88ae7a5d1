/** Ways in which a stored row can come to hold nothing readable, done to the table itself. */
import { deflateSync } from 'node:zlib';
import type { TableClient } from '@azure/data-tables';

/** `chunk`: a hash that no chunk has. */
export const WAYS = {
  'not JSON': { z0: new Uint8Array(deflateSync('{"check":')) },
  'of another shape': { z0: new Uint8Array(deflateSync('{"check":7}')) },
  'whose chunk is missing': { ref: 'f'.repeat(64) },
} as const;

export type Way = keyof typeof WAYS;

export const WAY_NAMES = Object.keys(WAYS) as Way[];

/** What the product says of each. */
export const SAID: { readonly [way in Way]: RegExp } = {
  'not JSON': /it does not hold JSON/,
  'of another shape': /is not as expected/,
  'whose chunk is missing': /its chunk (?: ?f){64} is missing or damaged/,
};

/** Damages the row, its plain columns left as they are. */
export async function damage(client: TableClient, rowKey: string, way: Way): Promise<void> {
  const partitionKey = await partitionOf(client, rowKey);
  const { etag: _etag, timestamp: _timestamp, ...row } = await client.getEntity(partitionKey, rowKey);
  const plain = Object.entries(row).filter(([name]) => !/^(z\d+|ref|odata.*)$/.test(name));
  await client.updateEntity({ partitionKey, rowKey, ...Object.fromEntries(plain), ...WAYS[way] }, 'Replace');
}

async function partitionOf(client: TableClient, rowKey: string): Promise<string> {
  for await (const row of client.listEntities()) if (row.rowKey === rowKey) return row.partitionKey ?? '';
  throw new Error(`there is no row ${rowKey}`);
}

/** Keys of the rows of a kind. */
export async function keysOf(client: TableClient, kind: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const row of client.listEntities()) if (row.rowKey?.split('|')[0] === kind) keys.push(row.rowKey);
  return keys;
}

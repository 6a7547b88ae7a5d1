/** What the parts of the store share for the time of one run. */
import type { Chunks } from './chunks.ts';
import type { Keys } from './keys.ts';
import type { Draft, Rows } from './rows.ts';
import type { Table } from './table.ts';

export interface Session {
  readonly table: Table;
  readonly keys: Keys;
  readonly rows: Rows;
  readonly chunks: Chunks;
}

/** Stores the texts that rows will name; always before those rows are written. */
export async function saveChunks({ chunks }: Session, drafts: readonly Draft[]): Promise<void> {
  for (const { chunk } of drafts) if (chunk) await chunks.save(chunk);
}

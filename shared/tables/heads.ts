/**
 * Heads and install row, read together in one query. Whoever reads first creates table and install row; two who start
 * at once end with the same one. An existing install row is never changed.
 */
import type { CheckName, Head, Install } from '../core/model/head.ts';
import type { Stored } from '../core/model/stored.ts';
import { iso } from '../core/model/times.ts';
import { TableFailure } from './failures.ts';
import { HEADS_AND_INSTALL, INSTALL } from './keys.ts';
import { malformed, readHead } from './rows.ts';
import type { Session } from './session.ts';
import { installShape } from './shapes.ts';
import type { StoredRow, Table } from './table.ts';

export interface Heads {
  readonly install: Install;
  readonly heads: ReadonlyMap<CheckName, Stored<Head>>;
}

export async function readHeads(session: Session, now: number): Promise<Heads> {
  const rows = await rowsOrNewTable(session.table);
  const found = rows.find((row) => row.rowKey === INSTALL);
  const install = found ? readInstall(found) : await insertInstall(session.table, now);
  const heads = rows.filter((row) => row.rowKey !== INSTALL).map((row) => storedHead(session, row));
  return { install, heads: new Map((await Promise.all(heads)).map((head) => [head.value.check, head])) };
}

async function rowsOrNewTable(table: Table): Promise<StoredRow[]> {
  try {
    return await table.query(HEADS_AND_INSTALL);
  } catch (thrown) {
    if (!(thrown instanceof TableFailure) || thrown.kind !== 'no-table') throw thrown;
    await table.create();
    return [];
  }
}

async function storedHead({ chunks, keys }: Session, row: StoredRow): Promise<Stored<Head>> {
  const value = await readHead(row, chunks);
  if (keys.head(value.check) !== row.rowKey) throw malformed(row, 'it holds the head of another check');
  return { value, etag: row.etag };
}

async function insertInstall(table: Table, now: number): Promise<Install> {
  const at = iso(now);
  try {
    await table.write([{ kind: 'insert', row: { rowKey: INSTALL, cells: { at } } }]);
    return { at };
  } catch (thrown) {
    if (!(thrown instanceof TableFailure) || thrown.kind === 'refused') throw thrown;
    // Another was first, or our answer was lost: what stands there counts.
    const row = await table.get(INSTALL);
    if (!row) throw thrown;
    return readInstall(row);
  }
}

function readInstall(row: StoredRow): Install {
  const parsed = installShape.safeParse(row.cells);
  if (!parsed.success) throw malformed(row, 'its time of first sight is not a time');
  return { at: parsed.data.at };
}

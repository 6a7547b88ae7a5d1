/**
 * The rows of open conditions. A row marked `loose` was written, or is to be deleted, outside the transaction of its
 * commit because that had no room: it is open only while a head names it, or while that head cannot be read. Rows
 * without the mark need no look at heads.
 */
import type { OpenAlert } from '../core/model/alert.ts';
import type { Damage } from '../core/model/stored.ts';
import { eachOf } from './concurrency.ts';
import { TableFailure } from './failures.ts';
import { checkOfHead, decodedHeads } from './heads.ts';
import { ALERTS, HEADS_AND_INSTALL, INSTALL } from './keys.ts';
import { type Draft, decoded, readAlert, reported } from './rows.ts';
import { type Session, saveChunks } from './session.ts';
import type { StoredRow, Table } from './table.ts';

export interface OpenAlerts {
  readonly alerts: readonly OpenAlert[];
  readonly damaged: readonly Damage[];
}

export async function openAlerts(session: Session): Promise<OpenAlerts> {
  const rows = await session.table.query(ALERTS);
  const named = rows.some(isLoose) ? await namedAlerts(session) : null;
  const open = rows.filter((row) => !isLoose(row) || named?.mayBeOpen(row));
  const { whole, damaged } = await decoded('alert', open, (row) => readAlert(row, session.chunks));
  return { alerts: whole.map(({ value }) => value), damaged: reported(damaged) };
}

export interface NamedAlerts {
  /** Whether some head says that the alert of this row is open, or cannot say whether it is. */
  mayBeOpen(row: StoredRow): boolean;
}

export async function namedAlerts(session: Session): Promise<NamedAlerts> {
  const rows = (await session.table.query(HEADS_AND_INSTALL)).filter((row) => row.rowKey !== INSTALL);
  const { whole, damaged } = await decodedHeads(session, rows);
  const named = new Set(whole.flatMap(({ value }) => value.openAlerts.map(({ id }) => session.keys.alert(id))));
  const lost = new Set(damaged.map(({ row }) => checkOfHead(row)));
  return { mayBeOpen: ({ rowKey, cells }) => named.has(rowKey) || lost.has(String(cells.check)) };
}

/** Before a commit: writes the alerts it will open, and marks those it will close, for which it has no room. */
export async function spareAlerts(
  session: Session,
  opened: readonly OpenAlert[],
  closed: readonly string[],
): Promise<void> {
  const drafts = opened.map((alert) => session.rows.alert(alert));
  await saveChunks(session, drafts);
  await eachOf(drafts, async ({ row }: Draft) => {
    await session.table.write([{ kind: 'upsert', row: loose(row) }]);
  });
  await eachOf(closed, async (id) => {
    const row = await session.table.get(session.keys.alert(id));
    if (row) await markLoose(session.table, row);
  });
}

/** Somebody who changes the row meanwhile is committing, so we shall lose: then it stays as it is. */
async function markLoose(table: Table, row: StoredRow): Promise<void> {
  try {
    await table.write([{ kind: 'replace', row: loose(row), etag: row.etag }]);
  } catch (thrown) {
    if (!(thrown instanceof TableFailure) || (thrown.kind !== 'stale' && thrown.kind !== 'missing')) throw thrown;
  }
}

/** After the commit: deletes what it closed. What is left behind is named by no head, so it is not open, and swept. */
export async function withdrawAlerts({ table, keys }: Session, ids: readonly string[]): Promise<void> {
  await eachOf(ids, async (id) => {
    await table.remove(keys.alert(id), '*').catch(() => false);
  });
}

const isLoose = (row: StoredRow): boolean => row.cells.loose === true;

const loose = <T extends Draft['row']>({ rowKey, cells }: T): Draft['row'] => ({
  rowKey,
  cells: { ...cells, loose: true },
});

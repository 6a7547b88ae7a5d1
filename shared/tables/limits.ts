/**
 * The limits of Table Storage, kept by our own code because Azurite accepts more than the service does.
 * Rows are built to stay inside them; whoever hits one has found a bug, so it is `internal`.
 * Source: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
import { MonitorError } from '../errors.ts';

export type Cell = string | boolean | Uint8Array;

/** A row as it is written: its key and its own properties. */
export interface Row {
  readonly rowKey: string;
  readonly cells: { readonly [name: string]: Cell };
}

const KIB = 1024;
const ROW_BYTES = KIB * KIB;
const PROPERTY_BYTES = 64 * KIB;
const PROPERTIES = 252;
const NAME_CHARACTERS = 255;
const KEY_CHARACTERS = 512;
/** Of one transaction. */
export const MOST_OPERATIONS = 100;
/** 4 MiB, and a reserve for what proxies and later SDKs add. */
const TRANSACTION_BYTES = 4_000_000;
/** Headers and address of one operation in a transaction, without its key (which stands there and in the body). */
const OPERATION_OVERHEAD_BYTES = 1500;

/** @throws MonitorError `internal` when the service would refuse the row. */
export function checkRow(row: Row): void {
  const cells = Object.entries(row.cells);
  atMost(row, 'characters of key', row.rowKey.length, KEY_CHARACTERS);
  atMost(row, 'properties', cells.length, PROPERTIES);
  for (const [name, cell] of cells) {
    atMost(row, `characters of the name of ${name.slice(0, 40)}`, name.length, NAME_CHARACTERS);
    atMost(row, `bytes of ${name}`, cellBytes(cell), PROPERTY_BYTES);
  }
  atMost(row, 'bytes', rowBytes(row), ROW_BYTES);
}

/** @throws MonitorError `internal` when the service would refuse rows and deletions as one transaction. */
export function checkTransaction(writes: readonly { rowKey: string; row?: Row }[]): void {
  const first = writes[0] ?? { rowKey: '' };
  const keys = new Set(writes.map((write) => write.rowKey));
  if (keys.size < writes.length) throw new MonitorError('internal', 'A transaction names a row twice');
  atMost(first, 'operations in its transaction', writes.length, MOST_OPERATIONS);
  const bytes = writes.reduce((sum, write) => sum + operationBytes(write), 0);
  atMost(first, 'bytes in its transaction', bytes, TRANSACTION_BYTES);
}

function atMost(row: { rowKey: string }, what: string, found: number, limit: number): void {
  if (found <= limit) return;
  throw new MonitorError('internal', `Row ${row.rowKey.slice(0, 100)} has ${found} ${what}, more than ${limit}`, {
    hint: 'This is a bug: report it with the version. Nothing was written.',
  });
}

/** Strings are stored as UTF-16. */
const cellBytes = (cell: Cell): number =>
  typeof cell === 'string' ? cell.length * 2 : typeof cell === 'boolean' ? 1 : cell.byteLength;

function rowBytes(row: Row): number {
  const cells = Object.entries(row.cells);
  const own = cells.reduce((sum, [name, cell]) => sum + 8 + name.length * 2 + cellBytes(cell), 0);
  return 4 + 2 * 2 * KEY_CHARACTERS + own;
}

/** As it travels: binary as base64, any other character as at most six of an escape. */
function operationBytes({ rowKey, row }: { rowKey: string; row?: Row }): number {
  const cells = Object.entries(row?.cells ?? {});
  const body = cells.reduce((sum, [name, cell]) => sum + 2 * name.length + 40 + wireBytes(cell), 0);
  return OPERATION_OVERHEAD_BYTES + 4 * rowKey.length + body;
}

const wireBytes = (cell: Cell): number =>
  typeof cell === 'string' ? cell.length * 6 : typeof cell === 'boolean' ? 5 : Math.ceil(cell.byteLength / 3) * 4;

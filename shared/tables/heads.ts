/**
 * Heads and install row, read together in one query. Whoever reads first creates table and install row; two who start
 * at once end with the same one. An existing install row is never changed, unless it cannot be read. A head that cannot
 * be decoded stops no other: its check starts anew, under the ETag of what is there.
 */
import type { CheckName, Head, Install } from '../core/model/head.ts';
import type { StoredHeads } from '../core/model/store.ts';
import type { Damage, Stored } from '../core/model/stored.ts';
import { iso, minutesMs, ms } from '../core/model/times.ts';
import { TableFailure } from './failures.ts';
import { HEADS_AND_INSTALL, INSTALL, namedBy } from './keys.ts';
import { decoded, readHead, reported, Undecodable } from './rows.ts';
import type { Session } from './session.ts';
import { installShape } from './shapes.ts';
import type { StoredRow, Table } from './table.ts';

export async function readHeads(session: Session, now: number): Promise<StoredHeads> {
  const rows = await rowsOrNewTable(session.table);
  const { install, damaged: lost } = await installOf(session.table, now, rows);
  const heads = await decodedHeads(
    session,
    rows.filter((row) => row.rowKey !== INSTALL),
  );
  const stored = heads.whole.map(({ row, value }): [CheckName, Stored<Head>] => [
    value.check,
    { value, etag: row.etag },
  ]);
  return {
    install,
    heads: new Map(stored),
    lostHeads: new Map(heads.damaged.map(({ check, row }) => [check ?? '', row.etag])),
    damaged: [...lost, ...reported(heads.damaged)],
  };
}

/** Each by itself, those of checks that this version does not know too. */
export const decodedHeads = ({ chunks, keys }: Session, rows: readonly StoredRow[]) =>
  decoded('head', rows, async (row) => {
    const value = await readHead(row, chunks);
    if (keys.head(value.check) !== row.rowKey) throw new Undecodable(row, 'it holds the head of another check');
    return value;
  });

async function rowsOrNewTable(table: Table): Promise<StoredRow[]> {
  try {
    return await table.query(HEADS_AND_INSTALL);
  } catch (thrown) {
    if (!(thrown instanceof TableFailure) || thrown.kind !== 'no-table') throw thrown;
    await table.create();
    return [];
  }
}

interface Found {
  readonly install: Install;
  readonly damaged: readonly Damage[];
}

async function installOf(table: Table, now: number, rows: readonly StoredRow[]): Promise<Found> {
  const row = rows.find(({ rowKey }) => rowKey === INSTALL);
  if (!row) return { install: await insertInstall(table, now), damaged: [] };
  const install = readInstall(row);
  return install ? { install, damaged: replacedNotice(row, now) } : replaceInstall(table, row, now);
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
    return readInstall(row) ?? { at };
  }
}

/** Counted from now on; the row says so, because whoever tells of it may come later. */
async function replaceInstall(table: Table, { rowKey, etag }: StoredRow, now: number): Promise<Found> {
  const at = iso(now);
  const row = { rowKey, cells: { at, replacedAt: at } };
  try {
    await table.write([{ kind: 'replace', row, etag }]);
  } catch (thrown) {
    if (!(thrown instanceof TableFailure) || thrown.kind === 'refused') throw thrown;
    // Another replaced it, or will.
  }
  return { install: { at }, damaged: [installDamage] };
}

/** Longer than two runs of the notifier are apart as a rule. */
const NOTICE_MS = minutesMs(60);

const installDamage: Damage = {
  kind: 'install',
  rowKey: INSTALL,
  check: null,
  why: 'it held no time of first sight, and was replaced',
};

const replacedNotice = ({ cells }: StoredRow, now: number): Damage[] =>
  typeof cells.replacedAt === 'string' && Math.abs(now - ms(cells.replacedAt)) < NOTICE_MS ? [installDamage] : [];

function readInstall(row: StoredRow): Install | null {
  const parsed = installShape.safeParse(row.cells);
  return parsed.success ? { at: parsed.data.at } : null;
}

/** The check that a head's key names. */
export const checkOfHead = (row: Pick<StoredRow, 'rowKey'>): string => namedBy(row.rowKey).check ?? '';

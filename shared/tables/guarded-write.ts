/**
 * Writes under the ETag of one row, the guard, and finds out what happened when the answer is lost or says that somebody
 * else was faster. Never writes over a guard that it has not seen. The guard's column `write` tells one's own write.
 */
import { MonitorError } from '../errors.ts';
import { type FailureKind, TableFailure } from './failures.ts';
import type { KeyRange } from './keys.ts';
import type { Row } from './limits.ts';
import type { Table, Write } from './table.ts';

export interface GuardedWrite {
  /** Its cell `write` is new with every write. */
  readonly guard: Row;
  /** ETag that the guard must still have; null: it must not exist. */
  readonly etag: string | null;
  /** Written in the same transaction. */
  readonly upserts: readonly Row[];
  /** Keys of other rows, deleted in the same transaction if they are there. */
  readonly deletes: readonly string[];
  /** Keys of other rows without which nothing may be written; looked at in the same transaction, and left as they are. */
  readonly mustExist?: readonly string[];
}

/** One of `mustExist` is not there, and nothing is stored. */
export const MISSING = Symbol('missing');

/** The first try, one after an unclear answer, one after a row to delete was gone. */
const TRIES = 3;

/** @returns the guard's new ETag, or null when another writer was faster and nothing of ours is stored */
export async function guardedWrite(table: Table, wanted: Omit<GuardedWrite, 'mustExist'>): Promise<string | null> {
  const result = await demandingWrite(table, wanted);
  return result === MISSING ? null : result;
}

/** The same for a write that needs other rows to be there. */
export async function demandingWrite(table: Table, wanted: GuardedWrite): Promise<string | null | typeof MISSING> {
  let deletes = wanted.deletes;
  for (let tries = 1; ; tries += 1) {
    const result = await attempt(table, wanted, deletes);
    if (typeof result === 'string') return result;
    const guard = await table.get(wanted.guard.rowKey, ['write']);
    if (guard && guard.cells.write === wanted.guard.cells.write) return guard.etag;
    if ((guard?.etag ?? null) !== wanted.etag) return null;
    if (tries === TRIES) throw unresolved(result);
    // A row to delete that is gone fails a transaction as a whole, and only the service knows which.
    if (result.kind === 'missing') {
      const there = await present(table, deletes);
      if (there.length === deletes.length && wanted.mustExist?.length) return MISSING;
      deletes = there;
    }
  }
}

const RESOLVED_BY_READING: readonly FailureKind[] = ['exists', 'stale', 'missing', 'unclear'];

async function attempt(table: Table, wanted: GuardedWrite, deletes: readonly string[]): Promise<string | TableFailure> {
  const { guard: row, etag, upserts, mustExist = [] } = wanted;
  const first: Write = etag === null ? { kind: 'insert', row } : { kind: 'replace', row, etag };
  const others = upserts.map((other): Write => ({ kind: 'upsert', row: other }));
  const gone = deletes.map((rowKey): Write => ({ kind: 'delete', rowKey }));
  try {
    const touched = mustExist.map((rowKey): Write => ({ kind: 'touch', rowKey }));
    const [newEtag] = await table.write([first, ...others, ...gone, ...touched]);
    return newEtag ?? '';
  } catch (thrown) {
    if (thrown instanceof TableFailure && RESOLVED_BY_READING.includes(thrown.kind)) return thrown;
    throw thrown;
  }
}

/** Which of these rows are there. */
async function present(table: Table, rowKeys: readonly string[]): Promise<readonly string[]> {
  if (rowKeys.length === 0) return rowKeys;
  const sorted = [...rowKeys].sort();
  const range: KeyRange = { from: sorted[0] ?? '', to: `${sorted.at(-1) ?? ''}!` };
  const found = new Set((await table.query(range, { cells: [] })).map((row) => row.rowKey));
  return rowKeys.filter((rowKey) => found.has(rowKey));
}

/** The guard is as it was, yet no try got through. A late one may still: the next run sees it by the guard's ETag. */
function unresolved(failure: TableFailure): MonitorError {
  if (failure.code !== 'conflict') return failure;
  return new MonitorError(
    'unavailable',
    'Storage contradicts itself: a write was refused as outdated, but nothing changed',
    {
      hint: 'The next run tries again.',
    },
  );
}

/**
 * Mailbox and outbox rows. The mailbox is read before the outbox, never after it and never beside it: then a row that
 * another notifier has just settled is gone from the outbox, or the mailbox's ETag is outdated. The other way round
 * a settled row could be mailed again under a fresh ETag. (One range over both would later drag all measures along.)
 */
import { randomUUID } from 'node:crypto';
import type { Mailbox, Outbox } from '../core/model/mail.ts';
import { MonitorError } from '../errors.ts';
import { guardedWrite } from './guarded-write.ts';
import { MAILBOX, PENDING } from './keys.ts';
import { MOST_OPERATIONS } from './limits.ts';
import { readMailbox, readPending } from './rows.ts';
import { type Session, saveChunks } from './session.ts';

/** The mailbox itself is one operation; one stays in reserve. */
const MOST_SETTLED = MOST_OPERATIONS - 2;

export async function readOutbox({ table, chunks }: Session): Promise<Outbox> {
  const row = await table.get(MAILBOX);
  const rows = await table.query(PENDING);
  const mailbox = row && { value: await readMailbox(row, chunks), etag: row.etag };
  const pending = rows.map(async (item) => ({ ...(await readPending(item, chunks)), rowKey: item.rowKey }));
  return { mailbox, pending: await Promise.all(pending) };
}

/**
 * Writes the mailbox and deletes outbox rows, those that are still there, in one transaction.
 * @returns the new ETag; null when another notifier was faster
 */
export async function writeMailbox(
  session: Session,
  mailbox: Mailbox,
  etag: string | null,
  settled: readonly string[],
): Promise<string | null> {
  checkSettled(settled);
  const draft = await session.rows.mailbox(mailbox, randomUUID());
  await saveChunks(session, [draft]);
  return guardedWrite(session.table, { guard: draft.row, etag, upserts: [], deletes: [...new Set(settled)] });
}

function checkSettled(rows: readonly string[]): void {
  if (rows.length > MOST_SETTLED) {
    throw new MonitorError('internal', `A mail settles ${rows.length} outbox rows, more than ${MOST_SETTLED}`);
  }
  const strange = rows.find((row) => row < PENDING.from || row >= PENDING.to);
  if (strange !== undefined) throw new MonitorError('internal', `A mail would delete ${strange}, not an outbox row`);
}

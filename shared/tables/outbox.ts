/**
 * Mailboxes and outbox rows. The mailboxes are read before the outbox, never after it and never beside it: then a row
 * that another notifier has just settled is gone from the outbox, or its mailbox's ETag is outdated. The other way round
 * a settled row could be told again under a fresh ETag. (One range over both would later drag all measures along.)
 */
import { randomUUID } from 'node:crypto';
import {
  type CommitEvents,
  MAIL,
  type Mailbox,
  type Outbox,
  type Outboxes,
  type ReceiverName,
} from '../core/model/outbox.ts';
import { MonitorError } from '../errors.ts';
import { dropEvents } from './events.ts';
import { guardedWrite } from './guarded-write.ts';
import { MAILBOXES, namedBy, PENDING } from './keys.ts';
import { MOST_OPERATIONS } from './limits.ts';
import { decoded, readMailbox, readPending, reported } from './rows.ts';
import { type Session, saveChunks } from './session.ts';
import type { StoredRow } from './table.ts';

/** The mailbox itself is one operation; one stays in reserve. */
const MOST_SETTLED = MOST_OPERATIONS - 2;

export async function readOutboxes({ table, chunks }: Session): Promise<Outboxes> {
  const mailboxRows = await table.query(MAILBOXES);
  const pendingRows = await table.query(PENDING);
  const mailboxes = await decoded('mailbox', mailboxRows, (row) => readMailbox(row, chunks));
  const pending = await decoded('pending', pendingRows, (row) => readPending(row, chunks));
  const receivers = new Map<ReceiverName, Outbox>();
  const add = (row: StoredRow, more: (outbox: Outbox) => Outbox) => {
    const name = receiverOf(row);
    receivers.set(name, more(receivers.get(name) ?? { mailbox: null, pending: [] }));
  };
  for (const { row, value } of mailboxes.whole)
    add(row, (outbox) => ({ ...outbox, mailbox: { value, etag: row.etag } }));
  for (const { row } of mailboxes.damaged) add(row, (outbox) => ({ ...outbox, lostMailbox: row.etag }));
  for (const { row, value } of pending.whole) {
    const one = { ...value, rowKey: row.rowKey, receiver: receiverOf(row) };
    add(row, (outbox) => ({ ...outbox, pending: [...outbox.pending, one] }));
  }
  return { receivers, damaged: reported([...mailboxes.damaged, ...pending.damaged]) };
}

const receiverOf = ({ rowKey }: StoredRow): ReceiverName => namedBy(rowKey).receiver ?? MAIL;

/** @returns the new ETag; null when another notifier was faster */
export const writeMailbox = (
  session: Session,
  receiver: ReceiverName,
  mailbox: Mailbox,
  etag: string | null,
): Promise<string | null> => written(session, receiver, mailbox, etag, []);

/** The mailbox, and the outbox rows that are still there deleted, in one transaction; then what nobody has to tell. */
export async function settle(
  session: Session,
  receiver: ReceiverName,
  mailbox: Mailbox,
  etag: string,
  settled: readonly string[],
  toldCommits: readonly Pick<CommitEvents, 'check' | 'generation'>[],
): Promise<string | null> {
  checkSettled(receiver, settled);
  const next = await written(session, receiver, mailbox, etag, settled);
  if (next !== null) await dropEvents(session, toldCommits);
  return next;
}

async function written(
  session: Session,
  receiver: ReceiverName,
  mailbox: Mailbox,
  etag: string | null,
  settled: readonly string[],
): Promise<string | null> {
  const draft = session.rows.mailbox(receiver, mailbox, randomUUID());
  await saveChunks(session, [draft]);
  return guardedWrite(session.table, { guard: draft.row, etag, upserts: [], deletes: [...new Set(settled)] });
}

function checkSettled(receiver: ReceiverName, rows: readonly string[]): void {
  if (rows.length > MOST_SETTLED) {
    throw new MonitorError('internal', `A message settles ${rows.length} outbox rows, more than ${MOST_SETTLED}`);
  }
  const strange = rows.find((row) => !(row >= PENDING.from && row < PENDING.to && namedBy(row).receiver === receiver));
  if (strange !== undefined) {
    throw new MonitorError(
      'internal',
      `A message for ${receiver} would delete ${strange}, not an outbox row of its own`,
    );
  }
}

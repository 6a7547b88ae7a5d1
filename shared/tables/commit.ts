/**
 * One commit of a check: head, change, outbox, measure and alert rows, as one transaction under the ETag of the head.
 * Chunks come before it. Alerts that do not fit into one transaction come before it too, marked so that they count
 * only once a head names them.
 */
import type { Commit } from '../core/model/store.ts';
import { spareAlerts, withdrawAlerts } from './alerts.ts';
import { guardedWrite } from './guarded-write.ts';
import { MOST_OPERATIONS } from './limits.ts';
import { type Session, saveChunks } from './session.ts';

export async function commitHead(session: Session, commit: Commit): Promise<'committed' | 'lost'> {
  const { rows, keys, table } = session;
  const head = await rows.head(commit.head);
  const change = commit.change && (await rows.change(commit.change, commit.head.commitId));
  const pending = commit.pending && (await rows.pending(commit.pending));
  const measures = commit.measures.map((measure) => rows.measure(measure));
  const drafts = [change, pending, ...measures].filter((draft) => draft !== null);
  const alerts = await shared(session, commit, MOST_OPERATIONS - 1 - drafts.length);
  await saveChunks(session, [...drafts, ...alerts.written]);
  const etag = await guardedWrite(table, {
    guard: head.row,
    etag: commit.etag,
    upserts: [...drafts, ...alerts.written].map((draft) => draft.row),
    deletes: alerts.closed.map((id) => keys.alert(id)),
  });
  if (etag === null) return change && (await isOurs(session, commit, change.row.rowKey)) ? 'committed' : 'lost';
  await withdrawAlerts(session, alerts.closedLater);
  return 'committed';
}

/**
 * Shares the alerts out: as many as have room go into the transaction, the others are made ready before it.
 * A condition that opens and closes in one commit is opened.
 */
async function shared(session: Session, commit: Commit, room: number) {
  const open = [...new Map(commit.alerts.map((alert) => [alert.id, alert])).values()];
  const closed = [...new Set(commit.closed)].filter((id) => !open.some((alert) => alert.id === id));
  const written = await Promise.all(open.slice(0, room).map((alert) => session.rows.alert(alert)));
  const roomToClose = room - written.length;
  const closedLater = closed.slice(roomToClose);
  await spareAlerts(session, open.slice(room), closedLater);
  return { written, closed: closed.slice(0, roomToClose), closedLater };
}

/** Our answer was lost and the next commit already stands on ours: then our change row is there. */
async function isOurs({ table }: Session, { head }: Commit, rowKey: string): Promise<boolean> {
  const row = await table.get(rowKey, ['write']);
  return row?.cells.write === head.commitId;
}

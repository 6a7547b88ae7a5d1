/**
 * One commit of a check: head, change, outbox, event, measure and alert rows, as one transaction under the ETag of the
 * head. Chunks come before it. Alerts that do not fit into one transaction come before it too, marked so that they count
 * only once a head names them.
 */
import type { Commit, CommitResult } from '../core/model/store.ts';
import { pendingFor } from '../core/notify/addressees.ts';
import { spareAlerts, withdrawAlerts } from './alerts.ts';
import { eventsIn } from './events.ts';
import { demandingWrite, MISSING } from './guarded-write.ts';
import { MOST_OPERATIONS } from './limits.ts';
import type { Draft } from './rows.ts';
import { type Session, saveChunks } from './session.ts';

export async function commitHead(session: Session, commit: Commit): Promise<CommitResult> {
  const { keys, table } = session;
  const head = session.rows.head(commit.head);
  const { change, drafts } = draftsOf(session, commit);
  const room = MOST_OPERATIONS - 1 - drafts.length;
  const alerts = await shared(session, commit, room);
  await saveChunks(session, [...drafts, ...alerts.written]);
  const result = await demandingWrite(table, {
    guard: head.row,
    etag: commit.etag,
    upserts: [...drafts, ...alerts.written].map((draft) => draft.row),
    deletes: alerts.closed.map((id) => keys.alert(id)),
    mustExist: firstRows(session, commit.mustExist ?? [], room - alerts.written.length - alerts.closed.length),
  });
  if (result === MISSING) return 'missing-text';
  if (result === null) return change && (await isOurs(session, commit, change.row.rowKey)) ? 'committed' : 'lost';
  await withdrawAlerts(session, alerts.closedLater);
  return 'committed';
}

/** All rows of the commit but its head and its alerts. */
function draftsOf({ rows }: Session, commit: Commit): { change: Draft | null; drafts: Draft[] } {
  const { pending, summary = null, receivers } = commit;
  const change = commit.change && rows.change(commit.change, commit.head.commitId);
  const addressed = [pending, summary].flatMap((row) =>
    receivers.flatMap((name) => {
      const own = row && pendingFor(row, name);
      return own ? [{ name, own }] : [];
    }),
  );
  const waiting = addressed.map(({ name, own }) => rows.pending(name, own));
  const events = eventsIn(pending, receivers);
  const open = events ? [rows.events(events)] : [];
  const measures = commit.measures.map((measure) => rows.measure(measure));
  return { change, drafts: [...(change ? [change] : []), ...waiting, ...open, ...measures] };
}

/** The first row of a text stands for it: how many more there are, only who loads it knows. */
const firstRows = ({ keys }: Session, hashes: readonly string[], room: number): string[] =>
  [...new Set(hashes)].slice(0, Math.max(0, room)).map((hash) => keys.chunk(hash, 0));

/**
 * Shares the alerts out: as many as have room go into the transaction, the others are made ready before it.
 * A condition that opens and closes in one commit is opened.
 */
async function shared(session: Session, commit: Commit, room: number) {
  const open = [...new Map(commit.alerts.map((alert) => [alert.id, alert])).values()];
  const closed = [...new Set(commit.closed)].filter((id) => !open.some((alert) => alert.id === id));
  const written = open.slice(0, room).map((alert) => session.rows.alert(alert));
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

/**
 * What the runs need of storage. Every method throws a MonitorError and nothing else: `unavailable` when it cannot be
 * known whether anything happened, `contract` when what is stored cannot be read.
 */
import type { OpenAlert } from './alert.ts';
import type { CheckName, Head, Install } from './head.ts';
import type { Change, HistoryPage, HistoryQuery } from './history.ts';
import type { Mailbox, Outbox, PendingMail } from './mail.ts';
import type { MeasureRow } from './measure.ts';
import type { Stored } from './stored.ts';

export interface Commit {
  readonly head: Head;
  /** ETag of the head that was read before the sources; null: there was none. */
  readonly etag: string | null;
  readonly change: Change | null;
  readonly pending: PendingMail | null;
  /** Alert rows to write: opened and raised. */
  readonly alerts: readonly OpenAlert[];
  readonly closed: readonly string[];
  /** Measures to be recorded with it. */
  readonly measures: readonly MeasureRow[];
}

export interface Store {
  /** All heads in one query. Whoever asks first creates table and install row (at `now`). */
  heads(now: number): Promise<{ readonly install: Install; readonly heads: ReadonlyMap<CheckName, Stored<Head>> }>;
  /** A stored text by its hash; null when it is missing or unreadable. */
  load(hash: string): Promise<string | null>;
  /** Stores a text under its hash, again if it is there already, so that no sweep takes it before the commit. */
  save(hash: string, text: string): Promise<void>;
  /** One transaction. `lost`: another run committed first; nothing of ours is stored. A lost answer is resolved by commit id. */
  commit(commit: Commit): Promise<'committed' | 'lost'>;
  /** The open condition alerts of all checks. */
  openAlerts(): Promise<readonly OpenAlert[]>;
  /** Mailbox and outbox in one query. */
  outbox(): Promise<Outbox>;
  /** Writes the mailbox under its ETag (null: insert). Returns the new ETag, or null when another notifier was faster. */
  putMailbox(mailbox: Mailbox, etag: string | null): Promise<string | null>;
  /** One transaction: the mailbox, and its outbox rows deleted. Returns the new ETag, or null when another was faster. */
  settleMail(mailbox: Mailbox, etag: string, rows: readonly string[]): Promise<string | null>;
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** Changes not older than `since` that want an actor. */
  changesWithoutActor(since: string): Promise<readonly Stored<Change>[]>;
  /** One transaction: the change with its actors, and the second mail, if any. False: another was faster. */
  recordActors(change: Change, etag: string, mail: PendingMail | null): Promise<boolean>;
  /** Deletes history and measures older than `keepFrom` and chunks that are a day old and unnamed; bounded. Returns how many rows went. */
  sweep(keepFrom: string, now: number): Promise<number>;
}

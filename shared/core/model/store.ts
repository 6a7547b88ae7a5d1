/**
 * What the runs need of storage. Every method throws a MonitorError and nothing else: `unavailable` when it cannot be
 * known whether anything happened. A row that cannot be decoded is no error: it is told beside the whole ones.
 */
import type { OpenAlert } from './alert.ts';
import type { AlertPlace, Answer } from './answer.ts';
import type { CheckName, Head, Install } from './head.ts';
import type { Change, HistoryPage, HistoryQuery } from './history.ts';
import type { MeasureRow } from './measure.ts';
import type { CommitEvents, Mailbox, Outboxes, PendingAlerts, ReceiverName } from './outbox.ts';
import type { Damage, Stored } from './stored.ts';

export interface Commit {
  readonly head: Head;
  /** ETag of the head that was read before the sources, also of one that could not be decoded; null: there was none. */
  readonly etag: string | null;
  readonly change: Change | null;
  readonly pending: PendingAlerts | null;
  /** That the check has begun; absent or null: it has not, or that was told. */
  readonly summary?: PendingAlerts | null;
  /** Who is to be told what is pending: each gets a row of its own. */
  readonly receivers: readonly ReceiverName[];
  /** Alert rows to write: opened and raised. */
  readonly alerts: readonly OpenAlert[];
  readonly closed: readonly string[];
  /** Measures to be recorded with it. */
  readonly measures: readonly MeasureRow[];
  /** Hashes of stored texts without which nothing may be committed; looked at in the transaction itself. */
  readonly mustExist?: readonly string[];
}

/**
 * `lost`: another run committed first. `missing-text`: one of `mustExist` is not there. Either way nothing of ours is
 * stored.
 */
export type CommitResult = 'committed' | 'lost' | 'missing-text';

export interface StoredHeads {
  readonly install: Install;
  readonly heads: ReadonlyMap<CheckName, Stored<Head>>;
  /** ETags of the heads that cannot be decoded, by check: who commits such a check anew does it under this one. */
  readonly lostHeads: ReadonlyMap<string, string>;
  readonly damaged: readonly Damage[];
}

export interface Store {
  /** All heads in one query. Whoever asks first creates table and install row (at `now`). */
  heads(now: number): Promise<StoredHeads>;
  /** A stored text by its hash; null when it is missing or unreadable. */
  load(hash: string): Promise<string | null>;
  /** Stores a text under its hash, again if it is there already, so that no sweep takes it before the commit. */
  save(hash: string, text: string): Promise<void>;
  /** One transaction. A lost answer is resolved by commit id. */
  commit(commit: Commit): Promise<CommitResult>;
  /** The open condition alerts of all checks. */
  openAlerts(): Promise<{ readonly alerts: readonly OpenAlert[]; readonly damaged: readonly Damage[] }>;
  /** Events of commits, told to all or not: a row may be left for a while. */
  events(): Promise<{ readonly events: readonly CommitEvents[]; readonly damaged: readonly Damage[] }>;
  /** The last answer to each alert, by its id. */
  answers(): Promise<{ readonly answers: ReadonlyMap<string, Stored<Answer>>; readonly damaged: readonly Damage[] }>;
  /**
   * One transaction: an answer in place of the one with this ETag (null: there was none), and its line of history.
   * False: somebody else answered meanwhile, or the alert is not at its place any more.
   */
  answer(answer: Answer, etag: string | null, change: Change, place: AlertPlace | null): Promise<boolean>;
  /** The key that links to answer are signed with; made at first use. */
  answerKey(): Promise<string>;
  /** The same for who only compares: null while no link was ever signed. */
  knownAnswerKey(): Promise<string | null>;
  /** What waits for each receiver, in two queries. */
  outboxes(): Promise<Outboxes>;
  /** Writes a mailbox under its ETag (null: insert). Returns the new ETag, or null when another notifier was faster. */
  putMailbox(receiver: ReceiverName, mailbox: Mailbox, etag: string | null): Promise<string | null>;
  /**
   * One transaction: the mailbox, and outbox rows of its receiver deleted; then the rows of events that `told` names by
   * check and generation. Returns the new ETag, or null when another was faster.
   */
  settle(
    receiver: ReceiverName,
    mailbox: Mailbox,
    etag: string,
    rows: readonly string[],
    told: readonly Pick<CommitEvents, 'check' | 'generation'>[],
  ): Promise<string | null>;
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** The newest rows of a measure, newest first, none older than `since` and at most `most`, which one request may bring. */
  measures(name: string, since: string, most: number): Promise<readonly MeasureRow[]>;
  /** The lines of these commits; one that is gone, or that cannot be decoded, is not among them. */
  changesOf(commits: readonly Pick<Change, 'check' | 'generation' | 'at'>[]): Promise<readonly Change[]>;
  /** Changes not older than `since` that want an actor. */
  changesWithoutActor(since: string): Promise<readonly Stored<Change>[]>;
  /** One transaction: the change with its actors, and the second message, if any. False: another was faster. */
  recordActors(
    change: Change,
    etag: string,
    pending: PendingAlerts | null,
    receivers: readonly ReceiverName[],
  ): Promise<boolean>;
  /**
   * Deletes history and measures older than `keepFrom`, chunks that are a day old and unnamed, events that are told, and
   * rows that wait for none of `receivers`; bounded. Returns how many rows went.
   */
  sweep(keepFrom: string, now: number, receivers: readonly ReceiverName[]): Promise<number>;
  /** Looks at the rows that no run reads each time: alerts, events, and changes since `since`. */
  damage(since: string): Promise<readonly Damage[]>;
}

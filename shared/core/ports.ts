/**
 * What the runs need of the outside, as contracts in prose. Every method throws a MonitorError and nothing else:
 * `unavailable` when it cannot be known whether anything happened, `contract` when what is stored cannot be read.
 */
import type { Actor, MailedAlert, OpenAlert, Severity } from './alerts.ts';
import type { EvidenceLine, Finding } from './check.ts';
import type { CheckName, Head, Install } from './head.ts';
import type { Json } from './json.ts';
import type { MeasureRow } from './measures.ts';

export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

/** One line of history as stored. `alert`: id of the alert that it raised and that went to the outbox. */
export interface HistoryItem extends Omit<Finding, 'event'> {
  readonly alert: string | null;
}

/** All drift of one commit. */
export interface Change {
  readonly check: CheckName;
  readonly generation: number;
  /** History time, ISO 8601. */
  readonly at: string;
  readonly items: readonly HistoryItem[];
  /** Ids of all alerts raised, opened or closed by this commit, mailed or not. */
  readonly alerts: readonly string[];
  /** Some item still wants to know who did it. */
  readonly wantsActor: boolean;
}

/** The alerts of one commit that wait to be mailed, with what the mail says beside them. */
export interface PendingMail {
  readonly check: CheckName;
  readonly generation: number;
  /** When it was raised, ISO 8601. Waiting and urgency count from here. */
  readonly at: string;
  /** A second mail about the same commit, naming who did it. */
  readonly suffix?: 'actor';
  readonly alerts: readonly MailedAlert[];
  readonly context: MailContext;
}

/** What was known when the alerts were raised. */
export interface MailContext {
  readonly tenant: { readonly id: string; readonly name: string | null };
  /** The check's verdict in one sentence. */
  readonly headline: string;
  readonly evidence: readonly EvidenceLine[];
  /** Sources that cannot be seen. */
  readonly unseen: readonly {
    readonly source: string;
    readonly state: string;
    readonly shows: string;
    readonly why: string;
  }[];
}

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

/** The mail in flight: frozen, and sent exactly so until it is accepted or refused. */
export interface FrozenMail {
  readonly operationId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Row keys of the outbox rows in it, at most 98. */
  readonly rows: readonly string[];
  /** Ids of the critical alerts that wait when it is frozen, in it or not; capped, see mailbox.ts. */
  readonly alertIds: readonly string[];
  /** `critical` when it may use what is kept of the budget for critical alerts. */
  readonly severity: Severity;
  readonly frozenAt: string;
  /** Only summaries and closings: neither waits nor counts for the pause between digests. */
  readonly unpaced: boolean;
}

export interface Mailbox {
  readonly inFlight: FrozenMail | null;
  /** Nobody else touches the mail in flight before this time. */
  readonly leaseUntil: string | null;
  /** The service asked not to be called before this time. */
  readonly notBefore: string | null;
  /** Times of the send requests of the last two hours, refused ones too: each counts against the budget. */
  readonly sends: readonly { readonly at: string; readonly severity: Severity }[];
  /** Times of the status requests of the last two hours: the service counts these too. */
  readonly asks?: readonly string[];
  /** When the last digest that counts for the pause was accepted. */
  readonly lastDigestAt: string | null;
  readonly lastSentAt: string | null;
  readonly lastError: {
    readonly at: string;
    readonly code: string;
    readonly message: string;
    readonly hint: string;
  } | null;
  /** The last mail was refused for good (or dropped after it was accepted): since when, and under which mail settings. */
  readonly refused: { readonly at: string; readonly settings: string; readonly alertIds: readonly string[] } | null;
  /** The last accepted mail while its delivery is still to be asked for; `asked`: how often it was. */
  readonly outcome: { readonly operationId: string; readonly acceptedAt: string; readonly asked: number } | null;
  /** When old history and orphan chunks were last swept. */
  readonly sweptAt: string | null;
}

export interface Outbox {
  readonly mailbox: Stored<Mailbox> | null;
  readonly pending: readonly (PendingMail & { readonly rowKey: string })[];
}

export interface HistoryQuery {
  readonly check: CheckName | null;
  /** Inclusive, ISO 8601. */
  readonly since: string | null;
  readonly limit: number;
  /** Where the last page ended: row key of a change and index of the first item not yet given. */
  readonly from: { readonly rowKey: string; readonly index: number } | null;
}

export interface HistoryPage {
  readonly items: readonly {
    readonly change: Change;
    readonly index: number;
    readonly item: HistoryItem;
    readonly mailed: boolean | null;
  }[];
  readonly next: { readonly rowKey: string; readonly index: number } | null;
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

/** What became of a send. */
export type SendResult =
  | { readonly kind: 'accepted' }
  /** A definite refusal: nothing was accepted and nothing will be. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly hint: string }
  /** 429, 408, 5xx or no answer: it may have been accepted. */
  | {
      readonly kind: 'unclear';
      readonly code: string;
      readonly message: string;
      readonly hint: string;
      readonly retryAfterMs: number | null;
    };

export type DeliveryOutcome =
  | { readonly kind: 'running' | 'delivered' | 'unknown' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface Mailer {
  /** Sends at most one request, and never throws. */
  send(mail: FrozenMail, signal: AbortSignal): Promise<SendResult>;
  /** Looks a mail up by operation id: `unknown` when the service knows none. Throws when it cannot tell. */
  outcome(operationId: string, signal: AbortSignal): Promise<DeliveryOutcome>;
  /** Changes when sender, recipients or service change. */
  readonly settings: string;
}

/**
 * Names who did something: the successful audit events of the activity in the window (ISO 8601, both ends inclusive),
 * in any order; empty when there are none. `target`: what the event was about; ids in it are looked for in the change.
 * Throws a MonitorError when the log cannot be read.
 */
export interface ActorSource {
  find(
    activity: string,
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<readonly { at: string; actor: Actor; target: Json }[]>;
}

/**
 * What waits to be mailed, the one mail in flight, and what the mail service must do for us. Every method of the service
 * throws a MonitorError and nothing else.
 */
import type { MailedAlert, Severity } from './alert.ts';
import type { EvidenceLine } from './check.ts';
import type { CheckName } from './head.ts';
import type { Stored } from './stored.ts';

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

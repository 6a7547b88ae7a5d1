/**
 * What waits to be told, to whom, and what is remembered of each receiver: its message in flight, its budget, its last
 * results. Types alone.
 */
import type { MailedAlert, Severity } from './alert.ts';
import type { CheckName } from './head.ts';
import type { Damage, Stored } from './stored.ts';

/** The name of a way to tell people, as row keys and logs have it. */
export type ReceiverName = string;

/**
 * The first receiver that was built. Rows of versions that knew no other are its own, and its mailbox also keeps what the
 * notifier remembers of itself.
 */
export const MAIL: ReceiverName = 'mail';

/** The alerts of one commit that wait to be told, with what is said beside them. */
export interface PendingAlerts {
  readonly check: CheckName;
  readonly generation: number;
  /** When it was raised, ISO 8601. Waiting and urgency count from here. */
  readonly at: string;
  /** `actor`: a second message about the same commit, naming who did it; `summary`: that its check has begun. */
  readonly suffix?: 'actor' | 'summary';
  /** Until then it waits for those of the other checks, to be told with them; ISO 8601. */
  readonly heldUntil?: string;
  readonly alerts: readonly MailedAlert[];
  readonly context: AlertContext;
}

/** What was known when the alerts were raised. */
export interface AlertContext {
  readonly tenant: { readonly id: string; readonly name: string | null };
  /** The check's verdict in one sentence. */
  readonly headline: string;
  readonly evidence: readonly { readonly text: string; readonly at: string | null }[];
  /** Sources that cannot be seen. */
  readonly unseen: readonly {
    readonly source: string;
    readonly state: string;
    readonly shows: string;
    readonly why: string;
  }[];
}

/** The event alerts of one commit. They stay open while some receiver has not told them. */
export interface CommitEvents {
  readonly check: CheckName;
  readonly generation: number;
  readonly at: string;
  readonly alerts: readonly MailedAlert[];
}

/** What a message says. `html`: empty where its receiver has no use for it. */
export interface Content {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The alert that it is about first, as a message id: what bears the same can be shown together. Absent: none. */
  readonly thread?: string;
  /** To whom it goes; absent: to whom the settings of its receiver name. */
  readonly to?: readonly string[];
}

/** The message in flight: frozen, and sent exactly so until it is accepted or refused. */
export interface FrozenMessage extends Content {
  readonly operationId: string;
  /** Row keys of the outbox rows in it, at most 98. */
  readonly rows: readonly string[];
  /** Ids of the critical alerts that wait when it is frozen, in it or not; capped, see core/notify/outbox.ts. */
  readonly alertIds: readonly string[];
  /** `critical` when it may use what is kept of the budget for critical alerts. */
  readonly severity: Severity;
  readonly frozenAt: string;
  /** Only summaries and closings: neither waits nor counts for the pause between digests. */
  readonly unpaced: boolean;
  /** Sends of the hour that it leaves for others; absent: by its severity. */
  readonly leaves?: number;
  /** Rules (or their cases) and weights of the critical news in it, at most two of each. */
  readonly tells?: readonly { readonly rule: string; readonly weight?: number }[];
  /** In words of ours alone, because the service refused its rows as they are. */
  readonly plain?: true;
  /** Hash of the stored text that it can be told from again; see `KeptMessage`. */
  readonly kept?: string;
  /** With `plain`: all that it stands for, to be told by halves once it is accepted. Else: the half that it tells. */
  readonly half?: Half;
  /** How often it was dropped before: then it holds no rows, which are gone with the first. */
  readonly again?: number;
  /** Under which the critical alerts in it count as told; see `Reminders.told`. */
  readonly counts?: readonly string[];
  /** It tells some alerts again: `due` where it is the one of the day, `void` for answers that hold no longer alone. */
  readonly reminds?: 'due' | 'void';
  /** How often a send of it failed in a way that may be its own fault; see `SendResult`. */
  readonly failed?: number;
  /** The periodic summary of this slot: `madeAt` ends the time of its changes; and what was counted. ISO 8601. */
  readonly summary?: { readonly slot: string; readonly madeAt: string; readonly figures: Counted };
}

/** Values of measures by their names. */
export type Counted = { readonly [measure: string]: number };

/** What a receiver has to know for its next periodic summary; times are the storage service's. */
export interface SummaryMemory {
  /** SUMMARY_SCHEDULE, or `off`. */
  readonly schedule: string;
  /** Slots after this time are due: the last one that was told, or when the schedule was first seen. ISO 8601. */
  readonly after: string;
  /** Where the changes of the last one ended, or when none was yet and it was first looked for: they count from here. */
  readonly since: string;
  /** What was counted in the last one; null: there was none. */
  readonly figures: Counted | null;
  /** The service refused it for its content: the next try is in words of ours alone. */
  readonly plain?: true;
}

/** What a receiver has to know to be told again of what nobody answers; times are the storage service's. */
export interface Reminders {
  /** When what is open is to be looked at again, ISO 8601; null: at once. */
  readonly lookAt: string | null;
  /** REMIND_HOURS at the last look; null: there was none. */
  readonly hours: number | null;
  /** When the last reminder of unanswered alerts was accepted. */
  readonly mailedAt: string | null;
  /** When each was last told: a condition, and an event that was snoozed, by its id; other events by their commit (`check|generation`). */
  readonly told: readonly { readonly key: string; readonly at: string }[];
  /** The service refused a reminder for its content: the next one is in words of ours alone. */
  readonly plain?: true;
}

/** What is stored of a message until its delivery is known, so that one which was dropped can be told again. */
export type KeptMessage = Pick<FrozenMessage, 'severity' | 'leaves' | 'tells'> & {
  readonly full: Content;
  /** The same in words of ours alone. */
  readonly plain: Content;
};

/** Alerts `from` to `to` of stored outbox rows (`kept`: hash of their text), counted through all of them. */
export interface Half {
  readonly kept: string;
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly since: string;
  /** Nobody refused it, sends of it only failed: it is told in full as a whole before it is halved. */
  readonly untried?: true;
}

/** A message that was accepted and then dropped, to be told again. `times`: how often it was dropped or refused. */
export interface DroppedMessage {
  readonly kept: string;
  readonly severity: Severity;
  readonly times: number;
}

/**
 * Why nothing was accepted: `content` (this message), `access` (any message: sign-in, permission, address), or `dropped`
 * after it was accepted.
 */
export type RefusalKind = 'content' | 'access' | 'dropped';

export interface Refusal {
  /** Of the last one. */
  readonly at: string;
  /** `Receiver.settings` at that time. */
  readonly settings: string;
  /** The critical alerts that waited then: others are news to the service. */
  readonly alertIds: readonly string[];
  /** Absent: written by a version that made no difference. */
  readonly kind?: RefusalKind;
  /** How often in a row. */
  readonly times?: number;
  /** Keys of the outbox rows whose content was refused: they are told in words of ours alone. */
  readonly rows?: readonly string[];
  /** Concluded: the service failed with this message, each time, and says that it never accepted it. */
  readonly concluded?: true;
}

/** An accepted message while its delivery is still to be asked for; `asked`: how often it was. */
export interface AwaitedDelivery {
  readonly operationId: string;
  readonly acceptedAt: string;
  readonly asked: number;
  /** See `FrozenMessage`; absent: written by a version that kept nothing. */
  readonly kept?: string;
  readonly severity?: Severity;
  readonly again?: number;
}

/** What was told of a rule, or of one case of it, within the last hour: when, the newest two, and the most that any of it weighed. */
export interface ToldRule {
  readonly rule: string;
  readonly times: readonly string[];
  readonly weight: number;
}

/** `unclear`: a try of which nobody knows whether it was accepted; `dropped`: accepted, and delivered to nobody. */
export const OUTCOMES = ['accepted', 'refused', 'unclear', 'dropped'] as const;

export type MessageTally = { readonly [outcome in (typeof OUTCOMES)[number]]: number };

export const NO_MESSAGES: MessageTally = { accepted: 0, refused: 0, unclear: 0, dropped: 0 };

/** Whom a receiver tells by address. */
export interface Audience {
  /** By the settings, when they were last looked at. */
  readonly named: readonly string[];
  /** No longer named, and told on until a time, ISO 8601. */
  readonly former: readonly { readonly address: string; readonly until: string }[];
  /** Named only since then. */
  readonly come: readonly string[];
}

/** What is remembered of one receiver. */
export interface Mailbox {
  readonly inFlight: FrozenMessage | null;
  /** Nobody else touches the message in flight before this time. */
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
  /** Critical news that was told lately; absent: none, or written by a version that did not keep it. */
  readonly told?: readonly ToldRule[];
  readonly lastError: {
    readonly at: string;
    readonly code: string;
    readonly message: string;
    readonly hint: string;
  } | null;
  readonly refused: Refusal | null;
  /** `Receiver.settings` under which the service refused a message with a thread: none is named any more. */
  readonly unthreaded?: string;
  /** Accepted messages whose delivery is not known yet, oldest first. */
  readonly outcomes?: readonly AwaitedDelivery[];
  /** Accepted and then dropped, oldest first. */
  readonly dropped?: readonly DroppedMessage[];
  /** What was told in words of ours and is still to be told in full, in this order. */
  readonly halves?: readonly Half[];
  /** The one that versions before `outcomes` remembered; no longer written. */
  readonly outcome: AwaitedDelivery | null;
  /** What became of all messages so far; absent: written by a version that did not count. */
  readonly tally?: MessageTally;
  /** When old history and orphan chunks were last swept. */
  readonly sweptAt: string | null;
  /** Absent: nobody is told by address, or a version wrote it that did not look. */
  readonly audience?: Audience;
  /** Absent: nothing critical was ever told, or a version wrote it that reminded of nothing. */
  readonly reminders?: Reminders;
  /** Absent: a version wrote it that made no summary. */
  readonly summary?: SummaryMemory;
  /** What the last look at all rows found undecodable. */
  readonly damaged?: readonly Damage[];
}

export type OutboxRow = PendingAlerts & { readonly rowKey: string; readonly receiver: ReceiverName };

/** What waits for one receiver. */
export interface Outbox {
  readonly mailbox: Stored<Mailbox> | null;
  /** A mailbox that cannot be read: it is written anew under this ETag. */
  readonly lostMailbox?: string;
  readonly pending: readonly OutboxRow[];
}

export interface Outboxes {
  /** Of every receiver that has rows. */
  readonly receivers: ReadonlyMap<ReceiverName, Outbox>;
  readonly damaged: readonly Damage[];
  /**
   * How far the clock of the storage service was ahead of ours when it answered, in ms; absent: it did not say. All times
   * in mailboxes are that clock's, so that notifiers whose clocks differ share one budget.
   */
  readonly aheadMs?: number;
}

const EMPTY: Outbox = { mailbox: null, pending: [] };

export const outboxOf = ({ receivers }: Outboxes, name: ReceiverName): Outbox => receivers.get(name) ?? EMPTY;

/** What became of a send. */
export type SendResult =
  | { readonly kind: 'accepted' }
  /** A definite refusal: nothing was accepted and nothing will be. */
  | {
      readonly kind: 'refused';
      readonly why: Exclude<RefusalKind, 'dropped'>;
      readonly code: string;
      readonly message: string;
      readonly hint: string;
    }
  /** 429, 408, 5xx or no answer: it may have been accepted. */
  | {
      readonly kind: 'unclear';
      /** It may be this very message that the service cannot take: it answered a failure of its own, or nothing. */
      readonly fault?: 'answered' | 'unanswered';
      readonly code: string;
      readonly message: string;
      readonly hint: string;
      readonly retryAfterMs: number | null;
    };

export type DeliveryOutcome =
  | { readonly kind: 'running' | 'delivered' | 'unknown' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

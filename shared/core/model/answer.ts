/** What somebody answered to an alert: the words as types. Which answer still holds is for core/notify/answers.ts. */
import type { MailedAlert, OpenAlert, Parts, Severity } from './alert.ts';
import type { CommitEvents } from './outbox.ts';
import type { Stored } from './stored.ts';

export type AnswerAction = 'acknowledge' | 'snooze' | 'reopen';

/** The last answer to one alert; it replaces the one before, and both are lines of history. */
export interface Answer {
  readonly alertId: string;
  readonly check: string;
  readonly action: AnswerAction;
  /** ISO 8601. */
  readonly at: string;
  /** Text from outside: who, and why. */
  readonly by: string;
  readonly why: string;
  /** Whether the platform says who it was; else it is what was typed. */
  readonly signedIn: boolean;
  /** End of a snooze, ISO 8601; null: none. */
  readonly until: string | null;
  /** How bad the alert was when it was answered: what is worse is not answered by this. */
  readonly severity: Severity;
  readonly told: Parts | null;
}

/** What was asked for, before it is known when. */
export interface AnswerWish extends Pick<Answer, 'action' | 'by' | 'why' | 'until'> {
  /** `FoundAlert.seen` of what the answer is to; null: of whatever the alert is now. */
  readonly seen: string | null;
}

/** The row that an alert is in, without which there is nothing to answer; null: none, its head alone names it. */
export type AlertPlace = 'condition' | Pick<CommitEvents, 'check' | 'generation'>;

/** An alert that can be answered, as it is now. */
export interface FoundAlert {
  readonly alert: OpenAlert | MailedAlert;
  readonly check: string;
  /** The last answer, whether it holds or not. */
  readonly stored: Stored<Answer> | null;
  /** The one that holds; null: the alert is not answered. */
  readonly answer: Answer | null;
  /** Tells how bad the alert is now from how bad it was when somebody looked. */
  readonly seen: string;
  readonly place: AlertPlace | null;
  /** Of an event: when it was committed, ISO 8601, by which its lines of history are found; absent: nobody kept it. */
  readonly committedAt?: string;
  /** The newest time of history that the answer has to follow, ISO 8601; null: none. */
  readonly after: string | null;
}

/**
 * `same`: it was answered just so before; `worse`: the alert is not any more what the answer is to, and nothing is stored;
 * `gone`: there is no such alert, or it has ended.
 */
export type AnswerResult =
  | { readonly kind: 'stored' | 'same'; readonly answer: Answer; readonly found: FoundAlert }
  | { readonly kind: 'worse'; readonly found: FoundAlert }
  | { readonly kind: 'gone' };

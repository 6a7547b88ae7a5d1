/**
 * The words of history as types: a line, all lines of one commit, a page of them, and where names for them are asked.
 */
import type { OneActor } from './alert.ts';
import type { Finding } from './check.ts';
import type { CheckName } from './head.ts';

/** One line of history as stored. `alert`: id of the alert that it raised and that went to the outbox. */
export interface HistoryItem extends Omit<Finding, 'event' | 'always' | 'title'> {
  readonly title: string;
  readonly alert: string | null;
  /** The rule and the subject of that alert; absent: there is none, or it was stored before they were kept. */
  readonly raised?: { readonly rule: string; readonly subject: string };
  /** How often it was looked again for who did it, once somebody was named. */
  readonly looked?: number;
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
  /** Start of the last reading before this one of any source that was read, ISO 8601: what is new here came after it. */
  readonly readBefore?: string;
}

export interface HistoryQuery {
  readonly check: CheckName | null;
  /** Inclusive, ISO 8601. */
  readonly since: string | null;
  readonly limit: number;
  /** Where the last page ended: row key of a change and index of the first item not yet given. */
  readonly from: { readonly rowKey: string; readonly index: number } | null;
}

/** What all lines of one commit have in common. */
export type ChangeFrame = Omit<Change, 'items'>;

export interface HistoryPage {
  readonly items: readonly {
    readonly change: ChangeFrame;
    readonly index: number;
    readonly item: HistoryItem;
    readonly mailed: boolean | null;
  }[];
  readonly next: { readonly rowKey: string; readonly index: number } | null;
}

/** One thing that an event was about. `isByName`: the event tells no id of it, only this name. */
export interface AboutOne {
  readonly id: string | null;
  readonly name: string | null;
  readonly isByName?: true;
}

export interface ActorEvent {
  readonly activity: string;
  /** ISO 8601, by Graph's clock. */
  readonly at: string;
  readonly actor: OneActor;
  /** What the event was about; null: it does not say. */
  readonly target: readonly AboutOne[] | null;
  /** `front`: recorded in the name of a service that a person used; `person`: that service's own record of who used it. */
  readonly told?: 'front' | 'person';
}

/** The audit log, as far as it tells who did something. */
export interface ActorSource {
  /** What one question asks to hear of an activity: activities with the same are asked together. */
  question(activity: string): string;
  /**
   * The successful events of all activities of a question in the window (ISO 8601, both ends inclusive), in any order;
   * empty when there are none. Throws a MonitorError when the log cannot be read.
   */
  find(question: string, from: string, to: string, signal: AbortSignal): Promise<readonly ActorEvent[]>;
}

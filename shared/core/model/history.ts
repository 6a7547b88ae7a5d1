/**
 * The words of history as types: a line, all lines of one commit, a page of them, and where names for them are asked.
 */
import type { Actor } from './alert.ts';
import type { Finding } from './check.ts';
import type { CheckName } from './head.ts';
import type { Json } from './json.ts';

/** One line of history as stored. `alert`: id of the alert that it raised and that went to the outbox. */
export interface HistoryItem extends Omit<Finding, 'event'> {
  readonly alert: string | null;
  /** The rule and the subject of that alert; absent: there is none, or it was stored before they were kept. */
  readonly raised?: { readonly rule: string; readonly subject: string };
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

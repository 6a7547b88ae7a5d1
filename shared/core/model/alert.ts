/**
 * What a rule raises. An event alert tells what happened once; a condition alert is open until its condition ends. This
 * file names their shapes and ids; it decides no rule.
 */
export type Severity = 'critical' | 'warning' | 'info';

export const RANK: { readonly [severity in Severity]: number } = { critical: 2, warning: 1, info: 0 };

export const atLeast = (severity: Severity, floor: Severity): boolean => RANK[severity] >= RANK[floor];

/** One who did something. */
export interface OneActor {
  readonly id: string;
  readonly name: string;
  readonly type: 'user' | 'application' | 'unknown';
}

/** Who did it, where audit events name them. */
export interface Actor extends OneActor {
  /** All who may have done it, oldest first, where it is not one alone; `name` is then all of their names. */
  readonly candidates?: readonly OneActor[];
}

/** What a rule says of a drift or a condition. All texts are plain text; tenant text may be in them. */
export interface AlertText {
  readonly rule: string;
  /** What the alert is about, stable over renames: part of its id. */
  readonly subject: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly todo: string;
  /** Further lines: what changed, before and after. */
  readonly lines: readonly string[];
  readonly actor?: Actor;
  /** What of its rule it is a case of, such as the role that was given: who was told of one was not told of another. */
  readonly about?: string;
  /** How much there is at stake, such as how many users are reached: of two alike the heavier is told first. */
  readonly weight?: number;
  /** When the thing itself happened, ISO 8601, where its evidence says so. */
  readonly happenedAt?: string;
  /** What else of its commit says the same from another side, as `rule` or `rule~subject`: it is told together with this. */
  readonly tells?: readonly string[];
}

/** What a condition speaks of, each by a stable id, and how bad each is: 1, or more where there are degrees. */
export type Parts = { readonly [part: string]: number };

/** A condition that holds now. */
export interface Condition extends AlertText {
  /** It gets worse, and is mailed again, when a part is new or its number is higher than ever told; absent: it cannot. */
  readonly parts?: Parts;
  /** The receivers that can be told of it, where it is about one of them; none: it is recorded and shown; absent: all. */
  readonly toldTo?: readonly string[];
}

/** An alert as the mail tells it; `since` and `until` are ISO 8601. */
export interface MailedAlert extends AlertText {
  readonly id: string;
  readonly kind: 'event' | 'opened' | 'raised' | 'closed' | 'summary' | 'actor';
  readonly since: string;
  readonly until?: string;
  /** The receivers that are told of it: of a closing those that its opening went to; absent: all. */
  readonly toldTo?: readonly string[];
}

/** An open condition as it is stored. `mailed`: its opening went to the outbox, so its closing will. */
export interface OpenAlert extends AlertText {
  readonly id: string;
  readonly check: string;
  readonly since: string;
  readonly mailed: boolean;
  /** The worst of each of its parts that was told; absent: it has none. */
  readonly told?: Parts;
  /** The receivers that its opening went to; absent: all that there were, as far as is known. */
  readonly toldTo?: readonly string[];
}

/** id = rule, subject, generation of opening: the same after a retry, another after it closed and opened again. */
export const alertId = (rule: string, subject: string, generation: number): string =>
  [rule, subject, String(generation)].join('~');

/** The alert as it leaves in a mail. @param at history time (ISO 8601), so that nothing ends before it began */
export const mailed = (alert: OpenAlert, kind: 'opened' | 'raised' | 'closed', at: string): MailedAlert => {
  const { check: _check, mailed: _mailed, told: _told, toldTo, ...rest } = alert;
  const only = toldTo && { toldTo };
  if (kind === 'raised') return { ...rest, kind };
  return kind === 'opened' ? { ...rest, kind, ...only } : { ...rest, kind, until: at, ...only };
};

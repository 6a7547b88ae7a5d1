/**
 * What a rule raises. Event alerts live until their mail is accepted; condition alerts are open until their
 * condition ends. This file names their shapes and opens, raises and closes conditions; it decides no rule.
 */
export type Severity = 'critical' | 'warning' | 'info';

const RANK: { readonly [severity in Severity]: number } = { critical: 2, warning: 1, info: 0 };

export const atLeast = (severity: Severity, floor: Severity): boolean => RANK[severity] >= RANK[floor];

/** Who did it, where an audit event names them. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly type: 'user' | 'application' | 'unknown';
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
  /** How much there is at stake, such as how many users are reached: of two alike the heavier is told first. */
  readonly weight?: number;
  /** When the thing itself happened, ISO 8601, where its evidence says so. */
  readonly happenedAt?: string;
}

/** A condition that holds now. `unmailed`: about mail itself; it is recorded and shown, and never goes to the outbox. */
export interface Condition extends AlertText {
  readonly unmailed?: true;
}

/** An alert as the mail tells it; `since` and `until` are ISO 8601. */
export interface MailedAlert extends AlertText {
  readonly id: string;
  readonly kind: 'event' | 'opened' | 'raised' | 'closed' | 'summary' | 'actor';
  readonly since: string;
  readonly until?: string;
}

/** An open condition as it is stored. `mailed`: its opening went to the outbox, so its closing will. */
export interface OpenAlert extends AlertText {
  readonly id: string;
  readonly check: string;
  readonly since: string;
  readonly mailed: boolean;
}

/** id = rule, subject, generation of opening: the same after a retry, another after it closed and opened again. */
export const alertId = (rule: string, subject: string, generation: number): string =>
  [rule, subject, String(generation)].join('~');

export interface ConditionChange {
  readonly opened: readonly OpenAlert[];
  /** Still open, now with a higher severity. */
  readonly raised: readonly OpenAlert[];
  readonly closed: readonly OpenAlert[];
  /** All that are open afterwards. */
  readonly open: readonly OpenAlert[];
}

/**
 * Compares the conditions that hold with the alerts that are open. Severity rises and never falls.
 * Alerts whose rule is not `judged` this time stand as they are.
 */
export function changeConditions(
  open: readonly OpenAlert[],
  holding: readonly Condition[],
  judged: (alert: OpenAlert) => boolean,
  at: { check: string; generation: number; time: string; floor: Severity },
): ConditionChange {
  const held = new Map(holding.map((condition) => [nameOf(condition), condition]));
  const known = new Set(open.map(nameOf));
  const opened = [...held.values()]
    .filter((condition) => !known.has(nameOf(condition)))
    .map((condition) => opening(condition, at));
  const raised = open.flatMap((alert) => raising(alert, held.get(nameOf(alert)), at.floor));
  const closed = open.filter((alert) => judged(alert) && !held.has(nameOf(alert)));
  const gone = new Set(closed.map((alert) => alert.id));
  const replaced = new Map(raised.map((alert) => [alert.id, alert]));
  const kept = open.filter((alert) => !gone.has(alert.id)).map((alert) => replaced.get(alert.id) ?? alert);
  return { opened, raised, closed, open: [...kept, ...opened] };
}

type Named = Pick<AlertText, 'rule' | 'subject'>;

const nameOf = ({ rule, subject }: Named): string => `${rule}~${subject}`;

/** Whether comparing would open, raise or close anything, told without the texts of what is open. */
export function conditionsMove(
  open: readonly (Named & Pick<AlertText, 'severity'>)[],
  holding: readonly Condition[],
): boolean {
  const severities = new Map(open.map((alert) => [nameOf(alert), alert.severity]));
  const held = new Set(holding.map(nameOf));
  const isNews = (condition: Condition): boolean => {
    const known = severities.get(nameOf(condition));
    return known === undefined || RANK[condition.severity] > RANK[known];
  };
  return holding.some(isNews) || open.some((alert) => !held.has(nameOf(alert)));
}

function opening(
  { unmailed, ...condition }: Condition,
  at: { check: string; generation: number; time: string; floor: Severity },
): OpenAlert {
  const id = alertId(condition.rule, condition.subject, at.generation);
  return {
    ...condition,
    id,
    check: at.check,
    since: condition.happenedAt ?? at.time,
    mailed: !unmailed && atLeast(condition.severity, at.floor),
  };
}

function raising(alert: OpenAlert, condition: Condition | undefined, floor: Severity): OpenAlert[] {
  if (!condition || RANK[condition.severity] <= RANK[alert.severity]) return [];
  const { unmailed, ...text } = condition;
  return [{ ...alert, ...text, mailed: alert.mailed || (!unmailed && atLeast(text.severity, floor)) }];
}

/** The alert as it leaves in a mail. @param at history time (ISO 8601), so that nothing ends before it began */
export const mailed = (alert: OpenAlert, kind: 'opened' | 'raised' | 'closed', at: string): MailedAlert => {
  const { check: _check, mailed: _mailed, ...rest } = alert;
  return { ...rest, kind, ...(kind === 'closed' && { until: at }) };
};

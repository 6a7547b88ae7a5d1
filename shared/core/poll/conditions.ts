/**
 * Opens, raises and closes conditions: compares those that hold now with the alerts that are open. Decides no rule and
 * mails nothing.
 */
import {
  type AlertText,
  alertId,
  atLeast,
  type Condition,
  type OpenAlert,
  RANK,
  type Severity,
} from '../model/alert.ts';

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
  const held = new Map(holding.map((condition) => [keyOf(condition), condition]));
  const known = new Set(open.map(keyOf));
  const opened = [...held.values()]
    .filter((condition) => !known.has(keyOf(condition)))
    .map((condition) => opening(condition, at));
  const raised = open.flatMap((alert) => raising(alert, held.get(keyOf(alert)), at.floor));
  const closed = open.filter((alert) => judged(alert) && !held.has(keyOf(alert)));
  const gone = new Set(closed.map((alert) => alert.id));
  const replaced = new Map(raised.map((alert) => [alert.id, alert]));
  const kept = open.filter((alert) => !gone.has(alert.id)).map((alert) => replaced.get(alert.id) ?? alert);
  return { opened, raised, closed, open: [...kept, ...opened] };
}

type ConditionKey = Pick<AlertText, 'rule' | 'subject'>;

const keyOf = ({ rule, subject }: ConditionKey): string => `${rule}~${subject}`;

/** Whether comparing would open, raise or close anything, told without the texts of what is open. */
export function conditionsMove(
  open: readonly (ConditionKey & Pick<AlertText, 'severity'>)[],
  holding: readonly Condition[],
): boolean {
  const severities = new Map(open.map((alert) => [keyOf(alert), alert.severity]));
  const held = new Set(holding.map(keyOf));
  const isNews = (condition: Condition): boolean => {
    const known = severities.get(keyOf(condition));
    return known === undefined || RANK[condition.severity] > RANK[known];
  };
  return holding.some(isNews) || open.some((alert) => !held.has(keyOf(alert)));
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

/**
 * Opens, raises and closes conditions: compares those that hold now with the alerts that are open. An open condition
 * always has its present text. Decides no rule and mails nothing.
 */

import {
  type AlertText,
  alertId,
  atLeast,
  type Condition,
  type OpenAlert,
  type Parts,
  RANK,
  type Severity,
} from '../model/alert.ts';
import type { OpenAlertRef } from '../model/head.ts';
import { canonical } from '../model/json.ts';
import { own } from '../model/own.ts';
import type { Hash } from './reading.ts';

export interface ConditionChange {
  readonly opened: readonly OpenAlert[];
  /** Still open, now with a higher severity or with something in it that is worse than was ever told. */
  readonly raised: readonly (OpenAlert & { readonly by: 'severity' | 'worse' })[];
  /** Still open, and no worse; only its text is another one. */
  readonly reworded: readonly OpenAlert[];
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
  const closed = open.filter((alert) => judged(alert) && !held.has(keyOf(alert)));
  const gone = new Set(closed.map((alert) => alert.id));
  const kept = open.filter((alert) => !gone.has(alert.id)).map((alert) => present(alert, held.get(keyOf(alert)), at));
  return {
    opened,
    raised: kept.flatMap(({ alert, by }) => (by === null || by === 'words' ? [] : [{ ...alert, by }])),
    reworded: kept.flatMap(({ alert, by }) => (by === 'words' ? [alert] : [])),
    closed,
    open: [...kept.map(({ alert }) => alert), ...opened],
  };
}

type ConditionKey = Pick<AlertText, 'rule' | 'subject'>;

const keyOf = ({ rule, subject }: ConditionKey): string => `${rule}~${subject}`;

/** An open alert as its head names it. */
export const refOf = (alert: OpenAlert, hash: Hash): OpenAlertRef => ({
  id: alert.id,
  rule: alert.rule,
  subject: alert.subject,
  severity: alert.severity,
  fingerprint: fingerprint(alert, hash),
});

/** The prefix is of when sentences became `Words`: what an earlier version opened is thus written anew, and not mailed. */
const fingerprint = (text: AlertText, hash: Hash): string => hash(`words ${wordsOf(text)}`);

const wordsOf = ({ title, why, todo, lines }: AlertText): string => canonical({ title, why, todo, lines });

/** Whether comparing would open, raise, reword or close anything, told without the texts of what is open. */
export function conditionsMove(open: readonly OpenAlertRef[], holding: readonly Condition[], hash: Hash): boolean {
  const known = new Map(open.map((alert) => [keyOf(alert), alert]));
  const held = new Set(holding.map(keyOf));
  const moves = (condition: Condition): boolean => {
    const ref = known.get(keyOf(condition));
    return !ref || RANK[condition.severity] > RANK[ref.severity] || ref.fingerprint !== fingerprint(condition, hash);
  };
  return holding.some(moves) || open.some((alert) => !held.has(keyOf(alert)));
}

function opening(
  { parts, ...condition }: Condition,
  at: { check: string; generation: number; time: string; floor: Severity },
): OpenAlert {
  const id = alertId(condition.rule, condition.subject, at.generation);
  return {
    ...condition,
    id,
    check: at.check,
    since: condition.happenedAt ?? at.time,
    mailed: condition.toldTo?.length !== 0 && atLeast(condition.severity, at.floor),
    ...(parts && { told: parts }),
  };
}

/** The alert with the text of now, and how it changed; null: not at all. */
function present(
  alert: OpenAlert,
  condition: Condition | undefined,
  { floor }: { floor: Severity },
): { readonly alert: OpenAlert; readonly by: 'severity' | 'worse' | 'words' | null } {
  if (!condition) return { alert, by: null };
  const { toldTo, parts, severity, ...text } = condition;
  const isMoreSevere = RANK[severity] > RANK[alert.severity];
  // An alert that a version without parts has opened is taken to have told all of them.
  const isWorse = parts !== undefined && alert.told !== undefined && isWorseThan(parts, alert.told);
  const mailed = alert.mailed || (toldTo?.length !== 0 && isMoreSevere && atLeast(severity, floor));
  const told = parts && { told: worst(parts, alert.told ?? {}) };
  const now = { ...alert, ...text, severity: isMoreSevere ? severity : alert.severity, mailed, ...told };
  const isSame = wordsOf(now) === wordsOf(alert) && (parts === undefined || alert.told !== undefined);
  const by = isMoreSevere ? 'severity' : isWorse ? 'worse' : isSame ? null : 'words';
  return { alert: by === null ? alert : now, by };
}

const isWorseThan = (parts: Parts, told: Parts): boolean =>
  Object.entries(parts).some(([part, degree]) => degree > (own(told, part) ?? 0));

/** The worst of each part: that one is better again is only shown, so it was told all the same. */
function worst(parts: Parts, told: Parts): Parts {
  const all = new Map(Object.entries(told));
  for (const [part, degree] of Object.entries(parts)) all.set(part, Math.max(degree, all.get(part) ?? 0));
  return Object.fromEntries(all);
}

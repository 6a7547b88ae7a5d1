/**
 * A line of history with the alert of a rule, if it raises one. The rule says how severe it is, where to look for who did
 * it, and whether anything leaves; what happened says the rest.
 */
import type { Finding } from '../core/model/check.ts';
import { type About, alertOf, type Rule, type WritebackState } from '../core/model/rule.ts';

/** What one drift means by a rule. */
export interface Raised {
  readonly rule: Rule;
  readonly about: About;
}

/** A line that raises nothing is plain: `info`, and only recorded. */
export function findingOf(
  line: Omit<Finding, 'severity' | 'event'>,
  raised: Raised | null,
  writeback: WritebackState,
): Finding {
  if (!raised) return { ...line, severity: 'info' };
  const { rule, about } = raised;
  const event = alertOf(rule, writeback, about);
  return {
    ...line,
    severity: event.severity,
    ...(rule.activities && { activities: rule.activities }),
    ...(rule.told === 'mailed' && { event }),
  };
}

/**
 * What a run says to programs that read the log, one line of JSON each: alert rules and the workbook of the deployment
 * take them apart. Keys stand in a fixed order, and nothing of the tenant is in them: a critical alert may reach a pager
 * by another road than our own mail.
 */
import type { CheckName } from '../core/model/head.ts';
import type { PollResult } from '../runs/poll.ts';

/** One for each critical alert that was raised; `rule` is its heading in the runbook. */
export const alertLines = (check: CheckName, { criticals = [] }: Pick<PollResult, 'criticals'>): string[] =>
  criticals.map((rule) => JSON.stringify({ watch: 'alert', check, rule, severity: 'critical' }));

export interface Traffic {
  readonly requests: number;
  /** Waits for another attempt, because Graph asked to come later or failed in passing. */
  readonly throttled: number;
  readonly waitedMs: number;
}

/** What a poll found and what it cost. A figure that is not known, or was not loaded, is null. */
export function pollLine(check: CheckName, { verdict = null, figures }: PollResult, traffic: Traffic): string {
  const { reachable = null, resetters = null } = figures ?? {};
  return JSON.stringify({ watch: 'poll', check, verdict, reachable, resetters, ...traffic });
}

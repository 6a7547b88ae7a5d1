/**
 * A rule says what a drift or a condition means: how severe it is while writeback is on, off or unknown, why it matters,
 * what to do, and whether it is mailed. Data alone: each check has one table of these, and titles beside it. The id is
 * the heading in RUNBOOK.md.
 */
import type { AlertText, Severity } from './alert.ts';
import type { Words } from './words.ts';

/** The stored verdict of the check `writeback` at a moment. */
export type WritebackState = 'on' | 'off' | 'unknown';

export type ByWriteback<T> = { readonly [state in WritebackState]: T };

export interface Rule {
  readonly id: string;
  readonly severity: Severity | ByWriteback<Severity>;
  readonly why: string | ByWriteback<string>;
  /** What to do; an alert may say it more exactly. */
  readonly todo: string;
  /** See `AlertText.tells`; an alert may say it more exactly. */
  readonly tells?: readonly string[];
  /** Audit activities in which to look for who did it; absent: the log has none. */
  readonly activities?: readonly string[];
  /** `recorded`: a line of history, never in the outbox. */
  readonly told: 'mailed' | 'recorded';
}

/** What one alert adds to its rule. */
export type About = Omit<AlertText, 'rule' | 'severity' | 'title' | 'lines' | 'why' | 'todo'> & {
  readonly title: Words;
  readonly lines: readonly Words[];
  readonly why?: Words;
  readonly todo?: Words;
};

/** An alert as a rule raises it; once stored, its texts are strings. */
export type Said = AlertText & Pick<About, 'title' | 'lines'>;

const at = <T extends string>(value: T | ByWriteback<T>, writeback: WritebackState): T =>
  typeof value === 'string' ? value : value[writeback];

const severityOf = ({ severity }: Rule, writeback: WritebackState): Severity => at(severity, writeback);

/** The alert that a rule raises about something. */
export const alertOf = (rule: Rule, writeback: WritebackState, { why, todo, ...about }: About): Said => ({
  ...(rule.tells && { tells: rule.tells }),
  ...about,
  rule: rule.id,
  severity: severityOf(rule, writeback),
  why: why ?? at(rule.why, writeback),
  todo: todo ?? rule.todo,
});

/**
 * What the periodic summary says, whoever tells it: types alone. All texts are words of ours, or stored as such. `null` is
 * what is not known.
 */
import type { Severity } from './alert.ts';
import type { EvidenceLine } from './check.ts';
import type { AlertContext } from './outbox.ts';

export interface Summary {
  readonly tenant: AlertContext['tenant'];
  /** When it was due, ISO 8601. */
  readonly slot: string;
  /** It is told so much after it was due that this is said. */
  readonly isLate: boolean;
  /** An earlier one was due since the last, and never made. */
  readonly isMissed: boolean;
  /** From when on changes are counted, ISO 8601: the last summary, or the beginning. */
  readonly since: string;
  readonly isFirst: boolean;
  /** Whether the watch can be trusted, and whether anything is wrong. */
  readonly answer: string;
  /** The gravest of it: `ended` is none. */
  readonly tone: Severity | 'ended';
  /** Why the watch is not to be trusted, or not whole; sources that cannot be seen are told further down. */
  readonly reasons: readonly string[];
  readonly verdicts: readonly SummaryVerdict[];
  readonly reach: readonly SummaryPlot[];
  readonly changes: SummaryChanges;
  readonly open: readonly SummaryAlert[];
  readonly answered: readonly SummaryAlert[];
  readonly unseen: readonly SummarySource[];
  readonly timers: readonly SummaryTimer[];
}

export interface SummaryVerdict {
  readonly title: string;
  /** In a word. */
  readonly state: string;
  readonly headline: string;
  /** False: it is the last one known. */
  readonly isVisible: boolean;
  readonly judgedAt: string | null;
  readonly lookedAt: string | null;
  /** The newest lines, with their times. */
  readonly evidence: readonly EvidenceLine[];
  readonly moreEvidence: number;
}

/** Numbers that count the same thing, at the last summary and now. */
export interface SummaryPlot {
  readonly title: string;
  readonly lines: readonly { readonly label: string; readonly before: number | null; readonly now: number | null }[];
}

export interface SummaryChanges {
  readonly kinds: readonly ChangeKind[];
  /** The gravest, then the newest. */
  readonly first: readonly NamedChange[];
  /** All but first readings and answers. */
  readonly total: number;
  readonly baselines: number;
  readonly answers: number;
  /** False: there are more than were counted, and these are the newest. */
  readonly isWhole: boolean;
}

export interface ChangeKind {
  readonly title: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

export interface NamedChange {
  readonly at: string;
  readonly severity: Severity;
  readonly check: string;
  readonly title: string;
}

export interface SummaryAlert {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly since: string;
  /** By whom it was answered, how, and why; null: by nobody. */
  readonly answer: string | null;
}

export interface SummarySource {
  readonly name: string;
  readonly state: string;
  readonly text: string;
}

export interface SummaryTimer {
  readonly title: string;
  /** `ended`: all is well. */
  readonly tone: 'critical' | 'warning' | 'ended';
  readonly text: string;
}

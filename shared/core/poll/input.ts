/** What one poll decides from, and what it decides: the two ends of `decidePoll`. */

import type { Condition, OpenAlert, Severity } from '../model/alert.ts';
import type { Check, Finding } from '../model/check.ts';
import type { Snapshot } from '../model/fact.ts';
import type { Head } from '../model/head.ts';
import type { Change } from '../model/history.ts';
import type { GrowthThresholds, MeasureRow } from '../model/measure.ts';
import type { PendingAlerts } from '../model/outbox.ts';
import type { WritebackState } from '../model/rule.ts';
import type { Readings } from '../model/source.ts';
import type { Before, Hash } from './reading.ts';

export interface PollInput<A> {
  readonly check: Check<A>;
  readonly head: Head | null;
  /** There is a head, but it cannot be read: the check starts anew, and its open alerts go on. */
  readonly isHeadLost?: boolean;
  readonly installedAt: string;
  readonly tenantId: string;
  /** When the readings were started and when they ended, in ms. */
  readonly startedAt: number;
  readonly now: number;
  /** `kept`: nothing was read this time, and what is remembered of every source stands as it is. */
  readonly readings: Readings | 'kept';
  readonly before: { readonly [source: string]: Before };
  readonly verdictBefore: Before;
  readonly openAlerts: readonly OpenAlert[];
  /** How many of these are known by their id alone, because their rows are gone or damaged. */
  readonly alertsLost?: number;
  /** The stored verdict of the check `writeback`: severity may depend on it. */
  readonly writeback: WritebackState;
  /** What holds besides the verdict's conditions. One that no longer holds closes in a poll that judges. */
  readonly conditions?: readonly Condition[];
  /** What is to be told besides what the readings show. */
  readonly findings?: readonly Finding[];
  /** The tenant's display name as another check knows it; for one that reads none itself. */
  readonly tenantName?: string | null;
  /** Graph's clock minus ours in ms; null: nobody said. */
  readonly skewMs?: number | null;
  readonly commitId: string;
  readonly hash: Hash;
  readonly policy: PollPolicy;
}

export interface PollPolicy {
  readonly blindAfterMinutes: number;
  /** The longer of `blindAfterMinutes` and three intervals, in ms. */
  readonly blindAfter: number;
  /** Below this severity nothing goes to the outbox. */
  readonly floor: Severity;
  /** Between two polls that are further apart (ms) there was a gap: no silence of a source before it counts. */
  readonly gapAfter: number;
  /** From where on the growth of a measure is told. */
  readonly growth: GrowthThresholds;
}

export interface PollOutcome {
  readonly head: Head;
  readonly change: Change | null;
  readonly pending: PendingAlerts | null;
  /** That the check has begun: a row of its own, which waits for those of the other checks. */
  readonly summary: PendingAlerts | null;
  readonly alerts: readonly OpenAlert[];
  readonly closed: readonly string[];
  readonly measures: readonly MeasureRow[];
  /** Texts to store before the commit names them, by hash. */
  readonly texts: ReadonlyMap<string, string>;
  /** What is believed now, for a report that has no storage. */
  readonly verdict: Snapshot | null;
}

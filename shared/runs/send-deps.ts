/** What it takes to move the message of one receiver, and the one rule of time for it. */
import type { NamedCheck } from '../core/model/check.ts';
import type { CommitEvents } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import { CALL_MS } from '../core/model/times.ts';
import type { Receiver } from '../core/notify/receiver.ts';
import type { OpenNow } from '../core/notify/reminders.ts';
import type { SummaryTimes } from '../core/notify/summary-slot.ts';
import type { ReportInput } from '../core/status/report.ts';

export interface SendDeps {
  readonly receiver: Receiver;
  /** All that are built, in the order in which they are told. */
  readonly checks: readonly NamedCheck[];
  readonly now: () => number;
  /** The clock of the storage service, in ms: all times in a mailbox are its. */
  readonly time: () => number;
  /** Stores a text, and gives it back by its hash; null: it is gone. */
  readonly texts: {
    save(text: string): Promise<string>;
    load(hash: string): Promise<string | null>;
  };
  /** A new UUID. */
  readonly newId: () => string;
  /** When the run must have ended, in ms. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Where alerts are answered, by id; never throws: a message does not wait for its links. Absent: there are none. */
  readonly linksTo?: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** What is open now, to be told again or beside what got worse. Absent: nobody knows. */
  readonly open?: () => Promise<OpenNow>;
  /** REMIND_HOURS; absent: this run reminds of nothing. */
  readonly remindHours?: number;
  /** Absent: this run makes no summary. */
  readonly summary?: SummaryDeps;
  /** The commits whose events nobody else has to tell, once these rows are told. */
  readonly toldWith: (rows: readonly string[]) => readonly Pick<CommitEvents, 'check' | 'generation'>[];
}

/** What a summary is made of. */
export interface SummaryDeps extends SummaryTimes {
  /** The state as the status has it. */
  readonly state: () => Promise<ReportInput>;
  readonly history: Store['history'];
}

/** None is begun with less time left than it may take. */
export const hasTimeToCall = (deps: Pick<SendDeps, 'deadline' | 'now'>): boolean =>
  deps.deadline - deps.now() >= CALL_MS;

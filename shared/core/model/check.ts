/**
 * What a check is: its sources, what their facts add up to, what a drift or a condition means, and all that others need
 * to know of it (name, title, timer, place in the report). Everything here is pure but `read`. Adding a check means
 * adding a folder that exports one of these, its line in the registry, and its timer in `functions/`.
 */
import type { Actor, AlertText, Condition, Severity } from './alert.ts';
import type { Drift } from './drift.ts';
import type { Fact, Snapshot } from './fact.ts';
import type { CheckName } from './head.ts';
import type { Heartbeat, Pulse } from './heartbeat.ts';
import type { Json } from './json.ts';
import type { Growth, GrowthThresholds, Measure } from './measure.ts';
import type { Rule, Said, WritebackState } from './rule.ts';
import type { SourceDefinition, SourceState } from './source.ts';
import type { Words } from './words.ts';

/** A source with its way of being read; `Access` is what the check's adapters offer. */
export interface Source<Access> extends SourceDefinition {
  /** Reads all facts or throws. `watermark`: what the last good reading returned, null at first. */
  read(access: Access, watermark: string | null): Promise<ReadResult>;
  /** Read piece by piece, over many polls; a single pass leaves it out. */
  readonly resumable?: true;
}

export interface ReadResult {
  /** It is read less often than polled, and was not due: all stands as it was, and `facts` is empty. Never at first. */
  readonly kept?: true;
  readonly facts: readonly Fact[];
  /** Of a log the newest event time, as its service said it; of a resumable source where it stands. */
  readonly watermark?: string | null;
  /** Signs of life that move by themselves; judged by age, never compared. */
  readonly pulses?: readonly Pulse[];
  /** Numbers that move by themselves; recorded and held against a threshold, never compared. */
  readonly measures?: readonly Measure[];
}

/** What is known of one source when the verdict is made. `facts` null: never read. */
export interface SourceView {
  readonly state: SourceState;
  /** Read within the time after which a source is blind, whatever it answered since. */
  readonly isFresh: boolean;
  readonly facts: Snapshot | null;
  readonly unbrokenSince: string | null;
  /** Start of its last good reading, and of the good one before this poll, ISO 8601. */
  readonly lastGoodAt?: string | null;
  readonly readBefore?: string | null;
  /** While the source cannot be read: as they were when it last was, so that a dead one stays dead and none dies of that. */
  readonly heartbeats: readonly Heartbeat[];
}

export type SourceViews = { readonly [source: string]: SourceView };

/** The drift of one source. `baseline`: its first snapshot, or that of a new definition; then `drift` is empty. */
export interface SourceDrift {
  readonly source: string;
  readonly baseline: boolean;
  readonly drift: readonly Drift[];
}

/** The verdict before and after a poll that judged. `before` null: the first verdict. */
export interface VerdictChange {
  readonly before: Snapshot | null;
  readonly after: Snapshot;
}

/** What a verdict may know beside the sources. `verdict` null: none yet. `day`: whole days since 1970, UTC. */
export interface Past {
  readonly verdict: Snapshot | null;
  readonly day: number;
  /** From where on a number that has grown is worth telling. */
  readonly growth: GrowthThresholds;
  /** When the poll was started, in ms. What is judged by it must end with `Check.until`. */
  readonly at: number;
  /** Graph's clock minus ours in ms, where it is known. */
  readonly skewMs?: number;
}

/** What is seen of a check when its part of the report is written. */
export interface Sight {
  /** False: a required source cannot be seen, so the state is unknown. */
  readonly visible: boolean;
  readonly now: number;
  readonly heartbeats: readonly Heartbeat[];
  readonly sources: { readonly [name: string]: { readonly state: SourceState; readonly lastGoodAt: string | null } };
  /** The watermark of a source of any check, by `{check}/{source}`: what one check says may depend on what another saw. */
  readonly remembered: { readonly [place: string]: string | null };
}

export interface Occasion {
  readonly sources: readonly SourceDrift[];
  /** Null: this poll did not judge; the conditions of the verdict then stand as they are. */
  readonly verdict: VerdictChange | null;
  /** The stored verdict of the check `writeback` at this moment. */
  readonly writeback: WritebackState;
  /** What is believed now of every source. */
  readonly views?: SourceViews;
}

/** One line of history, and the event it raises, if any. */
export interface Finding {
  readonly source: string;
  readonly change: 'added' | 'removed' | 'changed' | 'baseline';
  readonly key: string;
  readonly title: Words;
  readonly severity: Severity;
  readonly before: Json;
  readonly after: Json;
  readonly actor?: Actor;
  /** Audit activities in which to look for who did it, when `actor` is not known yet, or may be known better later. */
  readonly activities?: readonly string[];
  /** Other ids and names by which the audit log may speak of what the line is about. */
  readonly aliases?: readonly string[];
  readonly event?: AlertText;
  /** Its event is told whatever the floor is: it may be the floor that was moved. */
  readonly always?: true;
}

export interface Interpretation {
  readonly findings: readonly Finding[];
  /** All conditions of the verdict that hold now; ignored when `Occasion.verdict` is null. */
  readonly conditions: readonly Condition[];
  /** Why conditions end in this poll, where that is not that things are well: told behind their titles. */
  readonly ending?: Words;
}

/** One dated line of evidence, for mails. */
export interface EvidenceLine {
  readonly text: Words;
  readonly at: string | null;
}

/** How often a check is polled, and how long one poll may take. */
export interface Timer {
  /** Name of the setting that holds its schedule. */
  readonly setting: string;
  /** The schedule without that setting: NCRONTAB of six fields, UTC. */
  readonly otherwise: string;
  /** In ms, storage retries and the commit included. */
  readonly limitMs: number;
}

/** Who is worth a look, the widest first, each with the reasons why; for pages. */
export interface Ranking {
  readonly title: string;
  /** What the rows are, with their number. */
  readonly counts: string;
  readonly total: number;
  /** Made when they are shown: there may be thousands. */
  rows(from: number, most: number): readonly RankedRow[];
}

export interface RankedRow {
  readonly id: string;
  readonly name: string;
  /** What tells it apart from another of that name, and what it is. */
  readonly about: readonly string[];
  /** How much, and of what. */
  readonly amount: string;
  /** Of all that there is, from 0 to 1; null: not known. */
  readonly share: number | null;
  readonly reasons: readonly string[];
}

/** Measures that are worth being plotted together, since they count the same thing. */
export interface Plot {
  readonly title: string;
  readonly lines: readonly { readonly measure: string; readonly label: string }[];
}

/** Numbers of a verdict by name; null: not known. */
export type Figures = { readonly [name: string]: number | null };

export interface Check<Access> {
  readonly name: CheckName;
  /** As mails and pages call it, such as "Password writeback". */
  readonly title: string;
  /** The key of its part in the document of `/api/status`; absent: it has none there. */
  readonly place?: string;
  /** Absent: the notifier runs it, every `dueEveryMs`. */
  readonly timer?: Timer;
  /** All that it can raise; RUNBOOK.md has a heading for each id. */
  readonly rules: readonly Rule[];
  readonly sources: readonly Source<Access>[];
  /** Raised when a source comes or goes, or `judge` or `interpret` would answer differently to the same facts. */
  readonly version: number;
  /**
   * Only for a check without a timer of its own: how often the notifier reads its sources, in ms. All of them are
   * optional, so that it is judged each time. Its polls are never overdue.
   */
  readonly dueEveryMs?: number;
  /**
   * What the verdict is called while a required source cannot be seen: unknown, unless what is believed of that source
   * still tells most of it.
   */
  readonly whenUnseen?: 'partial';
  /** The verdict depends on the day too: it is judged anew once a day (UTC), though nothing else has changed. */
  readonly daily?: true;
  /**
   * The verdict as facts. Called once every required source was read at some time. Judging the same again, with the answer as
   * `past.verdict`, must give the same: an unchanged poll does not ask.
   */
  judge(views: SourceViews, past: Past): Fact[];
  interpret(occasion: Occasion): Interpretation;
  /** What to mail when a measure has grown past both thresholds; null: nothing. Asked once for each growth. */
  growth?(growth: Growth, occasion: Occasion): Said | null;
  /** When the verdict ends by itself, ISO 8601, so that it is judged anew though nothing else has changed. Default: never. */
  until?(verdict: Snapshot): string | null;
  /** The verdict in one word; `unknown` is what makes the status warn. */
  state(verdict: Snapshot): string;
  /** One sentence for subject and summary, e.g. "Writeback is on". `verdict` null: none yet. */
  headline(verdict: Snapshot | null): Words;
  evidence(verdict: Snapshot | null): EvidenceLine[];
  /** What else a verdict shows people beside its evidence, a sentence each. */
  notes?(verdict: Snapshot | null): Words[];
  /** What else it counts, for the metrics alone. */
  numbers?(verdict: Snapshot | null): Figures;
  /** What to do once it has been judged for the first time: whole sentences, one for each step. */
  next?(verdict: Snapshot): Words[];
  /** What the verdict counts, for the log of a poll. */
  figures?(verdict: Snapshot | null): Figures;
  /** Who is worth a look, for the page; absent: nobody is ranked. */
  ranking?(verdict: Snapshot | null): Ranking;
  readonly plots?: readonly Plot[];
  /** Titles of the kinds of heartbeats that are worth a strip, in their order; a kind that does not count now is absent. */
  beats?(verdict: Snapshot | null): { readonly [kind: string]: string };
  /** The tenant's display name, if a source of this check shows it. */
  tenantName(views: SourceViews): string | null;
  /** The check's part of `/api/status`. */
  section(verdict: Snapshot | null, sight: Sight): Json;
  /** What the whole document of the check has beside its section; too long for the status. */
  lists?(verdict: Snapshot | null): { readonly [name: string]: Json };
}

/** A check by what it is called and what it says of stored facts, whatever it reads with. */
// biome-ignore lint/suspicious/noExplicitAny: what a check reads with does not matter to whoever shows it
export type AnyCheck = Check<any>;

/** A check as mails name it. */
export type NamedCheck = Pick<AnyCheck, 'name' | 'title'>;

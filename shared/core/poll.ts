/**
 * Decides everything about one poll: readings in, one commit out. Pure: no clock, no storage, no network.
 * Snapshots, history and the alerts they raise leave here together, so that they are stored together.
 */
import {
  type AlertText,
  alertId,
  atLeast,
  type Condition,
  type ConditionChange,
  changeConditions,
  type MailedAlert,
  mailed,
  type OpenAlert,
  type Severity,
} from './alerts.ts';
import { BLIND_RULE, blindConditions } from './blindness.ts';
import type { Check, Finding, Interpretation, Occasion, SourceViews, WritebackState } from './check.ts';
import type { Snapshot } from './facts.ts';
import type { Head, StoredVerdict } from './head.ts';
import { baselineFindings, conditionFindings, lostEvents, newsOfBaselines, summary } from './history.ts';
import {
  type Growth,
  type GrowthThresholds,
  type Measured,
  type MeasureRow,
  measured,
  measuresRead,
} from './measures.ts';
import type { Change, HistoryItem, MailContext, PendingMail } from './ports.ts';
import type { Readings } from './quiet.ts';
import { applyReading, type Before, type Hash, keptOutcome, type SourceOutcome, snapshotText } from './reading.ts';
import { isSeen, sourceState } from './source.ts';
import { ageMs, iso, minutesMs, nextHistoryTime } from './times.ts';
import { canJudge, judge, verdictInputs, viewsOf } from './verdict.ts';

export interface PollInput<A> {
  readonly check: Check<A>;
  readonly head: Head | null;
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
  /** The stored verdict of the check `writeback`: severity may depend on it. */
  readonly writeback: WritebackState;
  /** What holds besides the verdict's conditions. One that no longer holds closes in a poll that judges. */
  readonly conditions?: readonly Condition[];
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
  /** From where on the growth of a measure is told. */
  readonly growth: GrowthThresholds;
}

export interface PollOutcome {
  readonly head: Head;
  readonly change: Change | null;
  readonly pending: PendingMail | null;
  readonly alerts: readonly OpenAlert[];
  readonly closed: readonly string[];
  readonly measures: readonly MeasureRow[];
  /** Texts to store before the commit names them, by hash. */
  readonly texts: ReadonlyMap<string, string>;
  /** What is believed now, for a report that has no storage. */
  readonly verdict: Snapshot | null;
}

/** What the poll knows after it has applied the readings. */
interface Scene<A> {
  readonly input: PollInput<A>;
  readonly generation: number;
  readonly at: string;
  readonly outcomes: readonly SourceOutcome[];
  readonly views: SourceViews;
  readonly judged: boolean;
  readonly verdictBefore: Snapshot | null;
  readonly verdict: Snapshot | null;
  readonly measured: Measured;
}

export function decidePoll<A>(input: PollInput<A>): PollOutcome {
  const scene = sceneOf(input);
  const interpretation = interpret(scene);
  const conditions = changeConditions(
    input.openAlerts,
    [
      ...interpretation.conditions,
      ...(input.conditions ?? []),
      ...blindConditions(scene.outcomes, input.now, input.policy.blindAfter),
    ],
    (alert) => scene.judged || alert.rule === BLIND_RULE,
    { check: input.check.name, generation: scene.generation, time: scene.at, floor: input.policy.floor },
  );
  return outcomeOf(scene, interpretation, conditions);
}

function sceneOf<A>(input: PollInput<A>): Scene<A> {
  const { check, head, now, policy } = input;
  const outcomes = check.sources.map((source) => {
    const before = input.before[source.name] ?? null;
    const record = head?.sources[source.name];
    if (input.readings === 'kept') return keptOutcome(source, record, before);
    const reading = input.readings[source.name];
    if (!reading) throw new Error(`no reading of ${source.name}`);
    return applyReading(source, record, before, reading, input.startedAt, input.hash);
  });
  const views = viewsOf(outcomes, now, policy.blindAfter);
  const verdictBefore = input.verdictBefore === 'lost' ? null : input.verdictBefore;
  const judged = canJudge(outcomes);
  const verdict = judged ? judge(check, views, verdictBefore, input.startedAt, policy.growth) : verdictBefore;
  const generation = head ? head.generation + 1 : now;
  const at = nextHistoryTime(head?.lastHistoryAt ?? null, now);
  const measures = measuredIn(input, outcomes);
  return { input, generation, at, outcomes, views, judged, verdictBefore, verdict, measured: measures };
}

/** A source whose key scheme is new may count in another way too. */
function measuredIn<A>({ head, readings, now, policy }: PollInput<A>, outcomes: readonly SourceOutcome[]): Measured {
  const redefined = outcomes.filter(({ baseline }) => baseline === 'new-scheme').map(({ source }) => source.name);
  const read = readings === 'kept' ? [] : measuresRead(readings, redefined);
  return measured(head?.measures ?? {}, read, now, policy.growth);
}

function interpret<A>(scene: Scene<A>): Interpretation {
  const sources = scene.outcomes.map(({ source, baseline, drift }) => ({
    source: source.name,
    baseline: baseline !== null,
    drift,
  }));
  const verdict = scene.judged && scene.verdict ? { before: scene.verdictBefore, after: scene.verdict } : null;
  const occasion = { sources, verdict, writeback: scene.input.writeback };
  const told = scene.input.check.interpret(occasion);
  const grown = scene.measured.growths.flatMap((growth) => growthFinding(growth, scene.input.check, occasion));
  return { findings: [...told.findings, ...grown], conditions: verdict ? told.conditions : [] };
}

/** A measure is no drift: only growth that the check has words for is a line of history. */
function growthFinding<A>(growth: Growth, check: Check<A>, occasion: Occasion): Finding[] {
  const event = check.growth?.(growth, occasion) ?? null;
  if (!event) return [];
  const { source, name: key, before, now: after } = growth;
  return [{ source, change: 'changed', key, title: event.title, severity: event.severity, before, after, event }];
}

function outcomeOf<A>(scene: Scene<A>, told: Interpretation, conditions: ConditionChange): PollOutcome {
  const { floor } = scene.input.policy;
  const findings = [...baselineFindings(scene.outcomes), ...told.findings];
  const items = [
    ...findings.map((finding) => itemOf(finding, scene.generation, floor)),
    ...conditionFindings(conditions),
  ];
  const news = newsOf(scene);
  const alerts = [...news, ...eventsOf(findings, scene), ...conditionMail(conditions, scene)];
  const moved = [...conditions.opened, ...conditions.raised, ...conditions.closed];
  const change = changeOf(scene, items, [...alerts.map(({ id }) => id), ...moved.map(({ id }) => id)]);
  return {
    head: headOf(scene, conditions, change, news),
    change,
    pending: alerts.length > 0 ? pendingOf(scene, alerts) : null,
    alerts: [...conditions.opened, ...conditions.raised],
    closed: conditions.closed.map((alert) => alert.id),
    measures: scene.measured.rows,
    texts: textsOf(scene),
    verdict: scene.verdict,
  };
}

/** Summaries: always mailed. */
function newsOf<A>(scene: Scene<A>): MailedAlert[] {
  const { input, outcomes, verdict } = scene;
  const due = ageMs(input.installedAt, input.now) >= minutesMs(input.policy.blindAfterMinutes);
  const headline = input.check.headline(verdict);
  if (input.head?.summarised)
    return newsOfBaselines(outcomes, input.before, headline).map((text) => asAlert(text, 'summary', scene));
  return verdict !== null || due ? [asAlert(summary(outcomes, headline, verdict !== null), 'summary', scene)] : [];
}

function eventsOf<A>(findings: readonly Finding[], scene: Scene<A>): MailedAlert[] {
  const verdictLost = scene.input.verdictBefore === 'lost';
  const events = [...findings.flatMap((finding) => finding.event ?? []), ...lostEvents(scene.outcomes, verdictLost)];
  return events
    .filter((event) => atLeast(event.severity, scene.input.policy.floor))
    .map((event) => asAlert(event, 'event', scene));
}

function conditionMail<A>(conditions: ConditionChange, scene: Scene<A>): MailedAlert[] {
  const { floor } = scene.input.policy;
  return [
    ...conditions.opened.filter((alert) => alert.mailed).map((alert) => mailed(alert, 'opened', scene.at)),
    ...conditions.raised
      .filter((alert) => alert.mailed && atLeast(alert.severity, floor))
      .map((alert) => mailed(alert, 'raised', scene.at)),
    ...conditions.closed.filter((alert) => alert.mailed).map((alert) => mailed(alert, 'closed', scene.at)),
  ];
}

function asAlert<A>(text: AlertText, kind: 'event' | 'summary', scene: Scene<A>): MailedAlert {
  return { ...text, kind, id: alertId(text.rule, text.subject, scene.generation), since: text.happenedAt ?? scene.at };
}

function itemOf(finding: Finding, generation: number, floor: Severity): HistoryItem {
  const { event, ...item } = finding;
  const goesOut = event !== undefined && atLeast(event.severity, floor);
  return { ...item, alert: goesOut ? alertId(event.rule, event.subject, generation) : null };
}

function changeOf<A>(scene: Scene<A>, items: readonly HistoryItem[], alerts: readonly string[]): Change | null {
  if (items.length === 0 && alerts.length === 0) return null;
  const wantsActor = items.some((item) => item.activities !== undefined && item.actor === undefined);
  return {
    check: scene.input.check.name,
    generation: scene.generation,
    at: scene.at,
    items,
    alerts: [...new Set(alerts)],
    wantsActor,
  };
}

const pendingOf = <A>(scene: Scene<A>, alerts: readonly MailedAlert[]): PendingMail => ({
  check: scene.input.check.name,
  generation: scene.generation,
  at: scene.at,
  alerts,
  context: contextOf(scene),
});

function contextOf<A>(scene: Scene<A>): MailContext {
  const { check, tenantId, now, policy } = scene.input;
  const unseen = scene.outcomes.flatMap(({ source, record }) => {
    const state = sourceState(record, now, policy.blindAfter);
    if (isSeen(state)) return [];
    return [
      {
        source: source.name,
        state,
        shows: source.shows,
        why: `${record.error?.message ?? ''} ${record.error?.hint ?? ''}`.trim(),
      },
    ];
  });
  return {
    tenant: { id: tenantId, name: tenantNameOf(scene) },
    headline: headlineOf(scene),
    evidence: check.evidence(scene.verdict),
    unseen,
  };
}

/** A verdict that nobody can see now is told as what it is: the last one known. */
function headlineOf<A>({ input, outcomes, verdict }: Scene<A>): string {
  const headline = input.check.headline(verdict);
  const visible = outcomes.every(
    ({ source, record }) => !source.required || isSeen(sourceState(record, input.now, input.policy.blindAfter)),
  );
  return visible || verdict === null ? headline : `The state cannot be seen now. Last known: ${headline}`;
}

function headOf<A>(
  scene: Scene<A>,
  conditions: ConditionChange,
  change: Change | null,
  news: readonly MailedAlert[],
): Head {
  const { input, outcomes } = scene;
  return {
    check: input.check.name,
    version: input.check.version,
    generation: scene.generation,
    commitId: input.commitId,
    ...runOf(input),
    lastHistoryAt: change ? change.at : (input.head?.lastHistoryAt ?? null),
    openAlerts: conditions.open.map(({ id, rule, subject, severity }) => ({ id, rule, subject, severity })),
    sources: Object.fromEntries(outcomes.map(({ source, record }) => [source.name, record])),
    verdict: verdictOf(scene),
    measures: scene.measured.records,
    summarised: (input.head?.summarised ?? false) || news.length > 0,
    tenantName: tenantNameOf(scene),
  };
}

const tenantNameOf = <A>({ input: { check, tenantName, head }, views }: Scene<A>): string | null =>
  check.tenantName(views) ?? tenantName ?? head?.tenantName ?? null;

/** When this head's readings were made: those that were kept are as old as they were. */
function runOf<A>({ head, readings, startedAt, now, skewMs }: PollInput<A>) {
  const isKept = readings === 'kept' && head !== null;
  return {
    readStartedAt: isKept ? head.readStartedAt : iso(startedAt),
    finishedAt: iso(now),
    durationMs: isKept ? head.durationMs : now - startedAt,
    skewMs: skewMs ?? head?.skewMs ?? null,
  };
}

function verdictOf<A>(scene: Scene<A>): StoredVerdict | null {
  const { input, verdict } = scene;
  if (!scene.judged || !verdict) return input.verdictBefore === 'lost' ? null : (input.head?.verdict ?? null);
  const records = Object.fromEntries(scene.outcomes.map(({ source, record }) => [source.name, record]));
  return {
    hash: input.hash(snapshotText(verdict)),
    inputs: verdictInputs(input.check, records, {
      now: input.now,
      blindAfter: input.policy.blindAfter,
      hash: input.hash,
      writeback: input.writeback,
    }),
    judgedAt: iso(input.startedAt),
    state: input.check.state(verdict),
  };
}

function textsOf<A>(scene: Scene<A>): Map<string, string> {
  const { input, outcomes, judged, verdict } = scene;
  // A lost text is stored again even if the new baseline happens to be the same.
  const changed = outcomes.filter(
    ({ source, record, baseline }) =>
      baseline !== null || record.snapshot !== input.head?.sources[source.name]?.snapshot,
  );
  const texts = changed.flatMap(({ snapshot }) => (snapshot ? [snapshotText(snapshot)] : []));
  if (judged && verdict) texts.push(snapshotText(verdict));
  return new Map(texts.map((text) => [input.hash(text), text]));
}

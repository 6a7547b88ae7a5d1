/**
 * Decides everything about one poll: readings in, one commit out. Pure: no clock, no storage, no network.
 * Snapshots, history and the alerts they raise leave here together, so that they are stored together.
 */
import {
  alertId,
  atLeast,
  type Condition,
  type ConditionChange,
  changeConditions,
  type OpenAlert,
  type Severity,
} from './alerts.ts';
import { BLIND_RULE, blindConditions } from './blindness.ts';
import type { Check, Finding, Interpretation, Occasion, WritebackState } from './check.ts';
import type { Snapshot } from './facts.ts';
import type { Head } from './head.ts';
import { baselineFindings, conditionFindings } from './history.ts';
import type { Growth, GrowthThresholds, MeasureRow } from './measures.ts';
import { headOf, textsOf } from './poll-head.ts';
import { conditionMail, eventsOf, newsOf, pendingOf } from './poll-mail.ts';
import { type Scene, sceneOf } from './poll-scene.ts';
import type { Change, HistoryItem, PendingMail } from './ports.ts';
import type { Readings } from './quiet.ts';
import type { Before, Hash } from './reading.ts';

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

export function decidePoll<A>(input: PollInput<A>): PollOutcome {
  const scene = sceneOf(input);
  const interpretation = interpret(scene);
  const conditions = changeConditions(
    input.openAlerts,
    [
      ...interpretation.conditions,
      ...(input.conditions ?? []),
      ...blindConditions(input.check.name, scene.outcomes, input.now, input.policy.blindAfter),
    ],
    (alert) => scene.judged || alert.rule === BLIND_RULE,
    { check: input.check.name, generation: scene.generation, time: scene.at, floor: input.policy.floor },
  );
  return outcomeOf(scene, interpretation, conditions);
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

/**
 * Decides everything about one poll: readings in, one commit out. Pure: no clock, no storage, no network.
 * Snapshots, history and the alerts they raise leave here together, so that they are stored together.
 */

import { alertId, atLeast, type Severity } from '../model/alert.ts';
import type { Check, Finding, Interpretation, Occasion } from '../model/check.ts';
import type { Change, HistoryItem } from '../model/history.ts';
import type { Growth } from '../model/measure.ts';
import { type Scene, sceneOf } from './assessment.ts';
import { BLIND_RULE, blindConditions } from './blindness.ts';
import { type ConditionChange, changeConditions } from './conditions.ts';
import { baselineFindings, conditionFindings } from './history.ts';
import type { PollInput, PollOutcome } from './input.ts';
import { headOf, textsOf } from './next-head.ts';
import { conditionMail, eventsOf, newsOf, pendingOf } from './raised.ts';

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

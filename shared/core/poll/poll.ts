/**
 * Decides everything about one poll: readings in, one commit out. Pure: no clock, no storage, no network.
 * Snapshots, history and the alerts they raise leave here together, so that they are stored together.
 */

import { alertId, atLeast, type OpenAlert, type Severity } from '../model/alert.ts';
import type { Check, Finding, Interpretation, Occasion } from '../model/check.ts';
import type { Change, HistoryItem } from '../model/history.ts';
import type { Growth } from '../model/measure.ts';
import { type Assessment, assess } from './assessment.ts';
import { BLIND_RULE, blindConditions } from './blindness.ts';
import { type ConditionChange, changeConditions } from './conditions.ts';
import { baselineFindings, conditionFindings, rollbackFindings } from './history.ts';
import type { PollInput, PollOutcome } from './input.ts';
import { headOf, textsOf } from './next-head.ts';
import { conditionMail, eventsOf, newsOf, pendingOf } from './raised.ts';

export function decidePoll<A>(input: PollInput<A>): PollOutcome {
  const assessment = assess(input);
  const interpretation = interpret(assessment);
  const conditions = changeConditions(
    input.openAlerts,
    [
      ...interpretation.conditions,
      ...(input.conditions ?? []),
      ...blindConditions(input.check.name, assessment.outcomes, assessment.clock, input.writeback, input.openAlerts),
    ],
    (alert) => assessment.judged || alert.rule === BLIND_RULE,
    { check: input.check.name, generation: assessment.generation, time: assessment.at, floor: input.policy.floor },
  );
  return outcomeOf(assessment, interpretation, conditions);
}

function interpret<A>(assessment: Assessment<A>): Interpretation {
  const sources = assessment.outcomes.map(({ source, baseline, drift }) => ({
    source: source.name,
    // What was lost is compared by the verdict: only a first reading brings something into view.
    baseline: baseline === 'first' || baseline === 'new-scheme',
    drift,
  }));
  const verdict =
    assessment.judged && assessment.verdict ? { before: assessment.verdictBefore, after: assessment.verdict } : null;
  const occasion = { sources, verdict, writeback: assessment.input.writeback };
  const told = assessment.input.check.interpret(occasion);
  const grown = assessment.measured.growths.flatMap((growth) =>
    growthFinding(growth, assessment.input.check, occasion),
  );
  const { head, check, findings: others = [] } = assessment.input;
  const findings = [...rollbackFindings(head, check), ...others, ...told.findings, ...grown];
  return { findings, conditions: verdict ? told.conditions : [] };
}

/** A measure is no drift: only growth that the check has words for is a line of history. */
function growthFinding<A>(growth: Growth, check: Check<A>, occasion: Occasion): Finding[] {
  const event = check.growth?.(growth, occasion) ?? null;
  if (!event) return [];
  const { source, name: key, before, now: after } = growth;
  return [{ source, change: 'changed', key, title: event.title, severity: event.severity, before, after, event }];
}

function outcomeOf<A>(assessment: Assessment<A>, told: Interpretation, conditions: ConditionChange): PollOutcome {
  const { floor } = assessment.input.policy;
  const findings = [...baselineFindings(assessment.outcomes), ...told.findings];
  const items = [
    ...findings.map((finding) => itemOf(finding, assessment.generation, floor)),
    ...conditionFindings(conditions),
  ];
  const news = newsOf(assessment);
  const alerts = [...news, ...eventsOf(findings, assessment), ...conditionMail(conditions, assessment)];
  const moved = [...conditions.opened, ...conditions.raised, ...conditions.closed];
  const change = changeOf(assessment, items, [...alerts.map(({ id }) => id), ...moved.map(({ id }) => id)]);
  return {
    head: headOf(assessment, conditions, change, news),
    change,
    pending: alerts.length > 0 ? pendingOf(assessment, alerts) : null,
    alerts: [...conditions.opened, ...conditions.raised.map(withoutReason), ...conditions.reworded],
    closed: conditions.closed.map((alert) => alert.id),
    measures: assessment.measured.rows,
    texts: textsOf(assessment),
    verdict: assessment.verdict,
  };
}

const withoutReason = ({ by: _by, ...alert }: ConditionChange['raised'][number]): OpenAlert => alert;

function itemOf(finding: Finding, generation: number, floor: Severity): HistoryItem {
  const { event, ...item } = finding;
  if (event === undefined || !atLeast(event.severity, floor)) return { ...item, alert: null };
  const { rule, subject } = event;
  return { ...item, alert: alertId(rule, subject, generation), raised: { rule, subject } };
}

function changeOf<A>(
  assessment: Assessment<A>,
  items: readonly HistoryItem[],
  alerts: readonly string[],
): Change | null {
  if (items.length === 0 && alerts.length === 0) return null;
  const wantsActor = items.some((item) => item.activities !== undefined && item.actor === undefined);
  return {
    check: assessment.input.check.name,
    generation: assessment.generation,
    at: assessment.at,
    items,
    alerts: [...new Set(alerts)],
    wantsActor,
  };
}

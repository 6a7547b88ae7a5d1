/**
 * Decides everything about one poll: readings in, one commit out. Pure: no clock, no storage, no network.
 * Snapshots, history and the alerts they raise leave here together, so that they are stored together.
 */

import { alertId, type Condition, type OpenAlert, type Severity } from '../model/alert.ts';
import type { Check, Finding, Interpretation, Occasion } from '../model/check.ts';
import type { Change, HistoryItem } from '../model/history.ts';
import type { Growth } from '../model/measure.ts';
import { own } from '../model/own.ts';
import type { Words } from '../model/words.ts';
import { wantsActor } from '../notify/looking.ts';
import { type Assessment, assess } from './assessment.ts';
import { heldBack, isBeginning } from './beginning.ts';
import { BLIND_RULE, blindConditions } from './blindness.ts';
import { type ConditionChange, changeConditions } from './conditions.ts';
import { FLAPPING_RULE, type Flapping, flapping, isLoud } from './flapping.ts';
import { baselineFindings, conditionFindings, rollbackFindings } from './history.ts';
import type { PollInput, PollOutcome } from './input.ts';
import { headOf, textsOf } from './next-head.ts';
import { conditionMail, eventsOf, isTold, newsOf, pendingOf } from './raised.ts';

export function decidePoll<A>(input: PollInput<A>): PollOutcome {
  const assessment = assess(input);
  const interpretation = interpret(assessment);
  const holding = [
    ...interpretation.conditions,
    ...(input.conditions ?? []),
    ...blindConditions(input.check.name, assessment.outcomes, assessment.clock, input.writeback, input.openAlerts),
  ];
  const flaps = flappingIn(assessment, interpretation, conditionsIn(assessment, holding, [BLIND_RULE]));
  const conditions = conditionsIn(assessment, [...holding, ...flaps.conditions], ALWAYS_JUDGED);
  const closed = conditions.closed.map((alert) => withEnding(alert, interpretation.ending));
  return outcomeOf(assessment, interpretation, { ...conditions, ...flaps, closed });
}

const ALWAYS_JUDGED: readonly string[] = [BLIND_RULE, FLAPPING_RULE];

/** What a check says of its own conditions is not said of others. */
const withEnding = (alert: OpenAlert, ending: Words | undefined): OpenAlert =>
  ending === undefined || ALWAYS_JUDGED.includes(alert.rule) ? alert : { ...alert, title: `${alert.title}: ${ending}` };

/** @param always rules that are judged in every poll, also in one that makes no verdict */
const conditionsIn = <A>(
  { input, judged, generation, at }: Assessment<A>,
  holding: readonly Condition[],
  always: readonly string[],
): ConditionChange =>
  changeConditions(
    input.openAlerts,
    holding,
    ({ rule }) => always.includes(rule) || (judged && rule !== FLAPPING_RULE),
    { check: input.check.name, generation, time: at, floor: input.policy.floor },
  );

/** What comes and goes, of all that would be told in this poll. */
function flappingIn<A>(assessment: Assessment<A>, { findings }: Interpretation, conditions: ConditionChange): Flapping {
  const { input, at: time } = assessment;
  const { now, check, hash, openAlerts, policy, head } = input;
  // What is told always is told each time: nobody shall hide a change behind two others.
  const events = findings.filter((finding) => !finding.always && isTold(finding, policy.floor));
  return flapping(
    head?.flaps ?? {},
    { findings, events, conditions },
    {
      time,
      now,
      check: check.name,
      hash,
      growth: policy.growth,
      openAlerts,
    },
  );
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
  const { views } = assessment;
  const occasion = { sources, verdict, writeback: assessment.input.writeback, views };
  const told = assessment.input.check.interpret(occasion);
  const grown = assessment.measured.growths.flatMap((growth) =>
    growthFinding(growth, assessment.input.check, occasion),
  );
  const { head, check, findings: others = [] } = assessment.input;
  const findings = [...rollbackFindings(head, check), ...others, ...told.findings, ...grown];
  const { ending } = told;
  return { findings, conditions: verdict ? told.conditions : [], ...(ending !== undefined && { ending }) };
}

/** A measure is no drift: only growth that the check has words for is a line of history. */
function growthFinding<A>(growth: Growth, check: Check<A>, occasion: Occasion): Finding[] {
  const event = check.growth?.(growth, occasion) ?? null;
  if (!event) return [];
  const { source, name: key, before, now: after } = growth;
  return [{ source, change: 'changed', key, title: event.title, severity: event.severity, before, after, event }];
}

type Moved = ConditionChange & Pick<Flapping, 'flaps' | 'quiet'>;

function outcomeOf<A>(assessment: Assessment<A>, told: Interpretation, conditions: Moved): PollOutcome {
  const { floor } = assessment.input.policy;
  const loud = told.findings.map((finding) => withoutQuiet(finding, conditions.quiet));
  const findings = [...baselineFindings(assessment.outcomes), ...loud];
  const items = [
    ...findings.map((finding) => itemOf(finding, assessment.generation, floor)),
    ...conditionFindings(conditions),
  ];
  const news = newsOf(assessment);
  const begun = news.filter(isBeginning);
  const others = news.filter((one) => !isBeginning(one));
  const alerts = [...others, ...eventsOf(findings, assessment), ...conditionMail(conditions, assessment)];
  const moved = [...conditions.opened, ...conditions.raised, ...conditions.closed];
  const change = changeOf(
    assessment,
    items,
    [...begun, ...alerts, ...moved].map(({ id }) => id),
  );
  return {
    head: headOf(assessment, conditions, change, news),
    change,
    pending: alerts.length > 0 ? pendingOf(assessment, alerts) : null,
    summary: begun.length > 0 ? heldBack(assessment, pendingOf(assessment, begun)) : null,
    alerts: [...conditions.opened, ...conditions.raised.map(withoutReason), ...conditions.reworded],
    closed: conditions.closed.map((alert) => alert.id),
    measures: assessment.measured.rows,
    texts: textsOf(assessment),
    verdict: assessment.verdict,
  };
}

/** What flaps is a line of history all the same. */
function withoutQuiet(finding: Finding, quiet: ReadonlySet<string>): Finding {
  const { event, ...line } = finding;
  return event && !isLoud(quiet)(event) ? line : finding;
}

const withoutReason = ({ by: _by, ...alert }: ConditionChange['raised'][number]): OpenAlert => alert;

function itemOf(finding: Finding, generation: number, floor: Severity): HistoryItem {
  const { event, always: _always, ...item } = finding;
  if (event === undefined || !isTold(finding, floor)) return { ...item, alert: null };
  const { rule, subject } = event;
  return { ...item, alert: alertId(rule, subject, generation), raised: { rule, subject } };
}

function changeOf<A>(
  assessment: Assessment<A>,
  items: readonly HistoryItem[],
  alerts: readonly string[],
): Change | null {
  if (items.length === 0 && alerts.length === 0) return null;
  const isWanting = items.some(wantsActor);
  return {
    check: assessment.input.check.name,
    generation: assessment.generation,
    at: assessment.at,
    items,
    alerts: [...new Set(alerts)],
    wantsActor: isWanting,
    ...readBefore(assessment),
  };
}

/** The oldest of the readings that this one is compared with: of every source that was read now and before. */
function readBefore<A>({ input: { head, readings } }: Assessment<A>): Pick<Change, 'readBefore'> {
  const read = Object.entries(head?.sources ?? {}).filter(([name]) => readings !== 'kept' && own(readings, name)?.ok);
  const [oldest] = read.flatMap(([, { lastGoodAt }]) => lastGoodAt ?? []).sort();
  return oldest === undefined ? {} : { readBefore: oldest };
}

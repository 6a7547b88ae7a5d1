/**
 * What of one poll goes to the outbox: summaries, events and conditions that moved, with what was known at that moment.
 * Below the floor nothing leaves but summaries, and closings of what was mailed.
 */

import {
  type AlertText,
  alertId,
  atLeast,
  type MailedAlert,
  mailed,
  type OpenAlert,
  type Severity,
} from '../model/alert.ts';
import type { Finding } from '../model/check.ts';
import type { AlertContext, PendingAlerts } from '../model/outbox.ts';
import { isRequired, isSeen, sourceState } from '../model/source.ts';
import { ageMs, minutesMs } from '../model/times.ts';
import { stopped } from '../text/steps.ts';
import { words } from '../text/words.ts';
import { type Assessment, tenantNameOf } from './assessment.ts';
import { summary } from './beginning.ts';
import type { ConditionChange } from './conditions.ts';
import { isLoud } from './flapping.ts';
import { headLost, newsOfBaselines, textsLost } from './history.ts';

/** Summaries: always mailed. */
export function newsOf<A>(assessment: Assessment<A>): MailedAlert[] {
  const { input, outcomes, verdict } = assessment;
  const due = ageMs(input.installedAt, input.now) >= minutesMs(input.policy.blindAfterMinutes);
  const headline = input.check.headline(verdict);
  if (input.head?.summarised || input.isHeadLost)
    return newsOfBaselines(outcomes, input.before, headline).map((text) =>
      asAlert(inCheck(text, assessment), 'summary', assessment),
    );
  return verdict !== null || due
    ? [asAlert(inCheck(summary(input.check, outcomes, verdict), assessment), 'summary', assessment)]
    : [];
}

/** Below the floor nothing is told but what may have moved the floor. */
export const isTold = ({ event, always }: Finding, floor: Severity): boolean =>
  event !== undefined && (always === true || atLeast(event.severity, floor));

export function eventsOf<A>(findings: readonly Finding[], assessment: Assessment<A>): MailedAlert[] {
  const { judged, outcomes, input } = assessment;
  const isVerdictLost = judged && input.verdictBefore === 'lost';
  const lost = input.isHeadLost
    ? headLost(input.check.name)
    : textsLost(input.check.name, outcomes, isVerdictLost, judged ? input.alertsLost : 0);
  const { floor } = input.policy;
  const events = [
    ...findings.flatMap((finding) => (finding.event && isTold(finding, floor) ? [finding.event] : [])),
    ...(lost && atLeast(lost.severity, floor) ? [inCheck(lost, assessment)] : []),
  ];
  const alerts = events.map((event) => asAlert(event, 'event', assessment));
  // Many lines of history may be told as one.
  return [...new Map(alerts.map((alert) => [alert.id, alert])).values()];
}

/** @param quiet what flaps: it comes and goes without a mail */
export function conditionMail<A>(
  conditions: ConditionChange & { readonly quiet: ReadonlySet<string> },
  assessment: Assessment<A>,
): MailedAlert[] {
  const { floor } = assessment.input.policy;
  const isTold = (alert: OpenAlert): boolean => alert.mailed && isLoud(conditions.quiet)(alert);
  return [
    ...conditions.opened.filter(isTold).map((alert) => mailed(alert, 'opened', assessment.at)),
    ...conditions.raised
      .filter((alert) => alert.mailed && atLeast(alert.severity, floor))
      .map((alert) => mailed(alert, 'raised', assessment.at)),
    ...conditions.closed.filter(isTold).map((alert) => mailed(alert, 'closed', assessment.at)),
  ];
}

/** What every check says alike names its check, so that no two alerts have one id. */
const inCheck = <A>(text: AlertText, { input }: Assessment<A>): AlertText => ({
  ...text,
  subject: `${input.check.name}/${text.subject}`,
});

function asAlert<A>(text: AlertText, kind: 'event' | 'summary', assessment: Assessment<A>): MailedAlert {
  return {
    ...text,
    kind,
    id: alertId(text.rule, text.subject, assessment.generation),
    since: text.happenedAt ?? assessment.at,
  };
}

export const pendingOf = <A>(assessment: Assessment<A>, alerts: readonly MailedAlert[]): PendingAlerts => ({
  check: assessment.input.check.name,
  generation: assessment.generation,
  at: assessment.at,
  alerts,
  context: contextOf(assessment),
});

function contextOf<A>(assessment: Assessment<A>): AlertContext {
  const { clock } = assessment;
  const { check, tenantId, now, policy } = assessment.input;
  const unseen = assessment.outcomes.flatMap(({ source, record }) => {
    const state = sourceState(record, now, policy.blindAfter, clock.upSince);
    if (isSeen(state)) return [];
    return [
      {
        source: source.name,
        state,
        shows: source.shows,
        why: `${stopped(record.error?.message ?? '')} ${record.error?.hint ?? ''}`.trim(),
      },
    ];
  });
  return {
    tenant: { id: tenantId, name: tenantNameOf(assessment) },
    headline: headlineOf(assessment),
    evidence: check.evidence(assessment.verdict),
    unseen,
  };
}

/** A verdict that nobody can see now is told as what it is: the last one known, or that none was. */
function headlineOf<A>({ input, clock, outcomes, verdict }: Assessment<A>): string {
  const headline = input.check.headline(verdict);
  const visible = outcomes.every(
    ({ source, record }) =>
      !isRequired(source) || isSeen(sourceState(record, clock.now, clock.blindAfter, clock.upSince)),
  );
  if (visible || verdict === null) return headline;
  if (input.check.state(verdict) === 'unknown') return words`The state cannot be seen now. ${headline}`;
  return input.check.whenUnseen === 'partial'
    ? `Some of this cannot be seen now and counts as last read. ${headline}`
    : `The state cannot be seen now. Last known: ${headline}`;
}

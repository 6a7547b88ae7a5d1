/**
 * The lines of history and the summaries that every check has alike: first readings, lost state, conditions that
 * opened and closed. What a drift of a check means is for the check itself.
 */

import type { AlertText, OpenAlert } from '../model/alert.ts';
import type { Finding } from '../model/check.ts';
import type { Snapshot } from '../model/fact.ts';
import type { CheckName } from '../model/head.ts';
import type { HistoryItem } from '../model/history.ts';
import { isRequired } from '../model/source.ts';
import type { ConditionChange } from './conditions.ts';
import type { Before, SourceOutcome } from './reading.ts';

/** One line for each baseline, never one for each fact. */
export function baselineFindings(outcomes: readonly SourceOutcome[]): Finding[] {
  return outcomes
    .filter(({ baseline, snapshot }) => baseline !== null && snapshot !== null)
    .map(({ source, baseline, snapshot }) => ({
      source: source.name,
      change: 'baseline',
      key: source.name,
      title: `${TITLES[baseline ?? 'first']} of ${source.name}: ${count(snapshot)}`,
      severity: 'info',
      before: null,
      after: { facts: snapshot?.length ?? 0 },
    }));
}

const TITLES = {
  first: 'First reading',
  'new-scheme': 'First reading under a new definition',
  lost: 'New baseline after lost state',
};

const count = (snapshot: Snapshot | null): string => {
  const facts = snapshot?.length ?? 0;
  return facts === 1 ? '1 fact' : `${facts} facts`;
};

/** Conditions that opened, rose or closed, as lines of history under the source `conditions`. */
export function conditionFindings({ opened, raised, closed }: ConditionChange): HistoryItem[] {
  return [
    ...opened.map((alert) => conditionItem(alert, 'added', alert.title)),
    ...raised.map((alert) => conditionItem(alert, 'changed', `Now ${alert.severity}: ${alert.title}`)),
    ...closed.map((alert) => conditionItem(alert, 'removed', `Ended: ${alert.title}`)),
  ];
}

function conditionItem(alert: OpenAlert, change: 'added' | 'changed' | 'removed', title: string): HistoryItem {
  const state = { rule: alert.rule, severity: alert.severity, since: alert.since };
  return {
    source: 'conditions',
    change,
    key: `${alert.rule}~${alert.subject}`,
    title,
    severity: alert.severity,
    before: change === 'added' ? null : state,
    after: change === 'removed' ? null : state,
    alert: alert.mailed ? alert.id : null,
  };
}

/** The one summary mail of a check: its first verdict, or that there is none yet. */
export function summary(outcomes: readonly SourceOutcome[], headline: string, judged: boolean): AlertText {
  return {
    rule: 'baseline',
    subject: 'summary',
    severity: 'info',
    title: judged ? `The watch has begun. ${headline}` : `The watch has begun, but cannot judge yet. ${headline}`,
    why: 'This is the baseline: from here on, changes are mailed.',
    todo: judged
      ? 'Compare it with what you expect.'
      : 'Make the required sources readable; see what each one says below.',
    lines: outcomes.map(sourceLine),
  };
}

function sourceLine({ source, record, snapshot, measures = [] }: SourceOutcome): string {
  const kind = isRequired(source) ? 'required' : 'optional';
  if (record.error) {
    const { code, message, hint } = record.error;
    return `${source.name} (${kind}): not readable: ${code}: ${message}. ${hint}`.trim();
  }
  const counts = measures.map(({ name, value }) => `${name} ${value}`);
  return `${source.name} (${kind}): ${[count(snapshot), ...counts].join(', ')}`;
}

/** What first readings after the summary add: one line each, never fact by fact. */
export function newsOfBaselines(
  outcomes: readonly SourceOutcome[],
  before: { readonly [source: string]: Before },
  headline: string,
): AlertText[] {
  const first = outcomes.filter(({ baseline }) => baseline === 'first');
  const redefined = outcomes.filter(({ baseline }) => baseline === 'new-scheme');
  return [
    ...(first.length > 0 ? [firstReadings(first, headline)] : []),
    ...redefined.map((outcome) => redefinition(outcome, before[outcome.source.name] ?? null)),
  ];
}

const firstReadings = (outcomes: readonly SourceOutcome[], headline: string): AlertText => ({
  rule: 'first-reading',
  subject: outcomes.map(({ source }) => source.name).join('+'),
  severity: 'info',
  title: `First reading of ${outcomes.map(({ source }) => source.name).join(', ')}. ${headline}`,
  why: 'A source that could not be read before is readable now. What it shows is the baseline, not a change.',
  todo: 'Nothing, if you expected it.',
  lines: outcomes.map(sourceLine),
});

function redefinition(outcome: SourceOutcome, before: Before): AlertText {
  const known = new Set(before === 'lost' || before === null ? [] : before.map(nameOf));
  const added = (outcome.snapshot ?? []).map(nameOf).filter((name) => !known.has(name));
  return {
    rule: 'new-definition',
    subject: outcome.source.name,
    severity: 'info',
    title: `New baseline of ${outcome.source.name}: this version reads it in another way`,
    why: 'Facts have other keys than before, so they were not compared one by one.',
    todo: added.length > 0 ? 'Look at what is named below: it was not seen under these names before.' : 'Nothing.',
    lines: added.length > 0 ? [`Not seen before: ${added.join(', ')}`] : ['Nothing that was not seen before.'],
  };
}

const nameOf = (fact: Snapshot[number]): string => fact.label ?? fact.key;

/**
 * State that cannot be loaded any more gives a new baseline, and is said: changes since then were not seen. One alert for
 * a check, however much of it is lost at once. Null: nothing is.
 */
export function textsLost(
  outcomes: readonly SourceOutcome[],
  before: { readonly [source: string]: Before },
  verdictLost: boolean,
): AlertText | null {
  // Told by the reading that makes it good, of a log by the one before, which begins it anew: with all else that is lost.
  const lost = outcomes.filter(({ source, record }) => before[source.name] === 'lost' && record.error === null);
  const names = [...lost.map(({ source }) => source.name), ...(verdictLost ? ['the verdict'] : [])];
  if (names.length === 0) return null;
  const title = `State lost: ${names.join(', ')} ${names.length === 1 ? 'starts' : 'start'} from a new baseline`;
  return { ...LOST, subject: names.join('+'), title, why: `What was stored is missing or damaged. ${NOT_COMPARED}` };
}

/** The head names all else that is stored of its check, so all of it is lost with it, but the alerts that are open. */
export const headLost = (check: CheckName): AlertText => ({
  ...LOST,
  subject: 'head',
  title: `State lost: the check ${check} starts anew from a new baseline`,
  why: `Its head, which names all that is stored of it, cannot be read. ${NOT_COMPARED} Its open alerts go on.`,
});

const NOT_COMPARED = 'What changed since it was stored was not compared.';

const LOST = {
  rule: 'state-lost',
  severity: 'warning' as const,
  todo: 'Compare the present state with what you expect, and find out who or what touched the table.',
  lines: [],
};

/**
 * The lines of history and the summaries that every check has alike: later first readings, lost state, conditions that
 * opened and closed. What a drift of a check means is for the check itself.
 */

import type { AlertText, OpenAlert } from '../model/alert.ts';
import type { Check, Finding } from '../model/check.ts';
import type { Snapshot } from '../model/fact.ts';
import type { CheckName, Head } from '../model/head.ts';
import type { HistoryItem } from '../model/history.ts';
import { own } from '../model/own.ts';
import { alertOf } from '../model/rule.ts';
import { isNewerDefinition, type SourceDefinition } from '../model/source.ts';
import { ours, quoted } from '../text/outside.ts';
import { listed, NO_WORDS, type Words, words } from '../text/words.ts';
import { factsText } from './beginning.ts';
import type { ConditionChange } from './conditions.ts';
import { isLoud } from './flapping.ts';
import type { Before, SourceOutcome } from './reading.ts';
import { COMMON_RULES } from './rules.ts';

/** One line for each baseline, never one for each fact. */
export function baselineFindings(outcomes: readonly SourceOutcome[]): Finding[] {
  return outcomes
    .filter(({ source, baseline, snapshot }) => baseline !== null && snapshot !== null && !isNoNews(source, baseline))
    .map(({ source, baseline, snapshot }) => ({
      source: source.name,
      change: 'baseline',
      key: source.name,
      title: words`${TITLES[baseline ?? 'first']} of ${ours(source.name)}: ${factsText(snapshot)}`,
      severity: 'info',
      before: null,
      after: { facts: snapshot?.length ?? 0 },
    }));
}

const isNoNews = ({ local }: SourceDefinition, baseline: SourceOutcome['baseline']): boolean =>
  local === true && baseline === 'first';

const TITLES = {
  first: 'First reading',
  'new-scheme': 'First reading under a new definition',
  lost: 'New baseline after lost state',
} as const;

/** Conditions that opened, rose or closed, as lines of history under the source `conditions`. */
export function conditionFindings({
  opened,
  raised,
  closed,
  quiet,
}: ConditionChange & { readonly quiet: ReadonlySet<string> }): HistoryItem[] {
  const shown = (alert: OpenAlert): OpenAlert => (isLoud(quiet)(alert) ? alert : { ...alert, mailed: false });
  return [
    ...opened.map((alert) => conditionItem(shown(alert), 'added', alert.title)),
    ...raised.map((alert) =>
      conditionItem(alert, 'changed', `${alert.by === 'severity' ? `Now ${alert.severity}` : 'Worse'}: ${alert.title}`),
    ),
    ...closed.map((alert) => conditionItem(shown(alert), 'removed', `Ended: ${alert.title}`)),
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
    ...(alert.mailed && { raised: { rule: alert.rule, subject: alert.subject } }),
  };
}

/** What first readings after the summary add: one line each, never fact by fact. */
export function newsOfBaselines(
  outcomes: readonly SourceOutcome[],
  before: { readonly [source: string]: Before },
  headline: Words,
): AlertText[] {
  const first = outcomes.filter(({ source, baseline }) => baseline === 'first' && !isNoNews(source, baseline));
  const redefined = outcomes.filter(({ baseline }) => baseline === 'new-scheme');
  return [
    ...(first.length > 0 ? [firstReadings(first, headline)] : []),
    ...redefined.map((outcome) => redefinition(outcome, own(before, outcome.source.name) ?? null)),
  ];
}

const firstReadings = (outcomes: readonly SourceOutcome[], headline: Words): AlertText =>
  alertOf(COMMON_RULES.firstReading, 'unknown', {
    subject: outcomes.map(({ source }) => source.name).join('+'),
    title: words`The watch can now see ${outcomes.length === 1 ? listed(outcomes.map(({ source }) => ours(source.shows))) : words`what ${outcomes.length} more sources show`}. ${headline}`,
    lines: outcomes.map(firstLine),
  });

const firstLine = ({ source, snapshot }: SourceOutcome): Words =>
  words`${ours(source.shows)} (source ${ours(source.name)}, ${factsText(snapshot)})`;

function redefinition(outcome: SourceOutcome, before: Before): AlertText {
  const known = new Set(before === 'lost' || before === null ? [] : before.map(nameOf));
  const added = (outcome.snapshot ?? []).map(nameOf).filter((name) => !known.has(name));
  return alertOf(COMMON_RULES.newDefinition, 'unknown', {
    subject: outcome.source.name,
    title: words`New baseline of the source ${ours(outcome.source.name)}: this version reads it in another way`,
    ...(added.length > 0 && { todo: words`Look at what is named here: it was not seen under these names before.` }),
    lines:
      added.length > 0
        ? [words`Not seen before: ${listed(added.map((name) => quoted(name)))}`]
        : [words`It shows nothing that was not seen before.`],
  });
}

const nameOf = (fact: Snapshot[number]): string => fact.label ?? fact.key;

/** Told once: the head that this poll leaves is of the older version. */
export function rollbackFindings<A>(head: Head | null, check: Check<A>): Finding[] {
  if (!head || !isOfNewerVersion(head, check)) return [];
  const title = words`An older version of the app now runs the check ${ours(check.name)}`;
  return [
    {
      source: 'version',
      change: 'changed',
      key: 'version',
      title,
      severity: 'warning',
      before: head.version,
      after: check.version,
      event: alertOf(COMMON_RULES.rolledBack, 'unknown', { subject: `${check.name}/version`, title, lines: [] }),
    },
  ];
}

/** Whether newer code left the head. */
export const isOfNewerVersion = <A>(head: Head, check: Check<A>): boolean =>
  head.version > check.version ||
  check.sources.some((source) => {
    const record = own(head.sources, source.name);
    return record !== undefined && isNewerDefinition(record.version, source.version);
  });

/**
 * State that cannot be loaded any more gives a new baseline, and is said: changes since then were not seen. One alert for
 * a check, however much of it is lost at once. Null: nothing is.
 */
export function textsLost(
  check: CheckName,
  outcomes: readonly SourceOutcome[],
  verdictLost: boolean,
  alertsLost = 0,
): AlertText | null {
  const lost = outcomes.filter(({ baseline }) => baseline === 'lost');
  const names = [
    ...lost.map(({ source }) => ours(source.name)),
    ...(verdictLost ? [words`the verdict`] : []),
    ...(alertsLost > 0
      ? [alertsLost === 1 ? words`the text of an open alert` : words`the texts of ${alertsLost} open alerts`]
      : []),
  ];
  if (names.length === 0) return null;
  const rest = names.length - MOST_NAMED;
  const more = rest > 0 ? words` and ${rest} more` : NO_WORDS;
  const title = words`Stored state of the check ${ours(check)} was lost: ${listed(names.slice(0, MOST_NAMED))}${more}`;
  return alertOf(COMMON_RULES.stateLost, 'unknown', { subject: 'texts', title, lines: names });
}

/** In a title; its lines name all. */
const MOST_NAMED = 3;

/** The head names all else that is stored of its check, so all of it is lost with it, but the alerts that are open. */
export const headLost = (check: CheckName): AlertText =>
  alertOf(COMMON_RULES.headLost, 'unknown', {
    subject: 'head',
    title: words`The stored state of the check ${ours(check)} was lost, so it starts over`,
    lines: [],
  });

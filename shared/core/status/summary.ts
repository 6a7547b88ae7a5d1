/**
 * What the periodic summary says of stored state: so that whoever reads nothing else knows what is so, what has changed,
 * and that the watch lives. What nobody can see is unknown here as in the status.
 */
import type { Severity } from '../model/alert.ts';
import type { AnyCheck } from '../model/check.ts';
import type { HistoryPage } from '../model/history.ts';
import type { SummaryMemory } from '../model/outbox.ts';
import { own } from '../model/own.ts';
import type {
  Summary,
  SummaryAlert,
  SummaryPlot,
  SummarySource,
  SummaryTimer,
  SummaryVerdict,
} from '../model/summary.ts';
import { ms } from '../model/times.ts';
import { answerTo } from '../notify/answers.ts';
import { answererWords } from '../notify/retold.ts';
import type { DueSlot } from '../notify/summary-slot.ts';
import { durationText, utcText } from '../text/ages.ts';
import { ours, quoted, told } from '../text/outside.ts';
import { type Words, words } from '../text/words.ts';
import type { CheckState } from './health.ts';
import { overduePoll } from './overdue.ts';
import { type Overview, overview } from './overview.ts';
import type { ReportInput, StoredState } from './report.ts';
import { changesIn } from './summary-changes.ts';
import { answerText } from './trust.ts';

/** Of each verdict. */
const MOST_EVIDENCE = 3;

export interface SummaryInput extends DueSlot {
  readonly memory: SummaryMemory;
  /** Newest first, since the last one. */
  readonly lines: HistoryPage['items'];
  readonly isWhole: boolean;
}

/** Null: the state cannot be read. */
export function summaryOf(input: ReportInput, { memory, lines, isWhole, ...due }: SummaryInput): Summary | null {
  const { stored, now, tenantId } = input;
  if (!stored) return null;
  const found = overview(input);
  const alerts = found.alerts.map((alert) => summaryAlert(alert, stored, now));
  const open = alerts.filter(({ answer }) => answer === null);
  return {
    ...due,
    tenant: { id: tenantId ?? '', name: found.report.tenant.name },
    since: memory.since,
    isFirst: memory.figures === null,
    answer: answerText(found.trust, open),
    tone: toneOf(found, open),
    reasons: found.reasons.filter(({ code }) => !code.startsWith('source-')).map(({ what }) => told(what)),
    verdicts: found.checks.filter(({ isShown }) => isShown).map(verdictOf),
    reach: plotsOf(found, figuresIn(stored), memory),
    changes: { ...changesIn(lines, input.checks), isWhole },
    open,
    answered: alerts.filter(({ answer }) => answer !== null),
    unseen: unseenIn(found, input.checks, now),
    timers: [...stored.checks.map((one) => timerOf(one, stored, memory, now)), ...receiversIn(found, now)],
  };
}

/** What is plotted, as it is now: what the next summary calls then. */
export const figuresIn = ({ checks }: StoredState): { readonly [measure: string]: number } =>
  Object.fromEntries(
    checks.flatMap(({ check, head }) =>
      (check.plots ?? []).flatMap(({ lines }) =>
        lines.flatMap(({ measure }) => {
          const value = own(head?.measures, measure)?.value;
          return value === undefined ? [] : [[measure, value] as const];
        }),
      ),
    ),
  );

function toneOf({ trust }: Overview, open: readonly { readonly severity: Severity }[]): Summary['tone'] {
  if (trust === 'none' || trust === 'mute' || open.some(({ severity }) => severity === 'critical')) return 'critical';
  return trust !== 'full' || open.some(({ severity }) => severity === 'warning') ? 'warning' : 'ended';
}

const verdictOf = (check: Overview['checks'][number]): SummaryVerdict => ({
  title: check.title,
  state: check.state,
  headline: check.headline,
  isVisible: check.isVisible,
  judgedAt: check.judgedAt,
  lookedAt: check.polledAt,
  evidence: check.evidence.slice(0, MOST_EVIDENCE),
  moreEvidence: Math.max(0, check.evidence.length - MOST_EVIDENCE),
});

function plotsOf(
  { plots }: Overview,
  now: { readonly [measure: string]: number },
  { figures }: SummaryMemory,
): SummaryPlot[] {
  const all = plots.map(({ title, lines }) => ({
    title,
    lines: lines.map(({ measure, label }) => ({
      label,
      before: own(figures ?? undefined, measure) ?? null,
      now: own(now, measure) ?? null,
    })),
  }));
  const isSaid = ({ before, now: value }: SummaryPlot['lines'][number]): boolean =>
    (before ?? 0) !== 0 || (value ?? 0) !== 0;
  return all
    .map(({ title, lines }) => ({ title, lines: lines.filter(isSaid) }))
    .filter(({ lines }) => lines.length > 0);
}

function summaryAlert(
  alert: Overview['alerts'][number],
  { answers, ...stored }: StoredState,
  now: number,
): SummaryAlert {
  const { id, severity, title, since } = alert;
  const open = [...stored.conditions, ...stored.events].find((one) => one.id === id);
  const answer = open ? answerTo(open, answers, now) : null;
  const who =
    answer && words`${answererWords(answer)} at ${timeWords(answer.at)}: ${quoted(answer.why, MOST_OF_A_REASON)}`;
  const how = answer?.action === 'snooze' ? words`Snoozed until ${timeWords(answer.until)} by` : words`Acknowledged by`;
  return { id, severity, title, since, answer: who && words`${how} ${who}` };
}

const MOST_OF_A_REASON = 200;

const timeWords = (at: string | null): Words => (at === null ? null : utcText(at)) ?? words`an unknown time`;

const agoWords = (at: string, now: number): Words => words`${durationText(Math.max(0, now - ms(at)))} ago`;

/** Those that cannot be read now, whatever they say of it; what is read less often than it should be is seen. */
function unseenIn({ report }: Overview, checks: readonly AnyCheck[], now: number): SummarySource[] {
  return report.sources
    .filter(({ state }) => state !== 'ok' && state !== 'stale')
    .map(({ check, name, state, lastGoodAt, error }) => {
      const of = checks.find((one) => one.name === check);
      const shows = of?.sources.find((source) => source.name === name)?.shows ?? name;
      const last = lastGoodAt === null ? words`never read` : words`last read ${agoWords(lastGoodAt, now)}`;
      const why = error ? words`. Reason: ${told(error.message)}` : words``;
      return { name: `${of?.title ?? check}: ${name}`, state, text: words`Would show ${ours(shows)}; ${last}${why}` };
    });
}

/** A check without a timer is run by the notifier, as is this summary. */
function timerOf(
  { check, head, intervalMs }: CheckState,
  { installedAt }: StoredState,
  { since }: SummaryMemory,
  now: number,
): SummaryTimer {
  const title = check.timer ? check.title : `Notifier and ${check.title.toLowerCase()}`;
  if (!head) return { title, tone: 'warning', text: words`has not finished a run yet` };
  const last = words`last finished ${agoWords(head.finishedAt, now)}`;
  const late = check.timer ? overduePoll({ name: check.name, head, intervalMs }, installedAt, now) : null;
  if (late) return { title, tone: 'critical', text: words`overdue: ${last}` };
  const gap = head.upSince && ms(head.upSince) > ms(since) ? head.upSince : null;
  return gap === null
    ? { title, tone: 'ended', text: words`ran without a gap; ${last}` }
    : { title, tone: 'warning', text: words`had a gap that ended at ${timeWords(gap)}; ${last}` };
}

const receiversIn = ({ receivers }: Overview, now: number): SummaryTimer[] =>
  receivers.map(({ name, pending, waitsSince, lastSentAt, lastError }) => {
    const last =
      lastSentAt === null ? words`no message accepted yet` : words`last message accepted ${agoWords(lastSentAt, now)}`;
    const waits =
      waitsSince === null
        ? words`nothing waits`
        : words`${pending} waiting, the first for ${durationText(Math.max(0, now - ms(waitsSince)))}`;
    const error = lastError ? words`; last error: ${told(lastError.message)}` : words``;
    return {
      title: `Receiver ${name}`,
      tone: lastError === null ? 'ended' : 'warning',
      text: words`${last}, ${waits}${error}`,
    };
  });

/**
 * What a mail shows, as neutral lines of bounded length: the one place where text of the tenant enters a mail.
 * Text and HTML lay this out and add nothing; HTML is escaped by its own library besides.
 */

import type { Actor, Severity } from '../../core/model/alert.ts';
import { ms } from '../../core/model/times.ts';
import type { Digest, DigestAlert, DigestContext } from '../../core/notify/digest.ts';
import { expanded, joinedAlerts, type ShownAlert } from '../../core/notify/joined.ts';
import { durationText, utcText, whenText } from '../../core/text/ages.ts';
import { wordsLine } from '../../core/text/neutral.ts';
import { actorsWords, alertIdWords, named, nameOfWatch, told } from '../../core/text/outside.ts';

export interface RenderOptions {
  /** WATCH_NAME; null: the tenant's name. */
  readonly watchName: string | null;
  /** PUBLIC_URL, an origin; null: no links. */
  readonly publicUrl: string | null;
}

export interface MailView {
  readonly watch: string;
  readonly tenant: string;
  /** How many alerts of which severity. */
  readonly counts: string;
  readonly alerts: readonly AlertView[];
  /** How many alerts are not shown, and where they are; null: all are shown. */
  readonly more: string | null;
  readonly states: readonly StateView[];
  readonly composedAt: string;
  /** Where status and history are: an address to link to, or null for none. */
  readonly links: { readonly status: string; readonly drift: string } | null;
  readonly ids: readonly string[];
}

export interface AlertView {
  readonly tone: Severity | 'ended';
  readonly label: string;
  readonly title: string;
  /** LabelledText lines, such as when and who. */
  readonly facts: readonly LabelledText[];
  readonly lines: readonly string[];
  readonly why: string;
  readonly todo: string;
  /** Where it is answered: an address of ours that holds a token; null: nowhere. */
  readonly answer: string | null;
  /** The heading in RUNBOOK.md; empty: the alert was stored without one. */
  readonly runbook: string;
}

export interface StateView {
  readonly title: string;
  readonly headline: string;
  readonly asOf: string;
  /** LabelledText by its time; empty: it has none. */
  readonly evidence: readonly LabelledText[];
  readonly unseen: readonly LabelledText[];
}

export interface LabelledText {
  readonly name: string;
  readonly text: string;
}

/** Alerts shown in full, most pressing first. */
const MOST_ALERTS = 50;
const MOST_LINES = 20;
const MOST_IDS = 500;
const MOST = { title: 300, line: 400, paragraph: 1500, name: 100 };

export function viewOf(digest: Digest, now: number, { watchName, publicUrl }: RenderOptions): MailView {
  const { id, name } = digest.tenant;
  const blocks = joinedAlerts(digest.alerts);
  const shown = blocks.slice(0, MOST_ALERTS);
  const links = publicUrl === null ? null : { status: `${publicUrl}/api/status`, drift: `${publicUrl}/api/drift` };
  return {
    watch: nameOfWatch(watchName || name || id),
    tenant: named({ id, name }),
    counts: countsOf(digest.alerts),
    alerts: shown.map((alert) => ({
      ...alertView(alert, digest.contexts, now),
      answer: digest.answerAt?.get(alert.id) ?? null,
    })),
    more: moreOf(expanded(blocks.slice(MOST_ALERTS)), links?.drift ?? 'GET /api/drift'),
    states: digest.contexts.map((context) => stateView(context, now)),
    composedAt: utcText(new Date(now).toISOString()) ?? '',
    links,
    ids: idsOf(shown),
  };
}

function idsOf(shown: readonly ShownAlert[]): string[] {
  const ids = shown.flatMap(({ id, joined = [] }) => [id, ...joined]);
  const rest = ids.length - MOST_IDS;
  return [...ids.slice(0, MOST_IDS).map(alertIdWords), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

const KIND_NAMES = ['critical', 'warning', 'info', 'unanswered', 'summary', 'ended', 'named'] as const;

const PLURALS: { readonly [name: string]: string } = {
  critical: 'critical',
  warning: 'warnings',
  summary: 'summaries',
};

/** "1 critical, 2 warnings, 1 ended" */
function countsOf(alerts: readonly DigestAlert[]): string {
  const names = alerts.map(countedAs);
  const parts = KIND_NAMES.map((name) => [name, names.filter((one) => one === name).length] as const);
  return parts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${count > 1 ? (PLURALS[name] ?? name) : name}`)
    .join(', ');
}

function countedAs({ kind, severity }: DigestAlert): (typeof KIND_NAMES)[number] {
  if (kind === 'summary') return 'summary';
  if (kind === 'actor') return 'named';
  if (kind === 'reminder') return 'unanswered';
  return kind === 'closed' ? 'ended' : severity;
}

const moreOf = (rest: readonly DigestAlert[], where: string): string | null =>
  rest.length === 0 ? null : `And ${rest.length} more, not shown here (${countsOf(rest)}). All of them: ${where}`;

function alertView(alert: DigestAlert, contexts: readonly DigestContext[], now: number): Omit<AlertView, 'answer'> {
  const ended = alert.kind === 'closed';
  return {
    tone: ended ? 'ended' : alert.severity,
    label: labelOf(alert),
    title: titleOf(alert),
    facts: factsOf(alert, now),
    lines: ended ? [] : linesOf(alert, contexts),
    why: ended ? '' : wordsLine(alert.why, MOST.paragraph),
    todo: ended ? '' : wordsLine(alert.todo, MOST.paragraph),
    runbook: wordsLine(alert.rule, MOST.name),
  };
}

const SEVERITY_NAMES: { readonly [severity in Severity]: string } = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
};

/** Severity first, then what makes it other than plain news. */
export function labelOf({ kind, severity }: Pick<DigestAlert, 'kind' | 'severity'>): string {
  const name = SEVERITY_NAMES[severity];
  if (kind === 'reminder') return `${name}, unanswered`;
  return kind === 'closed' || kind === 'passed' ? `${name}, ended` : name;
}

export function titleOf(alert: DigestAlert): string {
  const title = wordsLine(alert.title, MOST.title);
  if (alert.kind !== 'actor') return title;
  return `Done by ${alert.actor ? actorsWords(withoutIds(alert.actor)) : 'someone'}: ${title}`;
}

/** Their ids stand further down: a subject has no room for them. */
const withoutIds = (actor: Actor): Actor => ({
  ...actor,
  id: '',
  ...(actor.candidates && { candidates: actor.candidates.map((one) => ({ ...one, id: '' })) }),
});

function factsOf(alert: DigestAlert, now: number): LabelledText[] {
  const actor = alert.actor && { name: 'Who did it', text: actorsWords(alert.actor) };
  return [...timesOf(alert, now), ...(actor ? [actor] : [])];
}

function timesOf(alert: DigestAlert, now: number): LabelledText[] {
  if (alert.until !== undefined) return [{ name: 'It was so', text: spanText(alert.since, alert.until) }];
  const at = alert.happenedAt ?? alert.since;
  const since = { name: SINCE_NAMES[alert.kind] ?? 'Since', text: whenText(at, now) };
  const late = utcText(at) !== null && Math.abs(ms(alert.noticedAt) - ms(at)) >= 60_000;
  return late ? [since, { name: 'Noticed', text: whenText(alert.noticedAt, now) }] : [since];
}

const SINCE_NAMES: { readonly [kind: string]: string } = { event: 'When', summary: 'When', actor: 'When' };

function spanText(since: string, until: string): string {
  const lasted = durationText(Math.max(0, ms(until) - ms(since)));
  return `from ${utcText(since) ?? 'an unknown time'} to ${utcText(until) ?? 'an unknown time'} (${lasted})`;
}

/** Lines that the evidence below repeats, with its age, are left to it. */
function linesOf(alert: DigestAlert, contexts: readonly DigestContext[]): string[] {
  const evidence = contexts.find(({ check }) => check === alert.check)?.evidence ?? [];
  const own = alert.lines.filter((line) => !evidence.some(({ text }) => line.endsWith(text)));
  const shown = own.slice(0, MOST_LINES).map((line) => wordsLine(line, MOST.line));
  return own.length > MOST_LINES ? [...shown, `and ${own.length - MOST_LINES} more`] : shown;
}

function stateView(context: DigestContext, now: number): StateView {
  return {
    title: context.title,
    headline: wordsLine(context.headline, MOST.paragraph),
    asOf: whenText(context.at, now),
    evidence: context.evidence.slice(0, MOST_LINES).map(({ at, text }) => ({
      name: at === null ? '' : whenText(at, now),
      text: wordsLine(text, MOST.line),
    })),
    unseen: context.unseen.map(({ source, state, shows, why }) => ({
      name: `${wordsLine(source, MOST.name)} (${wordsLine(state, MOST.name)})`,
      text: wordsLine(why === '' ? shows : `${shows}. Reason: ${told(why)}`, MOST.line),
    })),
  };
}

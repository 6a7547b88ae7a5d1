/**
 * The periodic summary in words, by sections: neutral lines of bounded length, the same for every receiver. Each section has
 * a title of ours; how it looks is the receiver's.
 */
import type { NamedChange, Summary, SummaryAlert, SummaryPlot, SummaryVerdict } from '../model/summary.ts';
import { ms } from '../model/times.ts';
import { durationText } from '../text/ages.ts';
import { wordsLine } from '../text/neutral.ts';
import { type Clock, timeText, whenText } from '../text/zoned-times.ts';

export interface SummarySection {
  readonly title: (typeof SECTIONS)[number];
  /** At least one. */
  readonly items: readonly string[];
}

export const SECTIONS = [
  'Open alerts that nobody has answered',
  'What has changed',
  'Verdicts',
  'Reach, then and now',
  'Alerts that are answered',
  'What cannot be seen',
  'Whether everything ran',
] as const;

const MOST = { items: 20, line: 400 };

const line = (text: string): string => wordsLine(text, MOST.line);

/** All of them, those without anything to say with a line that says so. */
export function sectionsOf(summary: Summary, clock: Clock): SummarySection[] {
  const items = [
    summary.open.map((alert) => alertItem(alert, clock)),
    changeItems(summary, clock),
    summary.verdicts.flatMap((one) => verdictItems(one, clock)),
    summary.reach.flatMap(({ title, lines }) => lines.map((one) => `${title}, ${one.label}: ${thenAndNow(one)}`)),
    summary.answered.map((alert) => alertItem(alert, clock)),
    summary.unseen.map(({ name, state, text }) => `${name} (${state}). ${text}`),
    summary.timers.map(({ title, text }) => `${title}: ${text}`),
  ];
  return SECTIONS.map((title, n) => ({ title, items: bounded(items[n] ?? [], NOTHING[title]) }));
}

const NOTHING: { readonly [title in (typeof SECTIONS)[number]]: string } = {
  Verdicts: 'None yet.',
  'Reach, then and now': 'Nothing was counted yet.',
  'What has changed': 'Nothing.',
  'Open alerts that nobody has answered': 'None.',
  'Alerts that are answered': 'None.',
  'What cannot be seen': 'Nothing: every source was read.',
  'Whether everything ran': 'Nothing has run yet.',
};

function bounded(items: readonly string[], nothing: string): string[] {
  if (items.length === 0) return [nothing];
  const rest = items.length - MOST.items;
  return [...items.slice(0, MOST.items).map(line), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

function verdictItems(verdict: SummaryVerdict, clock: Clock): string[] {
  const { title, state, evidence, moreEvidence } = verdict;
  return [
    `${title}: ${state}. ${headlineOf(verdict)} ${agesOf(verdict, clock.now)}`,
    ...evidence.map(({ text, at }) => `${title}, evidence: ${text}${at === null ? '' : `, ${whenText(at, clock)}`}`),
    ...(moreEvidence > 0 ? [`${title}: ${moreEvidenceText(moreEvidence)}`] : []),
  ];
}

export const headlineOf = ({ headline, isVisible }: SummaryVerdict): string =>
  `${isVisible ? '' : 'Last known, and not seen now: '}${line(headline)}${/[.!?]$/.test(headline) ? '' : '.'}`;

/** How old what it stands on is. */
export function agesOf({ judgedAt, lookedAt }: SummaryVerdict, now: number): string {
  const judged = judgedAt === null ? 'No verdict yet' : `Judged ${agoText(judgedAt, now)}`;
  return `${judged}, last looked ${lookedAt === null ? 'never' : agoText(lookedAt, now)}.`;
}

const agoText = (at: string, now: number): string => `${durationText(Math.max(0, now - ms(at)))} ago`;

export const numberText = (value: number | null): string =>
  value === null ? 'not known' : value.toLocaleString('en-US');

/** "1,204 then, 1,310 now (+106)" */
export function thenAndNow({ before, now }: Pick<SummaryPlot['lines'][number], 'before' | 'now'>): string {
  if (before === null) return `${numberText(now)} now`;
  return `${numberText(before)} then, ${numberText(now)} now${differenceText({ before, now })}`;
}

/** " (+106)"; empty: there is none, or nobody knows. */
export function differenceText({ before, now }: Pick<SummaryPlot['lines'][number], 'before' | 'now'>): string {
  const more = now === null || before === null ? 0 : now - before;
  return more === 0 ? '' : ` (${more > 0 ? '+' : '−'}${numberText(Math.abs(more))})`;
}

function changeItems({ changes, since, isFirst }: Summary, clock: Clock): string[] {
  const { kinds, first, total } = changes;
  return [
    changesText(changes, sinceText(since, isFirst, clock)),
    ...kinds.filter(({ added, removed, changed }) => added + removed + changed > 0).map(kindText),
    ...first.map((one) => changeText(one, clock)),
    ...(total > first.length ? [`and ${numberText(total - first.length)} more, in the history`] : []),
  ];
}

/** "3 changes since …. Besides: 2 first readings." Where not all was counted, none of it is called nothing. */
export function changesText(changes: Summary['changes'], since: string): string {
  const { total, isWhole } = changes;
  const changed = total === 1 ? '1 change' : `${numberText(total)} changes`;
  const said = isWhole ? (total === 0 ? 'Nothing' : changed) : `At least ${changed}`;
  return `${said} since ${since}.${restOf(changes)}`;
}

export const sinceText = (since: string, isFirst: boolean, clock: Pick<Clock, 'zone'>): string =>
  `${timeText(since, clock)}${isFirst ? ', when summaries began' : ', where the last summary ended'}`;

/** " Besides: 2 first readings and 1 answer to alerts." */
function restOf({ baselines, answers, isWhole }: Summary['changes']): string {
  const parts = [
    ...(baselines > 0 ? [`${numberText(baselines)} first ${baselines === 1 ? 'reading' : 'readings'}`] : []),
    ...(answers > 0 ? [`${numberText(answers)} ${answers === 1 ? 'answer' : 'answers'} to alerts`] : []),
  ];
  const besides = parts.length === 0 ? '' : ` Besides: ${parts.join(' and ')}.`;
  return isWhole ? besides : `${besides} There was more: only the newest are counted.`;
}

const kindText = ({ title, added, removed, changed }: Summary['changes']['kinds'][number]): string =>
  `${title}: ${numberText(added)} added, ${numberText(removed)} gone, ${numberText(changed)} changed`;

export const SEVERITIES = { critical: 'Critical', warning: 'Warning', info: 'Info' };

const changeText = ({ at, severity, title }: NamedChange, clock: Clock): string =>
  `${SEVERITIES[severity]}, ${timeText(at, clock)}: ${title}`;

export const alertItem = ({ severity, title, since, answer }: SummaryAlert, clock: Clock): string =>
  `${SEVERITIES[severity]}: ${title}. Since ${whenText(since, clock)}${answer === null ? '' : `. ${answer}`}`;

/** Why it does not come at its time, if it does not. */
export function lateText(
  { slot, isLate, isMissed }: Pick<Summary, 'slot' | 'isLate' | 'isMissed'>,
  clock: Pick<Clock, 'zone'>,
): string | null {
  const parts = [
    ...(isLate ? [`This summary is late: it was due at ${timeText(slot, clock)}.`] : []),
    ...(isMissed ? ['Others before it were never made; this one stands for them.'] : []),
  ];
  return parts.length === 0 ? null : parts.join(' ');
}

export const moreEvidenceText = (count: number): string =>
  `${count} more ${count === 1 ? 'piece' : 'pieces'} of evidence on the status page`;

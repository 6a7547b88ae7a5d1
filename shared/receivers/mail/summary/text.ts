/**
 * Lays the summary out as plain text, by the grammar of text.ts: a title of ours at the margin for each section, and what it
 * says as items. Numbers that are compared stand over bars of the same length as in HTML.
 */
import type { Summary } from '../../../core/model/summary.ts';
import { iso } from '../../../core/model/times.ts';
import {
  differenceText,
  lateText,
  numberText,
  type SummarySection,
  sectionsOf,
  sinceText,
} from '../../../core/notify/summary-words.ts';
import { wordsLine } from '../../../core/text/neutral.ts';
import { type Clock, timeText } from '../../../core/text/zoned-times.ts';
import { footLinks, item, rule, wrapped } from '../text.ts';
import { sharesOf } from './bars.ts';
import type { SummaryFrame } from './frame.ts';

export function summaryText(summary: Summary, { watch, tenant, links }: SummaryFrame, clock: Clock): string {
  const late = lateText(summary, clock);
  const blocks = [
    wrapped(`Writeback Watch of ${watch}: summary since ${sinceText(summary.since, summary.isFirst, clock)}`),
    [
      wrapped(wordsLine(summary.answer)),
      ...summary.reasons.slice(0, MOST_REASONS).map((one) => item(wordsLine(one))),
    ].join('\n'),
    ...(late === null ? [] : [wrapped(late)]),
    ...sectionsOf(summary, clock).map((section) => block(section, summary)),
    [
      rule,
      wrapped(`Tenant: ${tenant}`),
      wrapped(`Composed: ${timeText(iso(clock.now), clock)}`),
      ...footLinks(links),
    ].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const MOST_REASONS = 8;

const block = ({ title, items }: SummarySection, { reach }: Summary): string =>
  [rule, title, ...(title === 'Reach, then and now' && reach.length > 0 ? reach.flatMap(bars) : items.map(item))].join(
    '\n',
  );

const BAR = 30;

function bars(plot: Summary['reach'][number]): string[] {
  const shares = sharesOf(plot);
  return plot.lines.flatMap(({ label, before, now }, n) => [
    item(`${plot.title}, ${label}${differenceText({ before, now })}:`),
    ...(before === null ? [] : [bar('then', before, shares[n]?.before ?? 0)]),
    bar('now', now, shares[n]?.now ?? 0),
  ]);
}

const bar = (when: string, value: number | null, share: number): string =>
  `        ${when.padEnd(5)}${'#'.repeat(Math.round(share * BAR)).padEnd(BAR)} ${numberText(value)}`;

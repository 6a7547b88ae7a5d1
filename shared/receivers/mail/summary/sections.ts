/**
 * The sections of the summary as HTML: bars as cells with a width, counts as a table, all else as lines. Titles of sections
 * are made by whoever puts these into cards.
 */
import { html, raw } from 'hono/html';
import type { Summary, SummaryAlert, SummaryPlot, SummaryVerdict } from '../../../core/model/summary.ts';
import {
  agesOf,
  changesText,
  differenceText,
  headlineOf,
  moreEvidenceText,
  numberText,
  SECTIONS,
  SEVERITIES,
  sectionsOf,
  sinceText,
} from '../../../core/notify/summary-words.ts';
import { wordsLine } from '../../../core/text/neutral.ts';
import { type Clock, timeText, whenText } from '../../../core/text/zoned-times.ts';
import { type Html, list } from '../frame.ts';
import { FONT, INK, LINE, QUIET, TONES } from '../style.ts';
import { sharesOf } from './bars.ts';
import { NOW, THEN, TRACK } from './look.ts';

/** Each section, in its order. */
export function bodies(summary: Summary, clock: Clock): (readonly [string, Html])[] {
  const items = new Map(sectionsOf(summary, clock).map((section) => [section.title, section.items]));
  const plain = (title: (typeof SECTIONS)[number]): Html => list(items.get(title) ?? []);
  const [open, changed, verdicts, reach, answered, unseen, ran] = SECTIONS;
  return [
    [open, summary.open.length === 0 ? plain(open) : alerts(summary.open, clock)],
    [changed, changes(summary, clock)],
    [
      verdicts,
      summary.verdicts.length === 0
        ? plain(verdicts)
        : html`${summary.verdicts.map((one, n) => verdict(one, clock, n))}`,
    ],
    [reach, summary.reach.length === 0 ? plain(reach) : html`${summary.reach.map(plot)}`],
    [answered, summary.answered.length === 0 ? plain(answered) : alerts(summary.answered, clock)],
    [unseen, plain(unseen)],
    [ran, timers(summary)],
  ];
}

const MOST_ALERTS = 20;

/** What follows another of its kind is set apart from it. */
const apart = (n: number): string => (n === 0 ? '' : `border-top:1px solid ${LINE};margin:10px 0 0;padding:10px 0 0;`);

const verdict = (one: SummaryVerdict, clock: Clock, n: number): Html =>
  html`<div class="row" style="${apart(n)}"><div style="font-size:14px;"><strong>${one.title}</strong>: ${one.state}</div>
<div>${headlineOf(one)}</div>
${one.evidence.length === 0 ? '' : html`<ul style="margin:4px 0 0;padding:0 0 0 20px;font-size:14px;">${one.evidence.map((line) => evidence(line, clock))}</ul>`}
<div class="quiet" style="margin:4px 0 0;font-size:13px;color:${QUIET};">${agesOf(one, clock.now)}${one.moreEvidence > 0 ? ` ${moreEvidenceText(one.moreEvidence)}.` : ''}</div></div>`;

const evidence = ({ text, at }: SummaryVerdict['evidence'][number], clock: Clock): Html =>
  html`<li style="margin:0 0 3px;">${wordsLine(text, 400)}${at === null ? '' : html`<br><span class="quiet" style="color:${QUIET};">${whenText(at, clock)}</span>`}</li>`;

function plot(one: SummaryPlot, n: number): Html {
  const shares = sharesOf(one);
  return html`<div class="row" style="${apart(n)}"><div style="font-size:14px;"><strong>${one.title}</strong></div>
<table role="presentation" class="ink" width="100%" cellpadding="0" cellspacing="0" border="0" style="${FONT}font-size:13px;line-height:1.4;color:${INK};">${one.lines.map(
    ({ label, before, now }, line) =>
      html`<tr><td colspan="3" style="padding:6px 0 2px;">${label}${differenceText({ before, now })}</td></tr>${before === null ? '' : bar('then', before, shares[line]?.before ?? 0)}${bar('now', now, shares[line]?.now ?? 0)}`,
  )}</table></div>`;
}

const percent = (share: number): number => Math.round(share * 100);

const bar = (when: 'then' | 'now', value: number | null, share: number): Html =>
  html`<tr><td class="quiet" width="40" style="width:40px;padding:1px 8px 1px 0;color:${QUIET};">${when}</td><td style="padding:1px 0;"><table role="presentation" class="track" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${TRACK};"><tr>${
    percent(share) === 0
      ? ''
      : html`<td class="${when}" width="${percent(share)}%" style="width:${percent(share)}%;height:12px;line-height:12px;font-size:1px;background:${when === 'then' ? THEN : NOW};">&nbsp;</td>`
  }${percent(share) >= 100 ? '' : html`<td style="height:12px;line-height:12px;font-size:1px;">&nbsp;</td>`}</tr></table></td><td width="72" align="right" style="width:72px;padding:1px 0 1px 8px;">${numberText(value)}</td></tr>`;

function changes({ changes: found, since, isFirst }: Summary, clock: Clock): Html {
  const { kinds, first, total } = found;
  const shown = kinds.filter(({ added, removed, changed }) => added + removed + changed > 0);
  return html`<p style="margin:0;font-size:14px;">${changesText(found, sinceText(since, isFirst, clock))}</p>
${shown.length === 0 ? '' : html`<table class="ink" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 0;${FONT}font-size:14px;line-height:1.4;color:${INK};"><tr>${headCell('What', 'left')}${['Added', 'Gone', 'Changed'].map((name) => headCell(name, 'right'))}</tr>${shown.map(kindRow)}</table>`}
${first.length === 0 ? '' : html`<h3 class="quiet" style="margin:12px 0 2px;font-size:13px;font-weight:600;color:${QUIET};">What matters most</h3>${first.map((one) => changed(one, clock))}`}
${total > first.length && first.length > 0 ? html`<p class="quiet" style="margin:6px 0 0;font-size:13px;color:${QUIET};">and ${numberText(total - first.length)} more, in the history</p>` : ''}`;
}

const headCell = (name: string, align: 'left' | 'right'): Html =>
  html`<th class="quiet row"${align === 'right' ? raw(' width="60"') : ''} align="${align}" style="padding:2px 0 4px 8px;${align === 'left' ? 'padding-left:0;' : ''}border-bottom:1px solid ${LINE};font-size:13px;font-weight:600;word-break:normal;color:${QUIET};">${name}</th>`;

const kindRow = ({ title, added, removed, changed: other }: Summary['changes']['kinds'][number]): Html =>
  html`<tr><td style="padding:4px 0 0;">${title}</td>${[added, removed, other].map((count) => html`<td align="right" style="padding:4px 0 0 8px;">${numberText(count)}</td>`)}</tr>`;

const changed = (one: Summary['changes']['first'][number], clock: Clock): Html =>
  html`<div style="margin:0 0 6px;font-size:14px;">${label(one.severity)} ${wordsLine(one.title, 300)}<br><span class="quiet" style="font-size:13px;color:${QUIET};">${one.check}, ${timeText(one.at, clock)}</span></div>`;

const label = (severity: SummaryAlert['severity']): Html =>
  html`<strong class="${severity}" style="color:${TONES[severity]};">${SEVERITIES[severity]}</strong>`;

const alerts = (all: readonly SummaryAlert[], clock: Clock): Html =>
  html`${all
    .slice(0, MOST_ALERTS)
    .map(
      ({ severity, title, since, answer }) =>
        html`<div style="margin:0 0 8px;font-size:14px;">${label(severity)} ${wordsLine(title, 300)}<br><span class="quiet" style="font-size:13px;color:${QUIET};">Since ${whenText(since, clock)}</span>${answer === null ? '' : html`<br>${wordsLine(answer, 400)}`}</div>`,
    )}${all.length > MOST_ALERTS ? html`<p style="margin:0;font-size:14px;">and ${all.length - MOST_ALERTS} more</p>` : ''}`;

const MARKS = { ended: '✓', warning: '!', critical: '✗' } as const;

const timers = ({ timers: all }: Summary): Html =>
  html`<table class="ink" width="100%" cellpadding="0" cellspacing="0" border="0" style="${FONT}font-size:14px;line-height:1.4;color:${INK};">${all.map(
    ({ title, tone, text }) =>
      html`<tr valign="top"><td width="20" class="${tone}" style="width:20px;padding:0 0 6px;color:${TONES[tone]};">${MARKS[tone]}</td><td style="padding:0 0 6px;">${title}<br><span class="quiet" style="font-size:13px;color:${QUIET};">${wordsLine(text, 400)}</span></td></tr>`,
  )}</table>`;

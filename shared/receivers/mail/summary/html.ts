/**
 * Lays the summary out as HTML that mail clients accept: tables, inline styles, bars as cells with a width; no images, no
 * scripts, nothing loaded. Every text passes through the escaping template; titles of sections alone are `h2`.
 */
import { html } from 'hono/html';
import type { Summary } from '../../../core/model/summary.ts';
import { iso } from '../../../core/model/times.ts';
import { lateText, sinceText } from '../../../core/notify/summary-words.ts';
import { wordsLine } from '../../../core/text/neutral.ts';
import { type Clock, timeText } from '../../../core/text/zoned-times.ts';
import { card, foot, framed, type Html, heading, list } from '../frame.ts';
import { QUIET } from '../style.ts';
import type { SummaryFrame } from './frame.ts';
import { SUMMARY_SHEET } from './look.ts';
import { bodies } from './sections.ts';

export const summaryHtml = (summary: Summary, frame: SummaryFrame, subject: string, clock: Clock): string =>
  framed(
    subject,
    SUMMARY_SHEET,
    html`${heading(frame.watch, `Summary since ${sinceText(summary.since, summary.isFirst, clock)}`)}
${answerCard(summary, clock)}
${bodies(summary, clock).map(([title, content]) => card(null, html`${sectionTitle(title)}${content}`))}
${foot({ ...frame, composedAt: timeText(iso(clock.now), clock) })}`,
  );

const sectionTitle = (title: string): Html =>
  html`<h2 class="quiet" style="margin:0 0 8px;font-size:13px;font-weight:600;color:${QUIET};">${title}</h2>`;

function answerCard(summary: Summary, clock: Clock): Html {
  const late = lateText(summary, clock);
  return card(
    summary.tone,
    html`<p style="margin:0;font-size:18px;line-height:1.4;font-weight:600;">${wordsLine(summary.answer)}</p>
${late === null ? '' : html`<p class="quiet" style="margin:6px 0 0;font-size:14px;color:${QUIET};">${late}</p>`}
${summary.reasons.length === 0 ? '' : html`<div style="margin:8px 0 0;">${list(summary.reasons.slice(0, MOST_REASONS).map((one) => wordsLine(one)))}</div>`}`,
  );
}

const MOST_REASONS = 8;

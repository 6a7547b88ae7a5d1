/**
 * Lays the summary out as HTML that mail clients accept: tables, inline styles, bars as cells with a width; no images, no
 * scripts, nothing loaded. Every text passes through the escaping template; titles of sections alone are `h2`.
 */
import { html, raw } from 'hono/html';
import type { Summary } from '../../../core/model/summary.ts';
import { iso } from '../../../core/model/times.ts';
import { lateText, sinceText } from '../../../core/notify/summary-words.ts';
import { wordsLine } from '../../../core/text/neutral.ts';
import { type Clock, timeText } from '../../../core/text/zoned-times.ts';
import { BREAK, FONT, INK, LINE, LINK, PAGE, QUIET, TONES } from '../style.ts';
import type { SummaryFrame } from './frame.ts';
import { SUMMARY_SHEET } from './look.ts';
import { bodies, type Html, list } from './sections.ts';

export function summaryHtml(summary: Summary, frame: SummaryFrame, subject: string, clock: Clock): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${subject}</title>
<style>
${raw(SUMMARY_SHEET)}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:${PAGE};color:${INK};${FONT}font-size:15px;line-height:1.5;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${PAGE};"><tr><td align="center" style="padding:16px 8px;">
<table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:640px;text-align:left;">
${heading(summary, frame, clock)}
${answerCard(summary, clock)}
${bodies(summary, clock).map(([title, content]) => card(null, html`${sectionTitle(title)}${content}`))}
${footer(frame, clock)}
</table>
</td></tr></table>
</body>
</html>
`);
}

const heading = ({ since, isFirst }: Summary, { watch }: SummaryFrame, clock: Clock): Html =>
  html`<tr><td class="ink" style="padding:4px 4px 12px;${FONT}color:${INK};${BREAK}"><h1 style="margin:0;font-size:18px;line-height:1.35;font-weight:600;">Writeback Watch of ${watch}</h1><div class="quiet" style="font-size:14px;color:${QUIET};">Summary since ${sinceText(since, isFirst, clock)}</div></td></tr>`;

/** A white box with a coloured edge. */
const card = (tone: Summary['tone'] | null, content: Html): Html =>
  html`<tr><td style="padding:0 0 12px;"><table role="presentation" class="card${tone === null ? '' : ` ${tone}`}" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#ffffff;border:1px solid ${LINE};border-left:4px solid ${tone === null ? LINE : TONES[tone]};"><tr><td class="ink" style="padding:14px 16px;${FONT}font-size:15px;line-height:1.5;color:${INK};${BREAK}">${content}</td></tr></table></td></tr>`;

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
const link = (href: string, text: string): Html =>
  html`<a class="link" href="${href}" style="color:${LINK};">${text}</a>`;

const footer = ({ tenant, links }: SummaryFrame, clock: Clock): Html =>
  html`<tr><td class="quiet" style="padding:4px;${FONT}font-size:12px;line-height:1.5;color:${QUIET};${BREAK}">
<div>Tenant: ${tenant}</div>
<div>Composed: ${timeText(iso(clock.now), clock)}</div>
${links === null ? '' : html`<div>${link(links.status, 'Status')} &middot; ${link(links.drift, 'History')}</div>`}
</td></tr>`;

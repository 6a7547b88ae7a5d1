/**
 * Lays a mail out as HTML that mail clients accept: tables, inline styles, no images, no scripts, nothing loaded. Every text
 * passes through the escaping template; the only addresses are those of the operator's own origin and the fixed ones of
 * the admin center.
 */
import { html } from 'hono/html';
import type { AlertView, LabelledText, Step } from './alert-view.ts';
import { anchor, card, foot, framed, type Html, heading, list } from './frame.ts';
import { BREAK, FONT, INK, QUIET, SHEET, TONES } from './style.ts';
import { ANSWER_EACH, REST_HEADING } from './text.ts';
import type { MailView, RestView, StateView } from './view.ts';

export const htmlOf = (view: MailView, subject: string): string =>
  framed(
    subject,
    SHEET,
    html`${heading(view.watch, view.counts)}
${view.alerts.map(alertCard)}
${restCard(view)}
${view.states.map(stateCard)}
${foot(view, ids(view))}`,
  );

function alertCard(alert: AlertView): Html {
  const { tone, label, title, facts, lines, why, steps, runbook, answers } = alert;
  return card(
    tone,
    html`<div class="${tone}" style="font-size:12px;font-weight:700;letter-spacing:1px;text-transform:uppercase;color:${TONES[tone]};">${label}</div>
<h2 style="margin:2px 0 8px;font-size:18px;line-height:1.35;font-weight:700;">${title}</h2>
${namedTable(facts)}
${lines.length === 0 ? '' : section('Details', list(lines))}
${why === '' ? '' : section('Why it matters', html`<p style="margin:0;">${why}</p>`)}
${steps.length === 0 ? '' : section('What to do', stepList(steps))}
${runbook === '' ? '' : section('Runbook', html`<p style="margin:0;">${runbook}</p>`)}
${answersPart(answers)}`,
  );
}

/** Several are told as one, and answered each by itself. */
const answersPart = (answers: readonly LabelledText[]): Html =>
  answers.length < 2
    ? html`${answers.map(({ text }) => answerButton({ name: 'Answer this alert', text }))}`
    : section(ANSWER_EACH, html`${answers.map(answerButton)}`);

/** An address of ours; it opens a form, and changes nothing by itself. */
const answerButton = ({ name, text: href }: LabelledText): Html =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="${FONT}font-size:14px;"><tr><td>&nbsp;</td></tr><tr><td class="button" style="padding:9px 16px;border:1px solid ${QUIET};"><a class="ink" href="${href}" style="color:${INK};font-weight:700;">${name}</a></td></tr></table>`;

const section = (name: string, content: Html): Html =>
  html`<h3 class="quiet" style="margin:12px 0 2px;font-size:13px;font-weight:700;color:${QUIET};">${name}</h3>${content}`;

const stepList = (steps: readonly Step[]): Html =>
  html`<ol style="margin:0;padding:0 0 0 22px;">${steps.map(({ text, link }) => html`<li style="margin:0 0 4px;">${text.split('`').map(plainOrCode)}${link === null ? '' : html` ${anchor(link, 'Open\u00a0it')}`}</li>`)}</ol>`;

/** What stands between grave accents is to be typed as it is. */
const plainOrCode = (part: string, n: number): Html | string =>
  n % 2 === 0 ? part : html`<code style="font-family:Consolas,Menlo,monospace;">${part}</code>`;

const namedTable = (rows: readonly LabelledText[]): Html =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="${FONT}font-size:14px;line-height:1.5;">${rows.map(
    ({ name, text }) =>
      html`<tr><td class="quiet" valign="top" nowrap style="padding:0 14px 2px 0;color:${QUIET};">${name}</td><td class="ink" valign="top" style="padding:0 0 2px;color:${INK};${BREAK}">${text}</td></tr>`,
  )}</table>`;

/** Those that are only named: as little markup as it takes, since there may be a thousand. */
function restCard({ rest, more }: MailView): Html | '' {
  if (rest.length === 0 && more === null) return '';
  const table = html`<table class="ink" width="100%" cellpadding="3" cellspacing="0" border="0" style="${FONT}font-size:13px;line-height:1.4;color:${INK};"><tr align="left"><th nowrap>Severity</th><th>What, and since when</th></tr>${rest.map(restRow)}</table>`;
  return card(
    null,
    html`${rest.length === 0 ? '' : section(REST_HEADING, table)}${more === null ? '' : html`<p style="margin:8px 0 0;">${more}</p>`}`,
  );
}

const restRow = ({ label, title, when }: RestView): Html =>
  html`<tr valign="top"><td nowrap>${label}</td><td>${title}<br>${when}</td></tr>`;

/** What there is to say first, and below it, quieter, when or where from. */
const evidenceList = (rows: readonly LabelledText[]): Html =>
  list(
    rows.map(({ name, text }) =>
      name === '' ? html`${text}` : html`${text}<br><span class="quiet" style="color:${QUIET};">${name}</span>`,
    ),
  );

const unseenList = (rows: readonly LabelledText[]): Html =>
  list(rows.map(({ name, text }) => html`<strong>${name}</strong><br>${text}`));

const quietLine = (text: string): Html => html`<p style="margin:0;font-size:14px;">${text}</p>`;

const stateCard = (state: StateView): Html =>
  card(
    null,
    html`<div class="quiet" style="font-size:13px;font-weight:700;color:${QUIET};">${state.title}, as of ${state.asOf}</div>
<p style="margin:2px 0 0;">${state.headline}</p>
${section('Evidence', state.evidence.length === 0 ? quietLine('None.') : evidenceList(state.evidence))}
${section('Cannot be seen', state.unseen.length === 0 ? quietLine('Nothing: every source was read.') : unseenList(state.unseen))}`,
  );

const ids = ({ ids: all }: MailView): Html =>
  html`<div style="margin-top:8px;">Alert ids (the same if this mail is repeated):</div>
${all.map((id) => html`<div style="font-size:11px;font-family:Consolas,Menlo,monospace;">${id}</div>`)}`;

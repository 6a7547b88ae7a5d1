/**
 * Lays a mail out as HTML that mail clients accept: tables, inline styles, no images, no scripts, nothing loaded.
 * Every text passes through the escaping template; the only addresses are the two links of the operator's own origin.
 */
import { html } from 'hono/html';
import type { AlertView, LabelledText, MailView, StateView } from './view.ts';

type Html = ReturnType<typeof html>;

const FONT = "font-family:'Segoe UI',Helvetica,Arial,sans-serif;";
const INK = '#1f2328';
const QUIET = '#59636e';
const LINE = '#d1d9e0';

/** Dark enough on white for small text. */
const TONES: { readonly [tone in AlertView['tone']]: string } = {
  critical: '#b3261e',
  warning: '#8a5a00',
  info: '#1f5fa8',
  ended: '#2b6a37',
};

const BODY = `margin:0;padding:0;background:#f3f5f7;color:${INK};${FONT}font-size:15px;line-height:1.5;`;
const BREAK = 'word-break:break-word;overflow-wrap:anywhere;';

export function htmlOf(view: MailView, subject: string): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${subject}</title>
</head>
<body style="${BODY}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f5f7;"><tr><td align="center" style="padding:16px 8px;">
<table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:640px;text-align:left;">
${heading(view)}
${view.alerts.map(alertCard)}
${view.more === null ? '' : card(LINE, html`<p style="margin:0;${BREAK}">${view.more}</p>`)}
${view.states.map(stateCard)}
${footer(view)}
</table>
</td></tr></table>
</body>
</html>
`);
}

const heading = ({ watch, counts }: MailView): Html =>
  html`<tr><td style="padding:4px 4px 12px;${FONT}color:${INK};${BREAK}"><div style="font-size:18px;font-weight:600;">${watch}</div><div style="font-size:14px;color:${QUIET};">${counts}</div></td></tr>`;

/** A white box with a coloured edge. */
const card = (edge: string, content: Html): Html =>
  html`<tr><td style="padding:0 0 12px;"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#ffffff;border:1px solid ${LINE};border-left:4px solid ${edge};"><tr><td style="padding:14px 16px;${FONT}font-size:15px;line-height:1.5;color:${INK};${BREAK}">${content}</td></tr></table></td></tr>`;

function alertCard(alert: AlertView): Html {
  const tone = TONES[alert.tone];
  const paragraphs = [
    { name: 'Why it matters', text: alert.why },
    { name: 'What to do', text: alert.todo },
    { name: 'Runbook', text: alert.runbook },
  ].filter(({ text }) => text !== '');
  return card(
    tone,
    html`<div style="font-size:12px;font-weight:700;letter-spacing:0.06em;text-transform:uppercase;color:${tone};">${alert.label}</div>
<h2 style="margin:2px 0 8px;font-size:18px;line-height:1.35;font-weight:600;">${alert.title}</h2>
${namedTable(alert.facts)}
${alert.lines.length === 0 ? '' : section('Details', list(alert.lines))}
${paragraphs.map(({ name, text }) => section(name, html`<p style="margin:0;">${text}</p>`))}
${alert.answer === null ? '' : answerButton(alert.answer)}`,
  );
}

/** An address of ours; it opens a form, and changes nothing by itself. */
const answerButton = (href: string): Html =>
  html`<p style="margin:14px 0 2px;"><a href="${href}" style="display:inline-block;padding:9px 16px;border:1px solid ${QUIET};border-radius:4px;color:${INK};font-size:14px;font-weight:600;text-decoration:none;">Answer this alert</a></p>`;

const section = (name: string, content: Html): Html =>
  html`<h3 style="margin:12px 0 2px;font-size:13px;font-weight:600;color:${QUIET};">${name}</h3>${content}`;

const list = (items: readonly (string | Html)[]): Html =>
  html`<ul style="margin:0;padding:0 0 0 20px;font-size:14px;">${items.map((item) => html`<li style="margin:0 0 3px;">${item}</li>`)}</ul>`;

const namedTable = (rows: readonly LabelledText[]): Html =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="${FONT}font-size:14px;line-height:1.5;">${rows.map(
    ({ name, text }) =>
      html`<tr><td valign="top" style="padding:0 14px 2px 0;color:${QUIET};white-space:nowrap;">${name}</td><td valign="top" style="padding:0 0 2px;${BREAK}">${text}</td></tr>`,
  )}</table>`;

/** What there is to say first, and below it, quieter, when or where from. */
const evidenceList = (rows: readonly LabelledText[]): Html =>
  list(
    rows.map(({ name, text }) =>
      name === '' ? html`${text}` : html`${text}<br><span style="color:${QUIET};">${name}</span>`,
    ),
  );

const unseenList = (rows: readonly LabelledText[]): Html =>
  list(rows.map(({ name, text }) => html`<strong>${name}</strong><br>${text}`));

const quietLine = (text: string): Html => html`<p style="margin:0;font-size:14px;">${text}</p>`;

const stateCard = (state: StateView): Html =>
  card(
    LINE,
    html`<div style="font-size:13px;font-weight:600;color:${QUIET};">${state.title}, as of ${state.asOf}</div>
<p style="margin:2px 0 0;">${state.headline}</p>
${section('Evidence', state.evidence.length === 0 ? quietLine('None.') : evidenceList(state.evidence))}
${section('Cannot be seen', state.unseen.length === 0 ? quietLine('Nothing: every source was read.') : unseenList(state.unseen))}`,
  );

function footer({ tenant, composedAt, links, ids }: MailView): Html {
  const link = (href: string, text: string): Html => html`<a href="${href}" style="color:${QUIET};">${text}</a>`;
  return html`<tr><td style="padding:4px;${FONT}font-size:12px;line-height:1.5;color:${QUIET};${BREAK}">
<div>Tenant: ${tenant}</div>
<div>Composed: ${composedAt}</div>
${links === null ? '' : html`<div>${link(links.status, 'Status')} &middot; ${link(links.drift, 'History')}</div>`}
<div style="margin-top:8px;">Alert ids (the same if this mail is repeated):</div>
${ids.map((id) => html`<div style="font-size:11px;font-family:Consolas,Menlo,monospace;">${id}</div>`)}
</td></tr>`;
}

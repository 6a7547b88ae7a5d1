/**
 * What every mail looks like around its content: the page, its heading, cards with a coloured edge, and the foot. Tables and
 * inline styles alone, since mail clients accept no more; nothing is loaded. Every text passes through the escaping template.
 */
import { html, raw } from 'hono/html';
import type { MailLinks } from './links.ts';
import { BREAK, FONT, INK, LINE, LINK, PAGE, QUIET, TONES } from './style.ts';

export type Html = ReturnType<typeof html>;

/** @param sheet of ours, put in as it is; @param rows of the one table, from `heading` to `foot` */
export const framed = (subject: string, sheet: string, rows: Html): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${subject}</title>
<style>
${raw(sheet)}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:${PAGE};color:${INK};${FONT}font-size:15px;line-height:1.5;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:${PAGE};"><tr><td align="center" style="padding:16px 8px;">
<table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:640px;text-align:left;">
${rows}
</table>
</td></tr></table>
</body>
</html>
`);

/** @param line what the mail is about, in few words */
export const heading = (watch: string, line: string): Html =>
  html`<tr><td class="ink" style="padding:4px 4px 12px;${FONT}color:${INK};${BREAK}"><h1 style="margin:0;font-size:18px;line-height:1.35;font-weight:700;">Writeback Watch of ${watch}</h1><div class="quiet" style="font-size:14px;color:${QUIET};">${line}</div></td></tr>`;

/** A white box with a coloured edge. */
export const card = (tone: keyof typeof TONES | null, content: Html): Html =>
  html`<tr><td style="padding:0 0 12px;"><table role="presentation" class="card${tone === null ? '' : ` ${tone}`}" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#ffffff;border:1px solid ${LINE};border-left:4px solid ${tone === null ? LINE : TONES[tone]};"><tr><td class="ink" style="padding:14px 16px;${FONT}font-size:15px;line-height:1.5;color:${INK};${BREAK}">${content}</td></tr></table></td></tr>`;

export const list = (items: readonly (string | Html)[]): Html =>
  html`<ul style="margin:0;padding:0 0 0 20px;font-size:14px;">${items.map((item) => html`<li style="margin:0 0 3px;">${item}</li>`)}</ul>`;

export const anchor = (href: string, text: string): Html =>
  html`<a class="link" href="${href}" style="color:${LINK};">${text}</a>`;

/** Whose mail it is and of when. */
export interface Foot {
  readonly tenant: string;
  readonly composedAt: string;
  /** Null: there are none. */
  readonly links: MailLinks | null;
}

export const foot = ({ tenant, composedAt, links }: Foot, below: Html | '' = ''): Html =>
  html`<tr><td class="quiet" style="padding:4px;${FONT}font-size:12px;line-height:1.5;color:${QUIET};${BREAK}">
<div>Tenant: ${tenant}</div>
<div>Composed: ${composedAt}</div>
${links === null ? '' : html`<div>${anchor(links.status, 'Status page')} &middot; ${anchor(links.history, 'History')}</div><div>Both ask for a key or a sign-in. ${anchor(links.live, 'How to get in')}</div>`}
${below}
</td></tr>`;

/**
 * The document around each page: head, style, and the policy that allows exactly these and no request to anybody else.
 * Complete without script; the one there is renews the page without closing what its reader opened. A page with a form has
 * none and never loads itself anew: it would take away what somebody types.
 */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { type HttpAnswer, textAnswer } from '../answer.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import type { Html } from './text.ts';

export type Tone = 'good' | 'warn' | 'bad';

export interface Document {
  readonly status: number;
  readonly title: string;
  readonly tone: Tone;
  readonly body: Html;
  /** It takes an answer by a form. */
  readonly isForm?: boolean;
}

const COLOURS: { readonly [tone in Tone]: string } = { good: '2e9d5b', warn: 'd99000', bad: 'd1372c' };

/** A dot in the colour of the answer, for who keeps the page in a tab. */
const icon = (tone: Tone): string =>
  `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23${COLOURS[tone]}'/%3E%3C/svg%3E`;

/** Browsers without script load the page anew; telephones must not make links of ids. */
const document = ({ title, tone, body, isForm = false }: Document): Html => html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${title}</title>
<link rel="icon" href="${raw(icon(tone))}">
${isForm ? '' : raw('<noscript><meta http-equiv="refresh" content="60"></noscript>')}
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
${isForm ? '' : html`<script>${raw(SCRIPT)}</script>`}
</body>
</html>`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const COMMON = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  'img-src data:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

const POLICY = [...COMMON, `script-src ${hashOf(SCRIPT)}`, "connect-src 'self'", "form-action 'none'"].join('; ');
const FORM_POLICY = [...COMMON, "form-action 'self'"].join('; ');

export const PAGE_HEADERS = {
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex',
  Vary: 'Accept',
};

export const htmlAnswer = async (page: Document): Promise<HttpAnswer> =>
  textAnswer(page.status, 'text/html; charset=utf-8', String(await document(page)), {
    ...PAGE_HEADERS,
    ...(page.isForm && { 'Content-Security-Policy': FORM_POLICY }),
  });

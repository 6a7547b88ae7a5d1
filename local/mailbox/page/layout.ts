/** What every page of the mailbox has: head, links, style, the gentle refresh, and the policy that allows just these. */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { STYLE } from './style.ts';

export type Html = ReturnType<typeof html>;

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** Takes what is marked live from a fresh copy of the page, only while somebody looks, and only if it differs. */
const SCRIPT = `
setInterval(async () => {
  if (document.hidden) return;
  try {
    const text = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(text, 'text/html');
    for (const part of document.querySelectorAll('[data-live]')) {
      const next = fresh.getElementById(part.id);
      if (!next || next.innerHTML === part.innerHTML) continue;
      const at = part.contains(document.activeElement) ? document.activeElement.id : '';
      part.innerHTML = next.innerHTML;
      if (at) document.getElementById(at)?.focus();
    }
    document.title = fresh.title;
  } catch {}
}, 2000);
`;

interface Layout {
  readonly title: string;
  readonly links: readonly Link[];
  /** Of the page itself, to mark its link; undefined: none of the links. */
  readonly path?: string;
  readonly header: Html;
  readonly main: Html;
}

const anchor = ({ label, url }: Link, path: string | undefined): Html =>
  html`<a href="${url}"${url === path ? html` aria-current="page"` : ''}>${label}</a>`;

export const layout = (page: Layout): Html =>
  html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
  <div>${page.header}</div>
  <nav aria-label="Pages">${page.links.map((link) => anchor(link, page.path))}</nav>
</header>
<main>${page.main}</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

const COMMON_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

/** Forms need the origin of the page in their Origin header, which `no-referrer` would take away. */
export const PAGE_HEADERS = {
  ...COMMON_HEADERS,
  'Referrer-Policy': 'same-origin',
  'Content-Security-Policy': POLICY.join('; '),
};

/** For the HTML of a mail, which is not ours: no script, nothing from the network, no forms, an origin of its own. */
export const MAIL_HEADERS = {
  ...COMMON_HEADERS,
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
};

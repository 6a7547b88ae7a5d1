/** One page to look at everything: each page as a telephone and as a desk shows it, each mail as HTML and as text. */
import { html, raw } from 'hono/html';
import type { Severity } from '../shared/core/model/alert.ts';
import { FORMATS, type Shown } from './mails.ts';
import type { Page } from './pages.ts';

type Html = ReturnType<typeof html>;

export interface Gallery {
  readonly pages: readonly Page[];
  readonly mails: readonly Shown[];
  /** Rules that are shown on the page and never mailed. */
  readonly recorded: readonly string[];
}

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 1500px; padding: 24px; font: 15px/1.5 system-ui, sans-serif; }
h2 { margin: 48px 0 8px; } h3 { margin: 32px 0 4px; } p { margin: 0 0 10px; } code { font-size: 14px; }
nav { columns: 280px; font-size: 14px; } nav a { display: block; }
.pair { display: flex; flex-wrap: wrap; gap: 16px; align-items: start; }
iframe { border: 1px solid #8886; border-radius: 8px; height: 720px; background: #fff; }
pre { margin: 0; border: 1px solid #8886; border-radius: 8px; padding: 12px; height: 696px; overflow: auto; font-size: 12px; }
`;

const frame = (file: string, width: number): Html =>
  html`<iframe src="${file}" width="${width}" loading="lazy" title="${file}, ${width} px wide"></iframe>`;

const link = (file: string, says: string): Html => html`<a href="${file}">${says}</a>`;

const pageOf = ({ name, shows }: Page): Html =>
  html`<h3 id="${name}">${shows}</h3><p>${link(`pages/${name}.html`, 'open it alone')}</p>
<div class="pair">${frame(`pages/${name}.html`, 360)}${frame(`pages/${name}.html`, 1040)}</div>`;

const SIGNS: { readonly [severity in Severity]: string } = { critical: '●', warning: '◐', info: '○' };

const mailOf = ({ name, when, mail }: Shown): Html =>
  html`<h3 id="${name}">${when}</h3>
<p>${mail.subject}<br>${link(`mails/${name}.html`, 'HTML')} · ${link(`mails/${name}.txt`, 'text')}${FORMATS.map(
    (format) => html` · ${link(`messages/${name}.${format}.json`, `webhook, ${format}`)}`,
  )}</p>
<div class="pair">${frame(`mails/${name}.html`, 360)}${frame(`mails/${name}.html`, 680)}<pre>${mail.text}</pre></div>`;

const entryOf = ({ name, when, severity }: Shown): Html => html`<a href="#${name}">${SIGNS[severity]} ${when}</a>`;

export const indexPage = ({ pages, mails, recorded }: Gallery): string =>
  String(html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Writeback Watch: everything that people see</title><style>${raw(STYLE)}</style></head>
<body>
<h1>Everything that people see</h1>
<p>Each of these was made by the whole watch against the simulated tenant. ● critical, ◐ warning, ○ info.
Only recorded, and shown on the page: ${recorded.map((rule) => html`<code>${rule}</code> `)}</p>
<nav>${pages.map(({ name, shows }) => html`<a href="#${name}">${shows}</a>`)}${mails.map(entryOf)}</nav>
<h2>Pages</h2>${pages.map(pageOf)}
<h2>Mails and messages</h2>${mails.map(mailOf)}
</body></html>
`);

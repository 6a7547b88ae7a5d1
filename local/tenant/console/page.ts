/** Puts the sections on one page. Everything from the tenant is text here: `html` escapes what it is given. */
import { html, raw } from 'hono/html';
import type { SimulatedTenant } from '../tenant.ts';
import type { Html, Section } from './section.ts';
import { SECTIONS } from './sections/index.ts';
import { STYLE } from './style.ts';

/** Another page, shown on top of the console. */
export interface Link {
  readonly label: string;
  readonly url: string;
}

export const consolePage = (tenant: SimulatedTenant, links: readonly Link[]): Html => html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${tenant.state.displayName} - simulated tenant</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
  <div>
    <p class="kicker">Simulated tenant</p>
    <h1><bdi>${tenant.state.displayName}</bdi></h1>
    <p class="facts"><code>${tenant.tenantId}</code> <code>${tenant.origin}</code></p>
  </div>
  <nav>${links.map(({ label, url }) => html`<a href="${url}">${label}</a>`)}<a href="/">Reload</a></nav>
</header>
<main>${SECTIONS.map((section) => card(section, tenant))}</main>
</body>
</html>`;

const card = (section: Section, tenant: SimulatedTenant): Html => html`
<section id="${section.id}" class="${section.wide ? 'wide' : ''}">
  <h2>${section.title}</h2>
  ${section.render(tenant)}
</section>`;

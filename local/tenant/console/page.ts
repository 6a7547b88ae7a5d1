/** Puts the acts and the folded sections on one page. Everything from the tenant is text here: `html` escapes what it is given. */
import { html, raw } from 'hono/html';
import type { SimulatedTenant } from '../tenant.ts';
import type { Act, Html, Section } from './section.ts';
import { ACTS, GROUPS } from './sections/index.ts';
import { STYLE } from './style.ts';

/** Another page, shown on top of the console. */
export interface Link {
  readonly label: string;
  readonly url: string;
}

/** @param open the id of the section that is not folded; null: none */
export const consolePage = (
  tenant: SimulatedTenant,
  links: readonly Link[],
  open: string | null,
): Html => html`<!DOCTYPE html>
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
  <nav aria-label="Pages">${links.map(({ label, url }) => html`<a href="${url}">${label}</a>`)}<a href="/">Reload</a></nav>
</header>
<main>
<p class="lead">Press a button and see what the watch makes of it. Start with the first: while writeback is on, the second and the third
  are critical and are mailed at once. Otherwise they are warnings, which may wait until ten minutes after the last mail.</p>
<div class="first">${ACTS.map((act, n) => card(act, n + 1, tenant))}</div>
${GROUPS.map(
  ({ title, sections }) => html`<h2 class="group">${title}</h2>
<div class="folds">${sections.map((section) => fold(section, tenant, section.id === open))}</div>`,
)}
</main>
</body>
</html>`;

const card = (act: Act, place: number, tenant: SimulatedTenant): Html => html`
<section id="${act.id}" aria-labelledby="${act.id}-title">
  <h2 id="${act.id}-title"><span class="place">${place}</span> ${act.title}</h2>
  ${act.render(tenant)}
  <div class="outcome"><p>${act.outcome.within}:</p>
    <dl><dt>Mailbox</dt><dd>${act.outcome.mail}</dd><dt>Webhook</dt><dd>The same, as one message.</dd>
    <dt>Page</dt><dd>${act.outcome.page}</dd></dl></div>
</section>`;

const fold = (section: Section, tenant: SimulatedTenant, isOpen: boolean): Html => html`
<details id="${section.id}"${isOpen ? raw(' open') : ''}>
  <summary><h3>${section.title}</h3> <span>${section.about}</span></summary>
  <div class="body">${section.render(tenant)}</div>
</details>`;

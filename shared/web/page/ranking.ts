/** Who is worth a look, widest first, each opening into the reasons; a page of them, and links to the others. */
import { scaleLinear } from 'd3-scale';
import { html } from 'hono/html';
import type { RankedRow, Ranking } from '../../core/model/check.ts';
import type { Links } from './links.ts';
import { counted, type Html, name, number, sentence } from './text.ts';

const MOST_ROWS = 20;
const MOST_REASONS = 25;

/** @param from place of the first row, as the address says it */
export function ranking({ title, counts, total, rows }: Ranking, from: string | null, links: Links): Html {
  const start = placeIn(from, total);
  const shown = rows(start, MOST_ROWS);
  const range =
    total > MOST_ROWS ? `, ${number(start + 1)} to ${number(start + shown.length)} of ${number(total)}` : '';
  return html`
<section id="resetters" data-live>
<h2>${title} <span class="soft">(${counts}${range})</span></h2>
<div class="card long">
${shown.length === 0 ? html`<p class="soft">Nobody is known.</p>` : shown.map(row)}
${pages(start, total, links)}
</div>
<ul class="pages"><li><a href="${links.answer('reset-admins', { format: 'csv' })}">The whole list as CSV</a></li>
<li><a href="${links.answer('reset-admins')}">as JSON, with who is one step further away</a></li></ul>
</section>`;
}

function placeIn(from: string | null, total: number): number {
  const place = from !== null && /^\d{1,7}$/.test(from) ? Number(from) : 0;
  return place < total ? place - (place % MOST_ROWS) : 0;
}

const row = (one: RankedRow): Html => html`
<details class="who" id="who-${one.id}">
<summary><span><strong>${name(one.name)}</strong> <span class="soft">${one.about.map((text, n) => html`${n > 0 ? ' · ' : ''}${name(text)}`)}</span></span><span class="number">${one.amount}</span>${bar(one.share)}</summary>
<ul>${one.reasons.slice(0, MOST_REASONS).map((reason) => html`<li>${sentence(reason)}</li>`)}${
  one.reasons.length > MOST_REASONS
    ? html`<li class="soft">and ${counted(one.reasons.length - MOST_REASONS, 'more way')}</li>`
    : ''
}</ul>
</details>`;

const bar = (share: number | null): Html | string =>
  share === null
    ? ''
    : html`<svg class="bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.round(scaleLinear([0, 1], [0, 1000]).clamp(true)(share)) / 10}" height="3"/></svg>`;

function pages(start: number, total: number, links: Links): Html | string {
  if (total <= MOST_ROWS) return '';
  const to = (place: number): string => links.page({ from: place === 0 ? null : String(place) }, 'resetters');
  return html`<ul class="pages">${start > 0 ? html`<li><a href="${to(start - MOST_ROWS)}">Wider reach</a></li>` : ''}${
    start + MOST_ROWS < total
      ? html`<li><a href="${to(start + MOST_ROWS)}">Next ${number(Math.min(MOST_ROWS, total - start - MOST_ROWS))}</a></li>`
      : ''
  }</ul>`;
}

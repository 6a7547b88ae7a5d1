/** What was recorded, newest first: filtered and turned over by plain links. What cannot be read is said, and hides nothing else. */
import { html } from 'hono/html';
import type { HistoryPage } from '../../core/model/history.ts';
import type { Json } from '../../core/model/json.ts';
import { iso, minutesMs } from '../../core/model/times.ts';
import { doneBy } from '../../core/status/doers.ts';
import { shortened } from '../../core/text/neutral.ts';
import { jsonText } from '../answer.ts';
import { cursorOf } from '../drift.ts';
import { SEVERITY_TONES } from './alerts.ts';
import type { Asked, Links } from './links.ts';
import { type Html, sentence } from './text.ts';
import { type Clock, when } from './times.ts';

export type History =
  | { readonly kind: 'read'; readonly page: HistoryPage }
  /** The address asks for something that there is not, or storage did not answer. */
  | { readonly kind: 'unread'; readonly why: string; readonly hint: string };

export const LINES_A_PAGE = 25;

interface HistoryView {
  readonly found: History;
  readonly asked: Asked;
  /** Of the checks that may be asked for. */
  readonly checks: readonly { readonly name: string; readonly title: string }[];
  readonly links: Links;
  readonly clock: Clock;
}

export const history = (view: HistoryView): Html => html`
<section id="history" data-live>
<h2>History <span class="soft">(every change, newest first)</span></h2>
${filter(view)}
<div class="card long">${view.found.kind === 'read' ? lines(view.found.page, view) : unread(view.found)}</div>
${places(view)}
</section>`;

function filter({ asked, checks, links, clock }: HistoryView): Html {
  const link = (text: string, changed: Partial<Asked>, isCurrent: boolean): Html =>
    html`<li><a href="${links.page({ ...changed, cursor: null }, 'history')}"${isCurrent ? html` aria-current="true"` : ''}>${text}</a></li>`;
  const days = SPANS.map(({ text, days: back }) => {
    const since = back === null ? null : iso(clock.now - minutesMs(back * 24 * 60)).slice(0, 10);
    return link(text, { since }, asked.since === since);
  });
  return html`<div class="filter">
<ul aria-label="Of which check">${link('all checks', { check: null }, asked.check === null)}${checks.map((check) =>
    link(check.title, { check: check.name }, asked.check === check.name),
  )}</ul>
<ul aria-label="Since when">${days}</ul></div>`;
}

/** Whole UTC days, so that a link means the same all day. */
const SPANS = [
  { text: 'all that is kept', days: null },
  { text: 'last day', days: 1 },
  { text: 'last week', days: 7 },
  { text: 'last 30 days', days: 30 },
];

const unread = ({ why, hint }: { why: string; hint: string }): Html =>
  html`<p><span class="badge bad">not shown</span> <strong>${sentence(why)}</strong> ${hint === '' ? '' : html`<span class="soft">${sentence(hint)}</span>`}</p>`;

const lines = ({ items }: HistoryPage, { clock }: HistoryView): Html | Html[] =>
  items.length === 0
    ? html`<p class="soft">Nothing is recorded here.</p>`
    : html`<ul class="history">${items.map((item) => line(item, clock))}</ul>`;

type Entry = HistoryPage['items'][number];

const line = ({ change, index, item, mailed }: Entry, clock: Clock): Html => html`
<li>${when(change.at, clock)}<div>
<span class="badge ${SEVERITY_TONES[item.severity]}">${item.severity}</span> ${sentence(item.title)}
<div class="meta"><p class="about">${item.change} in ${change.check}, source ${item.source}${
  item.actor ? html`, ${sentence(doneBy(item.actor))}` : ''
}; ${mailed === null ? 'recorded only' : mailed ? 'mailed' : 'waits to be mailed'}</p>
${values(item, `line-${change.check}-${change.generation}-${index}`)}</div></div></li>`;

/** Before and after, folded away. */
function values({ before, after }: Entry['item'], id: string): Html | string {
  if (before === null && after === null) return '';
  return html`<details id="${id}"><summary>Before and after</summary><pre>before: ${valueText(before)}
after:  ${valueText(after)}</pre></details>`;
}

const MOST_OF_A_VALUE = 600;

const valueText = (value: Json): string => (value === null ? 'nothing' : shortened(jsonText(value), MOST_OF_A_VALUE));

function places({ found, asked, links }: HistoryView): Html {
  const next = found.kind === 'read' ? found.page.next : null;
  const more = {
    limit: '1000',
    ...(asked.check !== null && { check: asked.check }),
    ...(asked.since !== null && { since: asked.since }),
  };
  return html`<ul class="pages">
${asked.cursor === null ? '' : html`<li><a href="${links.page({ cursor: null }, 'history')}">Newest</a></li>`}
${next === null ? '' : html`<li><a href="${links.page({ cursor: cursorOf(next) }, 'history')}">Older</a></li>`}
<li><a href="${links.answer('drift', { ...more, format: 'csv' })}">CSV of the newest 1,000</a></li>
</ul>`;
}

/** What each check concludes: its state in a word, the same as a sentence, and the evidence with its age. */

import { html } from 'hono/html';
import type { CheckOverview, Overview } from '../../core/status/overview.ts';
import { counted, type Html, sentence } from './text.ts';
import { ago, type Clock, when } from './times.ts';

/** At once, and unfolded. */
const FIRST_LINES = 1;
const MOST_LINES = 20;

/** Those that have a part in the status. What the watch says of itself stands further down. */
export const verdicts = ({ checks, alerts }: Overview, clock: Clock): Html => html`
<section id="verdicts" data-live>
<h2>Verdicts</h2>
<div class="grid">${checks.filter(({ isShown }) => isShown).map((check) => verdict(check, alerts, clock))}</div>
</section>`;

export const verdict = (check: CheckOverview, alerts: Overview['alerts'], clock: Clock): Html => html`
<article class="card verdict ${check.tone}">
<h3>${check.title}</h3>
<p class="state">${sentence(check.state)}</p>
<p>${check.isVisible ? '' : 'Last known, and not seen now: '}${sentence(check.headline)}</p>
${check.notes.map((note) => html`<p class="soft">${sentence(note)}</p>`)}
${openText(alerts.filter((one) => one.check === check.title && one.acknowledged === null))}
${check.isRanked ? html`<p class="soft"><a href="#resetters">Who, and by which way</a></p>` : evidence(check, clock)}
<p class="soft">${check.judgedAt === null ? 'There is no verdict yet.' : html`This verdict was made ${ago(check.judgedAt, clock)}.`} ${
  check.polledAt === null ? 'No poll has finished yet.' : html`Last looked ${ago(check.polledAt, clock)}.`
}</p>
</article>`;

/** Why its colour may be worse than its state. */
const openText = (open: Overview['alerts']): Html | string =>
  open.length === 0 ? '' : html`<p class="soft"><a href="#alerts">${counted(open.length, 'open alert')}</a></p>`;

function evidence({ name, evidence: lines }: CheckOverview, clock: Clock): Html | string {
  if (lines.length === 0) return '';
  const more = lines.slice(FIRST_LINES, MOST_LINES);
  const left = lines.length - FIRST_LINES - more.length;
  const list = (some: CheckOverview['evidence']): Html[] =>
    some.map(({ text, at }) => html`<li>${sentence(text)}${at === null ? '' : when(at, clock)}</li>`);
  return html`<ul class="evidence">${list(lines.slice(0, FIRST_LINES))}</ul>${
    more.length === 0
      ? ''
      : html`<details id="evidence-${name}"><summary>${counted(more.length, 'more line')} of evidence</summary><ul class="evidence">${list(more)}${left > 0 ? html`<li class="soft">and ${counted(left, 'more')}</li>` : ''}</ul></details>`
  }`;
}

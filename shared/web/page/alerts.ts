/** The open alerts, worst first: since when, why it matters, what to do, and where the runbook says more. */
import { html } from 'hono/html';
import type { Severity } from '../../core/model/alert.ts';
import type { Answer } from '../../core/model/answer.ts';
import type { OpenOverview } from '../../core/status/overview.ts';
import { pathId } from '../answer/path.ts';
import type { Links } from './links.ts';
import { counted, type Html, name, sentence } from './text.ts';
import { type Clock, exact, when } from './times.ts';

export const SEVERITY_TONES: { readonly [severity in Severity]: string } = {
  critical: 'bad',
  warning: 'warn',
  info: 'note',
};

/** In full; the others are named with what they are. */
const MOST_IN_FULL = 25;
const MOST_NAMED = 200;
const MOST_LINES = 30;

/** @param links to where each is answered */
export function alerts(open: readonly OpenOverview[], clock: Clock, links: Links): Html {
  const sorted = [...open.filter((one) => !one.acknowledged), ...open.filter((one) => one.acknowledged)];
  const rest = sorted.slice(MOST_IN_FULL);
  return html`
<section id="alerts" data-live>
<h2>Open alerts <span class="soft">(${countedText(open)})</span></h2>
${open.length === 0 ? html`<p class="card soft">No alert is open. What happened before is in the <a href="#history">history</a>.</p>` : ''}
${sorted.slice(0, MOST_IN_FULL).map((one) => alert(one, clock, links))}
${rest.length > 0 ? others(rest, clock) : ''}
</section>`;
}

function countedText(open: readonly OpenOverview[]): string {
  const answered = open.filter(({ acknowledged }) => acknowledged !== null).length;
  if (open.length === 0) return 'none';
  return `${counted(open.length, 'alert')}, worst first${answered === 0 ? '' : `; ${answered} answered, at the end`}`;
}

/** One that somebody answered is still open, and looks it, but does not shout. */
const alert = (one: OpenOverview, clock: Clock, links: Links): Html => html`
<article class="card alert ${one.acknowledged === null ? SEVERITY_TONES[one.severity] : 'none'}">
<div class="head"><span class="badge ${SEVERITY_TONES[one.severity]}">${one.severity}</span>${one.acknowledged === null ? '' : html`<span class="badge">${one.acknowledged.until === null ? 'acknowledged' : 'snoozed'}</span>`}<h3>${sentence(one.title)}</h3></div>
<dl>
<dt>Since</dt><dd>${when(one.since, clock)}${one.check === null ? '' : html` <span class="soft">· ${one.check}</span>`}</dd>
${answered(one, clock)}
${part('Why', one.why === '' ? [] : [one.why])}
${part('Details', one.lines)}
${part('What to do', one.todo === '' ? [] : [one.todo])}
<dt>Runbook</dt><dd>RUNBOOK.md, heading <code>${one.rule}</code></dd>
</dl>
<p class="act"><a href="${links.answer(`alerts/${pathId(one.id)}`)}">${one.acknowledged === null ? 'Answer this alert' : 'Change the answer'}</a></p>
</article>`;

function answered({ acknowledged }: OpenOverview, clock: Clock): Html | string {
  if (acknowledged === null) return '';
  const { until, at, why } = acknowledged;
  const end = until === null ? '' : ` until ${exact(until, clock)}`;
  return html`<dt>${until === null ? 'Acknowledged' : 'Snoozed'}</dt><dd>${end} by ${answerer(acknowledged)}, ${when(at, clock)}: ${name(why)}</dd>`;
}

/** Whoever typed a name may have typed another's. */
export const answerer = ({ by, signedIn }: Pick<Answer, 'by' | 'signedIn'>): Html =>
  html`${name(by)} <span class="soft">(${signedIn ? 'signed in' : 'as typed, not signed in'})</span>`;

function part(title: string, lines: readonly string[]): Html | string {
  if (lines.length === 0) return '';
  const more = lines.length - MOST_LINES;
  const shown = lines.slice(0, MOST_LINES).map((line) => html`<li>${sentence(line)}</li>`);
  return html`<dt>${title}</dt><dd><ul class="lines">${shown}${more > 0 ? html`<li class="soft">and ${counted(more, 'more line')}</li>` : ''}</ul></dd>`;
}

const others = (rest: readonly OpenOverview[], clock: Clock): Html => html`
<div class="card long"><h3>${counted(rest.length, 'more open alert')}</h3>
<ul class="evidence">${rest
  .slice(0, MOST_NAMED)
  .map(
    (one) =>
      html`<li><span class="badge ${SEVERITY_TONES[one.severity]}">${one.severity}</span> ${sentence(one.title)}${when(one.since, clock)}</li>`,
  )}</ul>
${rest.length > MOST_NAMED ? html`<p class="soft">and ${counted(rest.length - MOST_NAMED, 'more')}, all of them in the JSON of this address</p>` : ''}
</div>`;

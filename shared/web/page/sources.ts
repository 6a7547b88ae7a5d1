/** The watch itself: which source is seen and which is not, when each check last looked, and what waits to be mailed. */
import { html } from 'hono/html';
import type { SourceState } from '../../core/model/source.ts';
import type { CheckOverview, Overview, ReceiverOverview } from '../../core/status/overview.ts';
import { stopped } from '../../core/text/steps.ts';
import { counted, type Html, sentence } from './text.ts';
import { ago, type Clock, when } from './times.ts';
import { verdict } from './verdicts.ts';

const TONES: { readonly [state in SourceState]: string } = {
  ok: 'good',
  stale: 'warn',
  blind: 'bad',
  denied: 'bad',
  unlicensed: 'warn',
  never: 'none',
};

export const sources = ({ report, checks, receivers, alerts }: Overview, clock: Clock): Html => html`
<section id="watch" data-live>
<h2>Sources and mail</h2>
<div class="grid">
${checks.filter(({ isShown }) => !isShown).map((check) => verdict(check, alerts, clock))}
${receivers.map((one) => receiver(one, clock))}
<article class="card"><h3>When it last looked</h3><ul class="evidence">${checks.map((check) => poll(check, clock))}</ul></article>
</div>
<h3 class="title" id="sources">Sources <span class="soft">(${counted(report.sources.length, 'place')} that the checks read; a required one carries its verdict)</span></h3>
<div class="card long">${places(report.sources, clock)}</div>
</section>`;

type Source = Overview['report']['sources'][number];

/** What is wrong in full; what is not, and what nobody has looked at yet, folded. */
function places(sources: readonly Source[], clock: Clock): Html {
  const good = sources.filter(({ state }) => state === 'ok');
  const never = sources.filter(({ state, error }) => state === 'never' && error === null);
  const wrong = sources.filter((one) => !good.includes(one) && !never.includes(one));
  const told = html`<thead><tr><th>Source</th><th>State</th><th>Last good reading</th><th>What is wrong, and what to do</th></tr></thead>`;
  const quiet = html`<thead><tr><th>Source</th><th>State</th><th>Last good reading</th></tr></thead>`;
  const folded = (id: string, some: readonly Source[], says: string): Html | string =>
    some.length === 0
      ? ''
      : html`<details id="${id}"><summary>${says}</summary><table class="wide">${quiet}<tbody>${some.map((one) => row(one, clock))}</tbody></table></details>`;
  return html`${wrong.length === 0 ? '' : html`<table class="wide">${told}<tbody>${wrong.map((one) => row(one, clock))}</tbody></table>`}
${folded('sources-never', never, `${counted(never.length, 'source')} not read yet`)}
${folded('sources-good', good, `${counted(good.length, 'source')} read as they should be`)}`;
}

const row = ({ check, name, required, state, lastGoodAt, error }: Source, clock: Clock): Html =>
  html`<tr><td>${check}/${name}${required ? html` <span class="soft">required</span>` : ''}</td><td class="${TONES[state]}"><span class="badge">${state}</span></td><td>${lastGoodAt === null ? 'never' : when(lastGoodAt, clock)}</td>${
    error === null
      ? ''
      : html`<td>${error.code}: ${sentence(stopped(error.message))} <span class="soft">${sentence(error.hint)}</span></td>`
  }</tr>`;

const poll = ({ title, polledAt, durationMs }: CheckOverview, clock: Clock): Html =>
  html`<li>${title}<span class="soft">${polledAt === null ? 'not yet' : html`${ago(polledAt, clock)}${durationMs === null ? '' : `, in ${seconds(durationMs)}`}`}</span></li>`;

const seconds = (ms: number): string => (ms < 100 ? 'less than 0.1 s' : `${(ms / 1000).toFixed(1)} s`);

const receiver = (
  { name, fails, pending, waitsSince, lastSentAt, lastError, tally }: ReceiverOverview,
  clock: Clock,
): Html => html`
<article class="card ${fails || lastError !== null ? 'bad' : ''}"><h3>${name[0]?.toUpperCase()}${name.slice(1)} ${fails ? html`<span class="badge">fails</span>` : ''}</h3><dl>
<dt>Waiting</dt><dd>${pending === 0 ? 'nothing waits' : html`${counted(pending, 'alert or summary', 'alerts and summaries')}${waitsSince === null ? '' : html`, the oldest of ${when(waitsSince, clock)}`}`}</dd>
<dt>Last accepted</dt><dd>${lastSentAt === null ? 'none yet' : when(lastSentAt, clock)}</dd>
<dt>Last error</dt><dd>${lastError === null ? 'none' : html`<span class="badge">${lastError.code}</span> ${sentence(stopped(lastError.message))} <span class="soft">${sentence(lastError.hint)}</span> ${when(lastError.at, clock)}`}</dd>
<dt>So far</dt><dd>${counted(tally.accepted, 'message')} accepted, ${tally.refused} refused, ${tally.dropped} dropped after they were accepted</dd>
</dl></article>`;

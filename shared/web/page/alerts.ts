/**
 * The open alerts, worst first: since when, who did it, why it matters, what to do, and where the runbook says more. What
 * a mail tells as one is one card here, and answered in one form.
 */
import { html } from 'hono/html';
import { RANK, type Severity } from '../../core/model/alert.ts';
import type { Answer } from '../../core/model/answer.ts';
import { isSameAnswer } from '../../core/notify/answers.ts';
import type { Doers } from '../../core/status/doers.ts';
import type { OpenOverview, OpenTelling } from '../../core/status/overview.ts';
import { stepsOf } from '../../core/text/steps.ts';
import { pathId } from '../answer/path.ts';
import type { Links } from './links.ts';
import { counted, type Html, instruction, name, sentence } from './text.ts';
import { type Clock, exact, when } from './times.ts';

export const SEVERITY_TONES: { readonly [severity in Severity]: string } = {
  critical: 'bad',
  warning: 'warn',
  info: 'note',
};

/** In full; the others are named with what they are. */
export const MOST_IN_FULL = 25;
const MOST_NAMED = 200;
const MOST_LINES = 30;

interface AlertsView {
  readonly tellings: readonly OpenTelling[];
  /** A text: why nobody can be named. */
  readonly doers: Doers | string;
  readonly clock: Clock;
  /** To where each is answered. */
  readonly links: Links;
}

export function alerts(view: AlertsView): Html {
  const sorted = sortedTellings(view.tellings);
  const open = sorted.flatMap(allOf);
  const rest = sorted.slice(MOST_IN_FULL).flatMap(allOf);
  return html`
<section id="alerts" data-live>
<h2>Open alerts <span class="soft">(${countedText(open)})</span></h2>
${open.length === 0 ? html`<p class="card soft">No alert is open. What happened before is in the <a href="#history">history</a>.</p>` : ''}
${typeof view.doers === 'string' && open.length > 0 ? html`<p class="card soft">${sentence(view.doers)}</p>` : ''}
${sorted.slice(0, MOST_IN_FULL).map((one) => card(one, view))}
${rest.length > 0 ? others(rest, view.clock) : ''}
</section>`;
}

/** Those in which everything is answered come last. */
export const sortedTellings = (tellings: readonly OpenTelling[]): OpenTelling[] => [
  ...tellings.filter((one) => !isAnswered(one)),
  ...tellings.filter(isAnswered),
];

const allOf = ({ lead, also }: OpenTelling): OpenOverview[] => [lead, ...also];

const isAnswered = (telling: OpenTelling): boolean => allOf(telling).every(({ acknowledged }) => acknowledged !== null);

function countedText(open: readonly OpenOverview[]): string {
  const answered = open.filter(({ acknowledged }) => acknowledged !== null).length;
  if (open.length === 0) return 'none';
  const all = counted(open.length, 'alert');
  if (answered === open.length) return `${all}, ${answered === 1 ? 'answered' : 'all of them answered'}`;
  return `${all}${open.length === 1 ? '' : ', worst first'}${answered === 0 ? '' : `; ${answered} answered`}`;
}

/** One that somebody answered is still open, and looks it, but does not shout. */
function card(telling: OpenTelling, { doers, clock, links }: AlertsView): Html {
  const all = allOf(telling);
  const unanswered = all.filter(({ acknowledged }) => acknowledged === null);
  const { lead, also } = telling;
  const severity = gravest(unanswered.length > 0 ? unanswered : all);
  return html`
<article class="card alert ${unanswered.length > 0 ? SEVERITY_TONES[severity] : 'none'}">
<div class="head"><span class="badge ${SEVERITY_TONES[severity]}">${severity}</span>${unanswered.length === 0 ? html`<span class="badge">${lead.acknowledged?.until === null ? 'acknowledged' : 'snoozed'}</span>` : ''}<h3>${sentence(lead.title)}</h3></div>
<dl>
<dt>Since</dt><dd>${when(lead.since, clock)}${lead.check === null ? '' : html` <span class="soft">· ${lead.check}</span>`}</dd>
${typeof doers === 'string' ? '' : part('Who did it', listOf(doers.get(lead.id)))}
${answered(lead, clock)}
${also.length === 0 ? '' : html`<dt>Also</dt><dd><ul class="lines">${also.map((one) => other(one, lead, clock))}</ul></dd>`}
${part('Why', listOf(lead.why))}
${steps(all.flatMap(({ todo }) => stepsOf(todo)))}
${part('Details', [...new Set(all.flatMap(({ lines }) => lines))])}
<dt>Runbook</dt><dd>RUNBOOK.md, ${new Set(all.map(({ rule }) => rule)).size === 1 ? 'heading' : 'headings'} ${[...new Set(all.map(({ rule }) => rule))].map((rule, n) => html`${n > 0 ? ', ' : ''}<code>${rule}</code>`)}</dd>
</dl>
<p class="act"><a href="${links.answer(`alerts/${pathId((unanswered[0] ?? lead).id)}`)}">${unanswered.length > 0 ? 'Answer this alert' : 'Change the answer'}</a></p>
</article>`;
}

const gravest = (all: readonly OpenOverview[]): Severity =>
  all.map(({ severity }) => severity).reduce((worst, one) => (RANK[one] > RANK[worst] ? one : worst), 'info');

const listOf = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : [text]);

/** What is so because of it, or beside it. */
const other = (one: OpenOverview, lead: OpenOverview, clock: Clock): Html =>
  html`<li><span class="badge ${SEVERITY_TONES[one.severity]}">${one.severity}</span> ${sentence(one.title)}${one.acknowledged === null ? '' : html` <span class="soft">· ${besideText(one.acknowledged, lead.acknowledged, clock)}</span>`}</li>`;

const answered = ({ acknowledged }: OpenOverview, clock: Clock): Html | string =>
  acknowledged === null
    ? ''
    : html`<dt>${acknowledged.until === null ? 'Acknowledged' : 'Snoozed'}</dt><dd>${answerText(acknowledged, clock)}</dd>`;

/** One form answers both: then it is not said twice. */
const besideText = (answer: Answer, toLead: Answer | null, clock: Clock): Html | string =>
  toLead !== null && isSameAnswer(answer, toLead)
    ? 'answered with it'
    : html`${answer.until === null ? 'acknowledged' : 'snoozed'} ${answerText(answer, clock)}`;

function answerText(answer: Answer, clock: Clock): Html {
  const { until, at, why } = answer;
  const end = until === null ? '' : `until ${exact(until, clock)} `;
  return html`${end}by ${answerer(answer)}: ${name(why)} <span class="soft">· ${when(at, clock)}</span>`;
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

/** Numbered, each once. */
export function steps(all: readonly string[]): Html | string {
  const [only, ...more] = new Set(all);
  if (only === undefined) return '';
  const text =
    more.length === 0
      ? instruction(only)
      : html`<ol>${[only, ...more].map((one) => html`<li>${instruction(one)}</li>`)}</ol>`;
  return html`<dt>What to do</dt><dd>${text}</dd>`;
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

/**
 * The page on which an alert is answered, and what is shown afterwards or when a link is no good. Plain HTML without
 * script; whatever comes from outside is escaped by the library and cannot turn the order of writing.
 */
import { html } from 'hono/html';
import type { Severity } from '../../core/model/alert.ts';
import type { Answer, AnswerWish, FoundAlert } from '../../core/model/answer.ts';
import { stepsOf } from '../../core/text/steps.ts';
import type { HttpAnswer } from '../answer.ts';
import { answerer, SEVERITY_TONES, steps } from '../page/alerts.ts';
import { htmlAnswer, type Tone } from '../page/layout.ts';
import { type Html, name, sentence } from '../page/text.ts';
import { type Clock, exact, when } from '../page/times.ts';

const page = (status: number, title: string, tone: Tone, main: Html): Promise<HttpAnswer> =>
  htmlAnswer({
    status,
    title: `${title}: Writeback Watch`,
    tone,
    isForm: true,
    body: html`<header><div><p class="kicker">Writeback Watch</p><h1>${title}</h1></div></header>
<main class="reply">${main}</main>`,
  });

const TONES: { readonly [severity in Severity]: Tone } = { critical: 'bad', warning: 'warn', info: 'good' };

/** Who looks at the page, and from where. */
export interface Reader {
  readonly clock: Clock;
  /** The name that the platform tells; null: it is to be typed. */
  readonly signedIn: string | null;
  /** Address of the status page; null: whoever has only the link of a message has no key for it. */
  readonly status: string | null;
}

interface Form {
  /** What was answered to the alert before it got worse, kept for who answers it again. */
  readonly late?: AnswerWish | null;
  /** What else one answer may be to. */
  readonly beside?: readonly FoundAlert[];
  /** Who did it; null: nothing is said of that. */
  readonly doer?: string | null;
}

export const formPage = (
  found: FoundAlert,
  reader: Reader,
  { late = null, beside = [], doer = null }: Form = {},
): Promise<HttpAnswer> =>
  page(
    late ? 409 : 200,
    late ? 'The alert got worse' : 'Answer an alert',
    TONES[found.alert.severity],
    html`${late && GOT_WORSE}${alertPart(found, reader, doer)}${answeredPart(found.answer, reader)}${form(found, reader, late, beside)}${back(reader)}`,
  );

const GOT_WORSE = html`<section class="card alert warn"><p>While you wrote, the alert got worse. Your answer was to what it was before, so it was not recorded. Read the alert again; what you wrote is still below.</p></section>`;

const back = ({ status }: Pick<Reader, 'status'>): Html | string =>
  status === null ? '' : html`<p><a href="${status}">Back to the status page</a></p>`;

const MOST_LINES = 20;

function alertPart({ alert }: FoundAlert, { clock }: Reader, doer: string | null): Html {
  const { severity, title, why, todo, lines, since, rule, id } = alert;
  const more = lines.length - MOST_LINES;
  return html`<article class="card alert ${SEVERITY_TONES[severity]}">
<div class="head"><span class="badge">${severity}</span><h2>${sentence(title)}</h2></div>
<dl>
<dt>Since</dt><dd>${when(since, clock)}</dd>
${doer !== null && html`<dt>Who did it</dt><dd>${sentence(doer)}</dd>`}
${why && html`<dt>Why</dt><dd>${sentence(why)}</dd>`}
${steps(stepsOf(todo))}
${lines.length > 0 && html`<dt>Details</dt><dd><ul class="lines">${lines.slice(0, MOST_LINES).map((one) => html`<li>${sentence(one)}</li>`)}${more > 0 && html`<li class="soft">and ${more} more</li>`}</ul></dd>`}
<dt>Runbook</dt><dd>RUNBOOK.md, heading <code>${sentence(rule)}</code></dd>
<dt>Id</dt><dd class="soft">${name(id)}</dd>
</dl></article>`;
}

const answeredPart = (answer: Answer | null, { clock }: Reader): Html | string =>
  answer === null
    ? ''
    : html`<section class="card"><h2>${answer.until === null ? 'Acknowledged' : `Snoozed until ${exact(answer.until, clock)}`}</h2>
<p>By ${answerer(answer)}, ${when(answer.at, clock)}: ${name(answer.why)}</p></section>`;

const HOURS: readonly (readonly [hours: number, label: string])[] = [
  [4, '4 hours'],
  [24, '1 day'],
  [72, '3 days'],
  [168, '1 week'],
  [720, '30 days'],
];

/** Only what happened once has a row with its kind. */
const isEvent = (alert: FoundAlert['alert']): boolean => 'kind' in alert;

/** What an answer does to what happened once, and to what lasts. */
const MEANS = {
  event: 'Acknowledging closes this alert; for a day it can be reopened.',
  condition: 'It does not end the alert, and it no longer holds as soon as the alert gets worse.',
};

const form = (
  { alert, answer, seen }: FoundAlert,
  { signedIn }: Reader,
  late: AnswerWish | null,
  beside: readonly FoundAlert[],
): Html => html`<form class="card" method="post" action="">
<input type="hidden" name="seen" value="${seen}">
<h2>Your answer</h2>
<p class="soft">Your answer is recorded in the history. ${isEvent(alert) ? MEANS.event : MEANS.condition}</p>
${
  signedIn === null
    ? html`<label for="by">Your name</label><input id="by" name="by" required maxlength="100" autocomplete="name" value="${late?.by ?? ''}">`
    : html`<p>Signed in as ${name(signedIn)}</p>`
}
<label for="why">Reason</label><textarea id="why" name="why" required maxlength="500" rows="3">${late?.why ?? ''}</textarea>
<label for="hours">If you snooze it, for how long</label>
<select id="hours" name="hours">${HOURS.map(([hours, label]) => html`<option value="${hours}">${label}</option>`)}</select>
${beside.map(alsoBox)}
<div class="buttons">
<button name="action" value="acknowledge">Acknowledge</button>
<button name="action" value="snooze" class="second">Snooze</button>
${answer && html`<button name="action" value="reopen" class="second">Reopen</button>`}
</div></form>`;

/** Told as one with it, so answered with it unless somebody says otherwise. */
const alsoBox = ({ alert, seen }: FoundAlert, n: number): Html =>
  html`<label class="box" for="beside-${n}"><input type="checkbox" id="beside-${n}" name="beside" value="${seen} ${alert.id}" checked><span>Also answer: ${sentence(alert.title)}</span></label>`;

const DONE: { readonly [action in Answer['action']]: string } = {
  acknowledge: 'The alert is acknowledged',
  snooze: 'The alert is snoozed',
  reopen: 'The alert is open again',
};

const AFTERWARDS: { readonly [action in Answer['action']]: string } = {
  acknowledge:
    'It does not end the alert, and it no longer holds as soon as the alert gets worse: then you are told again.',
  snooze: 'You are told again then, or as soon as the alert gets worse.',
  reopen: 'It counts as open until somebody answers it.',
};

/** What happened once cannot get worse. */
const CLOSED = 'This closes the alert. For a day it can be reopened at this address.';

const afterwards = ({ action }: Answer, { alert }: FoundAlert): string =>
  action === 'acknowledge' && isEvent(alert) ? CLOSED : AFTERWARDS[action];

/** What one answer was also to. */
export interface AnsweredBeside {
  readonly title: string;
  /** False: it got worse, or ended, since the form was shown. */
  readonly isAnswered: boolean;
}

const besideText = ({ title, isAnswered }: AnsweredBeside): Html =>
  html`<p>${isAnswered ? 'Answered with it' : 'Not answered, because it has changed meanwhile'}: ${sentence(title)}</p>`;

export const donePage = (
  answer: Answer,
  found: FoundAlert,
  reader: Reader,
  beside: readonly AnsweredBeside[] = [],
): Promise<HttpAnswer> =>
  page(
    200,
    DONE[answer.action],
    'good',
    html`<section class="card"><p>By ${answerer(answer)}: ${name(answer.why)}</p>
${answer.until !== null && html`<p>Until ${exact(answer.until, reader.clock)}.</p>`}
${beside.map(besideText)}
<p>${afterwards(answer, found)}${reader.status === null ? ' You can close this page.' : ''}</p></section>${back(reader)}`,
  );

const saying = (status: number, title: string, tone: Tone, ...texts: readonly string[]): Promise<HttpAnswer> =>
  page(
    status,
    title,
    tone,
    html`<section class="card">${texts.map((text) => html`<p>${sentence(text)}</p>`)}</section>`,
  );

/** One text for all that can be wrong with a link, so that nothing can be learned from it. */
export const badLinkPage = (): Promise<HttpAnswer> =>
  saying(
    403,
    'This link cannot be used',
    'warn',
    'It may have expired (links are valid for 14 days), or a part of it was lost on the way.',
    'Open the status page of the watch to see and answer what is open.',
  );

export const endedPage = (): Promise<HttpAnswer> =>
  saying(
    410,
    'This alert has ended',
    'good',
    'There is nothing left to answer. The history of the watch still has it (GET /api/drift).',
  );

export const wrongPage = (message: string): Promise<HttpAnswer> =>
  saying(400, 'The answer was not understood', 'warn', message, 'Nothing was changed. Go back and try again.');

export const failedPage = (status: number, message: string, hint: string): Promise<HttpAnswer> =>
  saying(status, 'The alert cannot be answered now', 'bad', message, hint, 'Try again in a minute.');

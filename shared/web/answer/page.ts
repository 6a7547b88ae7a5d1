/**
 * The page on which an alert is answered, and what is shown afterwards or when a link is no good. Plain HTML without
 * script; whatever comes from outside is escaped by the library and cannot turn the order of writing.
 */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Answer, FoundAlert } from '../../core/model/answer.ts';
import { utcText, whenText } from '../../core/text/ages.ts';
import { neutralLine } from '../../core/text/neutral.ts';
import { type HttpAnswer, textAnswer } from '../answer.ts';
import { STYLE } from './style.ts';

type Html = ReturnType<typeof html>;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The address may hold a key or a token: it is told to nobody. */
const HEADERS = { 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'no-referrer' };

async function page(status: number, title: string, main: Html): Promise<HttpAnswer> {
  const whole = await html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title><style>${raw(STYLE)}</style></head>
<body><main>${main}</main></body></html>`;
  return textAnswer(status, 'text/html; charset=utf-8', String(whole), HEADERS);
}

/** @param signedIn the name that the platform tells; null: it is to be typed */
export const formPage = (found: FoundAlert, now: number, signedIn: string | null): Promise<HttpAnswer> =>
  page(
    200,
    'Answer an alert',
    html`${alertPart(found, now)}${answeredPart(found.answer, now)}${form(found, signedIn)}`,
  );

const line = (text: string): string => neutralLine(text, 1500);

function alertPart({ alert }: FoundAlert, now: number): Html {
  const { severity, title, why, todo, lines, since, rule, id } = alert;
  return html`<p class="severity ${severity}">${severity}</p>
<h1><bdi>${line(title)}</bdi></h1>
<p>Since ${whenText(since, now)}</p>
${lines.length > 0 && html`<ul>${lines.slice(0, 20).map((one) => html`<li><bdi>${line(one)}</bdi></li>`)}</ul>`}
${why && html`<h2>Why it matters</h2><p>${line(why)}</p>`}
${todo && html`<h2>What to do</h2><p>${line(todo)}</p>`}
<p class="small">RUNBOOK.md, ${line(rule)} · <bdi>${line(id)}</bdi></p>`;
}

const answeredPart = (answer: Answer | null, now: number): Html | string =>
  answer === null
    ? ''
    : html`<section class="answered"><h2>${answer.until === null ? 'Acknowledged' : `Snoozed until ${utcText(answer.until)}`}</h2>
<p>By <bdi>${line(answer.by)}</bdi>${answer.signedIn ? '' : ' (as typed, not signed in)'}, ${whenText(answer.at, now)}:
<bdi>${line(answer.why)}</bdi></p></section>`;

const HOURS: readonly (readonly [hours: number, label: string])[] = [
  [4, '4 hours'],
  [24, '1 day'],
  [72, '3 days'],
  [168, '1 week'],
  [720, '30 days'],
];

const form = ({ answer }: FoundAlert, signedIn: string | null): Html => html`<form method="post" action="">
<h2>Your answer</h2>
<p class="small">It is recorded in the history. It does not end the alert, and it is void as soon as the alert gets worse.</p>
${
  signedIn === null
    ? html`<label for="by">Your name</label><input id="by" name="by" required maxlength="100" autocomplete="name">`
    : html`<p>Signed in as <bdi>${line(signedIn)}</bdi></p>`
}
<label for="why">Reason</label><textarea id="why" name="why" required maxlength="500" rows="3"></textarea>
<label for="hours">If you snooze it, for how long</label>
<select id="hours" name="hours">${HOURS.map(([hours, label]) => html`<option value="${hours}">${label}</option>`)}</select>
<div class="buttons">
<button name="action" value="acknowledge">Acknowledge</button>
<button name="action" value="snooze" class="second">Snooze</button>
${answer && html`<button name="action" value="reopen" class="second">Reopen</button>`}
</div></form>`;

const DONE: { readonly [action in Answer['action']]: string } = {
  acknowledge: 'The alert is acknowledged',
  snooze: 'The alert is snoozed',
  reopen: 'The alert is open again',
};

export const donePage = ({ action, by, why, until }: Answer): Promise<HttpAnswer> =>
  page(
    200,
    DONE[action],
    html`<h1>${DONE[action]}</h1>
<p>By <bdi>${line(by)}</bdi>: <bdi>${line(why)}</bdi></p>
${until !== null && html`<p>Until ${utcText(until)}; then it is told again.</p>`}
<p>${action === 'reopen' ? 'Reminders go on until somebody answers it.' : 'You are told again if it gets worse.'} You can close this page.</p>`,
  );

/** One text for all that can be wrong with a link, so that nothing can be learned from it. */
export const badLinkPage = (): Promise<HttpAnswer> =>
  page(
    403,
    'This link cannot be used',
    html`<h1>This link cannot be used</h1>
<p>It may have expired (links are valid for 14 days), or a part of it was lost on the way.</p>
<p>Open the status page of the watch to see and answer what is open.</p>`,
  );

export const endedPage = (): Promise<HttpAnswer> =>
  page(
    410,
    'This alert has ended',
    html`<h1>This alert has ended</h1><p>There is nothing left to answer. The history still has it: <code>GET /api/drift</code>.</p>`,
  );

export const wrongPage = (message: string): Promise<HttpAnswer> =>
  page(
    400,
    'The answer was not understood',
    html`<h1>The answer was not understood</h1><p>${line(message)}</p><p>Nothing was changed. Go back and try again.</p>`,
  );

export const failedPage = (status: number, message: string, hint: string): Promise<HttpAnswer> =>
  page(
    status,
    'The alert cannot be answered now',
    html`<h1>The alert cannot be answered now</h1><p>${line(message)}</p><p>${line(hint)}</p><p>Try again in a minute.</p>`,
  );

/** The list of mails, newest first, with what is odd about one: sent twice under one operation id, or not delivered. */
import { html } from 'hono/html';
import type { MailFaults } from '../faults.ts';
import type { StoredMail } from '../stored-mail.ts';
import { WEBHOOK_PATH } from '../webhook.ts';
import { faultSection } from './fault-section.ts';
import { type Html, type Link, layout } from './layout.ts';
import { subjectWord } from './subject-word.ts';
import { timeOf } from './times.ts';

const PAGE_SIZE = 100;

interface ListView {
  /** All mails, newest first. */
  readonly mails: readonly StoredMail[];
  /** Only mails with a smaller number; null: the newest. */
  readonly before: number | null;
  readonly faults: MailFaults;
  readonly links: readonly Link[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function listPage(view: ListView): Html {
  const { mails, links } = view;
  const title = mails.length > 0 ? `Mailbox (${mails.length})` : 'Mailbox';
  const header = html`<p class="kicker">Simulated mail service</p><h1>Mailbox</h1>`;
  const main = html`<div id="mails" data-live>${listOf(view)}</div>${OTHER_WAYS}${faultSection(view.faults)}`;
  return layout({ title, links, path: '/', header, main });
}

const OTHER_WAYS = html`<p class="note ways">What the watch posts to its webhook is shown <a href="${WEBHOOK_PATH}">on a page of its own</a>.
  What holds right now is on the page of the watch, whose address the start has printed.</p>`;

function listOf({ mails, before, now }: ListView): Html {
  if (mails.length === 0) {
    return html`<p class="card empty">No mail yet. What the watch sends shows up here by itself, about a minute after most changes.</p>`;
  }
  const rest = mails.filter(({ n }) => before === null || n < before);
  const shown = rest.slice(0, PAGE_SIZE);
  const copies = copiesOf(mails);
  return html`<ul class="card">${shown.map((mail) => html`<li>${row(mail, copies.get(mail.n) ?? 1, now)}</li>`)}</ul>
    ${pages(before !== null, rest.length > shown.length ? shown.at(-1)?.n : undefined)}`;
}

const pages = (isLater: boolean, before: number | undefined): Html | string =>
  isLater || before !== undefined
    ? html`<p class="pages"><span>${isLater && html`<a href="/">Newest</a>`}</span>
        <span>${before !== undefined && html`<a href="/?before=${before}">Older</a>`}</span></p>`
    : '';

/** For each mail: the how-manieth it is under its operation id. */
export function copiesOf(mails: readonly StoredMail[]): ReadonlyMap<number, number> {
  const seen = new Map<string, number>();
  const copies = new Map<number, number>();
  for (const { n, operationId } of mails.toReversed()) {
    const count = (seen.get(operationId.toLowerCase()) ?? 0) + 1;
    seen.set(operationId.toLowerCase(), count);
    copies.set(n, count);
  }
  return copies;
}

function row(mail: StoredMail, copy: number, now: number): Html {
  const { word, tone } = subjectWord(mail.subject);
  return html`<a class="mail" id="mail-${mail.n}" href="/mail/${mail.n}">
    <span class="word ${tone}">${word}</span>
    <span class="subject"><bdi>${mail.subject}</bdi></span>
    ${timeOf(mail.receivedAt, now)}
    <span class="about">${flags(mail, copy)}to <bdi>${mail.to.join(', ')}</bdi></span>
  </a>`;
}

export const flags = (mail: StoredMail, copy: number): Html => html`
  ${copy > 1 && html`<span class="flag">sent again: copy ${copy} of one operation</span> · `}
  ${mail.failure && html`<span class="flag">delivery fails: ${mail.failure.code}</span> · `}`;

/**
 * One mail. Its HTML is shown in a frame without any right, from an address whose policy repeats that: what a mail
 * holds can neither run nor load anything.
 */
import { html } from 'hono/html';
import type { StoredMail } from '../stored-mail.ts';
import { type Html, type Link, layout } from './layout.ts';
import { flags } from './list.ts';
import { subjectWord } from './subject-word.ts';
import { timeOf, utc } from './times.ts';

export const PARTS = ['html', 'text', 'headers'] as const;

type Part = (typeof PARTS)[number];

interface MailView {
  readonly mail: StoredMail;
  /** The how-manieth it is under its operation id. */
  readonly copy: number;
  /** Null: the best there is. */
  readonly part: Part | null;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly links: readonly Link[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function mailPage(view: MailView): Html {
  const { mail, links } = view;
  const part = view.part ?? (mail.html === '' ? 'text' : 'html');
  const header = html`<p class="kicker">Simulated mail service</p><a href="/">← Mailbox</a>`;
  const main = html`<article class="card">
      ${heading(view)}
      <div class="tabs">${PARTS.map((one) => tab(mail, one, part))}</div>
      ${body(mail, part)}
    </article>
    <p class="pages">
      <span>${view.hasNewer && html`<a href="/mail/${mail.n + 1}">Newer</a>`}</span>
      <span>${view.hasOlder && html`<a href="/mail/${mail.n - 1}">Older</a>`}</span>
    </p>`;
  return layout({ title: `${mail.subject} - Mailbox`, links, header, main });
}

function heading({ mail, copy, now }: MailView): Html {
  const { word, tone } = subjectWord(mail.subject);
  return html`<div class="padded">
    <div class="title"><span class="word ${tone}">${word}</span><h1><bdi>${mail.subject}</bdi></h1></div>
    <dl>
      <dt>From</dt><dd><bdi>${mail.from}</bdi></dd>
      <dt>To</dt><dd><bdi>${mail.to.join(', ')}</bdi></dd>
      <dt>Received</dt><dd id="received" data-live>${flags(mail, copy)}${timeOf(mail.receivedAt, now)}</dd>
    </dl>
  </div>`;
}

const LABELS: { readonly [part in Part]: string } = { html: 'HTML', text: 'Text', headers: 'Headers' };

function tab(mail: StoredMail, part: Part, current: Part): Html {
  if (part !== 'headers' && mail[part] === '') return html`<span>${LABELS[part]}: none</span>`;
  const mark = part === current ? html`aria-current="page"` : '';
  return html`<a href="/mail/${mail.n}?part=${part}" ${mark}>${LABELS[part]}</a>`;
}

function body(mail: StoredMail, part: Part): Html {
  if (part === 'headers') return headersOf(mail);
  if (part === 'text') return html`<pre>${mail.text}</pre>`;
  return html`<iframe sandbox="" src="/mail/${mail.n}/html" title="The mail as HTML"></iframe>`;
}

function headersOf(mail: StoredMail): Html {
  const rows: readonly (readonly [string, string])[] = [
    ['Subject', mail.subject],
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Cc', mail.cc.join(', ')],
    ['Bcc', mail.bcc.join(', ')],
    ['Reply-To', mail.replyTo.join(', ')],
    ...Object.entries(mail.headers),
    ['Attachments', mail.attachments.join(', ')],
    ['Operation id', mail.operationId],
    ['Received', utc(mail.receivedAt)],
    ['Delivery', mail.failure ? `fails: ${mail.failure.code}: ${mail.failure.message}` : 'succeeds'],
  ];
  const filled = rows.filter(([, value]) => value !== '');
  return html`<div class="padded"><dl>
    ${filled.map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)}
  </dl></div>`;
}

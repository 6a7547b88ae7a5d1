/** The messages that came by webhook, newest first, as the JSON that they are. */
import { html } from 'hono/html';
import { type HookMessage, WEBHOOK_PATH } from '../webhook.ts';
import { type Html, type Link, layout } from './layout.ts';
import { timeOf } from './times.ts';

export function webhookPage(messages: readonly HookMessage[], links: readonly Link[], now: number): Html {
  const header = html`<p class="kicker">Simulated second receiver</p><h1>Webhook messages</h1>`;
  const main = html`<div id="messages" data-live>${listOf(messages, now)}</div>`;
  return layout({ title: `Webhook messages (${messages.length})`, links, path: WEBHOOK_PATH, header, main });
}

const listOf = (messages: readonly HookMessage[], now: number): Html =>
  messages.length === 0
    ? html`<p class="card empty">No message since this start: unlike mails, messages are not kept. What the watch posts to its webhook shows up here by itself.</p>`
    : html`${messages.map((message) => article(message, now))}`;

const article = ({ receivedAt, delivery, body }: HookMessage, now: number): Html =>
  html`<section class="card"><p class="received">${timeOf(receivedAt, now)} · delivery <bdi>${delivery}</bdi></p><pre>${body}</pre></section>`;

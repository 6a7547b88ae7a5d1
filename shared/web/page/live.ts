/**
 * What `GET /api/live` says to a browser: the same as to a probe, and how to get to the page. The platform answers a request
 * without a key by itself, with an empty 401, so whoever met that finds the explanation here. Nothing about the tenant.
 */
import { html } from 'hono/html';
import type { HttpAnswer } from '../answer.ts';
import { htmlAnswer } from './layout.ts';

export const livePage = (status: number, failed: boolean): Promise<HttpAnswer> =>
  htmlAnswer({
    status,
    title: `${failed ? 'fail' : 'pass'}: Writeback Watch`,
    tone: failed ? 'bad' : 'good',
    body: html`
<header><div><p class="kicker">Writeback Watch</p><h1>${failed ? 'The watch itself is in trouble' : 'The watch is running'}</h1></div></header>
<main class="reply">
<section class="card answer ${failed ? 'bad' : 'good'}">
<p>${failed ? 'It cannot see, judge or mail as it should. The status page says what is wrong.' : 'It sees and mails. The status page says whether anything is wrong in the tenant.'}</p>
</section>
<section>
<h2>You were refused, or saw an empty page?</h2>
<div class="card"><p>This address is open to everybody and says nothing about the tenant. The status page tells who can reset whose password, so the platform asks for a key (401) or for a sign-in before the watch is even asked, and it explains nothing.</p>
<dl>
<dt>To see the page</dt><dd>open <code>/api/status?code=KEY</code>, where KEY is a function key of this app</dd>
<dt>Who has a key</dt><dd>whoever runs this watch: in the Azure portal under the function app, App keys, or by <code>az functionapp keys list</code></dd>
<dt>For people</dt><dd>ask for a key of your own: it can be revoked, and nobody else needs a new one</dd>
</dl></div>
</section>
</main>`,
  });

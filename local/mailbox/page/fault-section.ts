/** The faults on demand: which wait, and a form for another. What a form says is checked here, word by word. */
import { html } from 'hono/html';
import {
  MAIL_FAULT_KINDS,
  MAIL_FAULT_TARGETS,
  type MailFault,
  type MailFaultKind,
  type MailFaultSpec,
  type MailFaults,
} from '../faults.ts';
import type { Html } from './layout.ts';

const KINDS: { readonly [kind in MailFaultKind]: string } = {
  status: 'refuse with status',
  reset: 'reset the connection before accepting',
  hang: 'never answer',
  drop: 'accept, but lose the answer',
  'fail-delivery': 'accept, then fail the delivery',
};
const STATUSES = ['400', '401', '403', '429', '500'] as const;

export const faultSection = (faults: MailFaults): Html => html`
<section id="faults" class="card padded">
  <h2>Make sending fail</h2>
  <p class="note">For the next requests with the right key. Forgotten when the mailbox stops.</p>
  <div id="waiting-faults" data-live>${waiting(faults.list())}</div>
  <form class="new" method="post" action="/faults/add">
    <label>What happens
      <select name="kind">${MAIL_FAULT_KINDS.map((kind) => html`<option value="${kind}">${KINDS[kind]}</option>`)}</select>
    </label>
    <label class="status">Status
      <select name="status">${STATUSES.map((one) => html`<option ${one === '429' ? 'selected' : ''}>${one}</option>`)}</select>
    </label>
    <label class="status">Retry-After
      <input name="retryAfter" size="10" maxlength="60" placeholder="none">
    </label>
    <label>To requests that
      <select name="on"><option value="send">send a mail</option><option value="operation">ask for an outcome</option></select>
    </label>
    <label>How many
      <input name="count" type="number" min="1" max="1000" value="1" placeholder="all">
    </label>
    <button class="primary">Add</button>
  </form>
</section>`;

const waiting = (faults: readonly MailFault[]): Html | string =>
  faults.length === 0
    ? ''
    : html`<ul class="faults">${faults.map((fault) => html`<li>${waitingFault(fault)}</li>`)}</ul>`;

const waitingFault = (fault: MailFault): Html => html`
<form class="fault" method="post" action="/faults/remove">
  <span>${fault.on === 'send' ? 'Sending' : 'Asking for an outcome'}: ${KINDS[fault.kind]}${detail(fault)},
    ${fault.left === null ? 'until removed' : `${fault.left} more`}</span>
  <button name="id" value="${fault.id}">Remove</button>
</form>`;

const detail = ({ kind, status, retryAfter }: MailFault): string =>
  kind === 'status' ? ` ${status ?? 500}${retryAfter === undefined ? '' : `, Retry-After ${retryAfter}`}` : '';

/** The fault that a form asks for, or what is wrong with the form. An empty count means all. */
export function faultOf(form: URLSearchParams): MailFaultSpec | string {
  const kind = MAIL_FAULT_KINDS.find((known) => known === form.get('kind'));
  const on = MAIL_FAULT_TARGETS.find((known) => known === (form.get('on') ?? 'send'));
  const status = STATUSES.find((known) => known === (form.get('status') ?? '500'));
  const retryAfter = form.get('retryAfter') ?? '';
  const count = form.get('count') ?? '1';
  if (!kind) return 'No such kind of fault.';
  if (!on || (kind === 'fail-delivery' && on === 'operation')) return 'This fault has no meaning for these requests.';
  if (!status) return 'No such status.';
  if (!/^[ -~]{0,60}$/.test(retryAfter)) return 'Retry-After can only hold plain characters, at most 60.';
  if (!/^([1-9]\d{0,2}|1000)?$/.test(count)) return 'How many is a whole number from 1 to 1000, or empty for all.';
  const answer = kind === 'status' ? { status: Number(status), ...(retryAfter !== '' && { retryAfter }) } : {};
  return { kind, on, count: count === '' ? null : Number(count), ...answer };
}

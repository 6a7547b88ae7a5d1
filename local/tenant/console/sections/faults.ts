/** What should go wrong, for which requests, how often. Also: a tenant that shakes, and slow answers. */
import { html } from 'hono/html';
import { ENDPOINTS } from '../../endpoints/index.ts';
import { FAULT_KINDS, type Fault, type FaultKind, type FaultSpec } from '../../faults.ts';
import { TOKEN_PATH } from '../../server.ts';
import { SHAKE_ALL } from '../../shake.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import { FormError, type Html, isOn, required, type Section, toggle, wholeNumber } from '../section.ts';

export const faults: Section = {
  id: 'faults',
  title: 'Faults',
  about: 'let requests fail, hang or come late',
  render: (tenant) => html`
    <form method="post" action="/console/faults/add" class="row">
      <label>Requests to <select name="path">${PATHS.map((path) => html`<option>${path}</option>`)}</select></label>
      <label>What happens <select name="kind">${CHOICES.map(([value, label]) => html`<option value="${value}">${label}</option>`)}</select></label>
      <label>How often <input name="count" inputmode="numeric" size="6" placeholder="always"></label>
      <label>Retry-After <input name="retryAfter" size="8" placeholder="none"></label>
      <button>Add fault</button>
    </form>
    ${listed(tenant)}
    <div class="columns">
      ${toggle('faults/shake', 'Shake: order, page size, unknown fields, moving times', tenant.shaker.options() !== null)}
      <form method="post" action="/console/faults/latency" class="row">
        <label>Every answer later by (ms) <input name="ms" inputmode="numeric" size="6" value="${tenant.latencyMs}"></label>
        <button>Set</button>
      </form>
    </div>
    <p class="note">Faults end with a restart.</p>`,
  actions: {
    add: (tenant, form) => tenant.faults.add(specOf(form)),
    remove: (tenant, form) => tenant.faults.remove(Number(required(form, 'id'))),
    clear: (tenant) => tenant.faults.clear(),
    shake: (tenant, form) => tenant.shaker.set(isOn(form) ? SHAKE_ALL : null),
    latency: (tenant, form) => {
      tenant.latencyMs = wholeNumber(form, 'ms') ?? 0;
    },
  },
};

const PATHS = ['*', ...ENDPOINTS.map(({ path }) => path.replace('{id}', '*')), '/$batch', TOKEN_PATH];

const STATUSES = [429, 503, 401, 403, 500, 502, 504];

const CHOICES: readonly (readonly [string, string])[] = [
  ...STATUSES.map((status) => [`status:${status}`, `status ${status}`] as const),
  ['licence', 'status 403, as without a licence'],
  ['steps:429', 'status 429, in a batch only'],
  ...FAULT_KINDS.filter((kind) => kind !== 'status').map((kind) => [kind, kind] as const),
];

/** How long an answer takes with the fault `delay` from the console. */
const DELAY_MS = 5000;

function specOf(form: URLSearchParams): FaultSpec {
  const [kind, status] = kindOf(required(form, 'kind'));
  const retryAfter = form.get('retryAfter') ?? '';
  if (!/^[ -~]*$/.test(retryAfter)) throw new FormError("The field 'retryAfter' must be plain text.");
  return {
    path: required(form, 'path'),
    kind,
    count: wholeNumber(form, 'count') || null,
    ...(status !== null && { status }),
    ...(form.get('kind') === 'licence' && NO_LICENCE),
    ...(form.get('kind')?.startsWith('steps:') && { only: 'steps' }),
    ...(kind === 'delay' && { delayMs: DELAY_MS }),
    ...(retryAfter !== '' && { retryAfter }),
  };
}

/** Seen now and then in tenants that have one (microsoft-graph-docs issue 11986). */
const NO_LICENCE = {
  status: 403,
  code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
  message: "Neither tenant is B2C or tenant doesn't have premium license",
};

function kindOf(choice: string): [FaultKind, number | null] {
  if (!CHOICES.some(([value]) => value === choice)) throw new FormError('There is no such fault.');
  const [name = '', status] = choice.split(':');
  const kind = FAULT_KINDS.find((known) => known === name) ?? 'status';
  return [kind, status === undefined ? null : Number(status)];
}

function listed(tenant: SimulatedTenant): Html {
  const active = tenant.faults.list();
  if (active.length === 0) return html`<p class="empty">Nothing goes wrong.</p>`;
  return html`<div class="scroll"><table class="plain"><tbody>${active.map(row)}</tbody></table></div>
    <form method="post" action="/console/faults/clear"><button>Remove all</button></form>`;
}

const row = (fault: Fault): Html => html`<tr>
  <td><span class="badge bad">${fault.kind}${fault.status ? ` ${fault.status}` : ''}</span></td>
  <td><code>${fault.path}</code></td>
  <td>${fault.left === null ? 'always' : `${fault.left} more`}</td>
  <td><form method="post" action="/console/faults/remove"><button name="id" value="${fault.id}">Remove</button></form></td>
</tr>`;

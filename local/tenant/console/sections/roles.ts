/** Roles and PIM: who holds which role over whom, who may activate one, and the tenant's own roles. */
import { html } from 'hono/html';
import { type Assignment, isCurrent, LEFTOVERS, type Right, type Role } from '../../directory/directory-state.ts';
import { roleOf } from '../../directory/role-definitions.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import {
  firstRows,
  nameOf,
  principalSelect,
  roleName,
  roleSelect,
  scopeName,
  scopeSelect,
} from '../directory-choices.ts';
import {
  buttonForm,
  choices,
  type Html,
  isOn,
  oneOf,
  required,
  type Section,
  time,
  toggle,
  wholeNumber,
} from '../section.ts';

export const roles: Section = {
  id: 'roles',
  title: 'Roles and PIM',
  about: 'give and take roles, make eligible, activate, define roles',
  render: (tenant) => html`
    <form method="post" class="row">
      <label>Make ${principalSelect(tenant.state)}</label>
      <label>a ${roleSelect(tenant.state)}</label>
      <label>over ${scopeSelect(tenant.state)}</label>
      <label>for minutes <input name="minutes" inputmode="numeric" size="5" placeholder="always"></label>
      <button class="primary" formaction="/console/roles/assign">Assign</button>
      <button formaction="/console/roles/eligible">Make eligible</button>
      <button formaction="/console/roles/partner" title="To somebody of a partner, whom this tenant does not know">Assign to a partner</button>
    </form>
    ${listed(tenant)}
    <h4>The tenant's own roles</h4>
    <form method="post" action="/console/roles/define" class="row">
      <label>Name <input name="name" required placeholder="Night shift"></label>
      <label>Allowed actions, separated by spaces <input name="actions" required size="44" value="microsoft.directory/users/password/update"></label>
      <button>Define</button>
    </form>
    ${customRoles(tenant)}
    <form method="post" action="/console/roles/actions" class="row">
      <label>Change ${roleSelect(tenant.state)}</label>
      <label>to these actions <input name="actions" required size="44" value="microsoft.directory/users/standard/read"></label>
      <button>Change</button>
    </form>
    <h4>When a user, group or application is deleted</h4>
    <div class="row">
      <form method="post" action="/console/roles/leftovers" class="row">
        <label>What is left of its roles <select name="leftovers">${choices(LEFTOVERS, tenant.state.directory.leftovers)}</select></label>
        <button>Set</button>
      </form>
      ${buttonForm('roles/drop-leftovers', `Let what is left go (${tenant.state.directory.deleted?.length ?? 0})`)}
    </div>
    ${toggle('roles/batched', 'PIM answers in a batch (not documented either way)', tenant.state.directory.isPimBatched)}
    <p class="note">${tenant.state.admins[0]?.displayName ?? 'An administrator'} does all this. Eligible roles and activations need
      Entra ID P2 to be read. An activation ends by itself. What is done through PIM is in the
      audit log twice: by the directory in the name of MS-PIM, and by PIM with the person. Rows of who is deleted have been
      seen to stay for hours to days.</p>`,
  actions: {
    assign: (tenant, form) => tenant.roles.assign({ ...rightIn(form), ...endIn(form, tenant.clock()) }),
    eligible: (tenant, form) => tenant.roles.makeEligible({ ...rightIn(form), ...endIn(form, tenant.clock()) }),
    remove: (tenant, form) => tenant.roles.unassign(rightIn(form)),
    ineligible: (tenant, form) => tenant.roles.endEligible(rightIn(form)),
    activate: (tenant, form) =>
      tenant.roles.activate({ ...rightIn(form), minutes: wholeNumber(form, 'minutes') ?? HOUR }),
    deactivate: (tenant, form) => tenant.roles.deactivate(rightIn(form)),
    partner: (tenant, form) => tenant.roles.assignPartner(required(form, 'role')),
    leftovers: (tenant, form) => tenant.roles.setLeftovers(oneOf(form, 'leftovers', LEFTOVERS)),
    'drop-leftovers': (tenant) => tenant.roles.dropLeftovers(),
    define: (tenant, form) => tenant.roles.defineRole({ name: required(form, 'name'), actions: actionsIn(form) }),
    delete: (tenant, form) => tenant.roles.removeRole(required(form, 'role')),
    actions: (tenant, form) => tenant.roles.setActions(required(form, 'role'), actionsIn(form)),
    enabled: (tenant, form) => tenant.roles.setEnabled(required(form, 'role'), isOn(form)),
    batched: (tenant, form) => tenant.roles.setPimBatched(isOn(form)),
  },
};

const HOUR = 60;

const rightIn = (form: URLSearchParams) => ({
  principal: required(form, 'principal'),
  role: required(form, 'role'),
  scope: required(form, 'scope'),
});

function endIn(form: URLSearchParams, now: number): { endsAt?: number } {
  const minutes = wholeNumber(form, 'minutes');
  return minutes === null ? {} : { endsAt: now + minutes * 60_000 };
}

const actionsIn = (form: URLSearchParams): string[] => required(form, 'actions').split(/\s+/).filter(Boolean);

interface Held {
  readonly right: Right;
  readonly how: 'assigned' | 'activated' | 'eligible';
}

function listed({ state, clock }: SimulatedTenant): Html {
  const { assignments, eligibilities } = state.directory;
  const held = (right: Assignment): Held => ({ right, how: right.isActivated ? 'activated' : 'assigned' });
  const all: Held[] = [
    ...Object.values(assignments).map(held),
    ...Object.values(eligibilities).map((right): Held => ({ right, how: 'eligible' })),
  ].filter(({ right }) => isCurrent(right, clock()));
  const row = ({ right, how }: Held): Html => html`<tr>
    <td>${nameOf(state, right.principalId)}</td>
    <td>${roleName(state, right.roleId)}${roleOf(state, right.roleId)?.isEnabled === false ? ' (disabled)' : ''}</td>
    <td>${scopeName(state, right.scope)}</td>
    <td><span class="badge">${how}</span>${right.endsAt === null ? '' : html` until ${time(new Date(right.endsAt).toISOString())}`}</td>
    <td><div class="acts">${buttons(right, how)}</div></td>
  </tr>`;
  return html`<div class="scroll"><table class="plain"><thead><tr><th>Who</th><th>Role</th><th>Over</th><th>How</th><td></td></tr></thead>
    <tbody>${firstRows(all, row)}</tbody></table></div>`;
}

function buttons({ principalId, roleId, scope }: Right, how: Held['how']): Html {
  const hidden = { principal: principalId, role: roleId, scope };
  if (how === 'assigned') return buttonForm('roles/remove', 'Remove', hidden);
  if (how === 'activated') return buttonForm('roles/deactivate', 'Deactivate', hidden);
  const minutes = html`<input class="ago" name="minutes" inputmode="numeric" placeholder="60 min" aria-label="Minutes" title="Minutes; empty: 60">`;
  return html`${buttonForm('roles/activate', 'Activate', hidden, minutes)}${buttonForm('roles/ineligible', 'Remove', hidden)}`;
}

function customRoles({ state }: SimulatedTenant): Html | '' {
  const all = Object.values(state.directory.customRoles);
  if (all.length === 0) return '';
  const row = ({ id, displayName, isEnabled, permissions }: Role): Html => html`<tr>
    <td>${displayName}</td><td><code>${permissions.flatMap(({ actions }) => actions).join(' ')}</code></td>
    <td><div class="acts">${buttonForm('roles/enabled', isEnabled ? 'Disable' : 'Enable', { role: id, on: String(!isEnabled) })}
      ${buttonForm('roles/delete', 'Delete', { role: id })}</div></td></tr>`;
  return html`<div class="scroll"><table class="plain"><tbody>${firstRows(all, row)}</tbody></table></div>`;
}

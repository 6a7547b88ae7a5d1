/** Administrative units: who is in them, and the restricted ones that shield their members. */
import { html } from 'hono/html';
import type { Unit } from '../../directory/directory-state.ts';
import { unitNamed } from '../../directory/objects.ts';
import { countIn } from '../../directory/synced-users.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import { firstRows, namesOf, principalSelect, unitSelect } from '../directory-choices.ts';
import { buttonForm, choices, type Html, oneOf, required, type Section, wholeNumber } from '../section.ts';

const KINDS = ['ordinary', 'restricted'] as const;

export const units: Section = {
  id: 'units',
  title: 'Administrative units',
  about: 'move users into units, shield them in restricted ones',
  render: (tenant) => html`
    <form method="post" class="row">
      <label>Unit ${unitSelect(tenant.state)}</label>
      <label>Who ${principalSelect(tenant.state)}</label>
      <button class="primary" formaction="/console/units/add">Move in</button>
      <button formaction="/console/units/take">Move out</button>
    </form>
    <div class="scroll"><table class="plain"><thead><tr><th>Unit</th><th>Kind</th><th>Users</th><td></td></tr></thead>
      <tbody>${firstRows(Object.values(tenant.state.directory.units), (unit) => row(tenant, unit))}</tbody></table></div>
    <form method="post" action="/console/units/create" class="row">
      <label>Another unit <input name="name" required placeholder="Berlin"></label>
      <label>Kind <select name="kind">${choices(KINDS)}</select></label>
      <button>Create</button>
    </form>
    <p class="note">A unit is restricted from its creation on, or never. To shield someone, create a restricted unit and move them in.</p>`,
  actions: {
    add: (tenant, form) => tenant.units.addMember(required(form, 'unit'), required(form, 'principal')),
    take: (tenant, form) => tenant.units.removeMember(required(form, 'unit'), required(form, 'principal')),
    create: (tenant, form) =>
      tenant.units.create({ name: required(form, 'name'), restricted: oneOf(form, 'kind', KINDS) === 'restricted' }),
    remove: (tenant, form) => tenant.units.remove(required(form, 'unit')),
    resize: (tenant, form) => resize(tenant, required(form, 'unit'), wholeNumber(form, 'users') ?? 0),
  },
};

/** From where its first range began: whoever was in stays in. */
function resize(tenant: SimulatedTenant, id: string, users: number): void {
  const from = unitNamed(tenant.state, id).ranges[0]?.from ?? 0;
  tenant.units.setRange(id, users === 0 ? [] : [{ from, to: from + users }]);
}

function row({ state }: SimulatedTenant, { id, displayName, isRestricted, members, ranges }: Unit): Html {
  const unnamed = countIn(ranges, state.directory.unnamedSyncedUsers);
  const field = html`<input class="ago" name="users" inputmode="numeric" value="${unnamed}" aria-label="Unnamed synced users in it">`;
  return html`<tr>
    <td>${displayName}</td>
    <td><span class="badge ${isRestricted ? 'good' : ''}">${isRestricted ? 'restricted' : 'ordinary'}</span></td>
    <td>${namesOf(state, members, unnamed)}</td>
    <td><div class="acts">${buttonForm('units/resize', 'Set unnamed users', { unit: id }, field)}${buttonForm('units/remove', 'Remove', { unit: id })}</div></td>
  </tr>`;
}

/** Users: those with a name one by one, all others as a number. */
import { html } from 'hono/html';
import type { User } from '../../directory/directory-state.ts';
import { namedSyncedUsers } from '../../directory/users.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import { firstRows } from '../directory-choices.ts';
import { buttonForm, choices, type Html, isOn, oneOf, required, type Section, wholeNumber } from '../section.ts';

const KINDS = ['synced', 'cloud only', 'guest'] as const;

export const users: Section = {
  id: 'users',
  title: 'Users',
  about: 'add, disable and remove users, set how many are synced',
  render: ({ state }) => html`
    <div class="row">
      <form method="post" action="/console/users/synced" class="row">
        <label>Synced users in all <input name="count" inputmode="numeric" size="8" value="${namedSyncedUsers(state) + state.directory.unnamedSyncedUsers}"></label>
        <button>Set</button>
      </form>
      <form method="post" action="/console/users/sspr" class="row">
        <label>May reset their own password <input name="count" inputmode="numeric" size="8" value="${state.directory.ssprEnabledUsers}"></label>
        <button>Set</button>
      </form>
      <form method="post" action="/console/users/add" class="row">
        <label>Another user <input name="name" required placeholder="Nestor Wilke"></label>
        <label>Kind <select name="kind">${choices(KINDS)}</select></label>
        <button>Add</button>
      </form>
      <form method="post" action="/console/users/fresh" class="row">
        <label>Minutes in which only rights name new users and groups <input name="minutes" inputmode="numeric" size="4" value="${state.directory.freshMinutes ?? 0}"></label>
        <button>Set</button>
      </form>
    </div>
    <div class="scroll"><table class="plain"><thead><tr><th>Name</th><th>User principal name</th><th>Kind</th><td></td></tr></thead>
      <tbody>${firstRows(Object.values(state.directory.users), row)}</tbody></table></div>
    <p class="note">The other synced users have names too, and ids; they are only not listed.</p>`,
  actions: {
    synced: (tenant, form) => tenant.users.setSyncedUsers(countIn(form)),
    sspr: (tenant, form) => tenant.users.setSsprEnabled(countIn(form)),
    add: (tenant, form) => add(tenant, required(form, 'name'), oneOf(form, 'kind', KINDS)),
    fresh: (tenant, form) => tenant.users.setFreshMinutes(wholeNumber(form, 'minutes') ?? 0),
    remove: (tenant, form) => tenant.users.remove(required(form, 'user')),
    enabled: (tenant, form) => tenant.users.setEnabled(required(form, 'user'), isOn(form)),
  },
};

const countIn = (form: URLSearchParams): number => wholeNumber(form, 'count') ?? 0;

const add = (tenant: SimulatedTenant, name: string, kind: (typeof KINDS)[number]): void =>
  void tenant.users.add({ name, synced: kind === 'synced' ? true : null, guest: kind === 'guest' });

const row = ({ id, displayName, userPrincipalName, synced, enabled, isGuest }: User): Html => html`<tr>
  <td>${displayName}</td>
  <td>${userPrincipalName}</td>
  <td>${isGuest ? 'guest' : synced ? 'synced' : synced === null ? 'cloud only' : 'formerly synced'}${enabled ? '' : ', disabled'}</td>
  <td><div class="acts">${buttonForm('users/enabled', enabled ? 'Disable' : 'Enable', { user: id, on: String(!enabled) })}
    ${buttonForm('users/remove', 'Remove', { user: id })}</div></td>
</tr>`;

/** Applications other than the watch: what they may do on Microsoft Graph, and who owns them. */
import { html } from 'hono/html';
import { isPermission } from '../../changes.ts';
import { credentialsOf, ownersOf } from '../../directory/apps.ts';
import type { App } from '../../directory/directory-state.ts';
import { ALL_APP_ROLES, type Grantable } from '../../permissions.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import { appSelect, firstRows, namesOf, principalSelect } from '../directory-choices.ts';
import { buttonForm, choices, FormError, type Html, oneOf, options, required, type Section } from '../section.ts';

const KINDS = ['secret', 'certificate', 'federated'] as const;
const TYPES = ['an application', 'the identity of an agent'] as const;
const OWNED = ['servicePrincipal', 'application'] as const;
const RESETS = 'User-PasswordProfile.ReadWrite.All';

export const applications: Section = {
  id: 'applications',
  title: 'Applications',
  about: 'what they may do in Microsoft Graph, who owns them, their secrets',
  render: (tenant) => html`
    <div class="row">
      <form method="post" class="row">
        <label>Application ${appSelect(tenant.state)}</label>
        <label>Permission <select name="permission">${choices(Object.keys(ALL_APP_ROLES).sort(), RESETS)}</select></label>
        <button class="primary" formaction="/console/applications/grant">Grant</button>
        <button formaction="/console/applications/revoke">Revoke</button>
      </form>
      <form method="post" class="row">
        <label>Application ${appSelect(tenant.state)}</label>
        <label>Owner ${principalSelect(tenant.state)}</label>
        <label>Of its <select name="owned">${options([
          ['servicePrincipal', 'service principal'],
          ['application', 'registration'],
        ])}</select></label>
        <button formaction="/console/applications/own">Add</button>
        <button formaction="/console/applications/disown">Remove</button>
      </form>
      <form method="post" class="row">
        <label>Application ${appSelect(tenant.state)}</label>
        <label>New <select name="kind">${choices(KINDS, 'secret')}</select></label>
        <label>Of its <select name="owned">${options([
          ['application', 'registration'],
          ['servicePrincipal', 'service principal'],
        ])}</select></label>
        <button formaction="/console/applications/secret">Add</button>
      </form>
    </div>
    <div class="scroll"><table class="plain"><thead><tr><th>Application</th><th>Permissions</th><th>Owners</th><th>Secrets</th><td></td></tr></thead>
      <tbody>${firstRows(Object.values(tenant.state.directory.apps), (app) => row(tenant, app))}</tbody></table></div>
    <form method="post" action="/console/applications/create" class="row">
      <label>Another application <input name="name" required placeholder="Password Vault"></label>
      <label>It is <select name="type">${choices(TYPES)}</select></label>
      <button>Register</button>
    </form>`,
  actions: {
    grant: (tenant, form) => tenant.apps.grantPermission(required(form, 'app'), permissionIn(form)),
    revoke: (tenant, form) => tenant.apps.revokePermission(required(form, 'app'), permissionIn(form)),
    own: (tenant, form) =>
      tenant.apps.addOwner(required(form, 'app'), required(form, 'principal'), oneOf(form, 'owned', OWNED)),
    disown: (tenant, form) =>
      tenant.apps.removeOwner(required(form, 'app'), required(form, 'principal'), oneOf(form, 'owned', OWNED)),
    secret: (tenant, form) =>
      tenant.apps.addCredential(required(form, 'app'), oneOf(form, 'kind', KINDS), oneOf(form, 'owned', OWNED)),
    create: (tenant, form) =>
      tenant.apps.create({ name: required(form, 'name'), isAgent: form.get('type') === TYPES[1] }),
    remove: (tenant, form) => tenant.apps.remove(required(form, 'app')),
  },
};

function permissionIn(form: URLSearchParams): Grantable {
  const name = required(form, 'permission');
  if (!isPermission(name)) throw new FormError('There is no such permission here.');
  return name;
}

function row({ state }: SimulatedTenant, { id, displayName, granted }: App): Html {
  const owners = ownersOf(state, id);
  return html`<tr>
    <td>${displayName}</td>
    <td>${Object.keys(granted).join(', ') || 'none'}</td>
    <td>${namesOf(state, [...new Set([...owners.servicePrincipal, ...owners.application])])}</td>
    <td>${credentialsOf(state, id).length}</td>
    <td>${buttonForm('applications/remove', 'Remove', { app: id })}</td>
  </tr>`;
}

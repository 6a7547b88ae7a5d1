/** What the managed identity may read. Here a grant works at once; at Graph only with the next token. */
import { html } from 'hono/html';
import { isPermission } from '../../changes.ts';
import { DEFAULT_PERMISSIONS } from '../../permissions.ts';
import { FormError, isOn, required, type Section, toggle } from '../section.ts';

export const permissions: Section = {
  id: 'permissions',
  title: 'Permissions of the managed identity',
  wide: true,
  render: ({ state }) => html`
    <div class="columns">${DEFAULT_PERMISSIONS.map((name) =>
      toggle('permissions/set', name, state.granted.includes(name), { name }),
    )}</div>
    <p class="note">A path without its permission answers 403.</p>`,
  actions: {
    set: (tenant, form) => {
      const name = required(form, 'name');
      if (!isPermission(name)) throw new FormError('There is no such permission here.');
      if (isOn(form)) tenant.grant(name);
      else tenant.revoke(name);
    },
  },
};

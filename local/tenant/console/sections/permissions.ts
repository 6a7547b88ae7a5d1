/** What the managed identity may do. Here a grant works at once; at Graph only with the next token. */
import { html } from 'hono/html';
import { isPermission } from '../../changes.ts';
import { ALL_APP_ROLES, DEFAULT_PERMISSIONS } from '../../permissions.ts';
import { FormError, isOn, required, type Section, toggle } from '../section.ts';

export const permissions: Section = {
  id: 'permissions',
  title: 'Permissions of the managed identity',
  about: 'take from the watch what it needs, or give it too much',
  render: ({ state }) => {
    const switchOf = (name: string) => toggle('permissions/set', name, state.granted.includes(name), { name });
    return html`
    <div class="columns">${DEFAULT_PERMISSIONS.map(switchOf)}</div>
    <p class="note">A path without its permission answers 403, the synchronization jobs 401.</p>
    <h4>Not asked for, and most of them dangerous</h4>
    <div class="columns">${OTHERS.map(switchOf)}</div>
    <p class="note">They open nothing here: what is to be seen is that the identity holds them.</p>`;
  },
  actions: {
    set: (tenant, form) => {
      const name = required(form, 'name');
      if (!isPermission(name)) throw new FormError('There is no such permission here.');
      if (isOn(form)) tenant.grant(name);
      else tenant.revoke(name);
    },
  },
};

const OTHERS = Object.keys(ALL_APP_ROLES).filter((name) => !DEFAULT_PERMISSIONS.includes(name));

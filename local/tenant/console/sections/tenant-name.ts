/** The display name: any text at all, for whoever wants to see where it ends up. */
import { html } from 'hono/html';
import { required, type Section } from '../section.ts';

export const tenantName: Section = {
  id: 'tenant',
  title: 'Tenant name',
  about: 'any text at all, to see where it ends up',
  render: ({ state }) => html`
    <form method="post" action="/console/tenant/rename" class="row">
      <label>Display name <input name="name" required value="${state.displayName}"></label>
      <button>Rename</button>
    </form>`,
  actions: { rename: (tenant, form) => tenant.rename(required(form, 'name')) },
};

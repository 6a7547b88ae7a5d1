/** The sync feature flags, and a way to add one that nobody knows yet. */
import { html } from 'hono/html';
import { isOn, required, type Section, toggle } from '../section.ts';

export const features: Section = {
  id: 'features',
  title: 'Sync feature flags',
  about: 'switch the flags, takeover protections among them',
  render: ({ state }) => html`
    <div class="columns">${Object.entries(state.sync.features)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => toggle('features/set', name, value === true, { name }))}</div>
    <form method="post" action="/console/features/set" class="row">
      <input type="hidden" name="on" value="true">
      <label>A flag that is new <input name="name" required placeholder="brandNewFlagEnabled"></label>
      <button>Add</button>
    </form>`,
  actions: { set: (tenant, form) => tenant.setFeature(required(form, 'name'), isOn(form)) },
};

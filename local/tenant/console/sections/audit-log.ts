/** The newest audit events, as they were recorded. */
import { html } from 'hono/html';
import { EVENT_FORMS } from '../../directory/directory-state.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import { choices, type Html, oneOf, type Section, time } from '../section.ts';

const SHOWN = 12;

export const auditLog: Section = {
  id: 'audit-log',
  title: 'Audit log',
  about: 'the newest events, and how much they name',
  render: (tenant) => html`
    <form method="post" action="/console/audit-log/form" class="row">
      <label>Events of rights name <select name="form">${choices(EVENT_FORMS, tenant.state.directory.eventForm)}</select></label>
      <button>Set</button>
    </form>
    ${newest(tenant)}`,
  actions: { form: (tenant, form) => tenant.roles.setEventForm(oneOf(form, 'form', EVENT_FORMS)) },
};

function newest({ state }: SimulatedTenant): Html {
  const events = state.audits.slice(-SHOWN).reverse();
  if (events.length === 0) return html`<p class="empty">No event yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Newest events"><table><thead><tr><th>Time (UTC)</th><th>Activity</th><th>By</th><th>Service</th></tr></thead><tbody>
      ${events.map(
        (event) => html`<tr><td>${time(event.activityDateTime)}</td><td>${event.activityDisplayName}</td>
        <td>${event.by?.displayName ?? (event.app ?? state.identity).displayName}</td><td>${event.loggedByService}</td></tr>`,
      )}</tbody></table></div>
      <p class="note">Readable at once, for ${state.retentionDays} days. The real log takes some minutes. Live tenants
        were seen to write each of these forms.</p>`;
}

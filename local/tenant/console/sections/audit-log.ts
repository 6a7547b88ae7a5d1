/** The newest audit events, as they were recorded. */
import { html } from 'hono/html';
import { type Section, time } from '../section.ts';

const SHOWN = 12;

export const auditLog: Section = {
  id: 'audit-log',
  title: 'Audit log',
  about: 'the newest events',
  render: ({ state }) => {
    const events = state.audits.slice(-SHOWN).reverse();
    if (events.length === 0) return html`<p class="empty">No event yet.</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Newest events"><table><thead><tr><th>Time (UTC)</th><th>Activity</th><th>By</th><th>Service</th></tr></thead><tbody>
      ${events.map(
        (event) => html`<tr><td>${time(event.activityDateTime)}</td><td>${event.activityDisplayName}</td>
        <td>${event.by?.displayName ?? (event.app ?? state.identity).displayName}</td><td>${event.loggedByService}</td></tr>`,
      )}</tbody></table></div>
      <p class="note">Readable at once, for ${state.retentionDays} days. The real log takes some minutes.</p>`;
  },
  actions: {},
};

/** The first act: writeback. Graph has no property for it, so two buttons write the audit event, and nothing else. */
import { html } from 'hono/html';
import type { AuditEvent } from '../../state.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import { type Act, byOf, type Html, time } from '../section.ts';

export const writeback: Act = {
  id: 'writeback',
  title: 'Turn password writeback on',
  render: (tenant) => html`
    ${evidence(lastSwitch(tenant))}
    <form method="post">
      <label>Administrator
        <select name="by">${tenant.state.admins.map((admin) => html`<option value="${admin.id}">${admin.displayName}</option>`)}</select>
      </label>
      <p class="buttons">
        <button class="primary" formaction="/console/writeback/enable">Enable writeback</button>
        <button formaction="/console/writeback/disable">Disable writeback</button>
      </p>
    </form>`,
  outcome: {
    within: 'Within about a minute',
    mail: 'Critical: “Password writeback was turned on”, and who did it.',
    page: 'Writeback is on, since when, and what says so. Microsoft Graph has no property for it: the audit event is the evidence.',
  },
  actions: {
    enable: (tenant, form) => tenant.enableWriteback(byOf(form)),
    disable: (tenant, form) => tenant.disableWriteback(byOf(form)),
  },
};

const lastSwitch = (tenant: SimulatedTenant): AuditEvent | undefined =>
  tenant.state.audits
    .filter((event) => /^(Enable|Disable) password writeback for directory$/.test(event.activityDisplayName))
    .sort((a, b) => (a.activityDateTime < b.activityDateTime ? 1 : -1))[0];

function evidence(event: AuditEvent | undefined): Html {
  if (!event) return html`<p class="state">Never switched <small>the audit log holds no event</small></p>`;
  const isOn = event.activityDisplayName.startsWith('Enable');
  return html`<p class="state ${isOn ? 'on' : 'off'}">${isOn ? 'Enabled' : 'Disabled'}
    <small>${time(event.activityDateTime)} by ${event.by?.displayName ?? 'an application'}</small></p>`;
}

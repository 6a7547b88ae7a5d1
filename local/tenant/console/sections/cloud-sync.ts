/** Cloud Sync: a configuration for each domain, and its jobs. */
import { html } from 'hono/html';
import { type CloudSync, QUARANTINE_REASONS, type SyncJob } from '../../hybrid-state.ts';
import { runsOf } from '../../jobs.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import {
  buttonForm,
  choices,
  FormError,
  type Html,
  oneOf,
  required,
  type Section,
  time,
  wholeNumber,
} from '../section.ts';

export const cloudSync: Section = {
  id: 'cloud-sync',
  title: 'Cloud Sync',
  about: 'configure domains, pause and quarantine jobs',
  render: (tenant) => html`
    ${listed(tenant)}
    <form method="post" action="/console/cloud-sync/add" class="row">
      <label>A domain <input name="name" required placeholder="fabrikam.local"></label>
      <button>Add configuration</button><button name="start" value="no">Add without starting it</button>
    </form>
    <form method="post" action="/console/cloud-sync/gallery" class="row">
      <button>Add the gallery application itself</button>
    </form>
    <form method="post" action="/console/cloud-sync/account" class="row">
      <button>Add the account that it works under</button>
    </form>
    <p class="note">Jobs run by themselves while at least one provisioning agent does.</p>`,
  actions: {
    add: (tenant, form) => tenant.cloudSync.add(required(form, 'name'), {}, form.get('start') !== 'no'),
    gallery: (tenant) => void tenant.cloudSync.addGallery(),
    account: (tenant) => addAccount(tenant),
    remove: (tenant, form) => tenant.cloudSync.remove(required(form, 'id')),
    pause: (tenant, form) => tenant.cloudSync.pause(required(form, 'id')),
    resume: (tenant, form) => tenant.cloudSync.resume(required(form, 'id')),
    quarantine: (tenant, form) =>
      tenant.cloudSync.quarantine(required(form, 'id'), { reason: oneOf(form, 'reason', QUARANTINE_REASONS) }),
    recover: (tenant, form) => tenant.cloudSync.recover(required(form, 'id')),
    interval: (tenant, form) => {
      const minutes = wholeNumber(form, 'minutes');
      if (!minutes) throw new FormError("The field 'minutes' must be at least 1.");
      tenant.cloudSync.setInterval(required(form, 'id'), minutes * 60);
    },
  },
};

/** As the first agent does. */
function addAccount({ users, roles }: SimulatedTenant): void {
  const principal = users.add({
    name: 'On-Premises Directory Synchronization Service Account',
    upn: 'ADToAADSyncServiceAccount@contoso.onmicrosoft.com',
    synced: null,
  });
  roles.assign({ principal, role: 'Directory Synchronization Accounts' });
}

function listed(tenant: SimulatedTenant): Html {
  const { cloudSync: all } = tenant.state;
  if (all.length === 0) return html`<p class="empty">Not configured.</p>`;
  return html`<div class="scroll"><table class="plain"><thead><tr><th>Domain</th><th>Job</th><th>State</th><th>Last good run (UTC)</th>
    <th>Every (min)</th><td></td></tr></thead><tbody>${all.flatMap((configuration) =>
      configuration.jobs.map((job, index) => row(tenant, configuration, job, index === 0)),
    )}</tbody></table></div>`;
}

function row(
  tenant: SimulatedTenant,
  { id: configuration, displayName }: CloudSync,
  job: SyncJob,
  isFirst: boolean,
): Html {
  const { id, isPaused, quarantine } = job;
  const { lastGood } = runsOf(job, tenant.clock());
  const [state, look] = stateOf(job);
  return html`<tr>
    <td>${isFirst ? displayName : ''}</td>
    <td title="${id}">${id.split('.')[0]}</td>
    <td><span class="badge ${look}">${state}</span></td>
    <td>${lastGood === null ? 'never' : time(new Date(lastGood).toISOString())}</td>
    <td><form method="post" action="/console/cloud-sync/interval" class="act"><input type="hidden" name="id" value="${id}">
      <input name="minutes" size="3" inputmode="numeric" value="${job.intervalSeconds / 60}" aria-label="Minutes"><button>Set</button></form></td>
    <td><div class="acts">
      ${isPaused ? buttonForm('cloud-sync/resume', 'Start', { id }) : buttonForm('cloud-sync/pause', 'Pause', { id })}
      ${
        quarantine
          ? buttonForm('cloud-sync/recover', 'Recover', { id })
          : buttonForm(
              'cloud-sync/quarantine',
              'Quarantine',
              { id },
              html`<select name="reason" aria-label="Reason">${choices(QUARANTINE_REASONS, 'EncounteredQuarantineException')}</select>`,
            )
      }
      ${isFirst ? buttonForm('cloud-sync/remove', 'Remove', { id: configuration }) : ''}</div></td>
  </tr>`;
}

function stateOf({ isPaused, quarantine, hasAgent, ranFrom }: SyncJob): [string, string] {
  if (isPaused) return [ranFrom === null ? 'not started' : 'paused', 'bad'];
  if (quarantine) return ['quarantine', 'bad'];
  return hasAgent ? ['runs', 'good'] : ['no agent', 'bad'];
}

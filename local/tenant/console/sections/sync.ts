/** Connect Sync: its servers, which of them exports, when it last synced. Also self-service reset. */
import { html } from 'hono/html';
import { activeServers, lastSignIn, syncTimes } from '../../connect.ts';
import type { ConnectServer } from '../../hybrid-state.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import {
  agoIn,
  buttonForm,
  type Html,
  isOn,
  minutesAgo,
  required,
  type Section,
  time,
  toggle,
  wholeNumber,
} from '../section.ts';

export const sync: Section = {
  id: 'sync',
  title: 'Connect Sync and self-service reset',
  about: 'stop, start and swap its servers, hold the last sync',
  render: (tenant) => html`
    <div class="columns">
      ${toggle('sync/connect', 'Connect Sync runs', isRunning(tenant))}
      ${toggle('sync/cloud', 'Cloud Sync configured', tenant.state.cloudSync.length > 0)}
      ${toggle('sync/sspr', 'Administrators may use self-service reset', tenant.state.allowedToUseSspr)}
    </div>
    <div class="scroll"><table class="plain"><thead><tr><th>Server</th><th>Role</th><th>State</th><th>Last sign-in (UTC)</th>
      <th>Version</th><td></td></tr></thead><tbody>${tenant.state.connect.servers.map((server) => row(tenant, server))}</tbody></table></div>
    <div class="row">
      ${buttonForm('sync/switch', 'Swap active and staging')}
      <form method="post" action="/console/sync/install" class="row">
        <label>Another server, staging <input name="name" required placeholder="SYNC-02" size="12"></label><button>Install</button>
      </form>
      <form method="post" action="/console/sync/last" class="row">
        <label>Last sync, minutes ago <input name="minutes" inputmode="numeric" size="8" placeholder="by itself"></label><button>Set</button>
      </form>
    </div>
    <p class="note">Last sync ${shownTime(syncTimes(tenant.state, tenant.clock()).sync)}${tenant.state.connect.lastSyncAt === null ? ', moves by itself' : ', held there'}.
      The tenant has one such time for all its clients, so it hides the death of one behind another. A client is late after an hour and more: stop it
      some minutes ago, such as 300, and the next poll finds it silent.</p>`,
  actions: {
    connect: (tenant, form) => tenant.setSyncRunning(isOn(form)),
    cloud: (tenant, form) => (isOn(form) ? tenant.addCloudSync() : tenant.removeCloudSync()),
    sspr: (tenant, form) => tenant.setSspr(isOn(form)),
    switch: (tenant) => tenant.connect.switchStaging(),
    install: (tenant, form) => tenant.connect.install(required(form, 'name'), { isStaging: true }),
    stop: (tenant, form) => tenant.connect.stop(required(form, 'name'), agoIn(form, tenant.clock())),
    start: (tenant, form) => tenant.connect.start(required(form, 'name')),
    staging: (tenant, form) => tenant.connect.setStaging(required(form, 'name'), isOn(form)),
    version: (tenant, form) => tenant.connect.setVersion(required(form, 'name'), required(form, 'version')),
    remove: (tenant, form) => tenant.connect.remove(required(form, 'name')),
    last: (tenant, form) =>
      tenant.connect.setLastSync(wholeNumber(form, 'minutes') === null ? null : agoIn(form, tenant.clock())),
  },
};

const isRunning = ({ state }: SimulatedTenant): boolean =>
  activeServers(state).some(({ stoppedAt }) => stoppedAt === null);

const shownTime = (ms: number | null): Html | string => (ms === null ? 'never' : time(new Date(ms).toISOString()));

function row(tenant: SimulatedTenant, server: ConnectServer): Html {
  const { name, isStaging, stoppedAt, version } = server;
  const runs = stoppedAt === null;
  return html`<tr>
    <td title="${server.displayName}">${name}</td>
    <td>${isStaging ? 'staging' : 'active'}</td>
    <td><span class="badge ${runs ? 'good' : 'bad'}">${runs ? 'runs' : 'stopped'}</span></td>
    <td>${shownTime(lastSignIn(tenant.state, server, tenant.clock()))}</td>
    <td><form method="post" action="/console/sync/version" class="act"><input type="hidden" name="name" value="${name}">
      <input name="version" size="9" value="${version}" aria-label="Version"><button>Set</button></form></td>
    <td><div class="acts">
      ${runs ? buttonForm('sync/stop', 'Stop', { name }, minutesAgo()) : buttonForm('sync/start', 'Start', { name })}
      ${buttonForm('sync/staging', isStaging ? 'Make active' : 'Make staging', { name, on: String(!isStaging) })}
      ${buttonForm('sync/remove', 'Remove', { name })}</div></td>
  </tr>`;
}

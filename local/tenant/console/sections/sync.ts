/** Who syncs, and whether administrators may reset their own passwords. */
import { html } from 'hono/html';
import { isOn, type Section, toggle } from '../section.ts';

export const sync: Section = {
  id: 'sync',
  title: 'Sync and self-service reset',
  render: ({ state }) => html`
    ${toggle('sync/connect', 'Connect Sync runs', state.sync.stoppedAt === null)}
    ${toggle('sync/cloud', 'Cloud Sync configured', state.cloudSync.length > 0)}
    ${toggle('sync/sspr', 'Administrators may use self-service reset', state.allowedToUseSspr)}
    <p class="note">A Disable event says nothing of Cloud Sync: while it is configured, writeback can be on all the same.</p>`,
  actions: {
    connect: (tenant, form) => tenant.setSyncRunning(isOn(form)),
    cloud: (tenant, form) => (isOn(form) ? tenant.addCloudSync() : tenant.removeCloudSync()),
    sspr: (tenant, form) => tenant.setSspr(isOn(form)),
  },
};

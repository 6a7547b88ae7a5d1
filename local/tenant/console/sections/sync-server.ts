/** The third act: the sync server falls silent, long enough ago that the next look finds it so. More in `sync.ts`. */
import { html } from 'hono/html';
import { activeServers } from '../../connect.ts';
import type { ConnectServer } from '../../hybrid-state.ts';
import { type Act, buttonForm, type Html, required, time } from '../section.ts';

/** A client is late after an hour and more (README tells newcomers the same number). */
const SILENT_MINUTES = 300;

export const syncServer: Act = {
  id: 'sync-server',
  title: 'Stop the sync agent',
  render: ({ state }) => {
    const [server] = activeServers(state);
    return server ? shown(server) : html`<p class="state">No active server <small>install one below</small></p>`;
  },
  outcome: {
    within: 'With the next poll of the agents, every five minutes',
    mail: 'No sync client shows a sign of life. Once it is started again, one mail says that this has ended.',
    page: 'The agents are out, and since when each sign of life is missing.',
  },
  actions: {
    stop: (tenant, form) => tenant.connect.stop(required(form, 'name'), tenant.clock() - SILENT_MINUTES * 60_000),
    start: (tenant, form) => tenant.connect.start(required(form, 'name')),
  },
};

const shown = ({ name, stoppedAt }: ConnectServer): Html =>
  stoppedAt === null
    ? html`<p class="state off"><bdi>${name}</bdi> runs <small>Connect Sync, active</small></p>
      <p class="note">It stops as of ${SILENT_MINUTES} minutes ago, so that nobody has to wait until it counts as silent.</p>
      ${buttonForm('sync-server/stop', 'Stop it', { name }, '', 'primary')}`
    : html`<p class="state on"><bdi>${name}</bdi> stopped <small>silent since ${time(new Date(stoppedAt).toISOString())}</small></p>
      ${buttonForm('sync-server/start', 'Start it again', { name }, '', 'primary')}`;

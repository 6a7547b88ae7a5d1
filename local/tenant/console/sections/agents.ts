/** Agents: installed, stopped, moved, gone. Whether the watch may read their list is a switch of its own. */
import { html } from 'hono/html';
import { listedStatus } from '../../agents.ts';
import { AGENT_TYPES, type Agent } from '../../hybrid-state.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import {
  agoIn,
  buttonForm,
  choices,
  type Html,
  isOn,
  minutesAgo,
  oneOf,
  required,
  type Section,
  toggle,
  wholeNumber,
} from '../section.ts';

export const agents: Section = {
  id: 'agents',
  title: 'Agents',
  about: 'stop, start, move and remove agents',
  render: (tenant) => html`
    ${toggle('agents/readable', 'The identity may read agent lists', tenant.state.agentListsReadable)}
    ${listed(tenant)}
    <form method="post" action="/console/agents/install" class="row">
      <label>Machine <input name="machine" required placeholder="agent-04.contoso.local"></label>
      <label>Type <select name="type">${choices(AGENT_TYPES)}</select></label>
      <button>Install</button>
    </form>
    <form method="post" action="/console/agents/patience" class="row">
      <label>Seconds without contact until inactive <input name="seconds" inputmode="numeric" size="6" value="${tenant.state.agentInactiveAfterSeconds}"></label>
      <button>Set</button>
    </form>
    <p class="note">Documented: an app identity cannot read these lists, so they answer 403 until the switch says otherwise: till
      then a stopped agent shows only by the jobs of Cloud Sync, and only when it was the last. An agent that was inactive for ten days is dropped from the list. How long it takes until inactive is not documented.</p>`,
  actions: {
    readable: (tenant, form) => tenant.agents.setReadable(isOn(form)),
    install: (tenant, form) =>
      tenant.agents.install({ machineName: required(form, 'machine'), type: oneOf(form, 'type', AGENT_TYPES) }),
    patience: (tenant, form) => tenant.agents.setInactiveAfter(wholeNumber(form, 'seconds') ?? 0),
    stop: (tenant, form) => tenant.agents.stop(required(form, 'id'), agoIn(form, tenant.clock())),
    start: (tenant, form) => tenant.agents.start(required(form, 'id')),
    remove: (tenant, form) => tenant.agents.remove(required(form, 'id')),
    reregister: (tenant, form) => tenant.agents.reregister(required(form, 'id')),
    flap: (tenant, form) => tenant.agents.flap(required(form, 'id'), isOn(form) ? FLAP_SECONDS : null),
    move: (tenant, form) => tenant.agents.move(required(form, 'id'), required(form, 'machine')),
    address: (tenant, form) => tenant.agents.setAddress(required(form, 'id'), required(form, 'ip')),
  },
};

/** How long a flapping agent stays in one state: the default interval of the poll. */
const FLAP_SECONDS = 300;

function listed(tenant: SimulatedTenant): Html {
  if (tenant.state.agents.length === 0) return html`<p class="empty">No agent.</p>`;
  return html`<div class="scroll"><table class="plain"><thead><tr><th>Machine</th><th>Address</th><th>Type</th><th>Listed as</th><td></td></tr></thead>
    <tbody>${tenant.state.agents.map((agent) => row(tenant, agent))}</tbody></table></div>`;
}

function row(tenant: SimulatedTenant, agent: Agent): Html {
  const { id, machineName, externalIp, type, stoppedAt, flapping } = agent;
  const status = listedStatus(agent, tenant.state, tenant.clock());
  return html`<tr title="${id}">
    <td><form method="post" action="/console/agents/move" class="act"><input type="hidden" name="id" value="${id}">
      <input name="machine" size="18" value="${machineName}" aria-label="Machine"><button>Move</button></form></td>
    <td><form method="post" action="/console/agents/address" class="act"><input type="hidden" name="id" value="${id}">
      <input name="ip" size="11" value="${externalIp}" aria-label="Address"><button>Set</button></form></td>
    <td>${type}</td>
    <td><span class="badge ${status === 'active' ? 'good' : 'bad'}">${status ?? 'dropped'}</span></td>
    <td><div class="acts">
      ${stoppedAt === null ? buttonForm('agents/stop', 'Stop', { id }, minutesAgo()) : buttonForm('agents/start', 'Start', { id })}
      ${stoppedAt === null ? buttonForm('agents/flap', flapping ? 'Stop flapping' : 'Flap', { id, on: String(!flapping) }) : ''}
      ${buttonForm('agents/reregister', 'Re-register', { id })}
      ${buttonForm('agents/remove', 'Remove', { id })}</div></td>
  </tr>`;
}

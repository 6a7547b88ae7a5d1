/**
 * What each alert of the check `agents` means: one row for each rule. Where a thing is worse for one kind of agent than
 * for another, each kind has a row of the same id. Data; titles stand in titles.ts, and which drift or state raises which
 * rule is for agent-drift.ts, client-drift.ts, conditions.ts and interpret.ts.
 */
import type { Rule } from '../../core/model/rule.ts';
import { CHANGED } from '../entra/activities.ts';
import type { AgentType } from './agent-lists.ts';

const NOBODY_SYNCHRONISES = 'Nothing is synchronised. Accounts disabled on-premises stay enabled in the cloud.';

const SEES: { readonly [type in AgentType]: string } = {
  authentication:
    'An agent for pass-through authentication sees the passwords of everyone who signs in through it. Whoever runs it can collect them.',
  provisioning:
    'A Cloud Sync agent reads Active Directory, and writes passwords back where writeback is on. If nobody on your side installed it, somebody else did.',
};

const UNPLANNED = 'If nobody planned it, isolate the server, remove the agent and find out who registered it.';
const MOVED = 'An agent that moves may have been copied. Its certificate works from anywhere.';
const MOVED_TODO =
  'If nobody changed the server or its outbound address on purpose, isolate it, remove the agent and install a new one.';

const agentNew = (type: AgentType) =>
  ({
    id: 'agent-new',
    severity: type === 'authentication' ? 'critical' : 'warning',
    why: SEES[type],
    todo: UNPLANNED,
    activities: CHANGED.agent,
    told: 'mailed',
  }) as const;

/** A rogue agent may call itself like an old one, so that one is back is told as loudly as that one is new. */
const agentBack = (type: AgentType) =>
  ({
    ...agentNew(type),
    id: 'agent-back',
    why: `Either it was installed again, or another agent took its name. ${SEES[type]}`,
  }) as const;

export const RULES = {
  out: {
    id: 'agents-out',
    severity: { on: 'critical', off: 'warning', unknown: 'warning' },
    why: {
      on: 'Password writeback is on, and without an agent nobody can reset a synced password. Accounts disabled on-premises stay enabled in the cloud.',
      off: NOBODY_SYNCHRONISES,
      unknown: NOBODY_SYNCHRONISES,
    },
    todo: 'Look at the sync servers and agents: are they running, can they reach Microsoft over port 443, is their account locked or expired?',
    tells: ['agents-degraded'],
    told: 'mailed',
  },
  unknown: {
    id: 'agents-unknown',
    severity: 'warning',
    why: 'Until one of them reports a time again, nobody can see whether resets reach Active Directory, or whether the agents have died. Treat it as an outage until you know better.',
    todo: 'Look at the sync server, and at Entra Connect in the Entra admin center. If the sync client was removed on purpose, there is nothing to do.',
    tells: ['agents-out', 'agents-degraded'],
    told: 'mailed',
  },
  heartbeatDegraded: {
    id: 'agents-degraded',
    severity: 'warning',
    why: 'It should report regularly, and has stopped. Others may go on reporting and hide that.',
    todo: 'Look at the server or agent that has fallen silent. If it was retired on purpose, remove what it left behind in Entra ID.',
    told: 'mailed',
  },
  jobDegraded: {
    id: 'agents-degraded',
    severity: 'warning',
    why: 'Nothing that this job synchronises is updated, even while other jobs run. Accounts disabled on-premises may stay enabled in the cloud.',
    todo: 'Look at its configuration in the Entra admin center under Entra Connect > Cloud sync. Start it again, or delete it.',
    told: 'mailed',
  },
  agentsDegraded: {
    id: 'agents-degraded',
    severity: 'warning',
    why: 'With so few agents alive, the next one that fails means an outage. Then nothing is synchronised or written back.',
    todo: 'Start the agents that are not active, or install more on other servers.',
    told: 'mailed',
  },
  jobQuarantined: {
    id: 'job-quarantined',
    severity: 'warning',
    why: 'Cloud Sync has slowed this job down after errors, and stops it if they last. Until then changes on-premises reach the cloud late.',
    todo: 'Look up the reason in the provisioning log and fix it. Then restart the job.',
    told: 'mailed',
  },
  connectTooOld: {
    id: 'connect-version-unsupported',
    severity: 'warning',
    why: 'Below the oldest supported version all sync services stop. Then nothing is synchronised or written back.',
    todo: 'Upgrade Connect Sync. The installer is in the Entra admin center under Entra Connect.',
    told: 'mailed',
  },
  agentNew: agentNew('provisioning'),
  passwordAgentNew: agentNew('authentication'),
  agentBack: agentBack('provisioning'),
  passwordAgentBack: agentBack('authentication'),
  agentRemoved: {
    id: 'agent-removed',
    severity: 'warning',
    why: 'An agent that merely stops is listed as inactive for days before it is dropped. This one was removed.',
    todo: 'If it was not retired on purpose, install it again.',
    told: 'mailed',
  },
  agentOnOtherMachine: {
    id: 'agent-machine-changed',
    severity: 'warning',
    why: MOVED,
    todo: MOVED_TODO,
    told: 'mailed',
  },
  agentAtOtherAddress: {
    id: 'agent-address-changed',
    severity: 'warning',
    why: MOVED,
    todo: MOVED_TODO,
    told: 'mailed',
  },
  syncOff: {
    id: 'sync-turned-off',
    severity: 'warning',
    why: 'While synchronisation is off, heartbeats mean nothing, so the watch cannot tell whether the agents are alive. If an alert ends with this, that does not mean that anything recovered.',
    todo: 'If nobody intended it, find out who turned it off, and turn it on again.',
    activities: CHANGED.syncEnabled,
    tells: ['agents-out', 'agents-degraded', 'job-quarantined'],
    told: 'mailed',
  },
  connectServerChanged: {
    id: 'connect-server-changed',
    severity: 'warning',
    why: 'A server that synchronises can change every synced account. A planned switch to a staging server looks like this, and so does a server that nobody knows.',
    todo: 'If no switch was planned, isolate the new server and find out who installed it.',
    told: 'mailed',
  },
  connectApplicationNew: {
    id: 'connect-application-new',
    severity: 'warning',
    why: 'Each Connect Sync server has an application of its own. Whoever holds its credentials can synchronise, and so change every synced account.',
    todo: 'If no server was installed or upgraded, delete the application and find out who registered it.',
    activities: CHANGED.servicePrincipal,
    told: 'mailed',
  },
  jobNew: {
    id: 'sync-job-new',
    severity: 'warning',
    why: 'Another directory, or another part of one, now feeds this tenant. Whoever controls it decides on accounts here.',
    todo: 'If nobody planned it, disable the configuration and find out who added it.',
    activities: CHANGED.provisioning,
    told: 'mailed',
  },
  jobRemoved: {
    id: 'sync-job-removed',
    severity: 'warning',
    why: 'What it synchronised is not updated from now on. If an alert about it ends with this, that does not mean that it recovered.',
    todo: 'If nobody planned it, add the configuration again and find out who deleted it.',
    activities: CHANGED.provisioning,
    told: 'mailed',
  },
} as const satisfies { readonly [name: string]: Rule };

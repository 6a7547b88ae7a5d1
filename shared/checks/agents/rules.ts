/**
 * What each alert of the check `agents` means: one row for each rule. Where a thing is worse for one kind of agent than
 * for another, each kind has a row of the same id. Data; titles stand in titles.ts, and which drift or state raises which
 * rule is for agent-drift.ts, client-drift.ts, conditions.ts and interpret.ts.
 */
import type { Rule } from '../../core/model/rule.ts';
import { CHANGED } from '../entra/activities.ts';
import type { AgentType } from './agent-lists.ts';

const NOBODY_SYNCHRONISES = 'Nothing is synchronised: accounts disabled on-premises stay enabled in the cloud.';

const SEES: { readonly [type in AgentType]: string } = {
  authentication: 'An agent for pass-through authentication sees the passwords of everyone who signs in through it.',
  provisioning: 'An agent of Cloud Sync reads the directory, and writes passwords back where that is on.',
};

const UNPLANNED = 'If nobody planned it, isolate the server, remove the agent and find out who registered it.';
const MOVED = 'An agent that moves may have been copied: its certificate works from anywhere.';
const MOVED_TODO =
  'If the server or its way out was not changed on purpose, isolate it, remove the agent and install it anew.';

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
    why: `It was installed again, or another one took its name. ${SEES[type]}`,
  }) as const;

export const RULES = {
  out: {
    id: 'agents-out',
    severity: { on: 'critical', off: 'warning', unknown: 'warning' },
    why: {
      on: 'Password writeback is on: without an agent nobody can reset a synced password, and disabled accounts stay enabled in the cloud.',
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
    why: 'Until one shows a time again nobody sees whether resets reach Active Directory, or when the agents die.',
    todo: 'Look at the sync server and at Entra Connect in the Entra admin center; if the sync client was removed on purpose, nothing.',
    tells: ['agents-out', 'agents-degraded'],
    told: 'mailed',
  },
  heartbeatDegraded: {
    id: 'agents-degraded',
    severity: 'warning',
    why: 'Something that should show a sign of life by itself does not. Others may still live, and hide it.',
    todo: 'Look at the server or agent behind it. If it is gone on purpose, remove what it left in Entra ID.',
    told: 'mailed',
  },
  jobDegraded: {
    id: 'agents-degraded',
    severity: 'warning',
    why: 'What this job synchronises stands still, whatever the others do.',
    todo: 'Look at the configuration under Entra Connect > Cloud sync in the Entra admin center; start it again or delete it.',
    told: 'mailed',
  },
  agentsDegraded: {
    id: 'agents-degraded',
    severity: 'warning',
    why: 'With too few agents alive the next one that fails is an outage.',
    todo: 'Start the agents that are not active, or install more on other servers.',
    told: 'mailed',
  },
  jobQuarantined: {
    id: 'job-quarantined',
    severity: 'warning',
    why: 'Cloud Sync has slowed this job down after errors, and stops it if they last.',
    todo: 'Look at the reason in the provisioning log, mend it, then restart the job.',
    told: 'mailed',
  },
  connectTooOld: {
    id: 'connect-version-unsupported',
    severity: 'warning',
    why: 'Below the oldest supported version all sync services stop.',
    todo: 'Upgrade Connect Sync; the installer is in the Entra admin center.',
    told: 'mailed',
  },
  agentNew: agentNew('provisioning'),
  passwordAgentNew: agentNew('authentication'),
  agentBack: agentBack('provisioning'),
  passwordAgentBack: agentBack('authentication'),
  agentRemoved: {
    id: 'agent-removed',
    severity: 'warning',
    why: 'An agent that stops is inactive for days before it is dropped: this one was removed.',
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
    why: 'The watch can no longer judge whether agents live: heartbeats mean nothing while synchronisation is off. Alerts that close with this did not recover.',
    todo: 'If it was not intended, find out who turned it off, and turn it on again.',
    activities: CHANGED.syncEnabled,
    tells: ['agents-out', 'agents-degraded', 'job-quarantined'],
    told: 'mailed',
  },
  connectServerChanged: {
    id: 'connect-server-changed',
    severity: 'warning',
    why: 'A server that synchronises can change every synced account. A staging server that took over looks like this, and so does one that nobody knows.',
    todo: 'If this was no planned switch, isolate the new server and find out who installed it.',
    told: 'mailed',
  },
  connectApplicationNew: {
    id: 'connect-application-new',
    severity: 'warning',
    why: 'Each Connect Sync server has one. Whoever holds its credentials can synchronise, and so change every synced account.',
    todo: 'If no server was installed or upgraded, delete the application and find out who registered it.',
    activities: CHANGED.servicePrincipal,
    told: 'mailed',
  },
  jobNew: {
    id: 'sync-job-new',
    severity: 'warning',
    why: 'Another directory, or another part of one, now feeds this tenant.',
    todo: 'If nobody planned it, disable the configuration and find out who added it.',
    activities: CHANGED.provisioning,
    told: 'mailed',
  },
  jobRemoved: {
    id: 'sync-job-removed',
    severity: 'warning',
    why: 'What it synchronised stands still from now on. An alert about it that closes with this is no recovery.',
    todo: 'If nobody planned it, add the configuration again and find out who deleted it.',
    activities: CHANGED.provisioning,
    told: 'mailed',
  },
} as const satisfies { readonly [name: string]: Rule };

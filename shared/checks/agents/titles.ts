/** The titles of the alerts of this check, beside its table of rules. What comes from the tenant stands behind words of ours. */
import { quoted, valueWords } from '../../core/text/outside.ts';
import { type Words, words } from '../../core/text/words.ts';

/** Names of agents and heartbeats are words with the tenant's part in quotes already (names.ts); others are quoted here. */
export const TITLES = {
  out: words`Connector agents are out: no sync client gives a sign of life`,
  unknown: words`No sync client shows a sign of life any more, not even an old one`,
  heartbeat: (name: Words, state: 'late' | 'dead'): Words =>
    state === 'late' ? words`${name} is late` : words`${name} is silent`,
  jobQuarantined: (name: string): Words => words`Cloud Sync job in quarantine: ${quoted(name)}`,
  jobStopped: (name: string): Words => words`Cloud Sync job does not run: ${quoted(name)}`,
  jobFailing: (name: string): Words => words`Cloud Sync job fails each time: ${quoted(name)}`,
  noneLeft: (agents: Words): Words => words`${agents}: none is left`,
  tooFew: (agents: Words, active: number, idle: number, recommended: number): Words =>
    words`${agents}: ${active} active, ${idle} inactive, ${recommended} recommended`,
  connectTooOld: (version: string | null, floor: Words): Words =>
    words`Connect Sync ${valueWords(version)} is older than the oldest supported version, ${floor}`,
  agentNew: (agent: Words): Words => words`New agent: ${agent}`,
  agentBack: (agent: Words, isSameId: boolean): Words =>
    isSameId ? words`${agent} is back` : words`${agent} is back under a new id`,
  agentRemoved: (agent: Words, status: Words): Words => words`${agent} is gone from the list, ${status} until then`,
  agentOnOtherMachine: (agent: Words): Words => words`${agent} now runs on another machine`,
  agentAtOtherAddress: (agent: Words): Words => words`${agent} now has another external address`,
  syncOff: words`Directory synchronisation is no longer reported as enabled`,
  connectMoved: (to: string, from: string): Words =>
    words`Connect Sync now runs on ${quoted(to)} instead of ${quoted(from)}`,
  connectOtherApplication: words`Connect Sync now signs in with another application`,
  connectApplicationNew: (name: string): Words => words`New application of Connect Sync: ${quoted(name)}`,
  jobNew: (name: string): Words => words`New Cloud Sync job: ${quoted(name)}`,
  jobRemoved: (name: string): Words => words`Cloud Sync job is gone: ${quoted(name)}`,
};

/** The titles of the alerts of this check, beside its table of rules. What comes from the tenant stands behind words of ours. */
import { quoted, valueWords } from '../../core/text/outside.ts';
import { NO_WORDS, type Words, words } from '../../core/text/words.ts';
import type { AgentType } from './agent-lists.ts';
import { agentNoun } from './names.ts';

/** "2 Cloud Sync agents are active" */
const areActive = (type: AgentType, count: number): Words =>
  words`${count} ${agentNoun(type)}${count === 1 ? ' is' : 's are'} active`;

/** Names of agents and heartbeats are words with the tenant's part in quotes already (names.ts); others are quoted here. */
export const TITLES = {
  out: words`Connector agents are out: no sync client shows a sign of life`,
  unknown: words`No sync client shows a sign of life any more, not even an old one`,
  heartbeat: (name: Words, state: 'late' | 'dead'): Words =>
    state === 'late' ? words`${name} is late` : words`${name} is silent`,
  jobQuarantined: (name: string): Words => words`Cloud Sync job in quarantine: ${quoted(name)}`,
  jobStopped: (name: string): Words => words`Cloud Sync job does not run: ${quoted(name)}`,
  jobFailing: (name: string): Words => words`Cloud Sync job fails each time: ${quoted(name)}`,
  noneLeft: (type: AgentType): Words => words`No ${agentNoun(type)} is left`,
  tooFew: (type: AgentType, active: number, idle: number, recommended: number): Words => {
    const few = active < recommended ? 'Only ' : '';
    const alive = active === 0 ? words`No ${agentNoun(type)} is active` : words`${few}${areActive(type, active)}`;
    const others = idle === 0 ? NO_WORDS : words`, ${idle} ${idle === 1 ? 'is' : 'are'} inactive`;
    return words`${alive}${others}; ${recommended} are recommended`;
  },
  connectTooOld: (version: string | null, floor: Words): Words =>
    words`Connect Sync ${valueWords(version)} is older than the oldest supported version, ${floor}`,
  agentNew: (agent: Words): Words => words`${agent} is new`,
  agentBack: (agent: Words, isSameId: boolean): Words =>
    isSameId ? words`${agent} is back` : words`${agent} is back under a new id`,
  agentRemoved: (agent: Words, status: Words): Words =>
    words`${agent} is gone from the list; until then it was ${status}`,
  agentOnOtherMachine: (agent: Words): Words => words`${agent} now runs on another machine`,
  agentAtOtherAddress: (agent: Words): Words => words`${agent} now has another external address`,
  syncOff: words`Directory synchronisation is no longer reported as enabled`,
  connectMoved: (to: string, from: string): Words =>
    words`Connect Sync now runs on ${quoted(to)} instead of ${quoted(from)}`,
  connectOtherApplication: words`Connect Sync now signs in with another application`,
  connectApplicationNew: (name: string): Words => words`New Connect Sync application: ${quoted(name)}`,
  jobNew: (name: string): Words => words`New Cloud Sync job: ${quoted(name)}`,
  jobRemoved: (name: string): Words => words`Cloud Sync job is gone: ${quoted(name)}`,
};

/** The titles of the alerts of this check, beside its table of rules. Names of the tenant stand after words of ours. */

export const TITLES = {
  out: 'Connector agents are out: no sync client gives a sign of life',
  unknown: 'No sync client shows a sign of life any more, not even an old one',
  heartbeat: (name: string, state: 'late' | 'dead'): string =>
    state === 'late' ? `${name} is late` : `${name} is silent`,
  jobQuarantined: (name: string): string => `Cloud Sync job in quarantine: ${name}`,
  jobStopped: (name: string): string => `Cloud Sync job does not run: ${name}`,
  jobFailing: (name: string): string => `Cloud Sync job fails each time: ${name}`,
  noneLeft: (type: string): string => `${type} agents: none is left`,
  tooFew: (type: string, active: number, idle: number, recommended: number): string =>
    `${type} agents: ${active} active, ${idle} not, ${recommended} recommended`,
  connectTooOld: (version: string | null, floor: string): string =>
    `Connect Sync ${version} is below the supported ${floor}`,
  agentNew: (agent: string): string => `New agent: ${agent}`,
  agentBack: (agent: string, isSameId: boolean): string =>
    isSameId ? `${agent} is back` : `${agent} is back under a new id`,
  agentRemoved: (agent: string, status: string): string => `${agent} is gone from the list, ${status} until then`,
  agentOnOtherMachine: (agent: string): string => `${agent}: the same agent on another machine`,
  agentAtOtherAddress: (agent: string): string => `${agent}: another external address`,
  syncOff: 'Directory synchronisation is no longer reported as enabled',
  connectMoved: (to: string, from: string): string => `Connect Sync now runs on ${to}, before on ${from}`,
  connectOtherApplication: 'Connect Sync now signs in with another application',
  connectApplicationNew: (name: string): string => `New application of Connect Sync: ${name}`,
  jobNew: (name: string): string => `New Cloud Sync job: ${name}`,
  jobRemoved: (name: string): string => `Cloud Sync job is gone: ${name}`,
};

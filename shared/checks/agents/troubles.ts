/**
 * What is wrong, one line for each thing: a heartbeat, a job, the agents of one type. A thing that is wrong stays so
 * until it is well, whatever the others do: nothing is averaged away.
 */
import { utcText } from '../../core/text/ages.ts';
import type { AgentType } from './agent-lists.ts';
import { type KeptAgent, type KeptHeartbeat, type KeptJob, REMOVED, type StoredAgents } from './stored.ts';

export interface Trouble {
  /** What it is about, stable: part of the alert's id. */
  readonly subject: string;
  readonly kind: 'heartbeat' | 'job' | 'quarantine' | 'agents';
  readonly title: string;
  readonly lines: readonly string[];
}

export const TYPES: { readonly [type in AgentType]: { readonly name: string; readonly recommended: number } } = {
  /** Second-hand: three active agents are recommended. */
  provisioning: { name: 'Cloud Sync', recommended: 3 },
  /** Microsoft: at least three in production. */
  authentication: { name: 'Pass-through authentication', recommended: 3 },
};

export function troublesOf(verdict: Omit<StoredAgents, 'state'>): Trouble[] {
  const heartbeats = verdict.syncEnabled ? verdict.heartbeats.flatMap(heartbeatTrouble) : [];
  const types = (Object.keys(TYPES) as AgentType[]).flatMap((type) =>
    typeTrouble(
      type,
      verdict.agents.filter((agent) => agent.type === type),
    ),
  );
  return [...heartbeats, ...verdict.jobs.flatMap(jobTrouble), ...types];
}

function heartbeatTrouble({ subject, name, state, at }: KeptHeartbeat): Trouble[] {
  if (state !== 'late' && state !== 'dead') return [];
  const title = state === 'late' ? `${name} is late` : `${name} is silent`;
  return [{ subject: `heartbeat:${subject}`, kind: 'heartbeat', title, lines: [`Last seen: ${timeText(at)}`] }];
}

function jobTrouble({ id, name, state, reason }: KeptJob): Trouble[] {
  const subject = `job:${id}`;
  if (state === 'quarantined') {
    const title = `Cloud Sync job in quarantine: ${name}`;
    return [{ subject, kind: 'quarantine', title, lines: [`Reason: ${reason}`] }];
  }
  if (state === 'stopped') {
    return [{ subject, kind: 'job', title: `Cloud Sync job does not run: ${name}`, lines: [`Graph says: ${reason}`] }];
  }
  if (state !== 'failing') return [];
  return [{ subject, kind: 'job', title: `Cloud Sync job fails each time: ${name}`, lines: [] }];
}

/**
 * Too few alive, one not alive, or none left of those there were. An inactive entry whose machine is back under another
 * id is not held against it: Graph drops it after days.
 */
function typeTrouble(type: AgentType, agents: readonly KeptAgent[]): Trouble[] {
  const { name, recommended } = TYPES[type];
  const listed = agents.filter(({ status }) => status !== REMOVED);
  const active = listed.filter(isActive);
  const idle = listed.filter((agent) => !isActive(agent) && !active.some((other) => isSameMachine(agent, other)));
  const isWell = idle.length === 0 && (active.length >= recommended || agents.length === 0);
  if (isWell) return [];
  const title =
    listed.length === 0
      ? `${name} agents: none is left`
      : `${name} agents: ${active.length} active, ${idle.length} not, ${recommended} recommended`;
  return [{ subject: `type:${type}`, kind: 'agents', title, lines: agents.map(agentLine) }];
}

export const isActive = ({ status }: KeptAgent): boolean => status === 'active';

export const isSameMachine = (a: { readonly name: string }, b: { readonly name: string }): boolean =>
  a.name.toLowerCase() === b.name.toLowerCase();

export const agentLine = ({ name, id, status, since }: KeptAgent): string =>
  `${name} (${id}): ${status}${since === null ? '' : ` since ${timeText(since)}`}`;

/** As a person reads it. */
export const timeText = (at: string | null): string => (at === null ? null : utcText(at)) ?? 'unknown';

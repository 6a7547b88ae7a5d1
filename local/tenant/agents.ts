/**
 * What is done to agents, and what their list shows. How long the service waits before it calls an agent inactive is
 * not documented (here a setting); that it drops an inactive one after ten days is.
 */
import { audit } from './changes.ts';
import { hasProvisioningAgent } from './cloud-sync.ts';
import { type Agent, type AgentType, newAgent } from './hybrid-state.ts';
import { moveJob } from './jobs.ts';
import type { TenantState } from './state.ts';
import { known } from './unknown-object.ts';

export interface NewAgent {
  readonly machineName: string;
  /** Default `provisioning`. */
  readonly type?: AgentType;
  /** Default: an address of its own. */
  readonly externalIp?: string;
}

/** `agent`: id, or machine name (the agent installed last under it). */
export interface AgentActions {
  /** @returns its id */
  install(agent: NewAgent): string;
  /** @param at ms since 1970; default now */
  stop(agent: string, at?: number): void;
  start(agent: string): void;
  /** Off the list at once. */
  remove(agent: string): void;
  /** Registers the same machine anew; the old entry stays behind, inactive. @returns the new id */
  reregister(agent: string): string;
  move(agent: string, machineName: string): void;
  setAddress(agent: string, externalIp: string): void;
  /** Null: it stops flapping. */
  flap(agent: string, everySeconds: number | null): void;
  /** Whether the app identity may read the lists, which is documented as not supported. */
  setReadable(isReadable: boolean): void;
  setInactiveAfter(seconds: number): void;
}

type Change = (edit: () => void) => void;

export function agentActions(state: TenantState, clock: () => number, change: Change): AgentActions {
  const withAgent = (name: string, edit: (agent: Agent) => void, at = clock()): void =>
    change(() => {
      edit(agentOf(state, name));
      settleJobs(state, at);
    });
  const added = (agent: () => NewAgent): string => {
    let id = '';
    change(() => {
      id = install(state, clock(), agent());
      settleJobs(state, clock());
    });
    return id;
  };
  const stop = (agent: Agent, at: number): void => {
    agent.stoppedAt ??= at;
    agent.flapping = null;
  };
  return {
    install: (agent) => added(() => agent),
    stop: (name, at = clock()) => withAgent(name, (agent) => stop(agent, at), at),
    start: (name) => withAgent(name, (agent) => void Object.assign(agent, { stoppedAt: null })),
    remove: (name) =>
      withAgent(name, (gone) => {
        state.agents = state.agents.filter((agent) => agent !== gone);
      }),
    reregister: (name) =>
      added(() => {
        const old = agentOf(state, name);
        stop(old, clock());
        return old;
      }),
    move: (name, machineName) => withAgent(name, (agent) => void Object.assign(agent, { machineName })),
    setAddress: (name, externalIp) => withAgent(name, (agent) => void Object.assign(agent, { externalIp })),
    flap: (name, everySeconds) =>
      withAgent(name, (agent) => {
        agent.flapping = everySeconds === null ? null : { since: clock(), everySeconds };
      }),
    setReadable: (isReadable) =>
      change(() => {
        state.agentListsReadable = isReadable;
      }),
    setInactiveAfter: (seconds) =>
      change(() => {
        state.agentInactiveAfterSeconds = seconds;
      }),
  };
}

function install(state: TenantState, now: number, agent: NewAgent): string {
  const { machineName, type = 'provisioning' } = agent;
  state.counter += 1;
  const externalIp = agent.externalIp ?? `198.51.100.${(state.counter % 254) + 1}`;
  const installed = newAgent(`${state.tenantId}|agent|${state.counter}`, machineName, type, externalIp);
  state.agents.push(installed);
  // Documented for pass-through authentication; what a provisioning agent writes is not.
  if (type === 'authentication') {
    const target = { id: installed.id, displayName: machineName, type: 'Other' };
    audit(state, now, {
      activity: 'Register connector',
      category: 'ResourceManagement',
      service: 'Application Proxy',
      target,
    });
  }
  return installed.id;
}

/** Jobs run while any provisioning agent does. */
function settleJobs(state: TenantState, at: number): void {
  const hasAgent = hasProvisioningAgent(state);
  for (const job of state.cloudSync.flatMap(({ jobs }) => jobs)) moveJob(job, at, { hasAgent });
}

function agentOf({ agents }: TenantState, name: string): Agent {
  const found = agents.find(({ id }) => id === name) ?? agents.findLast(({ machineName }) => machineName === name);
  return known(found, 'agent', name);
}

const DROPPED_AFTER_MS = 10 * 86_400_000;

/** Null: the list no longer has it. */
export function listedStatus(agent: Agent, state: TenantState, now: number): 'active' | 'inactive' | null {
  if (agent.stoppedAt === null) return isFlappedDown(agent, now) ? 'inactive' : 'active';
  const inactiveAt = agent.stoppedAt + state.agentInactiveAfterSeconds * 1000;
  if (now < inactiveAt) return 'active';
  return now < inactiveAt + DROPPED_AFTER_MS ? 'inactive' : null;
}

function isFlappedDown({ flapping }: Agent, now: number): boolean {
  return flapping !== null && Math.floor((now - flapping.since) / (flapping.everySeconds * 1000)) % 2 === 0;
}

/**
 * The facts of the verdict, read back into what rules, mails and the report ask for. What is not there reads as
 * unknown, never as healthy.
 */
import type { BelievedFact, Fact, Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import type { AgentType } from './agent-lists.ts';

export type AgentsState = 'healthy' | 'degraded' | 'out' | 'unknown';

/** A heartbeat as the verdict keeps it: its time only while it is late or dead, since otherwise it moves by itself. */
export interface KeptHeartbeat {
  /** `source:key of the pulse`. */
  readonly subject: string;
  readonly source: string;
  readonly name: string;
  /** Null: it shows no time. */
  readonly state: 'ok' | 'late' | 'dead' | null;
  readonly at: string | null;
  /** It may speak for life: it is seen now, and is no sign that lags or that comes from a job that only fails. */
  readonly counts: boolean;
}

export interface KeptAgent {
  readonly id: string;
  readonly name: string;
  readonly type: AgentType;
  /** As Graph says it, in lower case, or `removed`: gone from the list. */
  readonly status: string;
  /** Since when in this status, as observed; null: a tombstone that is not stored yet. */
  readonly since: string | null;
}

export interface KeptJob {
  readonly id: string;
  readonly name: string;
  readonly state: 'running' | 'quarantined' | 'failing' | 'stopped' | 'not started';
  /** Why it is in quarantine, or what Graph says it does instead of running. */
  readonly reason: string | null;
}

export interface StoredAgents {
  readonly state: AgentsState;
  readonly syncEnabled: boolean;
  /** Cloud Sync runs, and nothing says that Connect Sync is not there too. */
  readonly twoClients: boolean;
  readonly heartbeats: readonly KeptHeartbeat[];
  readonly agents: readonly KeptAgent[];
  readonly jobs: readonly KeptJob[];
  readonly connectVersion: string | null;
}

export const REMOVED = 'removed';

export function storedVerdict(verdict: Snapshot | null): StoredAgents {
  const own = verdict?.find(({ key }) => key === 'agents')?.attributes;
  return {
    state: (own?.state ?? 'unknown') as AgentsState,
    syncEnabled: own?.syncEnabled === true,
    twoClients: own?.twoClients === true,
    heartbeats: factsOf(verdict, 'heartbeat').map(heartbeatOf),
    agents: factsOf(verdict, 'agent').map(agentOf),
    jobs: factsOf(verdict, 'job').map(jobOf),
    connectVersion: (own?.connectVersion ?? null) as string | null,
  };
}

/** The verdict as it is stored: one fact for the whole, and one for each thing it speaks of. */
export function verdictFacts(verdict: StoredAgents): Fact[] {
  const { state, syncEnabled, twoClients, connectVersion } = verdict;
  return [
    { key: 'agents', attributes: { state, syncEnabled, twoClients, connectVersion } },
    ...verdict.heartbeats.map(heartbeatFact),
    ...verdict.agents.map(agentFact),
    ...verdict.jobs.map(jobFact),
  ];
}

const KINDS = ['heartbeat', 'agent', 'job'] as const;

type Kind = (typeof KINDS)[number];

/** What a fact of the verdict speaks of; null: of the whole. Facts stored before they said so are told by their key. */
export const kindOf = ({ key, details }: Fact): Kind | null =>
  KINDS.find((kind) => (details?.kind === undefined ? key.startsWith(`${kind}:`) : details.kind === kind)) ?? null;

/** Only `judge` writes these facts, under a hash that is verified, so their shapes are known. */
const factsOf = (verdict: Snapshot | null, kind: Kind): BelievedFact[] =>
  (verdict ?? []).filter((fact) => kindOf(fact) === kind);

const heartbeatFact = ({ subject, source, name, state, at, counts }: KeptHeartbeat): Fact => ({
  key: `heartbeat:${subject}`,
  label: name,
  attributes: { state },
  details: { kind: 'heartbeat', subject, source, at, counts } satisfies { [name: string]: Json },
});

const heartbeatOf = ({ label, attributes, details }: BelievedFact): KeptHeartbeat => {
  const { kind: _kind, ...kept } = details ?? {};
  return { ...kept, ...attributes, name: label } as unknown as KeptHeartbeat;
};

const agentFact = ({ id, name, type, status, since }: KeptAgent): Fact => ({
  key: `agent:${type}:${id}`,
  label: name,
  attributes: { id, type, status },
  // A tombstone counts from the verdict that first said so, which the fact itself remembers.
  details: { kind: 'agent', since: status === REMOVED ? null : since },
});

const agentOf = ({ label, attributes, details, since }: BelievedFact): KeptAgent =>
  ({ ...attributes, name: label, since: details?.since ?? since }) as unknown as KeptAgent;

const jobFact = ({ id, name, state, reason }: KeptJob): Fact => ({
  key: `job:${id}`,
  label: name,
  attributes: { id, state, reason },
  details: { kind: 'job' },
});

const jobOf = ({ label, attributes }: BelievedFact): KeptJob => ({ ...attributes, name: label }) as unknown as KeptJob;

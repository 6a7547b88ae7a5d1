/** What mails and `/api/status` say of the agents: headline, evidence and section. Decides nothing. */
import type { EvidenceLine, Sight } from '../../core/model/check.ts';
import { compareText, type Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { ageMs } from '../../core/model/times.ts';
import { quoted } from '../../core/text/outside.ts';
import { listed, NO_WORDS, type Words, words } from '../../core/text/words.ts';
import { heartbeatText } from './heartbeat-words.ts';
import { agentsWords, reasonWords } from './names.ts';
import { type KeptHeartbeat, type StoredAgents, storedVerdict } from './stored.ts';
import { AGENT_TYPES, agentLine, isActive, troublesOf } from './troubles.ts';

export function headline(verdict: Snapshot | null): Words {
  const stored = storedVerdict(verdict);
  if (stored.state === 'unknown') return words`It is not known whether the connector agents are alive.`;
  const found = troublesOf(stored).map(({ title }) => title);
  if (found.length === 0)
    return words`The connector agents are healthy: every sign of life that can be read is on time.`;
  const more = found.length > 2 ? words` and ${found.length - 2} more` : NO_WORDS;
  return words`The connector agents are ${stored.state}: ${listed(found.slice(0, 2), '; ')}${more}.`;
}

/** What is wrong first, since not all of it may be shown; what does not count as a sign of life last. */
export function evidence(verdict: Snapshot | null): EvidenceLine[] {
  const stored = storedVerdict(verdict);
  const beats = stored.heartbeats.toSorted((a, b) => place(a) - place(b));
  return [
    ...(verdict && !stored.syncEnabled ? [line(words`Directory synchronisation is not reported as enabled`)] : []),
    ...inactiveLines(stored),
    ...beats.map((one) => ({ text: heartbeatText(one), at: one.at })),
    ...hidingLines(stored).map(line),
    ...stored.jobs.map((job) => line(words`Cloud Sync job ${quoted(job.name)}: ${job.state}${reasonWords(job)}`)),
    ...activeLines(stored),
  ];
}

const place = ({ counts, state }: KeptHeartbeat): number => (counts ? (state === 'ok' ? 1 : 0) : 2);

const line = (text: Words): EvidenceLine => ({ text, at: null });

/** By number. */
const activeLines = ({ agents }: StoredAgents): EvidenceLine[] =>
  AGENT_TYPES.flatMap((type) => {
    const active = agents.filter((agent) => agent.type === type && isActive(agent)).length;
    return active > 0 ? [line(words`${agentsWords(type)}: ${active} active`)] : [];
  });

/** By name. */
const inactiveLines = ({ agents }: StoredAgents): EvidenceLine[] =>
  agents
    .filter((agent) => !isActive(agent))
    .map((agent) => ({
      text: words`${agentsWords(agent.type)}, not active: ${agentLine(agent)}`,
      at: agent.since,
    }));

/** What nobody can see by this heartbeat, said wherever it is shown. */
export const hidingLines = ({ twoClients, heartbeats }: StoredAgents): Words[] =>
  twoClients && heartbeats.some(({ source }) => source === 'organization')
    ? [
        words`Connect Sync and Cloud Sync may both be in use: each of them updates the time of the last directory sync, which hides the death of the other`,
      ]
    : [];

/** The keys are the contract's. What is not known is null; a heartbeat that the verdict leaves out is not judged. */
export function section(verdict: Snapshot | null, { visible, heartbeats, now }: Sight): Json {
  const stored = storedVerdict(verdict);
  return {
    state: visible ? stored.state : 'unknown',
    agents: stored.agents.map(({ id, name, type, status, since }) => ({ id, name, type, status, since })),
    heartbeats: heartbeats
      .map(({ kind, at, state }) => ({
        kind,
        at,
        ageMinutes: minutesOld(at, now),
        state: judged(kind, stored) ? state : null,
      }))
      .sort((a, b) => compareText(a.kind, b.kind) || compareText(a.at ?? '', b.at ?? '')),
  };
}

const minutesOld = (at: string | null, now: number): number | null =>
  at === null ? null : Math.floor(ageMs(at, now) / 60_000);

/** Password hash sync that is known to be off is no heartbeat, however old its time. */
const judged = (kind: string, { heartbeats }: StoredAgents): boolean =>
  kind !== 'passwordSync' || heartbeats.length === 0 || heartbeats.some(({ source }) => source === 'passwordSync');

const BEATS = {
  directorySync: 'Directory sync',
  passwordSync: 'Password hash sync',
  cloudSyncJob: 'Cloud Sync jobs (the worst of them)',
  cloudPasswordJob: 'Cloud Sync jobs for password hashes (the worst of them)',
  connectSignIn: 'Sign-in of the Connect application',
} as const;

/** Those that are judged, by title. */
export function beats(verdict: Snapshot | null): { readonly [kind: string]: string } {
  const stored = storedVerdict(verdict);
  return Object.fromEntries(Object.entries(BEATS).filter(([kind]) => judged(kind, stored)));
}

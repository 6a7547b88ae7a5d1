/** What the things of this check are called in sentences: the kind in our words, then the tenant's name in quotes. */
import type { Fact } from '../../core/model/fact.ts';
import { utcText } from '../../core/text/ages.ts';
import { quoted, valueWords } from '../../core/text/outside.ts';
import { NO_WORDS, type Words, words } from '../../core/text/words.ts';
import type { AgentType } from './agent-lists.ts';
import type { KeptHeartbeat, KeptJob } from './stored.ts';

const TYPE_NAMES = { provisioning: 'Cloud Sync', authentication: 'Pass-through authentication' } as const;

/** `Cloud Sync agent`, within a sentence. */
export const agentNoun = (type: AgentType): Words =>
  type === 'provisioning' ? words`Cloud Sync agent` : words`pass-through authentication agent`;

/** `Cloud Sync agents` */
export const agentsWords = (type: AgentType): Words => words`${TYPE_NAMES[type]} agents`;

/** `Cloud Sync agent on "SRV-1"` */
export const agentWords = (type: AgentType, machine: string): Words =>
  words`${TYPE_NAMES[type]} agent on ${quoted(machine)}`;

/** The status of an agent as Graph says it. */
export const statusWords = (fact: Fact | null): Words => valueWords(fact?.attributes.status ?? 'unknown');

const SOURCE_NAMES: ReadonlyMap<string, Words> = new Map([
  ['organization', words`Directory sync`],
  ['passwordSync', words`Password hash sync`],
  ['connectSignIn', words`Sign-in of`],
  ['cloudSyncJobs', words`Cloud Sync job`],
]);

/** What a heartbeat of the source is called; its own name may follow. */
export const kindOfHeartbeat = (source: string): Words => SOURCE_NAMES.get(source) ?? words`Heartbeat`;

/** `Directory sync`, `Cloud Sync job "corp, provisioning"` */
export function heartbeatWords({ source, name }: Pick<KeptHeartbeat, 'source' | 'name'>): Words {
  const kind = kindOfHeartbeat(source);
  // It is stored with its kind in front.
  const own = name === kind ? '' : name.startsWith(`${kind} `) ? name.slice(kind.length + 1) : name;
  return own === '' ? kind : words`${kind} ${quoted(own)}`;
}

/** ` (its reason)`, as Graph says it; nothing where it says none. */
export const reasonWords = ({ reason }: Pick<KeptJob, 'reason'>): Words =>
  reason === null ? NO_WORDS : words` (${valueWords(reason)})`;

/** As a person reads it. */
export const timeText = (at: string | null): Words => (at === null ? null : utcText(at)) ?? words`unknown`;

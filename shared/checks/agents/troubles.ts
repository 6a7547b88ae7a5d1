/**
 * What is wrong, one entry for each thing: a heartbeat, a job, the agents of one type. A thing that is wrong stays so
 * until it is well, whatever the others do: nothing is averaged away. `parts` say how bad, so that worse can be told.
 */
import type { Parts } from '../../core/model/alert.ts';
import type { Rule } from '../../core/model/rule.ts';
import { idWords, quoted, valueWords } from '../../core/text/outside.ts';
import { NO_WORDS, type Words, words } from '../../core/text/words.ts';
import type { AgentType } from './agent-lists.ts';
import { heartbeatLine } from './heartbeat-words.ts';
import { heartbeatWords, timeText } from './names.ts';
import { RULES } from './rules.ts';
import { type KeptAgent, type KeptHeartbeat, type KeptJob, REMOVED, type StoredAgents } from './stored.ts';
import { TITLES } from './titles.ts';

export interface Trouble {
  readonly rule: Rule;
  /** What it is about, stable: part of the alert's id. */
  readonly subject: string;
  readonly title: Words;
  readonly lines: readonly Words[];
  readonly parts: Parts;
  /** Where it is more exact than the rule. */
  readonly todo?: Words;
}

const RECOMMENDED: { readonly [type in AgentType]: number } = {
  /** Second-hand: three active agents are recommended. */
  provisioning: 3,
  /** Microsoft: at least three in production. */
  authentication: 3,
};

export const AGENT_TYPES = Object.keys(RECOMMENDED) as readonly AgentType[];

export function troublesOf(verdict: Omit<StoredAgents, 'state'>): Trouble[] {
  const heartbeats = verdict.syncEnabled ? verdict.heartbeats.flatMap(heartbeatTrouble) : [];
  const types = AGENT_TYPES.flatMap((type) =>
    typeTrouble(
      type,
      verdict.agents.filter((agent) => agent.type === type),
    ),
  );
  return [...heartbeats, ...verdict.jobs.flatMap(jobTrouble), ...types];
}

const HOW_LATE = { late: 1, dead: 2 } as const;

/** What to do is more exact for some heartbeats than for others. */
const TODO: ReadonlyMap<string, Words> = new Map([
  // The password hashes' own switch can be off without the watch being able to see it.
  [
    'passwordSync',
    words`Look at password hash synchronisation on the sync server. If it is off on purpose, the watch needs OnPremDirectorySynchronization.Read.All to see that.`,
  ],
  [
    'connectSignIn',
    words`If the server is alive, look at its sync service. If it is retired, delete its application: whoever holds its credentials can still sync.`,
  ],
]);

function heartbeatTrouble(heartbeat: KeptHeartbeat): Trouble[] {
  const { subject, source, name, state } = heartbeat;
  if (state !== 'late' && state !== 'dead') return [];
  const todo = TODO.get(source);
  return [
    {
      rule: RULES.heartbeatDegraded,
      subject: `heartbeat:${subject}`,
      title: TITLES.heartbeat(heartbeatWords({ source, name }), state),
      lines: [heartbeatLine(heartbeat)],
      parts: { [subject]: HOW_LATE[state] },
      ...(todo !== undefined && { todo }),
    },
  ];
}

/** A job that fails each time still tries; one that does not run is a step worse. */
function jobTrouble({ id, name, state, reason }: KeptJob): Trouble[] {
  const subject = `job:${id}`;
  if (state === 'quarantined') {
    const title = TITLES.jobQuarantined(name);
    return [
      { rule: RULES.jobQuarantined, subject, title, lines: [words`Reason: ${valueWords(reason)}`], parts: { [id]: 1 } },
    ];
  }
  const rule = RULES.jobDegraded;
  if (state === 'stopped') {
    return [
      {
        rule,
        subject,
        title: TITLES.jobStopped(name),
        lines: [words`Microsoft Graph reports: ${valueWords(reason)}`],
        parts: { [id]: 2 },
      },
    ];
  }
  if (state !== 'failing') return [];
  return [{ rule, subject, title: TITLES.jobFailing(name), lines: [], parts: { [id]: 1 } }];
}

/**
 * Too few alive, one not alive, or none left of those there were. An inactive entry whose machine is back under another
 * id is not held against it: Graph drops it after days.
 */
function typeTrouble(type: AgentType, agents: readonly KeptAgent[]): Trouble[] {
  const recommended = RECOMMENDED[type];
  const listed = agents.filter(({ status }) => status !== REMOVED);
  const active = listed.filter(isActive);
  const idle = listed.filter((agent) => !isActive(agent) && !active.some((other) => isSameMachine(agent, other)));
  const isWell = idle.length === 0 && (active.length >= recommended || agents.length === 0);
  if (isWell) return [];
  const title =
    listed.length === 0 ? TITLES.noneLeft(type) : TITLES.tooFew(type, active.length, idle.length, recommended);
  const parts = { ...idleParts(idle), ...deficitPart(recommended - active.length) };
  return [{ rule: RULES.agentsDegraded, subject: `type:${type}`, title, lines: agents.map(agentLine), parts }];
}

/** One part for each agent that is not active: another one that dies is new. */
const idleParts = (idle: readonly KeptAgent[]): Parts => Object.fromEntries(idle.map(({ id }) => [`agent:${id}`, 1]));

/** How many are missing to the recommended number: one that is gone from the list makes it worse too. */
const deficitPart = (deficit: number): Parts => (deficit > 0 ? { deficit } : {});

export const isActive = ({ status }: KeptAgent): boolean => status === 'active';

export const isSameMachine = (a: { readonly name: string }, b: { readonly name: string }): boolean =>
  a.name.toLowerCase() === b.name.toLowerCase();

/** `"SRV-1" (id …): active since …` */
export const agentLine = ({ name, id, status, since }: KeptAgent): Words =>
  words`${quoted(name)} (id ${idWords(id)}): ${valueWords(status)}${since === null ? NO_WORDS : words` since ${timeText(since)}`}`;

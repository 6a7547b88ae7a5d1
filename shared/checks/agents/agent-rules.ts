/**
 * What a drift of an agent list means. A new agent is the finding that matters most: one for pass-through
 * authentication sees passwords. One that vanished is removed, never recovered.
 */
import type { AlertText, Severity } from '../../core/model/alert.ts';
import type { Finding, SourceDrift } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import { type AgentType, agentOfPlace, isPlace, placeOf } from './agent-lists.ts';
import { type KeptAgent, REMOVED } from './stored.ts';
import { agentLine, isSameMachine, TYPES } from './troubles.ts';

const SOURCES: { readonly [source: string]: AgentType } = {
  provisioningAgents: 'provisioning',
  authenticationAgents: 'authentication',
};

/** That `Register connector` is written for Cloud Sync agents too is unconfirmed. */
const ACTIVITIES: readonly string[] = ['Register connector'];

/** @param known agents of the verdict before, tombstones too. @returns null for a source that lists no agents */
export function agentFindings({ source, drift }: SourceDrift, known: readonly KeptAgent[]): Finding[] | null {
  const type = SOURCES[source];
  if (!type) return null;
  const ofType = known.filter((agent) => agent.type === type);
  return drift.flatMap((one) => {
    const event = isPlace(one.key) ? placeEvent(one, type) : agentEvent(one, type, drift, ofType);
    const isToldByAgent = isPlace(one.key) && one.change !== 'changed';
    return isToldByAgent ? [] : [finding(source, type, one, event)];
  });
}

function finding(source: string, type: AgentType, drift: Drift, event: AlertText | null): Finding {
  const { change, key, before, after } = drift;
  return {
    source,
    change,
    key,
    title: event?.title ?? `${nameOf(type, drift)}: ${statusOf(before)} → ${statusOf(after)}`,
    severity: event?.severity ?? 'info',
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
    ...(change === 'added' && { activities: ACTIVITIES }),
    ...(event && { event }),
  };
}

const nameOf = (type: AgentType, { key, before, after }: Drift): string =>
  `${TYPES[type].name} agent on ${(after ?? before)?.label ?? key}`;

const statusOf = (fact: Fact | null): string => String(fact?.attributes.status ?? 'unknown');

function agentEvent(
  drift: Drift,
  type: AgentType,
  all: readonly Drift[],
  known: readonly KeptAgent[],
): AlertText | null {
  if (drift.change === 'removed') return removed(drift, type, known);
  if (drift.change === 'changed' || !drift.after) return null;
  const label = drift.after.label ?? drift.key;
  const earlier = known.filter(({ id, name }) => id === drift.key || isSameMachine({ name }, { name: label }));
  const place = all.find(({ key }) => key === placeOf(drift.key))?.after?.attributes;
  const lines = [
    `Id: ${drift.key}`,
    `Status: ${statusOf(drift.after)}`,
    `External address: ${String(place?.externalIp ?? 'not reported')}`,
    ...earlier.map((agent) => `Before: ${agentLine(agent)}`),
  ];
  return { ...(earlier.length > 0 ? back(drift, type, earlier) : added(drift, type)), lines };
}

/** A rogue agent may call itself like an old one, so that one is back is told as loudly as that one is new. */
const severityOf = (type: AgentType): Severity => (type === 'authentication' ? 'critical' : 'warning');

const WHY: { readonly [type in AgentType]: string } = {
  authentication: 'An agent for pass-through authentication sees the passwords of everyone who signs in through it.',
  provisioning: 'An agent of Cloud Sync reads the directory, and writes passwords back where that is on.',
};

const UNPLANNED = 'If nobody planned it, isolate the server, remove the agent and find out who registered it.';

const added = (drift: Drift, type: AgentType): Omit<AlertText, 'lines'> => ({
  rule: 'agent-new',
  subject: drift.key,
  severity: severityOf(type),
  title: `New agent: ${nameOf(type, drift)}`,
  why: WHY[type],
  todo: UNPLANNED,
});

const back = (drift: Drift, type: AgentType, earlier: readonly KeptAgent[]): Omit<AlertText, 'lines'> => ({
  rule: 'agent-back',
  subject: drift.key,
  severity: severityOf(type),
  title: earlier.some(({ id }) => id === drift.key)
    ? `${nameOf(type, drift)} is back`
    : `${nameOf(type, drift)} is back under a new id`,
  why: `It was installed again, or another one took its name. ${WHY[type]}`,
  todo: UNPLANNED,
});

function removed(drift: Drift, type: AgentType, known: readonly KeptAgent[]): AlertText {
  const status = statusOf(drift.before);
  const before = known.find(({ id, status: was }) => id === drift.key && was !== REMOVED);
  return {
    rule: 'agent-removed',
    subject: drift.key,
    severity: 'warning',
    title: `${nameOf(type, drift)} is gone from the list, ${status} until then`,
    why:
      status === 'inactive'
        ? 'Graph drops an agent that was inactive for days. It did not recover, and an alert that closes with this is no recovery.'
        : 'An agent that stops is inactive for days before it is dropped: this one was removed.',
    todo: 'If it was not retired on purpose, install it again.',
    lines: [`Id: ${drift.key}`, ...(before ? [`Before: ${agentLine(before)}`] : [])],
  };
}

function placeEvent({ change, key, before, after }: Drift, type: AgentType): AlertText | null {
  if (change !== 'changed' || !before || !after) return null;
  const isMachine = before.attributes.machine !== after.attributes.machine;
  const name = `${TYPES[type].name} agent on ${after.label ?? agentOfPlace(key)}`;
  return {
    rule: isMachine ? 'agent-machine-changed' : 'agent-address-changed',
    subject: agentOfPlace(key),
    severity: 'warning',
    title: isMachine ? `${name}: the same agent on another machine` : `${name}: another external address`,
    why: 'An agent that moves may have been copied: its certificate works from anywhere.',
    todo: 'If the server or its way out was not changed on purpose, isolate it, remove the agent and install it anew.',
    lines: (['machine', 'externalIp'] as const)
      .filter((one) => before.attributes[one] !== after.attributes[one])
      .map((one) => `${one}: ${String(before.attributes[one])} → ${String(after.attributes[one])}`),
  };
}

/**
 * What a drift of an agent list means. A new agent is the finding that matters most: one for pass-through
 * authentication sees passwords. One that vanished is removed, never recovered.
 */

import type { Finding, SourceDrift } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import { own } from '../../core/model/own.ts';
import type { WritebackState } from '../../core/model/rule.ts';
import { idWords, valueWords } from '../../core/text/outside.ts';
import { type Words, words } from '../../core/text/words.ts';
import { CHANGED } from '../entra/activities.ts';
import { findingOf, type Raised } from '../findings.ts';
import { type AgentType, agentOfPlace, isPlace, placeOf, seesPasswords } from './agent-lists.ts';
import { agentWords, statusWords } from './names.ts';
import { RULES } from './rules.ts';
import { type KeptAgent, REMOVED } from './stored.ts';
import { TITLES } from './titles.ts';
import { agentLine, isSameMachine } from './troubles.ts';

const SOURCES: { readonly [source: string]: AgentType } = {
  provisioningAgents: 'provisioning',
  authenticationAgents: 'authentication',
};

/** @param known agents of the verdict before, tombstones too. @returns null for a source that lists no agents */
export function agentFindings(
  { source, drift }: SourceDrift,
  known: readonly KeptAgent[],
  writeback: WritebackState,
): Finding[] | null {
  const type = own(SOURCES, source);
  if (!type) return null;
  const ofType = known.filter((agent) => agent.type === type);
  return drift.flatMap((one) => {
    const isOfPlace = isPlace(one);
    if (isOfPlace && one.change !== 'changed') return [];
    const raised = isOfPlace ? placeMoved(one, type) : listedOrGone(one, type, drift, ofType);
    return [findingOf(lineOf(source, type, one, raised), raised, writeback)];
  });
}

function lineOf(source: string, type: AgentType, drift: Drift, raised: Raised | null) {
  const { change, key, before, after } = drift;
  return {
    source,
    change,
    key,
    title: raised?.about.title ?? words`${nameOf(type, drift)}: ${statusWords(before)} → ${statusWords(after)}`,
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
    ...(change === 'added' && { activities: CHANGED.agent }),
  };
}

const nameOf = (type: AgentType, { key, before, after }: Drift): Words =>
  agentWords(type, (after ?? before)?.label ?? key);

function listedOrGone(
  drift: Drift,
  type: AgentType,
  all: readonly Drift[],
  known: readonly KeptAgent[],
): Raised | null {
  if (drift.change === 'removed') return removed(drift, type, known);
  return drift.change === 'added' && drift.after ? added(drift, drift.after, type, all, known) : null;
}

function added(drift: Drift, after: Fact, type: AgentType, all: readonly Drift[], known: readonly KeptAgent[]): Raised {
  const name = nameOf(type, drift);
  const label = after.label ?? drift.key;
  const earlier = known.filter((agent) => agent.id === drift.key || isSameMachine(agent, { name: label }));
  const place = all.find(({ key }) => key === placeOf(drift.key))?.after?.attributes;
  const isBack = earlier.length > 0;
  const isSameId = earlier.some(({ id }) => id === drift.key);
  const does = seesPasswords(after) ? 'authentication' : type;
  return {
    rule: isBack ? BACK[does] : NEW[does],
    about: {
      subject: drift.key,
      title: isBack ? TITLES.agentBack(name, isSameId) : TITLES.agentNew(name),
      lines: [
        words`Id: ${idWords(drift.key)}`,
        words`Status: ${statusWords(after)}`,
        ...(does === type ? [] : [words`It also serves pass-through authentication, so it sees passwords`]),
        words`External address: ${place?.externalIp ? valueWords(place.externalIp) : 'not reported'}`,
        ...earlier.map((agent) => words`Before: ${agentLine(agent)}`),
      ],
    },
  };
}

const NEW = { provisioning: RULES.agentNew, authentication: RULES.passwordAgentNew };
const BACK = { provisioning: RULES.agentBack, authentication: RULES.passwordAgentBack };

const DROPPED = words`Graph drops an agent after days of inactivity. It did not recover, even if an alert about it ends with this.`;

function removed(drift: Drift, type: AgentType, known: readonly KeptAgent[]): Raised {
  const isInactive = drift.before?.attributes.status === 'inactive';
  const before = known.find(({ id, status: was }) => id === drift.key && was !== REMOVED);
  return {
    rule: RULES.agentRemoved,
    about: {
      subject: drift.key,
      title: TITLES.agentRemoved(nameOf(type, drift), statusWords(drift.before)),
      tells: [`agents-degraded~type:${type}`],
      ...(isInactive && { why: DROPPED }),
      lines: [words`Id: ${idWords(drift.key)}`, ...(before ? [words`Before: ${agentLine(before)}`] : [])],
    },
  };
}

const PLACE = [
  ['machine', words`Machine`],
  ['externalIp', words`External address`],
] as const;

function placeMoved({ key, before, after }: Drift, type: AgentType): Raised | null {
  if (!before || !after) return null;
  const isMachine = before.attributes.machine !== after.attributes.machine;
  const id = agentOfPlace(after) ?? key;
  const name = agentWords(type, after.label ?? id);
  return {
    rule: isMachine ? RULES.agentOnOtherMachine : RULES.agentAtOtherAddress,
    about: {
      subject: id,
      title: isMachine ? TITLES.agentOnOtherMachine(name) : TITLES.agentAtOtherAddress(name),
      lines: PLACE.filter(([one]) => before.attributes[one] !== after.attributes[one]).map(
        ([one, name]) => words`${name}: ${valueWords(before.attributes[one])} → ${valueWords(after.attributes[one])}`,
      ),
    },
  };
}

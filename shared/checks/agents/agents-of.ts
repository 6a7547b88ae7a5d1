/**
 * The agents that the verdict speaks of: those listed, and for 30 days those that vanished from a list, as tombstones,
 * so that an agent that died and was dropped is never taken for one that recovered.
 */
import type { Past, SourceViews } from '../../core/model/check.ts';
import { compareText } from '../../core/model/fact.ts';
import { dayOf, ms } from '../../core/model/times.ts';
import { type AgentType, isPlaceFact } from './agent-lists.ts';
import { type KeptAgent, REMOVED, storedVerdict } from './stored.ts';
import { AGENT_TYPES } from './troubles.ts';

const KEPT_DAYS = 30;
/** Of tombstones, the newest: an agent that is installed anew over and over must not grow the state without bound. */
const MOST_REMOVED = 100;

export function agentsOf(views: SourceViews, past: Past): KeptAgent[] {
  const before = storedVerdict(past.verdict).agents;
  return AGENT_TYPES.flatMap((type) =>
    ofType(
      views,
      type,
      before.filter((agent) => agent.type === type),
      past.day,
    ),
  );
}

function ofType(views: SourceViews, type: AgentType, before: readonly KeptAgent[], day: number): KeptAgent[] {
  const facts = views[`${type}Agents`]?.facts ?? null;
  // Nothing was ever read, or what was is lost: nobody knows that an agent is gone.
  if (facts === null) return [...before];
  const listed = facts
    .filter((fact) => !isPlaceFact(fact))
    .map(({ key, label, attributes, since }) => {
      return { id: key, name: label ?? key, type, status: String(attributes.status), since };
    });
  const ids = new Set(listed.map(({ id }) => id));
  const removed = before.filter(({ id }) => !ids.has(id)).map(tombstone);
  return [...listed, ...newest(removed.filter((agent) => isKept(agent, day)))];
}

const tombstone = (agent: KeptAgent): KeptAgent =>
  agent.status === REMOVED ? agent : { ...agent, status: REMOVED, since: null };

const isKept = ({ since }: KeptAgent, day: number): boolean => since === null || day - dayOf(ms(since)) <= KEPT_DAYS;

/** One without a time is of this very verdict. */
const newest = (removed: readonly KeptAgent[]): KeptAgent[] =>
  removed.toSorted((a, b) => compareText(sinceOf(a), sinceOf(b)) || compareText(a.id, b.id)).slice(-MOST_REMOVED);

const sinceOf = ({ since }: KeptAgent): string => since ?? '9999';

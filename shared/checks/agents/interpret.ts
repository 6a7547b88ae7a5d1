/**
 * What a drift of the agents check means: its line of history, and the rule that it raises, if any. What is new, moved or
 * gone is mailed; what merely changed its settings is recorded. What lasts is a condition: see conditions.ts.
 */

import type { Finding, Interpretation, Occasion, SourceDrift, VerdictChange } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact, Snapshot } from '../../core/model/fact.ts';
import { own } from '../../core/model/own.ts';
import type { WritebackState } from '../../core/model/rule.ts';
import { diff } from '../../core/poll/diff.ts';
import { changesWords, quoted, valueWords } from '../../core/text/outside.ts';
import { type Words, words } from '../../core/text/words.ts';
import { CHANGED } from '../entra/activities.ts';
import { findingOf } from '../findings.ts';
import { agentFindings } from './agent-drift.ts';
import { clientRaised } from './client-drift.ts';
import { conditionsOf } from './conditions.ts';
import { heartbeatLine } from './heartbeat-words.ts';
import { heartbeatWords } from './names.ts';
import { RULES } from './rules.ts';
import { type AgentsState, type KeptHeartbeat, kindOf, storedVerdict } from './stored.ts';
import { TITLES } from './titles.ts';

export function interpret({ sources, verdict, writeback }: Occasion): Interpretation {
  const known = storedVerdict(verdict?.before ?? null).agents;
  const findings = sources.flatMap(
    (one) => agentFindings(one, known, writeback) ?? one.drift.map((drift) => plain(one, drift, writeback)),
  );
  if (!verdict) return { findings, conditions: [] };
  return {
    findings: [...findings, ...verdictFindings(sources, verdict, writeback)],
    conditions: conditionsOf(storedVerdict(verdict.after), writeback),
  };
}

/** Where the audit log may say who did it. */
const ACTIVITIES: { readonly [source: string]: readonly string[] } = {
  organization: CHANGED.syncEnabled,
  connectSignIn: CHANGED.servicePrincipal,
  cloudSyncJobs: CHANGED.provisioning,
};

const NAMES: ReadonlyMap<string, Words> = new Map([
  ['organization', words`Directory synchronisation of`],
  ['connectClient', words`Sync client`],
  ['connectSignIn', words`Application of Connect Sync`],
  ['cloudSyncJobs', words`Cloud Sync job`],
]);

function plain({ source }: SourceDrift, drift: Drift, writeback: WritebackState): Finding {
  const activities = own(ACTIVITIES, source);
  const line = {
    source,
    change: drift.change,
    key: drift.key,
    title: titleOf(source, drift),
    before: drift.before?.attributes ?? null,
    after: drift.after?.attributes ?? null,
    ...(activities && { activities }),
  };
  return findingOf(line, clientRaised(source, drift), writeback);
}

function titleOf(source: string, { change, key, before, after }: Drift): Words {
  const name = words`${NAMES.get(source) ?? words`Fact of another source:`} ${quoted((after ?? before)?.label ?? key)}`;
  if (change === 'added') return words`${name}: new`;
  if (change === 'removed') return words`${name}: no longer there`;
  return words`${name}: ${changesWords(before?.attributes, after?.attributes)}`;
}

/** The verdict's own lines: its state, and heartbeats that slowed, died or came back. The rest is told by the sources. */
function verdictFindings(
  sources: readonly SourceDrift[],
  { before, after }: VerdictChange,
  writeback: WritebackState,
): Finding[] {
  const is = storedVerdict(after).state;
  if (!before) return [findingOf(verdictLine('baseline', null, is), null, writeback)];
  const was = storedVerdict(before).state;
  const isFirstSight = sources.some(({ baseline }) => baseline) && sources.every(({ drift }) => drift.length === 0);
  return [
    ...(was === is ? [] : [moved(verdictLine(isFirstSight ? 'baseline' : 'changed', was, is), after, writeback)]),
    ...diff(before, after)
      .filter(({ change, after: fact }) => change === 'changed' && fact !== null && kindOf(fact) === 'heartbeat')
      .map(heartbeatFinding),
  ];
}

const verdictLine = (change: 'baseline' | 'changed', before: AgentsState | null, after: AgentsState) => ({
  source: 'verdict',
  change,
  key: 'agents',
  title: before === null ? words`Verdict: agents are ${after}` : words`Verdict: agents ${before} → ${after}`,
  before: before === null ? null : { state: before },
  after: { state: after },
});

/** Every source answers, and none shows a sign of life any more: nobody would notice a death. That sync is off is told by itself. */
function moved(line: ReturnType<typeof verdictLine>, after: Snapshot, writeback: WritebackState): Finding {
  const stored = storedVerdict(after);
  const isLost = stored.state === 'unknown' && stored.syncEnabled && !stored.heartbeats.some(isUnseen);
  const about = { subject: 'agents', title: TITLES.unknown, lines: stored.heartbeats.map(heartbeatLine) };
  return findingOf(line, isLost ? { rule: RULES.unknown, about } : null, writeback);
}

/** It had shown a sign of life, and its source cannot be read: that tells itself. */
const isUnseen = ({ source, state, counts }: KeptHeartbeat): boolean =>
  state !== null && !counts && source !== 'connectSignIn';

const nameIn = (fact: Fact | null, key: string) => ({
  source: String(fact?.details?.source ?? ''),
  name: fact?.label ?? key,
});

/** Null: it shows no time. */
const beat = (fact: Fact | null): Words =>
  fact?.attributes.state ? valueWords(fact.attributes.state) : words`no time`;

const heartbeatFinding = ({ key, before, after }: Drift): Finding => ({
  source: 'verdict',
  change: 'changed',
  key,
  title: words`Heartbeat of ${heartbeatWords(nameIn(after, key))}: ${beat(before)} → ${beat(after)}`,
  severity: 'info',
  before: before?.attributes ?? null,
  after: after?.attributes ?? null,
});

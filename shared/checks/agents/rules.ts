/**
 * What a drift of the agents check means: history line, severity, and the alert it raises, if any. What is new, moved or
 * gone is mailed; what merely changed its settings is recorded. What lasts is a condition: see conditions.ts.
 */
import type { AlertText } from '../../core/model/alert.ts';
import type { Finding, Interpretation, Occasion, SourceDrift, VerdictChange } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact, Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { diff } from '../../core/poll/diff.ts';
import { agentFindings } from './agent-rules.ts';
import { clientEvent } from './client-rules.ts';
import { conditionsOf } from './conditions.ts';
import { heartbeatLine } from './report.ts';
import { type KeptHeartbeat, storedVerdict } from './stored.ts';

export function interpret({ sources, verdict, writeback }: Occasion): Interpretation {
  const known = storedVerdict(verdict?.before ?? null).agents;
  const findings = sources.flatMap((one) => agentFindings(one, known) ?? one.drift.map((drift) => plain(one, drift)));
  if (!verdict) return { findings, conditions: [] };
  return {
    findings: [...findings, ...verdictFindings(sources, verdict)],
    conditions: conditionsOf(storedVerdict(verdict.after), writeback),
  };
}

/** Where the audit log may say who did it. That these activities cover every change is unconfirmed. */
const ACTIVITIES: { readonly [source: string]: readonly string[] } = {
  organization: ['Set DirSyncEnabled flag'],
  connectSignIn: ['Add service principal', 'Update service principal', 'Remove service principal'],
  cloudSyncJobs: [
    'Add provisioning configuration',
    'Delete provisioning configuration',
    'Disable/pause provisioning configuration',
    'Enable/restart provisioning configuration',
    'Enable/start provisioning configuration',
    'Update provisioning setting or credentials',
  ],
};

const NAMES: { readonly [source: string]: string } = {
  organization: 'Directory synchronisation of',
  connectClient: 'Sync client',
  connectSignIn: 'Application of Connect Sync',
  cloudSyncJobs: 'Cloud Sync job',
};

function plain({ source }: SourceDrift, drift: Drift): Finding {
  const event = clientEvent(source, drift);
  const activities = ACTIVITIES[source];
  return {
    source,
    change: drift.change,
    key: drift.key,
    title: titleOf(source, drift),
    severity: event?.severity ?? 'info',
    before: drift.before?.attributes ?? null,
    after: drift.after?.attributes ?? null,
    ...(activities && { activities }),
    ...(event && { event }),
  };
}

function titleOf(source: string, { change, key, before, after }: Drift): string {
  const name = `${NAMES[source] ?? source} ${(after ?? before)?.label ?? key}`;
  if (change === 'added') return `${name}: new`;
  if (change === 'removed') return `${name}: no longer there`;
  const was = before?.attributes ?? {};
  const is = after?.attributes ?? {};
  const moved = Object.keys(is).filter((attribute) => word(was[attribute]) !== word(is[attribute]));
  return `${name}: ${moved.map((one) => `${one} ${word(was[one])} → ${word(is[one])}`).join(', ')}`;
}

const word = (value: Json | undefined): string =>
  value === null || value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);

/** The verdict's own lines: its state, and heartbeats that slowed, died or came back. The rest is told by the sources. */
function verdictFindings(sources: readonly SourceDrift[], { before, after }: VerdictChange): Finding[] {
  const is = storedVerdict(after).state;
  if (!before) return [verdictLine('baseline', null, is)];
  const was = storedVerdict(before).state;
  const isFirstSight = sources.some(({ baseline }) => baseline) && sources.every(({ drift }) => drift.length === 0);
  return [
    ...(was === is ? [] : [withLoss(verdictLine(isFirstSight ? 'baseline' : 'changed', was, is), after)]),
    ...diff(before, after)
      .filter(({ key, change }) => key.startsWith('heartbeat:') && change === 'changed')
      .map(heartbeatFinding),
  ];
}

const verdictLine = (change: 'baseline' | 'changed', before: string | null, after: string): Finding => ({
  source: 'verdict',
  change,
  key: 'agents',
  title: before === null ? `Verdict: agents are ${after}` : `Verdict: agents ${before} → ${after}`,
  severity: 'info',
  before: before === null ? null : { state: before },
  after: { state: after },
});

/** Every source answers, and none shows a sign of life any more: nobody would notice a death. That sync is off is told by itself. */
function withLoss(line: Finding, after: Snapshot): Finding {
  const stored = storedVerdict(after);
  if (stored.state !== 'unknown' || !stored.syncEnabled || stored.heartbeats.some(isUnseen)) return line;
  const event: AlertText = {
    rule: 'agents-unknown',
    subject: 'agents',
    severity: 'warning',
    title: 'No sync client shows a sign of life any more, not even an old one',
    why: 'Until one shows a time again nobody sees whether resets reach Active Directory, or when the agents die.',
    todo: 'Look at the sync server and at Entra Connect in the Entra admin center; if the sync client was removed on purpose, nothing.',
    lines: stored.heartbeats.map(heartbeatLine),
  };
  return { ...line, severity: 'warning', event };
}

/** It had shown a sign of life, and its source cannot be read: that tells itself. */
const isUnseen = ({ source, state, counts }: KeptHeartbeat): boolean =>
  state !== null && !counts && source !== 'connectSignIn';

/** Null: it shows no time. */
const beat = (fact: Fact | null): string => String(fact?.attributes.state ?? 'no time');

const heartbeatFinding = ({ key, before, after }: Drift): Finding => ({
  source: 'verdict',
  change: 'changed',
  key,
  title: `Heartbeat of ${after?.label ?? key}: ${beat(before)} → ${beat(after)}`,
  severity: 'info',
  before: before?.attributes ?? null,
  after: after?.attributes ?? null,
});

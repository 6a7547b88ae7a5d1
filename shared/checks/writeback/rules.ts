/**
 * What a drift of the writeback check means: history line, severity, and the alert it raises, if any.
 * Expansion and lost protection are mailed; everything else is only recorded.
 */
import type { AlertText } from '../../core/model/alert.ts';
import type { Finding, Interpretation, Occasion, SourceDrift, VerdictChange } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import { type Json, sameJson } from '../../core/model/json.ts';
import { conditionsOf } from './conditions.ts';
import { storedVerdict } from './stored.ts';
import { FLAG_ACTIVITIES, switchFindings } from './switches.ts';

export function interpret({ sources, verdict }: Occasion): Interpretation {
  const findings = sources.flatMap((one) =>
    one.source === 'directoryAudits' ? [] : one.drift.map((drift) => plainFinding(one, drift)),
  );
  if (!verdict) return { findings, conditions: [] };
  return {
    findings: [...findings, ...switchFindings(sources, verdict), ...verdictFindings(sources, verdict)],
    conditions: conditionsOf(storedVerdict(verdict.after)),
  };
}

/** The verdict's own line of history. What turned it is told by the switches. */
function verdictFindings(sources: readonly SourceDrift[], { before, after }: VerdictChange): Finding[] {
  const now = after.find(({ key }) => key === 'writeback');
  const old = before?.find(({ key }) => key === 'writeback');
  if (!now || (old && sameJson(old.attributes, now.attributes))) return [];
  const is = storedVerdict(after).state;
  const was = before ? storedVerdict(before).state : null;
  const title =
    was === null
      ? `Verdict: writeback is ${is}`
      : was === is
        ? `Verdict: writeback is still ${is}, on other evidence`
        : `Verdict: writeback ${was} → ${is}`;
  return [
    {
      source: 'verdict',
      change: old && !isFirstSight(sources) ? 'changed' : 'baseline',
      key: 'writeback',
      title,
      severity: 'info',
      before: old?.attributes ?? null,
      after: now.attributes,
    },
  ];
}

/** What a first reading adds to the verdict is its baseline. */
const isFirstSight = (sources: readonly SourceDrift[]): boolean =>
  sources.some(({ baseline }) => baseline) && sources.every(({ drift }) => drift.length === 0);

function plainFinding({ source }: SourceDrift, drift: Drift): Finding {
  const fact = drift.after ?? drift.before;
  const line: Finding = {
    source,
    change: drift.change,
    key: drift.key,
    title: titleOf(source, drift),
    severity: 'info',
    before: drift.before?.attributes ?? null,
    after: drift.after?.attributes ?? null,
    ...(activitiesOf(source) && { activities: activitiesOf(source) ?? [] }),
  };
  const event = fact ? eventOf(source, drift, fact) : null;
  return event ? { ...line, event, severity: event.severity } : line;
}

/** Where the audit log may say who did it. That these activities cover every change is unconfirmed. */
const ACTIVITIES: { readonly [source: string]: readonly string[] } = {
  onPremisesSynchronization: FLAG_ACTIVITIES,
  organization: ['Set DirSyncEnabled flag'],
  authorizationPolicy: ['Update authorization policy'],
};

const activitiesOf = (source: string): readonly string[] | null => ACTIVITIES[source] ?? null;

const NAMES: { readonly [source: string]: string } = {
  onPremisesSynchronization: 'Sync feature flag',
  organization: 'Directory synchronisation of',
  cloudSync: 'Cloud Sync configuration',
  authorizationPolicy: 'Authorization policy',
  declaration: 'Declared writeback state',
};

function titleOf(source: string, { change, key, before, after }: Drift): string {
  const fact = after ?? before;
  const name = `${NAMES[source] ?? source} ${source === 'declaration' ? '' : (fact?.label ?? key)}`.trim();
  if (change === 'added') return `${name}: new, ${shown(after)}`;
  if (change === 'removed') return `${name}: no longer there, was ${shown(before)}`;
  return `${name}: ${shown(before)} → ${shown(after)}`;
}

function shown(fact: Fact | null): string {
  if (fact?.key === 'declaration') return declared(fact);
  const values = Object.entries(fact?.attributes ?? {}).sort();
  const [only] = values;
  return values.length === 1 && only?.[0] === 'value'
    ? word(only[1])
    : values.map(([name, value]) => `${name} ${word(value)}`).join(', ');
}

const declared = ({ attributes: { says, on, by } }: Fact): string =>
  says === null ? 'nothing' : `${says} since ${on}, by ${by}`;

const word = (value: Json): string =>
  value === null ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);

function eventOf(source: string, drift: Drift, fact: Fact): AlertText | null {
  if (source === 'onPremisesSynchronization') return protectionOff(drift, fact);
  if (source === 'authorizationPolicy') return ssprWidened(drift);
  return null;
}

/** Flags whose loss opens a way to take over an account, and how. */
const PROTECTIONS: { readonly [flag: string]: string } = {
  blockCloudObjectTakeoverThroughHardMatchEnabled:
    'someone who can write on-premises objects can take over a cloud account by hard match',
  blockSoftMatchEnabled: 'a synced object can take over a cloud account that has the same address',
  quarantineUponUpnConflictEnabled: 'objects with a conflicting user principal name are no longer held back',
  quarantineUponProxyAddressesConflictEnabled: 'objects with a conflicting address are no longer held back',
  cloudPasswordPolicyForPasswordSyncedUsersEnabled:
    'the cloud password policy no longer applies to users whose password is synced',
};

function protectionOff(drift: Drift, fact: Fact): AlertText | null {
  const flag = drift.key.replace('feature:', '');
  const lost = drift.before?.attributes.value === true && drift.after?.attributes.value !== true;
  const effect = PROTECTIONS[flag];
  if (!lost || effect === undefined) return null;
  return {
    rule: 'sync-protection-off',
    subject: drift.key,
    severity: 'warning',
    title: drift.after ? `Sync protection turned off: ${flag}` : `Sync protection no longer reported: ${flag}`,
    why: `Without it ${effect}.`,
    todo: 'Find out why it was turned off (GET /api/drift names who did it where the audit log does); turn it on again unless a migration needs it for a short time.',
    lines: [
      titleOf('onPremisesSynchronization', { ...drift, after: drift.after ?? null, before: drift.before ?? fact }),
    ],
  };
}

function ssprWidened(drift: Drift): AlertText | null {
  if (drift.after?.attributes.value !== true || drift.before?.attributes.value !== false) return null;
  return {
    rule: 'sspr-for-admins-on',
    subject: drift.key,
    severity: 'warning',
    title: 'Administrators may now reset their own passwords (allowedToUseSSPR)',
    why: "Whoever controls an administrator's registered methods can reset that password, and writeback takes it on-premises.",
    todo: 'If it was not intended, set allowedToUseSSPR to false in the authorization policy again.',
    lines: [titleOf('authorizationPolicy', drift)],
  };
}

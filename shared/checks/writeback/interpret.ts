/**
 * What a drift of the writeback check means: its line of history, and the rule that it raises, if any. What was turned on
 * or off between two polls is found in switches.ts, what lasts in conditions.ts.
 */

import type { Finding, Interpretation, Occasion, SourceDrift, VerdictChange } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import { sameJson } from '../../core/model/json.ts';
import { own } from '../../core/model/own.ts';
import type { WritebackState } from '../../core/model/rule.ts';
import { dayText } from '../../core/text/ages.ts';
import { quoted, valueWords } from '../../core/text/outside.ts';
import { listed, type Words, words } from '../../core/text/words.ts';
import { CHANGED } from '../entra/activities.ts';
import { findingOf } from '../findings.ts';
import { conditionsOf } from './conditions.ts';
import { manyResetFindings } from './many-resets.ts';
import { privilegedFindings } from './privileged-resets.ts';
import { lossOf } from './protections.ts';
import { resetFindings } from './reset-lines.ts';
import { resetTotalFindings } from './reset-report.ts';
import { declaration } from './sources.ts';
import { settingsFindings } from './sspr-settings.ts';
import { storedVerdict } from './stored.ts';
import { switchFindings } from './switches.ts';

export function interpret({ sources, verdict, writeback }: Occasion): Interpretation {
  const findings = sources.flatMap((one) => sourceFindings(one, writeback));
  if (!verdict) return { findings, conditions: [] };
  const ending = endingOf(sources);
  return {
    findings: [
      ...findings,
      ...switchFindings(sources, verdict),
      ...resetTotalFindings(verdict),
      ...manyResetFindings(verdict, writeback),
      ...verdictFindings(sources, verdict),
    ],
    conditions: conditionsOf(storedVerdict(verdict.after)),
    ...(ending && { ending }),
  };
}

/** The switches themselves are walked in order of time. */
function sourceFindings(one: SourceDrift, writeback: WritebackState): Finding[] {
  if (one.source === 'directoryAudits') return [];
  if (one.source === 'ssprSettings') return settingsFindings(one, writeback);
  if (one.source === 'resets') return [...resetFindings(one), ...privilegedFindings(one, writeback)];
  return one.drift.map((drift) => plainFinding(one, drift, writeback));
}

/** A word of the operator, or of whoever can write the settings, ends what nothing in the tenant has ended. */
function endingOf(sources: readonly SourceDrift[]): Words | null {
  const drift = sources.find(({ source }) => source === declaration.name)?.drift ?? [];
  const [said] = drift.flatMap(({ after }) => after ?? []);
  if (!said) return null;
  const { says, on, by } = said.attributes;
  if (says === null) return words`closed when the declaration was taken back`;
  return words`closed because it was declared ${quoted(String(says))} as of ${dayText(String(on)) ?? quoted(String(on))} by ${quoted(String(by))} (WRITEBACK_DECLARED)`;
}

/** The verdict's own line of history. What turned it is told by the switches. */
function verdictFindings(sources: readonly SourceDrift[], { before, after }: VerdictChange): Finding[] {
  const now = after.find(({ key }) => key === 'writeback');
  const old = before?.find(({ key }) => key === 'writeback');
  if (!now || (old && sameJson(old.attributes, now.attributes))) return [];
  return [
    {
      source: 'verdict',
      change: old && !isFirstSight(sources) ? 'changed' : 'baseline',
      key: 'writeback',
      title: verdictTitle(before ? storedVerdict(before).state : null, storedVerdict(after).state),
      severity: 'info',
      before: old?.attributes ?? null,
      after: now.attributes,
    },
  ];
}

function verdictTitle(was: WritebackState | null, is: WritebackState): Words {
  if (was === null) return words`Verdict: writeback is ${is}`;
  return was === is
    ? words`Verdict: writeback is still ${is}, based on other evidence`
    : words`Verdict: writeback ${was} → ${is}`;
}

/** What a first reading adds to the verdict is its baseline. */
const isFirstSight = (sources: readonly SourceDrift[]): boolean =>
  sources.some(({ baseline }) => baseline) && sources.every(({ drift }) => drift.length === 0);

function plainFinding({ source }: SourceDrift, drift: Drift, writeback: WritebackState): Finding {
  const activities = own(ACTIVITIES, source);
  const title = titleOf(source, drift);
  const line = {
    source,
    change: drift.change,
    key: drift.key,
    title,
    before: drift.before?.attributes ?? null,
    after: drift.after?.attributes ?? null,
    ...(activities && { activities }),
  };
  return findingOf(line, lossOf(source, drift, title), writeback);
}

/** Where the audit log may say who did it. */
const ACTIVITIES: { readonly [source: string]: readonly string[] } = {
  onPremisesSynchronization: CHANGED.syncFeature,
  organization: CHANGED.syncEnabled,
  authorizationPolicy: CHANGED.authorizationPolicy,
};

const NAMES: ReadonlyMap<string, Words> = new Map([
  ['onPremisesSynchronization', words`Sync feature flag`],
  ['organization', words`Directory synchronisation of`],
  ['cloudSync', words`Cloud Sync configuration`],
  ['authorizationPolicy', words`Authorization policy`],
  ['declaration', words`Declared writeback state`],
]);

function titleOf(source: string, { change, key, before, after }: Drift): Words {
  const fact = after ?? before;
  const isAccount = fact?.attributes.isAccount === true;
  const kind = isAccount ? words`Account of Cloud Sync` : (NAMES.get(source) ?? words`Fact of another source:`);
  const name = source === 'declaration' ? kind : words`${kind} ${valueWords(fact?.label ?? key)}`;
  if (isAccount) return words`${name}: ${change === 'removed' ? 'no longer there, or disabled' : 'there, and enabled'}`;
  if (change === 'added') return words`${name}: new, ${shown(after)}`;
  if (change === 'removed') return words`${name}: no longer there, was ${shown(before)}`;
  return words`${name}: ${shown(before)} → ${shown(after)}`;
}

function shown(fact: Fact | null): Words {
  if (fact?.key === 'declaration') return declared(fact);
  const values = Object.entries(fact?.attributes ?? {}).sort();
  const [only] = values;
  return values.length === 1 && only?.[0] === 'value'
    ? valueWords(only[1])
    : listed(values.map(([name, value]) => words`${valueWords(name)} ${valueWords(value)}`));
}

const declared = ({ attributes: { says, on, by } }: Fact): Words =>
  says === null
    ? words`nothing`
    : words`${valueWords(says)} since ${(typeof on === 'string' ? dayText(on) : null) ?? valueWords(on)}, by ${valueWords(by)}`;

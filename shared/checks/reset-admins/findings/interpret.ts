/**
 * What a drift of the check means: history line, severity, and the alert it raises, if any. Whatever lets someone reset
 * more, or may soon, is mailed; what shrinks, and what a first reading brings into view, is only recorded.
 */
import type { Finding, Interpretation, Occasion, SourceDrift } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Snapshot } from '../../../core/model/fact.ts';
import type { Json } from '../../../core/model/json.ts';
import { headline } from '../report.ts';
import { unitKeyOf } from '../sources/keys.ts';
import { totalsOf } from '../stored.ts';
import { shortName } from '../words.ts';
import { SOURCE_ACTIVITIES } from './activities.ts';
import { attributed } from './attributed.ts';
import { briefFindings } from './brief-findings.ts';
import { type Comparison, comparisonOf } from './comparison.ts';
import { enabledFindings, isLearned, isSwitched } from './enabled.ts';
import { firstSightFindings, isFirstSight } from './first-readings.ts';
import { grantFindings } from './grants/grant-findings.ts';
import { unitFindings } from './growth.ts';
import { identified } from './identified.ts';
import { split, verdictLine } from './lines.ts';
import { lossFindings } from './losses/loss-findings.ts';
import { isWorthAlert, rightFindings } from './rights.ts';
import { secretFindings } from './secrets.ts';

export { growth } from './growth.ts';

export function interpret(occasion: Occasion): Interpretation {
  const { sources, verdict } = occasion;
  const plain = sources.flatMap((one) => one.drift.flatMap((drift) => sourceFindings(one, drift)));
  if (!verdict) return { findings: plain, conditions: [] };
  const { before, after } = verdict;
  const findings = before ? verdictFindings(comparisonOf(occasion, before, after)) : [baseline(after)];
  return { findings: attributed([...plain, ...findings], occasion), conditions: [] };
}

function verdictFindings(compared: Comparison): Finding[] {
  const [firstRights, rights] = split(
    compared.drift('indirect').filter((drift) => !isLearned(drift)),
    (drift) => isFirstSight(drift, compared),
  );
  const [switched, own] = split(rights, (drift) => isSwitched(drift) && !isWorthAlert(drift, compared));
  const grants = grantFindings(
    compared,
    own.filter((drift) => isWorthAlert(drift, compared)),
  );
  return [
    ...grants.findings,
    ...compared.drift('resetter').flatMap((drift) => typeFindings(drift, compared)),
    ...unitFindings(compared),
    ...lossFindings(compared),
    ...rightFindings(own, grants.folded, compared),
    ...secretFindings(compared),
    ...enabledFindings(compared.drift('resetter'), switched, compared),
    ...briefFindings(compared),
    ...firstSightFindings([...grants.firstSeen, ...firstRights], compared),
  ];
}

/** That a resetter came or went is told by its paths. */
function typeFindings(drift: Drift, compared: Comparison): Finding[] {
  const { before, after, key } = drift;
  if (!before || !after || before.attributes.type === after.attributes.type) return [];
  const event = identified(drift, compared);
  if (event) return [{ ...verdictLine(drift), title: event.title, severity: event.severity, event }];
  const name = shortName(after.label ?? key);
  const title = `${name}: ${word(before.attributes.type)} → ${word(after.attributes.type)}`;
  return [{ ...verdictLine(drift), title, severity: 'info' }];
}

function baseline(verdict: Snapshot): Finding {
  const { syncedUsers = null, reachable = null, resetters = 0 } = totalsOf(verdict) ?? {};
  return {
    source: 'verdict',
    change: 'baseline',
    key: 'reset-admins',
    title: `Verdict: ${headline(verdict)}`,
    severity: 'info',
    before: null,
    after: { resetters, reachable, syncedUsers },
  };
}

/** Of the sources only what the verdict does not say by itself: how roles are defined, and units. */
const NAMES: { readonly [source: string]: string } = {
  roleDefinitions: 'Role definition',
  units: 'Administrative unit',
};

function sourceFindings({ source }: SourceDrift, { change, key, before, after }: Drift): Finding[] {
  const noun = NAMES[source];
  if (noun === undefined || (source === 'units' && !unitKeyOf(key).isThere)) return [];
  const name = `${noun} ${shortName((after ?? before)?.label ?? key)}`;
  const says = { added: 'new', removed: 'no longer there', changed: changesOf(before?.attributes, after?.attributes) };
  const activities = SOURCE_ACTIVITIES[source]?.[change];
  return [
    {
      source,
      change,
      key,
      title: `${name}: ${says[change]}`,
      severity: 'info',
      before: before?.attributes ?? null,
      after: after?.attributes ?? null,
      ...(activities && { activities }),
    },
  ];
}

type Attributes = { readonly [name: string]: Json };

function changesOf(was: Attributes = {}, is: Attributes = {}): string {
  const moved = Object.keys(is).filter((name) => word(was[name]) !== word(is[name]));
  return moved.map((name) => `${name} ${word(was[name])} → ${word(is[name])}`).join(', ');
}

const word = (value: Json | undefined): string =>
  value === null || value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);

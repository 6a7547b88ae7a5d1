/**
 * What a drift of the check means: history line, severity, and the alert it raises, if any. Whatever lets someone reset
 * more, or may soon, is mailed; what shrinks, and what a first reading brings into view, is only recorded.
 */

import type { Finding, Interpretation, Occasion, SourceDrift } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Snapshot } from '../../../core/model/fact.ts';
import { own } from '../../../core/model/own.ts';
import { changesWords, named, valueWords } from '../../../core/text/outside.ts';
import { type Words, words } from '../../../core/text/words.ts';
import { headline } from '../report.ts';
import { unitKeyOf } from '../sources/keys.ts';
import { totalsOf } from '../stored.ts';
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
  const id = key.slice('resetter:'.length);
  const moved = words`${valueWords(before.attributes.type)} → ${valueWords(after.attributes.type)}`;
  const title = words`Another kind of principal, ${moved}: ${named({ id, name: after.label ?? null })}`;
  return [{ ...verdictLine(drift), title, severity: 'info' }];
}

function baseline(verdict: Snapshot): Finding {
  const { syncedUsers = null, reachable = null, resetters = 0 } = totalsOf(verdict) ?? {};
  return {
    source: 'verdict',
    change: 'baseline',
    key: 'reset-admins',
    title: words`Verdict: ${headline(verdict)}`,
    severity: 'info',
    before: null,
    after: { resetters, reachable, syncedUsers },
  };
}

/** Of the sources only what the verdict does not say by itself: how roles are defined, and units. */
const NAMES: ReadonlyMap<string, Words> = new Map([
  ['roleDefinitions', words`Role definition`],
  ['units', words`Administrative unit`],
]);

function sourceFindings({ source }: SourceDrift, { change, key, before, after }: Drift): Finding[] {
  const noun = NAMES.get(source);
  if (noun === undefined || (source === 'units' && !unitKeyOf(key).isThere)) return [];
  const name = words`${noun} ${named({ id: key, name: (after ?? before)?.label ?? null })}`;
  const says = {
    added: words`new`,
    removed: words`no longer there`,
    changed: changesWords(before?.attributes, after?.attributes),
  };
  const activities = own(SOURCE_ACTIVITIES, source)?.[change];
  return [
    {
      source,
      change,
      key,
      title: words`${name}: ${says[change]}`,
      severity: 'info',
      before: before?.attributes ?? null,
      after: after?.attributes ?? null,
      ...(activities && { activities }),
    },
  ];
}

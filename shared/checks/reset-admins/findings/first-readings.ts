/**
 * What a source that was read for the first time adds to the verdict: a baseline, recorded as one line with counts and
 * never path by path. Only what such a source alone can tell is explained by it; everything else stays a finding.
 */

import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import { ours } from '../../../core/text/outside.ts';
import { joined, words } from '../../../core/text/words.ts';
import type { Indirect } from '../authority/indirect.ts';
import { SOURCES } from '../sources/index.ts';
import type { Tidings } from '../sources/queries.ts';
import { indirectOf, kindOf, pathOf, type StoredPath } from '../stored.ts';
import { counted } from '../words.ts';
import type { Comparison } from './comparison.ts';

/** Whether a first reading of this poll is what brought this path or right into view. */
export function isFirstSight(drift: Drift, { firstRead }: Comparison): boolean {
  if (!drift.after || firstRead.size === 0) return false;
  const tidings =
    kindOf(drift) === 'indirect' ? tidingsOfRight(indirectOf(drift.after)) : tidingsOfPath(pathOf(drift.after));
  return SOURCES.some(({ name, alone = [] }) => firstRead.has(name) && alone.some((one) => tidings.includes(one)));
}

/** Only the schedule tells that a role is held by activation. */
function tidingsOfPath({ way, activated }: Pick<StoredPath, 'way' | 'activated'>): readonly Tidings[] {
  if (way === 'eligible') return ['eligible'];
  if (way === 'eligibleGroup') return ['eligibleByGroup'];
  return activated ? ['activated'] : [];
}

function tidingsOfRight({ kind, by }: Indirect): readonly Tidings[] {
  if (by.kind === 'steps' || (by.kind === 'role' && by.way.startsWith('eligible'))) return ['eligibleByGroup'];
  return by.kind === 'application' && (kind === 'takeApplication' || kind === 'writeback') ? ['owned'] : [];
}

/** @param seen what `isFirstSight` said yes to */
export function firstSightFindings(seen: readonly Drift[], { firstRead }: Comparison): Finding[] {
  if (seen.length === 0) return [];
  const paths = seen.filter((drift) => kindOf(drift) === 'path').length;
  const rights = seen.length - paths;
  const sources = SOURCES.filter(({ name, alone }) => alone && firstRead.has(name)).map(({ name }) => ours(name));
  const counts = [
    ...(paths > 0 ? [counted(paths, 'path')] : []),
    ...(rights > 0 ? [counted(rights, 'indirect right')] : []),
  ];
  return [
    {
      source: 'verdict',
      change: 'baseline',
      key: 'first-reading',
      title: words`First reading of ${joined(sources)}: shows ${joined(counts)} not seen before`,
      severity: 'info',
      before: null,
      after: { paths, indirect: rights },
    },
  ];
}

/**
 * What a source that was read for the first time adds to the verdict: a baseline, recorded as one line with counts and
 * never path by path. Only what such a source alone can tell is explained by it; everything else stays a finding.
 */
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Indirect } from '../authority/indirect.ts';
import { PERMISSION_MEANS } from '../authority/indirect-means.ts';
import { indirectOf, kindOf, pathOf, type StoredPath } from '../stored.ts';
import type { Scene } from './scene.ts';
import { counted, joined } from './words.ts';

/** Whether a first reading of this poll is what brought this path or right into view. */
export function isFirstSight(drift: Drift, { firstRead }: Scene): boolean {
  if (!drift.after || firstRead.size === 0) return false;
  const tellers = kindOf(drift) === 'path' ? pathTellers(pathOf(drift.after)) : rightTellers(indirectOf(drift.after));
  return tellers.some((source) => firstRead.has(source));
}

const ELIGIBILITY = ['eligibilities', 'groupEligibilities'];

const TELLERS = ['assignmentSchedules', ...ELIGIBILITY, 'applicationOwners'];

/** Only the schedule tells that a role is held by activation. */
function pathTellers({ way, activated }: StoredPath): readonly string[] {
  if (way === 'eligible') return ['eligibilities'];
  if (way === 'eligibleGroup') return ELIGIBILITY;
  return activated ? ['assignmentSchedules'] : [];
}

/** `by` begins with the way where it is a role, and is one id where it is an application or a permission. */
function rightTellers({ kind, by }: Indirect): readonly string[] {
  if (kind === 'twoSteps' || by.startsWith('eligible')) return ELIGIBILITY;
  const isByApplication = !by.includes(' ') && !PERMISSION_MEANS.has(by);
  return isByApplication && (kind === 'takeApplication' || kind === 'writeback') ? ['applicationOwners'] : [];
}

/** @param seen what `isFirstSight` said yes to */
export function firstSightFindings(seen: readonly Drift[], { firstRead }: Scene): Finding[] {
  if (seen.length === 0) return [];
  const paths = seen.filter((drift) => kindOf(drift) === 'path').length;
  const rights = seen.length - paths;
  const sources = TELLERS.filter((source) => firstRead.has(source));
  const counts = [
    ...(paths > 0 ? [counted(paths, 'path')] : []),
    ...(rights > 0 ? [counted(rights, 'indirect right')] : []),
  ];
  return [
    {
      source: 'verdict',
      change: 'baseline',
      key: 'first-reading',
      title: `First reading of ${joined(sources)}: shows ${joined(counts)} not seen before`,
      severity: 'info',
      before: null,
      after: { paths, indirect: rights },
    },
  ];
}

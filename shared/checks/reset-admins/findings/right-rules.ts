/**
 * By which rule a right beside a reset is told, new or longer: by what it leads to, and in how many steps. Decides
 * nothing else; who is told together, and in which words, is in `rights.ts`.
 */

import type { Drift } from '../../../core/model/drift.ts';
import { NO_WORDS, type Words, words } from '../../../core/text/words.ts';
import { isLater } from '../authority/duration.ts';
import type { Indirect } from '../authority/indirect.ts';
import type { MeansName } from '../authority/indirect-means.ts';
import type { RuleId } from '../rules.ts';
import { indirectOf } from '../stored.ts';
import { untilText } from '../titles.ts';
import type { Comparison } from './comparison.ts';

export type RightRule = Extract<RuleId, `can-${string}-new` | 'right-longer' | 'right-new'>;

/** The gravest first. Of several rights by one role the first that fits tells. */
export const BY_GRAVITY: readonly RightRule[] = [
  'can-grant-new',
  'can-turn-on-new',
  'can-take-application-new',
  'can-become-users-new',
  'right-longer',
  'right-new',
];

/** What leads to a reset in one step; the others take more. */
const RULE_OF: { readonly [kind in MeansName]?: RightRule } = {
  grant: 'can-grant-new',
  writeback: 'can-turn-on-new',
  withoutReset: 'can-become-users-new',
  recovery: 'can-become-users-new',
  federation: 'can-become-users-new',
  // Documents disagree on these; the wider reading stands.
  otherPermission: 'can-become-users-new',
  syncClient: 'can-become-users-new',
};

/** Taking an application leads there while there is one that can reset, or can give itself that. */
export function ruleOf({ kind, by }: Indirect, { applications }: Comparison): RightRule {
  if (kind !== 'takeApplication') return RULE_OF[kind] ?? 'right-new';
  const leadsThere = by.kind === 'application' ? applications.has(by.id) : applications.size > 0;
  return leadsThere ? 'can-take-application-new' : 'right-new';
}

/** As what a drift of a right is told, and what its title adds; null: nobody can do more than before. */
export function widened(
  { before, after }: Drift,
  compared: Comparison,
): { readonly rule: RightRule; readonly says: Words } | null {
  if (!after) return null;
  const is = indirectOf(after);
  const rule = ruleOf(is, compared);
  if (!before) return { rule, says: NO_WORDS };
  const was = indirectOf(before);
  if (was.isActivated && !is.isActivated) return { rule, says: words`, now without an activation in PIM` };
  if (!isLater(is.until, was.until)) return null;
  if (is.until === null) return { rule, says: words`, now with no end date` };
  return { rule: rule === 'right-new' ? rule : 'right-longer', says: words` for longer${untilText(is)}` };
}

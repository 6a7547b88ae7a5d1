/**
 * The findings about rights beside a reset. Who can newly grant a role that resets, or turn password writeback on, is
 * mailed; every other right, and an activation through PIM that can be told, is only recorded.
 */
import type { AlertText } from '../../../core/model/alert.ts';
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { basisText } from '../authority/basis.ts';
import type { Indirect } from '../authority/indirect.ts';
import type { MeansName } from '../authority/indirect-means.ts';
import { widthOf } from '../authority/resetters.ts';
import { RULES } from '../rules.ts';
import { indirectOf, rightKey } from '../stored.ts';
import { rightTitle } from '../titles.ts';
import { counted, nameLines, nameOf, shortName } from '../words.ts';
import { APPLICATION_GRANTED, pathActivities } from './activities.ts';
import type { Comparison } from './comparison.ts';
import { verdictLine } from './lines.ts';
import { type ByOneAct, byOneAct, type Effect } from './one-act.ts';

type RightRule = 'can-grant-new' | 'can-turn-on-new';

const RULE_OF: { readonly [kind in MeansName]?: RightRule } = {
  grant: 'can-grant-new',
  writeback: 'can-turn-on-new',
};

/** Whether it is a right that is worth an alert, by itself or as part of one about paths. */
export const isWorthAlert = ({ change, after }: Drift): boolean =>
  change === 'added' && after !== null && RULE_OF[indirectOf(after).kind] !== undefined;

/** PIM lists it as activated, and the same was known to be held as eligible. */
function isActivation({ id, kind, by, isActivated }: Indirect, { before, after }: Comparison): boolean {
  if (!isActivated || by.kind !== 'role' || by.way !== 'direct') return false;
  return (['eligible', 'eligibleGroup'] as const).some((way) => {
    const key = rightKey({ id, kind, by: { ...by, way } });
    return before.keys.has(key) || after.keys.has(key);
  });
}

interface NewRight extends Effect<RightRule> {
  readonly drift: Drift;
  readonly right: Indirect;
}

/** @param folded those that an alert about paths names */
export function rightFindings(
  all: readonly Drift[],
  folded: ReadonlyMap<Drift, AlertText>,
  compared: Comparison,
): Finding[] {
  const alone = all.filter((drift) => isWorthAlert(drift) && !folded.has(drift)).flatMap(newRight);
  const fresh = alone.filter(({ right }) => !isActivation(right, compared));
  const alerts = byOneAct(fresh).flatMap((group) => {
    const event = rightAlert(group, compared);
    return group.members.map(({ drift }) => [drift, event] as const);
  });
  const own = new Map(alerts);
  return all.map((drift) => {
    const event = own.get(drift);
    const right = drift.after && indirectOf(drift.after);
    const activities = event && right ? activitiesOf(right) : [];
    return { ...finding(drift, event ?? folded.get(drift)), ...(activities.length > 0 && { activities }) };
  });
}

function newRight(drift: Drift): NewRight[] {
  const right = drift.after && indirectOf(drift.after);
  const rule = right && RULE_OF[right.kind];
  return right && rule ? [{ rule, principal: right.id, act: basisText(right.by), drift, right }] : [];
}

function rightAlert({ subject, members }: ByOneAct<NewRight>, { writeback, after }: Comparison): AlertText {
  const [{ rule, right }] = members;
  const people = new Map(members.map((one) => [one.principal, nameOf(one.right)]));
  const isOne = people.size === 1;
  const details = [...new Set(members.map((one) => one.right.detail))].map((detail) => `By: ${detail}`);
  return alertOf(RULES[rule], writeback, {
    subject,
    // Whoever can grant can have everyone, one step later: half of what one weighs who has them now.
    weight: widthOf(after.syncedUsers) / 2,
    title: rightTitle(isOne ? nameOf(right) : counted(people.size, 'principal'), right.means, shortName(right.detail)),
    lines: [...details, ...(isOne ? [`Id: ${right.id}`] : nameLines([...people.values()]))],
  });
}

function finding(drift: Drift, event: AlertText | undefined): Finding {
  const fact = drift.after ?? drift.before;
  const right = fact && indirectOf(fact);
  const says = drift.change === 'removed' ? 'Right gone: ' : event ? '' : 'Right: ';
  return {
    ...verdictLine(drift),
    title: right ? `${says}${nameOf(right)} ${right.means} (${right.detail})` : drift.key,
    severity: event?.severity ?? 'info',
    ...(event && { event }),
  };
}

/** Of a right that came with a path its own line asks. What an owner was given is in none of the activities. */
function activitiesOf({ by }: Indirect): readonly string[] {
  if (by.kind === 'role') return pathActivities({ ...by, activated: false });
  return by.kind === 'permission' ? APPLICATION_GRANTED : [];
}

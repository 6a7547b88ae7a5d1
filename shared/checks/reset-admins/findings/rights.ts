/**
 * The findings about rights beside a reset: whatever is new or lasts longer raises the rule of what it leads to, and
 * several rights by one role are one alert, that of the gravest. What is gone is only recorded.
 */

import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Said } from '../../../core/model/rule.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { quoted } from '../../../core/text/outside.ts';
import { NO_WORDS, type Words, words } from '../../../core/text/words.ts';
import { basisText } from '../authority/basis.ts';
import type { Indirect } from '../authority/indirect.ts';
import { MEANS } from '../authority/indirect-means.ts';
import { widthOf } from '../authority/resetters.ts';
import { RULES } from '../rules.ts';
import { indirectOf, rightKey } from '../stored.ts';
import { activationTitle, rightTitle } from '../titles.ts';
import { counted, fullName, nameLines, someone } from '../words.ts';
import { APPLICATION_GRANTED, OWNER_ADDED, pathActivities } from './activities.ts';
import type { Comparison } from './comparison.ts';
import { verdictLine } from './lines.ts';
import { type ByOneAct, byOneAct, type Effect } from './one-act.ts';
import { BY_GRAVITY, type RightRule, widened } from './right-rules.ts';
import { rightTodo } from './right-todo.ts';

/** Whether it is worth an alert, by itself or as part of one about paths. */
export const isWorthAlert = (drift: Drift, compared: Comparison): boolean => widened(drift, compared) !== null;

/** All that someone gained by one role, permission, group or application. */
interface NewRight extends Effect<RightRule> {
  readonly right: Indirect;
  readonly says: Words;
  readonly drifts: readonly Drift[];
  /** What else it means. */
  readonly also: readonly Words[];
}

/** @param folded those that an alert about paths names */
export function rightFindings(
  all: readonly Drift[],
  folded: ReadonlyMap<Drift, Said>,
  compared: Comparison,
): Finding[] {
  const alone = all.filter((drift) => isWorthAlert(drift, compared) && !folded.has(drift));
  const alerts = byOneAct(newRights(alone, compared)).flatMap((group) => {
    const event = rightAlert(group, compared);
    return group.members.flatMap(({ drifts }) => drifts.map((drift) => [drift, event] as const));
  });
  const own = new Map(alerts);
  return all.map((drift) => {
    const event = own.get(drift);
    const right = drift.after && indirectOf(drift.after);
    const activities = event && right ? activitiesOf(right) : [];
    return { ...finding(drift, event ?? folded.get(drift)), ...(activities.length > 0 && { activities }) };
  });
}

function newRights(drifts: readonly Drift[], compared: Comparison): NewRight[] {
  const told = drifts.flatMap((drift) => toldAs(drift, compared));
  const byAct = Map.groupBy(told, ({ right }) => `${right.id} ${basisText(right.by)}`);
  return [...byAct.values()].flatMap((own) => {
    const [lead, ...others] = own.toSorted((a, b) => BY_GRAVITY.indexOf(a.rule) - BY_GRAVITY.indexOf(b.rule));
    if (!lead) return [];
    const { rule, right, says } = lead;
    const also = others.map((other) => words`${MEANS[other.right.kind]}`);
    const drifts = own.map(({ drift }) => drift);
    return [{ rule, principal: right.id, act: `${basisText(right.by)}${says}`, right, says, drifts, also }];
  });
}

function toldAs(drift: Drift, compared: Comparison) {
  const right = drift.after && indirectOf(drift.after);
  const wider = widened(drift, compared);
  if (!right || !wider) return [];
  return [{ drift, right, ...(isActivation(right, compared) ? ACTIVATED : wider) }];
}

const ACTIVATED = { rule: RULES['right-new'].id, says: activationTitle } as const;

/** PIM lists it as activated, and the same was known to be held as eligible. */
function isActivation({ id, kind, by, isActivated }: Indirect, { before, after }: Comparison): boolean {
  if (!isActivated || by.kind !== 'role' || by.way !== 'direct') return false;
  return (['eligible', 'eligibleGroup'] as const).some((way) => {
    const key = rightKey({ id, kind, by: { ...by, way } });
    return before.keys.has(key) || after.keys.has(key);
  });
}

function rightAlert({ subject, members }: ByOneAct<NewRight>, { writeback, after }: Comparison): Said {
  const [{ rule, right, says }] = members;
  const people = new Map(members.map((one) => [one.principal, fullName(one.right)]));
  const isOne = people.size === 1;
  const details = [...new Set(members.map((one) => one.right.detail))].map((detail) => words`By: ${detail}`);
  const also = [...new Set(members.flatMap((one) => one.also))].map((means) => words`Also: ${means}`);
  const who = isOne ? someone(right.type) : counted(people.size, 'principal');
  return alertOf(RULES[rule], writeback, {
    subject,
    // Whoever can grant can have everyone, one step later: half of what one weighs who has them now.
    weight: rule === 'right-new' ? 0 : widthOf(after.syncedUsers) / 2,
    todo: rightTodo(right.by),
    title: rightTitle(who, words`${MEANS[right.kind]}`, says, isOne ? fullName(right) : null, right.detail),
    lines: [...details, ...also, ...(isOne ? [] : nameLines([...people.values()]))],
  });
}

function finding(drift: Drift, event: Said | undefined): Finding {
  const fact = drift.after ?? drift.before;
  const right = fact && indirectOf(fact);
  const says = drift.change === 'removed' ? 'Right gone: ' : event ? '' : 'Right changed: ';
  return {
    ...verdictLine(drift),
    title: right
      ? words`${says}${rightTitle(someone(right.type), words`${MEANS[right.kind]}`, NO_WORDS, fullName(right), right.detail)}`
      : quoted(drift.key),
    severity: event?.severity ?? 'info',
    ...(event && { event }),
  };
}

/** Of a right that came with a path its own line asks. */
function activitiesOf({ by }: Indirect): readonly string[] {
  if (by.kind === 'role') return pathActivities({ ...by, activated: false });
  if (by.kind === 'permission') return APPLICATION_GRANTED;
  return by.kind === 'application' ? OWNER_ADDED : [];
}

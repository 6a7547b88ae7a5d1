/**
 * The findings about rights beside a reset. Who can newly grant a role that resets, or turn password writeback on, is
 * mailed; every other right, and an activation through PIM that can be told, is only recorded.
 */
import type { AlertText } from '../../../core/model/alert.ts';
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Indirect } from '../authority/indirect.ts';
import { type MeansName, PERMISSION_MEANS } from '../authority/indirect-means.ts';
import { WAYS, type Way } from '../authority/resetters.ts';
import { indirectOf } from '../stored.ts';
import { APPLICATION_GRANTED, pathActivities } from './activities.ts';
import { type Caused, type CauseGroup, causeGroups } from './causes.ts';
import { verdictLine } from './lines.ts';
import { exposure, type Scene, WRITEBACK_NOW } from './scene.ts';
import { counted, nameLines, nameOf, shortName } from './words.ts';

export type RightRule = 'can-grant-new' | 'can-turn-on-new';

const RULES: { readonly [kind in MeansName]?: RightRule } = {
  grant: 'can-grant-new',
  writeback: 'can-turn-on-new',
};

/** Whether it is a right that is worth an alert, by itself or as part of one about paths. */
export const isWorthAlert = ({ change, after }: Drift): boolean =>
  change === 'added' && after !== null && RULES[indirectOf(after).kind] !== undefined;

/** The role that a right comes by; null: it comes by a permission or an application. */
function roleOf({ by }: Indirect): { way: Way; roleId: string; scope: string } | null {
  const [way, roleId = '', ...scope] = by.split(' ');
  const known = WAYS.find((one) => one === way);
  return known && scope.length > 0 ? { way: known, roleId, scope: scope.join(' ') } : null;
}

/** PIM lists it as activated, and the same was known to be held as eligible. */
function isActivation(right: Indirect, { before, after, activations }: Scene): boolean {
  const role = roleOf(right);
  if (role?.way !== 'direct' || !activations.begun.has(`${right.id} ${role.roleId} ${role.scope}`)) return false;
  return ['eligible', 'eligibleGroup'].some((way) => {
    const key = `indirect:${right.kind}:${right.id}:${way} ${role.roleId} ${role.scope}`;
    return before.keys.has(key) || after.keys.has(key);
  });
}

interface NewRight extends Caused {
  readonly rule: RightRule;
  readonly drift: Drift;
  readonly right: Indirect;
}

/** @param folded those that an alert about paths names */
export function rightFindings(all: readonly Drift[], folded: ReadonlyMap<Drift, AlertText>, scene: Scene): Finding[] {
  const alone = all.filter((drift) => isWorthAlert(drift) && !folded.has(drift)).flatMap(newRight);
  const fresh = alone.filter(({ right }) => !isActivation(right, scene));
  const alerts = causeGroups(fresh).flatMap((group) => {
    const event = rightAlert(group, scene);
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
  const rule = right && RULES[right.kind];
  return right && rule ? [{ rule, principal: right.id, cause: right.by, drift, right }] : [];
}

function rightAlert({ subject, members }: CauseGroup<NewRight>, { writeback, after }: Scene): AlertText {
  const [{ rule, right }] = members;
  const people = new Map(members.map((one) => [one.principal, nameOf(one.right)]));
  const isOne = people.size === 1;
  const details = [...new Set(members.map((one) => one.right.detail))].map((detail) => `By: ${detail}`);
  return {
    rule,
    subject,
    severity: exposure(writeback),
    // Whoever can grant can have everyone.
    weight: after.syncedUsers,
    title: `${isOne ? nameOf(right) : counted(people.size, 'principal')} ${right.means} (${shortName(right.detail)})`,
    why: `${WHY[rule]} ${WRITEBACK_NOW[writeback]}`,
    todo: 'Confirm it with whoever did it. If nobody meant it, take that right back in the Entra admin center.',
    lines: [...details, ...(isOne ? [`Id: ${right.id}`] : nameLines([...people.values()]))],
  };
}

const WHY: { readonly [rule in RightRule]: string } = {
  'can-grant-new': 'Whoever can grant a role or permission that resets can give it to themselves.',
  'can-turn-on-new': 'Whoever can turn password writeback on makes every reset one in Active Directory.',
};

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
function activitiesOf(right: Indirect): readonly string[] {
  const role = roleOf(right);
  if (role) return pathActivities({ ...role, activated: false });
  return PERMISSION_MEANS.has(right.by) ? APPLICATION_GRANTED : [];
}

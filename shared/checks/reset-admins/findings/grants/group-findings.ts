/**
 * The findings about groups that hold a role, or may: whoever is put into one can reset, and who is hidden in one can
 * already. What its visible members gained is told by them; this tells what they do not.
 */

import type { Finding } from '../../../../core/model/check.ts';
import type { Drift } from '../../../../core/model/drift.ts';
import type { Fact } from '../../../../core/model/fact.ts';
import type { Said } from '../../../../core/model/rule.ts';
import { alertOf } from '../../../../core/model/rule.ts';
import { listed, words } from '../../../../core/text/words.ts';
import { WORKS_NOW, widthOf } from '../../authority/resetters.ts';
import { groupWords } from '../../names.ts';
import { RULES } from '../../rules.ts';
import { holderOf, pathOf, type StoredHolder, type StoredPath } from '../../stored.ts';
import { GRANT_TITLES, type GrantRule, groupTitle, IN_GROUP } from '../../titles.ts';
import { pathLine, roleText, syncedUsers } from '../../words.ts';
import { pathActivities } from '../activities.ts';
import type { Comparison } from '../comparison.ts';
import { verdictLine } from '../lines.ts';
import { type ByOneAct, byOneAct, type Effect } from '../one-act.ts';
import { changedRule } from './grants.ts';
import { todoOf } from './todo.ts';

type GroupRule = GrantRule | 'group-can-reset';

interface GroupGrant extends Effect<GroupRule> {
  readonly drift: Drift;
  readonly holder: StoredHolder;
}

/** @param told by alerts; @param changed by whatever line */
export function groupFindings(
  drifts: readonly Drift[],
  told: readonly StoredPath[],
  changed: readonly Drift[],
  compared: Comparison,
): Finding[] {
  const paths = changed.flatMap(({ before, after }) => ((after ?? before) ? [pathOf((after ?? before) as never)] : []));
  const grants = drifts
    .flatMap((drift) => groupGrantOf(drift, compared))
    .filter(({ holder }) => !told.some(leadsBy(holder)));
  const alerted = new Set(grants.map(({ drift }) => drift));
  return [
    ...byOneAct(grants).flatMap((group) => alertFindings(group, compared)),
    ...drifts.filter((drift) => !alerted.has(drift)).flatMap((drift) => plainFindings(drift, paths)),
  ];
}

/** The same role at the same scope, in as many steps, through the same group. */
const leadsBy = (holder: StoredHolder) => {
  const groups = new Set([holder.principal, ...holder.via.map(({ id }) => id)]);
  return ({ roleId, scope, way, via }: StoredPath): boolean =>
    roleId === holder.roleId &&
    scope === holder.scope &&
    WORKS_NOW.has(way) === WORKS_NOW.has(holder.way) &&
    via.some(({ id }) => groups.has(id));
};

function groupGrantOf(drift: Drift, compared: Comparison): GroupGrant[] {
  if (!drift.after) return [];
  const holder = holderOf(drift.after);
  const isActivation = holder.activated && isEligible(holder, compared);
  const rule = drift.before
    ? changedRule(holder, holderOf(drift.before), isActivation)
    : isActivation
      ? 'pim-activated'
      : 'group-can-reset';
  return rule === null ? [] : [{ rule, principal: holder.principal, act: drift.key, drift, holder }];
}

/** It could be activated, as was known. */
const isEligible = ({ roleId, scope, principal }: StoredHolder, { before }: Comparison): boolean =>
  before.keys.has(`holder:eligible:${roleId}:${scope}:${principal}`);

function alertFindings(group: ByOneAct<GroupGrant>, compared: Comparison): Finding[] {
  const event = groupAlert(group, compared);
  return group.members.map(({ drift, holder }) => ({
    ...verdictLine(drift),
    title: event.title,
    severity: event.severity,
    activities: pathActivities(holder.way === 'group' ? { ...holder, way: 'direct' } : holder),
    event,
  }));
}

function groupAlert({ subject, members }: ByOneAct<GroupGrant>, { writeback }: Comparison): Said {
  const holders = members.map(({ holder }) => holder);
  const lead = holders.reduce((a, b) => (widthOf(b.reach) > widthOf(a.reach) ? b : a));
  const [{ rule, drift }] = members;
  const group = groupWords({ id: lead.principal, name: nameIn(lead.principal, drift.after) });
  const users = syncedUsers(lead.reach);
  const says =
    rule === 'group-can-reset' ? groupTitle(users, lead, lead.members) : GRANT_TITLES[rule](IN_GROUP, users, lead);
  return alertOf(RULES[rule], writeback, {
    subject,
    weight: widthOf(lead.reach),
    title: words`${says} (${listed([...new Set(holders.map(roleText))].slice(0, MOST_ROLES))}): ${group}`,
    todo: todoOf(holders.map((holder) => ({ ...holder, way: holder.way === 'group' ? 'direct' : holder.way }))),
    lines: [words`Who: whoever is in the ${group}`, ...holders.map((holder) => words`Path: ${pathLine(holder)}`)],
  });
}

const MOST_ROLES = 3;

/** What the lines of its members say is not said again. */
function plainFindings(drift: Drift, paths: readonly StoredPath[]): Finding[] {
  const fact = drift.after ?? drift.before;
  if (!fact || paths.some(leadsBy(holderOf(fact)))) return [];
  const says = ({ added: 'new', changed: 'changed', removed: 'gone' } as const)[drift.change];
  const holder = holderOf(fact);
  const group = groupWords({ id: holder.principal, name: nameIn(holder.principal, fact) });
  const title = words`Path ${says}: the ${group}, ${pathLine(holder)}`;
  return [{ ...verdictLine(drift), title, severity: 'info' }];
}

/** A fact of one without a name is labelled by its id. */
const nameIn = (id: string, fact: Fact | null): string | null => (fact?.label === id ? null : (fact?.label ?? null));

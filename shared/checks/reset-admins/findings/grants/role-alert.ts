/** The alert of a role that can reset passwords and could not before: one for the role, whoever holds it. */

import type { Finding } from '../../../../core/model/check.ts';
import type { Drift } from '../../../../core/model/drift.ts';
import type { Fact } from '../../../../core/model/fact.ts';
import type { Said } from '../../../../core/model/rule.ts';
import { alertOf } from '../../../../core/model/rule.ts';
import { named, quoted } from '../../../../core/text/outside.ts';
import { type Words, words } from '../../../../core/text/words.ts';
import { widthOf } from '../../authority/resetters.ts';
import { roleWords } from '../../names.ts';
import { ROLE_ACTIVITIES, RULES } from '../../rules.ts';
import { conditionsIn, pathOf, roleOf } from '../../stored.ts';
import { conditionTitle, roleTitle } from '../../titles.ts';
import { counted, fullName, nameLines, syncedUsers } from '../../words.ts';
import type { Comparison } from '../comparison.ts';
import { verdictLine } from '../lines.ts';

/** @param paths the new paths by which principals come by it; @param groups those of groups */
export function roleAlert(
  { key, after }: Drift,
  paths: readonly Drift[],
  groups: readonly Drift[],
  compared: Comparison,
): Said {
  const rule = RULES['role-can-reset'];
  const role = after ? roleWords(roleOf(after)) : quoted(key);
  const ids = new Set(paths.flatMap((path) => (path.after ? [pathOf(path.after).principal] : [])));
  const holders = [...compared.after.resetters.values()].filter(({ id }) => ids.has(id));
  const [widest] = holders.map(({ reachOneStep }) => reachOneStep).sort((a, b) => widthOf(b) - widthOf(a));
  const reaching = words`${counted(holders.length, 'principal has', 'principals have')} it or can get it, reaching up to ${syncedUsers(widest ?? null)} each`;
  return alertOf(rule, compared.writeback, {
    subject: key.slice('role:'.length),
    weight: widest === undefined ? 0 : widthOf(widest),
    title: roleTitle(role, holders.length > 0 ? reaching : groupsText(groups)),
    todo: words`${rule.todo} If nobody intended it, take the action away from it: Entra admin center > Roles & admins > ${role}.`,
    lines: [
      ...nameLines(holders.map(fullName)),
      ...groups.flatMap((group) => (group.after ? [words`Group that has it: ${groupOf(group.after)}`] : [])),
    ],
  });
}

const groupOf = (fact: Fact): Words => named({ id: pathOf(fact).principal, name: fact.label ?? null });

/** Null: none has it. */
function groupsText(groups: readonly Drift[]): Words | null {
  const ids = new Set(groups.flatMap((group) => (group.after ? [pathOf(group.after).principal] : [])));
  return ids.size === 0
    ? null
    : words`nobody is seen in ${counted(ids.size, 'group that has it', 'groups that have it')}`;
}

/** A condition less, or another one, may let in anyone; that there is one more keeps somebody out. */
export function conditionFinding(drift: Drift, compared: Comparison): Finding {
  const { before, after, key } = drift;
  const role = after ? roleWords(roleOf(after)) : quoted(key);
  const known = new Set(before ? conditionsIn(before) : []);
  const more = after ? conditionsIn(after).filter((condition) => !known.has(condition)) : [];
  const line = { ...verdictLine(drift), activities: ROLE_ACTIVITIES };
  const isWider = more.length > 0 && !known.has(null);
  if (!isWider)
    return { ...line, title: words`A role can now reset passwords in fewer cases: ${role}`, severity: 'info' };
  const condition = more.find((one) => one !== null && !more.includes(null)) ?? null;
  const event = alertOf(RULES['role-condition-dropped'], compared.writeback, {
    subject: key.slice('role:'.length),
    title: conditionTitle(role, condition === null ? null : quoted(condition, 120)),
    lines: [...known].map((one) => words`Until now only under: ${quoted(one ?? '', 300)}`),
  });
  return { ...line, title: event.title, severity: event.severity, event };
}

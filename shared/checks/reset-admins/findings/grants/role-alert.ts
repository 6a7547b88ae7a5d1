/** The alert of a role that can reset passwords and could not before: one for the role, whoever holds it. */
import type { AlertText } from '../../../../core/model/alert.ts';
import type { Drift } from '../../../../core/model/drift.ts';
import { alertOf } from '../../../../core/model/rule.ts';
import { widthOf } from '../../authority/resetters.ts';
import { RULES } from '../../rules.ts';
import { pathOf } from '../../stored.ts';
import { roleTitle } from '../../titles.ts';
import { counted, fullName, nameLines, shortName, syncedUsers } from '../../words.ts';
import type { Comparison } from '../comparison.ts';

/** @param paths the new paths by which principals come by it */
export function roleAlert({ key, after }: Drift, paths: readonly Drift[], compared: Comparison): AlertText {
  const rule = RULES['role-can-reset'];
  const role = shortName(after?.label ?? key);
  const ids = new Set(paths.flatMap((path) => (path.after ? [pathOf(path.after).principal] : [])));
  const holders = [...compared.after.resetters.values()].filter(({ id }) => ids.has(id));
  const [widest] = holders.map(({ reachOneStep }) => reachOneStep).sort((a, b) => widthOf(b) - widthOf(a));
  const reaching = `${counted(holders.length, 'principal comes', 'principals come')} by it, reaching up to ${syncedUsers(widest ?? null)} each`;
  return alertOf(rule, compared.writeback, {
    subject: key.slice('role:'.length),
    weight: widest === undefined ? 0 : widthOf(widest),
    title: roleTitle(role, holders.length === 0 ? null : reaching),
    todo: `${rule.todo} If nobody meant it, take the action from it again: Entra admin center > Roles & admins > ${role}.`,
    lines: nameLines(holders.map(fullName)),
  });
}

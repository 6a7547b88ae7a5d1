/** The alert of a role that can reset passwords and could not before: one for the role, whoever holds it. */
import type { AlertText } from '../../../core/model/alert.ts';
import type { Drift } from '../../../core/model/drift.ts';
import { pathOf } from '../stored.ts';
import { exposure, type Scene, WRITEBACK_NOW } from './scene.ts';
import { counted, fullName, nameLines, shortName, syncedUsers } from './words.ts';

/** @param paths the new paths by which principals come by it */
export function roleAlert({ key, after }: Drift, paths: readonly Drift[], scene: Scene): AlertText {
  const role = shortName(after?.label ?? key);
  const ids = new Set(paths.flatMap((path) => (path.after ? [pathOf(path.after).principal] : [])));
  const holders = [...scene.after.resetters.values()].filter(({ id }) => ids.has(id));
  const most = Math.max(0, ...holders.map(({ reachOneStep }) => reachOneStep));
  const reaching = `${counted(holders.length, 'principal comes', 'principals come')} by it, reaching up to ${syncedUsers(most)} each`;
  return {
    rule: 'role-can-reset',
    weight: most,
    subject: key.slice('role:'.length),
    severity: exposure(scene.writeback),
    title: `The role ${role} can now reset passwords: ${holders.length === 0 ? 'nobody comes by it yet' : reaching}`,
    why: `Its definition is new, is enabled again or gained the action that resets. ${WRITEBACK_NOW[scene.writeback]}`,
    todo: `Confirm it with whoever changed the role. If nobody meant it, take the action from it again: Entra admin center > Roles & admins > ${role}.`,
    lines: nameLines(holders.map(fullName)),
  };
}

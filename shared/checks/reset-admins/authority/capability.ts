/**
 * Which role definitions can reset a password, and whom the matrix lets them reset. Decided by a definition's own
 * allowed actions, never by its name: the list of roles that can reset moves.
 *
 * Not followed: `excludedResourceActions`, so that an exclusion never hides a resetter, and `inheritsPermissionsFrom`,
 * which leads from the built-in roles to Directory Readers, without a right to reset anything.
 */
import { compareText } from '../../../core/model/fact.ts';
import { type MatrixRow, rowOf } from './matrix.ts';
import type { RoleDefinition, RolePermission } from './tenant.ts';

/**
 * True for an enabled definition, built in or custom, with an allowed action that covers
 * `microsoft.directory/users/password/update`. A deleted definition is in no list, so it never gets here.
 */
export function canReset(definition: RoleDefinition): boolean {
  return definition.isEnabled && definition.permissions.some(grantsReset);
}

/** Under which conditions a definition resets, each once; null among them: under none. */
export function conditionsOf({ permissions }: RoleDefinition): (string | null)[] {
  const found = new Set(permissions.filter(grantsReset).map(({ condition }) => condition?.trim() || null));
  return [...found].sort((a, b) => compareText(a ?? '', b ?? ''));
}

/** Over oneself alone is self-service and reaches nobody else; any other condition may hold for some target. */
const grantsReset = ({ condition, allowedActions }: RolePermission): boolean =>
  condition?.trim() !== '$ResourceIsSelf' && allowedActions.some(coversReset);

/** The action itself, as the documents name it. */
export const RESET_ACTION = 'microsoft.directory/users/password/update';

const ENTITIES = new Set(['users', 'allentities', '*']);
const PROPERTIES = new Set(['password', 'allproperties', '*']);
const TASKS = new Set(['update', 'alltasks', '*']);

/**
 * `microsoft.directory/{entity}/{property}/{task}` and its short forms `microsoft.directory/*`, `…/{entity}/*` and
 * `…/{entity}/allTasks`; nothing else. Compared without case, since nothing says that Entra ID tells cases apart.
 */
export function coversReset(action: string): boolean {
  const [namespace, entity = '', second, task, ...more] = action.toLowerCase().split('/');
  if (namespace !== 'microsoft.directory' || !ENTITIES.has(entity) || more.length > 0) return false;
  if (second === undefined) return entity === '*';
  if (task === undefined) return second === '*' || second === 'alltasks';
  return PROPERTIES.has(second) && TASKS.has(task);
}

/** Whom a role reaches. `row` null: everyone, because no document says less. */
export interface Reach {
  readonly row: MatrixRow | null;
  readonly isUndocumented: boolean;
}

/** A custom role may carry any template id, that of a built-in role too, so only built-in ones are looked up. */
export function reachOf(definition: RoleDefinition): Reach {
  const row = definition.isBuiltIn ? rowOf(definition.templateId) : null;
  return { row, isUndocumented: row === null };
}

/** The role a target holds, as the matrix names it: null for one that no row lists, as all custom roles. */
export const listedRole = (definition: RoleDefinition): string | null =>
  definition.isBuiltIn ? definition.templateId : null;

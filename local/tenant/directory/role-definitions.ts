/** The roles of the tenant: the built-in ones, as documented or as changed here, and its own. */
import type { TenantState } from '../state.ts';
import { known } from '../unknown-object.ts';
import { BUILT_IN_ROLES } from './built-in-roles.ts';
import { entryOf, type Role } from './directory-state.ts';

export const isBuiltIn = (id: string): boolean => BUILT_IN_ROLES.has(id);

export function rolesOf(state: TenantState): Role[] {
  const { customRoles, changedRoles } = state.directory;
  const builtIn = [...BUILT_IN_ROLES.values()].map((role) => ({ ...role, ...entryOf(changedRoles, role.id) }));
  return [...builtIn, ...Object.values(customRoles)];
}

/** Undefined: a definition that was deleted, or never was. */
export function roleOf({ directory }: TenantState, id: string): Role | undefined {
  const builtIn = BUILT_IN_ROLES.get(id);
  return builtIn ? { ...builtIn, ...entryOf(directory.changedRoles, id) } : entryOf(directory.customRoles, id);
}

/** By id or name. @throws UnknownObject */
export const roleNamed = (state: TenantState, name: string): Role =>
  known(roleOf(state, name) ?? rolesOf(state).find(({ displayName }) => displayName === name), 'role', name);

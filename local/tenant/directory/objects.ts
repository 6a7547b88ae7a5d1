/** What an id of the directory stands for, and what a person may write instead of the id. Nothing is searched by id. */
import { type Principal, principalOf, principalsOf } from '../principals.ts';
import type { TenantState } from '../state.ts';
import { known, UnknownObject } from '../unknown-object.ts';
import { type App, entryOf, type Group, type OtherObject, type Unit, type User } from './directory-state.ts';
import { syncedUserOf } from './synced-users.ts';

export type DirectoryObject =
  | { readonly type: 'user'; readonly object: User }
  | { readonly type: 'group'; readonly object: Group }
  | { readonly type: 'servicePrincipal'; readonly object: Principal }
  | { readonly type: 'administrativeUnit'; readonly object: Unit }
  | { readonly type: OtherObject['type']; readonly object: OtherObject };

/** Null: nothing in this tenant, as the principals of a partner. */
export function objectOf(state: TenantState, id: string): DirectoryObject | null {
  const { groups, units, others } = state.directory;
  const user = userOf(state, id);
  if (user) return { type: 'user', object: user };
  const group = entryOf(groups, id);
  if (group) return { type: 'group', object: group };
  const principal = principalOf(state, id);
  if (principal) return { type: 'servicePrincipal', object: principal };
  const unit = entryOf(units, id);
  if (unit) return { type: 'administrativeUnit', object: unit };
  const other = entryOf(others, id);
  return other ? { type: other.type, object: other } : null;
}

export const userOf = (state: TenantState, id: string): User | null =>
  entryOf(state.directory.users, id) ?? syncedUserOf(state, id);

/** By id, user principal name or, if it is a named one, display name. */
export const userNamed = (state: TenantState, name: string): User | null =>
  userOf(state, name) ??
  Object.values(state.directory.users).findLast(({ displayName, userPrincipalName }) =>
    [displayName, userPrincipalName].includes(name),
  ) ??
  null;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of a user, group or application named by id, name or user principal name; any other GUID is of a partner. */
export function principalNamed(state: TenantState, name: string): string {
  if (GUID.test(name)) return name;
  const found =
    userNamed(state, name) ??
    Object.values(state.directory.groups).findLast(({ displayName }) => displayName === name) ??
    principalsOf(state).findLast(({ displayName, appId }) => displayName === name || appId === name);
  return known(found, 'principal', name).id;
}

/** A group by id or name. */
export const groupNamed = (state: TenantState, name: string): Group =>
  named(Object.values(state.directory.groups), entryOf(state.directory.groups, name), 'group', name);

export const unitNamed = (state: TenantState, name: string): Unit =>
  named(Object.values(state.directory.units), entryOf(state.directory.units, name), 'administrative unit', name);

export const appNamed = (state: TenantState, name: string): App =>
  named(Object.values(state.directory.apps), entryOf(state.directory.apps, name), 'application', name);

function named<T extends { readonly displayName: string }>(
  all: readonly T[],
  byId: T | undefined,
  what: string,
  name: string,
): T {
  return known(byId ?? all.findLast(({ displayName }) => displayName === name), what, name);
}

/** `/`, the name or id of a unit, a scope as Graph writes it, or any object. */
export function scopeNamed(state: TenantState, name: string): string {
  if (name.startsWith('/')) return name;
  const { units } = state.directory;
  const unit = entryOf(units, name) ?? Object.values(units).findLast(({ displayName }) => displayName === name);
  if (unit) return `/administrativeUnits/${unit.id}`;
  try {
    return `/${principalNamed(state, name)}`;
  } catch (error) {
    throw error instanceof UnknownObject ? new UnknownObject(`There is no unit or object '${name}'.`) : error;
  }
}

/** The unit of a scope; null for any other scope. */
export const unitOfScope = (state: TenantState, scope: string): Unit | null =>
  entryOf(state.directory.units, /^\/administrativeUnits\/(.+)$/.exec(scope)?.[1] ?? '') ?? null;

/**
 * Whether `/users` and `/groups` know it: of what is new they have been seen to know nothing for minutes, while rights
 * name it already (msgraph-sdk-java issue 2575).
 */
export const isListed = ({ directory }: TenantState, id: string, now: number): boolean =>
  now >= (entryOf(directory.freshUntil ?? {}, id) ?? 0);

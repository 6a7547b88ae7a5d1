/**
 * What goes with an object that is deleted: its memberships, ownerships and what it held or was a scope of. The order in
 * which the real directory does it, and how long that takes, is not documented; rows of rights may be left behind.
 */
import type { Directory, Right } from './directory-state.ts';

export function removeReferences(directory: Directory, id: string): void {
  const without = (ids: string[]): string[] => (ids.includes(id) ? ids.filter((other) => other !== id) : ids);
  for (const group of Object.values(directory.groups)) {
    group.members = without(group.members);
    group.owners = without(group.owners);
  }
  for (const unit of Object.values(directory.units)) unit.members = without(unit.members);
  for (const owners of Object.values(directory.owners)) {
    owners.servicePrincipal = without(owners.servicePrincipal);
    owners.application = without(owners.application);
  }
  delete directory.owners[id];
  const isLeft = (directory.leftovers ?? 'nothing') !== 'nothing';
  if (isLeft) directory.deleted = [...(directory.deleted ?? []), id];
  const scopes = [`/${id}`, `/administrativeUnits/${id}`];
  const isGone = ({ principalId, scope }: Right): boolean => (!isLeft && principalId === id) || scopes.includes(scope);
  drop(directory.assignments, isGone);
  drop(directory.eligibilities, isGone);
  drop(directory.groupEligibilities, ({ principalId, groupId }) => [principalId, groupId].includes(id));
}

/** The service catches up: rows that name who is deleted go. */
export function dropLeftovers(directory: Directory): void {
  const gone = directory.deleted ?? [];
  directory.deleted = [];
  drop(directory.assignments, ({ principalId }) => gone.includes(principalId));
  drop(directory.eligibilities, ({ principalId }) => gone.includes(principalId));
}

function drop<T>(all: Record<string, T>, isGone: (one: T) => boolean): void {
  for (const [key, one] of Object.entries(all)) if (isGone(one)) delete all[key];
}

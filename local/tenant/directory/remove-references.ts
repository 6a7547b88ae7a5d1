/**
 * What goes with an object that is deleted: its memberships, ownerships and what it held or was a scope of. The order in
 * which the real directory does it, and how long that takes, is not documented.
 */
import type { Directory } from './directory-state.ts';

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
  const scopes = [`/${id}`, `/administrativeUnits/${id}`];
  drop(directory.assignments, ({ principalId, scope }) => principalId === id || scopes.includes(scope));
  drop(directory.eligibilities, ({ principalId, scope }) => principalId === id || scopes.includes(scope));
  drop(directory.groupEligibilities, ({ principalId, groupId }) => [principalId, groupId].includes(id));
}

function drop<T>(all: Record<string, T>, isGone: (one: T) => boolean): void {
  for (const [key, one] of Object.entries(all)) if (isGone(one)) delete all[key];
}

/** What a grant or its revocation has to do, from what is needed and what is held. Pure; a second run has nothing to do. */
import type { GraphItself, Held } from '../azure/grants.ts';
import { HIDDEN_MEMBERS, lacking, type NeededPermission, PERMISSIONS } from '../permissions.ts';

export interface Plan {
  readonly give: readonly { readonly permission: NeededPermission; readonly roleId: string }[];
  /** Needed, but this cloud's Graph does not have it. */
  readonly unknown: readonly NeededPermission[];
  /** Needed and held. */
  readonly held: readonly string[];
  /** Held, and not of our list. Never touched. */
  readonly others: readonly string[];
}

export function planOf(held: readonly Held[], { roleIds }: GraphItself, withHiddenMembers: boolean): Plan {
  const names = held.flatMap(({ name }) => name ?? []);
  const hidden = withHiddenMembers && !names.includes(HIDDEN_MEMBERS.name) ? [HIDDEN_MEMBERS] : [];
  const missing = [...lacking(names), ...hidden];
  return {
    give: missing.flatMap((permission) => {
      const roleId = roleIds.get(permission.name);
      return roleId === undefined ? [] : [{ permission, roleId }];
    }),
    unknown: missing.filter(({ name }) => !roleIds.has(name)),
    held: held.filter(isOurs).map(shown),
    others: held.filter((one) => !isOurs(one)).map(shown),
  };
}

const OURS = new Set([...PERMISSIONS, HIDDEN_MEMBERS].map(({ name }) => name));

export const isOurs = ({ name }: Held): boolean => name !== null && OURS.has(name);

export const shown = ({ name, roleId }: Held): string => name ?? `app role ${roleId}`;

/**
 * The tenant's rows by id, groups expanded to who is in them, and who holds which role now. Every question of the
 * other files goes through here, so that "member" and "holds" mean the same for resetters and for targets.
 */

import { type Duration, EVER, eitherDuration } from './duration.ts';
import type { PrincipalType } from './resetters.ts';
import type { Group, RoleDefinition, ServicePrincipal, Tenant, Unit, User } from './tenant.ts';

/** One enabled role held now by a user, application, group or unknown id, at one scope. */
export interface Holding {
  readonly holder: string;
  readonly definition: RoleDefinition;
  readonly scope: string;
  readonly duration: Duration;
}

export interface Identity {
  readonly type: PrincipalType;
  readonly name: string | null;
  readonly upn: string | null;
  readonly enabled: boolean | null;
}

export interface Directory {
  readonly definitions: ReadonlyMap<string, RoleDefinition>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly users: ReadonlyMap<string, User>;
  readonly servicePrincipals: ReadonlyMap<string, ServicePrincipal>;
  readonly units: ReadonlyMap<string, Unit>;
  readonly holdings: readonly Holding[];
  /** Who is meant by an id: everyone in the group, through groups too, or the id itself. Groups are never among them. */
  principalsOf(id: string): readonly string[];
  /** The groups in a group, itself first, and theirs; none for an id that is no group. */
  groupsIn(id: string): readonly string[];
  identify(id: string): Identity;
}

export function directoryOf(tenant: Tenant): Directory {
  const definitions = byId(tenant.roleDefinitions);
  const groups = byId(tenant.groups);
  const users = byId(tenant.users);
  const servicePrincipals = byId(tenant.servicePrincipals);
  const others = byId(tenant.others ?? []);
  return {
    definitions,
    groups,
    users,
    servicePrincipals,
    units: byId(tenant.units),
    holdings: holdingsOf(tenant, definitions),
    ...expander(groups),
    identify: (id) => identityOf(users.get(id), servicePrincipals.get(id), others.get(id)),
  };
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

/** PIM lists who is in a group that holds a role once more, as `Group` or `Inherited`: an echo of what is read anyway. */
export const isDirect = ({ memberType }: { readonly memberType: string }): boolean =>
  memberType.toLowerCase() === 'direct';

/**
 * Both lists of active assignments as one: a role is held if either says so, and only the schedule knows type and end.
 * Disabled definitions and deleted ones, which are in no list, neither reset nor protect.
 */
function holdingsOf(tenant: Tenant, definitions: ReadonlyMap<string, RoleDefinition>): Holding[] {
  const held = new Map<string, Holding>();
  const keyOf = (row: { principalId: string; roleDefinitionId: string; scope: string }) =>
    `${row.principalId} ${row.roleDefinitionId} ${row.scope}`;
  for (const row of tenant.assignmentSchedules) {
    const definition = definitions.get(row.roleDefinitionId);
    if (!definition?.isEnabled || !isDirect(row)) continue;
    const key = keyOf(row);
    const known = held.get(key)?.duration;
    const duration = { activated: row.assignmentType === 'Activated', until: row.endsAt };
    held.set(key, {
      holder: row.principalId,
      definition,
      scope: row.scope,
      duration: known ? eitherDuration(known, duration) : duration,
    });
  }
  for (const row of tenant.assignments) {
    const definition = definitions.get(row.roleDefinitionId);
    const key = keyOf(row);
    if (!definition?.isEnabled || held.has(key)) continue;
    held.set(key, { holder: row.principalId, definition, scope: row.scope, duration: EVER });
  }
  return [...held.values()];
}

type Expander = Pick<Directory, 'principalsOf' | 'groupsIn'>;

function expander(groups: ReadonlyMap<string, Group>): Expander {
  const known = new Map<string, Expansion>();
  const expanded = (id: string): Expansion => {
    const found = known.get(id) ?? expand(id, groups);
    known.set(id, found);
    return found;
  };
  return {
    principalsOf: (id) => (groups.has(id) ? expanded(id).principals : [id]),
    groupsIn: (id) => (groups.has(id) ? expanded(id).groups : []),
  };
}

interface Expansion {
  readonly principals: readonly string[];
  readonly groups: readonly string[];
}

/** Each once. Groups may be nested in a circle. */
function expand(groupId: string, groups: ReadonlyMap<string, Group>): Expansion {
  const seen = new Set([groupId]);
  const found = { principals: [] as string[], groups: [] as string[] };
  for (const id of seen) {
    const group = groups.get(id);
    found[group ? 'groups' : 'principals'].push(id);
    for (const member of group?.members ?? []) seen.add(member);
  }
  return found;
}

function identityOf(
  user: User | undefined,
  application: ServicePrincipal | undefined,
  other: Pick<User, 'upn' | 'name'> | undefined,
): Identity {
  if (user) return { type: 'user', name: user.name, upn: user.upn, enabled: user.isEnabled };
  if (!application) return { type: 'unknown', name: other?.name ?? null, upn: other?.upn ?? null, enabled: null };
  return { type: 'servicePrincipal', name: application.name, upn: null, enabled: application.isEnabled };
}

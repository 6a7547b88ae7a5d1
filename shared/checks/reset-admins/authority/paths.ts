/**
 * By which paths principals come to a role: principal × way × role × scope, each once. What a path reaches is decided
 * in `reach.ts`; what needs two steps is no path but `indirect`.
 */
import { type Directory, type Holding, isDirect } from './directory.ts';
import { type Duration, EVER, earlier, eitherDuration } from './duration.ts';
import { RESETTING_APP_ROLE } from './matrix.ts';
import type { Way } from './resetters.ts';
import type { GroupEligibility, RoleDefinition, Tenant } from './tenant.ts';

export interface Path {
  readonly way: Way;
  /** Null: the application permission that resets. */
  readonly definition: RoleDefinition | null;
  readonly scope: string;
  /** Ids of the groups that hold the role or are eligible for it. */
  readonly via: Set<string>;
  duration: Duration;
}

/** The paths of each principal. */
export type Paths = ReadonlyMap<string, readonly Path[]>;

/** `groups`: the same of each group that holds a right, or may, whether or not anybody is seen in it. */
export interface AllPaths {
  readonly principals: Paths;
  readonly groups: Paths;
}

/** All paths to roles whose definition is `wanted`; applications not included. */
export function rolePaths(tenant: Tenant, directory: Directory, wanted: (role: RoleDefinition) => boolean): AllPaths {
  const collector = new Collector();
  const eligibleInto = membersToBe(tenant);
  for (const holding of directory.holdings) {
    if (wanted(holding.definition)) addHolding(collector, directory, holding, eligibleInto.get(holding.holder) ?? []);
  }
  for (const row of tenant.eligibilities) {
    const definition = directory.definitions.get(row.roleDefinitionId);
    if (!definition?.isEnabled || !wanted(definition) || !isDirect(row)) continue;
    const right = { definition, scope: row.scope, duration: { activated: false, until: row.endsAt } };
    collector.addAll(directory, row.principalId, { ...right, alone: 'eligible', grouped: 'eligibleGroup' });
  }
  return collector.paths();
}

/** Applications, and whatever else was granted the permission to reset. */
export function applicationPaths(tenant: Tenant, directory: Directory): AllPaths {
  const collector = new Collector();
  for (const { principalId, appRoleId } of tenant.appRoleAssignments) {
    if (appRoleId !== RESETTING_APP_ROLE.id) continue;
    const right = { definition: null, scope: '/', duration: EVER };
    collector.addAll(directory, principalId, { ...right, alone: 'application', grouped: 'application' });
  }
  return collector.paths();
}

/** Eligible members by group; whoever is listed only because a group of theirs is eligible is not repeated. */
function membersToBe(tenant: Tenant): ReadonlyMap<string, readonly GroupEligibility[]> {
  const rows = tenant.groupEligibilities.filter((row) => row.access === 'member' && isDirect(row));
  return Map.groupBy(rows, ({ groupId }) => groupId);
}

function addHolding(
  collector: Collector,
  directory: Directory,
  { holder, definition, scope, duration }: Holding,
  eligible: readonly GroupEligibility[],
): void {
  const right = { definition, scope };
  collector.addAll(directory, holder, { ...right, duration, alone: 'direct', grouped: 'group' });
  const later = { activated: false, until: duration.until };
  for (const owner of directory.groups.get(holder)?.owners ?? []) {
    collector.addEach(directory, owner, { ...right, way: 'owner', duration: later, via: holder });
  }
  for (const { principalId, endsAt } of eligible) {
    const until = earlier(endsAt, duration.until);
    const step = { way: 'eligibleGroup', duration: { activated: false, until }, via: holder } as const;
    collector.addEach(directory, principalId, { ...right, ...step });
  }
}

interface Right {
  readonly definition: RoleDefinition | null;
  readonly scope: string;
  readonly duration: Duration;
}

type Step = Right & { readonly way: Way; readonly via: string | null };

/** Merges what is the same path but for the group it leads through. */
class Collector {
  readonly #principals: Found = new Map();
  readonly #groups: Found = new Map();

  /** Adds a right given to an id: `alone`, or as `grouped` to everyone in it if it is a group. */
  addAll(directory: Directory, id: string, right: Right & { readonly alone: Way; readonly grouped: Way }): void {
    const { alone, grouped, ...same } = right;
    const [group, ...nested] = directory.groupsIn(id);
    add(group === undefined ? this.#principals : this.#groups, id, { ...same, way: alone, via: null });
    if (group === undefined) return;
    for (const one of nested) add(this.#groups, one, { ...same, way: grouped, via: id });
    for (const one of directory.principalsOf(id)) add(this.#principals, one, { ...same, way: grouped, via: id });
  }

  /** The same step to an id, or to everyone in it. */
  addEach(directory: Directory, id: string, step: Step): void {
    for (const group of directory.groupsIn(id)) add(this.#groups, group, step);
    for (const one of directory.principalsOf(id)) add(this.#principals, one, step);
  }

  paths(): AllPaths {
    return { principals: pathsIn(this.#principals), groups: pathsIn(this.#groups) };
  }
}

type Found = Map<string, Map<string, Path>>;

const pathsIn = (found: Found): Paths => new Map([...found].map(([id, own]) => [id, [...own.values()]]));

function add(found: Found, id: string, { definition, scope, duration, way, via }: Step): void {
  const own = found.get(id) ?? new Map<string, Path>();
  found.set(id, own);
  const key = `${way} ${definition?.id ?? ''} ${scope}`;
  const known = own.get(key);
  const path = known ?? { way, definition, scope, via: new Set<string>(), duration };
  if (known) known.duration = eitherDuration(known.duration, duration);
  if (via !== null) path.via.add(via);
  own.set(key, path);
}

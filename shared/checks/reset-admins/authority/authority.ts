/**
 * Who can reset whom: the tenant's rows in, the list of resetters out. Pure, and the whole answer at once: nothing of
 * it is kept for the next time, so it cannot be stale in part.
 */
import { compareText } from '../../../core/model/fact.ts';
import { canReset, type Reach, reachOf } from './capability.ts';
import { Coverage } from './coverage.ts';
import { type Directory, directoryOf } from './directory.ts';
import { type Indirect, indirectOf } from './indirect.ts';
import { meansOf } from './indirect-means.ts';
import { RESETTING_APP_ROLE } from './matrix.ts';
import { type AllPaths, applicationPaths, type Path, type Paths, rolePaths } from './paths.ts';
import { type ShieldedTarget, shieldedTargets } from './protection.ts';
import { type Area, Areas, type UnitTraits } from './reach.ts';
import { byPathReach, byReach, type ResetPath, type Resetter, shownOf, WORKS_NOW } from './resetters.ts';
import { TENANT_SCOPE } from './scope.ts';
import { targetsOf } from './targets.ts';
import type { RoleDefinition, Tenant } from './tenant.ts';

export interface Authority {
  /** Null: they could not be counted. */
  readonly syncedUsers: number | null;
  /** Synced users whom anyone but themselves can reset now, disabled resetters included; null: not to be counted. */
  readonly reachable: number | null;
  /** Principals that reach anyone, now or with one more step. */
  readonly resetters: number;
  readonly list: readonly Resetter[];
  /** The same with everyone whose role holds for the whole tenant, however few are in reach: numbers decide nobody's rights. */
  readonly holders: readonly Resetter[];
  /** The groups through which these paths lead, and those in which nobody is seen: who joins one can reset. */
  readonly groups: readonly ResettingGroup[];
  readonly indirect: readonly Indirect[];
  /** Synced users whom not everyone with the right to reset reaches, and why: what they may lose. */
  readonly shielded: readonly ShieldedTarget[];
}

export interface ResettingGroup {
  readonly id: string;
  readonly name: string | null;
  /** How many are seen in it, through groups too; null: nobody could read it. */
  readonly members: number | null;
  readonly paths: readonly ResetPath[];
}

export function computeAuthority(tenant: Tenant): Authority {
  const directory = directoryOf(tenant);
  const targets = targetsOf(tenant, directory);
  const areas = new Areas(targets, unitTraits(tenant, directory));
  const coverage = new Coverage();
  const holders: Resetter[] = [];
  const resetting = new Set(tenant.roleDefinitions.filter(canReset));
  const paths = rolePaths(tenant, directory, (role) => resetting.has(role) || meansOf(role).length > 0);
  const resets = resetPaths(tenant, directory, paths, resetting);
  for (const [id, own] of resets.principals) {
    const measured = measure(own, areas, targets.indexOf(id));
    coverage.add(measured.areasNow, targets.indexOf(id));
    if (measured.walked.length > 0) holders.push(resetter(id, measured, directory));
  }
  const list = shownOf(holders.sort(byReach));
  return {
    syncedUsers: targets.syncedUsers,
    reachable: coverage.reachable(targets),
    resetters: list.length,
    list,
    holders,
    groups: [...resets.groups]
      .flatMap(([id, own]) => resettingGroup(id, own, areas, directory))
      .sort((a, b) => compareText(a.id, b.id)),
    indirect: indirectOf(tenant, directory, paths.principals, resetting),
    shielded: shieldedTargets(tenant, directory, targets),
  };
}

function unitTraits({ unreadUnits }: Tenant, { units }: Directory): UnitTraits {
  const unread = new Set(unreadUnits ?? []);
  return {
    isRestricted: (id) => units.get(id)?.isRestricted ?? false,
    isUnseen: (id) => unread.has(id) || units.get(id)?.isHidden === true,
  };
}

/** Of all paths those to roles that reset, and those of applications. */
function resetPaths(
  tenant: Tenant,
  directory: Directory,
  paths: AllPaths,
  resetting: ReadonlySet<RoleDefinition>,
): AllPaths {
  const ofApplications = applicationPaths(tenant, directory);
  const both = (which: keyof AllPaths): Paths => {
    const all = new Map<string, readonly Path[]>();
    for (const [id, own] of paths[which]) {
      const some = own.filter(({ definition }) => definition !== null && resetting.has(definition));
      if (some.length > 0) all.set(id, some);
    }
    for (const [id, own] of ofApplications[which]) all.set(id, [...(all.get(id) ?? []), ...own]);
    return all;
  };
  return { principals: both('principals'), groups: both('groups') };
}

function resettingGroup(id: string, own: readonly Path[], areas: Areas, directory: Directory): ResettingGroup[] {
  const paths = own.flatMap((path) => walk(path, areas, undefined)).map((one) => shown(one, directory));
  const group = directory.groups.get(id);
  const members = group?.isUnread ? null : directory.principalsOf(id).length;
  return paths.length > 0 ? [{ id, name: group?.name ?? null, members, paths: paths.sort(byPathReach) }] : [];
}

interface Measured {
  readonly reach: number | null;
  readonly reachOneStep: number | null;
  readonly areasNow: readonly Area[];
  readonly walked: readonly Walked[];
}

/** A path that reaches someone, or may. */
interface Walked {
  readonly path: Path;
  readonly area: Area;
  readonly reach: number | null;
  readonly isUndocumented: boolean;
}

/** `self`: the principal's own target index; nobody counts as reached by themselves. */
function measure(paths: readonly Path[], areas: Areas, self: number | undefined): Measured {
  const walked = paths.flatMap((path) => walk(path, areas, self));
  const areasNow = walked.filter(({ path }) => WORKS_NOW.has(path.way)).map(({ area }) => area);
  const areasOneStep = walked.map(({ area }) => area);
  return { walked, areasNow, reach: areas.count(areasNow, self), reachOneStep: areas.count(areasOneStep, self) };
}

function walk(path: Path, areas: Areas, self: number | undefined): Walked[] {
  const { row, isUndocumented } = path.definition === null ? APPLICATION : reachOf(path.definition);
  const area = areas.at(path.scope, row);
  const reach = area === null ? 0 : areas.count([area], self);
  const reachesNobody = reach === 0 && path.scope !== TENANT_SCOPE;
  return area === null || reachesNobody ? [] : [{ path, area, reach, isUndocumented }];
}

/** The permission is documented to reset every user, whatever the user holds. */
const APPLICATION: Reach = { row: null, isUndocumented: false };

function resetter(id: string, { reach, reachOneStep, walked }: Measured, directory: Directory): Resetter {
  const { type, name, upn, enabled } = directory.identify(id);
  const paths = walked.map((one) => shown(one, directory)).sort(byPathReach);
  return { id, type, name, upn, enabled, reach, reachOneStep, paths };
}

function shown({ path, reach, isUndocumented }: Walked, directory: Directory): ResetPath {
  const { way, definition, scope, via, duration } = path;
  return {
    way,
    role: definition?.name ?? RESETTING_APP_ROLE.name,
    roleId: definition?.id ?? RESETTING_APP_ROLE.id,
    scope,
    via: [...via].sort().map((group) => ({ id: group, name: directory.groups.get(group)?.name ?? null })),
    reach,
    activated: duration.activated,
    until: duration.until,
    undocumented: isUndocumented,
  };
}

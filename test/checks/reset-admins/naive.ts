/**
 * Who can reset whom, as plainly as the rules can be said: every user, path and target by itself, loop by loop, with
 * a matrix and a list of covering actions written down again from the documents. Slow on purpose, and it must never
 * import the code it checks; only types are shared.
 */
import type { ResetPath, Resetter, Way } from '../../../shared/checks/reset-admins/authority/resetters.ts';
import type { RoleDefinition, Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';

// The matrix as a table of crosses: first the targets' role, then who reaches its holders.
// P Password, H Helpdesk, A Authentication, U User Administrator.
const CROSSES: Record<string, string> = {
  '88d8e3e3-8f55-4a1e-953a-9b9898b8876b': 'P H A U', // Directory Readers
  '95e79109-95c0-4d8e-aee3-d01accf2d47b': 'P H A U', // Guest Inviter
  '966707d0-3269-4727-9be2-8c3a10f19b9d': 'P H A U', // Password Administrator
  '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b': '- H A U', // Message Center Reader
  '4a5d8f65-41da-4de4-8968-e035b65339cf': '- H A U', // Reports Reader
  '75934031-6c7e-415a-99d7-48dbd49e875e': '- H A U', // Usage Summary Reports Reader
  '27460883-1df1-4691-b032-3b79643e5e63': '- H A U', // User Experience Success Manager
  '729827e3-9c14-49f7-bb1b-9608f156bbb8': '- H - U', // Helpdesk Administrator
  'fe930be7-5e62-47db-91af-98c3a49a38b1': '- - - U', // User Administrator
  'fdd7a751-b60b-444a-984c-02652fe8fa1c': '- - - U', // Groups Administrator
  'c4e39bd9-1100-46d3-8c65-fb160da0071f': '- - A -', // Authentication Administrator
};
const COLUMN: Record<string, string> = {
  '966707d0-3269-4727-9be2-8c3a10f19b9d': 'P',
  '729827e3-9c14-49f7-bb1b-9608f156bbb8': 'H',
  'c4e39bd9-1100-46d3-8c65-fb160da0071f': 'A',
  'fe930be7-5e62-47db-91af-98c3a49a38b1': 'U',
  '4ba39ca4-527c-499a-b93d-d9b492c50246': 'none', // Partner Tier1 Support
  '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f': 'none', // Security Operator
  '58f930cc-fcf4-4152-852c-1d7dbf502139': 'none', // Entra SOC Identity Responder
  '194ae4cb-b126-40b2-bd5b-6091b380977d': 'none', // Security Administrator
};
const THE_THREE = [
  '62e90394-69f5-4237-9190-012177145e10', // Global Administrator
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13', // Privileged Authentication Administrator
  'e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8', // Partner Tier2 Support
];
const RESETTING_APP_ROLE = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';

const COVERING: string[] = ['microsoft.directory/*'];
for (const entity of ['users', 'allEntities', '*']) {
  COVERING.push(`microsoft.directory/${entity}/*`, `microsoft.directory/${entity}/allTasks`);
  for (const property of ['password', 'allProperties', '*'])
    for (const task of ['update', 'allTasks', '*']) COVERING.push(`microsoft.directory/${entity}/${property}/${task}`);
}

export function canResetAtAll(definition: RoleDefinition): boolean {
  if (!definition.isEnabled) return false;
  for (const permission of definition.permissions) {
    if (permission.condition === '$ResourceIsSelf') continue;
    for (const action of permission.allowedActions) if (COVERING.includes(action)) return true;
  }
  return false;
}

export interface RawPath {
  principal: string;
  way: Way;
  roleId: string;
  scope: string;
  via: string | null;
  activated: boolean;
  until: string | null;
}

export interface NaiveAnswer {
  syncedUsers: number | null;
  reachable: number | null;
  resetters: number;
  list: Resetter[];
  /** Of each synced user known by id the row of the table that fits first. */
  rows: Record<string, 'restricted' | 'guarded' | 'roles' | 'none'>;
  /** Asked for only where two tenants are compared. */
  believed: () => NaivePaths;
}

export interface NaivePaths {
  /** Every path that reaches someone, or holds for the whole tenant, each with all groups that it leads through. */
  there: NaivePath[];
  /** The same of groups: whoever is put into one has what it has. */
  groupsThere: NaivePath[];
  /** Paths to any role, whatever it resets. */
  anyRole: NaivePath[];
}

export type NaivePath = Omit<RawPath, 'via'> & { via: string[] };

/** What is the same but for the group is one path; it lasts as long as the longest. */
function together(raw: RawPath[]): NaivePath[] {
  const found: NaivePath[] = [];
  for (const path of raw) {
    const like = raw.filter(
      (one) =>
        one.principal === path.principal &&
        one.way === path.way &&
        one.roleId === path.roleId &&
        one.scope === path.scope,
    );
    if (like[0] !== path) continue;
    const ends = like.map((one) => one.until);
    found.push({
      ...path,
      via: [...new Set(like.flatMap((one) => (one.via === null ? [] : [one.via])))].sort(),
      activated: like.every((one) => one.activated),
      until: ends.includes(null) ? null : (ends.sort().at(-1) ?? null),
    });
  }
  return found;
}

export function naive(tenant: Tenant): NaiveAnswer {
  // ---- who is there
  const isGroup = (id: string) => tenant.groups.some((group) => group.id === id);
  const population: string[] = [];
  for (const user of tenant.users) if (user.isSynced) population.push(user.id);
  for (const unit of tenant.units)
    for (const id of unit.syncedUserIds) if (!population.includes(id)) population.push(id);
  for (let n = 0; population.length < (tenant.syncedUserCount ?? 0); n++) population.push(`everyone else ${n}`);

  /** All who are in a group, also through groups in it. */
  function membersOf(groupId: string, seen: string[] = []): string[] {
    if (seen.includes(groupId)) return [];
    seen.push(groupId);
    const found: string[] = [];
    for (const group of tenant.groups)
      if (group.id === groupId)
        for (const member of group.members)
          if (isGroup(member)) found.push(...membersOf(member, seen));
          else found.push(member);
    return found;
  }
  /** The groups in a group, and in those. */
  function groupsWithin(groupId: string, seen: string[] = []): string[] {
    if (seen.includes(groupId) || !isGroup(groupId)) return seen;
    seen.push(groupId);
    for (const group of tenant.groups)
      if (group.id === groupId) for (const member of group.members) groupsWithin(member, seen);
    return seen;
  }
  const orItsMembers = (id: string): string[] => (isGroup(id) ? membersOf(id) : [id]);
  const definitionOf = (id: string) => tenant.roleDefinitions.find((definition) => definition.id === id);

  // ---- who holds which role now: either list, Direct only
  const held: { holder: string; roleId: string; scope: string; activated: boolean; until: string | null }[] = [];
  for (const row of tenant.assignmentSchedules)
    if (row.memberType === 'Direct')
      held.push({
        holder: row.principalId,
        roleId: row.roleDefinitionId,
        scope: row.scope,
        activated: row.assignmentType === 'Activated',
        until: row.endsAt,
      });
  for (const row of tenant.assignments) {
    const known = held.some(
      (one) => one.holder === row.principalId && one.roleId === row.roleDefinitionId && one.scope === row.scope,
    );
    if (!known)
      held.push({
        holder: row.principalId,
        roleId: row.roleDefinitionId,
        scope: row.scope,
        activated: false,
        until: null,
      });
  }

  // ---- paths
  const raw: RawPath[] = [];
  const rawGroups: RawPath[] = [];
  for (const { holder, roleId, scope, activated, until } of held) {
    const same = { roleId, scope };
    if (!isGroup(holder)) raw.push({ ...same, principal: holder, way: 'direct', via: null, activated, until });
    for (const group of tenant.groups) {
      if (group.id !== holder) continue;
      for (const principal of membersOf(holder))
        raw.push({ ...same, principal, way: 'group', via: holder, activated, until });
      rawGroups.push({ ...same, principal: holder, way: 'direct', via: null, activated, until });
      for (const inner of groupsWithin(holder))
        if (inner !== holder)
          rawGroups.push({ ...same, principal: inner, way: 'group', via: holder, activated, until });
      for (const owner of group.owners)
        for (const principal of orItsMembers(owner))
          raw.push({ ...same, principal, way: 'owner', via: holder, activated: false, until });
      for (const owner of group.owners)
        for (const inner of groupsWithin(owner))
          rawGroups.push({ ...same, principal: inner, way: 'owner', via: holder, activated: false, until });
    }
    for (const eligible of tenant.groupEligibilities) {
      if (eligible.groupId !== holder || eligible.access !== 'member') continue;
      if (eligible.memberType.toLowerCase() !== 'direct') continue;
      const ends = [eligible.endsAt, until].filter((end) => end !== null).sort();
      for (const principal of orItsMembers(eligible.principalId))
        raw.push({ ...same, principal, way: 'eligibleGroup', via: holder, activated: false, until: ends[0] ?? null });
      for (const inner of groupsWithin(eligible.principalId))
        rawGroups.push({
          ...{ ...same, principal: inner, way: 'eligibleGroup', via: holder },
          ...{ activated: false, until: ends[0] ?? null },
        });
    }
  }
  for (const row of tenant.eligibilities) {
    if (row.memberType !== 'Direct') continue;
    const same = { roleId: row.roleDefinitionId, scope: row.scope, activated: false, until: row.endsAt };
    if (!isGroup(row.principalId)) raw.push({ ...same, principal: row.principalId, way: 'eligible', via: null });
    else {
      for (const principal of membersOf(row.principalId))
        raw.push({ ...same, principal, way: 'eligibleGroup', via: row.principalId });
      rawGroups.push({ ...same, principal: row.principalId, way: 'eligible', via: null });
      for (const inner of groupsWithin(row.principalId))
        if (inner !== row.principalId)
          rawGroups.push({ ...same, principal: inner, way: 'eligibleGroup', via: row.principalId });
    }
  }
  const resets = (path: RawPath) => {
    const definition = definitionOf(path.roleId);
    return definition !== undefined && canResetAtAll(definition);
  };
  const resetting = raw.filter(resets);
  const resettingGroups = rawGroups.filter(resets);
  for (const grant of tenant.appRoleAssignments)
    if (grant.appRoleId === RESETTING_APP_ROLE)
      for (const principal of orItsMembers(grant.principalId))
        resetting.push({
          principal,
          way: 'application',
          roleId: grant.appRoleId,
          scope: '/',
          via: isGroup(grant.principalId) ? grant.principalId : null,
          activated: false,
          until: null,
        });
  for (const grant of tenant.appRoleAssignments)
    if (grant.appRoleId === RESETTING_APP_ROLE)
      for (const inner of groupsWithin(grant.principalId))
        resettingGroups.push({
          ...{ principal: inner, way: 'application', roleId: grant.appRoleId, scope: '/' },
          ...{ via: inner === grant.principalId ? null : grant.principalId, activated: false, until: null },
        });

  // ---- what protects a target
  function rolesOf(target: string): { definition: RoleDefinition; scope: string }[] {
    const roles: { definition: RoleDefinition; scope: string }[] = [];
    for (const { holder, roleId, scope } of held) {
      const definition = definitionOf(roleId);
      if (!definition?.isEnabled) continue;
      if (orItsMembers(holder).includes(target)) roles.push({ definition, scope });
    }
    return roles;
  }
  const restrictedUnitsOf = (target: string) =>
    tenant.units.filter((unit) => unit.isRestricted && unit.syncedUserIds.includes(target));
  const unitAt = (scope: string) => tenant.units.find((unit) => scope === `/administrativeUnits/${unit.id}`);
  const isGuarded = (target: string): boolean =>
    tenant.groups.some(
      (group) => group.isRoleAssignable && (membersOf(group.id).includes(target) || group.owners.includes(target)),
    ) || rolesOf(target).some(({ scope }) => unitAt(scope)?.isRestricted === true);

  const isUndocumented = (definition: RoleDefinition): boolean =>
    !definition.isBuiltIn ||
    (!THE_THREE.includes(definition.templateId) && COLUMN[definition.templateId] === undefined);

  // ---- one path, one target
  function canReset(path: RawPath, target: string): boolean {
    if (target === path.principal) return false;
    const unit = unitAt(path.scope);
    if (path.scope === '/') {
      // everyone
    } else if (path.scope.startsWith('/administrativeUnits/')) {
      if (!unit?.syncedUserIds.includes(target)) return false;
    } else if (path.scope !== `/${target}`) return false;

    const restricted = restrictedUnitsOf(target);
    if (restricted.length > 0 && (unit === undefined || !restricted.includes(unit))) return false;
    if (path.way === 'application') return true;
    const role = definitionOf(path.roleId);
    if (!role) return false;
    if (isUndocumented(role) || THE_THREE.includes(role.templateId)) return true;
    if (isGuarded(target)) return false;
    const roles = rolesOf(target);
    if (roles.length === 0) return true;
    const column = COLUMN[role.templateId] ?? 'none';
    if (unit !== undefined && column !== 'U') return false;
    return roles.every(
      ({ definition }) => definition.isBuiltIn && (CROSSES[definition.templateId] ?? '').split(' ').includes(column),
    );
  }

  /** Nobody can say how many users a scope holds. */
  function isUnseen(scope: string): boolean {
    if (scope === '/') return tenant.syncedUserCount === null;
    return (
      unitAt(scope)?.isHidden === true ||
      (tenant.unreadUnits ?? []).some((id) => scope === `/administrativeUnits/${id}`)
    );
  }
  const largest = (reach: number | null) => (reach === null ? Infinity : reach);
  const widestFirst = (a: number | null, b: number | null) => (largest(a) === largest(b) ? 0 : largest(b) - largest(a));

  const isThere = (path: RawPath): boolean =>
    path.scope === '/' || isUnseen(path.scope) || population.some((target) => canReset(path, target));

  // ---- add up
  const rows: NaiveAnswer['rows'] = {};
  for (const target of population) {
    if (target.startsWith('everyone else')) continue;
    if (restrictedUnitsOf(target).length > 0) rows[target] = 'restricted';
    else if (isGuarded(target)) rows[target] = 'guarded';
    else rows[target] = rolesOf(target).length > 0 ? 'roles' : 'none';
  }

  const reachableByAnyone: string[] = [];
  const list: Resetter[] = [];
  let isReachableUnseen = false;
  for (const id of [...new Set(resetting.map((path) => path.principal))]) {
    const paths: ResetPath[] = [];
    const now: string[] = [];
    const oneStep: string[] = [];
    let isNowUnseen = false;
    let isOneStepUnseen = false;
    for (const path of resetting) {
      if (path.principal !== id) continue;
      const like = resetting.filter(
        (other) =>
          other.principal === id &&
          other.way === path.way &&
          other.roleId === path.roleId &&
          other.scope === path.scope,
      );
      if (like[0] !== path) continue;
      const reached = population.filter((target) => canReset(path, target));
      const works = path.way === 'direct' || path.way === 'group' || path.way === 'application';
      const unseen = isUnseen(path.scope);
      if (unseen) isOneStepUnseen = true;
      if (unseen && works) {
        isNowUnseen = true;
        isReachableUnseen = true;
      }
      for (const target of reached) {
        if (!oneStep.includes(target)) oneStep.push(target);
        if (works && !now.includes(target)) now.push(target);
        if (works && !reachableByAnyone.includes(target)) reachableByAnyone.push(target);
      }
      if (reached.length === 0 && !unseen) continue;
      const definition = definitionOf(path.roleId);
      const via = [...new Set(like.flatMap((one) => (one.via === null ? [] : [one.via])))].sort();
      const ends = like.map((one) => one.until);
      paths.push({
        way: path.way,
        role: path.way === 'application' ? 'User-PasswordProfile.ReadWrite.All' : (definition?.name ?? ''),
        roleId: path.roleId,
        scope: path.scope,
        via: via.map((group) => ({ id: group, name: tenant.groups.find((one) => one.id === group)?.name ?? null })),
        reach: unseen ? null : reached.length,
        activated: like.every((one) => one.activated),
        until: ends.includes(null) ? null : (ends.sort().at(-1) ?? null),
        undocumented: path.way !== 'application' && definition !== undefined && isUndocumented(definition),
      });
    }
    if (paths.length === 0) continue;
    const order = ['direct', 'group', 'application', 'eligible', 'eligibleGroup', 'owner'];
    paths.sort(
      (a, b) =>
        widestFirst(a.reach, b.reach) ||
        order.indexOf(a.way) - order.indexOf(b.way) ||
        (a.roleId < b.roleId ? -1 : a.roleId > b.roleId ? 1 : 0) ||
        (a.scope < b.scope ? -1 : 1),
    );
    const user = tenant.users.find((one) => one.id === id);
    const application = tenant.servicePrincipals.find((one) => one.id === id);
    list.push({
      id,
      type: user ? 'user' : application ? 'servicePrincipal' : 'unknown',
      name: user?.name ?? application?.name ?? null,
      upn: user?.upn ?? null,
      enabled: user?.isEnabled ?? application?.isEnabled ?? null,
      reach: isNowUnseen ? null : now.length,
      reachOneStep: isOneStepUnseen ? null : oneStep.length,
      paths,
    });
  }
  list.sort(
    (a, b) => widestFirst(a.reach, b.reach) || widestFirst(a.reachOneStep, b.reachOneStep) || (a.id < b.id ? -1 : 1),
  );
  return {
    syncedUsers: tenant.syncedUserCount === null ? null : population.length,
    reachable: isReachableUnseen ? null : reachableByAnyone.length,
    resetters: list.length,
    list,
    rows,
    believed: () => ({
      there: together(resetting.filter(isThere)),
      groupsThere: together(resettingGroups.filter(isThere)),
      anyRole: together(raw.filter((path) => definitionOf(path.roleId)?.isEnabled === true)),
    }),
  };
}

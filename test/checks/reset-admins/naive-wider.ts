/**
 * What makes a reach wider from one tenant to another, as plainly as the words of the rule can be said, and as what it
 * is to be told. Stands on the naive model alone and must never import the code it checks; only types are shared.
 */
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { canResetAtAll, type NaivePath, naive } from './naive.ts';

/** What roles mean beside their own resets. */
const ROLE_MEANS: Record<string, string[]> = {
  '62e90394-69f5-4237-9190-012177145e10': ['grant', 'withoutReset', 'writeback'], // Global Administrator
  'e8611ab8-c189-46e8-94e1-60213ab1f814': ['grant', 'manageGroups'], // Privileged Role Administrator
  'e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8': ['grant', 'takeApplication'], // Partner Tier2 Support
  '4ba39ca4-527c-499a-b93d-d9b492c50246': ['takeApplication'], // Partner Tier1 Support
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3': ['takeApplication'], // Application Administrator
  '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2': ['takeApplication', 'writeback', 'federation'], // Hybrid Identity
  'c4e39bd9-1100-46d3-8c65-fb160da0071f': ['withoutReset'], // Authentication Administrator
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13': ['withoutReset'], // Privileged Authentication Administrator
  '8329153b-31d0-4727-b945-745eb3bc5f31': ['federation'], // Domain Name Administrator
  '194ae4cb-b126-40b2-bd5b-6091b380977d': ['federation'], // Security Administrator
  'fdd7a751-b60b-444a-984c-02652fe8fa1c': ['ssprGroups'], // Groups Administrator
  'fe930be7-5e62-47db-91af-98c3a49a38b1': ['ssprGroups'], // User Administrator
};
const PERMISSION_MEANS: Record<string, string> = {
  '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8': 'grant', // RoleManagement.ReadWrite.Directory
  '50483e42-d915-4231-9639-7fdb7fd190e5': 'withoutReset', // UserAuthenticationMethod.ReadWrite.All
  '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9': 'takeApplication', // Application.ReadWrite.All
};
/** The gravest first. */
const GRAVITY = [
  'can-grant-new',
  'can-turn-on-new',
  'can-take-application-new',
  'can-become-users-new',
  'right-longer',
  'right-new',
];

interface Right {
  key: string;
  principal: string;
  kind: string;
  by: string;
  activated: boolean;
  until: string | null;
  /** The role is held as itself, so that an eligibility for it may be known. */
  direct: { roleId: string; scope: string } | null;
}

function rightsOf(tenant: Tenant, anyRole: NaivePath[]): Right[] {
  const rights: Right[] = [];
  const isGroup = (id: string) => tenant.groups.some((group) => group.id === id);
  const inIt = (id: string, seen: string[] = []): string[] => {
    if (!isGroup(id)) return [id];
    if (seen.includes(id)) return [];
    seen.push(id);
    const group = tenant.groups.find((one) => one.id === id);
    return [...new Set((group?.members ?? []).flatMap((member) => inIt(member, seen)))];
  };
  const note = (principal: string, kind: string, by: string, path?: NaivePath) => {
    const key = `indirect:${kind}:${principal}:${by}`;
    if (rights.some((right) => right.key === key)) return;
    const direct = path?.way === 'direct' ? path : null;
    rights.push({ key, principal, kind, by, activated: path?.activated ?? false, until: path?.until ?? null, direct });
  };
  for (const path of anyRole) {
    const role = tenant.roleDefinitions.find((one) => one.id === path.roleId);
    if (!role?.isBuiltIn) continue;
    for (const kind of ROLE_MEANS[role.templateId] ?? [])
      note(path.principal, kind, `${path.way} ${path.roleId} ${path.scope}`, path);
  }
  for (const { principalId, appRoleId } of tenant.appRoleAssignments) {
    const kind = PERMISSION_MEANS[appRoleId];
    if (kind) for (const id of inIt(principalId)) note(id, kind, appRoleId);
  }
  for (const group of tenant.groups)
    if (group.isRoleAssignable)
      for (const owner of group.owners) for (const id of inIt(owner)) note(id, 'manageGroups', group.id);

  // Two steps: a membership or ownership to be got first, of a group that has a role or may have one.
  const enabled = (roleId: string) => {
    const role = tenant.roleDefinitions.find((one) => one.id === roleId);
    return role !== undefined && canResetAtAll(role);
  };
  const direct = (row: { memberType: string }) => row.memberType.toLowerCase() === 'direct';
  const holds: { group: string; roleId: string; scope: string }[] = [];
  const may: { group: string; roleId: string; scope: string }[] = [];
  for (const row of [...tenant.assignments, ...tenant.assignmentSchedules.filter(direct)])
    if (isGroup(row.principalId) && enabled(row.roleDefinitionId))
      holds.push({ group: row.principalId, roleId: row.roleDefinitionId, scope: row.scope });
  for (const row of tenant.eligibilities.filter(direct))
    if (isGroup(row.principalId) && enabled(row.roleDefinitionId))
      may.push({ group: row.principalId, roleId: row.roleDefinitionId, scope: row.scope });
  const step = (id: string, as: string, does: string, row: { group: string; roleId: string; scope: string }) => {
    for (const one of inIt(id)) note(one, 'twoSteps', `${as} ${row.group} ${does} ${row.roleId} ${row.scope}`);
  };
  for (const row of may)
    for (const owner of tenant.groups.find(({ id }) => id === row.group)?.owners ?? [])
      step(owner, 'owner', 'is eligible for', row);
  for (const { principalId, groupId, access } of tenant.groupEligibilities.filter(direct)) {
    for (const row of may) if (row.group === groupId) step(principalId, `eligible ${access}`, 'is eligible for', row);
    for (const row of holds)
      if (row.group === groupId && access === 'owner') step(principalId, 'eligible owner', 'holds', row);
  }

  // Applications worth taking, and those that sync signs in with.
  const privileged = [
    ...anyRole
      .filter(({ roleId }) => {
        const role = tenant.roleDefinitions.find((one) => one.id === roleId);
        return enabled(roleId) || (role?.isBuiltIn === true && ROLE_MEANS[role.templateId] !== undefined);
      })
      .map(({ principal }) => principal),
    ...tenant.appRoleAssignments.filter(({ appRoleId }) => isOfInterest(appRoleId)).map((row) => row.principalId),
  ];
  for (const application of tenant.servicePrincipals)
    if (application.isSyncClient) note(application.id, 'writeback', 'itself');
  for (const { servicePrincipalId, ownerId } of tenant.applicationOwners) {
    const application = tenant.servicePrincipals.find((one) => one.id === servicePrincipalId);
    for (const id of inIt(ownerId)) {
      if (privileged.includes(servicePrincipalId)) note(id, 'takeApplication', servicePrincipalId);
      if (application?.isSyncClient) note(id, 'writeback', servicePrincipalId);
    }
  }
  return rights;
}

const isOfInterest = (appRoleId: string): boolean =>
  appRoleId === 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' || PERMISSION_MEANS[appRoleId] !== undefined;

const later = (is: string | null, was: string | null): boolean => was !== null && (is === null || is > was);
const worksNow = ({ way }: NaivePath): boolean => way === 'direct' || way === 'group' || way === 'application';
const keyOf = (kind: string, path: NaivePath): string =>
  `${kind}:${path.way}:${path.roleId}:${path.scope}:${path.principal}`;

/** What a path that was there is more than it was, the gravest; null: nothing. */
function more(is: NaivePath, was: NaivePath, eligibilityKnown: boolean): string | null {
  if (was.activated && !is.activated) return 'resetter-permanent';
  const throughMore = is.via.some((group) => !was.via.includes(group));
  const longer = later(is.until, was.until);
  if ((throughMore || longer) && is.activated && eligibilityKnown) return 'pim-activated';
  if (longer && is.until === null) return 'resetter-lasting';
  if (throughMore) return 'resetter-group';
  return longer ? 'resetter-longer' : null;
}

/** By the key of each fact that got wider the rules by one of which it is told. */
export function wider(was: Tenant, is: Tenant): Record<string, string[]> {
  const [before, after] = [naive(was).believed(), naive(is).believed()];
  const told: Record<string, string[]> = {};
  const couldReset = (roleId: string) => was.roleDefinitions.some((role) => role.id === roleId && canResetAtAll(role));

  // ---- roles that can reset now, or under fewer conditions
  for (const role of is.roleDefinitions) {
    if (!canResetAtAll(role)) continue;
    const old = was.roleDefinitions.find((one) => one.id === role.id);
    if (!old || !canResetAtAll(old)) told[`role:${role.id}`] = ['role-can-reset'];
    else {
      const under = (definition: typeof role) =>
        definition.permissions
          .filter((permission) => canResetAtAll({ ...definition, permissions: [permission] }))
          .map(({ condition }) => condition);
      const known = under(old);
      if (!known.includes(null) && under(role).some((condition) => !known.includes(condition)))
        told[`role:${role.id}`] = ['role-condition-dropped'];
    }
  }

  // ---- paths of people and applications
  const alerted: NaivePath[] = [];
  for (const path of after.there) {
    const own = before.there.filter(({ principal }) => principal === path.principal);
    const same = own.filter(({ roleId, scope }) => roleId === path.roleId && scope === path.scope);
    const eligible = same.filter(({ way }) => way === 'eligible' || way === 'eligibleGroup');
    const old = same.find(({ way }) => way === path.way);
    let rule: string | null = null;
    if (old) rule = more(path, old, eligible.length > 0);
    else if (path.way === 'application') rule = 'application-can-reset';
    else if (!couldReset(path.roleId)) rule = 'role-can-reset';
    else if (path.activated && eligible.length > 0) rule = 'pim-activated';
    else if (worksNow(path) && eligible.length > 0)
      rule =
        path.way === 'group' && eligible.some(({ way }) => way === 'eligibleGroup')
          ? 'resetter-maybe-pim'
          : 'resetter-permanent';
    else if (own.length === 0) rule = 'resetter-new';
    else if (path.scope === '/' && own.some(({ roleId, scope }) => roleId === path.roleId && scope !== '/'))
      rule = 'resetter-wider';
    else if (worksNow(path) && same.some(({ way }) => way === 'owner')) rule = 'resetter-sooner';
    else rule = 'resetter-path';
    if (rule === null) continue;
    told[keyOf('path', path)] = [rule];
    if (rule !== 'role-can-reset') alerted.push(path);
  }

  // ---- groups, where no one who is seen in them tells it
  for (const path of after.groupsThere) {
    const groups = [path.principal, ...path.via];
    const byOthers = alerted.some(
      (other) =>
        other.roleId === path.roleId &&
        other.scope === path.scope &&
        worksNow(other) === worksNow(path) &&
        other.via.some((group) => groups.includes(group)),
    );
    if (byOthers) continue;
    const own = before.groupsThere.filter(
      (one) => one.principal === path.principal && one.roleId === path.roleId && one.scope === path.scope,
    );
    const old = own.find(({ way }) => way === path.way);
    const eligibilityKnown = path.activated && own.some(({ way }) => way === 'eligible');
    if (old) {
      const rule = more(path, old, eligibilityKnown);
      if (rule) told[keyOf('holder', path)] = [rule];
    } else if (path.way !== 'application' && !couldReset(path.roleId)) continue;
    else told[keyOf('holder', path)] = [eligibilityKnown ? 'pim-activated' : 'group-can-reset'];
  }

  // ---- rights that lead to it
  const [oldRights, rights] = [rightsOf(was, before.anyRole), rightsOf(is, after.anyRole)];
  const isApplication = (id: string) =>
    is.servicePrincipals.some((one) => one.id === id) && !is.users.some((one) => one.id === id);
  const worthTaking = [
    ...after.there.map(({ principal }) => principal),
    ...rights.filter(({ kind }) => kind === 'grant').map(({ principal }) => principal),
  ].filter(isApplication);
  const ruleOf = ({ kind, by }: Right): string => {
    if (kind === 'grant') return 'can-grant-new';
    if (kind === 'writeback') return 'can-turn-on-new';
    if (kind === 'takeApplication') {
      const isOne = !by.includes(' ') && PERMISSION_MEANS[by] === undefined;
      const leads = isOne ? worthTaking.includes(by) : worthTaking.length > 0;
      return leads ? 'can-take-application-new' : 'right-new';
    }
    return kind === 'withoutReset' || kind === 'federation' ? 'can-become-users-new' : 'right-new';
  };
  const gained: { right: Right; rule: string }[] = [];
  for (const right of rights) {
    const old = oldRights.find(({ key }) => key === right.key);
    let rule: string | null = ruleOf(right);
    if (old) {
      const now = old.activated && !right.activated;
      const longer = later(right.until, old.until);
      if (!now && !longer) rule = null;
      else if (!now && right.until !== null && rule !== 'right-new') rule = 'right-longer';
    }
    if (rule === null) continue;
    const withPaths = alerted.filter(
      (path) =>
        path.principal === right.principal &&
        (right.by === `${path.way} ${path.roleId} ${path.scope}` ||
          (path.way === 'owner' && path.via.includes(right.by))),
    );
    if (withPaths.length > 0) told[right.key] = withPaths.flatMap((path) => told[keyOf('path', path)] ?? []);
    else {
      const { direct } = right;
      const known =
        direct &&
        right.activated &&
        [...oldRights, ...rights].some(({ principal, kind, by }) =>
          ['eligible', 'eligibleGroup'].some(
            (way) =>
              principal === right.principal && kind === right.kind && by === `${way} ${direct.roleId} ${direct.scope}`,
          ),
        );
      gained.push({ right, rule: known ? 'right-new' : rule });
    }
  }
  for (const { right } of gained) {
    const together = gained.filter((one) => one.right.principal === right.principal && one.right.by === right.by);
    told[right.key] = GRAVITY.filter((rule) => together.some((one) => one.rule === rule)).slice(0, 1);
  }

  // ---- disabled, and enabled again
  const enabled = (tenant: Tenant, id: string): boolean | null =>
    (tenant.users.find((one) => one.id === id) ?? tenant.servicePrincipals.find((one) => one.id === id))?.isEnabled ??
    null;
  const isBack = (id: string) => enabled(was, id) === false && enabled(is, id) === true;
  const holding = (paths: NaivePath[]) => [...new Set(paths.map(({ principal }) => principal))];
  for (const id of holding(after.there))
    if (holding(before.there).includes(id) && isBack(id)) told[`resetter:${id}`] = ['holder-enabled'];
  const same = rights.filter(({ key }) => !told[key] && oldRights.some((old) => old.key === key));
  for (const { key, principal } of same) {
    if (!isBack(principal)) continue;
    const isGrave = same.some((one) => one.principal === principal && ruleOf(one) !== 'right-new');
    told[key] = [isGrave || holding(after.there).includes(principal) ? 'holder-enabled' : 'right-new'];
  }
  return told;
}

/** Tenants for the hand-written cases, so that each case shows nothing but what it is about. */
import { type Authority, computeAuthority } from '../../../shared/checks/reset-admins/authority/authority.ts';
import type { ResetPath } from '../../../shared/checks/reset-admins/authority/resetters.ts';
import type {
  AssignmentSchedule,
  Eligibility,
  Group,
  GroupEligibility,
  RoleAssignment,
  RoleDefinition,
  ServicePrincipal,
  Tenant,
  Unit,
  User,
} from '../../../shared/checks/reset-admins/authority/tenant.ts';

export const RESET = 'microsoft.directory/users/password/update';

export const ROLE = {
  global: '62e90394-69f5-4237-9190-012177145e10',
  privilegedAuthentication: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  partnerTier2: 'e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8',
  password: '966707d0-3269-4727-9be2-8c3a10f19b9d',
  helpdesk: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  authentication: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  user: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  partnerTier1: '4ba39ca4-527c-499a-b93d-d9b492c50246',
  securityOperator: '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f',
  socResponder: '58f930cc-fcf4-4152-852c-1d7dbf502139',
  securityAdministrator: '194ae4cb-b126-40b2-bd5b-6091b380977d',
  directoryReaders: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  guestInviter: '95e79109-95c0-4d8e-aee3-d01accf2d47b',
  messageCenterReader: '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b',
  reportsReader: '4a5d8f65-41da-4de4-8968-e035b65339cf',
  usageSummaryReader: '75934031-6c7e-415a-99d7-48dbd49e875e',
  experienceManager: '27460883-1df1-4691-b032-3b79643e5e63',
  groups: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  exchange: '29232cdf-9323-42fd-ade2-1d097af3e4de',
  privilegedRole: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  hybridIdentity: '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
  /** Built in and resetting, but in no matrix. */
  newcomer: '00000000-0000-4000-8000-00000000cafe',
  /** A custom role that resets. */
  custom: 'custom-role',
  /** A custom role that does something else. */
  customReader: 'custom-reader',
} as const;

type RoleName = keyof typeof ROLE;

const HARMLESS: ReadonlySet<RoleName> = new Set<RoleName>([
  'securityAdministrator',
  'directoryReaders',
  'guestInviter',
  'messageCenterReader',
  'reportsReader',
  'usageSummaryReader',
  'experienceManager',
  'groups',
  'exchange',
  'privilegedRole',
  'hybridIdentity',
  'customReader',
]);

export function definition(name: RoleName, more: Partial<RoleDefinition> = {}): RoleDefinition {
  const action = HARMLESS.has(name) ? 'microsoft.directory/users/basic/read' : RESET;
  return {
    id: ROLE[name],
    templateId: ROLE[name],
    name,
    isBuiltIn: !name.startsWith('custom'),
    isEnabled: true,
    permissions: [{ allowedActions: [action], condition: null }],
    ...more,
  };
}

export const DEFINITIONS: readonly RoleDefinition[] = Object.keys(ROLE).map((name) => definition(name as RoleName));

/** The same definitions but for one that is changed. */
export const definitionsWith = (name: RoleName, more: Partial<RoleDefinition>): RoleDefinition[] =>
  DEFINITIONS.map((one) => (one.id === ROLE[name] ? { ...one, ...more } : one));

export const user = (id: string, more: Partial<User> = {}): User => ({
  id,
  upn: `${id}@example.org`,
  name: id,
  isEnabled: true,
  isSynced: false,
  ...more,
});

export const synced = (id: string, more: Partial<User> = {}): User => user(id, { isSynced: true, ...more });

export const application = (id: string, more: Partial<ServicePrincipal> = {}): ServicePrincipal => ({
  id,
  name: id,
  isEnabled: true,
  isSyncClient: false,
  ...more,
});

export const group = (id: string, members: string[], more: Partial<Group> = {}): Group => ({
  id,
  name: id,
  isRoleAssignable: true,
  members,
  owners: [],
  ...more,
});

export const unit = (id: string, syncedUserIds: string[], more: Partial<Unit> = {}): Unit => ({
  id,
  name: id,
  isRestricted: false,
  syncedUserIds,
  ...more,
});

export const restricted = (id: string, syncedUserIds: string[]): Unit =>
  unit(id, syncedUserIds, { isRestricted: true });

export const at = (unitId: string): string => `/administrativeUnits/${unitId}`;

export const assign = (principalId: string, role: RoleName | 'deleted', scope = '/'): RoleAssignment => ({
  principalId,
  roleDefinitionId: role === 'deleted' ? 'no such definition' : ROLE[role],
  scope,
});

export const eligible = (principalId: string, role: RoleName, more: Partial<Eligibility> = {}): Eligibility => ({
  ...assign(principalId, role),
  memberType: 'Direct',
  endsAt: null,
  ...more,
});

export const scheduled = (
  principalId: string,
  role: RoleName,
  more: Partial<AssignmentSchedule> = {},
): AssignmentSchedule => ({ ...eligible(principalId, role), assignmentType: 'Assigned', ...more });

export const activated = (
  principalId: string,
  role: RoleName,
  more: Partial<AssignmentSchedule> = {},
): AssignmentSchedule => scheduled(principalId, role, { assignmentType: 'Activated', ...more });

export const groupEligible = (
  principalId: string,
  groupId: string,
  more: Partial<GroupEligibility> = {},
): GroupEligibility => ({ groupId, principalId, access: 'member', memberType: 'direct', endsAt: null, ...more });

/** A tenant of ten synced users without a name, and of what is given. */
export function tenantOf(parts: Partial<Tenant>): Tenant {
  const known = new Set([
    ...(parts.users ?? []).filter(({ isSynced }) => isSynced).map(({ id }) => id),
    ...(parts.units ?? []).flatMap(({ syncedUserIds }) => syncedUserIds),
  ]);
  return {
    roleDefinitions: DEFINITIONS,
    assignments: [],
    assignmentSchedules: [],
    eligibilities: [],
    groupEligibilities: [],
    groups: [],
    units: [],
    appRoleAssignments: [],
    applicationOwners: [],
    users: [],
    servicePrincipals: [],
    syncedUserCount: 10 + known.size,
    ...parts,
  };
}

export const authority = (parts: Partial<Tenant>): Authority => computeAuthority(tenantOf(parts));

export const ids = ({ list }: Authority): string[] => list.map(({ id }) => id);

export const pathsOf = ({ list }: Authority, id: string): readonly ResetPath[] =>
  list.find((one) => one.id === id)?.paths ?? [];

/** The paths as `way role scope reach`, with the groups they lead through. */
export const told = (answer: Authority, id: string): string[] =>
  pathsOf(answer, id).map(({ way, role, scope, via, reach }) =>
    [way, role, scope, ...(via.length > 0 ? ['via', via.map((one) => one.id).join('+')] : []), reach].join(' '),
  );

/**
 * Whether a role held by `admin` at a scope reaches the synced user `target`: whether it reaches one user less when
 * the target is not synced.
 */
export function reachesTarget(role: RoleName, parts: Partial<Tenant>, scope = '/'): boolean {
  const assignments = [assign('admin', role, scope), ...(parts.assignments ?? [])];
  const users = [user('admin'), ...(parts.users ?? [])];
  const reachOf = (target: User, units: readonly Unit[] = []): number => {
    const answer = authority({ ...parts, users: [target, ...users], units, assignments });
    return pathsOf(answer, 'admin').find((path) => path.scope === scope)?.reach ?? 0;
  };
  const without = (parts.units ?? []).map((one) => ({
    ...one,
    syncedUserIds: one.syncedUserIds.filter((id) => id !== 'target'),
  }));
  return reachOf(synced('target'), parts.units) === reachOf(user('target'), without) + 1;
}

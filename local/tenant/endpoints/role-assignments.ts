/**
 * Who holds which role. Activations through PIM are among the assignments while they last (expected, not documented).
 * The schedules tell them apart and have rows of their own for the members of a group that holds a role.
 */
import { createHash } from 'node:crypto';
import { type Assignment, entryOf, isCurrent, type Right, rightKey } from '../directory/directory-state.ts';
import { objectOf } from '../directory/objects.ts';
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import { hasP2 } from '../licences.ts';
import { type Clause, matches } from '../odata/filter.ts';
import { listOf, type Row, type RowList } from '../odata/row-list.ts';
import { guidOf } from '../random.ts';
import { notFound, refusalOf } from '../reply.ts';
import type { TenantState } from '../state.ts';
import { objectRow } from './object-rows.ts';
import { timeText } from './times.ts';

export const roleAssignments: Endpoint = {
  path: '/roleManagement/directory/roleAssignments',
  versions: ['v1.0'],
  permission: 'RoleManagement.Read.Directory',
  options: ['$expand'],
  expands: ['principal'],
  properties: () => [...RIGHT, 'condition', 'principalOrganizationId'],
  read: ({ state, now }, { expand }) => {
    const { assignments } = state.directory;
    const current = Object.values(assignments).filter((one) => isCurrent(one, now));
    refuseLeftovers(state, expand, current);
    // One who holds the role anyway has one row, activated or not.
    const isRow = (one: Assignment): boolean => {
      const other = one.isActivated ? entryOf(assignments, rightKey(one)) : undefined;
      return !other || !isCurrent(other, now);
    };
    return {
      list: listOf(current.filter(isRow), idOf, (right) => ({
        ...rightRow(right),
        condition: null,
        principalOrganizationId: organizationOf(state, right),
        ...(expand.length > 0 && { principal: objectRow(state, right.principalId) }),
      })),
    };
  },
};

/** Of whoever nothing here ever knew: a partner's. */
const organizationOf = (state: TenantState, { principalId }: Right): string =>
  objectOf(state, principalId) || state.directory.deleted?.includes(principalId)
    ? state.tenantId
    : guidOf(`${state.tenantId}|partner`);

/** @throws GraphRefusal 404 for the whole list, as seen where a row names who is deleted */
function refuseLeftovers({ directory }: TenantState, expand: readonly string[], rights: readonly Right[]): void {
  const { leftovers, deleted = [] } = directory;
  if (expand.length === 0 || leftovers !== 'rows that refuse $expand') return;
  const left = rights.find(({ principalId }) => deleted.includes(principalId));
  if (left) throw notFound(left.principalId);
}

const RIGHT = ['id', 'principalId', 'roleDefinitionId', 'directoryScopeId', 'appScopeId'];
const BY_MEMBER_TYPE = { memberType: { eq: 'string', ne: 'string' } } as const;
const SPAN = ['startDateTime', 'endDateTime', 'memberType'];

export const roleAssignmentScheduleInstances: Endpoint = {
  path: '/roleManagement/directory/roleAssignmentScheduleInstances',
  versions: ['v1.0'],
  permission: 'RoleManagement.Read.Directory',
  options: ['$filter'],
  filters: BY_MEMBER_TYPE,
  isPim: true,
  properties: () => [...RIGHT, ...SPAN, 'assignmentType', 'roleAssignmentOriginId', 'roleAssignmentScheduleId'],
  read: (call, { filter }) => {
    requireP2(call.state);
    return {
      list: instancesOf(call, filter, Object.values(call.state.directory.assignments), (right) => ({
        assignmentType: right.isActivated ? 'Activated' : 'Assigned',
        roleAssignmentOriginId: idOf(right),
        roleAssignmentScheduleId: idOf(right),
      })),
    };
  },
};

export const roleEligibilityScheduleInstances: Endpoint = {
  path: '/roleManagement/directory/roleEligibilityScheduleInstances',
  versions: ['v1.0'],
  permission: 'RoleManagement.Read.Directory',
  options: ['$expand', '$filter'],
  filters: BY_MEMBER_TYPE,
  expands: ['principal'],
  isPim: true,
  properties: () => [...RIGHT, ...SPAN, 'roleEligibilityScheduleId'],
  read: (call, { filter, expand }) => {
    const { state } = call;
    requireP2(state);
    refuseLeftovers(state, expand, Object.values(state.directory.eligibilities));
    return {
      list: instancesOf(call, filter, Object.values(state.directory.eligibilities), (right, principalId) => ({
        roleEligibilityScheduleId: idOf(right),
        ...(expand.length > 0 && { principal: objectRow(state, principalId) }),
      })),
    };
  },
};

/** @throws GraphRefusal 400, as seen without the licence */
export function requireP2({ licences }: TenantState): void {
  const message = 'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.';
  if (!hasP2(licences)) throw refusalOf(400, 'AadPremiumLicenseRequired', message);
}

/** Each right of now, and after one of a group what it means for every member. */
function instancesOf<T extends Right>(
  { state, now }: EndpointCall,
  filter: readonly Clause[],
  rights: readonly T[],
  more: (right: T, principalId: string) => Row,
): RowList {
  const rows = rights
    .filter((right) => isCurrent(right, now))
    .flatMap((right) => [
      { right, principalId: right.principalId, memberType: 'Direct' },
      ...membersOf(state, right.principalId).map((principalId) => ({ right, principalId, memberType: 'Group' })),
    ])
    .filter(({ memberType }) => matches({ memberType }, filter));
  return listOf(
    rows,
    ({ right, principalId }) => idOf({ ...right, principalId }, right.principalId),
    ({ right, principalId, memberType }) => ({
      ...rightRow({ ...right, principalId }, right.principalId),
      startDateTime: timeText(right.startsAt),
      endDateTime: timeText(right.endsAt),
      memberType,
      ...more(right, principalId),
    }),
  );
}

/** Whoever can act: users and applications. */
function membersOf(state: TenantState, id: string): readonly string[] {
  const acts = (type?: string): boolean => type === 'user' || type === 'servicePrincipal';
  return (entryOf(state.directory.groups, id)?.members ?? []).filter((member) => acts(objectOf(state, member)?.type));
}

const rightRow = (right: Right, through = right.principalId): Row => ({
  id: idOf(right, through),
  principalId: right.principalId,
  roleDefinitionId: right.roleId,
  directoryScopeId: right.scope,
  appScopeId: null,
});

/** In the manner of the documented ones. */
function idOf(right: Right, through = right.principalId): string {
  const kind = 'isActivated' in right && right.isActivated === true;
  return `${createHash('sha256')
    .update(`${rightKey(right, kind)} ${through}`)
    .digest('base64url')}-1`;
}

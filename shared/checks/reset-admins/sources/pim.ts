/**
 * What PIM adds to the plain assignments: what is held only for a time or by activation, and who is eligible for a role
 * or for a group. All three are optional: without Entra ID P2 Graph answers that they are not licensed.
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { batchedOrAlone, GROUP_PIM, type ResetAccess, ROLES, typeOf, V1 } from './asking.ts';
import { roleAssignableGroups } from './groups.ts';
import { endOf, longest, rightOf, rightShape, scoped, standingAlone } from './rights.ts';

const ending = { endDateTime: z.string().nullish(), memberType: z.string().nullish() };
const expanded = { principal: z.object({ '@odata.type': z.string().nullish() }).nullish() };

const OPTIONAL = { inVerdict: 'enriches', kind: 'state', version: V1 } as const;

export const assignmentSchedules: Source<ResetAccess> = {
  ...OPTIONAL,
  name: 'assignmentSchedules',
  shows: 'which roles are held only for a time, or by activation through PIM',
  permissions: ['RoleManagement.Read.Directory'],
  async read(access): Promise<ReadResult> {
    const path =
      '/roleManagement/directory/roleAssignmentScheduleInstances?$select=' +
      'id,principalId,roleDefinitionId,directoryScopeId,assignmentType,memberType,startDateTime,endDateTime';
    const shape = z.object({ ...rightShape, ...ending, assignmentType: z.string().nullish() });
    const rows = standingAlone(scoped(await batchedOrAlone(access, path, shape, ROLES)), access.startedAt);
    const facts = rows.map((row): Fact => {
      const { assignmentType, memberType } = { ...row, assignmentType: row.assignmentType ?? '' };
      return {
        key: [row.principalId, row.roleDefinitionId, row.scope, assignmentType].join(' '),
        attributes: { ...rightOf(row), assignmentType, memberType, endsAt: endOf(row) },
      };
    });
    return { facts: longest(facts) };
  },
};

export const eligibilities: Source<ResetAccess> = {
  ...OPTIONAL,
  name: 'eligibilities',
  shows: 'who can activate a role that resets through PIM',
  permissions: ['RoleManagement.Read.Directory'],
  async read(access): Promise<ReadResult> {
    const path = '/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal';
    const shape = z.object({ ...rightShape, ...ending, ...expanded });
    const rows = standingAlone(scoped(await batchedOrAlone(access, path, shape, ROLES)), access.startedAt);
    const facts = rows.map(
      (row): Fact => ({
        key: `${row.principalId} ${row.roleDefinitionId} ${row.scope}`,
        attributes: { ...rightOf(row), memberType: row.memberType, endsAt: endOf(row) },
        details: { type: typeOf(row.principal?.['@odata.type']) },
      }),
    );
    return { facts: longest(facts) };
  },
};

const groupShape = z.object({
  groupId: z.string().min(1),
  principalId: z.string().min(1),
  accessId: z.string(),
  ...ending,
  ...expanded,
});

/** Of role-assignable groups alone: no other group can hold a role. One list for each: Graph wants a filter. */
export const groupEligibilities: Source<ResetAccess> = {
  ...OPTIONAL,
  name: 'groupEligibilities',
  shows: 'who can activate membership or ownership of a group that holds a role',
  permissions: ['GroupMember.Read.All', 'PrivilegedEligibilitySchedule.Read.AzureADGroup'],
  async read(access): Promise<ReadResult> {
    const groups = await roleAssignableGroups(access);
    const lists = groups.map(({ id }) => {
      const filter = encodeURIComponent(`groupId eq '${id.replaceAll("'", "''")}'`);
      const path = `/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=${filter}&$expand=principal`;
      return batchedOrAlone(access, path, groupShape, GROUP_PIM);
    });
    const rows = standingAlone((await Promise.all(lists)).flat(), access.startedAt);
    return { facts: longest(rows.flatMap(groupFact)) };
  },
};

/** An access that is neither membership nor ownership is none that this check knows to lead anywhere. */
function groupFact({
  groupId,
  principalId,
  accessId,
  memberType,
  ...row
}: z.infer<typeof groupShape> & { readonly memberType: string }): Fact[] {
  const access = accessId.toLowerCase();
  if (access !== 'member' && access !== 'owner') return [];
  return [
    {
      key: `${groupId} ${principalId} ${access}`,
      attributes: { groupId, principalId, access, memberType, endsAt: endOf(row) },
      details: { type: typeOf(row.principal?.['@odata.type']) },
    },
  ];
}

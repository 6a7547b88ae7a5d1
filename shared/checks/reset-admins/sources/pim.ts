/**
 * What PIM adds to the plain assignments: what is held only for a time or by activation, and who is eligible for a role
 * or for a group. All three are optional: without Entra ID P2 Graph answers that they are not licensed.
 */
import * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { roleAssignableGroups } from './groups.ts';
import { id, principal, principalDetails, text } from './objects.ts';
import { batchedOrAlone, GROUP_PIM, type ResetSource, ROLES, V1, withoutEchoes, withPrincipals } from './queries.ts';
import { endOf, longest, rightOf, rightShape, scoped, spanShape, standingAlone } from './rights.ts';

const OPTIONAL = { inVerdict: 'enriches', kind: 'state', version: V1 } as const;

export const assignmentSchedules: ResetSource = {
  ...OPTIONAL,
  name: 'assignmentSchedules',
  alone: ['activated'],
  shows: 'which roles are held only for a time, or by activation through PIM',
  permissions: ['RoleManagement.Read.Directory'],
  async read(access): Promise<ReadResult> {
    const path =
      '/roleManagement/directory/roleAssignmentScheduleInstances?$select=' +
      'id,principalId,roleDefinitionId,directoryScopeId,assignmentType,memberType,startDateTime,endDateTime';
    const shape = z.object({ ...rightShape, ...spanShape, assignmentType: text });
    const all = await withoutEchoes(path, (asked) => batchedOrAlone(access, asked, shape, ROLES));
    const rows = standingAlone(scoped(all), access.startedAt);
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

export const eligibilities: ResetSource = {
  ...OPTIONAL,
  name: 'eligibilities',
  alone: ['eligible', 'eligibleByGroup'],
  shows: 'who can activate a role in PIM that resets passwords',
  permissions: ['RoleManagement.Read.Directory'],
  async read(access): Promise<ReadResult> {
    const path = '/roleManagement/directory/roleEligibilityScheduleInstances';
    const shape = z.object({ ...rightShape, ...spanShape, principal });
    const all = await withoutEchoes(path, (asked) => withPrincipals(access, asked, shape, ROLES));
    const rows = standingAlone(scoped(all), access.startedAt);
    const facts = rows.map(
      (row): Fact => ({
        key: `${row.principalId} ${row.roleDefinitionId} ${row.scope}`,
        attributes: { ...rightOf(row), memberType: row.memberType, endsAt: endOf(row) },
        details: principalDetails(row.principal),
      }),
    );
    return { facts: longest(facts) };
  },
};

const groupShape = z.object({ groupId: id, principalId: id, accessId: text, ...spanShape, principal });

/** Of role-assignable groups alone: no other group can hold a role. One list for each: Graph wants a filter. */
export const groupEligibilities: ResetSource = {
  ...OPTIONAL,
  name: 'groupEligibilities',
  alone: ['eligibleByGroup'],
  shows: 'who can activate membership or ownership of a group that holds a role',
  permissions: ['GroupMember.Read.All', 'PrivilegedEligibilitySchedule.Read.AzureADGroup'],
  async read(access): Promise<ReadResult> {
    const groups = await roleAssignableGroups(access);
    const lists = groups.map(({ id }) => {
      const filter = encodeURIComponent(`groupId eq '${id.replaceAll("'", "''")}'`);
      const path = `/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=${filter}`;
      return withPrincipals(access, path, groupShape, GROUP_PIM);
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
  const access = accessId?.toLowerCase();
  if (access !== 'member' && access !== 'owner') return [];
  return [
    {
      key: `${groupId} ${principalId} ${access}`,
      attributes: { groupId, principalId, access, memberType, endsAt: endOf(row) },
      details: principalDetails(row.principal),
    },
  ];
}

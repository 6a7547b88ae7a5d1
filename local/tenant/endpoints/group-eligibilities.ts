/** PIM for Groups: who may become member or owner of a group. Graph wants a group or a principal named. */
import { isCurrent } from '../directory/directory-state.ts';
import type { Endpoint } from '../endpoint.ts';
import { unsupported } from '../odata/filter.ts';
import { guidOf } from '../random.ts';
import { objectRow } from './object-rows.ts';
import { requireP2 } from './role-assignments.ts';
import { timeText } from './times.ts';

export const groupEligibilities: Endpoint = {
  path: '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
  versions: ['v1.0'],
  permission: 'PrivilegedEligibilitySchedule.Read.AzureADGroup',
  options: ['$filter', '$expand'],
  filters: { groupId: { eq: 'string' } },
  expands: ['principal'],
  isPim: true,
  properties: () => [
    'id',
    'accessId',
    'eligibilityScheduleId',
    'endDateTime',
    'groupId',
    'memberType',
    'principalId',
    'startDateTime',
  ],
  read: ({ state, now }, { filter, expand }) => {
    requireP2(state);
    const [clause] = filter;
    if (!clause) throw unsupported();
    const found = Object.entries(state.directory.groupEligibilities).filter(
      ([, one]) => one.groupId === clause.value && isCurrent(one, now),
    );
    const rows = found.map(([key, { groupId, principalId, access, startsAt, endsAt }]) => ({
      id: `${groupId}_${access}_${guidOf(key)}`,
      accessId: access,
      eligibilityScheduleId: `${groupId}_${access}_${guidOf(key)}`,
      endDateTime: timeText(endsAt),
      groupId,
      memberType: 'direct',
      principalId,
      startDateTime: timeText(startsAt),
      ...(expand.length > 0 && { principal: objectRow(state, principalId) }),
    }));
    return { rows };
  },
};

/** All sources of the check, those that carry the verdict first. What each is to the verdict is in the source itself. */
import { appRoleAssignments } from './app-permissions.ts';
import { applicationOwners } from './applications.ts';
import { groups } from './groups.ts';
import { assignmentSchedules, eligibilities, groupEligibilities } from './pim.ts';
import { principals } from './principals.ts';
import type { ResetSource } from './queries.ts';
import { roleEvents } from './role-events.ts';
import { roleAssignments, roleDefinitions } from './roles.ts';
import { sspr } from './sspr.ts';
import { syncedUsers } from './synced-users.ts';
import { units } from './units.ts';

export const SOURCES: readonly ResetSource[] = [
  roleDefinitions,
  roleAssignments,
  groups,
  units,
  appRoleAssignments,
  principals,
  syncedUsers,
  assignmentSchedules,
  eligibilities,
  groupEligibilities,
  applicationOwners,
  roleEvents,
  sspr,
];

/** The check `reset-admins`: who can reset which synced users. Joins its sources, verdict, rules and report. */
import type { Check } from '../../core/model/check.ts';
import { growth, interpret } from './drift/rules.ts';
import { judge } from './judge.ts';
import { evidence, headline, listsOf, section } from './report.ts';
import { appRoleAssignments } from './sources/app-permissions.ts';
import { applicationOwners } from './sources/applications.ts';
import type { ResetAccess } from './sources/asking.ts';
import { groups } from './sources/groups.ts';
import { assignmentSchedules, eligibilities, groupEligibilities } from './sources/pim.ts';
import { principals, syncedUsers } from './sources/principals.ts';
import { roleAssignments, roleDefinitions } from './sources/roles.ts';
import { sspr } from './sources/sspr.ts';
import { units } from './sources/units.ts';
import { totalsOf } from './stored.ts';

export const resetAdmins: Check<ResetAccess> = {
  name: 'reset-admins',
  title: 'Who can reset passwords',
  place: 'resetAdmins',
  timer: { setting: 'POLL_RESET_ADMINS_SCHEDULE', otherwise: '10 * * * * *', limitMs: 240_000 },
  rules: [],
  sources: [
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
    sspr,
  ],
  version: 1,
  judge,
  interpret,
  growth,
  until: (verdict) => totalsOf(verdict)?.until ?? null,
  state: (verdict) => (totalsOf(verdict) ? 'known' : 'unknown'),
  headline,
  evidence,
  section,
  lists: listsOf,
  tenantName: () => null,
};

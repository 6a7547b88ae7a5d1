/** Every Graph path the tenant serves. A new one is a new file and a line here. */
import type { Endpoint } from '../endpoint.ts';
import { administrativeUnits, unitUsers } from './administrative-units.ts';
import { appRoleAssignedTo, appRoleAssignments, appRoleAssignmentsByApp } from './app-role-assignments.ts';
import { applications, federatedCredentials } from './applications.ts';
import { authorizationPolicy } from './authorization-policy.ts';
import { directoryAudits } from './directory-audits.ts';
import { groupEligibilities } from './group-eligibilities.ts';
import { groupMemberPrincipals, groupMembers, groupOwnerPrincipals, groupOwners, groups } from './groups.ts';
import { authenticationAgents, provisioningAgents } from './on-premises-agents.ts';
import { onPremisesSynchronization } from './on-premises-synchronization.ts';
import { organization } from './organization.ts';
import { applicationOwners, servicePrincipalOwners } from './owners.ts';
import { registrationDetails } from './registration-details.ts';
import {
  roleAssignmentScheduleInstances,
  roleAssignments,
  roleEligibilityScheduleInstances,
} from './role-assignments.ts';
import { roleDefinitions } from './role-definitions.ts';
import { servicePrincipal, servicePrincipalByApp, servicePrincipals } from './service-principals.ts';
import { signInActivities } from './sign-in-activities.ts';
import { subscribedSkus } from './subscribed-skus.ts';
import { synchronizationJobs } from './synchronization-jobs.ts';
import { users, usersCount } from './users.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  directoryAudits,
  onPremisesSynchronization,
  organization,
  authorizationPolicy,
  servicePrincipals,
  servicePrincipal,
  servicePrincipalByApp,
  appRoleAssignments,
  appRoleAssignmentsByApp,
  synchronizationJobs,
  signInActivities,
  provisioningAgents,
  authenticationAgents,
  subscribedSkus,
  roleDefinitions,
  roleAssignments,
  roleAssignmentScheduleInstances,
  roleEligibilityScheduleInstances,
  groupEligibilities,
  groups,
  groupMembers,
  groupOwners,
  groupMemberPrincipals,
  groupOwnerPrincipals,
  administrativeUnits,
  unitUsers,
  users,
  usersCount,
  appRoleAssignedTo,
  servicePrincipalOwners,
  applicationOwners,
  applications,
  federatedCredentials,
  registrationDetails,
];

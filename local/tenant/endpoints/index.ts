/** Every Graph path the tenant serves. A new one is a new file and a line here. */
import type { Endpoint } from '../endpoint.ts';
import { appRoleAssignments, appRoleAssignmentsByApp } from './app-role-assignments.ts';
import { authorizationPolicy } from './authorization-policy.ts';
import { directoryAudits } from './directory-audits.ts';
import { authenticationAgents, provisioningAgents } from './on-premises-agents.ts';
import { onPremisesSynchronization } from './on-premises-synchronization.ts';
import { organization } from './organization.ts';
import { servicePrincipal, servicePrincipalByApp, servicePrincipals } from './service-principals.ts';
import { signInActivities } from './sign-in-activities.ts';
import { subscribedSkus } from './subscribed-skus.ts';
import { synchronizationJobs } from './synchronization-jobs.ts';

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
];

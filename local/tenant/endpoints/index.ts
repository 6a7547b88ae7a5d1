/** Every Graph path the tenant serves. A new one is a new file and a line here. */
import type { Endpoint } from '../endpoint.ts';
import { authorizationPolicy } from './authorization-policy.ts';
import { directoryAudits } from './directory-audits.ts';
import { onPremisesSynchronization } from './on-premises-synchronization.ts';
import { organization } from './organization.ts';
import { servicePrincipals } from './service-principals.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  directoryAudits,
  onPremisesSynchronization,
  organization,
  authorizationPolicy,
  servicePrincipals,
];

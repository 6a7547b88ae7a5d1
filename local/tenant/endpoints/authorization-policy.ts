/** One object in v1.0, a list of one in beta. `allowedToUseSSPR` speaks of administrators only. */
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import type { Row } from '../odata/row-list.ts';

export const authorizationPolicy: Endpoint = {
  path: '/policies/authorizationPolicy',
  permission: 'Policy.Read.All',
  options: [],
  properties: (version) => [...COMMON, ...(version === 'beta' ? BETA_ONLY : V1_ONLY)],
  read: (call) => {
    const policy = policyOf(call);
    return call.version === 'beta' ? { rows: [policy] } : { entity: policy };
  },
};

const COMMON = [
  'id',
  'deletedDateTime',
  'description',
  'displayName',
  'allowedToSignUpEmailBasedSubscriptions',
  'allowedToUseSSPR',
  'allowEmailVerifiedUsersToJoinOrganization',
  'allowInvitesFrom',
  'blockMsolPowerShell',
  'defaultUserRolePermissions',
  'guestUserRoleId',
];

const V1_ONLY = ['allowUserConsentForRiskyApps'];
const BETA_ONLY = ['enabledPreviewFeatures', 'permissionGrantPolicyIdsAssignedToDefaultUserRole'];

function policyOf({ state, version }: EndpointCall): Row {
  return {
    id: 'authorizationPolicy',
    deletedDateTime: null,
    description: 'Used to manage authorization related settings across the company.',
    displayName: 'Authorization Policy',
    allowedToSignUpEmailBasedSubscriptions: true,
    allowedToUseSSPR: state.allowedToUseSspr,
    allowEmailVerifiedUsersToJoinOrganization: false,
    allowInvitesFrom: 'everyone',
    blockMsolPowerShell: false,
    guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
    ...(version === 'beta'
      ? {
          enabledPreviewFeatures: [],
          permissionGrantPolicyIdsAssignedToDefaultUserRole: GRANT_POLICIES,
          defaultUserRolePermissions: USER_ROLE,
        }
      : {
          allowUserConsentForRiskyApps: null,
          defaultUserRolePermissions: { ...USER_ROLE, permissionGrantPoliciesAssigned: GRANT_POLICIES },
        }),
  };
}

const GRANT_POLICIES = ['ManagePermissionGrantsForSelf.microsoft-user-default-low'];

const USER_ROLE = {
  allowedToCreateApps: true,
  allowedToCreateSecurityGroups: true,
  allowedToCreateTenants: true,
  allowedToReadBitlockerKeysForOwnedDevice: true,
  allowedToReadOtherUsers: true,
};

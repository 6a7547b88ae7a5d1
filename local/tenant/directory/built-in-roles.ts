/**
 * Built-in roles with their documented ids, and of their documented actions those that mean something here: every role
 * that resets, that leads to one, that the matrix names, and a dozen others. An excerpt: the real list has some 140.
 */
import type { Role } from './directory-state.ts';

type BuiltIn = readonly [id: string, name: string, description: string, actions: string];

const ROLES: readonly BuiltIn[] = [
  // Reset everyone.
  [
    '62e90394-69f5-4237-9190-012177145e10',
    'Global Administrator',
    'Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra identities.',
    'administrativeUnits/allProperties/allTasks applications/allProperties/allTasks appRoleAssignments/allProperties/allTasks authorizationPolicy/allProperties/allTasks groups/allProperties/allTasks hybridAuthenticationPolicy/allProperties/allTasks roleAssignments/allProperties/allTasks roleDefinitions/allProperties/allTasks servicePrincipals/allProperties/allTasks users/allProperties/allTasks',
  ],
  [
    '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
    'Privileged Authentication Administrator',
    'Can access to view, set and reset authentication method information for any user (admin or non-admin).',
    'users/authenticationMethods/create users/authenticationMethods/delete users/authenticationMethods/standard/read users/authenticationMethods/basic/update users/invalidateAllRefreshTokens users/manager/update users/password/update users/userPrincipalName/update',
  ],
  [
    'e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8',
    'Partner Tier2 Support',
    'Do not use - not intended for general use.',
    'applications/credentials/update applications/owners/update groups/members/update roleAssignments/allProperties/allTasks users/create users/delete users/invalidateAllRefreshTokens users/password/update',
  ],
  // Reset limited administrators.
  [
    'fe930be7-5e62-47db-91af-98c3a49a38b1',
    'User Administrator',
    'Can manage all aspects of users and groups, including resetting passwords for limited admins.',
    'groups/create groups/delete groups/members/update groups/owners/update users/basic/update users/create users/delete users/disable users/enable users/invalidateAllRefreshTokens users/password/update users/userPrincipalName/update',
  ],
  [
    'c4e39bd9-1100-46d3-8c65-fb160da0071f',
    'Authentication Administrator',
    'Can access to view, set and reset authentication method information for any non-admin user.',
    'users/authenticationMethods/create users/authenticationMethods/delete users/authenticationMethods/standard/restrictedRead users/authenticationMethods/basic/update users/invalidateAllRefreshTokens users/manager/update users/password/update',
  ],
  [
    '729827e3-9c14-49f7-bb1b-9608f156bbb8',
    'Helpdesk Administrator',
    'Can reset passwords for non-administrators and Helpdesk Administrators.',
    'users/invalidateAllRefreshTokens users/bitLockerRecoveryKeys/read users/password/update',
  ],
  [
    '966707d0-3269-4727-9be2-8c3a10f19b9d',
    'Password Administrator',
    'Can reset passwords for non-administrators and Password Administrators.',
    'users/password/update',
  ],
  // Reset non-administrators.
  [
    '4ba39ca4-527c-499a-b93d-d9b492c50246',
    'Partner Tier1 Support',
    'Do not use - not intended for general use.',
    'applications/credentials/update applications/owners/update groups/members/update users/create users/delete users/invalidateAllRefreshTokens users/password/update',
  ],
  [
    '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f',
    'Security Operator',
    'Creates and manages security events.',
    'auditLogs/allProperties/read identityProtection/allProperties/allTasks signInReports/allProperties/read users/disable users/invalidateAllRefreshTokens users/password/update',
  ],
  [
    '58f930cc-fcf4-4152-852c-1d7dbf502139',
    'Entra SOC Identity Responder',
    'Responds to identity incidents.',
    'users/disable users/enable users/invalidateAllRefreshTokens users/password/update',
  ],
  // One grant, one secret or one setting away.
  [
    'e8611ab8-c189-46e8-94e1-60213ab1f814',
    'Privileged Role Administrator',
    'Can manage role assignments in Microsoft Entra ID, and all aspects of Privileged Identity Management.',
    'groupsAssignableToRoles/allProperties/update groupsAssignableToRoles/create groupsAssignableToRoles/delete privilegedIdentityManagement/allProperties/allTasks roleAssignments/allProperties/allTasks roleDefinitions/allProperties/allTasks servicePrincipals/appRoleAssignedTo/allTasks',
  ],
  [
    '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
    'Application Administrator',
    'Can create and manage all aspects of app registrations and enterprise apps.',
    'applications/create applications/credentials/update applications/owners/update servicePrincipals/create servicePrincipals/credentials/update servicePrincipals/owners/update',
  ],
  [
    '158c047a-c907-4556-b7ef-446551a6b5f7',
    'Cloud Application Administrator',
    'Can create and manage all aspects of app registrations and enterprise apps except App Proxy.',
    'applications/create applications/credentials/update applications/owners/update servicePrincipals/create servicePrincipals/credentials/update servicePrincipals/owners/update',
  ],
  [
    '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
    'Hybrid Identity Administrator',
    'Manages Active Directory to Microsoft Entra cloud provisioning, Connect, pass-through authentication and federation.',
    'applications/owners/update cloudProvisioning/allProperties/allTasks domains/federation/update hybridAuthenticationPolicy/allProperties/allTasks organization/dirSync/update passwordHashSync/allProperties/allTasks servicePrincipals/synchronizationJobs/manage',
  ],
  [
    '0526716b-113d-4c15-b2c8-68e3c22b9f80',
    'Authentication Policy Administrator',
    'Can create and manage the authentication methods policy, MFA settings, password protection and verifiable credentials.',
    'organization/strongAuthentication/allTasks userCredentialPolicies/basic/update userCredentialPolicies/create userCredentialPolicies/delete',
  ],
  [
    '8329153b-31d0-4727-b945-745eb3bc5f31',
    'Domain Name Administrator',
    'Can manage domain names in cloud and on-premises.',
    'domains/allProperties/allTasks',
  ],
  [
    'be2f45a1-457d-42af-a067-6ec1fa63bc45',
    'External Identity Provider Administrator',
    'Can configure identity providers for use in direct federation.',
    'domains/federation/update identityProviders/allProperties/allTasks',
  ],
  [
    '194ae4cb-b126-40b2-bd5b-6091b380977d',
    'Security Administrator',
    'Can read security information and reports, and manage configuration in Microsoft Entra ID and Office 365.',
    'auditLogs/allProperties/read conditionalAccessPolicies/basic/update domains/federation/update identityProtection/allProperties/update policies/basic/update signInReports/allProperties/read',
  ],
  [
    'fdd7a751-b60b-444a-984c-02652fe8fa1c',
    'Groups Administrator',
    'Members of this role can create and manage groups, groups settings like naming and expiration policies.',
    'groups/basic/update groups/create groups/delete groups/members/update groups/owners/update groups/settings/update',
  ],
  [
    '3a2c62db-5318-420d-8d74-23affee5d9d5',
    'Intune Administrator',
    'Can manage all aspects of the Intune product.',
    'devices/basic/update devices/create devices/delete groups.security/create groups.security/members/update groups.security/owners/update users/basic/update',
  ],
  [
    'b5a8dcf3-09d5-43a9-a639-8e29ef291470',
    'Knowledge Administrator',
    'Can configure knowledge, learning, and other intelligent features.',
    'groups.security/create groups.security/members/update groups.security/owners/update',
  ],
  [
    '11451d60-acb2-45eb-a7d6-43d0f0125c13',
    'Windows 365 Administrator',
    'Can provision and manage all aspects of Cloud PCs.',
    'devices/delete groups.security/create groups.security/members/update groups.security/owners/update',
  ],
  [
    '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e',
    'Identity Governance Administrator',
    'Manage access using Microsoft Entra ID for identity governance scenarios.',
    'accessReviews/allProperties/allTasks entitlementManagement/allProperties/allTasks groups/members/update servicePrincipals/appRoleAssignedTo/update',
  ],
  [
    '9360feb5-f418-4baa-8175-e2a00bac4301',
    'Directory Writers',
    'Can read and write basic directory information. For granting access to applications, not intended for users.',
    'groups/basic/update groups/create groups/members/update groups/owners/update users/basic/update users/create users/disable users/enable users/invalidateAllRefreshTokens users/manager/update',
  ],
  [
    'd29b2b05-8046-44ba-8758-1e26182fcf32',
    'Directory Synchronization Accounts',
    'Only used by Microsoft Entra Connect and Microsoft Entra Cloud Sync.',
    'applications/create hybridAuthenticationPolicy/allProperties/allTasks organization/dirSync/update passwordHashSync/allProperties/allTasks policies/standard/read servicePrincipals/create',
  ],
  [
    'a92aed5d-d78a-4d16-b381-09adb37eb3b0',
    'On Premises Directory Sync Account',
    'Only used by Microsoft Entra Connect and Microsoft Entra Cloud Sync.',
    'onPremisesSynchronization/entityType/allTasks',
  ],
  // Whom the matrix names as targets.
  [
    '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
    'Directory Readers',
    'Can read basic directory information. Commonly used to grant directory read access to applications and guests.',
    'groups/standard/read organization/standard/read servicePrincipals/standard/read users/standard/read',
  ],
  [
    '95e79109-95c0-4d8e-aee3-d01accf2d47b',
    'Guest Inviter',
    "Can invite guest users independent of the 'members can invite guests' setting.",
    'users/inviteGuest users/standard/read',
  ],
  [
    '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b',
    'Message Center Reader',
    'Can read messages and updates for their organization in Office 365 Message Center only.',
    '',
  ],
  [
    '4a5d8f65-41da-4de4-8968-e035b65339cf',
    'Reports Reader',
    'Can read sign-in and audit reports.',
    'auditLogs/allProperties/read signInReports/allProperties/read',
  ],
  [
    '75934031-6c7e-415a-99d7-48dbd49e875e',
    'Usage Summary Reports Reader',
    'Read Usage reports and Adoption Score, but cannot access user details.',
    '',
  ],
  [
    '27460883-1df1-4691-b032-3b79643e5e63',
    'User Experience Success Manager',
    'View product feedback, survey results, and reports to find training and communication opportunities.',
    '',
  ],
  // A dozen others.
  [
    'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
    'Global Reader',
    'Can read everything that a Global Administrator can, but not update anything.',
    'groups/allProperties/read roleAssignments/allProperties/read users/allProperties/read',
  ],
  [
    '5d6b6bb7-de71-4623-b4af-96380a352509',
    'Security Reader',
    'Can read security information and reports in Microsoft Entra ID and Office 365.',
    'auditLogs/allProperties/read identityProtection/allProperties/read signInReports/allProperties/read',
  ],
  [
    'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
    'Conditional Access Administrator',
    'Can manage Conditional Access capabilities.',
    'conditionalAccessPolicies/basic/update conditionalAccessPolicies/create conditionalAccessPolicies/delete namedLocations/basic/update',
  ],
  [
    '29232cdf-9323-42fd-ade2-1d097af3e4de',
    'Exchange Administrator',
    'Can manage all aspects of the Exchange product.',
    'groups.unified/create groups.unified/members/update groups.unified/owners/update',
  ],
  [
    'f28a1f50-f6e7-4571-818b-6a12f2af6b6c',
    'SharePoint Administrator',
    'Can manage all aspects of the SharePoint service.',
    'groups.unified/create groups.unified/members/update groups.unified/owners/update',
  ],
  [
    '69091246-20e8-4a56-aa4d-066075b2a7a8',
    'Teams Administrator',
    'Can manage the Microsoft Teams service.',
    'groups.unified/create groups.unified/members/update groups.unified/owners/update',
  ],
  [
    'b0f54661-2d74-4c50-afa3-1ec803f12efe',
    'Billing Administrator',
    'Can perform common billing related tasks like updating payment information.',
    'organization/basic/update',
  ],
  [
    '17315797-102d-40b4-93e0-432062caca18',
    'Compliance Administrator',
    'Can read and manage compliance configuration and reports in Microsoft Entra ID and Microsoft 365.',
    'entitlementManagement/allProperties/read',
  ],
  [
    '7698a772-787b-4ac8-901f-60d6b08affd2',
    'Cloud Device Administrator',
    'Limited access to manage devices in Microsoft Entra ID.',
    'auditLogs/allProperties/read bitlockerKeys/key/read devices/delete devices/disable devices/enable',
  ],
  [
    'cf1c38e5-3621-4004-a7cb-879624dced7c',
    'Application Developer',
    "Can create application registrations independent of the 'Users can register applications' setting.",
    'applications/createAsOwner oAuth2PermissionGrants/createAsOwner servicePrincipals/createAsOwner',
  ],
  [
    'f023fd81-a637-4b56-95fd-791ac0226033',
    'Service Support Administrator',
    'Can read service health information and manage support tickets.',
    '',
  ],
  [
    '8424c6f0-a189-499e-bbd0-26c1753c96d4',
    'Attribute Definition Administrator',
    'Define and manage the definition of custom security attributes.',
    'attributeSets/allProperties/allTasks customSecurityAttributeDefinitions/allProperties/allTasks',
  ],
];

/** What most administrators can do besides (from the documented sample). */
const SUPPORT = [
  'microsoft.azure.serviceHealth/allEntities/allTasks',
  'microsoft.azure.supportTickets/allEntities/allTasks',
  'microsoft.office365.webPortal/allEntities/standard/read',
  'microsoft.office365.serviceHealth/allEntities/allTasks',
  'microsoft.office365.supportTickets/allEntities/allTasks',
];

export const DIRECTORY_READERS = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';

/** As documented: a tenant may have changed some (`role-definitions.ts`). */
export const BUILT_IN_ROLES: ReadonlyMap<string, Role> = new Map(
  ROLES.map(([id, displayName, description, actions]) => {
    const own = actions.split(' ').filter((action) => action !== '');
    const all = [...own.map((action) => `microsoft.directory/${action}`), ...SUPPORT];
    const permissions = [{ actions: all, condition: null }];
    return [id, { id, displayName, description, isEnabled: true, permissions }];
  }),
);

/**
 * The application permissions the product asks for (the tenant grants them all until told otherwise).
 * One permission opens a path: the least practical one. Graph also lets wider ones pass; a tenant that does not
 * shows a missing grant that a wider one would hide.
 */

/** Name and app role id on Microsoft Graph. */
export const APP_ROLES = {
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
  'RoleManagement.Read.Directory': '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
  'Organization.Read.All': '498476ce-e0fe-48b0-b801-37ba7e2685c6',
  'GroupMember.Read.All': '98830695-27a2-44f7-8c18-0c3ebc9698f6',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'AdministrativeUnit.Read.All': '134fd756-38ce-4afd-ba33-e9623dbe66c2',
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'Policy.Read.All': '246dd0d5-5bd0-4def-940b-0421030a5b68',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
  'OnPremDirectorySynchronization.Read.All': 'bb70e231-92dc-4729-aff5-697b3f04be95',
  'PrivilegedEligibilitySchedule.Read.AzureADGroup': 'edb419d6-7edc-42a3-9345-509bfdf5d87c',
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
} as const;

/** What the product must not hold, by name and id: all of them write. Granting one is what the watch is to notice. */
export const WRITE_APP_ROLES = {
  'User-PasswordProfile.ReadWrite.All': 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7',
  'RoleManagement.ReadWrite.Directory': '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
  'Directory.ReadWrite.All': '19dbc75e-c2e2-444c-a770-ec69d8559fc7',
  'AppRoleAssignment.ReadWrite.All': '06b708a9-e830-4db3-a914-8e69da51d44f',
  'Application.ReadWrite.All': '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
} as const;

/** Read permissions that it does not ask for. */
const OTHER_APP_ROLES = { 'LicenseAssignment.Read.All': 'e2f98668-2877-4f38-a2f4-8202e0717aa1' } as const;

/** What other applications may hold that is one step from a reset. */
const INDIRECT_APP_ROLES = {
  'RoleAssignmentSchedule.ReadWrite.Directory': 'dd199f4a-f148-40a4-a2ec-f0069cc799ec',
  'RoleEligibilitySchedule.ReadWrite.Directory': 'fee28b28-e1f3-4841-818e-2704dc62245f',
  'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup': '41202f2c-f7ab-45be-b001-85c9728b9d69',
  'User.ReadWrite.All': '741f803b-c850-494e-b5df-cde7c675a1ca',
  'UserAuthMethod-Password.ReadWrite.All': 'f6d38dfd-ec08-4995-8f07-23e929df0936',
  'User-Phone.ReadWrite.All': '86ceff06-c822-49ff-989a-d912845ffe69',
  'User-Mail.ReadWrite.All': '280d0935-0796-47d1-8d26-273470a3f17a',
  'UserAuthMethod-Phone.ReadWrite.All': '6e85d483-7092-4375-babe-0a94a8213a58',
  'UserAuthMethod-Email.ReadWrite.All': 'e8ecb853-1435-4a49-95ba-ec5b31b11672',
  'UserAuthenticationMethod.ReadWrite.All': '50483e42-d915-4231-9639-7fdb7fd190e5',
  'UserAuthMethod-TAP.ReadWrite.All': '627169a8-8c15-451c-861a-5b80e383de5c',
} as const;

/** All that can be granted here; Microsoft Graph has some seven hundred. */
export const ALL_APP_ROLES = { ...APP_ROLES, ...WRITE_APP_ROLES, ...OTHER_APP_ROLES, ...INDIRECT_APP_ROLES } as const;

/** Opens a path here. */
export type Permission = keyof typeof APP_ROLES;
export type Grantable = keyof typeof ALL_APP_ROLES;

export const DEFAULT_PERMISSIONS: readonly string[] = Object.keys(APP_ROLES);

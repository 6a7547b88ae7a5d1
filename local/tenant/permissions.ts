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

/** A read permission that it does not ask for. */
const OTHER_APP_ROLES = { 'LicenseAssignment.Read.All': 'e2f98668-2877-4f38-a2f4-8202e0717aa1' } as const;

/** All that can be granted here; Microsoft Graph has some seven hundred. */
export const ALL_APP_ROLES = { ...APP_ROLES, ...WRITE_APP_ROLES, ...OTHER_APP_ROLES } as const;

/** Opens a path here. */
export type Permission = keyof typeof APP_ROLES;
export type Grantable = keyof typeof ALL_APP_ROLES;

export const DEFAULT_PERMISSIONS: readonly string[] = Object.keys(APP_ROLES);

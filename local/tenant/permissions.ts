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

export type Permission = keyof typeof APP_ROLES;

export const DEFAULT_PERMISSIONS: readonly string[] = Object.keys(APP_ROLES);

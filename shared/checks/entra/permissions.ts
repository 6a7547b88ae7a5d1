/**
 * Application permissions of Microsoft Graph by name and id, as of 2026-11: what the app reads with, and what it must
 * never hold. Ids are the same in every tenant (learn.microsoft.com/graph/permissions-reference). Data and look-ups;
 * decides nothing. Who needs a permission is said by the source that reads with it (`Source.permissions`).
 */

export interface Permission {
  readonly name: string;
  /** App role id. */
  readonly id: string;
}

interface ReadingPermission extends Permission {
  /** Names of wider permissions that open the same. */
  readonly coveredBy?: readonly string[];
}

/** Opens what the narrower ones open that name it; one of these is still less to hold. */
const WIDER = ['Directory.Read.All'];

/** In this order gaps are told. */
// biome-ignore format: a table, one permission per row
export const READING: readonly ReadingPermission[] = [
  { name: 'AuditLog.Read.All', id: 'b0afded3-3588-46d8-8b3d-9842eff778da' },
  { name: 'Organization.Read.All', id: '498476ce-e0fe-48b0-b801-37ba7e2685c6', coveredBy: WIDER },
  { name: 'Application.Read.All', id: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30', coveredBy: WIDER },
  { name: 'Policy.Read.All', id: '246dd0d5-5bd0-4def-940b-0421030a5b68' },
  { name: 'OnPremDirectorySynchronization.Read.All', id: 'bb70e231-92dc-4729-aff5-697b3f04be95' },
  { name: 'Synchronization.Read.All', id: '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce' },
  { name: 'RoleManagement.Read.Directory', id: '483bed4a-2ad3-4361-a73b-c83ccdbdc53c' },
  { name: 'GroupMember.Read.All', id: '98830695-27a2-44f7-8c18-0c3ebc9698f6', coveredBy: WIDER },
  { name: 'User.Read.All', id: 'df021288-bdef-4463-88db-98f22de89214', coveredBy: WIDER },
  { name: 'AdministrativeUnit.Read.All', id: '134fd756-38ce-4afd-ba33-e9623dbe66c2', coveredBy: WIDER },
  { name: 'PrivilegedEligibilitySchedule.Read.AzureADGroup', id: 'edb419d6-7edc-42a3-9345-509bfdf5d87c' },
  // Hidden membership needs it, where a unit has that.
  { name: 'Member.Read.Hidden', id: '658aa5d8-239f-45c4-aa12-864f4fc7e490' },
  { name: 'Directory.Read.All', id: '7ab1d382-f21e-4acd-a863-ba3e13f7da61' },
];

/** Those that reach passwords, or let their holder grant itself what does. */
// biome-ignore format: a table, one permission per row
export const WRITING: readonly Permission[] = [
  { name: 'User-PasswordProfile.ReadWrite.All', id: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' },
  { name: 'User.ReadWrite.All', id: '741f803b-c850-494e-b5df-cde7c675a1ca' },
  { name: 'Directory.ReadWrite.All', id: '19dbc75e-c2e2-444c-a770-ec69d8559fc7' },
  { name: 'UserAuthenticationMethod.ReadWrite.All', id: '50483e42-d915-4231-9639-7fdb7fd190e5' },
  { name: 'UserAuthMethod-TAP.ReadWrite.All', id: '627169a8-8c15-451c-861a-5b80e383de5c' },
  { name: 'UserAuthMethod-Phone.ReadWrite.All', id: '6e85d483-7092-4375-babe-0a94a8213a58' },
  { name: 'UserAuthMethod-Email.ReadWrite.All', id: 'e8ecb853-1435-4a49-95ba-ec5b31b11672' },
  { name: 'UserAuthMethod-Password.ReadWrite.All', id: 'f6d38dfd-ec08-4995-8f07-23e929df0936' },
  { name: 'User-Phone.ReadWrite.All', id: '86ceff06-c822-49ff-989a-d912845ffe69' },
  { name: 'User-Mail.ReadWrite.All', id: '280d0935-0796-47d1-8d26-273470a3f17a' },
  { name: 'RoleManagement.ReadWrite.Directory', id: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8' },
  { name: 'AppRoleAssignment.ReadWrite.All', id: '06b708a9-e830-4db3-a914-8e69da51d44f' },
  { name: 'Application.ReadWrite.All', id: '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9' },
  { name: 'RoleAssignmentSchedule.ReadWrite.Directory', id: 'dd199f4a-f148-40a4-a2ec-f0069cc799ec' },
  { name: 'RoleEligibilitySchedule.ReadWrite.Directory', id: 'fee28b28-e1f3-4841-818e-2704dc62245f' },
  { name: 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup', id: '41202f2c-f7ab-45be-b001-85c9728b9d69' },
];

const NAMES = new Map([...READING, ...WRITING].map(({ id, name }) => [id, name]));
const WRITES = new Set(WRITING.map(({ name }) => name));
const BY_NAME = new Map(READING.map((permission) => [permission.name, permission]));

/** Null: none of those that are known here. Graph has some seven hundred. */
export const permissionName = (id: string): string | null => NAMES.get(id.toLowerCase()) ?? null;

export const canWrite = (name: string | null): boolean => name !== null && WRITES.has(name);

/** Names of the permissions that open what this one opens, itself among them. */
export const openedBy = (name: string): readonly string[] => [name, ...(BY_NAME.get(name)?.coveredBy ?? [])];

/** In the order of the table; what is not in it comes last, as given. */
export const inTableOrder = (names: ReadonlySet<string>): readonly string[] => [
  ...READING.filter(({ name }) => names.has(name)).map(({ name }) => name),
  ...[...names].filter((name) => !BY_NAME.has(name)),
];

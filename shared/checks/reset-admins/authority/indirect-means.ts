/**
 * What is one grant, one secret or one setting away from resetting passwords: built-in roles and Graph permissions
 * with what they mean. Data; who has them is found in `indirect.ts`. A right that is missing here hides no resetter.
 */
import { RESETTING_APP_ROLE } from './matrix.ts';
import type { RoleDefinition } from './tenant.ts';

export const MEANS = {
  grant: 'can grant a role or permission that resets passwords',
  manageGroups: 'can manage role-assignable groups',
  takeApplication: 'can take over a privileged application',
  withoutReset: 'can sign in as users without a reset',
  recovery: 'can change what users recover their password with',
  writeback: 'can turn password writeback on',
  ssprGroups: 'can change who is in the groups that may reset their own password',
  federation: 'can take over users through federation',
  syncClient: 'can set passwords of synced users as a sync client',
  otherPermission: 'may be able to reset some passwords',
  twoSteps: 'is two steps from a role that resets passwords',
} as const;

export type MeansName = keyof typeof MEANS;

/** By template id. */
const ROLE_MEANS: ReadonlyMap<string, readonly MeansName[]> = new Map([
  // Global Administrator
  ['62e90394-69f5-4237-9190-012177145e10', ['grant', 'withoutReset', 'writeback']],
  // Privileged Role Administrator
  ['e8611ab8-c189-46e8-94e1-60213ab1f814', ['grant', 'manageGroups']],
  // Partner Tier2 Support
  ['e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8', ['grant', 'takeApplication']],
  // Partner Tier1 Support
  ['4ba39ca4-527c-499a-b93d-d9b492c50246', ['takeApplication']],
  // Application Administrator
  ['9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', ['takeApplication']],
  // Cloud Application Administrator
  ['158c047a-c907-4556-b7ef-446551a6b5f7', ['takeApplication']],
  // Hybrid Identity Administrator
  ['8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2', ['takeApplication', 'writeback', 'federation']],
  // Authentication Policy Administrator: an older page lets it set the switch of cloud sync; the wider reading stands.
  ['0526716b-113d-4c15-b2c8-68e3c22b9f80', ['writeback']],
  // Authentication Administrator
  ['c4e39bd9-1100-46d3-8c65-fb160da0071f', ['withoutReset']],
  // Privileged Authentication Administrator
  ['7be44c8a-adaf-4e2a-84d6-ab2649e08a13', ['withoutReset']],
  // Domain Name Administrator
  ['8329153b-31d0-4727-b945-745eb3bc5f31', ['federation']],
  // External Identity Provider Administrator
  ['be2f45a1-457d-42af-a067-6ec1fa63bc45', ['federation']],
  // Security Administrator
  ['194ae4cb-b126-40b2-bd5b-6091b380977d', ['federation']],
  // Groups Administrator
  ['fdd7a751-b60b-444a-984c-02652fe8fa1c', ['ssprGroups']],
  // User Administrator
  ['fe930be7-5e62-47db-91af-98c3a49a38b1', ['ssprGroups']],
  // Intune Administrator
  ['3a2c62db-5318-420d-8d74-23affee5d9d5', ['ssprGroups']],
  // Knowledge Administrator
  ['b5a8dcf3-09d5-43a9-a639-8e29ef291470', ['ssprGroups']],
  // Windows 365 Administrator
  ['11451d60-acb2-45eb-a7d6-43d0f0125c13', ['ssprGroups']],
  // Identity Governance Administrator
  ['45d8d3c5-c802-45c6-b32a-1d70b5e1e86e', ['ssprGroups']],
  // Directory Writers
  ['9360feb5-f418-4baa-8175-e2a00bac4301', ['ssprGroups']],
  // Directory Synchronization Accounts
  ['d29b2b05-8046-44ba-8758-1e26182fcf32', ['syncClient']],
  // On Premises Directory Sync Account
  ['a92aed5d-d78a-4d16-b381-09adb37eb3b0', ['syncClient']],
]);

/** What a built-in role means beside its own resets; nothing for a custom one, whatever template id it carries. */
export const meansOf = (role: RoleDefinition): readonly MeansName[] =>
  (role.isBuiltIn && ROLE_MEANS.get(role.templateId)) || [];

/** App roles of Microsoft Graph by id. */
export const PERMISSION_MEANS: ReadonlyMap<string, { readonly name: string; readonly means: MeansName }> = new Map([
  ['9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8', { name: 'RoleManagement.ReadWrite.Directory', means: 'grant' }],
  ['06b708a9-e830-4db3-a914-8e69da51d44f', { name: 'AppRoleAssignment.ReadWrite.All', means: 'grant' }],
  ['dd199f4a-f148-40a4-a2ec-f0069cc799ec', { name: 'RoleAssignmentSchedule.ReadWrite.Directory', means: 'grant' }],
  ['fee28b28-e1f3-4841-818e-2704dc62245f', { name: 'RoleEligibilitySchedule.ReadWrite.Directory', means: 'grant' }],
  [
    '41202f2c-f7ab-45be-b001-85c9728b9d69',
    { name: 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup', means: 'grant' },
  ],
  ['1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9', { name: 'Application.ReadWrite.All', means: 'takeApplication' }],
  // The sources disagree whether it can reset at all: older ones say with User Administrator, newer ones never.
  ['741f803b-c850-494e-b5df-cde7c675a1ca', { name: 'User.ReadWrite.All', means: 'otherPermission' }],
  // Documented for reading only; the action to change is mapped to signed-in users.
  ['f6d38dfd-ec08-4995-8f07-23e929df0936', { name: 'UserAuthMethod-Password.ReadWrite.All', means: 'otherPermission' }],
  ['19dbc75e-c2e2-444c-a770-ec69d8559fc7', { name: 'Directory.ReadWrite.All', means: 'recovery' }],
  ['86ceff06-c822-49ff-989a-d912845ffe69', { name: 'User-Phone.ReadWrite.All', means: 'recovery' }],
  ['280d0935-0796-47d1-8d26-273470a3f17a', { name: 'User-Mail.ReadWrite.All', means: 'recovery' }],
  ['6e85d483-7092-4375-babe-0a94a8213a58', { name: 'UserAuthMethod-Phone.ReadWrite.All', means: 'recovery' }],
  ['e8ecb853-1435-4a49-95ba-ec5b31b11672', { name: 'UserAuthMethod-Email.ReadWrite.All', means: 'recovery' }],
  ['50483e42-d915-4231-9639-7fdb7fd190e5', { name: 'UserAuthenticationMethod.ReadWrite.All', means: 'withoutReset' }],
  ['627169a8-8c15-451c-861a-5b80e383de5c', { name: 'UserAuthMethod-TAP.ReadWrite.All', means: 'withoutReset' }],
]);

/** Of some seven hundred permissions on Microsoft Graph those that mean something here: the others are not read. */
export const isWatchedPermission = (appRoleId: string): boolean =>
  appRoleId === RESETTING_APP_ROLE.id || PERMISSION_MEANS.has(appRoleId);

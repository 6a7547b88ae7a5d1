/**
 * Exactly the Azure roles that the app's identity needs, each at the narrowest scope that works. The templates assign
 * these and no other (their tests compare), the doctor looks for these and names every other as too much.
 */

/** Where a role is assigned: the ARM type of the resource, the table and the secret included. */
export type RoleScope =
  | 'Microsoft.Storage/storageAccounts'
  | 'Microsoft.Storage/storageAccounts/tableServices/tables'
  | 'Microsoft.Insights/components'
  | 'Microsoft.Communication/communicationServices'
  | 'Microsoft.KeyVault/vaults/secrets';

export interface NeededRole {
  readonly name: string;
  /** GUID of the built-in definition; null: the custom role of `MAIL_ACTIONS`, whose id differs from group to group. */
  readonly id: string | null;
  readonly scope: RoleScope;
  readonly why: string;
  /** Only where the setting WEBHOOK_URL refers to a vault. */
  readonly onlyWithVault?: true;
}

/** What sending is checked against: control-plane actions, neither of which reads a key. Compared without regard to case. */
export const MAIL_ACTIONS: readonly string[] = [
  'Microsoft.Communication/CommunicationServices/Read',
  'Microsoft.Communication/CommunicationServices/Write',
];

/** What the custom role may hold beside them, by the parameter `mail.role`. */
export const MAIL_EXTRA_ACTIONS: readonly string[] = ['Microsoft.Communication/EmailServices/write'];

/** Communication and Email Service Owner, the built-in role that sends. It can read keys, too. */
export const MAIL_BUILT_IN_ROLE = '09976791-48a7-449e-bb21-39d1a415f350';

// biome-ignore format: a table, one role per row
export const ROLES: readonly NeededRole[] = [
  { name: 'Storage Blob Data Owner', id: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', scope: 'Microsoft.Storage/storageAccounts', why: 'the host keeps timer locks, keys and the uploaded package in containers that it makes' },
  { name: 'Storage Table Data Contributor', id: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3', scope: 'Microsoft.Storage/storageAccounts/tableServices/tables', why: 'state and history, in one table' },
  { name: 'Monitoring Metrics Publisher', id: '3913510d-42f4-4e42-8a64-420c390055eb', scope: 'Microsoft.Insights/components', why: 'telemetry without a key' },
  { name: 'a role that sends mail', id: null, scope: 'Microsoft.Communication/communicationServices', why: 'mail, and nothing else of that service' },
  { name: 'Key Vault Secrets User', id: '4633458b-17de-408a-b874-0445c86b69e6', scope: 'Microsoft.KeyVault/vaults/secrets', why: 'the one secret with the address of the second receiver', onlyWithVault: true },
];

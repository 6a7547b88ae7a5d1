/** Ids that are the same in every tenant. */

/** Microsoft Graph. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** The gallery application of Cloud Sync, and the template of the same id that its configurations are made from. */
export const CLOUD_SYNC_TEMPLATE_ID = '1a4721b3-e57f-4451-ae87-ef078703ec94';

/** What the application of each Connect Sync server is granted, by the service that grants it (Microsoft Learn, 2026). */
export const SYNC_SERVICES = [
  {
    appId: '6bf85cfa-ac8a-4be5-b5de-425a0d0dc016',
    displayName: 'Microsoft Entra AD Synchronization Service',
    appRoles: ['ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9'],
  },
  {
    appId: '93625bc8-bfe2-437a-97e0-3d0060024faa',
    displayName: 'Microsoft password reset service',
    appRoles: [
      '69201c67-737b-4a20-8f16-e0c8c64e0b0e',
      'fc7e8088-95b5-453e-8bef-b17ecfec5ba3',
      'e006e431-a65b-4f3e-8808-77d29d4c5f1a',
    ],
  },
] as const;

/** Built-in roles that the tenant begins with. */
export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
export const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1';
export const HELPDESK_ADMINISTRATOR = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
export const PASSWORD_ADMINISTRATOR = '966707d0-3269-4727-9be2-8c3a10f19b9d';

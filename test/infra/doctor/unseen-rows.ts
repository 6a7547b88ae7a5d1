/** What is hidden from who looks, or not there yet, and what the doctor has to say then. */
import { ID, OBJECT_ID, ROLE } from '../azure/world.ts';
import { firstSite, forbid, type Row, set, status } from './spoil.ts';

export const UNSEEN: readonly Row[] = [
  ['the settings', forbid(/appsettings\/list$/, 'POST'), 'settings: Azure answered 403 to POST', 'right to read this'],
  ['the functions', forbid(/\/functions$/), 'package: Azure answered 403', 'right to read this'],
  [
    'roles outside the group',
    forbid(/^\/subscriptions\/[^/]+\/providers\/Microsoft.Authorization\/roleAssignments$/),
    'roles: Roles outside the resource group cannot be seen',
    'Reader on the subscription',
  ],
  [
    'the storage account',
    (world) => {
      world.storageAccounts = [];
    },
    'roles: Storage Blob Data Owner: the resource that it belongs on could not be found',
    'lack the right to see it',
  ],
  ['the grants', forbid(/appRoleAssignments$/), 'grants: Graph answered 403', 'right to read this'],
  [
    'the mail service',
    set('MAIL_ENDPOINT', 'https://elsewhere.communication.azure.com'),
    'mail: The Communication Services resource of MAIL_ENDPOINT could not be found',
    'MAIL_ENDPOINT',
  ],
  ['the telemetry', forbid(/\/query$/, 'POST'), 'timers: Azure answered 403', 'right to read this'],
  ['the record of uploads', forbid(/deployments$/), 'timers: Azure answered 403', 'right to read this'],
  ['the keys', forbid(/listkeys$/, 'POST'), 'verdicts: Azure answered 403', 'right to read this'],
  [
    'a key that does not exist',
    (world) => {
      world.keys = {};
    },
    'verdicts: The app has no default key yet',
    'storage',
  ],
  [
    'a poll that has not been',
    status((body) => Object.assign(body.sources[1] ?? {}, { state: 'never' })),
    'verdicts: agents/organization is never: no poll yet',
    '--wait',
  ],
  [
    'a timer that is not due yet',
    (world) => {
      firstSite(world).deployments = [{ status: 4, end_time: '2026-11-28T11:58:00Z' }];
      world.telemetry = [];
    },
    'timers: poll-agents has not run since the upload of 2026-11-28T11:58:00.000Z yet',
    '--wait',
  ],
  [
    'what a vault holds',
    (world) => {
      set('WEBHOOK_URL', '@Microsoft.KeyVault(VaultName=watch-vault;SecretName=hook)')(world);
      world.roleAssignments.push({
        name: 'a-secret',
        scope: `${ID.vault}/secrets/hook`,
        role: ROLE.secretsUser,
        principalId: OBJECT_ID,
      });
    },
    'settings: WEBHOOK_URL refers to a vault, and Azure does not say',
    '',
  ],
  [
    'a status behind a sign-in',
    (world) => {
      world.status = { status: 302, body: '' };
    },
    '/api/status answered 302: a sign-in or an access restriction blocks it',
    'Sign in',
  ],
];

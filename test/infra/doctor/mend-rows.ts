/** What is spoilt, and the line and the command that the doctor has to say then. */
import {
  APP,
  CLIENT_ID,
  GROUP,
  held,
  ID,
  OBJECT_ID,
  OTHER_TENANT,
  ROLE,
  SUBSCRIPTION,
  TENANT,
} from '../azure/world.ts';
import { firstSite, own, type Row, set, status } from './spoil.ts';

export const MEND: readonly Row[] = [
  [
    'the app is stopped',
    (world) => {
      firstSite(world).state = 'Stopped';
    },
    `app: ${APP} is Stopped`,
    'az functionapp start',
  ],
  [
    'no package',
    (world) => {
      firstSite(world).functions = [];
    },
    'package: No function is loaded',
    'config-zip',
  ],
  [
    'an older package',
    (world) => void firstSite(world).functions.splice(9, 1),
    'package: The function reset-admins is not loaded',
    'npm run package',
  ],
  [
    'another app’s package',
    (world) => void firstSite(world).functions.push({ name: 'hello' }),
    'package: The function hello is loaded, but this version does not have it',
    'npm run package',
  ],
  [
    'a disabled function',
    (world) => void Object.assign(firstSite(world).functions[0] ?? {}, { isDisabled: true }),
    'package: The function poll-writeback is disabled',
    'AzureWebJobs.poll-writeback.Disabled',
  ],
  [
    'a setting that Flex refuses',
    set('FUNCTIONS_WORKER_RUNTIME', 'node'),
    'settings: FUNCTIONS_WORKER_RUNTIME is set, but Flex Consumption refuses',
    'appsettings delete',
  ],
  [
    'a time zone',
    set('WEBSITE_TIME_ZONE', 'UTC'),
    'settings: WEBSITE_TIME_ZONE is set, but Flex',
    '--setting-names WEBSITE_TIME_ZONE',
  ],
  [
    'a key of the host',
    set('AzureWebJobsStorage', ''),
    'settings: AzureWebJobsStorage is set: it holds a key',
    'appsettings delete',
  ],
  [
    'a key of the app',
    set('MAIL_CONNECTION_STRING', 'endpoint=https://x.communication.azure.com/;accesskey=AAAA'),
    'settings: MAIL_CONNECTION_STRING is set: it holds a key',
    'appsettings delete',
  ],
  ['a missing setting', set('MAIL_TO', undefined), 'settings: MAIL_TO is not set', '--settings MAIL_TO=<value>'],
  ['a wrong setting', set('HISTORY_DAYS', '-1'), 'settings: HISTORY_DAYS is "-1"', '--settings HISTORY_DAYS='],
  [
    'another tenant',
    set('TENANT_ID', OTHER_TENANT),
    `settings: TENANT_ID is ${OTHER_TENANT}, but the identity belongs to tenant ${TENANT}`,
    `TENANT_ID=${TENANT}`,
  ],
  [
    'another identity',
    set('AZURE_CLIENT_ID', TENANT),
    `settings: AZURE_CLIENT_ID is not ${CLIENT_ID}`,
    `AZURE_CLIENT_ID=${CLIENT_ID}`,
  ],
  [
    'another identity of the host',
    set('AzureWebJobsStorage__clientId', undefined),
    `settings: AzureWebJobsStorage__clientId is not set; it should be ${CLIENT_ID}`,
    'appsettings set',
  ],
  [
    'several credentials are tried',
    set('AZURE_TOKEN_CREDENTIALS', undefined),
    'settings: AZURE_TOKEN_CREDENTIALS is not set; it should be ManagedIdentityCredential',
    'appsettings set',
  ],
  [
    'no storage of the host',
    set('AzureWebJobsStorage__accountName', undefined),
    'settings: The host does not know its storage',
    'AzureWebJobsStorage__accountName=',
  ],
  [
    'no telemetry',
    set('APPLICATIONINSIGHTS_CONNECTION_STRING', undefined),
    'settings: APPLICATIONINSIGHTS_CONNECTION_STRING is not set',
    'appsettings set',
  ],
  [
    'telemetry by key',
    set('APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'Authorization=AAD'),
    'settings: APPLICATIONINSIGHTS_AUTHENTICATION_STRING does not make the app',
    `'ClientId=${CLIENT_ID};Authorization=AAD'`,
  ],
  [
    'a vault that cannot be read',
    (world) => {
      set('WEBHOOK_URL', '@Microsoft.KeyVault(VaultName=watch-vault;SecretName=hook)')(world);
      world.references = { WEBHOOK_URL: 'AccessToKeyVaultDenied' };
      world.roleAssignments.push({
        name: 'a-secret',
        scope: `${ID.vault}/secrets/hook`,
        role: ROLE.secretsUser,
        principalId: OBJECT_ID,
      });
    },
    'settings: WEBHOOK_URL refers to a vault, and Azure could not read the secret: AccessToKeyVaultDenied',
    'Key Vault Secrets User',
  ],
  [
    'a missing role',
    (world) => void world.roleAssignments.splice(0, 1),
    'roles: Missing: Storage Blob Data Owner on storageAccounts watchstore',
    `--role ${ROLE.blobOwner} --scope ${ID.storage}`,
  ],
  [
    'no role of the mail',
    (world) => void world.roleAssignments.splice(3, 1),
    'roles: Missing: a role that sends mail on communicationServices watch-mail',
    'Deploy the template again',
  ],
  [
    'a mail role that cannot write',
    (world) => void world.roleDefinitions[ROLE.mail]?.actions.pop(),
    'roles: Missing: a role that sends mail',
    'Deploy the template again',
  ],
  [
    'a mail role that reads keys',
    (world) =>
      void world.roleDefinitions[ROLE.mail]?.actions.push(
        'Microsoft.Communication/CommunicationServices/ListKeys/action',
      ),
    'roles: More than needed: Writeback Watch mail sender on communicationServices watch-mail',
    'az role assignment delete',
  ],
  [
    'a mail role that reads data',
    (world) => {
      Object.assign(world.roleDefinitions[ROLE.mail] ?? {}, { dataActions: ['Microsoft.Communication/*'] });
    },
    'roles: More than needed: Writeback Watch mail sender on communicationServices watch-mail',
    'az role assignment delete',
  ],
  [
    'a role on all tables',
    (world) => void Object.assign(world.roleAssignments[1] ?? {}, { scope: ID.storage }),
    'roles: Wider than needed: Storage Table Data Contributor on storageAccounts watchstore; tables writebackwatch is enough',
    `--scope ${ID.table}`,
  ],
  [
    'a role more',
    (world) =>
      void world.roleAssignments.push({
        name: 'a-owner',
        scope: `/subscriptions/${SUBSCRIPTION}`,
        role: ROLE.owner,
        principalId: OBJECT_ID,
      }),
    `roles: More than needed: Owner on subscriptions ${SUBSCRIPTION}, by an assignment of its own`,
    `az role assignment delete --ids /subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/a-owner`,
  ],
  [
    'a role through a group',
    (world) =>
      void world.roleAssignments.push({ name: 'a-group', scope: '/', role: ROLE.owner, principalId: OTHER_TENANT }),
    'roles: More than needed: Owner on everything, through a group that watch-identity is in',
    'out of that group',
  ],
  [
    'a missing required permission',
    (world) => {
      world.assigned = world.assigned.filter(({ id }) => id !== 'assignment-AuditLog.Read.All');
    },
    'grants: Missing: AuditLog.Read.All (required): whether someone turns writeback on or off (writeback/directoryAudits)',
    `npm run grant -- --app ${APP} --group ${GROUP}`,
  ],
  [
    'a missing optional permission',
    (world) => {
      world.assigned = world.assigned.filter(({ id }) => id !== 'assignment-Policy.Read.All');
    },
    'grants: Missing: Policy.Read.All (optional)',
    'npm run grant',
  ],
  [
    'a permission more',
    (world) => void world.assigned.push(held('User.ReadWrite.All')),
    'grants: More than needed: User.ReadWrite.All',
    'az rest --method delete',
  ],
  [
    'an identity that Graph does not know yet',
    (world) => {
      world.looksUntilKnown = 1;
    },
    `grants: Graph does not know the identity ${OBJECT_ID} yet`,
    'Wait a few minutes',
  ],
  [
    'a sender of another domain',
    set('MAIL_FROM', 'DoNotReply@example.com'),
    'mail: MAIL_FROM is DoNotReply@example.com, but watch-mail is linked to abc.azurecomm.net',
    'links a domain as soon as it is verified',
  ],
  [
    'no linked domain',
    (world) => {
      world.communication.linkedDomains = [];
    },
    'but watch-mail is linked to no domain',
    'deploy again',
  ],
  [
    'an own domain that is not verified',
    (world) => {
      own(world);
      Object.assign(world.domains[ID.ownDomain]?.proofs ?? {}, { DKIM: 'NotStarted' });
    },
    'mail: example.com: DKIM is not verified',
    '--verification-type DKIM',
  ],
  [
    'a sender name that the domain lacks',
    (world) => {
      own(world);
      set('MAIL_FROM', 'nobody@example.com')(world);
    },
    'mail: The domain example.com has no sender name nobody',
    'DoNotReply@example.com',
  ],
  [
    'the watch fails',
    (world) => {
      world.live = { status: 503, body: '{"status":"fail"}' };
    },
    '/api/live fails',
    'lines below',
  ],
  [
    'a sign-in before it',
    (world) => {
      world.live = { status: 302, body: '' };
    },
    '/api/live answered 302',
    'excludedPaths',
  ],
  [
    'an access restriction before it',
    (world) => {
      world.live = { status: 403, body: '' };
    },
    '/api/live answered 403',
    'access restriction',
  ],
  [
    'nothing there',
    (world) => {
      world.live = { status: 404, body: 'Not found' };
    },
    '/api/live answered 404',
    'npm run package',
  ],
  [
    'something else that passes',
    (world) => {
      world.live = { status: 200, body: '<html>Your app is up</html>' };
    },
    '/api/live answered 200, which is not the watch',
    'az functionapp restart',
  ],
  [
    'a timer that died with the upload',
    (world) => void world.telemetry.splice(3, 1),
    'timers: notify has not run since the upload of 2026-11-28T11:00:00.000Z',
    'az functionapp restart',
  ],
  [
    'a timer that ran before the upload alone',
    (world) => {
      world.telemetry[0] = ['poll-writeback', '2026-11-28T10:59:00Z', 60, 0];
    },
    'timers: poll-writeback has not run since the upload',
    'az functionapp restart',
  ],
  [
    'a timer that fell silent',
    (world) => {
      world.telemetry[0] = ['poll-writeback', '2026-11-28T11:20:00Z', 20, 0];
    },
    'timers: poll-writeback is silent: its last run began 40 min ago',
    'az functionapp restart',
  ],
  [
    'a timer that always fails',
    (world) => {
      world.telemetry[0] = ['poll-writeback', '2026-11-28T11:56:00Z', 56, 56];
    },
    'timers: poll-writeback: every run since the upload failed',
    'exceptions',
  ],
  [
    'a problem that the app reports',
    status((body) => body.problems.push({ code: 'config', what: 'MAIL_TO is odd', hint: 'Set it' })),
    'verdicts: MAIL_TO is odd',
    'Set it',
  ],
  [
    'a name that could be forged',
    set('WEBSITE_AUTH_ENABLED', 'True'),
    'settings: WEBSITE_AUTH_ENABLED was set by hand',
    '--setting-names WEBSITE_AUTH_ENABLED',
  ],
  [
    'a receiver that fails',
    status((body) => {
      const webhook = { name: 'webhook', state: 'fail', pending: 3, lastSentAt: null, lastError: 'denied' };
      body.receivers = [{ name: 'mail', state: 'ok', ...body.mail }, webhook];
      const what = 'the last message to webhook was refused at 2026-11-28T11:00:00Z: The webhook answered 404';
      body.problems.push({ code: 'receiver-refused', what, hint: 'Make a new webhook' });
    }),
    'receivers: the last message to webhook was refused',
    'Make a new webhook',
  ],
  [
    'a webhook that the app does not know',
    set('WEBHOOK_URL', 'https://hooks.example.com/secret-path'),
    'receivers: WEBHOOK_URL is set, but the app has no webhook',
    'az functionapp restart',
  ],
  [
    'a source that is denied',
    status((body) =>
      Object.assign(body.sources[0] ?? {}, {
        state: 'denied',
        error: { code: 'denied', message: 'Graph answered 403', hint: 'Grant AuditLog.Read.All' },
      }),
    ),
    'verdicts: writeback/directoryAudits is denied: Graph answered 403',
    'Grant AuditLog.Read.All',
  ],
  [
    'a verdict that nobody can have',
    status((body) => {
      body.writeback = { state: 'unknown', declared: null };
    }),
    'verdicts: writeback is unknown, and nobody has declared',
    'WRITEBACK_DECLARED',
  ],
  [
    'an answer that is no status',
    (world) => {
      world.status = { status: 500, body: { oops: true } };
    },
    '/api/status answered 500 without a status',
    'lines above',
  ],
];

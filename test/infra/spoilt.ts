/**
 * Templates as they must not be: what was changed, which rule finds it, and what it says. A rule without a row here
 * would be one that nobody has seen fail.
 */
import { type CASES, type Deployment, ofType } from './deployment.ts';

export interface Spoilt {
  readonly what: string;
  /** The case that is spoilt; `private` unless said. */
  readonly of?: (typeof CASES)[number];
  /** The sentence of the rule. */
  readonly rule: string;
  readonly spoil: (deployed: Deployment) => void;
  readonly finding: RegExp;
}

type Changeable = Record<string, unknown>;

function put(target: unknown, dotted: string, value: unknown): void {
  const keys = dotted.split('.');
  const last = keys.pop() ?? '';
  const inner = keys.reduce<Changeable>((one, key) => one[key] as Changeable, target as Changeable);
  if (value === undefined) delete inner[last];
  else inner[last] = value;
}

/** Sets a property of every resource of a type; undefined takes it away. */
const set =
  (type: string, path: string, value: unknown) =>
  (deployed: Deployment): void => {
    for (const resource of ofType(deployed, type)) put(resource, path, value);
  };

const setting =
  (name: string, value: string | number | undefined) =>
  (deployed: Deployment): void => {
    for (const config of ofType(deployed, 'Microsoft.Web/sites/config')) {
      if (config.name.endsWith('/appsettings')) put(config, `properties.${name}`, value);
    }
  };

/** Takes away the first resource of a type, or adds it once more, changed. */
const without =
  (type: string, end = '') =>
  (deployed: Deployment): void => {
    const list = deployed.resources as Deployment['resources'][number][];
    list.splice(
      list.findIndex((one) => one.type === type && one.name.endsWith(end)),
      1,
    );
  };

const again =
  (type: string, change: Changeable) =>
  (deployed: Deployment): void => {
    const list = deployed.resources as Deployment['resources'][number][];
    const [first] = ofType(deployed, type);
    if (first) list.push({ ...first, ...change });
  };

/** Replaces text in the queries of log rules. */
const query =
  (from: string | RegExp, to: string) =>
  (deployed: Deployment): void => {
    for (const rule of ofType(deployed, 'Microsoft.Insights/scheduledQueryRules')) {
      const { criteria } = rule.properties as { criteria: { allOf: { query: string }[] } };
      for (const one of criteria.allOf) one.query = one.query.replace(from, to);
    }
  };

const output =
  (name: string, value: unknown) =>
  (deployed: Deployment): void =>
    put(deployed.outputs, name, value);

const offered =
  (name: string, value: unknown) =>
  (deployed: Deployment): void =>
    put(deployed.template, `definitions.WatchSettings.properties.${name}`, value);

const SITE = 'Microsoft.Web/sites';
const STORAGE = 'Microsoft.Storage/storageAccounts';
const TABLE = `${STORAGE}/tableServices/tables`;
const ASSIGNMENT = 'Microsoft.Authorization/roleAssignments';
const DEFINITION = 'Microsoft.Authorization/roleDefinitions';
const LOG_RULE = 'Microsoft.Insights/scheduledQueryRules';
const WEB_TEST = 'Microsoft.Insights/webtests';
const METRIC_RULE = 'Microsoft.Insights/metricAlerts';
const SCALE = 'properties.functionAppConfig.scaleAndConcurrency';

const TAKES = 'the app takes all its settings';
const REACHES = 'an operator reaches every setting of the app';
const READS = 'somebody reads every setting';
const REFUSES = 'Flex Consumption refuses no setting';
const HOLDS = 'the settings that hold the app up are the templates own';
const SECRET = 'there is no secret';
const KEYS = 'no key is accepted';
const NETWORK = 'storage is reached as the case says';
const ROLES = 'the role assignments are these and no others';
const OURS = 'all roles are for the identity of the app';
const NAMES = 'Azure takes all names';
const KNOWN = 'all names and ids are known beforehand';
const VALUES = 'values are among those documented';
const THERE = 'every alert is there';
const REACH = 'alerts reach people';
const SILENCE = 'the silence of every timer is noticed, and none too soon';
const OUTSIDE = 'what is asked from outside is an open route';

const ELSEWHERE = '/subscriptions/1/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other';

// biome-ignore format: a table, one spoilt template per row
export const SPOILT: readonly Spoilt[] = [
  { what: 'MAIL_TO is left out', rule: TAKES, spoil: setting('MAIL_TO', undefined), finding: /MAIL_TO is not set/ },
  { what: 'the mail endpoint has no scheme', rule: TAKES, spoil: setting('MAIL_ENDPOINT', 'watch.communication.azure.com'), finding: /MAIL_ENDPOINT/ },
  { what: 'the table endpoint is that of blobs with a path', rule: TAKES, spoil: setting('STATE_TABLES_URL', 'https://a.blob.core.windows.net/package'), finding: /STATE_TABLES_URL/ },
  { what: 'a schedule has five fields of nonsense', rule: TAKES, spoil: setting('NOTIFY_SCHEDULE', 'every minute'), finding: /NOTIFY_SCHEDULE/ },
  { what: 'the tenant is a name', rule: TAKES, spoil: setting('TENANT_ID', 'contoso'), finding: /TENANT_ID/ },
  { what: 'a connection string is set beside the endpoint', rule: TAKES, spoil: setting('STATE_CONNECTION_STRING', 'UseDevelopmentStorage=true'), finding: /both set/ },

  { what: 'HISTORY_DAYS is no parameter', rule: REACHES, spoil: offered('HISTORY_DAYS', undefined), finding: /^HISTORY_DAYS cannot be set/ },
  { what: 'an operator may set the identity', rule: REACHES, spoil: offered('AZURE_CLIENT_ID', { type: 'string' }), finding: /^AZURE_CLIENT_ID must be set by the template alone/ },
  { what: 'an operator may set a connection string', rule: REACHES, spoil: offered('MAIL_CONNECTION_STRING', { type: 'string' }), finding: /^MAIL_CONNECTION_STRING holds a key/ },
  { what: 'the mail endpoint is not set', rule: REACHES, spoil: setting('MAIL_ENDPOINT', undefined), finding: /^MAIL_ENDPOINT must be set/ },

  { what: 'a setting is misspelt', rule: READS, spoil: setting('WRITEBACK_DECLARD', 'on@2026-11-01 by me'), finding: /nobody reads WRITEBACK_DECLARD/ },

  { what: 'the worker runtime is set', rule: REFUSES, spoil: setting('FUNCTIONS_WORKER_RUNTIME', 'node'), finding: /refuses FUNCTIONS_WORKER_RUNTIME/ },
  { what: 'the package is to be run from a URL', rule: REFUSES, spoil: setting('WEBSITE_RUN_FROM_PACKAGE', '1'), finding: /refuses WEBSITE_RUN_FROM_PACKAGE/ },
  { what: 'host storage is set as one text, even an empty one', rule: REFUSES, spoil: setting('AzureWebJobsStorage', ''), finding: /refuses AzureWebJobsStorage$/ },
  { what: 'a time zone is set', rule: REFUSES, spoil: setting('TZ', 'Europe/Berlin'), finding: /refuses TZ/ },
  { what: 'siteConfig holds more', rule: REFUSES, spoil: set(SITE, 'properties.siteConfig.linuxFxVersion', 'NODE|24'), finding: /siteConfig\.linuxFxVersion/ },

  { what: 'another credential is tried', rule: HOLDS, spoil: setting('AZURE_TOKEN_CREDENTIALS', 'dev'), finding: /AZURE_TOKEN_CREDENTIALS is dev/ },
  { what: 'the host finds no storage', rule: HOLDS, spoil: setting('AzureWebJobsStorage__accountName', undefined), finding: /__accountName is undefined/ },
  { what: 'one of the service URIs is missing', of: 'cases/odd', rule: HOLDS, spoil: setting('AzureWebJobsStorage__queueServiceUri', undefined), finding: /__queueServiceUri is undefined/ },
  { what: 'the host has no credential', rule: HOLDS, spoil: setting('AzureWebJobsStorage__credential', undefined), finding: /__credential is undefined/ },
  { what: 'the app looks into another table than the one made', rule: HOLDS, spoil: setting('STATE_TABLE', 'other'), finding: /STATE_TABLE is other/ },
  { what: 'the homepage is shown', rule: HOLDS, spoil: setting('AzureWebJobsDisableHomepage', undefined), finding: /DisableHomepage is undefined/ },
  { what: 'telemetry is sent as nobody', rule: HOLDS, spoil: setting('APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'Authorization=AAD'), finding: /AUTHENTICATION_STRING is/ },

  { what: 'an output lists keys', rule: SECRET, spoil: output('key', "[listKeys('x', '2025-03-01').functionKeys.default]"), finding: /a key could come from listKeys\(/ },
  { what: 'the template asks for a signature', rule: SECRET, spoil: (deployed) => put(deployed.template, 'outputs.sas', { value: "[listAccountSas('x', '2025-06-01', {})]" }), finding: /listAccountSas\(/ },
  { what: 'a parameter is a secret text', rule: SECRET, spoil: (deployed) => put(deployed.template, 'parameters.key', { type: 'securestring' }), finding: /secure/ },
  { what: 'a setting is a connection string', rule: SECRET, spoil: setting('MAIL_ENDPOINT', 'endpoint=https://a.example/;accesskey=abc='), finding: /MAIL_ENDPOINT looks like a key/ },
  { what: 'a setting is a bare key', rule: SECRET, spoil: setting('WATCH_NAME', 'aB3'.repeat(29)), finding: /WATCH_NAME looks like a key/ },
  { what: 'the webhook is set in plain text', rule: SECRET, spoil: setting('WEBHOOK_URL', 'https://hooks.example.com/T0/B0'), finding: /WEBHOOK_URL is no vault reference/ },

  { what: 'storage takes shared keys', rule: KEYS, spoil: set(STORAGE, 'properties.allowSharedKeyAccess', true), finding: /allowSharedKeyAccess must be false/ },
  { what: 'the property about shared keys is misspelt', rule: KEYS, spoil: (deployed) => { set(STORAGE, 'properties.allowSharedKeyAcess', false)(deployed); set(STORAGE, 'properties.allowSharedKeyAccess', undefined)(deployed); }, finding: /allowSharedKeyAccess must be false/ },
  { what: 'blobs may be public', rule: KEYS, spoil: set(STORAGE, 'properties.allowBlobPublicAccess', true), finding: /allowBlobPublicAccess/ },
  { what: 'the package is public', rule: KEYS, spoil: set(`${STORAGE}/blobServices/containers`, 'properties.publicAccess', 'Blob'), finding: /publicAccess must be None/ },
  { what: 'an impossible TLS version', rule: KEYS, spoil: set(STORAGE, 'properties.minimumTlsVersion', 'TLS1_9'), finding: /minimumTlsVersion/ },
  { what: 'mail takes keys', rule: KEYS, spoil: set('Microsoft.Communication/communicationServices', 'properties.disableLocalAuth', false), finding: /communicationServices properties.disableLocalAuth/ },
  { what: 'telemetry takes its instrumentation key', rule: KEYS, spoil: set('Microsoft.Insights/components', 'properties.DisableLocalAuth', undefined), finding: /DisableLocalAuth must be true/ },
  { what: 'the workspace takes keys', rule: KEYS, spoil: set('Microsoft.OperationalInsights/workspaces', 'properties.features.disableLocalAuth', false), finding: /workspaces/ },
  { what: 'the package is fetched with a connection string', rule: KEYS, spoil: set(SITE, 'properties.functionAppConfig.deployment.storage.authentication.type', 'StorageAccountConnectionString'), finding: /authentication.type/ },
  { what: 'the app answers plain http', rule: KEYS, spoil: set(SITE, 'properties.httpsOnly', false), finding: /httpsOnly/ },

  { what: 'the private account answers everyone', rule: NETWORK, spoil: set(STORAGE, 'properties.networkAcls.defaultAction', 'Allow'), finding: /network: / },
  { what: 'the table has no endpoint in the network', rule: NETWORK, spoil: without('Microsoft.Network/privateEndpoints', '-table'), finding: /network: / },
  { what: 'the app is not in the network', rule: NETWORK, spoil: set(SITE, 'properties.virtualNetworkSubnetId', undefined), finding: /network: / },
  { what: 'without a network nothing can be uploaded', of: 'main', rule: NETWORK, spoil: set(STORAGE, 'properties.publicNetworkAccess', 'Disabled'), finding: /network: / },

  { what: 'a role is missing', rule: ROLES, spoil: without(ASSIGNMENT), finding: /is missing: Monitoring Metrics Publisher/ },
  { what: 'a role is given twice', rule: ROLES, spoil: again(ASSIGNMENT, {}), finding: /is too much: Monitoring Metrics Publisher/ },
  { what: 'the identity may read all tables', rule: ROLES, spoil: (deployed) => { for (const one of ofType(deployed, ASSIGNMENT)) put(one, 'id', one.id.replace(/\/tableServices\/[^/]+\/tables\/[^/]+/, '')); }, finding: /is missing: Storage Table Data Contributor on .*\/tables\n.*is too much: Storage Table Data Contributor on Microsoft.Storage\/storageAccounts$/s },
  { what: 'the identity owns the group', rule: ROLES, spoil: again(ASSIGNMENT, { id: '/subscriptions/1/resourceGroups/watch/providers/Microsoft.Authorization/roleAssignments/1' }), finding: /is too much: .* on a whole group/ },
  { what: 'the role of our own lists keys', rule: ROLES, spoil: (deployed) => { for (const one of ofType(deployed, DEFINITION)) put(one, 'properties.permissions.0.actions', ['Microsoft.Communication/CommunicationServices/*']); }, finding: /is missing: a role that sends mail/ },
  { what: 'the vault role is given without a webhook', rule: ROLES, spoil: setting('WEBHOOK_URL', undefined), finding: /is too much: Key Vault Secrets User/ },
  { what: 'a role is for another identity', rule: OURS, spoil: set(ASSIGNMENT, 'properties.principalId', `[reference('${ELSEWHERE}', '2024-11-30').principalId]`), finding: /is not for the app's identity/ },
  { what: 'the kind of principal is not said', rule: OURS, spoil: set(ASSIGNMENT, 'properties.principalType', undefined), finding: /is not for the app's identity/ },
  { what: 'the role of our own can be assigned in the subscription', rule: 'the role of our own stays in its group', spoil: set(DEFINITION, 'properties.assignableScopes', ['/subscriptions/1']), finding: /can be assigned elsewhere/ },

  { what: 'a storage name has a hyphen', rule: NAMES, spoil: set(STORAGE, 'name', 'watch-abc'), finding: /no Microsoft.Storage\/storageAccounts named watch-abc/ },
  { what: 'an app name is longer than the host keeps', rule: NAMES, spoil: set(SITE, 'name', `w${'x'.repeat(32)}`), finding: /no Microsoft.Web\/sites named/ },
  { what: 'a name ends with a hyphen', rule: NAMES, spoil: set('Microsoft.Communication/emailServices', 'name', 'watch-'), finding: /named watch-$/ },
  { what: 'a table is named tables', rule: NAMES, spoil: set(TABLE, 'name', 'a/default/tables'), finding: /named a\/default\/tables/ },
  { what: 'a resource of a type nobody has thought of', rule: NAMES, spoil: again(SITE, { type: 'Microsoft.Web/staticSites' }), finding: /staticSites/ },
  { what: 'a name comes from an output', rule: KNOWN, spoil: set(WEB_TEST, 'name', "[reference('x').outputs.name.value]"), finding: /webtests has no name yet/ },
  { what: 'two resources have one id', rule: KNOWN, spoil: again(SITE, {}), finding: /two resources are/ },

  { what: 'a runtime that is not called that', rule: VALUES, spoil: set(SITE, 'properties.functionAppConfig.runtime.name', 'nodejs'), finding: /runtime.name is "nodejs"/ },
  { what: 'a Node version that is over', rule: VALUES, spoil: set(SITE, 'properties.functionAppConfig.runtime.version', '20'), finding: /runtime.version is "20"/ },
  { what: 'a memory size that is not sold', rule: VALUES, spoil: set(SITE, `${SCALE}.instanceMemoryMB`, 1024), finding: /instanceMemoryMB is 1024/ },
  { what: 'fewer instances than may be asked for', rule: VALUES, spoil: set(SITE, `${SCALE}.maximumInstanceCount`, 5), finding: /maximumInstanceCount is 5/ },
  { what: 'azd would not find the app', rule: VALUES, spoil: set(SITE, 'tags', {}), finding: /azd-service-name is undefined/ },
  { what: 'a severity beyond the last', rule: VALUES, spoil: set(LOG_RULE, 'properties.severity', 9), finding: /severity is 9/ },
  { what: 'a frequency in our own words', rule: VALUES, spoil: set(LOG_RULE, 'properties.evaluationFrequency', '5m'), finding: /evaluationFrequency is "5m"/ },
  { what: 'a window that is not offered', rule: VALUES, spoil: set(LOG_RULE, 'properties.windowSize', 'PT20M'), finding: /windowSize is "PT20M"/ },
  { what: 'an aggregation that is none', rule: VALUES, spoil: set(LOG_RULE, 'properties.criteria.allOf.0.timeAggregation', 'Cnt'), finding: /timeAggregation is "Cnt"/ },
  { what: 'a metric alert over an odd window', rule: VALUES, spoil: set(METRIC_RULE, 'properties.windowSize', 'PT20M'), finding: /metricAlerts .*windowSize/ },
  { what: 'a test twice a minute', rule: VALUES, spoil: set(WEB_TEST, 'properties.Frequency', 30), finding: /Frequency is 30/ },
  { what: 'logs for a week', rule: VALUES, spoil: set('Microsoft.OperationalInsights/workspaces', 'properties.retentionInDays', 7), finding: /retentionInDays is 7/ },
  { what: 'a cap of nothing', rule: VALUES, spoil: set('Microsoft.OperationalInsights/workspaces', 'properties.workspaceCapping.dailyQuotaGb', 0), finding: /dailyQuotaGb is 0/ },
  { what: 'a short name that is not', rule: VALUES, spoil: set('Microsoft.Insights/actionGroups', 'properties.groupShortName', 'writeback-watch'), finding: /groupShortName/ },
  { what: 'mail that follows its readers', rule: VALUES, spoil: set('Microsoft.Communication/emailServices/domains', 'properties.userEngagementTracking', 'Enabled'), finding: /userEngagementTracking/ },
  { what: 'an app setting that is a number', rule: 'app settings are texts', spoil: setting('HISTORY_DAYS', 400), finding: /HISTORY_DAYS is no text/ },

  { what: 'nobody notices a silent timer', rule: THERE, spoil: without(LOG_RULE, '-silent-timer'), finding: /silent-timer is missing/ },
  { what: 'nobody notices a reached cap', rule: THERE, spoil: without(LOG_RULE, '-daily-cap'), finding: /daily-cap is missing/ },
  { what: 'the rules are off', rule: THERE, spoil: set(LOG_RULE, 'properties.enabled', false), finding: /mail-stuck is off/ },
  { what: 'a cap is watched that does not exist', of: 'main', rule: THERE, spoil: again(LOG_RULE, { name: 'watch-daily-cap' }), finding: /daily-cap is there/ },
  { what: 'an alert has no action', rule: REACH, spoil: set(LOG_RULE, 'properties.actions.actionGroups', []), finding: /silent-timer tells nobody/ },
  { what: 'the availability alert has no action', rule: REACH, spoil: set(METRIC_RULE, 'properties.actions', []), finding: /availability tells nobody/ },
  { what: 'the group has no receiver', rule: REACH, spoil: set('Microsoft.Insights/actionGroups', 'properties.emailReceivers', []), finding: /nobody is told/ },
  { what: 'a timer is not on the list', rule: SILENCE, spoil: query("'notify', 15\n", ''), finding: /the silence of notify is not noticed/ },
  { what: 'a timer on the list is none', rule: SILENCE, spoil: query("'notify', 15", "'notifier', 15"), finding: /notifier is no timer/ },
  { what: 'a slow timer counts as silent between two runs', rule: SILENCE, spoil: query("'poll-agents', 60", "'poll-agents', 20"), finding: /poll-agents runs by "0 \*\/10 \* \* \* \*" and counts as silent after 20 minutes/ },
  { what: 'late telemetry counts as silence', rule: SILENCE, spoil: query("'notify', 15", "'notify', 5"), finding: /notify runs by .* after 5 minutes/ },
  { what: 'a query forgets a timer', rule: 'queries name the timers of the code', spoil: query(/name in \([^)]*\)/, "name in ('poll-writeback')"), finding: /a query names poll-writeback/ },
  { what: 'a route is asked that the app does not have', rule: OUTSIDE, spoil: set(WEB_TEST, 'properties.Request.RequestUrl', 'https://watch-abc.westeurope-01.azurewebsites.net/api/health'), finding: /api\/health is not open/ },
  { what: 'a route is asked that wants a key', rule: OUTSIDE, spoil: set(WEB_TEST, 'properties.Request.RequestUrl', 'https://watch-abc.westeurope-01.azurewebsites.net/api/status'), finding: /api\/status is not open/ },
  { what: 'sign-in stands before the probe', rule: OUTSIDE, spoil: (deployed) => { for (const one of ofType(deployed, 'Microsoft.Web/sites/config')) if (one.name.endsWith('/authsettingsV2')) put(one, 'properties.globalValidation.excludedPaths', ['/api/metrics']); }, finding: /sign-in stands before \/api\/live/ },
  { what: 'the availability alert looks elsewhere', rule: OUTSIDE, spoil: set(METRIC_RULE, 'properties.scopes', []), finding: /does not see the test/ },
  { what: 'the window is shorter than the pause between two questions', rule: 'the window of the availability alert holds answers', spoil: set(METRIC_RULE, 'properties.windowSize', 'PT5M'), finding: /asked every 300 s, looked at over PT5M/ },

  { what: 'a domain is looked up where there is none', rule: 'nothing is looked up that may not be there', spoil: (deployed) => put(deployed.template, 'outputs.x', { value: "[if(and(not(equals(parameters('domain'), null())), f(reference('own').a)), 1, 2)]" }), finding: /looked up on both sides: \(not\(/ },
  { what: 'an output is added', rule: 'the outputs are these', spoil: output('clientId', 'x'), finding: /clientId/ },
  { what: 'an output names another app', rule: 'the outputs name the app and the way to its key', spoil: output('appName', 'other'), finding: /told is other/ },
  { what: 'a permission is missing', rule: 'the permissions are those of the code', spoil: output('graphPermissions', ['AuditLog.Read.All']), finding: /User.Read.All is needed and not told/ },
  { what: 'a permission writes', rule: 'the permissions are those of the code', spoil: (deployed) => (deployed.outputs.graphPermissions as string[]).push('User.ReadWrite.All'), finding: /User.ReadWrite.All is told and not needed/ },
];

/** App settings: the app takes them, an operator can reach them all, and Flex Consumption refuses none. */
import { readSettings, settingNames } from '../../../shared/settings.ts';
import { appSettings, at, only, type Rule } from '../deployment.ts';
import { settled } from '../late.ts';

const NOW = new Date('2026-11-28T00:00:00Z');

/** A reference to a vault is opened by the platform before the app sees it. */
const opened = (text: string): string =>
  /^@Microsoft\.KeyVault\(/.test(text) ? 'https://hooks.example.com/secret' : settled(text);

export const settledSettings = (settings: { readonly [name: string]: string }): { [name: string]: string } =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, opened(value)]));

export const appTakesThem: Rule = (deployed) => {
  const env = settledSettings(appSettings(deployed));
  return readSettings(env, { now: NOW, require: 'app' }).problems.map(({ what }) => what);
};

/** What follows from the resources; the operator has no say in it. */
const DERIVED = ['AZURE_CLIENT_ID', 'STATE_TABLES_URL', 'MAIL_ENDPOINT'];

/** Hold a key. They are for local runs and must never be set in Azure. */
const KEYED = ['STATE_CONNECTION_STRING', 'MAIL_CONNECTION_STRING'];

/** Come with the parameter `webhook`, since a URL is a secret. */
const BY_WEBHOOK = ['WEBHOOK_URL', 'WEBHOOK_FORMAT'];

export const operatorReachesAll: Rule = (deployed) => {
  const offered = Object.keys((at(deployed.template, 'definitions.WatchSettings.properties') ?? {}) as object);
  const given = Object.keys(appSettings(deployed));
  return [
    ...settingNames()
      .filter((name) => ![...DERIVED, ...KEYED, ...BY_WEBHOOK, ...offered].includes(name))
      .map((name) => `${name} cannot be set by a parameter`),
    ...DERIVED.filter((name) => offered.includes(name) || !given.includes(name)).map(
      (name) => `${name} must be set by the template alone`,
    ),
    ...KEYED.filter((name) => offered.includes(name) || given.includes(name)).map((name) => `${name} holds a key`),
  ];
};

/** Read by the Functions host, the platform or the Azure SDKs. */
const HOST = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AZURE_TOKEN_CREDENTIALS',
  'AzureWebJobsDisableHomepage',
  'AzureWebJobsStorage__accountName',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__queueServiceUri',
  'AzureWebJobsStorage__tableServiceUri',
  'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID',
];

export const somebodyReadsEach: Rule = (deployed) =>
  Object.keys(appSettings(deployed))
    .filter((name) => ![...settingNames(), ...HOST].includes(name))
    .map((name) => `nobody reads ${name}`);

/** Refused or ignored by region; the first two patterns are hard errors somewhere. */
const REFUSED = [/^FUNCTIONS_/, /^WEBSITE_/, /^SCM_/, /^ENABLE_ORYX/, /^TZ$/, /^AzureWebJobsStorage$/];

export const flexRefusesNone: Rule = (deployed) => [
  ...Object.keys(appSettings(deployed))
    .filter((name) => REFUSED.some((pattern) => pattern.test(name)))
    .map((name) => `Flex Consumption refuses ${name}`),
  ...Object.keys(at(only(deployed, 'Microsoft.Web/sites'), 'properties.siteConfig') ?? {})
    .filter((name) => name !== 'minTlsVersion')
    .map((name) => `Flex Consumption refuses siteConfig.${name}`),
];

/** The settings that hold the app up, and what each must say. */
export const hostSettingsHold: Rule = (deployed) => {
  const settings = appSettings(deployed);
  const lacks = (name: string, expected: RegExp): readonly string[] =>
    expected.test(settings[name] ?? '') ? [] : [`${name} is ${settings[name]}`];
  const account = only(deployed, 'Microsoft.Storage/storageAccounts').name;
  const identity = only(deployed, 'Microsoft.ManagedIdentity/userAssignedIdentities').name;
  const byName = lacks('AzureWebJobsStorage__accountName', new RegExp(`^${account}$`));
  const byUri = ['blob', 'queue', 'table'].flatMap((service) =>
    lacks(`AzureWebJobsStorage__${service}ServiceUri`, new RegExp(`/${account}'.*\\.${service}\\]$`)),
  );
  const isIdentity = new RegExp(`userAssignedIdentities/${identity}', .*\\.clientId\\)?\\]$`);
  return [
    ...(byName.length === 0 || byUri.length === 0 ? [] : [...byName, ...byUri]),
    ...lacks('AzureWebJobsStorage__credential', /^managedidentity$/),
    ...lacks('AzureWebJobsStorage__clientId', isIdentity),
    ...lacks('AZURE_CLIENT_ID', isIdentity),
    ...lacks('APPLICATIONINSIGHTS_AUTHENTICATION_STRING', isIdentity),
    ...lacks('AZURE_TOKEN_CREDENTIALS', /^ManagedIdentityCredential$/),
    ...lacks('AzureWebJobsDisableHomepage', /^true$/),
    ...lacks('STATE_TABLES_URL', new RegExp(`/${account}'.*\\.table\\]$`)),
    ...lacks('STATE_TABLE', new RegExp(`^${only(deployed, `${TABLES}/tables`).name.split('/').at(-1)}$`)),
  ];
};

const TABLES = 'Microsoft.Storage/storageAccounts/tableServices';

/** No key is made, kept, passed or shown, and none would be accepted. */
import { appSettings, at, type Deployment, ofType, only, type Rule } from '../deployment.ts';

/** Template functions that answer with a key, and the kinds of parameter that carry one. */
const BEARING = /\b(?:list[A-Z]\w*|getSecret)\(|"secure(?:String|Object)"/gi;

/** As connection strings, signatures and passwords look. */
const KEYED = /accountkey=|accesskey=|sharedaccesssignature|[?&]sig=|password=/i;

/** A long run of all three kinds of characters. */
const isKeyed = (text: string): boolean =>
  KEYED.test(text) ||
  (text.match(/[A-Za-z0-9+/]{60,}/g) ?? []).some((run) => /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run));

export const noSecret: Rule = (deployed) => {
  const { resources, outputs, template } = deployed;
  const all = JSON.stringify([template, resources, outputs]);
  const { WEBHOOK_URL: webhook } = appSettings(deployed);
  return [
    ...(all.match(BEARING) ?? []).map((call) => `a key could come from ${call}`),
    ...Object.entries({ ...appSettings(deployed), ...outputs })
      .filter(([, value]) => isKeyed(String(value)))
      .map(([name]) => `${name} looks like a key`),
    ...(webhook === undefined || /^@Microsoft\.KeyVault\(/.test(webhook) ? [] : ['WEBHOOK_URL is no vault reference']),
  ];
};

/** Type, path, and the value that shuts the way in. */
const SHUT: readonly (readonly [type: string, path: string, value: unknown])[] = [
  ['Microsoft.Storage/storageAccounts', 'properties.allowSharedKeyAccess', false],
  ['Microsoft.Storage/storageAccounts', 'properties.allowBlobPublicAccess', false],
  ['Microsoft.Storage/storageAccounts', 'properties.defaultToOAuthAuthentication', true],
  ['Microsoft.Storage/storageAccounts', 'properties.allowCrossTenantReplication', false],
  ['Microsoft.Storage/storageAccounts', 'properties.minimumTlsVersion', 'TLS1_2'],
  ['Microsoft.Storage/storageAccounts', 'properties.supportsHttpsTrafficOnly', true],
  ['Microsoft.Storage/storageAccounts/blobServices/containers', 'properties.publicAccess', 'None'],
  ['Microsoft.OperationalInsights/workspaces', 'properties.features.disableLocalAuth', true],
  ['Microsoft.Insights/components', 'properties.DisableLocalAuth', true],
  ['Microsoft.Communication/communicationServices', 'properties.disableLocalAuth', true],
  ['Microsoft.Web/sites', 'properties.httpsOnly', true],
  ['Microsoft.Web/sites', 'properties.siteConfig.minTlsVersion', '1.2'],
  [
    'Microsoft.Web/sites',
    'properties.functionAppConfig.deployment.storage.authentication.type',
    'UserAssignedIdentity',
  ],
];

export const keysAreOff: Rule = (deployed) =>
  SHUT.filter(([type, path, value]) => at(only(deployed, type), path) !== value).map(
    ([type, path, value]) => `${type} ${path} must be ${value}`,
  );

const isPrivate = (deployed: Deployment): boolean => ofType(deployed, 'Microsoft.Network/virtualNetworks').length > 0;

/** With a private network the account answers it alone; without one the upload must be able to come in. */
export const storageIsPrivate: Rule = (deployed) => {
  const account = only(deployed, 'Microsoft.Storage/storageAccounts');
  const app = only(deployed, 'Microsoft.Web/sites');
  const services = ofType(deployed, 'Microsoft.Network/privateEndpoints').flatMap((endpoint) =>
    [at(endpoint, 'properties.privateLinkServiceConnections.0.properties.groupIds.0')].map(String),
  );
  const said = {
    access: at(account, 'properties.publicNetworkAccess'),
    rest: at(account, 'properties.networkAcls.defaultAction'),
    subnet: /\/subnets\/app$/.test(String(at(app, 'properties.virtualNetworkSubnetId'))),
    services: services.sort().join(),
  };
  const meant = isPrivate(deployed)
    ? { access: 'Disabled', rest: 'Deny', subnet: true, services: 'blob,table' }
    : { access: 'Enabled', rest: 'Allow', subnet: false, services: '' };
  return JSON.stringify(said) === JSON.stringify(meant) ? [] : [`network: ${JSON.stringify(said)}`];
};

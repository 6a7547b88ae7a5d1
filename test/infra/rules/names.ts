/** Names that Azure accepts, whatever was typed, and that are known before anything is deployed. */
import type { Resource, Rule } from '../deployment.ts';

/**
 * Last part of the name, from learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules; the
 * app's is at most 32 there, because the Functions host cuts off the rest.
 */
const GRAMMARS: { readonly [type: string]: RegExp } = {
  'Microsoft.ManagedIdentity/userAssignedIdentities': /^[a-z0-9][\w-]{2,127}$/i,
  'Microsoft.Storage/storageAccounts': /^[a-z0-9]{3,24}$/,
  'Microsoft.Storage/storageAccounts/blobServices': /^default$/,
  'Microsoft.Storage/storageAccounts/blobServices/containers': /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  'Microsoft.Storage/storageAccounts/tableServices': /^default$/,
  'Microsoft.Storage/storageAccounts/tableServices/tables': /^(?!tables?$)[a-z][a-z0-9]{2,62}$/i,
  'Microsoft.OperationalInsights/workspaces': /^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/i,
  'Microsoft.Insights/components': /^[^%&\\?/]{1,254}[^%&\\?/ .]$/,
  'Microsoft.Insights/actionGroups': /^[^:<>+/&%\\?|]{1,259}[^:<>+/&%\\?| .]$/,
  'Microsoft.Insights/scheduledQueryRules': /^[^*<>%{}&:\\?/#|]{1,259}[^*<>%{}&:\\?/#| .]$/,
  'Microsoft.Insights/metricAlerts': /^[^*#&+:<>?@%{}\\/|]{1,259}[^*#&+:<>?@%{}\\/| .]$/,
  'Microsoft.Insights/webtests': /^[\w-]{1,64}$/,
  'Microsoft.Insights/workbooks': /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'Microsoft.Communication/communicationServices': /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/i,
  'Microsoft.Communication/emailServices': /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/i,
  'Microsoft.Communication/emailServices/domains': /^(?:AzureManagedDomain|(?:[a-z0-9-]{1,63}\.)+[a-z]{2,})$/i,
  'Microsoft.Authorization/roleAssignments': /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'Microsoft.Authorization/roleDefinitions': /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'Microsoft.Authorization/locks': /^[\w().-]{1,90}$/,
  'Microsoft.Web/serverfarms': /^[a-z0-9-]{1,60}$/i,
  'Microsoft.Web/sites': /^(?=.{2,32}$)[a-z0-9][a-z0-9-]*[a-z0-9]$/i,
  'Microsoft.Web/sites/config': /^(?:appsettings|authsettingsV2)$/,
  'Microsoft.Network/virtualNetworks': /^[a-z0-9][\w.-]{0,62}\w$/i,
  'Microsoft.Network/privateEndpoints': /^[a-z0-9][\w.-]{0,62}\w$/i,
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': /^[a-z0-9][\w.-]{0,78}\w$/i,
};

/** Named after the cloud's own suffix, which a template cannot know. */
const NAMED_BY_CLOUD = /^Microsoft\.Network\/privateDnsZones/;

export const namesFit: Rule = ({ resources }) =>
  resources
    .filter(({ type }) => !NAMED_BY_CLOUD.test(type))
    .filter(({ type, name }) => !(GRAMMARS[type]?.test(name.split('/').at(-1) ?? '') ?? false))
    .map(({ type, name }) => `Azure takes no ${type} named ${name}`);

const isKnown = ({ id, name }: Resource): boolean => !id.includes('[') && !name.includes('[');

export const namesAreKnown: Rule = ({ resources }) => [
  ...resources
    .filter((one) => !NAMED_BY_CLOUD.test(one.type) && !isKnown(one))
    .map(({ type }) => `a ${type} has no name yet`),
  ...resources
    .filter(({ id }, index) => resources.findIndex((other) => other.id === id) !== index)
    .map(({ id }) => `two resources are ${id}`),
];

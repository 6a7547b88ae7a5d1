/** Values that Azure documents and the compiler does not check: a wrong one would fail in the middle of a deployment. */
import { at, ofType, type Rule } from '../deployment.ts';

const among =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);

const within =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= least && value <= most;

const whole =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && within(least, most)(value);

const minutes = (...values: readonly number[]) => values.map((value) => `PT${value}M`);
const hours = (...values: readonly number[]) => values.map((value) => `PT${value}H`);

const isDailyCap = (value: unknown): boolean => value === -1 || within(0.023, 4000)(value);

/** Type, path and what is documented there; a path with `*` means every entry of a list. */
const DOCUMENTED: readonly (readonly [type: string, path: string, fits: (value: unknown) => boolean])[] = [
  ['Microsoft.Web/serverfarms', 'sku.name', among('FC1')],
  ['Microsoft.Web/serverfarms', 'sku.tier', among('FlexConsumption')],
  ['Microsoft.Web/serverfarms', 'properties.reserved', among(true)],
  ['Microsoft.Web/sites', 'kind', among('functionapp,linux')],
  ['Microsoft.Web/sites', 'tags.azd-service-name', among('watch')],
  ['Microsoft.Web/sites', 'properties.functionAppConfig.runtime.name', among('node')],
  ['Microsoft.Web/sites', 'properties.functionAppConfig.runtime.version', among('22', '24')],
  ['Microsoft.Web/sites', 'properties.functionAppConfig.deployment.storage.type', among('blobContainer')],
  ['Microsoft.Web/sites', 'properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB', among(512, 2048, 4096)],
  ['Microsoft.Web/sites', 'properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount', whole(40, 1000)],
  ['Microsoft.Storage/storageAccounts', 'kind', among('StorageV2')],
  ['Microsoft.Storage/storageAccounts', 'sku.name', among('Standard_LRS', 'Standard_ZRS')],
  ['Microsoft.Storage/storageAccounts/blobServices', 'properties.deleteRetentionPolicy.days', whole(1, 365)],
  ['Microsoft.OperationalInsights/workspaces', 'sku.name', among(undefined)],
  ['Microsoft.OperationalInsights/workspaces', 'properties.sku.name', among('PerGB2018')],
  ['Microsoft.OperationalInsights/workspaces', 'properties.retentionInDays', whole(30, 730)],
  ['Microsoft.OperationalInsights/workspaces', 'properties.workspaceCapping.dailyQuotaGb', isDailyCap],
  [
    'Microsoft.Communication/emailServices/domains',
    'properties.domainManagement',
    among('AzureManaged', 'CustomerManaged'),
  ],
  ['Microsoft.Communication/emailServices/domains', 'properties.userEngagementTracking', among('Disabled')],
  ['Microsoft.Insights/actionGroups', 'properties.groupShortName', (name) => /^[\w -]{1,12}$/.test(String(name))],
  ['Microsoft.Insights/scheduledQueryRules', 'kind', among('LogAlert')],
  ['Microsoft.Insights/scheduledQueryRules', 'properties.severity', whole(0, 4)],
  [
    'Microsoft.Insights/scheduledQueryRules',
    'properties.evaluationFrequency',
    among(...minutes(5, 10, 15, 30, 45), ...hours(1, 2, 3, 4, 5, 6), 'P1D'),
  ],
  [
    'Microsoft.Insights/scheduledQueryRules',
    'properties.windowSize',
    among(...minutes(5, 10, 15, 30, 45), ...hours(1, 2, 3, 4, 5, 6), 'P1D', 'P2D'),
  ],
  ['Microsoft.Insights/scheduledQueryRules', 'properties.criteria.allOf.0.timeAggregation', among('Count')],
  ['Microsoft.Insights/scheduledQueryRules', 'properties.criteria.allOf.0.operator', among('GreaterThan')],
  ['Microsoft.Insights/scheduledQueryRules', 'properties.criteria.allOf.0.threshold', among(0)],
  ['Microsoft.Insights/metricAlerts', 'properties.severity', whole(0, 4)],
  ['Microsoft.Insights/metricAlerts', 'properties.evaluationFrequency', among(...minutes(1, 5, 15, 30), ...hours(1))],
  [
    'Microsoft.Insights/metricAlerts',
    'properties.windowSize',
    among(...minutes(1, 5, 15, 30), ...hours(1, 6, 12), 'P1D'),
  ],
  ['Microsoft.Insights/metricAlerts', 'properties.criteria.failedLocationCount', whole(1, 16)],
  ['Microsoft.Insights/webtests', 'properties.Kind', among('standard')],
  ['Microsoft.Insights/webtests', 'properties.Frequency', among(300, 600, 900)],
  ['Microsoft.Insights/webtests', 'properties.Timeout', among(30, 60, 90, 120)],
  ['Microsoft.Insights/workbooks', 'kind', among('shared')],
  ['Microsoft.Authorization/locks', 'properties.level', among('CanNotDelete')],
];

export const valuesAreDocumented: Rule = (deployed) =>
  DOCUMENTED.flatMap(([type, path, fits]) =>
    ofType(deployed, type)
      .map((resource) => ({ name: resource.name, value: at(resource, path) }))
      .filter(({ value }) => !fits(value))
      .map(({ name, value }) => `${type} ${name} ${path} is ${JSON.stringify(value)}`),
  );

/** App settings are texts, as ARM refuses anything else there. */
export const settingsAreTexts: Rule = (deployed) =>
  ofType(deployed, 'Microsoft.Web/sites/config')
    .filter(({ name }) => name.endsWith('/appsettings'))
    .flatMap(({ properties }) => Object.entries(properties as object))
    .filter(([, value]) => typeof value !== 'string')
    .map(([name]) => `${name} is no text`);

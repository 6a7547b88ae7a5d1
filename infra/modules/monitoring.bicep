// Where telemetry goes: a workspace and a component, neither of which takes a key.

import { Tags } from '../types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the workspace.')
param workspaceName string

@description('Name of Application Insights.')
param insightsName string

@description('Identity that may send telemetry.')
param identityName string

@description('Days that logs are kept.')
param retentionDays int

@description('Most GB a day, as text; null: no cap.')
param dailyCapGb string?

@description('Monitoring Metrics Publisher.')
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
    // -1 is no cap. The type says int, the service takes fractions.
    workspaceCapping: { dailyQuotaGb: json(dailyCapGb ?? '-1') }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
  }
}

resource publisherRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, identity.id, metricsPublisher)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// The function app and every setting of it. Three layers, the later wins: what can be derived, what the operator
// says, what the host needs. So an operator can change all of the app, and nothing of what holds it up.

import { isVerified } from '../sender.bicep'
import { WatchSettings, Webhook } from '../settings.bicep'
import { SignIn, Tags } from '../types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the app.')
param appName string

@description('Name of its plan.')
param planName string

@description('Name of its identity.')
param identityName string

@description('Name of the storage account.')
param storageName string

@description('Table of state and history.')
param tableName string

@description('Blob container of the uploaded package.')
param containerName string

@description('Name of Application Insights.')
param insightsName string

@description('Name of the Communication Services resource.')
param communicationName string

@description('Name of the email service.')
param emailName string

@description('A mail domain of your own; null: none.')
param domain string?

@description('Name of the private network; null: none.')
param networkName string?

@description('The operator\'s settings.')
param settings WatchSettings

@description('A second receiver of alerts; null: none.')
param webhook Webhook?

@description('Node version.')
param nodeVersion string

@description('Memory of an instance in MB.')
param memory int

@description('Most instances at once.')
param maxInstances int

@description('How the host finds its storage.')
@allowed(['accountName', 'serviceUris'])
param hostStorage string

@description('Sign-in in front of the page; null: none.')
param signIn SignIn?

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource communication 'Microsoft.Communication/communicationServices@2025-09-01' existing = {
  name: communicationName
}

resource email 'Microsoft.Communication/emailServices@2025-09-01' existing = {
  name: emailName

  resource managed 'domains' existing = {
    name: 'AzureManagedDomain'
  }

  resource own 'domains' existing = if (domain != null) {
    name: domain ?? 'none'
  }
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = if (networkName != null) {
  name: networkName ?? 'none'

  resource appSubnet 'subnets' existing = {
    name: 'app'
  }
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: appName
  location: location
  // How azd finds where to upload to.
  tags: union(tags, { 'azd-service-name': 'watch' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: networkName == null ? null : network::appSubnet.id
    // Newer regions refuse nearly everything else that siteConfig can hold elsewhere.
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${containerName}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: { instanceMemoryMB: memory, maximumInstanceCount: maxInstances }
    }
  }
}

// With && Azure would look at the domain even where there is none.
@description('Your own domain once it is verified, until then the managed one.')
var senderDomain = domain == null
  ? email::managed.properties.fromSenderDomain
  : isVerified(email::own!.properties)
      ? email::own!.properties.fromSenderDomain
      : email::managed.properties.fromSenderDomain

@description('What can be derived.')
var derived = union(
  { TENANT_ID: tenant().tenantId, MAIL_FROM: 'DoNotReply@${senderDomain}' },
  signIn == null ? {} : { PUBLIC_URL: 'https://${app.properties.defaultHostName}' },
  webhook == null
    ? {}
    : {
        WEBHOOK_URL: '@Microsoft.KeyVault(VaultName=${webhook!.vault};SecretName=${webhook!.secret})'
        WEBHOOK_FORMAT: webhook!.format
      }
)

@description('What the operator says; app settings are texts.')
var operators = mapValues(settings, value => string(value))

@description('How the host finds its storage without a key.')
var hostStorageSettings = hostStorage == 'accountName'
  ? { AzureWebJobsStorage__accountName: storageName }
  : {
      AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
      AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
      AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
    }

@description('What holds the app up.')
var host = union(hostStorageSettings, {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  AzureWebJobsDisableHomepage: 'true'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  AZURE_CLIENT_ID: identity.properties.clientId
  AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'
  STATE_TABLES_URL: storage.properties.primaryEndpoints.table
  STATE_TABLE: tableName
  MAIL_ENDPOINT: 'https://${communication.properties.hostName}'
})

@description('The name under which the platform finds the identity that proves who the app registration is.')
var signInSetting = 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(
    derived,
    operators,
    host,
    signIn == null ? {} : { '${signInSetting}': identity.properties.clientId }
  )
}

resource auth 'Microsoft.Web/sites/config@2025-03-01' = if (signIn != null) {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'RedirectToLoginPage'
      redirectToProvider: 'azureactivedirectory'
      excludedPaths: union(['/api/live'], signIn.?openPaths ?? [])
    }
    httpSettings: { requireHttps: true }
    login: { tokenStore: { enabled: false } }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: signIn!.clientId
          clientSecretSettingName: signInSetting
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [signIn!.clientId]
          defaultAuthorizationPolicy: signIn.?groups == null ? null : { allowedPrincipals: { groups: signIn!.groups! } }
        }
      }
    }
  }
}

@description('Origin of the app.')
output origin string = 'https://${app.properties.defaultHostName}'

@description('The sender of mail.')
output sender string = settings.?MAIL_FROM ?? 'DoNotReply@${senderDomain}'

// The storage account of the host and of the watch: no shared keys, nothing public, what was deleted can be had back.
// The table is made here, so that the app needs a role on that table alone.

import { Tags } from '../types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the account.')
param storageName string

@description('Table of state and history.')
param tableName string

@description('Blob container of the uploaded package.')
param containerName string

@description('Identity that gets the roles.')
param identityName string

@description('Whether only the private network reaches the account.')
param isPrivate bool

@description('Whether the account is locked against deletion.')
param lock bool

@description('Built-in roles by id.')
var roles = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

@description('How long deleted blobs and containers can be restored.')
var softDelete = { enabled: true, days: 7 }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: storageName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: isPrivate ? 'Deny' : 'Allow' }
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: { deleteRetentionPolicy: softDelete, containerDeleteRetentionPolicy: softDelete }

    // Must be there before the first upload.
    resource package 'containers' = {
      name: containerName
      properties: { publicAccess: 'None' }
    }
  }

  resource tables 'tableServices' = {
    name: 'default'

    resource state 'tables' = {
      name: tableName
    }
  }
}

// The host makes containers of its own (locks, keys), so its role cannot be narrower than the account.
resource hostRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, identity.id, roles.blobDataOwner)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobDataOwner)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource stateRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::tables::state
  name: guid(account::tables::state.id, identity.id, roles.tableDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.tableDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource keep 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  scope: account
  name: 'keep-history'
  properties: { level: 'CanNotDelete', notes: 'Holds the history of Writeback Watch.' }
}

// What sends mail. The managed domain works at once and stays linked; a domain of one's own is linked by the first
// deployment that finds it verified, since linking an unverified one fails.

import { isVerified } from '../sender.bicep'
import { Tags } from '../types.bicep'

@description('Tags.')
param tags Tags

@description('Name of the Communication Services resource.')
param communicationName string

@description('Name of the email service.')
param emailName string

@description('Identity that sends.')
param identityName string

@description('Where the service keeps its data.')
param dataLocation string

@description('A domain of your own; null: none.')
param domain string?

@description('Which role sends.')
@allowed(['custom', 'customWithEmailWrite', 'builtIn'])
param role string

@description('Name of the custom role, unique in the tenant.')
param roleName string

@description('Communication and Email Service Owner: can read the keys, too.')
var builtInRole = '09976791-48a7-449e-bb21-39d1a415f350'

@description('What sending is checked against; there is no data action for it.')
var sending = [
  'Microsoft.Communication/CommunicationServices/Read'
  'Microsoft.Communication/CommunicationServices/Write'
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource email 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: emailName
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }

  resource managed 'domains' = {
    name: 'AzureManagedDomain'
    location: 'global'
    tags: tags
    properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
  }

  resource own 'domains' = if (domain != null) {
    name: domain ?? 'none'
    location: 'global'
    tags: tags
    properties: { domainManagement: 'CustomerManaged', userEngagementTracking: 'Disabled' }
  }
}

// With && Azure would look at the domain even where there is none.
@description('The domain of your own, once it is verified.')
var verified = domain == null ? [] : isVerified(email::own!.properties) ? [email::own!.id] : []

resource communication 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: communicationName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: concat([email::managed.id], verified)
  }
}

// `Write` also changes the resource itself, but without `ListKeys` it reads no key, and there is no key to use.
resource senderRole 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (role != 'builtIn') {
  name: guid(resourceGroup().id, 'mail sender')
  properties: {
    roleName: roleName
    description: 'Sends mail through Communication Services. Made by Writeback Watch.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: concat(sending, role == 'customWithEmailWrite' ? ['Microsoft.Communication/EmailServices/write'] : [])
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

resource mailRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: communication
  name: guid(communication.id, identity.id, role == 'builtIn' ? builtInRole : senderRole.id)
  properties: {
    roleDefinitionId: role == 'builtIn'
      ? subscriptionResourceId('Microsoft.Authorization/roleDefinitions', builtInRole)
      : senderRole.id
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

@description('DNS records that verify your own domain; empty without one.')
output dnsRecords resourceOutput<'Microsoft.Communication/emailServices/domains@2025-09-01'>.properties.verificationRecords = domain == null
  ? {}
  : email::own!.properties.verificationRecords

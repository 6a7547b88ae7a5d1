// A network in which the app reaches its storage without the internet. Only blobs and tables are used, so only these
// have an endpoint.

import { Network, Tags } from '../types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the network.')
param networkName string

@description('Name of the storage account.')
param storageName string

@description('Address ranges.')
param network Network

@description('Storage services that the app uses.')
var services = ['blob', 'table']

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: networkName
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [network.addressSpace] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: network.appSubnet
          // Graph and mail are outside. New networks shut that way unless told; a NAT gateway of yours may replace it.
          defaultOutboundAccess: true
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: network.endpointSubnet, privateEndpointNetworkPolicies: 'Enabled' }
      }
    ]
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, index) in services: {
    parent: zones[index]
    name: networkName
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: virtualNetwork.id } }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [
  for service in services: {
    name: '${networkName}-${service}'
    location: location
    tags: tags
    properties: {
      subnet: { id: virtualNetwork::endpoints.id }
      privateLinkServiceConnections: [
        { name: service, properties: { privateLinkServiceId: storage.id, groupIds: [service] } }
      ]
    }
  }
]

resource groups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
  for (service, index) in services: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: service, properties: { privateDnsZoneId: zones[index].id } }] }
  }
]

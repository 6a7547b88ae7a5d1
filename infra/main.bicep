// All of Writeback Watch in one resource group: names and ids are known before anything is deployed, no key is made or
// shown, and every role is at the narrowest scope that works. What may see the tenant is not here: `npm run grant`.

metadata name = 'Writeback Watch'
metadata description = 'Watches Microsoft Entra password writeback, connector agents and who can reset passwords; mails drift.'

import { WatchSettings, Webhook } from 'settings.bicep'
import { Alerts, Mail, Monitoring, Names, Network, SignIn, Tags } from 'types.bicep'
import { plain, tidy } from 'names.bicep'

@description('Region; one that has Flex Consumption.')
param location string = resourceGroup().location

@description('What the names of the resources are made from. Letters, digits and hyphens of it are used.')
@minLength(1)
@maxLength(60)
param name string = 'writeback-watch'

@description('Names that a company prescribes.')
param names Names = {}

@description('Tags for every resource that takes them.')
param tags Tags = {}

@description('The app\'s own settings.')
param settings WatchSettings

@description('A second receiver of alerts beside mail.')
param webhook Webhook?

@description('Node version of the app.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('Memory of an instance in MB. infra/README.md says which size a tenant needs.')
@allowed([512, 2048, 4096])
param memory int = 512

@description('The most instances at once. Every timer has its own, so few are ever used.')
@minValue(40)
@maxValue(1000)
param maxInstances int = 40

@description('How the host finds its storage: by account name, or by service URIs.')
@allowed(['accountName', 'serviceUris'])
param hostStorage string = 'accountName'

@description('How mail is sent.')
param mail Mail = {}

@description('Telemetry.')
param monitoring Monitoring = {}

@description('Alerts about the watch itself.')
param alerts Alerts = {}

@description('A private network between app and storage.')
param network Network?

@description('Sign-in for people in front of the page.')
param signIn SignIn?

@description('A lock that keeps the storage account, and so the history, from being deleted.')
param lock bool = false

@description('Thirteen letters and digits that make names unique in the world, the same at every deployment.')
var token = uniqueString(resourceGroup().id, name)

@description('What can be used of the given name.')
var words = tidy(plain(name))

@description('The part of the names that a person can recognise. (A function inside its own argument is refused.)')
var stem = tidy(take(words, 18))

@description('At most 32 characters: the host keeps no more of an app name.')
var base = '${empty(stem) ? 'watch' : stem}-${token}'

@description('All names, so that modules need nothing of each other but these.')
var used = {
  app: names.?app ?? base
  plan: names.?plan ?? '${base}-plan'
  identity: names.?identity ?? '${base}-identity'
  storage: names.?storage ?? 'watch${token}'
  table: settings.?STATE_TABLE ?? 'writebackwatch'
  container: 'package'
  workspace: names.?workspace ?? '${base}-logs'
  insights: names.?insights ?? '${base}-insights'
  communication: names.?communication ?? '${base}-mail'
  email: names.?email ?? '${base}-domains'
  network: '${base}-network'
  alerts: base
}

@description('Without addresses of their own, these alerts go where mail goes.')
var alertMailTo = alerts.?mailTo ?? map(split(settings.MAIL_TO, ','), address => trim(address))

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: used.identity
  location: location
  tags: tags
}

module monitoringResources 'modules/monitoring.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceName: used.workspace
    insightsName: used.insights
    identityName: identity.name
    retentionDays: monitoring.?retentionDays ?? 31
    dailyCapGb: monitoring.?dailyCapGb
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    location: location
    tags: tags
    storageName: used.storage
    tableName: used.table
    containerName: used.container
    identityName: identity.name
    isPrivate: network != null
    lock: lock
  }
}

module mailResources 'modules/mail.bicep' = {
  params: {
    tags: tags
    communicationName: used.communication
    emailName: used.email
    identityName: identity.name
    dataLocation: mail.?dataLocation ?? 'Europe'
    domain: mail.?domain
    role: mail.?role ?? 'custom'
    roleName: 'Writeback Watch mail sender ${token}'
  }
}

module networkResources 'modules/network.bicep' = if (network != null) {
  params: {
    location: location
    tags: tags
    networkName: used.network
    storageName: used.storage
    network: network!
  }
  dependsOn: [storage]
}

module vaultReader 'modules/vault-reader.bicep' = if (webhook != null) {
  scope: resourceGroup(webhook.?resourceGroup ?? resourceGroup().name)
  params: {
    vaultName: webhook!.vault
    secretName: webhook!.secret
    identityName: identity.name
    identityGroup: resourceGroup().name
  }
}

module app 'modules/app.bicep' = {
  params: {
    location: location
    tags: tags
    appName: used.app
    planName: used.plan
    identityName: identity.name
    storageName: used.storage
    tableName: used.table
    containerName: used.container
    insightsName: used.insights
    communicationName: used.communication
    emailName: used.email
    domain: mail.?domain
    networkName: network == null ? null : used.network
    settings: settings
    webhook: webhook
    nodeVersion: nodeVersion
    memory: memory
    maxInstances: maxInstances
    hostStorage: hostStorage
    signIn: signIn
  }
  dependsOn: [storage, monitoringResources, mailResources, networkResources, vaultReader]
}

module alertResources 'modules/alerts.bicep' = {
  params: {
    location: location
    tags: tags
    prefix: used.alerts
    appName: used.app
    insightsName: used.insights
    workspaceName: used.workspace
    mailTo: alertMailTo
    alerts: alerts
    hasDailyCap: monitoring.?dailyCapGb != null
  }
  dependsOn: [app]
}

module workbook 'modules/workbook.bicep' = {
  params: {
    location: location
    tags: tags
    insightsName: used.insights
    title: 'Writeback Watch ${base}'
  }
  dependsOn: [monitoringResources]
}

@description('Name of the function app.')
output appName string = used.app

@description('Name of the storage account.')
output storageName string = used.storage

@description('Name of Application Insights.')
output insightsName string = used.insights

@description('Origin of the app: the page is at /api/status below it.')
output origin string = app.outputs.origin

@description('Object id of the identity: the principal that `npm run grant` gives the Graph permissions.')
output identityObjectId string = identity.properties.principalId

@description('The sender of mail at this time.')
output sender string = app.outputs.sender

@description('DNS records that verify your own domain; empty without one.')
output dnsRecords resourceOutput<'Microsoft.Communication/emailServices/domains@2025-09-01'>.properties.verificationRecords = mailResources.outputs.dnsRecords

@description('The command that shows the key of the page, to who may see it.')
output keyCommand string = 'az functionapp keys list --resource-group ${resourceGroup().name} --name ${used.app} --query functionKeys.default --output tsv'

@description('Graph permissions that the identity needs. None of them can write.')
output graphPermissions string[] = loadJsonContent('graph/permissions.json')

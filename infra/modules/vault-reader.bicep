// Lets the identity read one secret of a vault you have, and nothing else in it.

@description('Name of the vault.')
param vaultName string

@description('Name of the secret.')
param secretName string

@description('Identity that reads.')
param identityName string

@description('Resource group of the identity.')
param identityGroup string

@description('Key Vault Secrets User.')
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
  scope: resourceGroup(identityGroup)
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName

  resource secret 'secrets' existing = {
    name: secretName
  }
}

resource secretRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault::secret
  name: guid(vault::secret.id, identity.id, secretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

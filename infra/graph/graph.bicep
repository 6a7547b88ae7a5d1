// The same grants as `npm run grant`, for teams that want them declared. Apart from main.bicep, because it needs other
// rights (Privileged Role Administrator), cannot be part of a deployment stack, and fails on a second run in some tenants.

extension microsoftGraphV1

@description('Object id of the app\'s identity: the output identityObjectId of main.bicep.')
@minLength(36)
@maxLength(36)
param identityObjectId string

@description('Permissions by name, the ones that the checks need.')
var permissions string[] = loadJsonContent('permissions.json')

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource grants 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for permission in permissions: {
    principalId: identityObjectId
    resourceId: graph.id
    appRoleId: filter(graph.appRoles, role => role.value == permission)[0].id
  }
]

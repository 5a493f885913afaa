metadata description = 'Gives one identity roles on one storage account.'

@description('Name of the account.')
param accountName string

@description('Principal id of the identity.')
param principalId string

@description('Ids of the roles (infra/roles.json).')
param roleIds string[]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for roleId in roleIds: {
  scope: account
  name: guid(account.id, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}]

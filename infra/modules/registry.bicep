metadata description = 'A container registry without an administrator account; identities may pull.'

@description('Name of the registry: 5 to 50 letters and digits.')
@minLength(5)
@maxLength(50)
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Principal ids of the identities that may pull.')
param pullerIds string[]

@description('Whether the registry can be reached from outside the virtual network. Premium is needed where it cannot.')
param publicAccess bool

var roles = loadJsonContent('../roles.json')

resource registry 'Microsoft.ContainerRegistry/registries@2025-06-01-preview' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: publicAccess ? 'Basic' : 'Premium'
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

resource pulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for pullerId in pullerIds: {
  scope: registry
  name: guid(registry.id, pullerId, roles.acrPull)
  properties: {
    principalId: pullerId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPull)
  }
}]

@description('Resource id.')
output id string = registry.id

@description('Server that images are pulled from.')
output server string = registry.properties.loginServer

metadata description = 'A user-assigned identity: what runs under it needs no password.'

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id, for what runs under the identity.')
output id string = identity.id

@description('Client id, by which code picks this identity.')
output clientId string = identity.properties.clientId

@description('Principal id, for role assignments.')
output principalId string = identity.properties.principalId

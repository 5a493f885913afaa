metadata description = 'Where models, data sets and training runs lie: a storage account that the apps can read and the trainer can write.'

@description('Part of every resource\'s name.')
@minLength(13)
@maxLength(13)
param token string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Redundancy of the storage account.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS'])
param sku string

@description('Whether the account can be reached from outside the virtual network.')
param publicAccess bool

@description('Principal id of the identity of the apps.')
param appPrincipalId string

@description('Principal id of the identity of the trainer.')
param trainerPrincipalId string

var roles = loadJsonContent('../roles.json')
var containers = loadJsonContent('../containers.json')

// Apart from the jobs', so that the apps can read models and never change them.
module storage 'storage.bicep' = {
  name: 'model-storage'
  params: {
    name: 'stmodel${token}'
    location: location
    tags: tags
    containers: [containers.models, containers.training]
    sku: sku
    publicAccess: publicAccess
    softDeleteDays: 30
  }
}

module appAccess 'storage-access.bicep' = {
  name: 'app-on-models'
  params: {
    accountName: storage.outputs.name
    principalId: appPrincipalId
    roleIds: [roles.storageBlobDataReader]
  }
}

module trainerAccess 'storage-access.bicep' = {
  name: 'trainer-on-models'
  params: {
    accountName: storage.outputs.name
    principalId: trainerPrincipalId
    roleIds: [roles.storageBlobDataContributor]
  }
}

@description('Resource id of the storage account.')
output id string = storage.outputs.id

@description('Name of the storage account.')
output name string = storage.outputs.name

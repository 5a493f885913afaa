metadata description = 'What the apps and the training job stand on: identities, storage, registry, logs, and the Container Apps environment in its network.'

@description('Part of every resource\'s name.')
@minLength(13)
@maxLength(13)
param token string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Workload profile of the worker.')
param workerProfile string

@description('Most nodes of a dedicated worker profile.')
@minValue(1)
param dedicatedMaxNodes int

@description('Redundancy of the storage accounts.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS'])
param storageSku string

@description('Days after which blobs of jobs move to the cool tier, if they are not deleted by then.')
@minValue(1)
param coolAfterDays int

@description('Days after which blobs of jobs are deleted; 0: never.')
@minValue(0)
param deleteAfterDays int

@description('Queue that gets an event for each completed job; empty: no Event Grid subscription.')
param eventQueue string

@description('Everything in a virtual network: storage and registry by private endpoints alone.')
param privateNetwork bool

module appIdentity 'identity.bicep' = {
  name: 'app-identity'
  params: {
    name: 'id-app-${token}'
    location: location
    tags: tags
  }
}

module trainerIdentity 'identity.bicep' = {
  name: 'trainer-identity'
  params: {
    name: 'id-trainer-${token}'
    location: location
    tags: tags
  }
}

module jobs 'job-data.bicep' = {
  name: 'job-data'
  params: {
    token: token
    location: location
    tags: tags
    sku: storageSku
    publicAccess: !privateNetwork
    coolAfterDays: coolAfterDays
    deleteAfterDays: deleteAfterDays
    eventQueue: eventQueue
    appPrincipalId: appIdentity.outputs.principalId
  }
}

module models 'model-data.bicep' = {
  name: 'model-data'
  params: {
    token: token
    location: location
    tags: tags
    sku: storageSku
    publicAccess: !privateNetwork
    appPrincipalId: appIdentity.outputs.principalId
    trainerPrincipalId: trainerIdentity.outputs.principalId
  }
}

module registry 'registry.bicep' = {
  name: 'registry'
  params: {
    name: 'cr${token}'
    location: location
    tags: tags
    pullerIds: [appIdentity.outputs.principalId, trainerIdentity.outputs.principalId]
    publicAccess: !privateNetwork
  }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  params: {
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    publisherIds: [appIdentity.outputs.principalId]
  }
}

module network 'private-network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    token: token
    location: location
    tags: tags
    jobAccountId: jobs.outputs.id
    modelAccountId: models.outputs.id
    registryId: registry.outputs.id
  }
}

module managed 'environment.bicep' = {
  name: 'environment'
  params: {
    name: 'cae-${token}'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    workerProfile: workerProfile
    dedicatedMaxNodes: dedicatedMaxNodes
    subnetId: privateNetwork ? network!.outputs.appsSubnetId : ''
  }
}

@description('Resource id of the identity of the apps.')
output appIdentityId string = appIdentity.outputs.id

@description('Client id of the identity of the apps.')
output appIdentityClientId string = appIdentity.outputs.clientId

@description('Resource id of the identity of the trainer.')
output trainerIdentityId string = trainerIdentity.outputs.id

@description('Client id of the identity of the trainer.')
output trainerIdentityClientId string = trainerIdentity.outputs.clientId

@description('Name of the storage account of jobs and queues.')
output jobAccountName string = jobs.outputs.name

@description('Name of the storage account of models and training.')
output modelAccountName string = models.outputs.name

@description('Server that images are pulled from.')
output registryServer string = registry.outputs.server

@description('Resource id of the Log Analytics workspace.')
output workspaceId string = monitoring.outputs.workspaceId

@description('Name of the Application Insights component.')
output insightsName string = monitoring.outputs.insightsName

@description('Resource id of the Container Apps environment.')
output environmentId string = managed.outputs.id

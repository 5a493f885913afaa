metadata description = 'Where jobs lie and wait: their storage account with its queues, what the apps may do there, how long blobs stay, and who is told of completed jobs.'

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

@description('Days after which blobs move to the cool tier, if they are not deleted by then.')
@minValue(1)
param coolAfterDays int

@description('Days after which blobs are deleted; 0: never.')
@minValue(0)
param deleteAfterDays int

@description('Queue that gets an event for each completed job; empty: no Event Grid subscription.')
param eventQueue string

@description('Principal id of the identity of the apps.')
param appPrincipalId string

var roles = loadJsonContent('../roles.json')
var containers = loadJsonContent('../containers.json')

// The names of src/Diffusion.Contracts/QueueNames.cs; tests compare them.
var queues = [
  'generation-jobs'
  'generation-batches'
  'generation-completed'
  'generation-sweep'
  'generation-jobs-poison'
  'generation-batches-poison'
  'generation-sweep-poison'
]

module storage 'storage.bicep' = {
  name: 'job-storage'
  params: {
    name: 'stjobs${token}'
    location: location
    tags: tags
    containers: [containers.jobs]
    queues: empty(eventQueue) ? queues : union(queues, [eventQueue])
    sku: sku
    publicAccess: publicAccess
  }
}

module appAccess 'storage-access.bicep' = {
  name: 'app-on-jobs'
  params: {
    accountName: storage.outputs.name
    principalId: appPrincipalId
    roleIds: [
      roles.storageBlobDataOwner // the functions host asks for it: locks and keys lie in containers of its own
      roles.storageQueueDataContributor
      roles.storageTableDataContributor // the host's diagnostic events
    ]
  }
}

// Always there: leaving it out would leave the policy of the last deployment in force.
module lifecycle 'lifecycle.bicep' = {
  name: 'lifecycle'
  params: {
    accountName: storage.outputs.name
    container: containers.jobs
    coolAfterDays: coolAfterDays
    deleteAfterDays: deleteAfterDays
  }
}

module events 'events.bicep' = if (!empty(eventQueue)) {
  name: 'events'
  params: {
    name: 'evgt-${token}'
    location: location
    tags: tags
    accountName: storage.outputs.name
    container: containers.jobs
    queue: eventQueue
  }
}

@description('Resource id of the storage account.')
output id string = storage.outputs.id

@description('Name of the storage account.')
output name string = storage.outputs.name
